//! What the rules and the search for loops find, as a table and as data.

use serde_json::{Value, json};

use super::table::{Cell, Column, Table};
use crate::finding::{Finding, Findings, finding_record, money_records};
use crate::graph::DealGraph;
use crate::model::MoneyLevel;

/// The findings as JSON: each as `docs/finding.schema.json` describes it, with what a reader must know.
pub(super) fn json(graph: &DealGraph<'_>, findings: &Findings) -> String {
    let list: Vec<Value> = findings.list.iter().map(|finding| finding_record(graph, finding)).collect();
    let document = json!({
        "findings": list,
        "notes": findings.notes,
        "truncated": !findings.left_out.is_empty(),
        "left_out": findings.left_out,
        "cut": findings.cuts,
    });
    format!("{document:#}\n")
}

/// The findings as a table.
pub(super) fn table(graph: &DealGraph<'_>, findings: &Findings) -> Table {
    let mut columns = vec![
        Column::text("fingerprint", "what stays the same while the finding does"),
        Column::text("code", "the rule or search that found it"),
        Column::text("severity", "note, low, medium or high"),
        Column::text("claim", "what it says, in one sentence"),
        Column::text("parties", "ids of the entities it is about, a JSON list"),
        Column::text("topic", "what tells it from others of the same code and parties; absent where nothing"),
        Column::text("strength", "the weakest status in its strongest derivation"),
        Column::text("deals", "ids of the deals that its proof names, a JSON list"),
        Column::text("sources", "ids of the sources that its proof rests on, a JSON list"),
        Column::text("caveats", "what a reader must know so as not to be misled, a JSON list; absent where nothing"),
        Column::text("money", "the money it is about by currency, JSON as in findings.json; absent where none"),
        Column::text("money_currency", "ISO 4217 code, where the money is of one currency"),
    ];
    for level in ["firm", "committed", "headline"] {
        columns.extend(Column::interval(level, &format!("{level} money, in minor units, where of one currency")));
    }
    let mut table = Table::new("findings", "one claim about the web, with what proves it", columns);
    table.rows = findings.list.iter().map(|finding| row(graph, finding)).collect();
    table
}

fn row(graph: &DealGraph<'_>, finding: &Finding) -> Vec<Cell> {
    let book = graph.book();
    let parties: Vec<String> = finding.parties.iter().map(|it| book.entity(*it).id.to_string()).collect();
    let deals: Vec<String> = finding.deals().into_iter().map(|it| book.deal(it).id.to_string()).collect();
    let sources: Vec<String> = finding.sources().into_iter().map(|it| book.source(it).id.to_string()).collect();
    let money = money_records(&finding.money);
    let stated = finding.money.with_open_ends();
    let single = if let [stated] = stated.as_slice() { Some(stated) } else { None };
    let mut row = vec![
        Cell::text(&finding.fingerprint),
        Cell::text(&finding.code),
        Cell::text(&finding.severity),
        Cell::text(&finding.claim),
        Cell::list(&parties),
        Cell::of(Some(&finding.topic).filter(|topic| !topic.is_empty())),
        Cell::text(&finding.strength),
        Cell::list(&deals),
        Cell::list(&sources),
        Cell::list(&finding.caveats),
        Cell::of((!stated.is_empty()).then_some(money)),
        Cell::of(single.map(|stated| stated.currency)),
    ];
    for level in MoneyLevel::ALL {
        row.extend(Cell::interval(single.map(|stated| stated.split.at(level))));
    }
    row
}
