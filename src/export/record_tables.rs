//! The tables of the records of a book that are no deals.

use super::table::{Cell, Column, Table};
use crate::load::text::{EntityText, RateText, RuleText, SourceText};

/// The table of entities, without rows.
pub(super) fn entities() -> Table {
    let columns = vec![
        Column::text("id", "id"),
        Column::text("name", "the name people know it by"),
        Column::text("kind", "Company, Product, Fund, Government, Venture or Person"),
        Column::text("aliases", "other names, a JSON list; absent where none"),
        Column::text("part_of", "id of the whole, and the period where not always; absent where it is no part"),
        Column::text("markets", "what it competes in, a JSON list; absent where nothing"),
        Column::text("group", "where diagrams put it; absent where nowhere of its own"),
        Column::text("country", "ISO 3166 alpha-2 code; absent where unknown"),
        Column::text("note", "the curator's words"),
    ];
    Table::new("entities", "one company, product, fund, state, venture or person", columns)
}

/// An entity as a row.
pub(super) fn entity(it: &EntityText) -> Vec<Cell> {
    vec![
        Cell::text(&it.id),
        Cell::text(&it.name),
        Cell::text(&it.kind),
        Cell::list(&it.aliases),
        Cell::of(it.part_of.as_ref()),
        Cell::list(&it.markets),
        Cell::of(it.group.as_ref()),
        Cell::of(it.country.as_ref()),
        Cell::of(it.note.as_ref()),
    ]
}

/// The table of sources, without rows.
pub(super) fn sources() -> Table {
    let columns = vec![
        Column::text("id", "id"),
        Column::text("title", "title"),
        Column::text("publisher", "who published it"),
        Column::text("address", "where it is; absent where it has no public address"),
        Column::text("date", "when it was published: a year, month or day; absent where nothing tells"),
        Column::text("date_is", "Exact, Approximate or Undated"),
        Column::text("kind", "Filing, PressRelease, Company, News, Analysis or Aggregator"),
        Column::text("note", "the curator's words"),
    ];
    Table::new("sources", "one publication that claims point to", columns)
}

/// A source as a row.
pub(super) fn source(it: &SourceText) -> Vec<Cell> {
    vec![
        Cell::text(&it.id),
        Cell::text(&it.title),
        Cell::text(&it.publisher),
        Cell::of(it.address.as_ref()),
        Cell::of(it.date.as_ref()),
        Cell::of(it.date_is),
        Cell::text(&it.kind),
        Cell::of(it.note.as_ref()),
    ]
}

/// The table of rates, without rows.
pub(super) fn rates() -> Table {
    let columns = vec![
        Column::text("from", "ISO 4217 code of the currency converted"),
        Column::text("to", "ISO 4217 code of the currency converted into"),
        Column::text("rate", "units of `to` for one of `from`, a decimal"),
        Column::text("date", "when it held"),
        Column::text("source", "id of the source"),
    ];
    Table::new("rates", "what one currency was worth in another", columns)
}

/// A rate as a row.
pub(super) fn rate(it: &RateText) -> Vec<Cell> {
    [&it.from, &it.to, &it.rate, &it.date, &it.source].map(Cell::text).to_vec()
}

/// The table of rules, without rows.
pub(super) fn rules() -> Table {
    let columns = vec![
        Column::text("id", "id, the code of what it finds"),
        Column::text("severity", "how much its findings matter"),
        Column::text("finds", "what it finds"),
        Column::text("why", "why that matters"),
        Column::text("example", "an example"),
        Column::text("limits", "what it does not find"),
        Column::text("pattern", "the pattern of legs it looks for"),
        Column::text("claim", "what a finding says, with variables of the pattern"),
        Column::text("parties", "variables that are the parties of a finding, a JSON list; absent where all"),
    ];
    Table::new("rules", "one rule that the book writes itself", columns)
}

/// A rule as a row.
pub(super) fn rule(it: &RuleText) -> Vec<Cell> {
    let said = [&it.id, &it.severity, &it.finds, &it.why, &it.example, &it.limits, &it.pattern, &it.claim];
    said.map(Cell::text).into_iter().chain([Cell::list(&it.parties)]).collect()
}
