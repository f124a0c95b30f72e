//! Makes the question of the fewest breaking deals small without changing how many it takes.
//!
//! | what | why |
//! |---|---|
//! | a loop with one cut left | that cut must be made |
//! | a loop that has all cuts of another | what breaks the other breaks it |
//! | a cut within which another of the same loops lies, or that costs no less than one that breaks all it breaks | never better |

use std::collections::BTreeMap;

use super::Problem;
use crate::model::DealIx;

/// Reduces a problem until nothing more helps, and returns the deals that must be removed in any case.
pub(super) fn reduce(problem: &mut Problem) -> Vec<DealIx> {
    let mut forced: Vec<DealIx> = Vec::new();
    loop {
        let must = single_cuts(problem);
        if !must.is_empty() {
            for cut in &mut problem.cuts {
                cut.retain(|deal| must.binary_search(deal).is_err());
            }
            forced.extend(must);
            let cuts = &problem.cuts;
            problem.loops.retain(|loop_| loop_.iter().all(|cut| !cuts[*cut].is_empty()));
            continue;
        }
        if !(drop_wider_loops(problem) | drop_worse_cuts(problem)) {
            return forced;
        }
    }
}

/// The deals of the cuts without which some loop stays whole, by id.
fn single_cuts(problem: &Problem) -> Vec<DealIx> {
    let single = problem.loops.iter().filter_map(|cuts| <[usize; 1]>::try_from(cuts.as_slice()).ok());
    let mut deals: Vec<DealIx> = single.flat_map(|[cut]| problem.cuts[cut].iter().copied()).collect();
    deals.sort_unstable();
    deals.dedup();
    deals
}

/// Drops loops that have all cuts of another. Whether any was dropped.
fn drop_wider_loops(problem: &mut Problem) -> bool {
    let of_cut = problem.loops_of_cuts();
    let mut wider = vec![false; problem.loops.len()];
    for (at, cuts) in problem.loops.iter().enumerate() {
        let Some(rarest) = cuts.iter().min_by_key(|cut| of_cut[**cut].len()).filter(|_| !wider[at]) else { continue };
        for &other in &of_cut[*rarest] {
            if other != at && !wider[other] && is_within(cuts, &problem.loops[other]) {
                wider[other] = true;
            }
        }
    }
    let before = problem.loops.len();
    let mut dropped = wider.iter();
    problem.loops.retain(|_| !dropped.next().copied().unwrap_or(false));
    problem.loops.len() < before
}

/// Drops cuts in whose place another can be made of all the same loops for no more deals. Whether any was dropped.
fn drop_worse_cuts(problem: &mut Problem) -> bool {
    let mut of_cut = problem.loops_of_cuts();
    // Only cuts that are still made somewhere hold on to a deal.
    let mut uses: BTreeMap<DealIx, usize> = BTreeMap::new();
    for (cut, _) in of_cut.iter().enumerate().filter(|(_, loops)| !loops.is_empty()) {
        for deal in &problem.cuts[cut] {
            *uses.entry(*deal).or_default() += 1;
        }
    }
    let mut dropped = false;
    for worse in 0..problem.cuts.len() {
        let Some(&first) = of_cut[worse].first() else { continue };
        let own = problem.cuts[worse].iter().filter(|deal| uses[deal] == 1).count();
        let instead = problem.loops[first].iter().find(|better| {
            let more = problem.cuts[**better].iter().filter(|deal| problem.cuts[worse].binary_search(deal).is_err());
            **better != worse && more.count() <= own && is_within(&of_cut[worse], &of_cut[**better])
        });
        if instead.is_some() {
            for at in std::mem::take(&mut of_cut[worse]) {
                problem.loops[at].retain(|cut| *cut != worse);
            }
            for deal in &problem.cuts[worse] {
                uses.entry(*deal).and_modify(|number| *number -= 1);
            }
            dropped = true;
        }
    }
    dropped
}

/// Whether all of one sorted list stands in another.
fn is_within(inner: &[usize], outer: &[usize]) -> bool {
    inner.len() <= outer.len() && inner.iter().all(|it| outer.binary_search(it).is_ok())
}
