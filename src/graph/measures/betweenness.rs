//! How often an entity lies on the shortest ways between others.

use super::Ties;
use crate::graph::shares;

/// Returns for each node the share of all pairs of others whose shortest ways pass it, where a pair with
/// several shortest ways counts by the part of them. From 0 (none) to 1 (every one).
///
/// Without directions and weights. Brandes, "A Faster Algorithm for Betweenness Centrality" (2001),
/// normalised as in `NetworkX`: by (n − 1)(n − 2) / 2.
///
/// Ways are followed from `pivots` nodes at most, spread evenly over all. Fewer than all give an estimate: what they find,
/// times n over their number (Brandes and Pich, "Centrality Estimation in Large Networks", 2007). Costs pivots · m.
pub fn betweenness(ties: &Ties, pivots: usize) -> Vec<f64> {
    let size = ties.nodes.len();
    let pivots = pivots.min(size);
    let together = if pivots < size { FEW } else { MANY };
    let neighbours = Neighbours::of(ties);
    let parts = shares::of(pivots, together, |from, to| {
        let mut search = Search::new(&neighbours);
        let mut score = vec![0.0; size];
        for rank in from..to {
            search.add_ways_from(rank * size / pivots, &mut score);
        }
        score
    });
    let mut score = vec![0.0; size];
    // In the order of pivots, whichever thread was first: sums of fractions depend on it.
    for part in parts {
        score.iter_mut().zip(part).for_each(|(score, part)| *score += part);
    }
    // Every pair was met from both of its ends, which is the two that the normaliser lacks.
    #[expect(clippy::cast_precision_loss, reason = "a book has far fewer than 2^52 entities")]
    let pairs = (size.saturating_sub(1) * size.saturating_sub(2)) as f64 * pivots as f64 / size as f64;
    if pairs > 0.0 {
        for score in &mut score {
            *score /= pairs;
        }
    }
    score
}

/// So many pivots are followed by one thread at a time where they stand for others, which only a large web makes worth it.
const FEW: usize = 16;

/// So many where they are all: a web of no more is added up in one go.
const MANY: usize = 256;

/// The neighbours of all nodes in one list.
struct Neighbours {
    /// Where those of each node begin, and where the last one's end.
    starts: Vec<usize>,
    all: Vec<u32>,
}

impl Neighbours {
    #[expect(clippy::cast_possible_truncation, reason = "nodes are entities, which have indices of 32 bits")]
    fn of(ties: &Ties) -> Self {
        let mut neighbours = Self { starts: vec![0], all: Vec::new() };
        for of_one in &ties.neighbours {
            neighbours.all.extend(of_one.iter().map(|(other, _)| *other as u32));
            neighbours.starts.push(neighbours.all.len());
        }
        neighbours
    }

    fn of_node(&self, node: usize) -> &[u32] {
        &self.all[self.starts[node]..self.starts[node + 1]]
    }
}

/// The ways from one node after another.
struct Search<'t> {
    neighbours: &'t Neighbours,
    /// The nodes in the order met.
    order: Vec<usize>,
    /// What is known of each node, close together: it is looked up in no order.
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// How many shortest ways lead there.
    ways: f64,
    /// Its part of the ways to those behind it.
    share: f64,
    /// The steps to it; `FAR` where none lead there.
    steps: u32,
}

const FAR: u32 = u32::MAX;

const UNMET: Node = Node { ways: 0.0, share: 0.0, steps: FAR };

impl<'t> Search<'t> {
    fn new(neighbours: &'t Neighbours) -> Self {
        Self { neighbours, order: Vec::new(), nodes: vec![UNMET; neighbours.starts.len() - 1] }
    }

    /// Adds to each node's score its part of the shortest ways from one node to all others.
    fn add_ways_from(&mut self, source: usize, score: &mut [f64]) {
        for node in self.order.drain(..) {
            self.nodes[node] = UNMET;
        }
        self.nodes[source] = Node { ways: 1.0, steps: 0, ..UNMET };
        self.order.push(source);
        let mut met = 0;
        while let Some(&node) = self.order.get(met) {
            met += 1;
            let Node { ways, steps, .. } = self.nodes[node];
            for &other in self.neighbours.of_node(node) {
                let there = &mut self.nodes[other as usize];
                if there.steps == FAR {
                    there.steps = steps + 1;
                    self.order.push(other as usize);
                }
                if there.steps == steps + 1 {
                    there.ways += ways;
                }
            }
        }
        for &node in self.order.iter().skip(1).rev() {
            let Node { ways, share, steps } = self.nodes[node];
            for &other in self.neighbours.of_node(node) {
                let earlier = &mut self.nodes[other as usize];
                if earlier.steps + 1 == steps {
                    earlier.share += earlier.ways / ways * (1.0 + share);
                }
            }
            score[node] += share;
        }
    }
}
