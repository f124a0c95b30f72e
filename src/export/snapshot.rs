//! A book as a snapshot, with the neighbour lists of the plain view.

use std::io::{self, Write};

use crate::graph::{DealGraph, View};
use crate::load::snapshot::{PackedFile, write_lists};
use crate::model::Book;

/// Writes a book as a snapshot; `files` are those that it was read from, for telling later whether it is stale.
///
/// # Errors
/// When `to` refuses bytes, or the book itself comes from a snapshot that is damaged.
pub fn write_snapshot(book: &Book, files: &[PackedFile], to: &mut dyn Write) -> io::Result<()> {
    let graph = DealGraph::new(book, View::default());
    write_lists(book, graph.index(), files, to)
}
