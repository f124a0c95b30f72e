//! Snapshots: the same book, asked without being read whole; and nothing but an error for what is broken.

use std::path::{Path, PathBuf};

use dealgraph::export::write_snapshot;
use dealgraph::graph::{DealGraph, Rollup, Trust, View};
use dealgraph::load::snapshot::{SnapshotError, is_snapshot, open_snapshot, packed_file, verify};
use dealgraph::load::{load, load_embedded, load_files, load_str};
use dealgraph::model::Book;
use dealgraph::query::backers::{Quorum, backers};
use dealgraph::query::loops::{Search, loops};
use dealgraph::synth::{Plan, book_files};
use tempfile::TempDir;

use crate::common::{code, dealgraph};

/// A book small enough to break at every byte of its snapshot.
const SMALL: &str = r#"(
    entities: [
        (id: "acme", name: "Acme", kind: Company, markets: ["cloud"], aliases: ["Acme Inc."]),
        (id: "orion", name: "Orion", kind: Company, markets: ["models"]),
        (id: "orion-one", name: "Orion One", kind: Product, part_of: "orion"),
    ],
    sources: [(id: "daily", title: "Inside", publisher: "The Daily", date: "2026-02", kind: News)],
    deals: [
        (id: "acme-orion", kind: Investment, title: "Acme backs Orion", amount: "USD 3bn", announced: "2026-01-05",
         parties: [(who: "acme", role: Investor), (undisclosed: "others", role: Investor), (who: "orion", role: Investee)],
         status: Closed, claims: [(source: "daily")]),
        (id: "orion-acme", kind: Purchase, title: "Orion rents", amount: "up to EUR 5m",
         parties: [(who: "orion-one", role: Customer), (who: "acme", role: Supplier)],
         status: Signed, claims: [(source: "daily", says: {"status": "Announced"})]),
    ],
)"#;

fn written(book: &Book) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_snapshot(book, &[], &mut bytes).expect("memory takes every byte");
    bytes
}

fn at(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("web.dgz");
    std::fs::write(&path, bytes).expect("the folder takes a file");
    path
}

/// Opens the snapshot of a book, holds the two against each other, and says what every view sees of both.
fn same(book: &Book) {
    let folder = TempDir::new().expect("there is room");
    let path = at(&folder, &written(book));
    assert!(is_snapshot(&path));
    let opened = open_snapshot(&path).expect("it is whole");
    for view in [
        View::default(),
        View { rollup: Rollup::Parts, ..View::default() },
        View { trust: Trust::Latest, ..View::default() },
    ] {
        let (one, two) = (DealGraph::new(book, view), DealGraph::new(&opened, view));
        assert!(one.legs().eq(two.legs()));
        let search = Search { max_length: 3, ..Search::default() };
        assert_eq!(loops(&one, &search).loops.len(), loops(&two, &search).loops.len());
        for company in book.entity_indices().take(40) {
            let all = |graph| backers(graph, &[company], Quorum::All);
            assert_eq!(all(&one), all(&two));
        }
    }
    for entity in book.entities() {
        assert_eq!(book.find_entity(&entity.name), opened.find_entity(&entity.name));
    }
    assert!(*book == opened && opened.damage().is_none());
    assert!(verify(&path).is_ok());
    assert_eq!(written(&opened), written(book), "the same book has the same bytes, wherever it comes from");
}

#[test]
fn the_built_in_book_is_the_same_from_a_snapshot() {
    same(&load_embedded().expect("it is sound"));
}

#[test]
fn a_large_web_is_the_same_from_a_snapshot() {
    let plan = Plan { legs: 40_000, seed: 5 };
    same(&load_files(book_files(plan)).expect("it is sound"));
}

#[test]
fn an_empty_book_has_a_snapshot() {
    same(&load_str("()").expect("it is sound"));
}

/// Reads everything of a snapshot that a question might; whatever is broken must come out, and nothing may panic.
fn is_refused(path: &Path) -> bool {
    let Ok(book) = open_snapshot(path) else { return true };
    let graph = DealGraph::new(&book, View::default());
    let _ = (graph.legs().count(), book.find_entity("Orion"), book.markets().count());
    let _ = backers(&graph, &[dealgraph::model::EntityIx::new(0)], Quorum::Any);
    book.damage().is_some() || verify(path).is_err()
}

#[test]
fn a_snapshot_changed_in_any_byte_is_refused() {
    let folder = TempDir::new().expect("there is room");
    let bytes = written(&load_str(SMALL).expect("it is sound"));
    let accepted: Vec<usize> = (0..bytes.len())
        .filter(|position| {
            let mut broken = bytes.clone();
            broken[*position] ^= 0x15;
            !is_refused(&at(&folder, &broken))
        })
        .collect();
    // Between sections there are up to seven bytes that mean nothing.
    let meaningless = accepted.iter().all(|position| bytes[*position] == 0);
    assert!(meaningless && accepted.len() < 7 * 30, "accepted with another byte at {accepted:?}");
}

#[test]
fn a_snapshot_cut_short_or_made_longer_is_refused() {
    let folder = TempDir::new().expect("there is room");
    let bytes = written(&load_str(SMALL).expect("it is sound"));
    for length in 0..bytes.len() {
        assert!(open_snapshot(&at(&folder, &bytes[..length])).is_err(), "cut to {length}");
    }
    let longer = [bytes.as_slice(), b"\0"].concat();
    assert!(matches!(open_snapshot(&at(&folder, &longer)), Err(SnapshotError::Length { .. })));
}

#[test]
fn another_file_and_another_layout_are_told_apart() {
    let folder = TempDir::new().expect("there is room");
    let path = at(&folder, b"(entities: [])");
    assert!(!is_snapshot(&path));
    assert!(matches!(open_snapshot(&path), Err(SnapshotError::Foreign(_))));
    let mut later = written(&load_str(SMALL).expect("it is sound"));
    later[8] = 9;
    assert!(matches!(open_snapshot(&at(&folder, &later)), Err(SnapshotError::Version { found: 9, .. })));
}

#[test]
fn a_snapshot_whose_files_have_changed_is_stale() {
    let folder = TempDir::new().expect("there is room");
    let source = folder.path().join("book.ron");
    std::fs::write(&source, SMALL).expect("the folder takes a file");
    let packed = packed_file(&source, folder.path()).expect("it is there").expect("it lies beside the snapshot");
    let book = load(std::slice::from_ref(&source)).expect("it is sound");
    let mut bytes = Vec::new();
    write_snapshot(&book, &[packed], &mut bytes).expect("memory takes every byte");
    let path = at(&folder, &bytes);
    assert!(open_snapshot(&path).is_ok());
    std::fs::write(&source, SMALL.replace("3bn", "4bn")).expect("the folder takes a file");
    assert!(matches!(open_snapshot(&path), Err(SnapshotError::Stale { changed, .. }) if changed == "book.ron"));
    std::fs::remove_file(&source).expect("it is there");
    assert!(open_snapshot(&path).is_ok(), "a snapshot may travel without its files");
}

#[test]
fn a_snapshot_of_a_folder_is_stale_where_files_were_added_or_taken_away() {
    let folder = TempDir::new().expect("there is room");
    let (book, more) = (folder.path().join("book"), folder.path().join("book/more"));
    std::fs::create_dir_all(&more).expect("the folder takes another");
    let write = |path: &Path, text: &str| std::fs::write(path, text).expect("the folder takes a file");
    write(&book.join("a.ron"), SMALL);
    write(&more.join("b.ron"), "(entities: [(id: \"vega\", name: \"Vega\", kind: Company)])");
    let (path, text) = (folder.path().join("s.dgz"), |path: &Path| path.display().to_string());
    let packed = dealgraph(&["pack", "--data", &text(&book), "-o", &text(&path)]);
    assert_eq!(code(&packed), 0, "{packed:?}");
    let is_stale = || match open_snapshot(&path) {
        Err(SnapshotError::Stale { changed, .. }) => changed == "the list of files in book/",
        Err(error) => panic!("{error}"),
        Ok(_) => false,
    };
    assert!(!is_stale());
    write(&book.join("notes.txt"), "no file of a book");
    assert!(!is_stale());
    write(&book.join("c.ron"), "(entities: [])");
    assert!(is_stale(), "a file was added");
    std::fs::remove_file(book.join("c.ron")).expect("it is there");
    assert!(!is_stale());
    std::fs::remove_file(more.join("b.ron")).expect("it is there");
    assert!(is_stale(), "a file was taken away");
    std::fs::rename(book.join("a.ron"), book.join("deals.ron")).expect("it is there");
    assert!(is_stale(), "all that is there has another name");
    std::fs::remove_dir_all(&book).expect("it is there");
    assert!(!is_stale(), "a snapshot may travel without its files");
}
