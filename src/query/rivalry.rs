//! Who is whose rival: by a Rivalry deal, or by a market that both compete in.
//!
//! Under roll-up a whole competes wherever a part of it does: Acme, whose part Acme Cloud is in the market
//! `cloud`, is a rival of Orion, which is in `cloud` itself.

use std::sync::Arc;

use crate::finding::{Alternative, Evidence, Premise, strongest};
use crate::graph::common::gallop;
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Kind, LegIndex, Side, Status};

/// A market in which a part of one entity (or itself) stands against a part of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contest {
    /// The market.
    pub market: String,
    /// Those of the first in it, by id.
    pub ones: Vec<EntityIx>,
    /// Those of the second in it, by id.
    pub twos: Vec<EntityIx>,
}

/// Who is whose rival in a graph, and why.
///
/// Pairs of rivals are never held: a market of a thousand members has half a million of them.
#[derive(Debug, Clone)]
pub struct Rivals<'b> {
    /// The names of the markets, in order.
    markets: Vec<&'b str>,
    /// For each market, who competes there.
    members: Vec<Members>,
    /// Where the markets of each entity begin in the next list, and where the last one's end.
    starts: Vec<u32>,
    /// The markets of all entities by position, for each entity in order.
    of_entity: Vec<u32>,
    /// The legs of the graph, those of rivalries among them.
    legs: Arc<LegIndex>,
}

/// Who competes in a market, sorted by whom the graph counts it for.
#[derive(Debug, Clone, Default)]
struct Members {
    /// The numbers of the owners; one stands here once for each of its parts that competes.
    owners: Vec<u32>,
    /// The part that competes, or the owner itself.
    parts: Vec<EntityIx>,
    distinct: usize,
}

impl Members {
    /// Those by which an owner competes, by id.
    fn of(&self, owner: EntityIx) -> &[EntityIx] {
        let from = self.owners.partition_point(|it| *it < owner.number());
        let count = self.owners[from..].partition_point(|it| *it == owner.number());
        &self.parts[from..from + count]
    }
}

impl<'b> Rivals<'b> {
    /// Collects the rivals of a graph. Costs one pass over the markets of entities.
    pub fn new(graph: &DealGraph<'b>) -> Self {
        let book = graph.book();
        let markets: Vec<&str> = book.markets().collect();
        let mut pairs: Vec<Vec<(u32, EntityIx)>> = vec![Vec::new(); markets.len()];
        let mut owned: Vec<(u32, u32)> = Vec::new();
        for entity in book.entity_indices() {
            let owner = graph.owner(entity).number();
            for market in book.market_index().of(entity) {
                pairs[*market as usize].push((owner, entity));
                owned.push((owner, *market));
            }
        }
        owned.sort_unstable();
        owned.dedup();
        let mut starts = vec![0_u32; book.entity_count() + 1];
        for (owner, _) in &owned {
            starts[*owner as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let members = pairs.into_iter().map(|mut pairs| {
            pairs.sort_unstable();
            let (owners, parts): (Vec<u32>, Vec<EntityIx>) = pairs.into_iter().unzip();
            let distinct = owners.chunk_by(|one, two| one == two).count();
            Members { owners, parts, distinct }
        });
        let of_entity = owned.iter().map(|(_, market)| *market).collect();
        Self { members: members.collect(), markets, starts, of_entity, legs: graph.shared_index() }
    }

    /// Whether two entities are rivals. Nobody is its own rival.
    pub fn are(&self, one: EntityIx, two: EntityIx) -> bool {
        one != two && (self.share_a_market(one, two) || self.are_by_deal(one, two))
    }

    /// Whether two entities stand against each other in a market.
    pub(crate) fn share_a_market(&self, one: EntityIx, two: EntityIx) -> bool {
        one != two && self.shared(one, two).next().is_some()
    }

    fn are_by_deal(&self, one: EntityIx, two: EntityIx) -> bool {
        self.by_deal(one).iter().any(|list| list.binary_search(&two.number()).is_ok())
    }

    /// The rivals of an entity by a deal, either way round; one may stand there several times.
    fn by_deal(&self, entity: EntityIx) -> [&[u32]; 2] {
        [Side::Takers, Side::Givers].map(|side| self.legs.lists(side, Flow::None, Kind::Rivalry, 1).of(entity))
    }

    /// Lists that together hold the numbers of all rivals of an entity, each sorted; the entity itself may be among
    /// them, and a number may come again and again.
    pub(crate) fn lists(&self, entity: EntityIx) -> impl Iterator<Item = &[u32]> {
        let by_market = self.markets_of(entity).iter().map(|market| self.members[*market as usize].owners.as_slice());
        self.by_deal(entity).into_iter().chain(by_market).filter(|list| !list.is_empty())
    }

    /// The rivals of an entity, by id. Costs the size of its markets.
    pub fn of(&self, entity: EntityIx) -> Vec<EntityIx> {
        let mut rivals: Vec<u32> = self.lists(entity).flatten().copied().filter(|it| *it != entity.number()).collect();
        rivals.sort_unstable();
        rivals.dedup();
        rivals.into_iter().map(|rival| EntityIx::new(rival as usize)).collect()
    }

    /// How many entities there are.
    pub(crate) fn entities(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many rivals an entity has, in the mean over all entities; counts one that is a rival in two ways twice.
    pub(crate) fn mean(&self) -> usize {
        let by_market: usize = self.members.iter().map(|market| market.distinct.saturating_mul(market.distinct)).sum();
        by_market / self.starts.len()
    }

    /// Whether the strongest way in which two are rivals is a deal, and how far it has come; `None` where a market
    /// is one, which no deal weakens.
    pub(crate) fn weakness(&self, one: EntityIx, two: EntityIx) -> Option<Status> {
        if self.shared(one, two).next().is_some() {
            return None;
        }
        strongest(self.legs(one, two).into_iter().map(|leg| leg.status))
    }

    /// At most how many rivals an entity has; counts one that is a rival in two ways twice. Costs the number of its
    /// markets.
    pub fn at_most(&self, entity: EntityIx) -> usize {
        let by_market = self.markets_of(entity).iter().map(|market| self.members[*market as usize].distinct);
        self.by_deal(entity).iter().map(|list| list.len()).sum::<usize>() + by_market.sum::<usize>()
    }

    /// The markets that an entity, as the graph counts it, competes in: their positions among those of the book.
    pub fn markets_of(&self, entity: EntityIx) -> &[u32] {
        &self.of_entity[self.starts[entity.get()] as usize..self.starts[entity.get() + 1] as usize]
    }

    /// The name of a market by its position.
    pub fn market(&self, position: u32) -> &'b str {
        self.markets[position as usize]
    }

    /// The premise that two entities are rivals; `None` where they are not.
    pub fn premise(&self, graph: &DealGraph<'_>, one: EntityIx, two: EntityIx) -> Option<Premise> {
        let book = graph.book();
        let mut alternatives: Vec<Alternative> =
            self.legs(one, two).into_iter().map(|leg| Alternative::leg(graph, leg)).collect();
        let mut shared = Vec::new();
        for market in self.shared(one, two) {
            shared.push(self.markets[market]);
            let side = |entity| self.members[market].of(entity);
            for &mine in side(one) {
                for &theirs in side(two) {
                    let evidence = [mine, theirs].map(|it| Evidence::of_entity(it, "markets")).to_vec();
                    alternatives.push(Alternative { legs: Vec::new(), evidence });
                }
            }
        }
        let (one, two) = (&book.entity(one).name, &book.entity(two).name);
        let where_to = if shared.is_empty() { String::new() } else { format!(" in {}", shared.join(", ")) };
        (!alternatives.is_empty()).then(|| Premise::any(format!("{one} and {two} are rivals{where_to}"), alternatives))
    }

    /// The markets in which two entities stand against each other, by name, with the parts that do.
    pub fn contests(&self, one: EntityIx, two: EntityIx) -> Vec<Contest> {
        if one == two {
            return Vec::new();
        }
        let contest = |market: usize| {
            let side = |entity| self.members[market].of(entity).to_vec();
            Contest { market: self.markets[market].to_owned(), ones: side(one), twos: side(two) }
        };
        self.shared(one, two).map(contest).collect()
    }

    /// Whether an entity, as the graph counts it, competes in a market.
    pub fn competes_in(&self, entity: EntityIx, market: &str) -> bool {
        !self.members(entity, market).is_empty()
    }

    /// Which of its parts an entity competes in a market by, itself included.
    pub fn members(&self, entity: EntityIx, market: &str) -> &[EntityIx] {
        let market = self.markets.binary_search(&market).ok();
        market.map_or(&[], |market| self.members[market].of(entity))
    }

    /// The legs by which two are rivals, in order of deal.
    fn legs(&self, one: EntityIx, two: EntityIx) -> Vec<Leg> {
        let (flow, kind) = (Flow::None, Kind::Rivalry);
        let lists = [self.legs.takers(one, flow, kind), self.legs.givers(one, flow, kind)];
        let lists = lists.map(|list| list.with(two.number()));
        let numbers = lists.iter().flat_map(|list| (0..list.ends.len()).map(|position| list.number(position)));
        let mut legs: Vec<Leg> = numbers.map(|number| self.legs.leg(number)).collect();
        legs.sort_unstable();
        legs
    }

    fn shared(&self, one: EntityIx, two: EntityIx) -> impl Iterator<Item = usize> + '_ {
        let mut theirs = self.markets_of(two);
        let is_theirs = move |market: &&u32| {
            theirs = &theirs[gallop(theirs, **market)..];
            theirs.first() == Some(*market)
        };
        self.markets_of(one).iter().filter(is_theirs).map(|market| *market as usize)
    }
}
