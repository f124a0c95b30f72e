//! How deep in the thick of the web an entity stands.

use std::collections::BTreeSet;

use super::Ties;

/// Returns the core number of each node: the largest k for which it belongs to a set in which everybody has a
/// tie with at least k others of the set.
///
/// Takes away the least tied first, as Batagelj and Zaveršnik (2003). Costs m log n.
pub fn core_numbers(ties: &Ties) -> Vec<usize> {
    let others = |node: usize| ties.neighbours[node].iter().map(|(other, _)| *other).filter(move |it| *it != node);
    let mut degree: Vec<usize> = (0..ties.nodes.len()).map(|node| others(node).count()).collect();
    let mut left: BTreeSet<(usize, usize)> = degree.iter().enumerate().map(|(node, degree)| (*degree, node)).collect();
    let mut core = vec![0; degree.len()];
    let mut deepest = 0;
    while let Some((ties_left, node)) = left.pop_first() {
        deepest = deepest.max(ties_left);
        core[node] = deepest;
        for other in others(node) {
            if left.remove(&(degree[other], other)) {
                degree[other] -= 1;
                left.insert((degree[other], other));
            }
        }
    }
    core
}
