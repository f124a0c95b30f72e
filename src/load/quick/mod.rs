//! Reads sound books quickly: borrowed texts, chunks of deals in parallel, no fault ever explained.
//!
//! ```text
//! files ─layout→ entities, sources, rates, rules ─check→ names ┐
//!          └──── chunks of deals ───────────────────read, check┴→ bytes ─order→ Book
//! ```
//!
//! Of a large file no more is in memory than its small sections and a chunk of deals for each thread.
//!
//! The checks are those of the thorough reader. Whatever is faulty, or RON of a rarer kind, makes this reader
//! give up as a whole (`None`); the thorough one then reads all files and says what is wrong.

mod at_hand;
mod bare_shapes;
mod beside;
mod cursor;
mod deals;
mod drawn;
mod fields;
mod layout;
mod order;
mod packed;
mod record;
mod stencil;
mod straight;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use at_hand::{AtHand, Unsound, book_at_hand, check_at_hand};
pub(crate) use drawn::{BareRow, Deals, Drawn, Places};

use std::borrow::Cow;
use std::path::PathBuf;

use beside::{Beside, by_id};
use deals::{Chunk, read_chunk};
use layout::{Cuts, Layout};
use order::Order;
use stream::Stream;

use super::files::{BookFile, LARGEST_FILE, read_files};
use super::{Step, Watch, bytes_of};
use crate::model::{Book, Deal, DealIx, Entity, Next, PatternRule, Rate, Source, each, processors};

/// The bytes of deals that one thread reads at a time; so few while fuzzing that a short text is cut, too.
const CHUNK: usize = if cfg!(fuzzing) { 1 << 8 } else { 1 << 20 };

/// Files from this size on are worth being read piece by piece, in bytes.
const LARGE: u64 = 8 << 20;

/// Checked records: everything a book has, and deals packed chunk by chunk.
#[derive(Debug)]
struct Checked {
    entities: Vec<Entity>,
    sources: Vec<Source>,
    rates: Vec<Rate>,
    rules: Vec<PatternRule>,
    chunks: Vec<Chunk>,
    /// The bytes of the deals.
    blocks: Vec<Vec<u8>>,
    /// Where each deal of the book, in the order of ids, is kept.
    order: Order,
    /// For each chunk, what its provisional indices stand for.
    references: Vec<Vec<DealIx>>,
}

/// The small sections of all files, and where deals come from.
#[derive(Debug, Default)]
struct Laid<'t> {
    layouts: Vec<Layout>,
    /// Deals of texts at hand.
    runs: Vec<&'t str>,
    /// Deals of files.
    streams: Vec<Stream>,
}

/// Reads the book of some files, if it is sound and plainly written.
pub(super) fn read_book(files: &[BookFile], watch: Watch<'_>) -> Option<Book> {
    packed::book(read(files, CHUNK, threads_for(bytes_of(files)), watch)?)
}

/// Reads the book of files on disk, and of some at hand, if it is sound and plainly written, and any of them is large
/// enough that it is better not held in memory.
pub(super) fn read_paths(paths: &[PathBuf], files: &[BookFile], watch: Watch<'_>) -> Option<Book> {
    packed::book(stream(paths, files, (CHUNK, LARGE), watch)?)
}

/// How many threads are worth starting for so many bytes.
fn threads_for(bytes: u64) -> usize {
    let is_short = cfg!(fuzzing) || bytes < (CHUNK as u64).saturating_mul(2);
    if is_short { 1 } else { processors() }
}

/// Reads and checks all records. Chunks are guessed, and where that goes wrong, found.
fn read(files: &[BookFile], chunk: usize, threads: usize, watch: Watch<'_>) -> Option<Checked> {
    watch(Step::Begin(bytes_of(files)));
    if files.iter().any(|file| file.text.len() > chunk) {
        let guessed = Laid::of(files, chunk, Cuts::Guessed).and_then(|laid| check(laid, threads, watch));
        if guessed.is_some() {
            return guessed;
        }
        watch(Step::Begin(bytes_of(files)));
    }
    check(Laid::of(files, chunk, Cuts::Passed)?, threads, watch)
}

/// Reads and checks all records of files on disk, those from `large` bytes on piece by piece, and of some at hand.
fn stream(paths: &[PathBuf], files: &[BookFile], (chunk, large): (usize, u64), watch: Watch<'_>) -> Option<Checked> {
    let mut streamed = Laid::default();
    let mut small = Vec::new();
    let mut bytes = 0;
    for path in paths {
        let about = std::fs::metadata(path).ok()?;
        bytes = about.len().saturating_add(bytes);
        if !about.is_file() {
            // What is read out of a pipe cannot be read again.
            return None;
        }
        let is_large = about.len() >= large && about.len() <= LARGEST_FILE;
        // A large file of which deals are not the last section is read as a small one.
        if let Some((layout, stream)) = if is_large { Stream::open(path, chunk) } else { None } {
            streamed.layouts.push(layout);
            streamed.streams.push(stream);
        } else {
            small.push(path.clone());
        }
    }
    if streamed.streams.is_empty() {
        return None;
    }
    let small = read_files(&small).ok()?;
    let mut laid = Laid::of(&small, chunk, Cuts::Passed)?;
    let at_hand = Laid::of(files, chunk, Cuts::Passed)?;
    laid.layouts.extend(at_hand.layouts.into_iter().chain(streamed.layouts));
    laid.runs.extend(at_hand.runs);
    laid.streams = streamed.streams;
    watch(Step::Begin(bytes.saturating_add(bytes_of(files))));
    check(laid, threads_for(bytes), watch)
}

impl<'t> Laid<'t> {
    fn of(files: &'t [BookFile], chunk: usize, cuts: Cuts) -> Option<Self> {
        let mut laid = Self::default();
        for file in files {
            let layout = Layout::of(&file.text, chunk, cuts)?;
            laid.runs.extend(layout.deals.iter().filter_map(|run| file.text.get(run.clone())));
            laid.layouts.push(layout);
        }
        Some(laid)
    }
}

fn check(laid: Laid<'_>, threads: usize, watch: Watch<'_>) -> Option<Checked> {
    let Laid { mut layouts, runs, mut streams } = laid;
    let beside = Beside {
        entities: by_id(take(&mut layouts, |it| &mut it.entities), |it| &it.id)?,
        sources: by_id(take(&mut layouts, |it| &mut it.sources), |it| &it.id)?,
        rates: take(&mut layouts, |it| &mut it.rates),
        rules: by_id(take(&mut layouts, |it| &mut it.rules), |it| &it.id)?,
    };
    let names = beside.names();
    beside.with_deals(&names, threads, |blocks| {
        let mut runs = runs.into_iter();
        let next = || {
            if let Some(run) = runs.next() {
                return Next::Piece(Cow::Borrowed(run));
            }
            while let Some(stream) = streams.last_mut() {
                match stream.next() {
                    Next::Piece(piece) => return Next::Piece(Cow::Owned(piece)),
                    Next::Broken => return Next::Broken,
                    Next::End => drop(streams.pop()),
                }
            }
            Next::End
        };
        each(threads, next, |run: Cow<'_, str>| {
            let chunk = read_chunk(&run, &names.0, &names.1, blocks);
            watch(Step::Read(run.len() as u64));
            chunk
        })
    })
}

/// Gathers one section of all files, in the order of the files.
fn take<'r, T: Clone + 'r>(layouts: &mut [Layout], section: impl Fn(&mut Layout) -> &mut Vec<T>) -> Vec<Cow<'r, T>> {
    layouts.iter_mut().flat_map(|layout| std::mem::take(section(layout))).map(Cow::Owned).collect()
}

/// Replaces the provisional indices of a deal.
fn resolve(deal: &mut Deal, known: impl Fn(DealIx) -> Option<DealIx>) -> Option<()> {
    let superseded = deal.supersedes.iter_mut();
    let others = deal.part_of.iter_mut().chain(deal.expands.iter_mut().map(|expansion| &mut expansion.deal));
    for index in superseded.chain(others) {
        *index = known(*index)?;
    }
    Some(())
}
