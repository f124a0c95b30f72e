//! Comma-separated values that a spreadsheet can open without running anything.
//!
//! A text that a spreadsheet would run as a formula gets an apostrophe before it; the rule can be undone
//! exactly, see [`restored`]. An empty cell is absent; a text that is there and empty is a lone apostrophe.

use super::format::{Exported, Input, Loss};
use super::table::{Cell, Table};
use super::tables::tables;

/// Writes the tables.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let told = tables(input.graph);
    let mut exported = Exported::default().losing(told.losses);
    let mut guarded = 0;
    for table in &told.tables {
        guarded += guarded_cells(table);
        exported.push(&format!("{}.csv", table.name), write(table));
    }
    exported.losing([guard_loss(guarded)])
}

/// What neutralising changed, told though it can be undone.
pub(super) fn guard_loss(count: usize) -> Loss {
    Loss::of(
        count,
        ["text", "texts"],
        [
            "a spreadsheet would run it as a formula (or it is empty), written after an apostrophe",
            "a spreadsheet would run them as formulas (or they are empty), written after an apostrophe",
        ],
    )
}

/// Writes one table.
pub(super) fn write(table: &Table) -> Vec<u8> {
    let header = table.columns.iter().map(|column| column.name.clone());
    write_rows(header.collect(), table.rows.iter().map(|row| row.iter().map(csv_cell).collect()))
}

/// Writes a header and rows that are already texts.
pub(super) fn write_rows(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    for row in std::iter::once(header).chain(rows) {
        // Writing into memory does not fail, and every row is as wide as the header.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell as CSV writes it.
pub(super) fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => neutralised(text),
        other => other.plain().unwrap_or_default(),
    }
}

/// How many texts of a table are written after an apostrophe.
pub(super) fn guarded_cells(table: &Table) -> usize {
    table.rows.iter().flatten().filter_map(Cell::as_text).filter(|text| needs_guard(text)).count()
}

/// What a formula may begin with, full-width forms included.
const TRIGGERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn needs_guard(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.is_empty() || rest.starts_with(TRIGGERS)
}

/// The text, with an apostrophe before it where a spreadsheet would run it as a formula.
pub fn neutralised(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// Undoes [`neutralised`]; an empty cell is `None`.
pub fn restored(cell: &str) -> Option<&str> {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => Some(rest),
        _ => Some(cell).filter(|cell| !cell.is_empty()),
    }
}
