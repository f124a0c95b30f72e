//! How much may run along one edge of a network whose every edge has a least and a most.
//!
//! Money that is told in parts and by payers is such a network: what tranches hold runs to those who pay them, and what these
//! commit bounds it. The least and the most along an edge are found by a circulation that keeps all bounds and by paths along
//! which more, or less, of it can run (Ford and Fulkerson, *Flows in Networks*, 1962, chapters I and II; shortest paths first,
//! as Edmonds and Karp have it, so that it ends).
//!
//! ```text
//! whole ─ 9 ─▶ tranche ─ 4 ─▶ Acme ─ 0..5 ─▶ ┐        along the rest to Acme: 0..1
//!          └─▶ rest ────────▶ Acme           ├─▶ whole
//!                  └────────▶ Lyra ─ 4 ────▶ ┘
//! ```

use std::collections::VecDeque;

use super::interval::Interval;

/// A place where as much arrives as leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node(usize);

/// A way from one node to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge(usize);

#[derive(Debug, Clone, Copy)]
struct Way {
    from: usize,
    to: usize,
    bounds: Interval,
    runs: u128,
}

impl Way {
    /// How much more can run; absent where there is no most.
    fn more(&self) -> Option<u128> {
        self.bounds.upper().map(|most| most.saturating_sub(self.runs))
    }

    fn less(&self) -> u128 {
        self.runs.saturating_sub(self.bounds.lower())
    }
}

/// One step along a path: more runs along a way, or less against it.
#[derive(Debug, Clone, Copy)]
struct Step {
    way: usize,
    forward: bool,
}

/// Nodes, and edges between them that each have a least and a most.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    nodes: usize,
    ways: Vec<Way>,
}

impl Network {
    /// Adds a node.
    pub(super) fn node(&mut self) -> Node {
        self.nodes = self.nodes.saturating_add(1);
        Node(self.nodes.saturating_sub(1))
    }

    /// Adds an edge along which no less and no more than its bounds may run.
    pub(super) fn edge(&mut self, from: Node, to: Node, bounds: Interval) -> Edge {
        self.ways.push(Way { from: from.0, to: to.0, bounds, runs: bounds.lower() });
        Edge(self.ways.len().saturating_sub(1))
    }

    /// The least and the most that can run along an edge; absent where no circulation keeps all bounds.
    ///
    /// Cost: a search of the network for each path, of which there are at most as many as edges times nodes.
    pub(super) fn range(&mut self, edge: Edge) -> Option<Interval> {
        if !self.settle() {
            return None;
        }
        let least = self.press(edge, false)?;
        let most = self.press(edge, true);
        Interval::new(least, most)
    }

    /// Lets something run that keeps all bounds, and returns whether there is such a circulation.
    fn settle(&mut self) -> bool {
        let mut spare = vec![(0_u128, 0_u128); self.nodes];
        for way in &self.ways {
            if let Some((arrives, _)) = spare.get_mut(way.to) {
                *arrives = arrives.saturating_add(way.runs);
            }
            if let Some((_, leaves)) = spare.get_mut(way.from) {
                *leaves = leaves.saturating_add(way.runs);
            }
        }
        // What arrives and does not leave yet, and what leaves and has not arrived.
        let mut over: Vec<u128> = spare.iter().map(|(arrives, leaves)| arrives.saturating_sub(*leaves)).collect();
        let mut under: Vec<u128> = spare.iter().map(|(arrives, leaves)| leaves.saturating_sub(*arrives)).collect();
        while let Some(start) = over.iter().position(|spare| *spare > 0) {
            let wants = |node: usize| under.get(node).is_some_and(|wanted| *wanted > 0);
            let Some((end, path)) = self.path(start, wants, None) else { return false };
            let (Some(over), Some(under)) = (over.get_mut(start), under.get_mut(end)) else { return false };
            let most = (*over).min(*under);
            let pushed = self.room(&path).map_or(most, |room| room.min(most));
            self.push(&path, pushed);
            *over = over.saturating_sub(pushed);
            *under = under.saturating_sub(pushed);
        }
        true
    }

    /// The most that can run along an edge, or the least; absent where there is no most.
    fn press(&mut self, edge: Edge, is_most: bool) -> Option<u128> {
        loop {
            let way = *self.ways.get(edge.0)?;
            let own = if is_most { way.more() } else { Some(way.less()) };
            let (start, end) = if is_most { (way.to, way.from) } else { (way.from, way.to) };
            let path = if own == Some(0) { None } else { self.path(start, |node| node == end, Some(edge)) };
            let Some((_, path)) = path else { return Some(way.runs) };
            let room = match (own, self.room(&path)) {
                (Some(own), Some(room)) => own.min(room),
                (own, room) => own.or(room)?,
            };
            self.push(&path, room);
            if let Some(way) = self.ways.get_mut(edge.0) {
                way.runs = if is_most { way.runs.saturating_add(room) } else { way.runs.saturating_sub(room) };
            }
        }
    }

    /// A shortest path along which more can run, from a node to one that is wanted, without one of the edges.
    fn path(&self, start: usize, is_end: impl Fn(usize) -> bool, without: Option<Edge>) -> Option<(usize, Vec<Step>)> {
        let mut came: Vec<Option<(usize, Step)>> = vec![None; self.nodes];
        let mut open = VecDeque::from([start]);
        while let Some(node) = open.pop_front() {
            if is_end(node) {
                return Some((node, steps(&came, start, node)));
            }
            for (way, it) in self.ways.iter().enumerate().filter(|(way, _)| without != Some(Edge(*way))) {
                let forward = it.from == node && it.more() != Some(0);
                let next = match (forward, it.to == node && it.less() > 0) {
                    (true, _) => it.to,
                    (false, true) => it.from,
                    (false, false) => continue,
                };
                if let Some(before) = came.get_mut(next).filter(|before| before.is_none() && next != start) {
                    *before = Some((node, Step { way, forward }));
                    open.push_back(next);
                }
            }
        }
        None
    }

    /// How much can run along a path; absent where there is no most.
    fn room(&self, path: &[Step]) -> Option<u128> {
        let room = |step: &Step| {
            let way = self.ways.get(step.way)?;
            if step.forward { way.more() } else { Some(way.less()) }
        };
        path.iter().filter_map(room).min()
    }

    fn push(&mut self, path: &[Step], amount: u128) {
        for step in path {
            if let Some(way) = self.ways.get_mut(step.way) {
                way.runs = if step.forward { way.runs.saturating_add(amount) } else { way.runs.saturating_sub(amount) };
            }
        }
    }
}

/// The steps by which a search came from its start to a node.
fn steps(came: &[Option<(usize, Step)>], start: usize, end: usize) -> Vec<Step> {
    let (mut steps, mut node) = (Vec::new(), end);
    while node != start {
        let Some((before, step)) = came.get(node).copied().flatten() else { break };
        steps.push(step);
        node = before;
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn between(lower: u128, upper: u128) -> Interval {
        Interval::new(lower, Some(upper)).expect("forwards")
    }

    #[test]
    fn what_runs_along_an_edge_is_bounded_by_all_others() {
        let mut network = Network::default();
        let [whole, rest, acme, lyra] = [(); 4].map(|()| network.node());
        network.edge(whole, acme, Interval::exactly(4));
        let all_left = network.edge(whole, rest, Interval::ANYTHING);
        let left = network.edge(rest, acme, Interval::ANYTHING);
        network.edge(rest, lyra, Interval::ANYTHING);
        network.edge(acme, whole, between(0, 5));
        let last = network.edge(lyra, whole, between(4, 6));
        assert_eq!(network.range(left), Some(between(0, 1)));
        assert_eq!(network.range(last), Some(between(4, 6)));
        assert_eq!(network.range(all_left), Some(between(4, 7)));
        network.edge(lyra, acme, Interval::exactly(6));
        assert_eq!(network.range(left), None, "Acme has more than it may have");
    }

    #[test]
    fn without_a_most_there_is_none() {
        let mut network = Network::default();
        let [one, two] = [(); 2].map(|()| network.node());
        let there = network.edge(one, two, Interval::at_least(2));
        network.edge(two, one, Interval::at_least(5));
        assert_eq!(network.range(there), Some(Interval::at_least(5)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// All circulations of small networks, one by one.
        #[test]
        fn it_is_what_some_circulation_has(
            edges in prop::collection::vec((0..4_usize, 1..4_usize, 0..3_u128, 0..3_u128), 1..6),
        ) {
            let mut network = Network::default();
            let nodes = [(); 4].map(|()| network.node());
            let ends = edges.into_iter().map(|(from, on, least, more)| (from, (from + on) % 4, least, least + more));
            let ends: Vec<(usize, usize, u128, u128)> = ends.collect();
            for (from, to, least, most) in &ends {
                network.edge(nodes[*from], nodes[*to], between(*least, *most));
            }
            let mut seen: Option<(u128, u128)> = None;
            let worlds: u128 = ends.iter().map(|(.., least, most)| most - least + 1).product();
            for world in 0..worlds {
                let (mut rest, mut spare, mut first) = (world, [0_i64; 4], 0);
                for (at, (from, to, least, most)) in ends.iter().enumerate() {
                    let runs = least + rest % (most - least + 1);
                    rest /= most - least + 1;
                    spare[*from] -= i64::try_from(runs).expect("small");
                    spare[*to] += i64::try_from(runs).expect("small");
                    if at == 0 {
                        first = runs;
                    }
                }
                if spare == [0; 4] {
                    seen = Some(seen.map_or((first, first), |(least, most)| (least.min(first), most.max(first))));
                }
            }
            prop_assert_eq!(network.range(Edge(0)), seen.map(|(least, most)| between(least, most)));
        }
    }
}
