//! Who deals with whom, as plain lists of neighbours.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::DealGraph;
use crate::model::{DealIx, EntityIx, Flow, Kind};

/// Who deals with whom: nodes are the entities with a leg, by id; rivalry makes no tie.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ties {
    /// The entities.
    pub nodes: Vec<EntityIx>,
    /// For each node those it has a leg with, either way, by position, with the number of deals that join them.
    pub neighbours: Vec<Vec<(usize, u64)>>,
    /// For each node those it has a leg to, by position.
    pub targets: Vec<Vec<usize>>,
}

impl Ties {
    /// The ties of a graph: by legs of one flow, or of any. Costs one pass over the legs.
    pub fn new(graph: &DealGraph<'_>, flow: Option<Flow>) -> Self {
        let legs = graph.legs().filter(|(.., leg)| leg.kind != Kind::Rivalry && flow.is_none_or(|it| it == leg.flow));
        Self::of(legs.map(|(from, to, leg)| (from, to, leg.deal)))
    }

    /// The ties of legs given as their ends and deals.
    pub fn of(legs: impl IntoIterator<Item = (EntityIx, EntityIx, DealIx)>) -> Self {
        let mut directed: BTreeSet<(EntityIx, EntityIx)> = BTreeSet::new();
        let mut deals: BTreeMap<(EntityIx, EntityIx), BTreeSet<DealIx>> = BTreeMap::new();
        for (from, to, deal) in legs {
            directed.insert((from, to));
            deals.entry((from.min(to), from.max(to))).or_default().insert(deal);
        }
        let nodes: BTreeSet<EntityIx> = directed.iter().flat_map(|(from, to)| [*from, *to]).collect();
        let nodes: Vec<EntityIx> = nodes.into_iter().collect();
        let position: BTreeMap<EntityIx, usize> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let mut ties =
            Self { neighbours: vec![Vec::new(); nodes.len()], targets: vec![Vec::new(); nodes.len()], nodes };
        for (from, to) in directed {
            ties.targets[position[&from]].push(position[&to]);
        }
        for ((one, two), deals) in deals {
            let (one, two) = (position[&one], position[&two]);
            let weight = deals.len() as u64;
            ties.neighbours[one].push((two, weight));
            if one != two {
                ties.neighbours[two].push((one, weight));
            }
        }
        for neighbours in &mut ties.neighbours {
            neighbours.sort_unstable();
        }
        ties
    }

    /// How many others each node has a tie with.
    pub fn degrees(&self) -> Vec<usize> {
        self.neighbours.iter().map(Vec::len).collect()
    }

    /// For each node the deals over all its ties; a deal with several others counts for each.
    pub fn strengths(&self) -> Vec<u64> {
        self.neighbours.iter().map(|them| them.iter().map(|(_, weight)| weight).sum()).collect()
    }
}
