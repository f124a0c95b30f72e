//! Chokepoint deals: the fewest whose removal breaks every loop.
//!
//! A loop is broken when one of its hops has lost all its deals, so the question is which *cuts* (the deals of a
//! hop) to make: each loop needs one, deals that two cuts share are paid for once, and the fewest deals are wanted.
//! That is a hitting set with parallel deals, and NP-hard. It is made small first (`reduce`), falls apart into
//! parts that share no deal, and each part is searched with a budget (`search`); where that was reached, it says so.

mod reduce;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use super::Loop;
use crate::model::DealIx;

/// Deals that break every loop together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakers {
    /// The deals, by id.
    pub deals: Vec<DealIx>,
    /// How many deals it surely takes at least; as many as `deals` where those are the fewest.
    pub at_least: usize,
}

impl Breakers {
    /// Whether no smaller set does.
    pub fn is_fewest(&self) -> bool {
        self.at_least == self.deals.len()
    }
}

/// Whether a loop is gone without some deals: a hop has no deal left, or all that is left is one deal.
pub fn is_broken(it: &Loop, without: &BTreeSet<DealIx>) -> bool {
    let mut left: BTreeSet<DealIx> = BTreeSet::new();
    for hop in &it.hops {
        let mut kept = hop.deals().filter(|deal| !without.contains(deal)).peekable();
        if kept.peek().is_none() {
            return true;
        }
        left.extend(kept);
    }
    left.len() < 2
}

/// Returns the fewest deals whose removal breaks every loop, or where the search reached its budget, a set
/// that does with a bound on how small one could be.
pub fn breakers(loops: &[Loop]) -> Breakers {
    let mut problem = Problem::of(loops);
    let mut deals = reduce::reduce(&mut problem);
    let mut at_least = deals.len();
    for part in problem.parts() {
        let answer = search::fewest(&part);
        at_least += answer.at_least;
        deals.extend(answer.deals);
    }
    deals.sort_unstable();
    Breakers { deals, at_least }
}

/// Loops as the cuts that break them.
#[derive(Debug, Clone, Default)]
struct Problem {
    /// The deals of each cut, by id.
    cuts: Vec<Vec<DealIx>>,
    /// For each loop the cuts that break it, in order. Any one will do.
    loops: Vec<Vec<usize>>,
}

impl Problem {
    fn of(loops: &[Loop]) -> Self {
        let mut known: BTreeMap<Vec<DealIx>, usize> = BTreeMap::new();
        let mut sorted: BTreeSet<Vec<usize>> = BTreeSet::new();
        for it in loops {
            let mut cuts: BTreeSet<Vec<DealIx>> = it.hops.iter().map(|hop| hop.deals().collect()).collect();
            // A deal on every hop makes no loop by itself, so to be left with it alone breaks the loop too.
            let deals = it.deals();
            let everywhere = |deal: &&DealIx| cuts.iter().all(|cut| cut.binary_search(deal).is_ok());
            for alone in deals.iter().filter(everywhere).collect::<Vec<_>>() {
                cuts.insert(deals.iter().filter(|deal| *deal != alone).copied().collect());
            }
            let mut own: Vec<usize> = cuts
                .into_iter()
                .map(|cut| {
                    let next = known.len();
                    *known.entry(cut).or_insert(next)
                })
                .collect();
            own.sort_unstable();
            sorted.insert(own);
        }
        let mut cuts = vec![Vec::new(); known.len()];
        for (cut, at) in known {
            cuts[at] = cut;
        }
        Self { cuts, loops: sorted.into_iter().collect() }
    }

    /// For each cut the loops that it breaks, in order.
    fn loops_of_cuts(&self) -> Vec<Vec<usize>> {
        let mut of_cut = vec![Vec::new(); self.cuts.len()];
        for (at, cuts) in self.loops.iter().enumerate() {
            for cut in cuts {
                of_cut[*cut].push(at);
            }
        }
        of_cut
    }

    /// The problem in parts that share neither cut nor deal, so that each can be solved by itself.
    fn parts(&self) -> Vec<Self> {
        let mut root: Vec<usize> = (0..self.loops.len()).collect();
        let find = |root: &[usize], mut at: usize| {
            while root[at] != at {
                at = root[at];
            }
            at
        };
        let mut with_deal: BTreeMap<DealIx, usize> = BTreeMap::new();
        for (at, cuts) in self.loops.iter().enumerate() {
            for deal in cuts.iter().flat_map(|cut| &self.cuts[*cut]) {
                let other = *with_deal.entry(*deal).or_insert(at);
                let (one, two) = (find(&root, at), find(&root, other));
                root[one.max(two)] = one.min(two);
            }
        }
        let mut parts: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
        for (at, cuts) in self.loops.iter().enumerate() {
            parts.entry(find(&root, at)).or_default().push(cuts.clone());
        }
        parts.into_values().map(|loops| Self { cuts: self.cuts.clone(), loops }).collect()
    }
}

#[cfg(test)]
mod tests;
