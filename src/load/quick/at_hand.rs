//! Records that are at hand and stand in no file yet, with every check that a file gets.
//!
//! ```text
//! entities, sources, rates, rules ─check─┐
//! deals, a run of them for each thread ──┴─▶ what is unsound, or a book
//! ```
//!
//! A deal need be there only while it is checked. Of an unsound one the reason is told that stands first in the record
//! as it would be written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bare_shapes::BareShapes;
use super::beside::{Beside, NamesBeside, by_id};
use super::deals::Chunk;
use super::drawn::{Deals, Places};
use super::order::Order;
use super::packed::{self, Blocks, PackedDeals, Referring};
use super::{Checked, Next};
use crate::load::canonical::{Section, Written, write_sections};
use crate::load::checker::{At, Checker, DealNames, Fault, Names, locate, order};
use crate::load::deal_rules::check_references;
use crate::load::entity::{check_entity, check_names, check_rates, check_source, check_wholes};
use crate::load::files::BookFile;
use crate::load::parse::Origin;
use crate::load::rule::check_rule;
use crate::load::text::{EntityText, FileText, RateText, RuleText, SourceText};
use crate::load::tree::Step;
use crate::model::{Book, Id, each, mark_of, processors};

/// Records at hand. Those that stand first are the first to have an id.
#[derive(Debug)]
pub(crate) struct AtHand<'r, D> {
    pub entities: Vec<&'r EntityText>,
    pub deals: &'r D,
    pub sources: Vec<&'r SourceText>,
    pub rates: Vec<&'r RateText>,
    pub rules: Vec<&'r RuleText>,
}

/// A record that does not load, and why.
#[derive(Debug)]
pub(crate) struct Unsound {
    pub section: &'static str,
    /// Its position among those of its section.
    pub index: usize,
    pub why: String,
}

/// The deals that one thread checks at a time.
const RUN: usize = 1 << 12;

/// Makes a book of records.
///
/// # Errors
/// What is unsound, if anything is.
pub(crate) fn book_at_hand(given: &AtHand<'_, impl Deals>) -> Result<Book, Vec<Unsound>> {
    // Where something is unsound, all is looked at again, to tell what.
    checked(given).and_then(packed::book).ok_or_else(|| check_at_hand(given))
}

/// Checks everything but what deals say of each other; `None` as soon as something is not sound.
fn checked(given: &AtHand<'_, impl Deals>) -> Option<Checked> {
    let entities = by_id(given.entities.iter().copied().enumerate().collect(), |(_, it)| &it.id)?;
    let sources = by_id(given.sources.iter().copied().enumerate().collect(), |(_, it)| &it.id)?;
    let places = Places::of(
        (entities.iter().map(|(_, (position, _))| *position), given.entities.len()),
        (sources.iter().map(|(_, (position, _))| *position), given.sources.len()),
    );
    let beside = Beside {
        entities: entities.into_iter().map(|(id, (_, text))| (id, Cow::Borrowed(text))).collect(),
        sources: sources.into_iter().map(|(id, (_, text))| (id, Cow::Borrowed(text))).collect(),
        rates: given.rates.iter().copied().map(Cow::Borrowed).collect(),
        rules: by_id(given.rules.iter().copied().map(Cow::Borrowed).collect(), |it| &it.id)?,
    };
    let (names, runs) = (beside.names(), Runs::of(given.deals.count()));
    beside.with_deals(&names, runs.threads, |blocks| {
        runs.each(|from| {
            let Run { chunk, faulty, nameless, .. } = run(given.deals, from, &names, &places, Some(blocks));
            (faulty.is_empty() && nameless.is_empty()).then_some(chunk)
        })
    })
}

/// A run of deals that were checked, and what is wrong with them.
struct Run {
    chunk: Chunk,
    /// Which deal makes each reference.
    referring: Vec<usize>,
    /// Deals with faults.
    faulty: Vec<usize>,
    /// Deals of which the id is none.
    nameless: Vec<usize>,
}

/// Deals at hand, by so many at a time.
#[derive(Debug, Clone, Copy)]
struct Runs {
    count: usize,
    threads: usize,
}

impl Runs {
    fn of(count: usize) -> Self {
        Self { count, threads: if count < RUN { 1 } else { processors() } }
    }

    /// What is made of each run, of which the first position is told; `None` as soon as nothing is made of one.
    fn each<T: Send>(self, make: impl Fn(usize) -> Option<T> + Sync) -> Option<Vec<T>> {
        let mut starts = (0..self.count).step_by(RUN);
        each(self.threads, || starts.next().map_or(Next::End, Next::Piece), make)
    }
}

/// What is known of the ids of all deals.
enum Known {
    /// Each stands once, and none is referred to.
    Once,
    Sorted(Order),
    /// One stands twice.
    Twice,
}

/// Checks records one by one and together; tells all that do not load, or none if all of them do.
pub(crate) fn check_at_hand(given: &AtHand<'_, impl Deals>) -> Vec<Unsound> {
    let mut checker = Checker::default();
    let (entities, entity_names) = order(&mut checker, placed("entities", &given.entities), |it| &it.id, Vec::new());
    let (sources, source_names) = order(&mut checker, placed("sources", &given.sources), |it| &it.id, Vec::new());
    (checker.entities, checker.sources) = (Arc::new(entity_names), Arc::new(source_names));

    let names = (Arc::clone(&checker.entities), Arc::clone(&checker.sources));
    let places = Places::of(
        (entities.iter().map(|(at, ..)| at.origin.index), given.entities.len()),
        (sources.iter().map(|(at, ..)| at.origin.index), given.sources.len()),
    );
    let runs = Runs::of(given.deals.count()).each(|from| Some(run(given.deals, from, &names, &places, None)));
    let mut runs = runs.unwrap_or_default();

    let (entities, places) = checked_in_order(entities, |at, id, it| check_entity(&mut checker, at, id, it.clone()));
    let (_, source_places) = checked_in_order(sources, |at, id, it| check_source(&mut checker, at, id, it.clone()));
    checker.source_places = source_places;
    let rates = placed("rates", &given.rates).into_iter().map(|(at, it)| (at, it.clone())).collect();
    check_rates(&mut checker, rates);
    let (rules, _) = order(&mut checker, placed("rules", &given.rules), |it| &it.id, Vec::new());
    let rules: Vec<_> =
        rules.into_iter().map(|(at, id, text)| check_rule(&mut checker, &at, id, text.clone())).collect();

    let mut unsound = told(std::mem::take(&mut checker.faults));
    let ids = if stand_once_and_alone(&runs) {
        Known::Once
    } else {
        let ids = runs.iter_mut().map(|run| std::mem::take(&mut run.chunk.ids)).collect();
        Order::of(ids).map_or(Known::Twice, Known::Sorted)
    };
    unsound.extend(faulty(given, &mut checker, &runs, &ids));
    if rules.iter().any(Option::is_none) || unsound.iter().any(|it| it.section == "deals") {
        return unsound;
    }
    check_names(&mut checker, &entities, &places);
    check_wholes(&mut checker, &entities, &places);
    unsound.extend(told(std::mem::take(&mut checker.faults)));
    if let Known::Sorted(order) = ids {
        unsound.extend(unsound_together(given, &mut checker, &runs, &order));
    }
    unsound
}

/// Records with their places.
fn placed<'r, T>(section: &'static str, records: &[&'r T]) -> Vec<(Origin, &'r T)> {
    let place = |(index, record): (usize, &&'r T)| (Origin { file: 0, section, index }, *record);
    records.iter().enumerate().map(place).collect()
}

/// Checks records of a section in the order of their ids.
fn checked_in_order<T, U>(records: Vec<(At, Id, T)>, mut check: impl FnMut(&At, Id, T) -> U) -> (Vec<U>, Vec<At>) {
    records.into_iter().map(|(at, id, text)| (check(&at, id, text), at)).unzip()
}

/// Checks a run of deals; their faults are only counted. The deals are kept where there is something to keep them in.
fn run(
    deals: &impl Deals,
    from: usize,
    (entities, sources): &NamesBeside,
    places: &Places,
    into: Option<&Blocks>,
) -> Run {
    let mut checker = Checker {
        entities: Arc::clone(entities),
        sources: Arc::clone(sources),
        deals: DealNames::Later(Vec::new()),
        ..Checker::default()
    };
    let deals_kept = into.map(PackedDeals::new).unwrap_or_default();
    let chunk = Chunk { deals: deals_kept, ..Chunk::default() };
    let mut run = Run { chunk, referring: Vec::new(), faulty: Vec::new(), nameless: Vec::new() };
    let at = At::nowhere();
    let all = from..from.saturating_add(RUN).min(deals.count());
    let mut shapes = BareShapes::default();
    deals.each(all, places, &mut |position, bare| {
        if let Some(bare) = bare.filter(|bare| shapes.is_sound(bare)) {
            // A run has fewer bytes of ids than would be too many.
            let _ = run.chunk.ids.push(bare.id);
            if into.is_some() {
                run.chunk.deals.take_bare(bare);
            }
            return;
        }
        let Some(deal) = deals.deal(position) else { return };
        let Ok(id) = deal.id().parse::<Id>() else { return run.nameless.push(position) };
        let _ = run.chunk.ids.push(id.as_str());
        let made = deal.check(&mut checker, &at, id);
        if let DealNames::Later(references) = &checker.deals {
            run.referring.resize(references.len(), position);
        }
        match made.filter(|_| checker.faults.is_empty()) {
            Some(deal) if into.is_some() => run.chunk.deals.take(&deal),
            Some(_) => {}
            None => run.faulty.push(position),
        }
        checker.faults.clear();
    });
    if let Some(blocks) = into {
        run.chunk.deals.finish(blocks);
    }
    if let DealNames::Later(references) = checker.deals {
        run.chunk.references = references;
    }
    run
}

/// Whether no deal refers to another, and no id stands twice.
fn stand_once_and_alone(runs: &[Run]) -> bool {
    let mut marks: Vec<u64> = Vec::with_capacity(runs.len().saturating_mul(RUN));
    marks.extend(runs.iter().flat_map(|run| run.chunk.ids.iter()).map(|id| mark_of(id.as_bytes())));
    marks.sort_unstable();
    // Two ids may share a mark; then they are compared.
    runs.iter().all(|run| run.chunk.references.is_empty()) && marks.is_sorted_by(|one, two| one < two)
}

/// The deals that do not load by themselves: their ids are none, or stand twice, or something in them is faulty.
fn faulty(given: &AtHand<'_, impl Deals>, checker: &mut Checker, runs: &[Run], ids: &Known) -> Vec<Unsound> {
    let leads_nowhere = |id: &str| matches!(ids, Known::Sorted(order) if order.find(id).is_none());
    let mut positions: BTreeSet<usize> = BTreeSet::new();
    for run in runs {
        positions.extend(run.faulty.iter().chain(&run.nameless));
        let lost = run.referring.iter().zip(&run.chunk.references).filter(|(_, it)| leads_nowhere(&it.id));
        positions.extend(lost.map(|(position, _)| position));
    }
    let is_twice = matches!(ids, Known::Twice);
    if positions.is_empty() && !is_twice {
        return Vec::new();
    }
    if is_twice {
        // Which deals refer to which is not known before each has its own id.
        positions.extend(runs.iter().flat_map(|run| &run.referring));
    }
    let mut ids: Vec<(Id, usize)> = Vec::new();
    // Where no deal refers to another, nobody asks for their ids.
    if is_twice || runs.iter().any(|run| !run.referring.is_empty()) {
        for position in 0..given.deals.count() {
            ids.extend(given.deals.deal(position).and_then(|deal| Some((deal.id().parse().ok()?, position))));
        }
    }
    ids.sort_unstable();
    let mut found: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    for pair in ids.windows(2) {
        if let [(one, _), (two, position)] = pair
            && one == two
        {
            checker.error(&place(given, *position), &[Step::Field("id")], "duplicate-id", "this id is given twice");
            found.insert(*position, std::mem::take(&mut checker.faults));
        }
    }
    ids.dedup_by(|later, earlier| later.0 == earlier.0);
    checker.deals = DealNames::Known(Names::of(ids.iter().map(|(id, _)| id)));
    for position in positions {
        let (Some(deal), at) = (given.deals.deal(position), place(given, position)) else { continue };
        if found.contains_key(&position) {
            continue;
        }
        match deal.id().parse::<Id>() {
            Ok(id) => drop(deal.check(checker, &at, id)),
            Err(error) => checker.error(&at, &[Step::Field("id")], "bad-id", error),
        }
        let faults = std::mem::take(&mut checker.faults);
        if !faults.is_empty() {
            found.insert(position, faults);
        }
    }
    first_of_each(given, found)
}

/// What is wrong between deals that are sound by themselves.
fn unsound_together(
    given: &AtHand<'_, impl Deals>,
    checker: &mut Checker,
    runs: &[Run],
    order: &Order,
) -> Vec<Unsound> {
    let mut referring = Referring::new(order.len());
    let targets = runs.iter().flat_map(|run| &run.chunk.references).filter_map(|it| order.find(&it.id));
    let referrers = runs.iter().flat_map(|run| &run.referring);
    // Every deal has its place in a run, so that the seat of one tells its position.
    let seat = |place: usize| order.seats().get(place).map(|seat| position_of(seat.chunk, seat.position));
    let referrers = referrers.filter_map(|position| order.place(position / RUN, position % RUN));
    let places: BTreeSet<usize> = targets.chain(referrers).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let ids: Vec<Id> = order.ids().filter_map(|id| id.parse().ok()).collect();
    checker.deals = DealNames::Known(Names::of(ids.iter()));
    for at in places {
        let deal = seat(at).and_then(|position| given.deals.deal(position));
        if let Some(deal) = deal.and_then(|deal| deal.check(checker, &At::nowhere(), deal.id().parse().ok()?)) {
            referring.insert(at, deal);
        }
    }
    checker.faults.clear();
    check_references(checker, &mut referring, |at| Some(place(given, seat(at)?)));
    let mut found: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    for fault in std::mem::take(&mut checker.faults) {
        found.entry(fault.origin.index).or_default().push(fault);
    }
    first_of_each(given, found)
}

/// The position of the deal that stands at a position in a run.
fn position_of(run: u32, position: u32) -> usize {
    (run as usize).saturating_mul(RUN).saturating_add(position as usize)
}

/// The place of a deal, for messages.
fn place(given: &AtHand<'_, impl Deals>, position: usize) -> At {
    let id = given.deals.deal(position).map_or_else(String::new, |deal| deal.id().to_owned());
    At { origin: Origin { file: 0, section: "deals", index: position }, name: format!("deal {id}") }
}

/// The faults of other records than deals.
fn told(faults: Vec<Fault>) -> Vec<Unsound> {
    let told = |fault: Fault| Unsound { section: fault.origin.section, index: fault.origin.index, why: fault.message };
    faults.into_iter().map(told).collect()
}

/// Of the faults of each deal the one that stands first in it.
fn first_of_each(given: &AtHand<'_, impl Deals>, found: BTreeMap<usize, Vec<Fault>>) -> Vec<Unsound> {
    let first = |(index, mut faults): (usize, Vec<Fault>)| {
        let why = if faults.len() > 1 {
            let mut text = Vec::new();
            // Memory takes every byte, and what is written is text.
            let _ = write_sections(&mut text, &FileText::default(), &One(given.deals, index));
            let file = BookFile { name: String::new(), text: String::from_utf8(text).unwrap_or_default() };
            for fault in &mut faults {
                fault.origin = Origin { file: 0, section: "deals", index: 0 };
            }
            let problems = locate(faults, &[file]).into_iter();
            problems
                .min_by(|one, two| (&one.place, one.code, &one.message).cmp(&(&two.place, two.code, &two.message)))?
                .message
        } else {
            faults.pop()?.message
        };
        Some(Unsound { section: "deals", index, why })
    };
    found.into_iter().filter_map(first).collect()
}

/// One deal of many as a section.
struct One<'d, D>(&'d D, usize);

impl<D: Section> Section for One<'_, D> {
    fn count(&self) -> usize {
        1
    }

    fn hand(&self, _: usize, take: &mut dyn FnMut(&dyn Written)) {
        self.0.hand(self.1, take);
    }
}
