//! Inputs that once broke something, found by the targets in `fuzz/` and by hostile books. Each says what it broke.

use dealgraph::load::{BookFile, Reading, Strictness, format_text, read_book};
use dealgraph::model::{Capacity, Money, Pattern};

fn read(text: &str) -> Reading {
    read_book(vec![BookFile { name: "book.ron".to_owned(), text: text.to_owned() }], Strictness::Lints)
}

/// Everything that is said of a faulty book.
fn said(text: &str) -> String {
    let reading = read(text);
    assert!(reading.book.is_none(), "the book has a fault");
    reading.problems.iter().map(|problem| problem.render(&reading.files, false)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_letter_of_many_bytes_in_the_place_of_a_record_is_a_fault_and_no_panic() {
    // Target `book`: a fault was taken to be one byte long.
    for letter in ["\u{596}", "é", "龍", "🦀"] {
        assert!(said(&format!("(entities: [{letter}], deals: [")).contains("error"), "{letter}");
        assert!(said(&format!("(entities: [{letter}])")).contains("error"), "{letter}");
        assert!(said(&format!("(deals: [{letter}(id: \"d\")])")).contains("error"), "{letter}");
        assert!(said(letter).contains("error"), "{letter}");
    }
}

#[test]
fn a_hash_in_the_place_of_a_word_is_refused_before_anything_is_laid_out() {
    // Target `format`: what followed the hash was taken for an attribute, and the layout was no RON any more.
    let text = "(\n    entities: [\n        (id: \"acme\", name: \"Acme\", kind:#Company),\n    ],\n)\n";
    assert_eq!(format_text(text).map_err(|error| error.line), Err(3));
}

#[test]
fn the_ends_of_a_range_never_change_by_being_written() {
    // Target `money`: "2..50000 GPUs" was written "2..50k GPUs", which is 2,000 to 50,000.
    let gpus: Capacity = "2..50000GPUs".parse().expect("a capacity");
    assert_eq!(gpus.to_string().parse(), Ok(gpus), "{gpus}");
    let money: Money = "USD 2..50,000".parse().expect("money");
    assert_eq!(money.to_string(), "USD 2..50,000");
}

#[test]
fn an_escape_in_a_pattern_does_not_come_back_in_its_error() {
    // Target `pattern`: the word was quoted as it stood.
    let text = "a -[\u{1b}[31m]-> b";
    let shown = text.parse::<Pattern>().expect_err("no pattern").shown(text);
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

#[test]
fn rules_of_a_book_come_through_json() {
    // `tests/hostile.rs`: they were dropped without a word.
    let rule = r#"{"rules": [{"id": "own", "severity": "high", "finds": "f", "why": "w", "pattern": "a --> b", "claim": "{a}"}]}"#;
    let files = [dealgraph::import::Text::of("book.json", rule)];
    let (mapping, names) = (dealgraph::import::Mapping::default(), dealgraph::import::Names::default());
    let given = dealgraph::import::Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let format = dealgraph::import::import_format("json").expect("a format");
    let imported = dealgraph::import::import(format, &given, None).expect("read");
    assert_eq!((imported.read, imported.ron.contains("own")), (1, true), "{}", imported.ron);
}
