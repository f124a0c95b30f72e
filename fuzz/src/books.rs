//! Books: texts and drawn ones, read, answered and written.

use dealgraph::graph::{DealGraph, Ended, Rollup, Trust, View};
use dealgraph::load::{BookFile, Strictness, format_text, load_str, read_book, read_thoroughly, write_book};
use dealgraph::model::{Book, Status};
use dealgraph::rules::Catalogue;

use crate::ground::date;
use crate::{everything, generated, parts};

/// Whether everything can be asked of a book in the time that a fuzzer waits.
pub fn is_small(book: &Book) -> bool {
    book.entity_count() <= 12 && book.deal_count() <= 12 && book.source_count() <= 12
}

/// Everything that can be asked of a small book. One that has a rule under the code of a built-in one is refused before.
pub fn ask(book: &Book, view: View) {
    if is_small(book) && Catalogue::of(book).is_ok() {
        assert!(!everything::outputs(&DealGraph::new(book, view)).is_empty());
    }
}

/// A text as a book; where it is sound, everything that can be asked of it, and the text that it is written as.
pub fn book(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let files = vec![BookFile { name: "book.ron".to_owned(), text: text.to_owned() }];
    let reading = read_book(files, Strictness::Lints);
    for problem in &reading.problems {
        let said = problem.render(&reading.files, false);
        assert!(!said.contains('\x1b'), "an escape reached a terminal: {said:?}");
        let _ = problem.record(&reading.files);
    }
    let Some(book) = reading.book else { return };
    assert_eq!(load_str(&write_book(&book)).expect("what is written loads"), book);
    ask(&book, View::default());
}

/// The quick reader comes to the very book that the thorough one comes to by the `ron` crate, or gives up. While
/// fuzzing it cuts short texts into chunks, too.
pub fn quick(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut files: Vec<BookFile> = parts(bytes)
        .into_iter()
        .map(|(name, content)| BookFile { name, text: String::from_utf8_lossy(content).into_owned() })
        .collect();
    if files.is_empty() {
        files.push(BookFile { name: "book.ron".to_owned(), text: text.to_owned() });
    }
    let quick = read_book(files.clone(), Strictness::Faults);
    let thorough = read_thoroughly(files, Strictness::Faults);
    assert_eq!(quick.book.is_some(), thorough.book.is_some(), "only one of the readers takes it");
    assert!(quick.book == thorough.book, "the readers come to different books");
    if let Some(book) = quick.book {
        assert_eq!(load_str(&write_book(&book)).expect("what is written loads"), book);
    }
}

/// A drawn book, its view drawn too: every answer, picture and export.
pub fn answers(bytes: &[u8]) {
    let mut draw = generated::Draw::new(bytes);
    let view = View {
        as_of: draw.chance(60).then(|| date(draw.one_of(&["2024", "2025-11", "2026-03-01"]))),
        known_at: draw.chance(40).then(|| date("2025-12")),
        trust: draw.one_of(&[Trust::All, Trust::Official, Trust::Latest]),
        min_status: draw.chance(40).then_some(Status::Signed),
        rollup: draw.one_of(&[Rollup::Wholes, Rollup::Parts]),
        ended: draw.one_of(&[Ended::Hidden, Ended::Shown]),
        ..View::default()
    };
    let (_, book) = generated::records(&mut draw, 10).sound();
    assert!(!everything::outputs(&DealGraph::new(&book, view)).is_empty());
    assert_eq!(load_str(&write_book(&book)).expect("what is written loads"), book);
}

/// The canonical layout is a fixed point, and holds the same book.
pub fn format(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(once) = format_text(text) else { return };
    assert_eq!(format_text(&once).expect("what is laid out is RON"), once, "laying out twice changes more");
    if let Ok(book) = load_str(text) {
        assert_eq!(load_str(&once).expect("the layout changes no record"), book);
    }
}
