//! How often an entity lies on the shortest ways between others.

use super::Ties;
use crate::model::{Next, each, processors};

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
    let mut begin = 0;
    let next = || {
        let from = begin;
        begin = (begin + TOGETHER).min(pivots);
        if from < begin { Next::Piece(from..begin) } else { Next::End }
    };
    let threads = if pivots <= TOGETHER { 1 } else { processors() };
    let parts = each(threads, next, |ranks| {
        let mut search = Search::new(ties);
        let mut score = vec![0.0; size];
        for rank in ranks {
            search.add_ways_from(rank * size / pivots, &mut score);
        }
        Some(score)
    });
    let mut score = vec![0.0; size];
    // In the order of pivots, whichever thread was first: sums of fractions depend on it.
    for part in parts.unwrap_or_default() {
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

/// So many pivots are followed by one thread at a time.
const TOGETHER: usize = 16;

/// The ways from one node after another.
struct Search<'t> {
    ties: &'t Ties,
    /// The nodes in the order met.
    order: Vec<usize>,
    ways: Vec<f64>,
    /// The steps to each node; `FAR` where none lead there.
    steps: Vec<usize>,
    share: Vec<f64>,
}

const FAR: usize = usize::MAX;

impl<'t> Search<'t> {
    fn new(ties: &'t Ties) -> Self {
        let size = ties.nodes.len();
        Self { ties, order: Vec::new(), ways: vec![0.0; size], steps: vec![FAR; size], share: vec![0.0; size] }
    }

    /// Adds to each node's score its part of the shortest ways from one node to all others.
    fn add_ways_from(&mut self, source: usize, score: &mut [f64]) {
        for node in self.order.drain(..) {
            (self.ways[node], self.steps[node], self.share[node]) = (0.0, FAR, 0.0);
        }
        (self.ways[source], self.steps[source]) = (1.0, 0);
        self.order.push(source);
        let mut met = 0;
        while let Some(&node) = self.order.get(met) {
            met += 1;
            let next = self.steps[node] + 1;
            for &(other, _) in &self.ties.neighbours[node] {
                if self.steps[other] == FAR {
                    self.steps[other] = next;
                    self.order.push(other);
                }
                if self.steps[other] == next {
                    self.ways[other] += self.ways[node];
                }
            }
        }
        for &node in self.order.iter().skip(1).rev() {
            let (ways, share) = (self.ways[node], self.share[node]);
            for &(earlier, _) in &self.ties.neighbours[node] {
                if self.steps[earlier] + 1 == self.steps[node] {
                    self.share[earlier] += self.ways[earlier] / ways * (1.0 + share);
                }
            }
            score[node] += share;
        }
    }
}
