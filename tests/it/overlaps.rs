//! A deal inside of another one in another currency: totals by currency have both, and say which is part of which.

use crate::common::pictures::draw;
use crate::common::{book, buys, invests};
use dealgraph::diagram::preset::Options;
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::load_str;
use dealgraph::model::Book;
use dealgraph::query::backers::{Quorum, backers};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::loops::{Search, breakers, loops};
use dealgraph::query::show::{Subject, show};
use dealgraph::query::stats::stats;
use dealgraph::report::Report;

const SAID: &str = "not to be added up: EUR 4bn is inside of USD 9bn (piece in frame); the book has no rate between EUR and USD \
                    to tell which is more";

fn deals() -> String {
    buys("frame", "acme", "orion", "amount: \"USD 9bn\"")
        + &buys("piece", "acme", "orion", "amount: \"EUR 4bn\", part_of: \"frame\"")
        + &invests("orion", "acme", "amount: \"USD 1bn\"")
}

/// The same book with a rate, `from to`.
fn with_rate(from: &str, to: &str) -> Book {
    let text = format!(
        "(entities: [(id: \"acme\", name: \"Acme\", kind: Company), (id: \"orion\", name: \"Orion\", kind: Company)],
        sources: [(id: \"daily\", title: \"Rates\", publisher: \"The Daily\", date: \"2026-02-27\", kind: News)],
        rates: [(from: \"{from}\", to: \"{to}\", rate: \"1.25\", date: \"2025-01-01\", source: \"daily\")], deals: [{}])",
        deals()
    );
    load_str(&text).unwrap_or_else(|error| panic!("{}", crate::common::told(&error)))
}

/// Every answer that tells a total of both deals.
fn answers(book: &Book) -> Vec<(&'static str, Report)> {
    let graph = DealGraph::new(book, View::default());
    let acme = book.find_entity("acme").expect("acme");
    let search = Search::default();
    let found = loops(&graph, &search);
    vec![
        ("exposure", exposure(&graph, acme, By::Counterparty).report(&graph)),
        ("stats", stats(&graph)),
        ("loops", found.report(&graph, &search, &breakers(&found.loops), None)),
        ("show", show(&graph, Subject::Deal(book.find_deal("frame").expect("frame")))),
    ]
}

#[test]
fn every_total_says_which_money_is_part_of_other_money() {
    for (name, report) in answers(&book(&deals())) {
        assert!(report.notes.iter().any(|note| note == SAID), "{name}: {:?}", report.notes);
        let said = report.notes.join("\n");
        assert!(!said.contains("comes to firm EUR") && !said.contains("they add nothing"), "{name}: {said}");
        assert_eq!(said.matches("inside of USD 9bn").count(), 1, "{name}: each pair once: {said}");
    }
}

#[test]
fn where_a_rate_joins_the_two_the_larger_counts_in_one_currency_and_that_is_said() {
    let said = "not to be added up: EUR 4bn is inside of USD 9bn (piece in frame); in one currency the larger counts";
    for (name, report) in answers(&with_rate("EUR", "USD")) {
        assert!(report.notes.iter().any(|note| note == said), "{name}: {:?}", report.notes);
    }
}

#[test]
fn data_tells_of_each_currency_what_its_money_is_inside_of() {
    let book = book(&deals());
    for (name, report) in answers(&book) {
        let totals = match name {
            "exposure" => &report.answer["out"],
            "stats" => &report.answer["whole"],
            "loops" => &report.answer["loops"][0]["hops"][1]["money"],
            _ => &report.answer["counting"]["together"],
        };
        assert_eq!(totals[0]["currency"], "EUR", "{name}: {totals}");
        assert_eq!(totals[0]["inside_of"], serde_json::json!(["USD"]), "{name}");
        assert!(totals[1].get("inside_of").is_none(), "{name}: nothing of the dollars is inside of euros");
    }
}

#[test]
fn findings_say_it_as_a_caveat() {
    let report = answers(&book(&deals())).swap_remove(2).1;
    let caveats = report.answer["loops"][0]["finding"]["caveats"].to_string();
    assert!(caveats.contains("EUR 4bn is inside of USD 9bn (piece in frame)"), "{caveats}");
}

#[test]
fn pictures_say_it_below_unless_all_is_drawn_in_one_currency() {
    let said = "Not to be added up: €4B is inside of $9B (piece in frame).";
    for name in ["ecosystem", "money", "loop"] {
        let picture = draw(&book(&deals()), name, &Options::default());
        assert!(picture.footnotes.iter().any(|note| note == said), "{name}: {:?}", picture.footnotes);
        let picture = draw(&with_rate("EUR", "USD"), name, &Options::default());
        assert!(picture.footnotes.iter().all(|note| !note.contains("added up")), "{name}: {:?}", picture.footnotes);
        let picture = draw(&with_rate("EUR", "GBP"), name, &Options::default());
        assert!(picture.footnotes.iter().any(|note| note == said), "{name}: {:?}", picture.footnotes);
    }
    let invested = invests("acme", "orion", "amount: \"USD 9bn\"")
        + &invests("acme", "orion", "amount: \"EUR 4bn\", part_of: \"acme-orion\"").replacen("acme-orion", "piece", 1);
    let web = book(&invested);
    let picture = draw(&web, "who-backs", &Options::default());
    let said = said.replace("frame", "acme-orion");
    assert!(picture.footnotes.contains(&said), "{:?}", picture.footnotes);
    let graph = DealGraph::new(&web, View::default());
    let report = backers(&graph, &[web.find_entity("orion").expect("orion")], Quorum::All).report(&graph, Quorum::All);
    assert!(report.notes.iter().any(|note| note.contains("EUR 4bn is inside of USD 9bn")), "{:?}", report.notes);
}

#[test]
fn deals_of_one_currency_and_deals_apart_say_nothing_of_the_kind() {
    let apart = deals().replace("part_of: \"frame\"", "");
    let one = deals().replace("EUR 4bn", "USD 4bn");
    for text in [apart, one] {
        for (name, report) in answers(&book(&text)) {
            assert!(!report.to_json().to_string().contains("inside_of"), "{name}");
            assert!(report.notes.iter().all(|note| !note.contains("not to be added up")), "{name}: {:?}", report.notes);
        }
    }
}

#[test]
fn a_part_that_is_certain_and_of_which_nobody_says_how_much_it_is_is_told_beside_totals() {
    let tranches = "amount: \"USD 20bn..100bn\", status: Announced, tranches: [(id: \"first\", amount: \"undisclosed\", status: Signed), \
        (id: \"further\", amount: \"USD 20bn..100bn\", on: [\"an order\"]), (id: \"other\", amount: \"undisclosed\", on: [\"a vote\"])]";
    let book = book(&buys("chips", "acme", "orion", tranches));
    let graph = DealGraph::new(&book, View::default());
    let acme = book.find_entity("acme").expect("acme");
    let notes = exposure(&graph, acme, By::Counterparty).report(&graph).notes;
    let said = "of what is counted, nobody says how much these parts are: first of chips (Signed)";
    assert!(notes.iter().any(|note| note == said), "{notes:?}");
}
