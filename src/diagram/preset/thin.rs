//! Thinning: large webs keep what weighs most, and say what they leave out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::skein::Skein;
use super::strands::{Strand, ends};
use crate::graph::DealGraph;
use crate::model::EntityIx;

/// For each two nodes this many edges may stay.
const EDGES_PER_PAIR: usize = 5;

/// What is left of some strands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thinned {
    /// The strands that stay.
    pub(super) strands: Vec<Strand>,
    /// The entities that stay, the weightiest first.
    pub(super) entities: Vec<EntityIx>,
    /// The entities left out.
    pub(super) left_out: Vec<EntityIx>,
    /// How many strands between entities that stay are left out.
    pub(super) thinner: usize,
}

/// Keeps strands whose ends lie at most `hops` strands from one of `focus`; all, where that is empty.
pub(super) fn around(strands: Vec<Strand>, focus: &[EntityIx], hops: usize) -> Vec<Strand> {
    if focus.is_empty() {
        return strands;
    }
    let mut neighbours: BTreeMap<EntityIx, BTreeSet<EntityIx>> = BTreeMap::new();
    for strand in &strands {
        neighbours.entry(strand.from).or_default().insert(strand.to);
        neighbours.entry(strand.to).or_default().insert(strand.from);
    }
    let mut distance: BTreeMap<EntityIx, usize> = focus.iter().map(|entity| (*entity, 0)).collect();
    let mut waiting: VecDeque<EntityIx> = focus.iter().copied().collect();
    while let Some(entity) = waiting.pop_front() {
        let next = distance[&entity] + 1;
        for &other in neighbours.get(&entity).into_iter().flatten() {
            if next <= hops && !distance.contains_key(&other) {
                distance.insert(other, next);
                waiting.push_back(other);
            }
        }
    }
    // Deals among the outermost stay out: one hop shows whom the focus deals with, not how those deal.
    let near = |strand: &Strand| match (distance.get(&strand.from), distance.get(&strand.to)) {
        (Some(&from), Some(&to)) => from.min(to) < hops,
        _ => false,
    };
    strands.into_iter().filter(near).collect()
}

/// What an entity weighs: the money of its strands, then their number of deals.
type Weight = (u128, usize);

/// Keeps the `top` entities by the money of their strands, then by their number; `kept` stay in any case.
///
/// Of the strands between them the largest stay, five for every two entities.
pub(super) fn thin(graph: &DealGraph<'_>, strands: Vec<Strand>, top: usize, kept: &[EntityIx]) -> Thinned {
    let weighed = strands.iter().map(|strand| (strand.from, strand.to, strand.size(graph), strand.deals.len()));
    let (ranked, left_out) = ranked(&weights(weighed), top, kept);
    let stays: BTreeSet<EntityIx> = ranked.iter().copied().collect();
    let between =
        strands.into_iter().filter(|strand| stays.contains(&strand.from) && stays.contains(&strand.to)).collect();
    finish(graph, (ranked, left_out), between, kept)
}

/// Thins the strands of a whole graph that have at least so much money: they are weighed first, and made for the entities
/// that stay.
pub(super) fn thin_all(skein: &Skein<'_, '_>, least: u128, top: usize) -> Thinned {
    let weighed = skein.each(|strand| {
        let size = strand.size(skein.graph);
        (size >= least).then_some((strand.from, strand.to, size, strand.deals.len()))
    });
    let (ranked, left_out) = ranked(&weights(weighed.into_iter()), top, &[]);
    let stays: BTreeSet<EntityIx> = ranked.iter().copied().collect();
    let mut between = skein.among(&stays);
    between.retain(|strand| strand.size(skein.graph) >= least);
    finish(skein.graph, (ranked, left_out), between, &[])
}

/// What each entity weighs by strands: their ends, their sizes and their numbers of deals.
fn weights(strands: impl Iterator<Item = (EntityIx, EntityIx, u128, usize)>) -> BTreeMap<EntityIx, Weight> {
    let mut weights: BTreeMap<EntityIx, Weight> = BTreeMap::new();
    for (from, to, size, deals) in strands {
        for end in [from, to] {
            let weight = weights.entry(end).or_default();
            weight.0 += size;
            weight.1 += deals;
        }
    }
    weights
}

/// The entities that stay, the weightiest first, and those left out.
fn ranked(weights: &BTreeMap<EntityIx, Weight>, top: usize, kept: &[EntityIx]) -> (Vec<EntityIx>, Vec<EntityIx>) {
    let mut ranked: Vec<EntityIx> = weights.keys().copied().collect();
    ranked.sort_by_key(|entity| (!kept.contains(entity), std::cmp::Reverse(weights[entity]), *entity));
    let left_out = ranked.split_off(top.max(kept.len()).min(ranked.len()));
    (ranked, left_out)
}

/// Leaves the largest strands between those that stay.
fn finish(
    graph: &DealGraph<'_>,
    (ranked, left_out): (Vec<EntityIx>, Vec<EntityIx>),
    mut between: Vec<Strand>,
    kept: &[EntityIx],
) -> Thinned {
    let most = (ranked.len() * EDGES_PER_PAIR / 2).max(40);
    let mut thinner = 0;
    if between.len() > most {
        between.sort_by_cached_key(|strand| {
            (std::cmp::Reverse(strand.size(graph)), std::cmp::Reverse(strand.deals.len()), strand.deals.clone())
        });
        thinner = between.len() - most;
        between.truncate(most);
        between.sort_by_key(|strand| (strand.from, strand.to, strand.tone, strand.deals.first().copied()));
    }
    // An entity all of whose strands lead to others left out has nothing to show.
    let shown = ends(&between);
    let (entities, alone): (Vec<EntityIx>, Vec<EntityIx>) =
        ranked.into_iter().partition(|entity| shown.contains(entity) || kept.contains(entity));
    let left_out = alone.into_iter().chain(left_out).collect();
    Thinned { strands: between, entities, left_out, thinner }
}
