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

use super::needs::{Needs, Place, Step};
use super::paths::{Bounds, Cut, Ways, simple_paths};
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
/// Cost: the chains found, and for the chokepoints one walk of the graph for each entity that has something
/// behind it (n · m at the very most).
pub fn chains(needs: &Needs, asked: Asked) -> Chains {
    let distances = needs.distances(asked.from, None);
    let needed: BTreeMap<EntityIx, usize> = (0..needs.size())
        .map(EntityIx::new)
        .filter(|entity| *entity != asked.from)
        .filter_map(|entity| Some((entity, distances[entity.get()]?)))
        .collect();
    let (walks, cut) = match asked.which {
        Which::All => search(needs, asked.from, asked.to, asked.bounds),
        Which::Shortest => {
            let mut walks = shortest(needs, asked.from, asked.bounds.longest);
            walks.retain(|walk| asked.to.is_none_or(|to| walk.last().is_some_and(|last| last.entity == to)));
            (walks, None)
        }
    };
    let to_chain =
        |walk: Walk| Chain { steps: walk.windows(2).map(|ends| needs.step(&ends[0], ends[1].entity)).collect() };
    let chains: Vec<Chain> = walks.into_iter().map(to_chain).collect();
    let chokepoints = match asked.to {
        None => chokepoints(needs, asked.from, &needed),
        Some(to) if needed.contains_key(&to) => chokepoints_before(needs, asked.from, to),
        Some(_) => Vec::new(),
    };
    Chains { from: asked.from, to: asked.to, chains, chokepoints, needed, cut }
}

/// The places of a walk, the start first.
type Walk = Vec<Place>;

/// Every simple walk, within bounds.
fn search(needs: &Needs, from: EntityIx, to: Option<EntityIx>, bounds: Bounds) -> (Vec<Walk>, Option<Cut>) {
    let (places, next) = explore(needs, from);
    let ways = Ways { next: &next, thing: &|position| places[position].entity.get() };
    let is_goal = |position: usize| to.is_some_and(|to| to == places[position].entity);
    let found = simple_paths(&ways, 0, to.is_some().then_some(&is_goal), bounds);
    let walks = found.paths.into_iter().map(|path| path.into_iter().map(|it| places[it].clone()).collect());
    (walks.collect(), found.cut)
}

/// The places that can be reached, the start first, and for each the positions of those after it, by id.
fn explore(needs: &Needs, from: EntityIx) -> (Vec<Place>, Vec<Vec<usize>>) {
    let mut places = vec![Place::start(from)];
    let mut positions = BTreeMap::from([(Place::start(from), 0)]);
    let mut next: Vec<Vec<usize>> = Vec::new();
    while let Some(place) = places.get(next.len()).cloned() {
        let mut after = Vec::new();
        for place in needs.next(&place) {
            after.push(*positions.entry(place.clone()).or_insert_with(|| {
                places.push(place);
                places.len() - 1
            }));
        }
        next.push(after);
    }
    (places, next)
}

/// One of the shortest walks to each entity within `longest` steps.
fn shortest(needs: &Needs, from: EntityIx, longest: usize) -> Vec<Walk> {
    let start = Place::start(from);
    let mut reached = BTreeSet::from([from]);
    let mut seen = BTreeSet::from([start.clone()]);
    let mut walks = Vec::new();
    let mut front = vec![vec![start]];
    for _ in 0..longest {
        let mut further = Vec::new();
        for walk in front {
            for next in walk.last().map(|place| needs.next(place)).unwrap_or_default() {
                if !seen.insert(next.clone()) {
                    continue;
                }
                let is_first = reached.insert(next.entity);
                let walk: Walk = walk.iter().cloned().chain([next]).collect();
                if is_first {
                    walks.push(walk.clone());
                }
                further.push(walk);
            }
        }
        front = further;
    }
    let stops = |walk: &Walk| walk.iter().map(|place| place.entity).collect::<Vec<_>>();
    walks.sort_by_cached_key(|walk| (walk.len(), stops(walk)));
    walks
}

/// What cuts something off when it is taken out. One removal for each entity; those with nothing after them
/// are skipped.
fn chokepoints(needs: &Needs, from: EntityIx, needed: &BTreeMap<EntityIx, usize>) -> Vec<Chokepoint> {
    let mut found = Vec::new();
    for &entity in needed.keys() {
        if needs.next(&Place::start(entity)).is_empty() {
            continue;
        }
        let without = needs.distances(from, Some(entity));
        let behind: Vec<EntityIx> =
            needed.keys().copied().filter(|it| *it != entity && without[it.get()].is_none()).collect();
        if !behind.is_empty() {
            found.push(Chokepoint { entity, behind });
        }
    }
    found.sort_by_key(|it| (std::cmp::Reverse(it.behind.len()), it.entity));
    found
}

/// What every walk from one end to the other passes, in the order met. Whatever every walk passes, the
/// shortest does, so only its stops are tried.
fn chokepoints_before(needs: &Needs, from: EntityIx, to: EntityIx) -> Vec<Chokepoint> {
    let every = needs.distances(from, None);
    let longest = every[to.get()].unwrap_or(0);
    let walk = shortest(needs, from, longest).into_iter().find(|walk| walk.last().is_some_and(|it| it.entity == to));
    let stops = walk.into_iter().flatten().map(|place| place.entity).filter(|stop| *stop != from && *stop != to);
    let cuts = stops.filter_map(|entity| {
        let without = needs.distances(from, Some(entity));
        let lost = |it: &EntityIx| *it != entity && every[it.get()].is_some() && without[it.get()].is_none();
        let behind: Vec<EntityIx> = (0..needs.size()).map(EntityIx::new).filter(lost).collect();
        behind.contains(&to).then_some(Chokepoint { entity, behind })
    });
    cuts.collect()
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
