//! From texts to a graph, and out again.

use dealgraph::export::{FORMATS, Options, format_named};
use dealgraph::graph::{DealGraph, Tally, Trust, View};
use dealgraph::load::load_files;
use dealgraph::query::loops::MoneyWeb;
use dealgraph::query::needs::Needs;
use dealgraph::query::rivalry::Rivals;
use divan::{Bencher, black_box};

use super::web::{At, each, sizes, texts, web};

/// Texts in memory to a checked book.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn load(bencher: Bencher<'_, '_>, legs: u64) {
    bencher.with_inputs(|| texts(legs)).bench_local_values(load_files);
}

/// A book to its graph, as the curator tells it.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn build(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| DealGraph::new(black_box(web.book), View::default()));
}

/// A book to its graph, as the latest source of each field tells it.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn build_latest(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| DealGraph::new(black_box(web.book), View { trust: Trust::Latest, ..View::default() }));
}

/// All money of a book, each dollar once.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn tally(bencher: Bencher<'_, '_>, legs: u64) {
    let told = web(legs).graph.told();
    bencher.bench_local(|| Tally::of(told, told.deals().map(|(index, deal)| (index, deal.money()))));
}

/// Who is whose rival.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn rivals(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| Rivals::new(black_box(web.graph)));
}

/// Who needs whom.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn needs(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| Needs::new(black_box(web.graph.told())));
}

/// Who pays whom.
#[divan::bench(args = sizes(), max_time = 3, sample_count = 20)]
fn money_web(bencher: Bencher<'_, '_>, legs: u64) {
    let web = web(legs);
    bencher.bench_local(|| MoneyWeb::new(black_box(web.graph)));
}

fn exports() -> Vec<At> {
    each(FORMATS.iter().map(|format| format.name), &sizes())
}

/// Every export format.
#[divan::bench(args = exports(), max_time = 3, sample_count = 10)]
fn export(bencher: Bencher<'_, '_>, at: &At) {
    let web = web(at.legs);
    let format = format_named(&at.what).expect("it is one of the table");
    bencher.bench_local(|| format.write(black_box(web.graph), &Options::default()));
}
