//! Who deals with whom, as plain lists of neighbours.

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

    /// The ties of legs given as their ends and deals. Costs sorting them.
    pub fn of(legs: impl IntoIterator<Item = (EntityIx, EntityIx, DealIx)>) -> Self {
        let (mut directed, mut joined) = (Vec::new(), Vec::new());
        for (from, to, deal) in legs {
            directed.push((from, to));
            joined.push((from.min(to), from.max(to), deal));
        }
        directed.sort_unstable();
        directed.dedup();
        joined.sort_unstable();
        joined.dedup();
        let mut nodes: Vec<EntityIx> = directed.iter().flat_map(|(from, to)| [*from, *to]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut positions = vec![0; nodes.last().map_or(0, |last| last.get() + 1)];
        for (position, node) in nodes.iter().enumerate() {
            positions[node.get()] = position;
        }
        let mut ties =
            Self { neighbours: vec![Vec::new(); nodes.len()], targets: vec![Vec::new(); nodes.len()], nodes };
        for (from, to) in directed {
            ties.targets[positions[from.get()]].push(positions[to.get()]);
        }
        for deals in joined.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)) {
            let [one, two] = [deals[0].0, deals[0].1].map(|end| positions[end.get()]);
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
