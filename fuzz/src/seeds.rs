//! Seeds that the program itself can make: they follow every change of its formats, and nobody needs to keep them.

use std::path::Path;

use dealgraph::export::{Options, format_named};
use dealgraph::finding::Baseline;
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::load_str;
use dealgraph::model::Book;

use crate::everything;
use crate::ground::ground;
use crate::snapshots::packed;

/// A book with every field.
const FULL: &str = include_str!("../corpus/quick/full");

/// Writes the seeds of a target into a folder, and checks each as an input.
///
/// # Panics
/// Where one cannot be made, or the target does not take it.
pub fn write(target: &str, check: fn(&[u8]), folder: &Path) {
    let full = load_str(FULL).expect("the seed of every field is sound");
    let empty = load_str("()").expect("an empty book is sound");
    for (name, book) in [("empty", &empty), ("full", &full), ("ground", ground())] {
        if let Some(bytes) = seed(target, book) {
            check(&bytes);
            std::fs::write(folder.join(format!("made-{name}")), bytes).expect("the folder takes a file");
        }
    }
}

/// What a target is given that reads what the program writes.
fn seed(target: &str, book: &Book) -> Option<Vec<u8>> {
    let format = match target {
        "snapshot" => return Some(packed(book)),
        "baseline" => return Some(accepted(book).into_bytes()),
        "tables" => "csv",
        "parquet" | "ftm" | "graphml" | "json" => target,
        _ => return None,
    };
    let format = format_named(format).expect("a format of ours");
    let graph = DealGraph::new(book, View::default());
    let made = format.write(&graph, &Options::default()).expect("the format takes every book");
    let mut bytes = Vec::new();
    // What follows from other tables is not read.
    for file in
        made.files.into_iter().filter(|file| !file.name.starts_with("legs") && !file.name.starts_with("findings"))
    {
        if format.is_folder {
            if !bytes.is_empty() && !bytes.ends_with(b"\n") {
                bytes.push(b'\n');
            }
            bytes.extend_from_slice(format!("=== {}\n", file.name).as_bytes());
        }
        bytes.extend_from_slice(&file.bytes);
    }
    Some(bytes)
}

/// The baseline that accepts all findings of a book.
fn accepted(book: &Book) -> String {
    let graph = DealGraph::new(book, View::default());
    Baseline::write(&everything::findings(&graph).list)
}
