//! What an entity depends on, as chains of goods.
//!
//! **Finds** the chains from an entity to what it needs, followed backwards along Goods legs, from parts to
//! their wholes and from companies to their parts (the exact steps: [`super::needs`]), and the chokepoints
//! that every chain passes.
//! **Why it matters**: whoever buys from Acme also buys, without a contract, from those who host Acme.
//! **Example**: `chains bedrock-sre microsoft`: the runtime needs models of another maker, those run on Azure, and
//! Azure is Microsoft's: a product of Amazon depends on Microsoft.
//! **Limits**: the book says who supplies whom, not how much of a need that covers; a commitment to buy counts
//! as a need. Roll-up does not apply: parts and wholes are always told apart here.

use std::collections::{BTreeMap, BTreeSet};

use super::needs::{Needs, Step};
use super::paths::{Bounds, Cut, Ways, simple_paths};
use super::reachable::{Reachable, Removal, Walk};
use crate::graph::Leg;
use crate::model::{EntityIx, Status};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Who depends.
    pub from: EntityIx,
    /// On whom; absent means on anything.
    pub to: Option<EntityIx>,
    /// Which chains.
    pub which: Which,
    /// How far.
    pub bounds: Bounds,
}

/// Which chains to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Every one.
    All,
    /// One of the shortest to each thing needed, the first in order of ids.
    Shortest,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chains {
    /// Who depends.
    pub from: EntityIx,
    /// On whom, where asked.
    pub to: Option<EntityIx>,
    /// The chains, the shortest first, then by ids.
    pub chains: Vec<Chain>,
    /// What every chain passes, of whatever length: most cut off first, then by id. Between two ends: in the
    /// order met.
    pub chokepoints: Vec<Chokepoint>,
    /// Everything needed, by id, `from` itself left out; with how many steps away it is at the least.
    pub needed: BTreeMap<EntityIx, usize>,
    /// Why the chains are not all.
    pub cut: Option<Cut>,
}

/// A chain of needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Its steps, from the one who depends; each begins where the one before ends.
    pub steps: Vec<Step>,
}

/// An entity that every chain to some others passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chokepoint {
    /// The entity.
    pub entity: EntityIx,
    /// What can no longer be reached without it, by id.
    pub behind: Vec<EntityIx>,
}

/// Returns the chains of needs from an entity, with their chokepoints.
///
/// Cost: the steps that can be reached, the chains found, and for each chokepoint the steps to what the search met behind
/// it (n · m at the very most, where everything stands in one line).
pub fn chains(needs: &Needs, asked: Asked) -> Chains {
    let reach = Reachable::new(needs, asked.from);
    let mut needed = reach.distances();
    needed.remove(&asked.from);
    let (walks, cut) = match asked.which {
        Which::All => search(&reach, asked.to, asked.bounds),
        Which::Shortest => {
            let mut walks = reach.shortest(asked.bounds.longest);
            walks.retain(|walk| asked.to.is_none_or(|to| walk.last().is_some_and(|last| last.entity == to)));
            (walks, None)
        }
    };
    let to_chain =
        |walk: Walk| Chain { steps: walk.windows(2).map(|ends| needs.step(&ends[0], ends[1].entity)).collect() };
    let chains: Vec<Chain> = walks.into_iter().map(to_chain).collect();
    let chokepoints = match asked.to {
        None => chokepoints(&reach, &needed),
        Some(to) if needed.contains_key(&to) => chokepoints_before(&reach, asked.from, to),
        Some(_) => Vec::new(),
    };
    Chains { from: asked.from, to: asked.to, chains, chokepoints, needed, cut }
}

/// Every simple walk, within bounds.
fn search(reach: &Reachable, to: Option<EntityIx>, bounds: Bounds) -> (Vec<Walk>, Option<Cut>) {
    let places = reach.places();
    let ways = Ways { next: reach.next(), thing: &|position| places[position].entity.get() };
    let is_goal = |position: usize| to.is_some_and(|to| to == places[position].entity);
    let found = simple_paths(&ways, 0, to.is_some().then_some(&is_goal), bounds);
    let walks = found.paths.into_iter().map(|path| path.into_iter().map(|it| places[it].clone()).collect());
    (walks.collect(), found.cut)
}

/// What cuts something off when it is taken out.
fn chokepoints(reach: &Reachable, needed: &BTreeMap<EntityIx, usize>) -> Vec<Chokepoint> {
    let mut removal = Removal::new(reach);
    let tried = needed.keys().map(|entity| Chokepoint { entity: *entity, behind: removal.behind(*entity) });
    let mut found: Vec<Chokepoint> = tried.filter(|point| !point.behind.is_empty()).collect();
    found.sort_by_key(|it| (std::cmp::Reverse(it.behind.len()), it.entity));
    found
}

/// What every walk from one end to the other passes, in the order met. Whatever every walk passes, the
/// shortest does, so only its stops are tried.
fn chokepoints_before(reach: &Reachable, from: EntityIx, to: EntityIx) -> Vec<Chokepoint> {
    let mut removal = Removal::new(reach);
    let walk = reach.shortest_to(to).into_iter().flatten();
    let mut met = BTreeSet::from([from, to]);
    let stops = walk.map(|place| place.entity).filter(|stop| met.insert(*stop));
    let tried = stops.map(|entity| Chokepoint { entity, behind: removal.behind(entity) });
    tried.filter(|point| point.behind.binary_search(&to).is_ok()).collect()
}

impl Chain {
    /// The entities on it, the one who depends first.
    pub fn stops(&self) -> Vec<EntityIx> {
        let first = self.steps.first().map(|step| step.needer);
        first.into_iter().chain(self.steps.iter().map(|step| step.needed)).collect()
    }

    /// Its weakest step, each step as sure as the strongest of its deals; absent where no deal is on it.
    pub fn strength(&self) -> Option<Status> {
        self.steps.iter().filter_map(Step::strength).min_by_key(|status| (!status.is_ended(), *status))
    }
}

impl Chains {
    /// The different steps of all chains, by needer and needed.
    pub fn steps(&self) -> Vec<&Step> {
        let mut by_ends: BTreeMap<(EntityIx, EntityIx), &Step> = BTreeMap::new();
        for step in self.chains.iter().flat_map(|chain| &chain.steps) {
            let known = by_ends.entry((step.needer, step.needed)).or_insert(step);
            // Where a walk begins, more legs can be followed than where another passes.
            if step.legs.len() > known.legs.len() {
                *known = step;
            }
        }
        by_ends.into_values().collect()
    }

    /// The legs that the chains rest on, in order of deal.
    pub fn legs(&self) -> Vec<Leg> {
        super::in_order(self.steps().into_iter().flat_map(|step| step.legs.iter().copied()))
    }

    /// The entities on the chains, by id.
    pub fn stops(&self) -> Vec<EntityIx> {
        super::in_order(self.chains.iter().flat_map(Chain::stops).chain([self.from]))
    }
}
