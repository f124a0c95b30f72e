//! Comma-separated values that a spreadsheet can open without running anything.
//!
//! A text that a spreadsheet would run as a formula gets an apostrophe before it; the rule can be undone
//! exactly, see [`restored`]. An empty cell is absent; a text that is there and empty is a lone apostrophe.

use std::io;

use csv::Writer;

use super::format::{Files, Input, Loss};
use super::table::{Cell, Table};
use super::tables::{Layout, each_piece, layouts};

/// Writes the tables piece by piece.
///
/// # Errors
/// When a file refuses bytes.
pub fn write_folder(input: &Input<'_, '_>, files: &mut dyn Files) -> io::Result<Vec<Loss>> {
    let layouts = layouts();
    let mut numbers = Vec::with_capacity(layouts.len());
    for Layout { table, .. } in &layouts {
        let number = files.add(&format!("{}.csv", table.name))?;
        files.append(number, &write(table))?;
        numbers.push(number);
    }
    let mut guarded = 0;
    let losses = each_piece(input.graph, &layouts, Lines::add, |table, lines: Lines| {
        guarded += lines.guarded;
        files.append(numbers[table], &lines.into_bytes())
    })?;
    Ok(with_guards(losses, guarded))
}

/// Rows of a table as they are written.
#[derive(Default)]
struct Lines {
    /// Where they are written; absent before the first.
    writer: Option<Writer<Vec<u8>>>,
    /// How many texts were written after an apostrophe.
    guarded: usize,
}

impl Lines {
    #[expect(clippy::needless_pass_by_value, reason = "a row is given away by those who make it")]
    fn add(&mut self, row: Vec<Cell>) {
        let writer = self.writer.get_or_insert_with(|| Writer::from_writer(Vec::new()));
        let mut digits = itoa::Buffer::new();
        for cell in &row {
            let guarded: String;
            let field = match cell {
                Cell::Absent => "",
                Cell::Text(text) if needs_guard(text) => {
                    self.guarded += 1;
                    guarded = neutralised(text);
                    &guarded
                }
                Cell::Text(text) => text,
                Cell::Whole(number) => digits.format(*number),
                Cell::Flag(true) => "true",
                Cell::Flag(false) => "false",
            };
            // Writing into memory does not fail.
            let _ = writer.write_field(field);
        }
        let _ = writer.write_record(None::<&[u8]>);
    }

    fn into_bytes(self) -> Vec<u8> {
        self.writer.and_then(|writer| writer.into_inner().ok()).unwrap_or_default()
    }
}

/// What neutralising changed, told though it can be undone.
fn guard_loss(count: usize) -> Loss {
    Loss::of(
        count,
        ["text", "texts"],
        [
            "a spreadsheet would run it as a formula (or it is empty), written after an apostrophe",
            "a spreadsheet would run them as formulas (or they are empty), written after an apostrophe",
        ],
    )
}

/// What a format loses, and the texts that were written after an apostrophe.
pub(super) fn with_guards(mut losses: Vec<Loss>, guarded: usize) -> Vec<Loss> {
    losses.extend(Some(guard_loss(guarded)).filter(|loss| loss.count > 0));
    losses
}

/// Writes one table.
pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut lines = Lines::default();
    lines.add(table.columns.iter().map(|column| Cell::text(&column.name)).collect());
    table.rows.iter().for_each(|row| lines.add(row.clone()));
    lines.into_bytes()
}

/// What a formula may begin with, full-width forms included.
const TRIGGERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

pub(super) fn needs_guard(text: &str) -> bool {
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
