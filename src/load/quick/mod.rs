//! Reads sound books quickly: borrowed texts, chunks of deals in parallel, no fault ever explained.
//!
//! ```text
//! files ─layout→ entities, sources, rates, rules ─check→ names ┐
//!          └──── chunks of deals ───────────────────read, check┴→ sink ─order→ Book
//! ```
//!
//! The checks are those of the thorough reader. Whatever is faulty, or RON of a rarer kind, makes this reader
//! give up as a whole (`None`); the thorough one then reads all files and says what is wrong.

mod cursor;
mod deals;
mod layout;
mod order;
mod packed;
mod parallel;
mod record;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use deals::{Chunk, Sink, read_chunk};
use layout::{Cuts, Layout};
use order::Seat;

use super::checker::{At, Checker, Names};
use super::files::BookFile;
use super::{Step, Watch};
use super::text::{EntityText, RateText, RuleText, SourceText};
use super::{entity, parse, rule};
use crate::model::{Book, Deal, DealIx, Entity, Id, PatternRule, Rate, Source};

/// The bytes of deals that one thread reads at a time; so few while fuzzing that a short text is cut, too.
const CHUNK: usize = if cfg!(fuzzing) { 1 << 8 } else { 1 << 20 };

/// Checked records: everything a book has, and deals as their sinks hold them.
#[derive(Debug)]
struct Checked<'t, S> {
    entities: Vec<Entity>,
    sources: Vec<Source>,
    rates: Vec<Rate>,
    rules: Vec<PatternRule>,
    chunks: Vec<Chunk<'t, S>>,
    /// Where each deal of the book, in the order of ids, is kept.
    order: Vec<Seat<'t>>,
    /// For each chunk, what its provisional indices stand for.
    references: Vec<Vec<DealIx>>,
}

/// Reads the book of some files, if it is sound and plainly written.
pub(super) fn read_book(files: &[BookFile], watch: Watch<'_>) -> Option<Book> {
    packed::book(read(files, CHUNK, threads_for(files), watch)?)
}

/// How many threads are worth starting.
fn threads_for(files: &[BookFile]) -> usize {
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let is_short = cfg!(fuzzing) || bytes < 2 * CHUNK;
    if is_short { 1 } else { std::thread::available_parallelism().map_or(1, std::num::NonZero::get) }
}

/// Reads and checks all records; deals go to sinks, one a chunk. Chunks are guessed, and where that goes wrong, found.
fn read<'t, S: Sink>(
    files: &'t [BookFile],
    chunk: usize,
    threads: usize,
    watch: Watch<'_>,
) -> Option<Checked<'t, S>> {
    let is_long = files.iter().any(|file| file.text.len() > chunk);
    if is_long {
        let guessed = read_cut(files, chunk, threads, Cuts::Guessed, watch);
        if guessed.is_some() {
            return guessed;
        }
        watch(Step::Again);
    }
    read_cut(files, chunk, threads, Cuts::Passed, watch)
}

fn read_cut<'t, S: Sink>(
    files: &'t [BookFile],
    chunk: usize,
    threads: usize,
    cuts: Cuts,
    watch: Watch<'_>,
) -> Option<Checked<'t, S>> {
    let mut layouts = parallel::each(files.len(), threads, |file| Layout::of(&files.get(file)?.text, chunk, cuts))?;
    let mut checker = Checker::default();

    let entity_texts = by_id(take(&mut layouts, |it| &mut it.entities), |it: &EntityText| &it.id)?;
    let source_texts = by_id(take(&mut layouts, |it| &mut it.sources), |it: &SourceText| &it.id)?;
    let rule_texts = by_id(take(&mut layouts, |it| &mut it.rules), |it: &RuleText| &it.id)?;
    checker.entities = Arc::new(Names::of(entity_texts.iter().map(|(id, _)| id)));
    checker.sources = Arc::new(Names::of(source_texts.iter().map(|(id, _)| id)));
    let (entity_names, source_names) = (Arc::clone(&checker.entities), Arc::clone(&checker.sources));

    let runs: Vec<(&str, std::ops::Range<usize>)> = files
        .iter()
        .zip(&mut layouts)
        .flat_map(|(file, layout)| std::mem::take(&mut layout.deals).into_iter().map(|run| (file.text.as_str(), run)))
        .collect();
    let at = At::nowhere();
    let read_chunks = || {
        parallel::each(runs.len(), threads, |run| {
            let (text, range) = runs.get(run)?;
            let read = read_chunk(text, range.clone(), &entity_names, &source_names);
            watch(Step::Read(range.len() as u64));
            read
        })
    };
    // Entities are checked beside the chunks, which need no more than their names.
    let check_entities = || {
        let mut checker =
            Checker { entities: Arc::clone(&entity_names), sources: Arc::clone(&source_names), ..Checker::default() };
        let entities: Vec<Entity> = check_all(&mut checker, entity_texts, |checker, id, text| {
            Some(entity::check_entity(checker, &At::nowhere(), id, text))
        })?;
        let places = vec![At::nowhere(); entities.len()];
        entity::check_names(&mut checker, &entities, &places);
        entity::check_wholes(&mut checker, &entities, &places);
        checker.faults.is_empty().then_some(entities)
    };
    let (chunks, entities): (Option<Vec<Chunk<'_, S>>>, _) = if threads > 1 {
        std::thread::scope(|scope| {
            let entities = scope.spawn(check_entities);
            (read_chunks(), entities.join().ok().flatten())
        })
    } else {
        (read_chunks(), check_entities())
    };
    let (chunks, entities) = (chunks?, entities?);
    let order = order::ordered(chunks.iter().map(|chunk: &Chunk<'_, S>| chunk.ids.as_slice()))?;
    let references = chunks
        .iter()
        .map(|chunk| chunk.references.iter().map(|it| order::find(&order, &it.id).map(DealIx::new)).collect())
        .collect::<Option<Vec<Vec<DealIx>>>>()?;

    let sources =
        check_all(&mut checker, source_texts, |checker, id, text| Some(entity::check_source(checker, &at, id, text)))?;
    let rate_texts: Vec<RateText> = take(&mut layouts, |it| &mut it.rates);
    let origin = parse::Origin { file: 0, section: "rates", index: 0 };
    let rates = entity::check_rates(&mut checker, rate_texts.into_iter().map(|rate| (origin, rate)).collect());
    let rules = check_all(&mut checker, rule_texts, |checker, id, text| rule::check_rule(checker, &at, id, text))?;
    checker.faults.is_empty().then_some(Checked { entities, sources, rates, rules, chunks, order, references })
}

/// Gathers one section of all files, in the order of the files.
fn take<T>(layouts: &mut [Layout], section: impl Fn(&mut Layout) -> &mut Vec<T>) -> Vec<T> {
    layouts.iter_mut().flat_map(|layout| std::mem::take(section(layout))).collect()
}

/// Sorts records by id; `None` where one is no id, or stands twice.
fn by_id<T>(records: Vec<T>, id_of: impl Fn(&T) -> &String) -> Option<Vec<(Id, T)>> {
    let ids = records.into_iter().map(|record| Some((id_of(&record).parse::<Id>().ok()?, record)));
    let mut ordered: Vec<(Id, T)> = ids.collect::<Option<_>>()?;
    ordered.sort_unstable_by(|one, two| one.0.cmp(&two.0));
    let twice = ordered.windows(2).any(|pair| pair[0].0 == pair[1].0);
    (!twice).then_some(ordered)
}

/// Checks every record; `None` at the first that is not sound.
fn check_all<T, U>(
    checker: &mut Checker,
    records: Vec<(Id, T)>,
    check: impl Fn(&mut Checker, Id, T) -> Option<U>,
) -> Option<Vec<U>> {
    let checked = records.into_iter().map(|(id, text)| check(checker, id, text).filter(|_| checker.faults.is_empty()));
    checked.collect()
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
