//! The legs of a book as sorted lists of neighbours, ready for every walk.
//!
//! ```text
//! out of:  │ acme            │ orion     │ …      entities in order; `out_starts` says where each begins
//! to:      │ orion  orion  … │ acme    … │        within an entity by flow, kind, other end, deal
//! deal:    │ d4     d9     … │ d4      … │        one row a leg; its position is the leg's number
//!
//! into:    │ acme    │ orion           │ …        the same, turned round
//! from:    │ orion … │ acme   acme   … │
//! number:  │ 17    … │ 0      1      … │        which row of the table above
//! ```
//!
//! This is a compressed sparse row form of a multigraph whose edges have sorts. All legs of one flow, or of one flow
//! in one kind of deal, of one entity stand together and sorted by the other end, so that two such lists are
//! intersected by a merge.

#![expect(
    clippy::cast_possible_truncation,
    reason = "positions are kept in 32 bits, and indices refuse to be made beyond"
)]

use std::fmt;
use std::mem::take;
use std::sync::OnceLock;

use elsa::sync::FrozenMap;

use super::column::Column;
use super::contacts::{AllContacts, Side};
use super::id::{DealIx, EntityIx};
use super::leg::{Group, Leg, Tag};
use super::leg_rows::{Rows, at_once};
use super::leg_sizes::Size;
use super::vocabulary::{Flow, Kind};

/// One leg with its ends, as it is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RawLeg {
    /// Who gives.
    pub from: EntityIx,
    /// Who takes.
    pub to: EntityIx,
    /// The deal.
    pub deal: DealIx,
    /// The positions of the two in the deal.
    pub parties: (u16, u16),
    /// What moves, and how far the deal has come.
    pub tag: Tag,
}

impl RawLeg {
    /// A leg between two entities.
    pub fn new(from: EntityIx, to: EntityIx, leg: Leg) -> Self {
        Self { from, to, deal: leg.deal, parties: (leg.from, leg.to), tag: Tag::of(leg) }
    }
}

/// The number of a leg of an index.
pub type LegNumber = u32;

/// Every leg, found by either end. See the head of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LegIndex {
    pub out_starts: Column<u32>,
    pub to: Column<u32>,
    pub deal: Column<u32>,
    /// The positions of the two parties in the deal, the giver's in the low half.
    pub parties: Column<u32>,
    pub tags: Column<u8>,
    pub in_starts: Column<u32>,
    pub from: Column<u32>,
    pub number: Column<u32>,
    pub in_tags: Column<u8>,
    /// Legs that run inside one whole and so are not in the index.
    pub internal: usize,
    pub worked_out: WorkedOut,
}

/// What follows from an index: worked out when first asked for, and kept.
#[derive(Default)]
pub(crate) struct WorkedOut {
    /// The numbers of all legs in order of deal, with their givers.
    in_deal_order: OnceLock<Vec<(LegNumber, u32)>>,
    /// How many legs there are of some groups, a bit each.
    pub(super) sizes: FrozenMap<u32, Box<Size>>,
    /// Neighbours by one sort of leg, each once.
    pub(super) contacts: AllContacts,
}

impl Clone for WorkedOut {
    /// It is worked out again.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for WorkedOut {
    /// It is the same where the index is.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for WorkedOut {}

impl fmt::Debug for WorkedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkedOut").finish_non_exhaustive()
    }
}

/// A list of neighbours: legs of one sort of one entity, sorted by the other end, then by deal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Neighbours<'i> {
    /// The other ends.
    pub ends: &'i [u32],
    /// Which legs; absent for legs that go out, which are numbered from `first`.
    numbers: Option<&'i [u32]>,
    first: u32,
}

impl<'i> Neighbours<'i> {
    /// The number of the leg at `position`.
    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "legs are fewer than 2^32")]
    pub fn number(&self, position: usize) -> LegNumber {
        match self.numbers {
            Some(numbers) => numbers[position],
            None => self.first + position as u32,
        }
    }

    /// The other ends, each once, in order.
    pub fn distinct(self) -> impl Iterator<Item = u32> + 'i {
        distinct(self.ends)
    }

    /// The legs to or from one other end.
    pub fn with(self, end: u32) -> Self {
        let from = self.ends.partition_point(|it| *it < end);
        // A snapshot that somebody forged may hold lists that are not sorted.
        let to = self.ends.partition_point(|it| *it <= end).max(from);
        self.part(from, to)
    }

    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "from ≤ to ≤ the length of the list")]
    fn part(self, from: usize, to: usize) -> Self {
        let numbers = self.numbers.map(|numbers| &numbers[from..to]);
        Self { ends: &self.ends[from..to], numbers, first: self.first + from as u32 }
    }
}

impl LegIndex {
    /// Indexes legs that are in order of deal, given in runs, between `entities` entities. Costs n + m, and the sorting
    /// of each entity's legs.
    pub fn new(entities: usize, legs: Vec<Vec<RawLeg>>, internal: usize) -> Self {
        let givers = legs.iter().flatten().map(|leg| leg.from);
        let given = legs.iter().flatten().map(|leg| (leg.from, *leg));
        // Stable: what is equal stays in order of deal.
        let out = Rows::new(entities, givers, &given, |leg| (leg.tag.0 >> 3, leg.to));
        drop(legs);
        let (out_starts, mut out) = (out.starts, at_once(out.shares, |legs| Outward::of(&legs)));
        let (to, tags) = (joined(&mut out, |it| &mut it.to), joined(&mut out, |it| &mut it.tags));
        let (deal, parties) = (joined(&mut out, |it| &mut it.deal), joined(&mut out, |it| &mut it.parties));

        let turned = (0..).map(EntityIx::new).zip(out_starts.array_windows()).flat_map(|(from, [begin, end])| {
            let ends = to.get(*begin as usize..*end as usize).into_iter().flatten();
            let tags = tags.get(*begin as usize..*end as usize).into_iter().flatten();
            (*begin..).zip(ends.zip(tags)).map(move |(number, (to, tag))| (*to, (number, from.number(), *tag)))
        });
        let turned = turned.map(|(to, leg)| (EntityIx::new(to as usize), leg));
        let takers = to.iter().map(|to| EntityIx::new(*to as usize));
        // Legs are numbered by giver, so a stable sort by group leaves each group sorted by giver.
        let into = Rows::new(entities, takers, &turned, |(_, _, tag)| tag >> 3);
        let (in_starts, mut into) = (into.starts, at_once(into.shares, |legs| Inward::of(&legs)));
        Self {
            from: Column::of(joined(&mut into, |it| &mut it.from)),
            number: Column::of(joined(&mut into, |it| &mut it.number)),
            in_tags: Column::of(joined(&mut into, |it| &mut it.tags)),
            in_starts: Column::of(in_starts),
            out_starts: Column::of(out_starts),
            to: Column::of(to),
            deal: Column::of(deal),
            parties: Column::of(parties),
            tags: Column::of(tags),
            internal,
            worked_out: WorkedOut::default(),
        }
    }

    /// Tags lie below this number.
    pub const TAGS: u8 = (Group::COUNT << 3) as u8;

    /// Reads all columns; returns how many numbers they hold.
    #[expect(clippy::arithmetic_side_effects, reason = "what is in memory can be counted")]
    pub fn read_all(&self) -> usize {
        let numbers =
            [&self.out_starts, &self.to, &self.deal, &self.parties, &self.in_starts, &self.from, &self.number];
        numbers.iter().map(|column| column.all().len()).sum::<usize>()
            + self.tags.all().len()
            + self.in_tags.all().len()
    }

    /// Reads the columns that say who stands on one side of all legs, where they have not been read whole.
    pub(super) fn read_side(&self, side: Side) {
        let (starts, tags, ends) = self.columns(side);
        std::hint::black_box((starts.all(), tags.all(), ends.all()));
    }

    /// Where the legs of each entity begin, their tags, and their other ends.
    const fn columns(&self, side: Side) -> (&Column<u32>, &Column<u8>, &Column<u32>) {
        match side {
            Side::Takers => (&self.out_starts, &self.tags, &self.to),
            Side::Givers => (&self.in_starts, &self.in_tags, &self.from),
        }
    }

    /// How many entities there are.
    pub(super) fn entities(&self) -> usize {
        self.out_starts.len().saturating_sub(1)
    }

    /// How many legs there are.
    pub fn len(&self) -> usize {
        self.to.len()
    }

    /// The leg of a number.
    pub fn leg(&self, number: LegNumber) -> Leg {
        let at = number as usize;
        let tag = Tag(self.tags.at(at));
        let (flow, kind) = tag.parts();
        let parties = self.parties.at(at);
        Leg {
            deal: DealIx::new(self.deal.at(at) as usize),
            from: (parties & 0xffff) as u16,
            to: (parties >> 16) as u16,
            flow,
            kind,
            status: tag.status(),
        }
    }

    /// Who takes by the leg of a number.
    pub fn taker(&self, number: LegNumber) -> EntityIx {
        EntityIx::new(self.to.at(number as usize) as usize)
    }

    /// Where the legs of an entity whose groups lie in a range stand in the columns of a side.
    #[expect(clippy::arithmetic_side_effects, reason = "places in a row, which lie below the number of legs")]
    fn place(&self, side: Side, entity: EntityIx, groups: std::ops::Range<u8>) -> std::ops::Range<usize> {
        let (starts, tags, _) = self.columns(side);
        let row = row(starts, entity);
        let (from, to) = of_groups(tags.part(row.clone()), groups);
        row.start + from..row.start + to
    }

    /// The legs out of an entity whose groups lie in a range.
    fn out_range(&self, entity: EntityIx, groups: std::ops::Range<u8>) -> Neighbours<'_> {
        let place = self.place(Side::Takers, entity, groups);
        Neighbours { ends: self.to.part(place.clone()), numbers: None, first: place.start as u32 }
    }

    /// The legs into an entity whose groups lie in a range.
    fn in_range(&self, entity: EntityIx, groups: std::ops::Range<u8>) -> Neighbours<'_> {
        let place = self.place(Side::Givers, entity, groups);
        Neighbours { ends: self.from.part(place.clone()), numbers: Some(self.number.part(place)), first: 0 }
    }

    /// The other ends of the legs of one flow in one kind of deal of an entity.
    pub(super) fn ends(&self, side: Side, entity: EntityIx, flow: Flow, kind: Kind) -> &[u32] {
        self.columns(side).2.part(self.place(side, entity, one_group(flow, kind)))
    }

    /// The legs of one flow in one kind of deal out of an entity, by taker.
    pub fn takers(&self, entity: EntityIx, flow: Flow, kind: Kind) -> Neighbours<'_> {
        self.out_range(entity, one_group(flow, kind))
    }

    /// The legs of one flow in one kind of deal into an entity, by giver.
    pub fn givers(&self, entity: EntityIx, flow: Flow, kind: Kind) -> Neighbours<'_> {
        self.in_range(entity, one_group(flow, kind))
    }

    /// The legs of one flow out of an entity, by kind and then by taker.
    pub fn takers_of_flow(&self, entity: EntityIx, flow: Flow) -> Neighbours<'_> {
        self.out_range(entity, Group::of_flow(flow))
    }

    /// The legs of one flow into an entity, by kind and then by giver.
    pub fn givers_of_flow(&self, entity: EntityIx, flow: Flow) -> Neighbours<'_> {
        self.in_range(entity, Group::of_flow(flow))
    }

    /// Every leg out of an entity.
    pub fn all_out(&self, entity: EntityIx) -> Neighbours<'_> {
        self.out_range(entity, 0..Group::COUNT as u8)
    }

    /// Every leg into an entity.
    pub fn all_into(&self, entity: EntityIx) -> Neighbours<'_> {
        self.in_range(entity, 0..Group::COUNT as u8)
    }

    /// Looks at the rows of some entities that are going to be asked for one by one. In a large
    /// index each look waits for memory; one right after another, they wait together.
    pub fn fetch(&self, entities: &[u32], side: Side) {
        let (starts, tags, ends) = self.columns(side);
        let rows = entities.iter().map(|entity| row(starts, EntityIx::new(*entity as usize)));
        let rows: Vec<std::ops::Range<usize>> = rows.filter(|row| !row.is_empty()).collect();
        for row in rows {
            std::hint::black_box(tags.at(row.start));
            for at in row.step_by(LINE).take(LINES) {
                std::hint::black_box(ends.at(at));
            }
        }
    }

    /// The numbers of all legs in order of deal, and within a deal as the table of kinds projects them, with who
    /// gives. Costs a pass over all legs when first asked for.
    pub fn by_deal(&self, entities: usize) -> &[(LegNumber, u32)] {
        self.worked_out.in_deal_order.get_or_init(|| {
            let mut givers = Vec::with_capacity(self.len());
            for (entity, (from, to)) in
                self.out_starts.iter().zip(self.out_starts.iter().skip(1)).enumerate().take(entities)
            {
                givers.extend((*from..*to).map(|number| (number, entity as u32)));
            }
            givers.sort_by_cached_key(|(number, _)| self.leg(*number).place());
            givers
        })
    }
}

/// Sorted legs, column by column.
struct Outward {
    to: Vec<u32>,
    deal: Vec<u32>,
    parties: Vec<u32>,
    tags: Vec<u8>,
}

impl Outward {
    fn of(legs: &[RawLeg]) -> Self {
        Self {
            to: legs.iter().map(|leg| leg.to.number()).collect(),
            deal: legs.iter().map(|leg| leg.deal.number()).collect(),
            parties: legs.iter().map(|leg| u32::from(leg.parties.0) | u32::from(leg.parties.1) << 16).collect(),
            tags: legs.iter().map(|leg| leg.tag.0).collect(),
        }
    }
}

/// Legs by taker: their numbers, their givers and their tags, column by column.
struct Inward {
    number: Vec<LegNumber>,
    from: Vec<u32>,
    tags: Vec<u8>,
}

impl Inward {
    fn of(legs: &[(LegNumber, u32, u8)]) -> Self {
        Self {
            number: legs.iter().map(|(number, ..)| *number).collect(),
            from: legs.iter().map(|(_, from, _)| *from).collect(),
            tags: legs.iter().map(|(_, _, tag)| *tag).collect(),
        }
    }
}

/// One column of all shares, taken out of them.
fn joined<S, T>(shares: &mut [S], column: impl Fn(&mut S) -> &mut Vec<T>) -> Vec<T> {
    let mut shares = shares.iter_mut().map(column);
    let mut joined = shares.next().map(take).unwrap_or_default();
    shares.for_each(|share| joined.append(share));
    joined
}

/// The numbers of a sorted list, each once.
pub(crate) fn distinct(list: &[u32]) -> impl Iterator<Item = u32> {
    list.chunk_by(|one, two| one == two).filter_map(|same| same.first().copied())
}

/// So many entities stand in what a processor takes out of memory at once.
const LINE: usize = 16;

/// No more of a row is fetched: the processor sees by itself that a long one is walked.
const LINES: usize = 8;

fn one_group(flow: Flow, kind: Kind) -> std::ops::Range<u8> {
    Group::of(flow, kind).map_or(0..0, |group| group.number()..group.number().saturating_add(1))
}

/// The rows of an entity; none where there is no such entity.
pub(super) fn row(starts: &Column<u32>, entity: EntityIx) -> std::ops::Range<usize> {
    match starts.part(entity.get()..entity.get().saturating_add(2)) {
        &[from, to] => from as usize..to as usize,
        _ => 0..0,
    }
}

/// Where in a row of tags the groups of a range begin and end.
fn of_groups(tags: &[u8], groups: std::ops::Range<u8>) -> (usize, usize) {
    let from = tags.partition_point(|tag| tag >> 3 < groups.start);
    let to = tags.partition_point(|tag| tag >> 3 < groups.end);
    (from, to.max(from))
}
