//! Who is whose rival: by a Rivalry deal, or by a market that both compete in.
//!
//! Under roll-up a whole competes wherever a part of it does: Acme, whose part Acme Cloud is in the market
//! `cloud`, is a rival of Orion, which is in `cloud` itself.

use std::sync::Arc;

use crate::finding::{Alternative, Evidence, Premise};
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Kind, LegIndex, Neighbours};

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
#[derive(Debug, Clone)]
pub struct Rivals<'b> {
    /// The names of the markets, in order.
    markets: Vec<&'b str>,
    /// For each market, who competes there.
    members: Vec<Members>,
    /// For each entity, its markets by position, in order.
    of_entity: Vec<Vec<u32>>,
    /// The legs of the graph, those of rivalries among them.
    legs: Arc<LegIndex>,
}

/// Who competes in a market, sorted by whom the graph counts it for.
#[derive(Debug, Clone, Default)]
struct Members {
    owners: Vec<EntityIx>,
    /// The part that competes, or the owner itself.
    parts: Vec<EntityIx>,
    distinct: usize,
}

impl Members {
    /// Those by which an owner competes, by id.
    fn of(&self, owner: EntityIx) -> &[EntityIx] {
        let from = self.owners.partition_point(|it| *it < owner);
        let count = self.owners[from..].partition_point(|it| *it == owner);
        &self.parts[from..from + count]
    }
}

impl<'b> Rivals<'b> {
    /// Collects the rivals of a graph. Costs one pass over the markets of entities.
    pub fn new(graph: &DealGraph<'b>) -> Self {
        let book = graph.book();
        let markets: Vec<&str> = book.markets().collect();
        let mut pairs: Vec<Vec<(EntityIx, EntityIx)>> = vec![Vec::new(); markets.len()];
        let mut of_entity = vec![Vec::new(); book.entity_count()];
        for entity in book.entity_indices() {
            let owner = graph.owner(entity);
            for market in book.market_index().of(entity) {
                pairs[*market as usize].push((owner, entity));
                of_entity[owner.get()].push(*market);
            }
        }
        for list in &mut of_entity {
            list.sort_unstable();
            list.dedup();
        }
        let members = pairs.into_iter().map(|mut pairs| {
            pairs.sort_unstable();
            let (owners, parts): (Vec<EntityIx>, Vec<EntityIx>) = pairs.into_iter().unzip();
            let distinct = owners.chunk_by(|one, two| one == two).count();
            Members { owners, parts, distinct }
        });
        Self { members: members.collect(), markets, of_entity, legs: graph.shared_index() }
    }

    /// Whether two entities are rivals. Nobody is its own rival.
    pub fn are(&self, one: EntityIx, two: EntityIx) -> bool {
        one != two && (!self.legs(one, two).is_empty() || self.shared(one, two).next().is_some())
    }

    /// The rivals of an entity by a deal, either way round.
    fn by_deal(&self, entity: EntityIx) -> [Neighbours<'_>; 2] {
        let (flow, kind) = (Flow::None, Kind::Rivalry);
        [self.legs.takers(entity, flow, kind), self.legs.givers(entity, flow, kind)]
    }

    /// The rivals of an entity, by id. Costs the size of its markets.
    pub fn of(&self, entity: EntityIx) -> Vec<EntityIx> {
        let by_deal = self.by_deal(entity).into_iter().flat_map(Neighbours::distinct);
        let by_deal = by_deal.map(|rival| EntityIx::new(rival as usize));
        let by_market = self.of_entity[entity.get()]
            .iter()
            .flat_map(|market| self.members[*market as usize].owners.iter().copied());
        let mut rivals: Vec<EntityIx> = by_deal.chain(by_market).filter(|rival| *rival != entity).collect();
        rivals.sort_unstable();
        rivals.dedup();
        rivals
    }

    /// At most how many rivals an entity has; counts one that is a rival in two ways twice. Costs the number of its
    /// markets.
    pub fn at_most(&self, entity: EntityIx) -> usize {
        let by_market = self.of_entity[entity.get()].iter().map(|market| self.members[*market as usize].distinct);
        self.by_deal(entity).iter().map(|list| list.ends.len()).sum::<usize>() + by_market.sum::<usize>()
    }

    /// The markets that an entity, as the graph counts it, competes in: their positions among those of the book.
    pub fn markets_of(&self, entity: EntityIx) -> &[u32] {
        &self.of_entity[entity.get()]
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
        let lists = self.by_deal(one).map(|list| list.with(two.number()));
        let numbers = lists.iter().flat_map(|list| (0..list.ends.len()).map(|position| list.number(position)));
        let mut legs: Vec<Leg> = numbers.map(|number| self.legs.leg(number)).collect();
        legs.sort_unstable();
        legs
    }

    fn shared(&self, one: EntityIx, two: EntityIx) -> impl Iterator<Item = usize> + '_ {
        let theirs = &self.of_entity[two.get()];
        self.of_entity[one.get()].iter().filter(|market| theirs.contains(market)).map(|market| *market as usize)
    }
}
