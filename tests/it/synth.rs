//! Invented webs: sound books, the same bytes each time, as large as asked, and shaped like real ones.

use std::collections::HashMap;

use dealgraph::graph::{DealGraph, View};
use dealgraph::load::{BookFile, load_files};
use dealgraph::model::{Book, Kind};
use dealgraph::synth::{CSV, Plan, RON, SynthFile};

fn texts(files: &[SynthFile], plan: Plan) -> Vec<BookFile> {
    files.iter().map(|file| BookFile { name: file.name.to_owned(), text: file.text(plan) }).collect()
}

fn book(plan: Plan) -> Book {
    load_files(texts(RON, plan)).expect("an invented web is sound")
}

#[test]
fn every_small_web_is_a_sound_book() {
    for legs in (1..60).chain([400, 3000]) {
        for seed in 0..4 {
            let book = book(Plan { legs, seed });
            assert!(DealGraph::new(&book, View::default()).book().deal_count() > 0);
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_others() {
    let plan = Plan { legs: 500, seed: 3 };
    assert_eq!(texts(RON, plan), texts(RON, plan));
    assert_ne!(texts(RON, plan), texts(RON, Plan { seed: 4, ..plan }));
}

#[test]
fn the_pairs_written_are_those_asked_for() {
    let files = texts(CSV, Plan { legs: 5000, seed: 1 });
    assert_eq!(files[1].text.lines().count(), 5001, "a heading and a row a pair");
}

#[test]
fn a_web_has_all_kinds_large_rounds_and_uneven_portfolios() {
    let book = book(Plan { legs: 20_000, seed: 1 });
    for kind in Kind::ALL {
        assert!(book.deals().any(|deal| deal.kind == *kind), "no {kind}");
    }
    assert!(book.deals().any(|deal| deal.parties.len() > 25), "no large round");
    let mut portfolios: HashMap<_, usize> = HashMap::new();
    for deal in book.deals().filter(|deal| deal.kind == Kind::Investment) {
        for party in &deal.parties {
            *portfolios.entry(party.who.entity()).or_default() += 1;
        }
    }
    let mut sizes: Vec<usize> = portfolios.into_values().collect();
    sizes.sort_unstable();
    let (median, largest) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    assert!(largest > 50 * median, "the largest has {largest}, the median {median}");
}

#[cfg(feature = "parquet")]
#[test]
fn a_web_in_parquet_tables_is_the_book_that_its_ron_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_dealgraph"));
        let output = program.args(arguments).current_dir(folder.path()).output().expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["gen", "--legs", "700", "--seed", "9", "--as", "parquet", "-o", "tables"]);
    run(&["import", "parquet", "tables", "-o", "back"]);
    let text = std::fs::read_to_string(at("back/book.ron")).expect("there");
    let back = load_files(vec![BookFile { name: "book.ron".to_owned(), text }]).expect("sound");
    assert_eq!(back, book(Plan { legs: 700, seed: 9 }));
}
