//! A book field for field, as it would be written in a file: RON in the canonical layout, or JSON.

use std::io::{self, Write};

use super::format::{Input, Loss};
use super::seen::Seen;
use crate::load::{records_beside_deals, write_json_sections, write_sections};

/// Writes the book as JSON piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write_json(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let seen = Seen::of(input.graph);
    write_json_sections(to, &records_beside_deals(input.graph.book()), &seen)?;
    Ok(seen.losses())
}

/// Writes the book as RON piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write_ron(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let seen = Seen::of(input.graph);
    write_sections(to, &records_beside_deals(input.graph.book()), &seen)?;
    Ok(seen.losses())
}
