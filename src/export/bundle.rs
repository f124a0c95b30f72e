//! Everything for a research notebook in one folder: tables, graphs, answers, the notebook, and what each
//! column means.

use std::convert::Infallible;

use super::answers::answers;
use super::format::{Exported, FORMATS, Format, Input, Loss, Options};
use super::table::Table;
use super::tables::{each_piece, layouts};
use super::web::web;
use crate::graph::DealGraph;
use crate::report::count;
use crate::rules::all_findings;

/// The formats of a bundle, with the folder that each is put in.
const PARTS: &[(&str, &str)] = &[
    ("csv", "csv/"),
    ("parquet", "parquet/"),
    ("json", ""),
    ("node-link", ""),
    ("graphml", ""),
    ("gexf", ""),
    ("notebook", ""),
];

/// Writes the bundle.
pub fn make(input: &Input<'_, '_>) -> Exported {
    bundle(input.graph)
}

/// Returns the files of a bundle, with the losses of all its formats, each told once.
pub fn bundle(graph: &DealGraph<'_>) -> Exported {
    let mut bundle = Exported::default();
    let mut losses: Vec<Loss> = Vec::new();
    for (name, folder) in PARTS {
        let Some(format) = part(name) else { continue };
        let made = format.made(&Input { graph, options: &Options::default() });
        for file in made.files {
            bundle.push(&format!("{folder}{}", file.name), file.bytes);
        }
        losses.extend(made.losses.into_iter().filter(|loss| !losses.contains(loss)).collect::<Vec<_>>());
    }
    let blank = Options { dialect: Some("blank".to_owned()) };
    bundle.files.extend(super::notebook::make(&Input { graph, options: &blank }).files);
    let mut found = None;
    match all_findings(graph) {
        Ok(findings) => {
            let table = super::findings::table(graph, &findings);
            bundle.push("csv/findings.csv", super::csv::write(&table));
            #[cfg(feature = "parquet")]
            match super::parquet::write(&table) {
                Ok(bytes) => bundle.push("parquet/findings.parquet", bytes),
                Err(error) => {
                    losses.push(Loss::new(
                        1,
                        ["table", "tables"],
                        &format!("the Parquet writer refused findings: {error}"),
                    ));
                }
            }
            bundle.push("findings.json", super::findings::json(graph, &findings));
            found = Some(table);
        }
        Err(error) => losses.push(Loss::new(1, ["table", "tables"], &format!("there are no findings: {error}"))),
    }
    bundle.push("answers.json", answers(graph));
    bundle.push("README.md", readme(graph, found.as_ref()));
    bundle.losing(losses)
}

fn part(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Returns a page that says what every file and column of tables and graphs means.
pub fn columns_readme(graph: &DealGraph<'_>) -> String {
    readme(graph, None)
}

fn readme(graph: &DealGraph<'_>, findings: Option<&Table>) -> String {
    let mut out = String::from(concat!(
        "# A book of deals, exported\n\n",
        "Amounts are intervals of whole minor units (cents for USD, yen for JPY) of the currency beside them; ",
        "never floats. An absent value is unknown or does not apply; it is not zero. Dates may be a year, a month or a day.\n\n",
        "To add up money, take rows of `deals` where `seen` is true and `counted_in` is absent: each dollar once.\n",
        "Do not add up legs: a deal has several.\n\n",
        "In CSV, a text that a spreadsheet would run as a formula stands after an apostrophe; an empty cell is an absent ",
        "value, and a text that is there and empty is a lone apostrophe.\n\n",
        "`tour.ipynb` reckons the answers of `answers.json` anew; `blank.ipynb` only loads everything. `findings.json` ",
        "has each finding with its proof, `book.json` the book field for field.\n",
    ));
    let web = web(graph);
    let (layouts, mut counts) = (layouts(), Vec::new());
    counts.resize(layouts.len(), 0);
    let Ok(_) = each_piece(
        graph,
        &layouts,
        |rows: &mut usize, _| *rows += 1,
        |table, rows| {
            counts[table] += rows;
            Ok::<_, Infallible>(())
        },
    );
    let of_book = layouts.iter().map(|layout| &layout.table).zip(counts);
    let others = findings.into_iter().chain([&web.nodes, &web.edges]).map(|table| (table, table.rows.len()));
    for (table, rows) in of_book.chain(others) {
        let place = if ["nodes", "edges"].contains(&table.name) { "in graph files" } else { "a table" };
        out.push_str(&format!(
            "\n## {} ({place}, {})\n\nOne row is {}.\n\n",
            table.name,
            count(rows, "row", "rows"),
            table.about
        ));
        out.push_str("| column | holds | meaning |\n|---|---|---|\n");
        for column in &table.columns {
            let holds = format!("{:?}", column.holds).to_lowercase();
            out.push_str(&format!("| `{}` | {holds} | {} |\n", column.name, column.about.replace('|', "\\|")));
        }
    }
    out
}
