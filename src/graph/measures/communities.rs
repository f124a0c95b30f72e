//! Who belongs together: more deals among themselves than chance would give.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Ties;

/// How much better than chance a division into communities is, as an exact fraction: 0 for chance, below 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modularity {
    /// Over the denominator; may be below zero.
    pub numerator: i128,
    /// Never zero or below.
    pub denominator: i128,
}

/// Returns the community of each node, numbered from the largest (of equals, from the one with the first node).
///
/// The Louvain method (Blondel and others, 2008) with ties weighted by deals: every node in order moves to the
/// neighbouring community that gains most, until none moves; then communities become nodes, and again. A
/// community that has come apart is split at the end, which can only gain. Whole numbers throughout, so that
/// no rounding decides a tie; of equal gains the lowest community wins. Costs about m log n.
pub fn communities(ties: &Ties) -> Vec<usize> {
    let mut level = Level { neighbours: ties.neighbours.clone() };
    let mut belongs: Vec<usize> = (0..ties.nodes.len()).collect();
    loop {
        let moved = level.settle();
        let (numbered, count) = renumber(&moved);
        for community in &mut belongs {
            *community = numbered[*community];
        }
        if count == level.neighbours.len() {
            break;
        }
        level = level.merged(&numbered, count);
    }
    by_size(&split_apart(ties, &belongs))
}

/// Returns the modularity of a division, with ties weighted by deals (Newman and Girvan, 2004).
pub fn modularity(ties: &Ties, communities: &[usize]) -> Modularity {
    let mut inside: BTreeMap<usize, i128> = BTreeMap::new();
    let mut total: BTreeMap<usize, i128> = BTreeMap::new();
    let mut all: i128 = 0;
    for (node, neighbours) in ties.neighbours.iter().enumerate() {
        for &(other, weight) in neighbours {
            // A tie with itself touches its node at both ends.
            let weight = i128::from(weight) * if other == node { 2 } else { 1 };
            all += weight;
            *total.entry(communities[node]).or_default() += weight;
            if communities[node] == communities[other] {
                *inside.entry(communities[node]).or_default() += weight;
            }
        }
    }
    let numerator = total.iter().map(|(it, total)| inside.get(it).copied().unwrap_or(0) * all - total * total).sum();
    Modularity { numerator, denominator: (all * all).max(1) }
}

impl Modularity {
    /// The fraction in ten-thousandths, rounded towards zero.
    pub const fn in_ten_thousandths(self) -> i128 {
        self.numerator * 10_000 / self.denominator
    }
}

/// A web whose nodes are communities of the level below; a node's tie with itself holds what is inside it.
struct Level {
    neighbours: Vec<Vec<(usize, u64)>>,
}

impl Level {
    /// Moves nodes until no move gains; the community of each, named by one of its nodes.
    fn settle(&self) -> Vec<usize> {
        let size = self.neighbours.len();
        let weight_at = |node: usize| -> i128 {
            self.neighbours[node].iter().map(|(to, it)| i128::from(*it) * if *to == node { 2 } else { 1 }).sum()
        };
        let weights: Vec<i128> = (0..size).map(weight_at).collect();
        let all: i128 = weights.iter().sum();
        let mut community: Vec<usize> = (0..size).collect();
        let mut total = weights.clone();
        // The weight of a node's ties to each community near it; nothing between nodes.
        let mut towards = vec![0_i128; size];
        let mut has_moved = true;
        while has_moved {
            has_moved = false;
            for node in 0..size {
                let home = community[node];
                let mut near = vec![home];
                for &(other, weight) in self.neighbours[node].iter().filter(|(other, _)| *other != node) {
                    let other = community[other];
                    if towards[other] == 0 && other != home {
                        near.push(other);
                    }
                    towards[other] += i128::from(weight);
                }
                total[home] -= weights[node];
                // What a community gains by the node, times the weight of the whole web.
                let gain = |community: usize| towards[community] * all - total[community] * weights[node];
                let best = near.iter().copied().max_by_key(|it| (gain(*it), *it == home, Reverse(*it)));
                let best = best.unwrap_or(home);
                for community in near {
                    towards[community] = 0;
                }
                has_moved |= best != home;
                community[node] = best;
                total[best] += weights[node];
            }
        }
        community
    }

    /// The level above: communities as nodes.
    fn merged(&self, community: &[usize], count: usize) -> Self {
        let mut ties: Vec<BTreeMap<usize, u64>> = vec![BTreeMap::new(); count];
        for (node, neighbours) in self.neighbours.iter().enumerate() {
            for &(other, weight) in neighbours {
                let (from, to) = (community[node], community[other]);
                // Inside, each tie is met from both of its ends, but a tie of a node with itself only once.
                let met_twice = from == to && node != other;
                if !met_twice || node < other {
                    *ties[from].entry(to).or_default() += weight;
                }
            }
        }
        Self { neighbours: ties.into_iter().map(|ties| ties.into_iter().collect()).collect() }
    }
}

/// Numbers communities from 0 in the order of their first nodes; also how many there are.
fn renumber(communities: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut numbered = Vec::with_capacity(communities.len());
    for community in communities {
        let next = numbers.len();
        numbered.push(*numbers.entry(*community).or_insert(next));
    }
    (numbered, numbers.len())
}

/// Gives each connected piece of a community a name of its own: its first node.
fn split_apart(ties: &Ties, communities: &[usize]) -> Vec<usize> {
    let mut piece: Vec<Option<usize>> = vec![None; communities.len()];
    for first in 0..communities.len() {
        if piece[first].is_some() {
            continue;
        }
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            if piece[node].replace(first).is_none() {
                let near = ties.neighbours[node].iter().map(|(other, _)| *other);
                open.extend(near.filter(|it| communities[*it] == communities[first] && piece[*it].is_none()));
            }
        }
    }
    piece.into_iter().flatten().collect()
}

/// Numbers communities from the largest.
fn by_size(communities: &[usize]) -> Vec<usize> {
    let (numbered, count) = renumber(communities);
    let mut sizes = vec![0_usize; count];
    for community in &numbered {
        sizes[*community] += 1;
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|community| (Reverse(sizes[*community]), *community));
    let mut rank = vec![0; count];
    for (place, community) in order.into_iter().enumerate() {
        rank[community] = place;
    }
    numbered.into_iter().map(|community| rank[community]).collect()
}
