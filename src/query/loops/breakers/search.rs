//! Searches one part for the fewest breaking deals: a set of k before one of k + 1.
//!
//! Some cut of any loop still whole must be made, so the search tries each in turn, and forbids those that have
//! failed. It turns back where loops that share no deal alone need more deals than are left; the same count, at the
//! start, says with which k to begin.

use std::collections::{BTreeMap, BTreeSet};

use super::{Breakers, Problem};
use crate::model::DealIx;

/// How many loops the search of a part may look at, over all its steps: a second or so.
const BUDGET: u64 = 2_000_000;

/// Returns the fewest deals that break every loop of a part, or the best found with how few it surely takes.
pub(super) fn fewest(part: &Problem) -> Breakers {
    let enough = greedy(part);
    let mut search = Search::new(part);
    let whole = search.whole();
    let mut at_least = search.bound(&whole).min(enough.len());
    while at_least < enough.len() {
        match search.within(at_least) {
            Some(true) => return Breakers { deals: search.removed(), at_least },
            Some(false) => at_least += 1,
            None => break,
        }
    }
    Breakers { deals: enough, at_least }
}

struct Search<'p> {
    part: &'p Problem,
    /// The deals of the part, by id, and how many cuts each belongs to.
    deals: BTreeMap<DealIx, usize>,
    /// The deals removed.
    gone: BTreeSet<DealIx>,
    /// Cuts that earlier branches have made without success.
    forbidden: Vec<bool>,
    steps: u64,
}

/// A loop still whole, as the cuts that may still be made, and what is left of each.
type Whole = Vec<(usize, Vec<DealIx>)>;

impl<'p> Search<'p> {
    fn new(part: &'p Problem) -> Self {
        let mut deals = BTreeMap::new();
        let mut used: Vec<usize> = part.loops.iter().flatten().copied().collect();
        used.sort_unstable();
        used.dedup();
        for deal in used.iter().flat_map(|cut| &part.cuts[*cut]) {
            *deals.entry(*deal).or_default() += 1;
        }
        Self { part, deals, gone: BTreeSet::new(), forbidden: vec![false; part.cuts.len()], steps: BUDGET }
    }

    fn removed(&self) -> Vec<DealIx> {
        self.gone.iter().copied().collect()
    }

    fn left_of(&self, cut: usize) -> Vec<DealIx> {
        self.part.cuts[cut].iter().filter(|deal| !self.gone.contains(deal)).copied().collect()
    }

    fn is_broken(&self, cuts: &[usize]) -> bool {
        cuts.iter().any(|cut| self.part.cuts[*cut].iter().all(|deal| self.gone.contains(deal)))
    }

    /// The loops still whole, those with fewest cuts first.
    fn whole(&self) -> Vec<Whole> {
        let mut whole: Vec<Whole> = Vec::new();
        for cuts in &self.part.loops {
            if !self.is_broken(cuts) {
                let open = cuts.iter().filter(|cut| !self.forbidden[**cut]);
                whole.push(open.map(|cut| (*cut, self.left_of(*cut))).collect());
            }
        }
        whole.sort_by_key(Vec::len);
        whole
    }

    /// How many deals it takes at least to break loops.
    ///
    /// Each loop asks for a deal of each of its cuts that nobody else has asked for, as often as all of them have
    /// one: whichever cut is made, that many of its deals are paid for on account of this loop alone.
    fn bound(&self, whole: &[Whole]) -> usize {
        let mut taken: BTreeSet<DealIx> = BTreeSet::new();
        let mut number = 0;
        for cuts in whole {
            loop {
                let mut asked: Vec<DealIx> = Vec::new();
                for (_, deals) in cuts {
                    let free = deals.iter().filter(|deal| !taken.contains(deal) && !asked.contains(deal));
                    asked.extend(free.min_by_key(|deal| (self.deals[deal], **deal)));
                }
                if cuts.is_empty() || asked.len() < cuts.len() {
                    break;
                }
                taken.extend(asked);
                number += 1;
            }
        }
        number
    }

    /// Whether `more` further deals break what is whole; `None` once the budget is used up.
    fn within(&mut self, more: usize) -> Option<bool> {
        self.steps = self.steps.checked_sub(self.part.loops.len() as u64)?;
        let whole = self.whole();
        let Some(cuts) = whole.first() else {
            return Some(true);
        };
        if self.bound(&whole) > more {
            return Some(false);
        }
        // The cheapest cut first, and of those the one that breaks most.
        let breaks = |cut: usize| whole.iter().filter(|it| it.iter().any(|(other, _)| *other == cut)).count();
        let mut choices: Vec<(usize, Vec<DealIx>)> = cuts.iter().filter(|it| it.1.len() <= more).cloned().collect();
        choices.sort_by_cached_key(|(cut, deals)| (deals.len(), std::cmp::Reverse(breaks(*cut)), *cut));
        let mut answer = Some(false);
        let mut tried = Vec::new();
        for (cut, deals) in choices {
            self.gone.extend(&deals);
            answer = self.within(more - deals.len());
            if answer != Some(false) {
                break;
            }
            for deal in &deals {
                self.gone.remove(deal);
            }
            self.forbidden[cut] = true;
            tried.push(cut);
        }
        for cut in tried {
            self.forbidden[cut] = false;
        }
        answer
    }
}

/// Makes the cut that breaks most loops for its deals, again and again, and gives back what was not needed.
fn greedy(part: &Problem) -> Vec<DealIx> {
    let mut search = Search::new(part);
    let mut whole: Vec<&Vec<usize>> = part.loops.iter().collect();
    let mut made: Vec<usize> = Vec::new();
    while !whole.is_empty() {
        let mut breaks: BTreeMap<usize, u64> = BTreeMap::new();
        for cut in whole.iter().copied().flatten() {
            *breaks.entry(*cut).or_default() += 1;
        }
        let priced = breaks.into_iter().map(|(cut, loops)| (cut, loops, search.left_of(cut).len() as u64));
        let best = priced.max_by(|one, two| (one.1 * two.2).cmp(&(two.1 * one.2)).then(two.0.cmp(&one.0)));
        let Some((cut, ..)) = best else { break };
        made.push(cut);
        search.gone.extend(&part.cuts[cut]);
        whole.retain(|cuts| !search.is_broken(cuts));
    }
    let mut with_deal: BTreeMap<DealIx, Vec<&Vec<usize>>> = BTreeMap::new();
    for cuts in &part.loops {
        for deal in cuts.iter().flat_map(|cut| &part.cuts[*cut]) {
            with_deal.entry(*deal).or_default().push(cuts);
        }
    }
    for deal in made.iter().rev().flat_map(|cut| &part.cuts[*cut]) {
        if search.gone.remove(deal) && !with_deal[deal].iter().all(|cuts| search.is_broken(cuts)) {
            search.gone.insert(*deal);
        }
    }
    search.removed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deals(numbers: &[usize]) -> Vec<DealIx> {
        numbers.iter().copied().map(DealIx::new).collect()
    }

    fn problem(cuts: &[&[usize]], loops: &[&[usize]]) -> Problem {
        Problem {
            cuts: cuts.iter().map(|cut| deals(cut)).collect(),
            loops: loops.iter().map(|cuts| cuts.to_vec()).collect(),
        }
    }

    #[test]
    fn loops_that_share_no_deal_ask_for_the_deals_of_each() {
        let bound = |part: &Problem| {
            let search = Search::new(part);
            search.bound(&search.whole())
        };
        let singles: &[&[usize]] = &[&[0], &[1], &[2], &[3], &[4], &[5]];
        assert_eq!(bound(&problem(singles, &[&[0, 1], &[2, 3], &[4, 5]])), 3);
        assert_eq!(bound(&problem(singles, &[&[0, 1], &[0, 2], &[0, 3]])), 1, "one deal may break all");
        // Whichever hop of two parallel deals is cut, two must go.
        assert_eq!(bound(&problem(&[&[0, 1], &[2, 3]], &[&[0, 1]])), 2);
        assert_eq!(bound(&problem(&[&[0, 1], &[2, 3, 4], &[5], &[6]], &[&[0, 1], &[2, 3]])), 3);
        let none = Problem::default();
        let mut search = Search::new(&none);
        assert_eq!((search.bound(&[]), search.within(0)), (0, Some(true)), "nothing is whole");
    }

    #[test]
    fn a_first_answer_takes_what_breaks_most_for_its_deals() {
        let hub = problem(&[&[0], &[1], &[2], &[3]], &[&[0, 3], &[1, 3], &[2, 3]]);
        assert_eq!(greedy(&hub), deals(&[3]));
        // Five loops for two deals are dearer than three for one, and three for two dearer than two for one.
        let five = problem(
            &[&[0, 1], &[2], &[3], &[4], &[5], &[6], &[7], &[8]],
            &[&[0, 1, 3], &[0, 1, 4], &[0, 1, 5], &[0, 2, 6], &[0, 2, 7]],
        );
        assert_eq!(greedy(&five), deals(&[2, 3]));
        let three = problem(&[&[0], &[1, 2], &[3], &[4], &[5]], &[&[0, 1, 2], &[0, 1, 3], &[1, 4]]);
        assert_eq!(greedy(&three), deals(&[0, 5]));
    }

    #[test]
    fn a_first_answer_gives_back_what_later_cuts_made_needless() {
        let cuts: &[&[usize]] = &[&[0], &[1], &[2], &[3]];
        let part = problem(cuts, &[&[0, 1], &[0, 2], &[0, 3], &[1], &[2], &[3]]);
        assert_eq!(greedy(&part), deals(&[1, 2, 3]));
    }
}
