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
use super::ordered::processors;
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
    /// Indexes legs that are in order of deal, given in runs, between `entities` entities. Costs n + m, and the sorting
    /// of each entity's legs.
    pub fn new(entities: usize, legs: Vec<Vec<RawLeg>>, internal: usize) -> Self {
        let givers = legs.iter().flatten().map(|leg| leg.from);
        let mut out = Rows::new(entities, givers, legs.iter().flatten().map(|leg| (leg.from, *leg)));
        drop(legs);
        // Stable: what is equal stays in order of deal.
        out.sort_by_key(|leg| (leg.tag.0 >> 3, leg.to));
        let to: Vec<u32> = out.items.iter().map(|leg| leg.to.number()).collect();
        let deal = out.items.iter().map(|leg| leg.deal.number()).collect();
        let parties = out.items.iter().map(|leg| u32::from(leg.parties.0) | u32::from(leg.parties.1) << 16).collect();
        let tags = out.items.iter().map(|leg| leg.tag.0).collect();

        let takers = out.items.iter().map(|leg| leg.to);
        let turned = (0..).zip(&out.items).map(|(number, leg)| (leg.to, (number, leg.from.number(), leg.tag.0)));
        let mut into: Rows<(LegNumber, u32, u8)> = Rows::new(entities, takers, turned);
        let out_starts = out.starts;
        drop(out.items);
        // Legs are numbered by giver, so a stable sort by group leaves each group sorted by giver.
        into.sort_by_key(|(_, _, tag)| tag >> 3);
        Self {
            out_starts: Column::of(out_starts),
            to: Column::of(to),
            deal: Column::of(deal),
            parties: Column::of(parties),
            tags: Column::of(tags),
            from: Column::of(into.items.iter().map(|(_, from, _)| *from).collect()),
            number: Column::of(into.items.iter().map(|(number, ..)| *number).collect()),
            in_tags: Column::of(into.items.iter().map(|(_, _, tag)| *tag).collect()),
            in_starts: Column::of(into.starts),
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

/// Items sorted by the entities that they belong to.
struct Rows<T> {
    /// Where each entity's items begin, and where the last one's end.
    starts: Vec<u32>,
    items: Vec<T>,
}

/// Items below this number are sorted by one thread.
const WORTH_A_THREAD: usize = 100_000;

impl<T: Copy + Default + Send> Rows<T> {
    /// Sorts items by entity. Those of one entity stay in the order in which they come; `owners` is whose each is.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "owners lie below the number of entities, slots count up from one start to the next, and legs are \
                  fewer than 2^32"
    )]
    fn new(
        entities: usize,
        owners: impl Iterator<Item = EntityIx>,
        items: impl Iterator<Item = (EntityIx, T)>,
    ) -> Self {
        let mut starts = vec![0_u32; entities + 1];
        for owner in owners {
            starts[owner.get() + 1] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut sorted = vec![T::default(); total as usize];
        for (owner, item) in items {
            let slot = &mut next[owner.get()];
            sorted[*slot as usize] = item;
            *slot += 1;
        }
        Self { starts, items: sorted }
    }

    /// Sorts the items of each entity; what is equal stays in its order.
    #[expect(clippy::arithmetic_side_effects, reason = "starts rise")]
    fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K + Sync) {
        let sort = |mut items: &mut [T], starts: &[u32]| {
            for pair in starts.windows(2) {
                let &[from, to] = pair else { continue };
                let Some((row, rest)) = std::mem::take(&mut items).split_at_mut_checked((to - from) as usize) else {
                    return;
                };
                row.sort_by_key(&key);
                items = rest;
            }
        };
        let threads = if self.items.len() < WORTH_A_THREAD { 1 } else { processors() };
        let share = self.items.len().div_ceil(threads);
        std::thread::scope(|scope| {
            let (mut starts, mut items) = (self.starts.as_slice(), self.items.as_mut_slice());
            for _ in 1..threads {
                // The entities that make up about a share of what is left.
                let begin = starts.first().map_or(0, |start| *start as usize);
                let last = starts.partition_point(|start| (*start as usize) < begin + share).min(starts.len() - 1);
                let (own, behind) = (starts.get(..=last), starts.get(last..));
                let (Some(own), Some(behind)) = (own, behind) else { break };
                let end = own.last().map_or(begin, |end| *end as usize);
                let Some((now, later)) = std::mem::take(&mut items).split_at_mut_checked(end - begin) else { break };
                let sort = &sort;
                scope.spawn(move || sort(now, own));
                (starts, items) = (behind, later);
            }
            sort(items, starts);
        });
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_threads_share_are_sorted_as_one_thread_sorts_them() {
        for items in [0, 1, 10, 3 * WORTH_A_THREAD] {
            // Half of all belong to one entity, and the last ones own nothing.
            let owner = |number: usize| if number.is_multiple_of(2) { 7 } else { number * 7919 % 900 };
            let owners = || (0..items).map(|number| EntityIx::new(owner(number)));
            let all: Vec<(usize, u8)> = (0..items).map(|number| (number, (number * 31 % 251) as u8)).collect();
            let mut rows = Rows::new(1000, owners(), owners().zip(all.iter().copied()));
            rows.sort_by_key(|(_, key)| *key);

            let mut wanted = all;
            wanted.sort_by_key(|(number, key)| (owner(*number), *key));
            assert_eq!(rows.items, wanted);
            assert_eq!(rows.starts.len(), 1001);
            let of = |entity: usize| rows.starts[entity] as usize..rows.starts[entity + 1] as usize;
            assert!((0..1000).all(|entity| rows.items[of(entity)].iter().all(|(number, _)| owner(*number) == entity)));
        }
    }
}
