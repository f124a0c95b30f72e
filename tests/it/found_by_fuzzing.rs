//! Inputs that once broke something, found by the targets in `fuzz/` and by hostile books. Each says what it broke.

use dealgraph::import::{Given, ImportError, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::{BookFile, Reading, Strictness, format_text, load_str, read_book, write_json};
use dealgraph::model::{Book, Capacity, Money, Pattern};

fn read(text: &str) -> Reading {
    read_book(vec![BookFile { name: "book.ron".to_owned(), text: text.to_owned() }], Strictness::Lints)
}

/// What comes of importing files, into a book where there is one.
fn imported(format: &str, files: &[Text], base: Option<&Book>) -> Result<Imported, ImportError> {
    let given = Given { files, mapping: &Mapping::default(), names: &Names::default(), watch: None };
    import(import_format(format).expect("a format"), &given, base)
}

/// The tables of a book as Parquet, by their names.
#[cfg(feature = "parquet")]
fn parquet_tables(book: &Book) -> Vec<(String, Vec<u8>)> {
    use dealgraph::export::{Options, format_named};
    use dealgraph::graph::{DealGraph, View};

    let graph = DealGraph::new(book, View::default());
    let made = format_named("parquet").expect("a format").write(&graph, &Options::default()).expect("written");
    made.files.into_iter().map(|file| (file.name, file.bytes)).collect()
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
    let imported = imported("json", &[Text::of("book.json", rule)], None).expect("read");
    assert_eq!((imported.read, imported.ron().contains("own")), (1, true), "{}", imported.ron());
}

#[test]
fn a_record_that_the_book_has_already_is_refused_where_it_is_imported() {
    // Targets `json` and `tables`: the fault was looked for in the import, and stood in the book it was read into.
    let text = "(entities: [(id: \"acme\", name: \"Acme\", kind: Company), (id: \"orion\", name: \"Orion\", kind: Company)], \
                sources: [(id: \"daily\", title: \"T\", publisher: \"P\", kind: News)], \
                deals: [(id: \"acme-orion\", kind: Investment, title: \"A\", status: Closed, \
                parties: [(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)], claims: [(source: \"daily\")])])";
    let base = load_str(text).expect("a sound book");
    let imported = imported("json", &[Text::of("book.json", write_json(&base))], Some(&base)).expect("read");
    let told: Vec<&str> = imported.refused.iter().map(|refusal| refusal.why.as_str()).collect();
    for record in ["entity acme", "entity orion", "source daily", "deal acme-orion"] {
        assert!(told.iter().any(|why| why.starts_with(&format!("{record}: this id is given twice"))), "{told:?}");
    }
    assert_eq!(imported.made[1], 0, "the deal is left away");
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_table_broken_inside_ends_at_its_first_error() {
    // Target `parquet`: rows of a broken part were asked for until there were none, and the same error came for ever.
    let book = dealgraph::load::load_embedded().expect("the built-in book is sound");
    let files: Vec<Text> = parquet_tables(&book)
        .into_iter()
        .map(|(name, mut bytes)| {
            if name == "sources.parquet" {
                // The head of the first page, behind the mark that begins the file.
                bytes[4..20].fill(0);
            }
            Text::of(&name, bytes)
        })
        .collect();
    let imported = imported("parquet", &files, None).expect("the other tables are whole");
    let told = imported.refused.iter().filter(|refusal| refusal.place.file == "sources.parquet").count();
    assert_eq!(told, 1, "the error is told once");
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_table_with_any_byte_changed_is_read_or_refused() {
    // Target `parquet`: the Parquet reader panics at some of them.
    let book = load_str("(entities: [(id: \"acme\", name: \"Acme\", kind: Company)])").expect("sound");
    let tables = parquet_tables(&book);
    let (name, whole) = tables.iter().find(|(name, _)| name == "entities.parquet").expect("it has entities");
    let mut refused = 0;
    for position in 0..whole.len() {
        for change in [0x80, 0x7f, 0x01] {
            let mut bytes = whole.clone();
            bytes[position] ^= change;
            refused += usize::from(imported("parquet", &[Text::of(name, bytes)], None).is_err());
        }
    }
    assert!(refused > whole.len() / 4, "{refused} refused");
}
