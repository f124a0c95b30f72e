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

use std::sync::OnceLock;

use super::column::Column;
use super::id::{DealIx, EntityIx};
use super::leg::{Group, Leg, Tag};
use super::vocabulary::{Flow, Kind};

/// One leg with its ends, as it is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub in_deal_order: DealOrder,
}

/// The numbers of all legs in order of deal, with their givers; made when first asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct DealOrder(OnceLock<Vec<(LegNumber, u32)>>);

impl PartialEq for DealOrder {
    /// It follows from the rest.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for DealOrder {}

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
        self.ends.chunk_by(|one, two| one == two).filter_map(|same| same.first().copied())
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
    /// Indexes legs that are in order of deal, between `entities` entities. Costs n + m, and the sorting of each
    /// entity's legs.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "ends lie below the number of entities, starts rise from 0 to the number of legs, and slots count up \
                  from one start to the next"
    )]
    pub fn new(entities: usize, legs: &[RawLeg], internal: usize) -> Self {
        let out_starts = starts(entities, legs.iter().map(|leg| leg.from));
        let mut next: Vec<u32> = out_starts.clone();
        let mut order = vec![0_u32; legs.len()];
        for (position, leg) in legs.iter().enumerate() {
            let slot = &mut next[leg.from.get()];
            order[*slot as usize] = position as u32;
            *slot += 1;
        }
        for pair in out_starts.windows(2) {
            let row = &mut order[pair[0] as usize..pair[1] as usize];
            // Stable: what is equal stays in order of deal.
            row.sort_by_key(|position| {
                let leg = &legs[*position as usize];
                (leg.tag.0 >> 3, leg.to)
            });
        }
        let pick = |take: fn(&RawLeg) -> u32| -> Vec<u32> {
            order.iter().map(|position| take(&legs[*position as usize])).collect()
        };
        let to = pick(|leg| leg.to.number());
        let deal = pick(|leg| leg.deal.number());
        let parties = pick(|leg| u32::from(leg.parties.0) | u32::from(leg.parties.1) << 16);
        let tags: Vec<u8> = order.iter().map(|position| legs[*position as usize].tag.0).collect();
        drop(order);

        let in_starts = starts(entities, to.iter().map(|to| EntityIx::new(*to as usize)));
        next.copy_from_slice(&in_starts);
        let mut number = vec![0_u32; legs.len()];
        for (at, to) in to.iter().enumerate() {
            let slot = &mut next[*to as usize];
            number[*slot as usize] = at as u32;
            *slot += 1;
        }
        // Legs are numbered by giver, so a stable sort by group leaves each group sorted by giver.
        for pair in in_starts.windows(2) {
            number[pair[0] as usize..pair[1] as usize].sort_by_key(|at| tags[*at as usize] >> 3);
        }
        let mut giver = vec![0_u32; legs.len()];
        for (entity, pair) in out_starts.windows(2).enumerate() {
            giver[pair[0] as usize..pair[1] as usize].fill(entity as u32);
        }
        let from: Vec<u32> = number.iter().map(|at| giver[*at as usize]).collect();
        let in_tags: Vec<u8> = number.iter().map(|at| tags[*at as usize]).collect();
        Self {
            out_starts: Column::of(out_starts),
            to: Column::of(to),
            deal: Column::of(deal),
            parties: Column::of(parties),
            tags: Column::of(tags),
            in_starts: Column::of(in_starts),
            from: Column::of(from),
            number: Column::of(number),
            in_tags: Column::of(in_tags),
            internal,
            in_deal_order: DealOrder::default(),
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

    /// The legs out of an entity whose groups lie in a range.
    #[expect(clippy::arithmetic_side_effects, reason = "places in a row, which lie below the number of legs")]
    fn out_range(&self, entity: EntityIx, groups: std::ops::Range<u8>) -> Neighbours<'_> {
        let row = row(&self.out_starts, entity);
        let (from, to) = of_groups(self.tags.part(row.clone()), groups);
        let first = row.start + from;
        Neighbours { ends: self.to.part(first..row.start + to), numbers: None, first: first as u32 }
    }

    /// The legs into an entity whose groups lie in a range.
    #[expect(clippy::arithmetic_side_effects, reason = "places in a row, which lie below the number of legs")]
    fn in_range(&self, entity: EntityIx, groups: std::ops::Range<u8>) -> Neighbours<'_> {
        let row = row(&self.in_starts, entity);
        let (from, to) = of_groups(self.in_tags.part(row.clone()), groups);
        let part = row.start + from..row.start + to;
        Neighbours { ends: self.from.part(part.clone()), numbers: Some(self.number.part(part)), first: 0 }
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

    /// The numbers of all legs in order of deal, and within a deal as the table of kinds projects them, with who
    /// gives. Costs a pass over all legs when first asked for.
    pub fn by_deal(&self, entities: usize) -> &[(LegNumber, u32)] {
        self.in_deal_order.0.get_or_init(|| {
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

fn one_group(flow: Flow, kind: Kind) -> std::ops::Range<u8> {
    Group::of(flow, kind).map_or(0..0, |group| group.number()..group.number().saturating_add(1))
}

/// Where each entity's legs begin, and where the last one's end.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "ends lie below the number of entities, and legs are fewer than 2^32"
)]
fn starts(entities: usize, ends: impl Iterator<Item = EntityIx>) -> Vec<u32> {
    let mut starts = vec![0_u32; entities + 1];
    for end in ends {
        starts[end.get() + 1] += 1;
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    starts
}

/// The rows of an entity; none where there is no such entity.
fn row(starts: &Column<u32>, entity: EntityIx) -> std::ops::Range<usize> {
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
