//! Who needs whom: the graph that `chains` and `impact` walk.
//!
//! Nodes are the entities as the book writes them, parts apart from wholes (no roll-up: a product and its
//! maker have different suppliers). There are three ways to need:
//!
//! ```text
//! ←  goods      the taker of a Goods leg needs the giver      bedrock-sre ← openai-models ← azure
//! ⊂  part of    a part needs its whole, and so what supplies   bedrock-sre ⊂ bedrock ⊂ aws ⊂ amazon
//!               and hosts the whole
//! ⊃  has part   a whole needs what its parts need               openai ⊃ openai-models ← azure
//! ```
//!
//! A walk may go down from a whole to a part only where it *began* at that whole or *arrived* there by goods
//! (or down from its own whole): whoever asks about, or buys from, a company as such may depend on any part
//! of it, since the book does not say which. It may never go down after it came up from a part: what a
//! sibling needs is no need of mine (`bedrock-sre ⊂ bedrock ⊂ aws ⊃ quick` is no chain).
//!
//! What is taken only to be sold on is needed by the distributor itself and by those it is sold on to, and by
//! nobody else who deals with the distributor: who rents a cloud's machines needs none of the models that the
//! cloud resells. So a walk leaves a distributor for a maker only where it began at the distributor, or arrived
//! as a customer of that same distribution.
//!
//! A place in a walk is therefore an entity together with the way it was entered ([`Entry`]).

use std::collections::BTreeMap;

use crate::graph::{Leg, Told};
use crate::model::{Deal, DealIx, EntityIx, Flow, Kind, PartialDate, Role, Status, Who, each_leg};

/// How a walk came to an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entry {
    /// It began there, or came down from where it began: everything taken is needed.
    Begun,
    /// It came by goods, or down from an entity it had come to by goods: it may go down to the parts, and to the
    /// makers of the distributions (by id) whose customer the one before was.
    Arrived(Vec<DealIx>),
    /// It came up from a part: it may not go down to the others.
    Climbed,
}

/// A place in a walk: an entity, and how the walk came to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The entity.
    pub entity: EntityIx,
    /// How the walk came to it.
    pub entry: Entry,
}

/// What the taker of goods does with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    /// Uses them.
    Own,
    /// Sells them on: the taker is the distributor.
    Resale,
    /// Uses them, having them from a distributor.
    Sold,
}

/// How the two ends of a step belong together, apart from goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Belonging {
    /// The needer is a part of what it needs.
    PartOf,
    /// The needer is the whole of what it needs.
    HasPart,
}

/// One entity needing another directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who needs.
    pub needer: EntityIx,
    /// What it needs.
    pub needed: EntityIx,
    /// The goods legs that say so, in order of deal; any one of them would do. Empty where only belonging says so.
    pub legs: Vec<Leg>,
    /// Whether one is a part of the other.
    pub belonging: Option<Belonging>,
}

/// A goods leg between two entities, and what the taker does with the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Taking {
    customer: EntityIx,
    supplier: EntityIx,
    /// The leg.
    pub leg: Leg,
    /// What its taker does with the goods.
    pub taken_for: Use,
}

/// Who needs whom in a book under a view.
#[derive(Debug, Clone)]
pub struct Needs {
    /// By customer, then by supplier, then by deal.
    takings: Vec<Taking>,
    /// Where those of each customer begin, and where the last one's end.
    starts: Vec<usize>,
    makers: BTreeMap<DealIx, Vec<EntityIx>>,
    unnamed: BTreeMap<EntityIx, Vec<(DealIx, String)>>,
    whole: Vec<Option<EntityIx>>,
    parts: Vec<Vec<EntityIx>>,
}

impl Needs {
    /// Reads the needs out of the deals told. Costs one pass over them, and sorting the goods legs.
    pub fn new(told: &Told<'_>) -> Self {
        let book = told.book;
        let day = told.view.as_of.map(PartialDate::last);
        let size = book.entity_count();
        let mut needs = Self {
            takings: Vec::new(),
            starts: vec![0; size + 1],
            makers: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            whole: book.entity_indices().map(|entity| book.whole_of(entity, day)).collect(),
            parts: vec![Vec::new(); size],
        };
        for part in book.entity_indices() {
            if let Some(whole) = needs.whole[part.get()] {
                needs.parts[whole.get()].push(part);
            }
        }
        told.each_run(0, book.deal_count(), |deals| {
            for (index, deal) in deals {
                if deal.kind == Kind::Distribution {
                    let makers = deal.in_roles(&[Role::Maker]).filter_map(|party| deal.entity_at(party));
                    needs.makers.insert(*index, makers.collect());
                }
                each_leg(*index, deal, |leg| {
                    if leg.flow == Flow::Goods {
                        needs.add(leg, deal);
                    }
                });
            }
        });
        needs.takings.sort_by_key(|taking| (taking.customer, taking.supplier));
        for taking in &needs.takings {
            needs.starts[taking.customer.get() + 1] += 1;
        }
        for customer in 0..size {
            needs.starts[customer + 1] += needs.starts[customer];
        }
        needs
    }

    fn add(&mut self, leg: Leg, deal: &Deal) {
        let Some(customer) = deal.entity_at(leg.to.into()) else {
            return;
        };
        match &deal.parties[usize::from(leg.from)].who {
            Who::Entity(supplier) if *supplier != customer => {
                let taken_for = match (leg.kind, deal.parties[usize::from(leg.to)].role) {
                    (Kind::Distribution, Role::Distributor) => Use::Resale,
                    (Kind::Distribution, _) => Use::Sold,
                    _ => Use::Own,
                };
                self.takings.push(Taking { customer, supplier: *supplier, leg, taken_for });
            }
            Who::Entity(_) => {}
            Who::Undisclosed(reason) => self.unnamed.entry(customer).or_default().push((leg.deal, reason.clone())),
        }
    }

    /// How many entities there are.
    pub fn size(&self) -> usize {
        self.whole.len()
    }

    /// What `entity` takes, by supplier, then by deal.
    fn takings(&self, entity: EntityIx) -> &[Taking] {
        &self.takings[self.starts[entity.get()]..self.starts[entity.get() + 1]]
    }

    /// Who gives goods to `entity`, by id, with the legs.
    pub fn suppliers(&self, entity: EntityIx) -> impl Iterator<Item = (EntityIx, &[Taking])> {
        self.takings(entity).chunk_by(|one, two| one.supplier == two.supplier).map(|all| (all[0].supplier, all))
    }

    /// The suppliers of `entity` that nobody names: the deal, and the reason given.
    pub fn unnamed_suppliers(&self, entity: EntityIx) -> &[(DealIx, String)] {
        self.unnamed.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// What `entity` is a direct part of.
    pub fn whole(&self, entity: EntityIx) -> Option<EntityIx> {
        self.whole[entity.get()]
    }

    /// The direct parts of `entity`, by id.
    pub fn parts(&self, entity: EntityIx) -> &[EntityIx] {
        &self.parts[entity.get()]
    }

    /// `entity` and its wholes, from the part outwards.
    pub fn lineage(&self, entity: EntityIx) -> impl Iterator<Item = EntityIx> + '_ {
        std::iter::successors(Some(entity), |part| self.whole(*part))
    }

    /// The named makers of a distribution; none for other deals.
    pub fn makers(&self, deal: DealIx) -> &[EntityIx] {
        self.makers.get(&deal).map_or(&[], Vec::as_slice)
    }

    /// Those of the legs to one supplier by which a walk may go on from `place`.
    fn usable<'n>(place: &'n Place, takings: &'n [Taking]) -> impl Iterator<Item = Taking> + 'n {
        takings.iter().copied().filter(|taking| match (&place.entry, taking.taken_for) {
            (Entry::Begun, _) | (_, Use::Own | Use::Sold) => true,
            (Entry::Arrived(deals), Use::Resale) => deals.contains(&taking.leg.deal),
            (Entry::Climbed, Use::Resale) => false,
        })
    }

    /// The places that a walk can step to from `place`, each entity once, by id.
    ///
    /// Where goods and belonging lead to the same entity, it is one step, entered as goods are.
    pub fn next(&self, place: &Place) -> Vec<Place> {
        let mut next: BTreeMap<EntityIx, Entry> = BTreeMap::new();
        if let Some(whole) = self.whole(place.entity) {
            next.insert(whole, Entry::Climbed);
        }
        let of_part = match place.entry {
            Entry::Begun => Some(Entry::Begun),
            Entry::Arrived(_) => Some(Entry::Arrived(Vec::new())),
            Entry::Climbed => None,
        };
        if let Some(entry) = of_part {
            next.extend(self.parts(place.entity).iter().map(|part| (*part, entry.clone())));
        }
        for (supplier, takings) in self.suppliers(place.entity) {
            let mut usable = Self::usable(place, takings).peekable();
            if usable.peek().is_some() {
                let sold = usable.filter(|taking| taking.taken_for == Use::Sold).map(|taking| taking.leg.deal);
                // A part of where the walk began stays so, though it also supplies its whole.
                let begun = next.get(&supplier) == Some(&Entry::Begun);
                next.insert(supplier, if begun { Entry::Begun } else { Entry::Arrived(super::in_order(sold)) });
            }
        }
        next.into_iter().map(|(entity, entry)| Place { entity, entry }).collect()
    }

    /// What joins a place to an entity that is one step on.
    pub fn step(&self, place: &Place, needed: EntityIx) -> Step {
        let needer = place.entity;
        let belonging = if self.whole(needer) == Some(needed) {
            Some(Belonging::PartOf)
        } else if self.whole(needed) == Some(needer) && place.entry != Entry::Climbed {
            Some(Belonging::HasPart)
        } else {
            None
        };
        let takings = self.takings(needer);
        let from = takings.partition_point(|taking| taking.supplier < needed);
        let of_needed = takings[from..].iter().take_while(|taking| taking.supplier == needed).count();
        let usable = Self::usable(place, &takings[from..from + of_needed]);
        Step { needer, needed, legs: usable.map(|taking| taking.leg).collect(), belonging }
    }
}

impl Place {
    /// Where a walk begins.
    pub const fn start(entity: EntityIx) -> Self {
        Self { entity, entry: Entry::Begun }
    }
}

impl Step {
    /// The sign between the two ends, as an answer writes it.
    pub const fn sign(&self) -> &'static str {
        match self.belonging {
            _ if !self.legs.is_empty() => "←",
            Some(Belonging::PartOf) => "⊂",
            Some(Belonging::HasPart) => "⊃",
            None => "?",
        }
    }

    /// How sure it is: the strongest of its deals, since any one of them would do; absent where belonging
    /// alone says so.
    pub fn strength(&self) -> Option<Status> {
        if self.belonging.is_some() {
            return None;
        }
        self.legs.iter().map(|leg| leg.status).max_by_key(|status| (!status.is_ended(), *status))
    }

    /// The deals, each once, by id.
    pub fn deals(&self) -> Vec<DealIx> {
        let mut deals: Vec<DealIx> = self.legs.iter().map(|leg| leg.deal).collect();
        deals.sort_unstable();
        deals.dedup();
        deals
    }
}
