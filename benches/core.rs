//! Load, build and ask: the stages that every command goes through, on the built-in book.
//!
//! Run with `cargo bench`. Compare ratios within one run; times move from machine to machine.

use dealgraph::graph::{DealGraph, Tally, Trust, View};
use dealgraph::load::{embedded_files, load_embedded, load_files};
use dealgraph::model::Book;
use dealgraph::query::backers::{Quorum, backers};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn book() -> Book {
    load_embedded().expect("the built-in book is sound")
}

/// Texts in memory to a checked book.
#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(embedded_files).bench_values(load_files);
}

/// A book to its graph, as the curator tells it.
#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    let book = book();
    bencher.bench_local(|| DealGraph::new(black_box(&book), View::default()));
}

/// A book to its graph, as the latest source of each field tells it.
#[divan::bench]
fn build_latest(bencher: Bencher<'_, '_>) {
    let book = book();
    bencher.bench_local(|| DealGraph::new(black_box(&book), View { trust: Trust::Latest, ..View::default() }));
}

/// Who backs both `OpenAI` and Anthropic.
#[divan::bench]
fn backers_of_both(bencher: Bencher<'_, '_>) {
    let book = book();
    let graph = DealGraph::new(&book, View::default());
    let both = ["openai", "anthropic"].map(|name| book.find_entity(name).expect("the built-in book has it"));
    bencher.bench_local(|| backers(black_box(&graph), &both, Quorum::All));
}

/// All money of the book, each dollar once.
#[divan::bench]
fn tally_everything(bencher: Bencher<'_, '_>) {
    let book = book();
    let graph = DealGraph::new(&book, View::default());
    bencher.bench_local(|| Tally::of(graph.told(), graph.told().deals().map(|(index, deal)| (index, deal.money()))));
}
