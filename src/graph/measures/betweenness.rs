//! How often an entity lies on the shortest ways between others.

use std::collections::VecDeque;

use super::Ties;

/// Returns for each node the share of all pairs of others whose shortest ways pass it, where a pair with
/// several shortest ways counts by the part of them. From 0 (none) to 1 (every one).
///
/// Without directions and weights. Brandes, "A Faster Algorithm for Betweenness Centrality" (2001),
/// normalised as in `NetworkX`: by (n − 1)(n − 2) / 2. Costs n · m.
pub fn betweenness(ties: &Ties) -> Vec<f64> {
    let size = ties.nodes.len();
    let mut score = vec![0.0; size];
    for source in 0..size {
        let mut order = Vec::with_capacity(size);
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); size];
        let mut ways = vec![0.0_f64; size];
        let mut distance: Vec<Option<usize>> = vec![None; size];
        ways[source] = 1.0;
        distance[source] = Some(0);
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            order.push(node);
            let next = distance[node].map(|steps| steps + 1);
            for &(other, _) in &ties.neighbours[node] {
                if distance[other].is_none() {
                    distance[other] = next;
                    queue.push_back(other);
                }
                if distance[other] == next {
                    ways[other] += ways[node];
                    before[other].push(node);
                }
            }
        }
        let mut share = vec![0.0; size];
        for &node in order.iter().rev() {
            for &earlier in &before[node] {
                share[earlier] += ways[earlier] / ways[node] * (1.0 + share[node]);
            }
            if node != source {
                score[node] += share[node];
            }
        }
    }
    // Every pair was met from both of its ends, which is the two that the normaliser lacks.
    #[expect(clippy::cast_precision_loss, reason = "a book has far fewer than 2^52 entities")]
    let pairs = (size.saturating_sub(1) * size.saturating_sub(2)) as f64;
    if pairs > 0.0 {
        for score in &mut score {
            *score /= pairs;
        }
    }
    score
}
