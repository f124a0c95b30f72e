//! Texts in memory to a checked book, quickly and thoroughly, on invented webs.
//!
//! Run with `cargo bench --bench load`; `LOAD_LARGEST=1000000` adds webs of that many legs. Compare the two within
//! one run; times move from machine to machine.

use dealgraph::load::{BookFile, Strictness, read_book, read_thoroughly};
use dealgraph::synth::{Plan, book_files};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// Sizes in legs.
fn sizes() -> Vec<u64> {
    let largest = std::env::var("LOAD_LARGEST").ok().and_then(|legs| legs.parse().ok());
    [1_000, 100_000].into_iter().chain(largest).collect()
}

fn web(legs: u64) -> Vec<BookFile> {
    book_files(Plan { legs, seed: 1 })
}

fn measure(bencher: Bencher<'_, '_>, legs: u64, read: impl Fn(Vec<BookFile>) -> dealgraph::load::Reading + Sync) {
    let files = web(legs);
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let bencher = bencher.counter(BytesCount::new(bytes));
    bencher.with_inputs(|| files.clone()).bench_local_values(|files| {
        let reading = read(files);
        assert!(reading.book.is_some(), "an invented web is sound");
        reading
    });
}

/// As every command reads.
#[divan::bench(args = sizes(), max_time = 20)]
fn quick(bencher: Bencher<'_, '_>, legs: u64) {
    measure(bencher, legs, |files| read_book(files, Strictness::Faults));
}

/// As a book is read that is faulty or written unusually.
#[divan::bench(args = sizes(), max_time = 20)]
fn thorough(bencher: Bencher<'_, '_>, legs: u64) {
    measure(bencher, legs, |files| read_thoroughly(files, Strictness::Faults));
}
