//! Who is whose rival: by a Rivalry deal, or by a market that both compete in.
//!
//! Under roll-up a whole competes wherever a part of it does: Acme, whose part Acme Cloud is in the market
//! `cloud`, is a rival of Orion, which is in `cloud` itself.

use std::collections::BTreeMap;

use crate::finding::{Alternative, Evidence, Premise};
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Kind};

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
    /// For each market, who competes there as the graph counts it, and by which of its parts.
    members: Vec<BTreeMap<EntityIx, Vec<EntityIx>>>,
    /// For each entity, its markets by position, in order.
    of_entity: Vec<Vec<u32>>,
    /// For each entity, its rivals by deal, with the leg that says so; sorted by rival, then deal.
    by_deal: Vec<Vec<(EntityIx, Leg)>>,
}

impl<'b> Rivals<'b> {
    /// Collects the rivals of a graph. Costs one pass over legs and one over entities.
    pub fn new(graph: &DealGraph<'b>) -> Self {
        let book = graph.book();
        let markets: Vec<&str> = book.markets().collect();
        let mut members = vec![BTreeMap::<EntityIx, Vec<EntityIx>>::new(); markets.len()];
        let mut of_entity = vec![Vec::new(); book.entity_count()];
        for entity in book.entity_indices() {
            let owner = graph.owner(entity);
            for market in book.market_index().of(entity) {
                members[*market as usize].entry(owner).or_default().push(entity);
                of_entity[owner.get()].push(*market);
            }
        }
        for list in &mut of_entity {
            list.sort_unstable();
            list.dedup();
        }
        let mut by_deal = vec![Vec::new(); book.entity_count()];
        for (one, two, leg) in graph.legs().filter(|(.., leg)| leg.kind == Kind::Rivalry) {
            by_deal[one.get()].push((two, leg));
            by_deal[two.get()].push((one, leg));
        }
        for list in &mut by_deal {
            list.sort_unstable();
        }
        Self { markets, members, of_entity, by_deal }
    }

    /// Whether two entities are rivals. Nobody is its own rival.
    pub fn are(&self, one: EntityIx, two: EntityIx) -> bool {
        one != two && (!self.legs(one, two).is_empty() || self.shared(one, two).next().is_some())
    }

    /// The rivals of an entity, by id. Costs the size of its markets.
    pub fn of(&self, entity: EntityIx) -> Vec<EntityIx> {
        let by_deal = self.by_deal[entity.get()].iter().map(|(rival, _)| *rival);
        let by_market =
            self.of_entity[entity.get()].iter().flat_map(|market| self.members[*market as usize].keys().copied());
        let mut rivals: Vec<EntityIx> = by_deal.chain(by_market).filter(|rival| *rival != entity).collect();
        rivals.sort_unstable();
        rivals.dedup();
        rivals
    }

    /// At most how many rivals an entity has; counts one that is a rival in two ways twice. Costs the number of its
    /// markets.
    pub fn at_most(&self, entity: EntityIx) -> usize {
        let by_market = self.of_entity[entity.get()].iter().map(|market| self.members[*market as usize].len());
        self.by_deal[entity.get()].len() + by_market.sum::<usize>()
    }

    /// The premise that two entities are rivals; `None` where they are not.
    pub fn premise(&self, graph: &DealGraph<'_>, one: EntityIx, two: EntityIx) -> Option<Premise> {
        let book = graph.book();
        let mut alternatives: Vec<Alternative> =
            self.legs(one, two).iter().map(|(_, leg)| Alternative::leg(graph, *leg)).collect();
        let mut shared = Vec::new();
        for market in self.shared(one, two) {
            shared.push(self.markets[market]);
            let side = |entity| self.members[market].get(&entity).map_or(&[][..], Vec::as_slice);
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
            let side = |entity| self.members[market].get(&entity).cloned().unwrap_or_default();
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
        market.and_then(|market| self.members[market].get(&entity)).map_or(&[], Vec::as_slice)
    }

    fn legs(&self, one: EntityIx, two: EntityIx) -> &[(EntityIx, Leg)] {
        let list = self.by_deal[one.get()].as_slice();
        let from = list.partition_point(|(rival, _)| *rival < two);
        let to = list.partition_point(|(rival, _)| *rival <= two);
        &list[from..to]
    }

    fn shared(&self, one: EntityIx, two: EntityIx) -> impl Iterator<Item = usize> + '_ {
        let theirs = &self.of_entity[two.get()];
        self.of_entity[one.get()].iter().filter(|market| theirs.contains(market)).map(|market| *market as usize)
    }
}
