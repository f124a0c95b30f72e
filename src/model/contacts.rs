//! Whom each entity has to do with by one sort of leg, each once, and nothing else of the legs.
//!
//! ```text
//! leg index, out of acme:   Money Investment │ Money Supply  │ Goods Supply
//!                           orion orion lyra │ lyra          │ orion umbra umbra
//! contacts by Goods Supply: … acme: orion umbra │ lyra: … │ …
//! ```
//!
//! The leg index has the legs of all sorts of an entity side by side, and finds those of one sort by a search among their
//! tags: right for a question about some entities, while a walk over most of a large web waits for memory at each of
//! them. The contacts of one sort fit into a processor's cache, or nearly. They are made of the index once so many of
//! its lists have been asked for that making them costs about as much as those did, and kept beside it: some four bytes an
//! entity and four a pair of neighbours for each sort and side (3 MB for both sides of 250,000 legs among 125,000
//! entities, made in some milliseconds).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::id::EntityIx;
use super::leg::Group;
use super::leg_index::{LegIndex, distinct};
use super::vocabulary::{Flow, Kind};

/// Which end of a leg is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Those who take from an entity.
    Takers,
    /// Those who give to it.
    Givers,
}

/// For each entity a sorted list of others, each once, in one piece of memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Contacts {
    /// Where the others of each entity begin, and where the last one's end.
    starts: Vec<u32>,
    others: Vec<u32>,
}

impl Contacts {
    /// Contacts of nobody yet, of as many entities as are going to be added.
    pub fn with_room(entities: usize) -> Self {
        let mut starts = Vec::with_capacity(entities.saturating_add(1));
        starts.push(0);
        Self { starts, others: Vec::new() }
    }

    /// Adds the others of the next entity, which are sorted; one may come several times.
    #[expect(clippy::cast_possible_truncation, reason = "legs are fewer than 2^32")]
    pub fn add(&mut self, others: &[u32]) {
        self.others.extend(distinct(others));
        self.starts.push(self.others.len() as u32);
    }

    /// The others of an entity, by id; none where there is no such entity.
    pub fn of(&self, entity: EntityIx) -> &[u32] {
        let ends = self.starts.get(entity.get()..).and_then(<[u32]>::first_chunk);
        ends.and_then(|&[from, to]| self.others.get(from as usize..to as usize)).unwrap_or(&[])
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.others.len()
    }

    /// How many entities have others.
    pub fn present(&self) -> usize {
        self.starts.array_windows().filter(|[from, to]| from < to).count()
    }
}

/// The contacts of an index that have been made, and how much was asked of the others.
#[derive(Default)]
pub(super) struct AllContacts {
    takers: [Asked; 32],
    givers: [Asked; 32],
}

/// The contacts of one sort and side.
#[derive(Default)]
struct Asked {
    /// How many lists have been asked for.
    lists: AtomicUsize,
    made: OnceLock<Contacts>,
}

/// Contacts are made once a list was asked for of one in so many entities.
const WORTH_MAKING: usize = 8;

impl LegIndex {
    /// The lists of neighbours by one sort of leg, for somebody who is going to ask for so many of them. Makes the contacts of
    /// the sort where that is worth it by now.
    pub fn lists(&self, side: Side, flow: Flow, kind: Kind, asked: usize) -> Lists<'_> {
        Lists { index: self, side, flow, kind, contacts: self.contacts(side, flow, kind, asked) }
    }

    fn contacts(&self, side: Side, flow: Flow, kind: Kind, asked: usize) -> Option<&Contacts> {
        let all = &self.worked_out.contacts;
        let of_side = match side {
            Side::Takers => &all.takers,
            Side::Givers => &all.givers,
        };
        let this = of_side.get(usize::from(Group::of(flow, kind)?.number()))?;
        if let Some(made) = this.made.get() {
            return Some(made);
        }
        if asked == 0 {
            return None;
        }
        let lists = this.lists.fetch_add(asked, Ordering::Relaxed).saturating_add(asked);
        (lists >= self.entities() / WORTH_MAKING)
            .then(|| this.made.get_or_init(|| self.make_contacts(side, flow, kind)))
    }

    /// Costs a look at the tags of each entity, and a copy of what is wanted.
    fn make_contacts(&self, side: Side, flow: Flow, kind: Kind) -> Contacts {
        self.read_side(side);
        let mut contacts = Contacts::with_room(self.entities());
        for entity in (0..self.entities()).map(EntityIx::new) {
            contacts.add(self.ends(side, entity, flow, kind));
        }
        contacts.others.shrink_to_fit();
        contacts
    }
}

/// The lists of neighbours by one sort of leg: contacts where they have been made, else those of the leg index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lists<'i> {
    index: &'i LegIndex,
    side: Side,
    flow: Flow,
    kind: Kind,
    contacts: Option<&'i Contacts>,
}

impl<'i> Lists<'i> {
    /// Those of an entity, by id; one may stand there several times.
    pub fn of(self, entity: EntityIx) -> &'i [u32] {
        match self.contacts {
            Some(contacts) => contacts.of(entity),
            None => self.index.ends(self.side, entity, self.flow, self.kind),
        }
    }

    /// Those of an entity, by id and each once.
    pub fn distinct(self, entity: EntityIx) -> impl Iterator<Item = u32> {
        distinct(self.of(entity))
    }

    /// How many others an entity has.
    pub fn count(self, entity: EntityIx) -> usize {
        match self.contacts {
            Some(contacts) => contacts.of(entity).len(),
            None => self.distinct(entity).count(),
        }
    }

    /// Looks at the lists of some entities that are going to be asked for one by one. In a large index each look waits for
    /// memory; one right after another, they wait together.
    pub fn fetch(self, entities: &[u32]) {
        let Some(contacts) = self.contacts else {
            self.index.fetch(entities, self.side);
            return;
        };
        for &entity in entities {
            std::hint::black_box(contacts.of(EntityIx::new(entity as usize)).first());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DealIx, Leg, RawLeg, Status};

    /// An index of legs that a plain rule spreads over some entities, several between some pairs.
    fn index(entities: usize, legs: usize) -> LegIndex {
        let sorts = [(Flow::Goods, Kind::Supply), (Flow::Money, Kind::Supply), (Flow::Money, Kind::Investment)];
        let leg = |number: usize| {
            let (flow, kind) = sorts[number % 3];
            let (from, to) = (number * 7 % 11 * number % entities, number * 5 % 13 * number % entities);
            let leg = Leg { deal: DealIx::new(number), from: 0, to: 1, flow, kind, status: Status::Closed };
            RawLeg::new(EntityIx::new(from), EntityIx::new(to), leg)
        };
        LegIndex::new(entities, vec![(0..legs).map(leg).collect()], 0)
    }

    #[test]
    fn contacts_are_the_neighbours_of_the_index_each_once() {
        let index = index(40, 900);
        let mut parallel = false;
        for (flow, kind) in [(Flow::Goods, Kind::Supply), (Flow::Money, Kind::Investment), (Flow::None, Kind::Rivalry)]
        {
            for side in [Side::Takers, Side::Givers] {
                let plain = Lists { index: &index, side, flow, kind, contacts: None };
                let lists = index.lists(side, flow, kind, 40);
                assert!(lists.contacts.is_some());
                for entity in (0..42).map(EntityIx::new) {
                    let mut wanted = plain.of(entity).to_vec();
                    wanted.dedup();
                    parallel |= wanted.len() < plain.of(entity).len();
                    assert_eq!(lists.of(entity), wanted, "{side:?} of {entity:?} by {flow:?} {kind:?}");
                }
                let contacts = lists.contacts.unwrap();
                let lengths = (0..40).map(|entity| contacts.of(EntityIx::new(entity)).len());
                assert_eq!(contacts.len(), lengths.clone().sum::<usize>());
                assert_eq!(contacts.present(), lengths.filter(|length| *length > 0).count());
            }
        }
        assert!(parallel, "some legs are parallel");
    }

    #[test]
    fn contacts_are_made_when_many_lists_were_asked_for_and_not_before() {
        let index = index(80, 300);
        let made = |asked: usize| index.lists(Side::Takers, Flow::Goods, Kind::Supply, asked).contacts.is_some();
        assert!(!made(4) && !made(0) && !made(5), "nine of eighty");
        assert!(made(1) && made(0), "ten of eighty");
        let other_side = index.lists(Side::Givers, Flow::Goods, Kind::Supply, 1);
        assert!(other_side.contacts.is_none(), "each side for itself");
    }

    #[test]
    fn a_sort_that_no_deal_has_leads_to_nobody() {
        let index = index(10, 50);
        assert!(index.lists(Side::Takers, Flow::Equity, Kind::Rivalry, 100).of(EntityIx::new(1)).is_empty());
    }
}
