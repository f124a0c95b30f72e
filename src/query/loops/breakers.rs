//! Chokepoint deals: the fewest whose removal breaks every loop.
//!
//! A smallest hitting set, found by looking for one of size k before one of size k + 1: some deal of any loop
//! still whole must go, so the search tries each in turn. Loops that share no deal need one each, which says
//! where to begin. The problem is NP-hard; the search has a budget, and says when it was reached.

use std::collections::BTreeSet;

use super::Loop;
use crate::model::DealIx;

/// How many loops the exact search may look at, over all its steps: a second or so.
const BUDGET: u64 = 1_000_000;

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
        let before = left.len();
        let mut any = false;
        for deal in hop.deals().filter(|deal| !without.contains(deal)) {
            any = true;
            left.insert(deal);
        }
        if !any && left.len() == before {
            return true;
        }
    }
    left.len() < 2
}

/// Returns the fewest deals whose removal breaks every loop, or where the search reached its budget, a set
/// that does with a bound on how small one could be.
pub fn breakers(loops: &[Loop]) -> Breakers {
    let enough = greedy(loops);
    let mut at_least = apart(loops);
    let mut steps = BUDGET / (loops.len() as u64).max(1);
    while at_least < enough.len() {
        let mut search = Search { loops, steps: &mut steps, gone: BTreeSet::new(), kept: BTreeSet::new() };
        match search.within(at_least) {
            Some(true) => return Breakers { deals: search.gone.into_iter().collect(), at_least },
            Some(false) => at_least += 1,
            None => break,
        }
    }
    Breakers { deals: enough.into_iter().collect(), at_least }
}

struct Search<'l> {
    loops: &'l [Loop],
    steps: &'l mut u64,
    gone: BTreeSet<DealIx>,
    /// Deals that earlier branches have tried without success.
    kept: BTreeSet<DealIx>,
}

impl Search<'_> {
    /// Whether `more` further deals break what is whole; `None` once the budget is used up.
    fn within(&mut self, more: usize) -> Option<bool> {
        *self.steps = self.steps.checked_sub(1)?;
        let whole = self.loops.iter().filter(|it| !is_broken(it, &self.gone));
        let choice = |it: &Loop| -> Vec<DealIx> {
            it.deals().into_iter().filter(|deal| !self.gone.contains(deal) && !self.kept.contains(deal)).collect()
        };
        let Some(deals) = whole.map(choice).min_by_key(Vec::len) else {
            return Some(true);
        };
        if more == 0 {
            return Some(false);
        }
        let mut tried = Vec::new();
        let mut answer = Some(false);
        for deal in deals {
            self.gone.insert(deal);
            answer = self.within(more - 1);
            if answer != Some(false) {
                break;
            }
            self.gone.remove(&deal);
            self.kept.insert(deal);
            tried.push(deal);
        }
        for deal in tried {
            self.kept.remove(&deal);
        }
        answer
    }
}

/// Takes away the deal of most loops still whole, again and again.
fn greedy(loops: &[Loop]) -> BTreeSet<DealIx> {
    let mut gone = BTreeSet::new();
    loop {
        let mut uses: std::collections::BTreeMap<DealIx, usize> = std::collections::BTreeMap::new();
        for it in loops.iter().filter(|it| !is_broken(it, &gone)) {
            for deal in it.deals().into_iter().filter(|deal| !gone.contains(deal)) {
                *uses.entry(deal).or_default() += 1;
            }
        }
        let Some(most) = uses.iter().max_by_key(|(deal, uses)| (**uses, std::cmp::Reverse(**deal))) else {
            return gone;
        };
        gone.insert(*most.0);
    }
}

/// How many loops can be picked so that no two share a deal: each needs a deal of its own.
fn apart(loops: &[Loop]) -> usize {
    let mut by_size: Vec<Vec<DealIx>> = loops.iter().map(Loop::deals).collect();
    by_size.sort_by_key(Vec::len);
    let mut used: BTreeSet<DealIx> = BTreeSet::new();
    let mut number = 0;
    for deals in by_size {
        if deals.iter().all(|deal| !used.contains(deal)) {
            used.extend(deals);
            number += 1;
        }
    }
    number
}
