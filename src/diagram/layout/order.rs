//! The order of items in every rank, so that few edges cross.
//!
//! Sweeps over the ranks put each item at the mean or the median of its neighbours in the rank before, and
//! neighbours are swapped where that saves crossings; the best order seen is kept. Items of one cluster stay
//! together, and clusters that share ranks keep their natural order, so that their boxes never meet.

use std::collections::BTreeMap;

use super::skeleton::{ItemKind, Skeleton};
use crate::diagram::picture::NodeOrder;

const SWEEPS: usize = 32;
const PATIENCE: usize = 10;
const SWAP_ROUNDS: usize = 12;
/// Ranks with more items than this are not searched for swaps.
const SWAP_LIMIT: usize = 1500;
/// Keys are fractions of a rank in these units.
const SCALE: i64 = 1_000_000;
/// The key of what stands after everything else.
const LAST: i64 = 2 * SCALE;

/// Puts the items of every rank in an order with few crossings.
pub(super) fn reduce_crossings(skeleton: &mut Skeleton, node_order: NodeOrder) {
    let mut orderer = Orderer::new(skeleton, node_order);
    orderer.start();
    orderer.swap();
    let mut best = orderer.order.clone();
    let mut fewest = orderer.crossings();
    let mut idle = 0;
    for sweep in 0..SWEEPS {
        orderer.sweep(sweep);
        orderer.swap();
        let crossings = orderer.crossings();
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&orderer.order);
            idle = 0;
        } else {
            idle += 1;
        }
        if idle >= PATIENCE || fewest == 0 {
            break;
        }
    }
    for (rank, items) in skeleton.ranks.iter_mut().zip(best) {
        rank.items = items;
    }
}

struct Orderer<'a> {
    skeleton: &'a Skeleton,
    order: Vec<Vec<usize>>,
    position: Vec<usize>,
    /// Neighbours in the rank before, once for every segment.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    /// The clusters that an item's neighbours in the rank must share, outermost first.
    paths: Vec<Vec<usize>>,
    node_order: NodeOrder,
}

impl<'a> Orderer<'a> {
    fn new(skeleton: &'a Skeleton, node_order: NodeOrder) -> Self {
        let count = skeleton.items.len();
        let mut left = vec![Vec::new(); count];
        let mut right = vec![Vec::new(); count];
        for segment in &skeleton.segments {
            right[segment.left].push(segment.right);
            left[segment.right].push(segment.left);
        }
        let paths = (0..count)
            .map(|item| {
                let mut path = skeleton.path(item);
                path.retain(|&cluster| !skeleton.clusters[cluster].band);
                path
            })
            .collect();
        let order = skeleton.ranks.iter().map(|rank| rank.items.clone()).collect();
        let mut orderer = Self { skeleton, order, position: vec![0; count], left, right, paths, node_order };
        orderer.renumber();
        orderer
    }

    fn renumber(&mut self) {
        for items in &self.order {
            for (position, &item) in items.iter().enumerate() {
                self.position[item] = position;
            }
        }
    }

    /// Nodes start in the picture's order, everything else between the ends of its edge.
    fn start(&mut self) {
        let mut key = vec![0; self.skeleton.items.len()];
        for items in &self.order {
            let nodes: Vec<usize> =
                items.iter().copied().filter(|&item| self.skeleton.items[item].edge.is_none()).collect();
            for (position, &item) in nodes.iter().enumerate() {
                key[item] = fraction(position, nodes.len());
            }
        }
        for course in &self.skeleton.courses {
            let (Some(&first), Some(&last)) = (course.items.first(), course.items.last()) else { continue };
            let steps = i64::try_from(course.items.len() - 1).unwrap_or(1);
            for (step, &item) in (0..).zip(&course.items).skip(1).take(course.items.len() - 2) {
                key[item] = key[first] + (key[last] - key[first]) * step / steps;
            }
        }
        for rank in 0..self.order.len() {
            self.arrange_rank(rank, &key);
        }
    }

    /// Orders every rank by its neighbours, left to right on even sweeps and back on odd ones.
    fn sweep(&mut self, sweep: usize) {
        let count = self.order.len();
        let mut key = vec![0; self.skeleton.items.len()];
        for step in 0..count {
            let forward = sweep.is_multiple_of(2);
            let rank = if forward { step } else { count - 1 - step };
            for &item in &self.order[rank] {
                let around = if forward { &self.left[item] } else { &self.right[item] };
                key[item] = match self.middle(around, sweep % 4 < 2) {
                    Some(middle) => middle,
                    // What has no edge at all stands last.
                    None if self.left[item].is_empty() && self.right[item].is_empty() => LAST,
                    None => fraction(self.position[item], self.order[rank].len()),
                };
            }
            self.arrange_rank(rank, &key);
        }
    }

    /// Returns where the neighbours stand: their mean or their median.
    fn middle(&self, around: &[usize], mean: bool) -> Option<i64> {
        let mut places: Vec<i64> = around
            .iter()
            .map(|&item| {
                let rank = self.skeleton.items[item].rank;
                fraction(self.position[item], self.order[rank].len())
            })
            .collect();
        let count = i64::try_from(places.len()).ok().filter(|&count| count > 0)?;
        if mean {
            return Some(places.iter().sum::<i64>() / count);
        }
        places.sort_unstable();
        let half = places.len() / 2;
        Some(if places.len() % 2 == 1 { places[half] } else { i64::midpoint(places[half - 1], places[half]) })
    }

    /// Sorts one rank by key, clusters together.
    fn arrange_rank(&mut self, rank: usize, key: &[i64]) {
        let place = |item: usize| (key[item], self.position[item], item);
        let (loose, mut fixed): (Vec<usize>, Vec<usize>) =
            self.order[rank].iter().partition(|&&item| self.skeleton.items[item].edge.is_some());
        match self.node_order {
            NodeOrder::Given => fixed.sort_unstable(),
            NodeOrder::Free => fixed.sort_by_key(|&item| place(item)),
        }
        let fixed = self.group(&fixed, 0, key);
        let mut loose = loose;
        loose.sort_by_key(|&item| place(item));
        let mut merged = Vec::with_capacity(fixed.len() + loose.len());
        let mut waiting = loose.into_iter().peekable();
        let mut reached = (i64::MIN, 0, 0);
        for item in fixed {
            if key[item] < LAST {
                reached = reached.max(place(item));
            }
            while let Some(next) = waiting.next_if(|&next| place(next) < reached) {
                merged.push(next);
            }
            merged.push(item);
        }
        merged.extend(waiting);
        for (position, &item) in merged.iter().enumerate() {
            self.position[item] = position;
        }
        self.order[rank] = merged;
    }

    /// Brings the members of each cluster together, at the mean of their keys.
    fn group(&self, sorted: &[usize], depth: usize, key: &[i64]) -> Vec<usize> {
        if sorted.iter().all(|&item| self.paths[item].len() <= depth) {
            return sorted.to_vec();
        }
        let mut blocks: Vec<(i64, usize, Option<usize>, Vec<usize>)> = Vec::new();
        let mut block_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (position, &item) in sorted.iter().enumerate() {
            match self.paths[item].get(depth) {
                None => blocks.push((key[item], position, None, vec![item])),
                Some(&cluster) => {
                    let block = *block_of.entry(cluster).or_insert_with(|| {
                        blocks.push((0, position, Some(cluster), Vec::new()));
                        blocks.len() - 1
                    });
                    blocks[block].3.push(item);
                }
            }
        }
        for block in &mut blocks {
            let keys: Vec<i64> = block.3.iter().map(|&item| key[item]).filter(|&key| key < LAST).collect();
            let count = i64::try_from(keys.len()).unwrap_or(1);
            block.0 = if keys.is_empty() { LAST } else { keys.iter().sum::<i64>() / count };
        }
        // Clusters that span several ranks keep their natural order among themselves.
        let spans = |cluster: Option<usize>| {
            cluster.and_then(|cluster| self.skeleton.clusters[cluster].ranks).is_some_and(|(first, last)| first < last)
        };
        let mut wide: Vec<usize> = (0..blocks.len()).filter(|&block| spans(blocks[block].2)).collect();
        let mut keys: Vec<(i64, usize)> = wide.iter().map(|&block| (blocks[block].0, blocks[block].1)).collect();
        keys.sort_unstable();
        wide.sort_by_key(|&block| blocks[block].2);
        for (block, (key, position)) in wide.into_iter().zip(keys) {
            blocks[block].0 = key;
            blocks[block].1 = position;
        }
        match self.node_order {
            NodeOrder::Given => blocks.sort_by_key(|block| (block.2, block.1)),
            NodeOrder::Free => blocks.sort_by_key(|block| (block.0, block.1)),
        }
        blocks
            .into_iter()
            .flat_map(|(_, _, cluster, members)| match cluster {
                None => members,
                Some(_) => self.group(&members, depth + 1, key),
            })
            .collect()
    }

    /// Swaps neighbours while that saves crossings.
    fn swap(&mut self) {
        for _round in 0..SWAP_ROUNDS {
            let mut improved = false;
            for rank in 0..self.order.len() {
                if self.order[rank].len() > SWAP_LIMIT {
                    continue;
                }
                for first in 1..self.order[rank].len() {
                    let (upper, lower) = (self.order[rank][first - 1], self.order[rank][first]);
                    if !self.may_swap(upper, lower) {
                        continue;
                    }
                    let kept = self.pair_crossings(upper, lower);
                    if kept > 0 && self.pair_crossings(lower, upper) < kept {
                        self.order[rank].swap(first - 1, first);
                        self.position.swap(upper, lower);
                        improved = true;
                    }
                }
            }
            if !improved {
                break;
            }
        }
    }

    fn may_swap(&self, upper: usize, lower: usize) -> bool {
        let loose = |item: usize| !matches!(self.skeleton.items[item].kind, ItemKind::Node | ItemKind::Phantom);
        loose(upper) || loose(lower) || (self.node_order == NodeOrder::Free && self.paths[upper] == self.paths[lower])
    }

    /// Counts the crossings between the edges of two items when the first stands before the second.
    fn pair_crossings(&self, upper: usize, lower: usize) -> usize {
        [&self.left, &self.right]
            .into_iter()
            .map(|side| {
                let mut after: Vec<usize> = side[lower].iter().map(|&item| self.position[item]).collect();
                after.sort_unstable();
                side[upper]
                    .iter()
                    .map(|&item| after.partition_point(|&place| place < self.position[item]))
                    .sum::<usize>()
            })
            .sum()
    }

    /// Counts all crossings, in O(e log e).
    fn crossings(&self) -> usize {
        let mut between: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.order.len()];
        for segment in &self.skeleton.segments {
            between[self.skeleton.items[segment.left].rank]
                .push((self.position[segment.left], self.position[segment.right]));
        }
        between
            .into_iter()
            .map(|mut pairs| {
                pairs.sort_unstable();
                let size = pairs.iter().map(|pair| pair.1 + 1).max().unwrap_or(0);
                let mut seen = vec![0_usize; size + 1];
                let mut total = 0;
                for (count, (_, right)) in pairs.into_iter().enumerate() {
                    let mut before = 0;
                    let mut place = right + 1;
                    while place > 0 {
                        before += seen[place];
                        place &= place - 1;
                    }
                    total += count - before;
                    place = right + 1;
                    while place <= size {
                        seen[place] += 1;
                        place += place & place.wrapping_neg();
                    }
                }
                total
            })
            .sum()
    }
}

/// Returns where a position lies in a rank, in parts of [`SCALE`].
fn fraction(position: usize, count: usize) -> i64 {
    let position = i64::try_from(position).unwrap_or(0);
    let count = i64::try_from(count).unwrap_or(1).max(1);
    (2 * position + 1) * SCALE / (2 * count)
}
