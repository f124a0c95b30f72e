//! The quick reader gives up, or comes to the very book that the thorough one comes to.

use proptest::prelude::*;

use super::packed::book;
use super::{read, read_book, stream};
use crate::load::{BookFile, Reading, Strictness, embedded_files, embedded_rules, read_thoroughly, write_book};
use std::borrow::Cow;

use crate::model::pack::{Counts, Packed, Unpacker};
use crate::model::{Book, Deal};
use crate::synth::{Plan, book_files};

/// A book with every field, in every way of writing that the quick reader knows.
const FULL: &str = r#"#![enable(implicit_some)]
// Two companies, and what they agreed.
Book(
    entities: [
        Entity(id: "acme", name: "Acme", kind: Company, aliases: ["Acme Inc.", "A\"c\"me"], country: Some("US")),
        (id: "acme-cloud", name: "Acme Cloud", kind: Company, part_of: "acme 2020..", markets: ["cloud"], group: None),
        (id: "orion", name: "Orion \u{e9}toile", kind: Company, note: "über, }])( // no comment"),
        (id: "orion-models", name: "Orion models", kind: Product, part_of: "orion"), /* a /* nested */ comment */
    ],
    sources: [
        (id: "filing", title: "Annual report", publisher: "Acme", date: "2026-03-31", kind: Filing, date_is: Exact),
        (id: "daily", title: "Inside\nthe deal", publisher: "The Daily", date: "2026-02", kind: News,
         address: "https://daily.example/a"),
    ],
    deals: [
        (id: "acme-orion", kind: Investment, instrument: Equity, title: "Acme backs Orion", parties: [
            (who: "acme", role: LeadInvestor, commits: "USD 3bn", stake: "12%..15%"),
            (undisclosed: "further investors", role: Investor),
            (who: "orion", role: Investee)],
         announced: "2025-11-18", period: "for 8 years", amount: "up to USD 10bn", pre_money: "USD 100bn",
         post_money: "about USD 110bn", capacity: "2 GW",
         scope: (product: "orion-models", activity: "hosting/api"),
         tranches: [(id: "first", amount: "USD 1bn", by: "acme", due: "2026", status: Closed, on: ["a milestone"])],
         status: Signed, history: [(date: "2025-11-18", status: Announced), (date: "2026-01", status: Signed)],
         claims: [(source: "filing", says: {"amount": "USD 10bn", "tranches.first.on": "none"}, note: "as filed"),
                  (source: "daily")],
         note: "a note"),
        Deal(id: "acme-orion-2", kind: Investment, title: "More", status: Announced,
         parties: [Party(who: "acme", role: Investor), (who: "orion", role: Investee)],
         expands: (deal: "acme-orion-0", by: "USD 2bn"), claims: [(source: "daily")]),
        (id: "acme-orion-0", kind: Investment, title: "The first", amount: "USD 1bn", status: Closed,
         parties: [(who: "acme", role: Investor), (who: "orion", role: Investee)],
         part_of: "acme-orion", claims: [(source: "daily")]),
        (id: "hosting", kind: Hosting, title: "Cloud", status: Closed, supersedes: ["acme-orion-0"],
         parties: [(who: "acme-cloud", role: Host, with: ["orion"]), (who: "orion", role: Tenant)],
         clauses: [(id: "only", kind: Exclusivity, beneficiary: "acme-cloud", bound: "orion",
                    scope: (mode: "stateless"), period: "2025..2030",
                    carve_outs: [(scope: (region: "us"), note: "for the state")]),
                   (id: "least", kind: MinimumSpend, beneficiary: "acme-cloud", bound: "orion", amount: "USD 1bn")],
         claims: [(source: "daily", says: {"clauses.only.scope.mode": "any"})]),
    ],
    rates: [(from: "EUR", to: "USD", rate: "1.1735", date: "2026-01-02", source: "daily")],
    rules: [],
)
"#;

fn files(texts: &[&str]) -> Vec<BookFile> {
    let file = |(rank, text): (usize, &&str)| BookFile { name: format!("{rank}.ron"), text: (*text).to_owned() };
    texts.iter().enumerate().map(file).collect()
}

fn thorough(files: &[BookFile]) -> Option<Book> {
    let Reading { book, .. } = read_thoroughly(files.to_vec(), Strictness::Faults);
    book
}

/// Both readers read the files, to the same book.
fn agrees(files: &[BookFile]) {
    let slow = thorough(files).expect("the book of this test is sound");
    assert!(read_book(files, &|_| ()).expect("it is plainly written") == slow);
}

#[test]
fn a_book_with_every_field_is_read_quickly() {
    agrees(&files(&[FULL]));
}

#[test]
fn the_built_in_book_and_rules_are_read_quickly() {
    agrees(&embedded_files());
    let both: Vec<BookFile> = embedded_files().into_iter().chain(embedded_rules()).collect();
    assert_eq!(read_book(&both, &|_| ()), thorough(&both));
}

#[test]
fn chunks_and_threads_change_nothing() {
    for files in [files(&[FULL]), book_files(Plan { legs: 700, seed: 5 }), embedded_files()] {
        let slow = thorough(&files).expect("the book of this test is sound");
        for (chunk, threads) in [(0, 1), (0, 3), (1, 2), (300, 4), (5_000, 2), (1 << 30, 1)] {
            let quick = read(&files, chunk, threads, &|_| ()).and_then(book).expect("it is plainly written");
            assert!(quick == slow, "chunks of {chunk} bytes, {threads} threads");
        }
    }
}

#[test]
fn no_faulty_book_is_read_quickly() {
    let mut count = 0;
    for entry in std::fs::read_dir("tests/invalid").expect("the folder of fixtures is there") {
        let path = entry.expect("an entry can be read").path();
        let text = std::fs::read_to_string(&path).expect("a fixture can be read");
        assert!(read_book(&files(&[&text]), &|_| ()).is_none(), "{}", path.display());
        count += 1;
    }
    assert!(count > 50, "only {count} fixtures");
}

/// Ways of writing one field, and whether the quick reader knows them; where it does, it agrees.
#[test]
fn rare_ways_of_writing_are_left_to_the_thorough_reader() {
    let cases = [
        (r#"note: "plain","#, true),
        (r#"note: Some( "plain" , ),"#, true),
        ("note: None", true),
        (r#"note : /* so */ "plain" // or so"#, true),
        (r#"note: "\u{20AC} \t\'\\\"","#, true),
        ("note: \"two\r\nlines\",", true),
        (r##"note: r#"raw " text"#,"##, false),
        (r#"note: "\x41","#, false),
        ("note: \"one \\\n  line\",", false),
        ("note:\u{85}\"plain\",", false),
        (r#"r#note: "plain","#, false),
        (r#"aliases: ["a", 'b'],"#, false),
        (r#"note: "plain",,"#, false),
        (r#"note: "a", note: "b","#, false),
        ("note: 7,", false),
        (r#"note: Some "plain","#, false),
        (r#"note: "not closed,"#, false),
        (r#"nota: "plain","#, false),
        (r#"note: "\u{110000}","#, false),
    ];
    for (field, known) in cases {
        let files = files(&[&format!("(entities: [(id: \"acme\", name: \"Acme\", kind: Company, {field}\n)])")]);
        let quick = read_book(&files, &|_| ());
        assert_eq!(quick.is_some(), known, "{field}");
        assert!(quick.is_none() || quick == thorough(&files), "{field}");
    }
}

#[test]
fn commas_and_brackets_between_deals_are_read_as_ron_reads_them() {
    let deal = r#"(id: "a-b", kind: Rivalry, title: "", status: Closed, claims: [(source: "s")],
        parties: [(who: "a", role: Rival), (who: "b", role: Rival)])"#;
    let other = deal.replace("a-b", "b-a");
    for (deals, known) in [
        (format!("{deal},{other}"), true),
        (format!("{deal} , /* ] */ // ]\n {other},"), true),
        (String::new(), true),
        (format!("{deal} {other}"), false),
        (format!("{deal},,{other}"), false),
        (format!(",{deal}"), false),
        (format!("{deal},)"), false),
        (format!("{deal}],deals:["), false),
        (format!("{deal},{deal}"), false),
        (format!("{deal}, /* not closed"), false),
    ] {
        let text = format!(
            "(entities: [(id: \"a\", name: \"A\", kind: Company), (id: \"b\", name: \"B\", kind: Company)],
            sources: [(id: \"s\", title: \"\", publisher: \"\", kind: News)], deals: [{deals}])"
        );
        let files = files(&[&text]);
        for chunk in [0, 1, 1 << 20] {
            let quick = read(&files, chunk, 2, &|_| ()).and_then(book);
            assert_eq!(quick.is_some(), known, "{deals}");
            assert!(quick.is_none() || quick == thorough(&files), "{deals}");
        }
    }
}

/// What a careless hand may do to a text.
#[derive(Debug, Clone)]
enum Slip {
    Insert(&'static str),
    Delete(usize),
    Double(usize),
    /// Takes over what stands elsewhere.
    Copy(usize, usize),
}

fn slips() -> impl Strategy<Value = Vec<(usize, Slip)>> {
    let pieces = vec![
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "/",
        "//",
        "/*",
        "*/",
        "#",
        "'",
        "r#\"",
        " ",
        "\n",
        "é",
        "None",
        "Some(",
        "Some",
        "Deal",
        "0",
        "-",
        "\u{85}",
        "note: \"x\",",
        "\\n",
        "\\u{41}",
        "\\x41",
        "-2",
        "USD ",
    ];
    let slip = prop_oneof![
        prop::sample::select(pieces).prop_map(Slip::Insert),
        (1_usize..12).prop_map(Slip::Delete),
        (1_usize..40).prop_map(Slip::Double),
        (0_usize..FULL.len(), 1_usize..20).prop_map(|(from, length)| Slip::Copy(from, length)),
    ];
    prop::collection::vec((0_usize..FULL.len(), slip), 1..4)
}

fn slipped(slips: &[(usize, Slip)]) -> String {
    let mut text: Vec<char> = FULL.chars().collect();
    for (at, slip) in slips {
        let at = (*at).min(text.len());
        let until = |length: &usize| (at + length).min(text.len());
        match slip {
            Slip::Insert(piece) => drop(text.splice(at..at, piece.chars())),
            Slip::Delete(length) => drop(text.drain(at..until(length))),
            Slip::Double(length) => {
                let copy: Vec<char> = text[at..until(length)].to_vec();
                text.splice(at..at, copy);
            }
            Slip::Copy(from, length) => {
                let from = (*from).min(text.len());
                let copy: Vec<char> = text[from..(from + length).min(text.len())].to_vec();
                let end = until(length);
                text.splice(at..end, copy);
            }
        }
    }
    text.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn after_any_slips_it_gives_up_or_agrees(slips in slips(), chunk in 0_usize..2000) {
        let files = files(&[&slipped(&slips)]);
        if let Some(quick) = read(&files, chunk, 2, &|_| ()).and_then(book) {
            let slow = thorough(&files);
            prop_assert!(slow.is_some_and(|slow| slow == quick), "{}", files[0].text);
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_web_is_read_quickly_and_the_same(legs in 1_u64..300, seed: u64) {
        let files = book_files(Plan { legs, seed });
        let quick = read_book(&files, &|_| ());
        prop_assert!(quick.is_some());
        prop_assert!(quick == thorough(&files));
    }
}

/// Writes files into a folder, and reads those from `large` bytes on piece by piece.
fn streamed(texts: &[&str], chunk: usize, large: u64) -> Option<Book> {
    let folder = tempfile::tempdir().expect("there is room");
    let write = |(number, text): (usize, &&str)| {
        let path = folder.path().join(format!("{number}.ron"));
        std::fs::write(&path, text).expect("the folder takes a file");
        path
    };
    let paths: Vec<_> = texts.iter().enumerate().map(write).collect();
    stream(&paths, &[], (chunk, large), &|_| ()).and_then(book)
}

#[test]
fn a_large_file_read_piece_by_piece_is_the_same_book() {
    let web = book_files(Plan { legs: 3_000, seed: 9 });
    let texts: Vec<&str> = web.iter().map(|file| file.text.as_str()).collect();
    let whole = thorough(&web).expect("the book of this test is sound");
    for chunk in [1, 77, 5_000, 70_000, 1 << 20] {
        assert!(streamed(&texts, chunk, 100_000).expect("it is plainly written") == whole, "pieces of {chunk} bytes");
    }
    let all = write_book(&whole);
    for (text, what) in [
        (all.replace('\n', "\r\n"), "other line ends"),
        (format!("\u{feff}{all}"), "a mark of byte order"),
        (format!("{all}\n// the end\n"), "a comment at the end"),
        (all.clone(), "one file"),
    ] {
        // `write_book` puts sources last, which no file has that is read piece by piece.
        let text = deals_last(&text);
        let read = streamed(&[&text], 10_000, 1);
        assert!(what == "a comment at the end" || read.is_some(), "{what}");
        assert!(read.is_none_or(|book| book == whole), "{what}");
    }
}

/// The same book with its deals behind its sources.
fn deals_last(text: &str) -> String {
    let (head, rest) = text.split_once("    deals: [").expect("there are deals");
    let (deals, sources) = rest.split_once("    sources: [").expect("there are sources");
    let (sources, end) = sources.split_at(sources.rfind(')').expect("the book ends"));
    format!("{head}    sources: [{sources}    deals: [{deals}{end}")
}

#[test]
fn what_is_wrong_with_a_large_file_is_never_read_quickly() {
    let all = deals_last(&write_book(&thorough(&book_files(Plan { legs: 300, seed: 3 })).expect("it is sound")));
    assert!(streamed(&[&all], 1_000, 1).is_some());
    let id = all.rsplit("id: \"").next().and_then(|rest| rest.split('"').next()).expect("a last deal");
    for (faulty, what) in [
        (all.replace("announced", "anounced"), "a field that there is not"),
        (all.trim_end().trim_end_matches(')').to_owned(), "the end of the book is missing"),
        (format!("{all})"), "a bracket too many"),
        (all[..all.len() * 2 / 3].to_owned(), "cut short"),
        (all.replacen(&format!("id: \"{id}\""), "id: \"d0\"", 1), "a deal that stands twice"),
        (all.replacen("Investment", "Inv\u{0}estment", 1), "a word that is none"),
    ] {
        assert!(faulty == all || streamed(&[&faulty], 1_000, 1).is_none(), "{what}");
    }
    assert!(streamed(&[&all, &all], 1_000, 1).is_none(), "every record twice");
    assert!(streamed(&[&all], 1_000, u64::MAX).is_none(), "no file is large");
}

#[test]
fn deals_read_one_after_another_in_the_same_memory_are_those_read_anew() {
    let book = crate::load::load_embedded().expect("sound");
    let counts = Counts { entities: book.entity_count(), deals: book.deal_count(), sources: book.source_count() };
    let deals: Vec<Deal> = book.deals().map(Cow::into_owned).collect();
    let mut again = deals[0].clone();
    // Forwards and backwards, so that long ones come after short ones and the other way round.
    for deal in deals.iter().chain(deals.iter().rev()) {
        let mut bytes = Vec::new();
        deal.pack(&mut bytes);
        let mut from = Unpacker::new(&bytes, counts);
        again.refill(&mut from).expect("bytes of a deal");
        assert!(from.is_done());
        assert_eq!(again, *deal);
    }
}
