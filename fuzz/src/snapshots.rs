//! Books as the bytes of a snapshot. While fuzzing all checksums are zero, so that what changes inside gets past them.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use dealgraph::export::write_snapshot;
use dealgraph::graph::{DealGraph, Rollup, Trust, View};
use dealgraph::load::snapshot::{open_snapshot, verify};
use dealgraph::load::{load_str, write_book};
use dealgraph::model::Book;

use crate::books::ask;
use crate::generated;

/// The file that every input is written to.
fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| std::env::temp_dir().join(format!("dealgraph-fuzz-{}.dgz", std::process::id())))
}

/// A book as bytes.
pub fn packed(book: &Book) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_snapshot(book, &[], &mut bytes).expect("memory takes every byte");
    bytes
}

/// The bytes of a snapshot: refused, or a book of which everything can be asked in a bounded time. Its checksums tell of
/// accidents and not of malice, so that its lists need not go with its records; the program catches what comes of
/// that, and so does this target.
pub fn snapshot(bytes: &[u8]) {
    std::fs::write(place(), bytes).expect("there is room");
    let opened = open_snapshot(place());
    let verified = verify(place());
    let _ = std::fs::remove_file(place());
    if let Ok(book) = opened {
        // As a question does it: what is not needed is not read, and damage comes out as answers are made.
        let graph = DealGraph::new(&book, View::default());
        let _ = (graph.leg_count(), book.find_entity("Acme"), book.markets().count(), book.damage());
    }
    if let Ok(book) = verified {
        caught(|| ask(&book, View::default()));
        caught(|| load_str(&write_book(&book)).is_ok_and(|again| again == book));
    }
}

/// Does something that may panic, as the program does while it answers from a snapshot.
fn caught<T>(something: impl FnOnce() -> T) {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let _ = std::panic::catch_unwind(AssertUnwindSafe(something));
    std::panic::set_hook(hook);
}

/// A book, written in RON or drawn, comes back from its snapshot: the same book, the same legs, the same bytes.
pub fn pack(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.trim_start().starts_with('('));
    let book = match text {
        Some(text) => load_str(text).ok(),
        None => Some(generated::records(&mut generated::Draw::new(bytes), 10).sound().1),
    };
    let Some(book) = book else { return };
    let bytes = packed(&book);
    std::fs::write(place(), &bytes).expect("there is room");
    let opened = verify(place()).expect("what is written is whole");
    for view in [
        View::default(),
        View { rollup: Rollup::Parts, ..View::default() },
        View { trust: Trust::Latest, ..View::default() },
    ] {
        let (one, two) = (DealGraph::new(&book, view), DealGraph::new(&opened, view));
        assert!(one.legs().eq(two.legs()), "the legs differ");
    }
    for entity in book.entities() {
        assert_eq!(book.find_entity(&entity.name), opened.find_entity(&entity.name));
    }
    assert!(book == opened, "the books differ");
    assert_eq!(packed(&opened), bytes, "the same book has the same bytes, wherever it comes from");
    assert_eq!(opened.damage(), None);
    let _ = std::fs::remove_file(place());
}
