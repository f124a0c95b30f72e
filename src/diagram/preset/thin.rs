//! Thinning: large webs keep what weighs most, and say what they leave out.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::basis::Ranked;
use super::choose::{By, Chosen, Link, choose};
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
    /// What the choice of entities went by.
    pub(super) by: By,
    /// How many strands there were to choose from.
    pub(super) links: usize,
    /// What of their money is not in the currency of comparison.
    pub(super) ranked: Ranked,
}

/// Keeps at most `top` entities, as [`choose`](choose()) says, and the largest strands between them, five for every two
/// entities; `kept` stay in any case.
pub(super) fn thin(graph: &DealGraph<'_>, strands: Vec<Strand>, top: usize, kept: &[EntityIx]) -> Thinned {
    let (links, ranked): (Vec<Link>, Vec<Option<Box<Ranked>>>) =
        strands.iter().map(|strand| link(graph, strand)).unzip();
    let chosen = choose(&links, top, kept);
    let stays: BTreeSet<EntityIx> = chosen.entities.iter().copied().collect();
    let between =
        strands.into_iter().filter(|strand| stays.contains(&strand.from) && stays.contains(&strand.to)).collect();
    finish(graph, chosen, (links.len(), Ranked::all(ranked)), between, kept)
}

/// Thins the strands of a whole graph that have at least so much money, as [`thin_some`] does.
pub(super) fn thin_all(skein: &Skein<'_, '_>, least: u128, top: usize) -> Thinned {
    thin_some(skein, |strand| strand.size(skein.graph) >= least, top, &[])
}

/// Thins those strands of a graph that are meant as [`thin`] does: they are weighed first, and made for the entities that
/// stay.
pub(super) fn thin_some(
    skein: &Skein<'_, '_>,
    is_meant: impl Fn(&Strand) -> bool + Sync,
    top: usize,
    kept: &[EntityIx],
) -> Thinned {
    let links = skein.each(|strand| is_meant(&strand).then(|| link(skein.graph, &strand)));
    let (links, ranked): (Vec<Link>, Vec<Option<Box<Ranked>>>) = links.into_iter().unzip();
    let chosen = choose(&links, top, kept);
    let mut between = skein.among(&chosen.entities.iter().copied().collect());
    between.retain(|strand| is_meant(strand));
    finish(skein.graph, chosen, (links.len(), Ranked::all(ranked)), between, kept)
}

/// A link, with what of its money is not in the currency of comparison.
fn link(graph: &DealGraph<'_>, strand: &Strand) -> (Link, Option<Box<Ranked>>) {
    let link = Link { from: strand.from, to: strand.to, size: strand.size(graph), deals: strand.deals.len() };
    (link, Ranked::of(graph, &strand.money, &strand.deals))
}

/// Leaves the largest strands between those that stay.
fn finish(
    graph: &DealGraph<'_>,
    Chosen { entities: chosen, left_out, by }: Chosen,
    (links, ranked): (usize, Ranked),
    mut between: Vec<Strand>,
    kept: &[EntityIx],
) -> Thinned {
    let most = (chosen.len() * EDGES_PER_PAIR / 2).max(40);
    let mut thinner = 0;
    if between.len() > most {
        between.sort_by_cached_key(|strand| {
            (Reverse(strand.size(graph)), Reverse(strand.deals.len()), strand.deals.clone())
        });
        thinner = between.len() - most;
        between.truncate(most);
        between.sort_by_key(|strand| (strand.from, strand.to, strand.tone, strand.deals.first().copied()));
    }
    // An entity all of whose strands lead to others left out has nothing to show.
    let shown = ends(&between);
    let (entities, alone): (Vec<EntityIx>, Vec<EntityIx>) =
        chosen.into_iter().partition(|entity| shown.contains(entity) || kept.contains(entity));
    // Where nobody has a link to show, somebody is shown all the same.
    let (entities, alone) = if entities.is_empty() { (alone, entities) } else { (entities, alone) };
    let left_out = alone.into_iter().chain(left_out).collect();
    Thinned { strands: between, entities, left_out, thinner, by, links, ranked }
}
