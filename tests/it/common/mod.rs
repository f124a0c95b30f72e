//! Small books for tests. The companies are invented.

pub mod everything;
pub mod generated;
pub mod hostile;
pub mod loop_webs;
pub mod pictures;

use std::process::{Command, Output};

use dealgraph::load::load_str;
use dealgraph::model::Book;

/// A book of the companies acme, lyra, orion and umbra, a part of acme (acme-cloud), a product of orion
/// (orion-models), three sources, and the given deals.
pub fn book(deals: &str) -> Book {
    book_with("", deals)
}

/// The same, with more entities.
pub fn book_with(entities: &str, deals: &str) -> Book {
    let text = format!(
        r#"(
    entities: [
        (id: "acme", name: "Acme", kind: Company, aliases: ["Acme Inc."]),
        (id: "acme-cloud", name: "Acme Cloud", kind: Company, part_of: "acme", markets: ["cloud"]),
        (id: "lyra", name: "Lyra", kind: Company, markets: ["models"]),
        (id: "orion", name: "Orion", kind: Company, markets: ["models"]),
        (id: "orion-models", name: "Orion models", kind: Product, part_of: "orion"),
        (id: "umbra", name: "Umbra", kind: Company),
        {entities}
    ],
    sources: [
        (id: "filing", title: "Annual report", publisher: "Acme", date: "2026-03-31", kind: Filing),
        (id: "daily", title: "Inside the deal", publisher: "The Daily", date: "2026-02-27", kind: News),
        (id: "blog", title: "What it means", publisher: "A blog", date: "2026-04-10", kind: Analysis),
    ],
    deals: [
        {deals}
    ],
)"#
    );
    load_str(&text).unwrap_or_else(|error| panic!("the book of this test is sound: {}", told(&error)))
}

/// What is wrong with a book, in full.
pub fn told(error: &dealgraph::load::LoadError) -> String {
    match error {
        dealgraph::load::LoadError::Faults(reading) => {
            reading.problems.iter().map(|problem| problem.render(&reading.files, false)).collect::<Vec<_>>().join("\n")
        }
        dealgraph::load::LoadError::Files(_) => error.to_string(),
    }
}

/// One deal: its id, kind, parties and whatever else.
pub fn deal(id: &str, kind: &str, parties: &str, rest: &str) -> String {
    let status = if rest.contains(" status:") || rest.starts_with("status:") { "" } else { "status: Closed," };
    let claims = if rest.contains("claims:") { "" } else { "claims: [(source: \"daily\")]," };
    format!("(id: \"{id}\", kind: {kind}, title: \"{id}\", parties: [{parties}], {status} {claims} {rest}),\n")
}

/// A closed investment of one investor in one company.
pub fn invests(investor: &str, company: &str, rest: &str) -> String {
    let parties = format!("(who: \"{investor}\", role: Investor), (who: \"{company}\", role: Investee)");
    deal(&format!("{investor}-{company}"), "Investment", &parties, rest)
}

/// A closed purchase of one customer of one supplier.
pub fn buys(id: &str, customer: &str, supplier: &str, rest: &str) -> String {
    let parties = format!("(who: \"{customer}\", role: Customer), (who: \"{supplier}\", role: Supplier)");
    deal(id, "Purchase", &parties, rest)
}

/// What the program says to these arguments, without colours.
pub fn dealgraph(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

/// The program with these arguments, without colours, not yet started.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealgraph"));
    command.args(arguments).env("NO_COLOR", "1").env("DEALGRAPH_CACHE", "off");
    command
}

/// What the program ended with; -1 where a signal ended it.
pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}
