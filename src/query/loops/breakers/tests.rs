//! The search for the fewest breaking deals against trying every set of deals.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Breakers, Problem, reduce, search};
use crate::model::DealIx;

/// Up to nine deals in cuts of one to three, and loops that two or three cuts break.
fn problems() -> impl Strategy<Value = Problem> {
    let cut = prop::collection::btree_set(0_usize..9, 1..4);
    prop::collection::btree_set(cut, 3..9).prop_flat_map(|cuts| {
        let loop_ = prop::collection::btree_set(0..cuts.len(), 2..4);
        prop::collection::btree_set(loop_, 1..9).prop_map(move |loops| Problem {
            cuts: cuts.iter().map(|cut| cut.iter().map(|deal| DealIx::new(*deal)).collect()).collect(),
            loops: loops.into_iter().map(|cuts| cuts.into_iter().collect()).collect(),
        })
    })
}

/// Whether every loop has a cut all of whose deals are gone.
fn is_broken(problem: &Problem, gone: &BTreeSet<DealIx>) -> bool {
    let is_made = |cut: &usize| problem.cuts[*cut].iter().all(|deal| gone.contains(deal));
    problem.loops.iter().all(|cuts| cuts.iter().any(is_made))
}

/// How many deals it takes, by trying every set of them.
fn by_hand(problem: &Problem) -> usize {
    let sets = (0_u32..1 << 9).map(|set| (0..9).filter(|deal| set & (1 << deal) != 0).map(DealIx::new).collect());
    sets.filter(|gone| is_broken(problem, gone)).map(|gone: BTreeSet<DealIx>| gone.len()).min().expect("all deals do")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_search_finds_as_few_deals_as_trying_every_set(problem in problems()) {
        let Breakers { deals, at_least } = search::fewest(&problem);
        prop_assert!(is_broken(&problem, &deals.iter().copied().collect()));
        prop_assert_eq!(deals.len(), by_hand(&problem));
        prop_assert_eq!(at_least, deals.len());
    }

    #[test]
    fn nothing_is_left_that_could_be_made_smaller(mut problem in problems()) {
        reduce::reduce(&mut problem);
        let is_within = |inner: &[usize], outer: &[usize]| inner.iter().all(|it| outer.contains(it));
        for (at, cuts) in problem.loops.iter().enumerate() {
            prop_assert!(cuts.len() > 1, "a loop with one cut is broken by it");
            let wider = problem.loops.iter().enumerate().find(|(other, it)| *other != at && is_within(cuts, it));
            prop_assert_eq!(wider, None, "what breaks {:?} breaks it", cuts);
        }
        let loops = problem.loops_of_cuts();
        let made = |cut: &usize| !loops[*cut].is_empty();
        for (worse, better) in (0..loops.len()).flat_map(|one| (0..loops.len()).map(move |two| (one, two))) {
            if worse != better && made(&worse) && is_within(&loops[worse], &loops[better]) {
                let cheaper = problem.cuts[better].iter().all(|deal| problem.cuts[worse].contains(deal));
                prop_assert!(!cheaper, "{:?} breaks as much as {:?}", problem.cuts[better], problem.cuts[worse]);
            }
        }
    }

    #[test]
    fn what_is_made_smaller_and_cut_in_parts_takes_as_many_deals_as_before(mut problem in problems()) {
        let before = by_hand(&problem);
        let whole = problem.clone();
        let forced = reduce::reduce(&mut problem);
        prop_assert_eq!(forced.len() + by_hand(&problem), before);
        let parts = problem.parts();
        prop_assert_eq!(parts.iter().map(by_hand).sum::<usize>(), by_hand(&problem));
        let in_parts = parts.iter().flat_map(|part| search::fewest(part).deals);
        let gone: BTreeSet<DealIx> = forced.into_iter().chain(in_parts).collect();
        prop_assert!(is_broken(&whole, &gone));
        // No cut or deal of one part stands in another.
        for (at, part) in parts.iter().enumerate() {
            let deals = |part: &Problem| -> BTreeSet<DealIx> {
                part.loops.iter().flatten().flat_map(|cut| part.cuts[*cut].iter().copied()).collect()
            };
            prop_assert!(parts[at + 1..].iter().all(|other| deals(part).is_disjoint(&deals(other))));
        }
    }
}

/// A problem whose cuts are one deal each, and whose loops are these pairs of them.
fn of_pairs(deals: usize, loops: &[[usize; 2]]) -> Problem {
    Problem {
        cuts: (0..deals).map(|deal| vec![DealIx::new(deal)]).collect(),
        loops: loops.iter().map(|pair| pair.to_vec()).collect(),
    }
}

#[test]
fn loops_of_which_any_two_share_a_deal_take_more_deals_than_the_bound_says() {
    // Round an odd ring each deal breaks two loops, so that half of the loops, rounded up, must go.
    for (ring, expected) in [(3, 2), (5, 3), (7, 4), (9, 5)] {
        let loops: Vec<[usize; 2]> = (0..ring).map(|at| [at.min((at + 1) % ring), at.max((at + 1) % ring)]).collect();
        let Breakers { deals, at_least } = search::fewest(&of_pairs(ring, &loops));
        assert_eq!((deals.len(), at_least), (expected, expected), "a ring of {ring}");
    }
}

#[test]
fn what_must_go_is_told_and_what_nothing_can_replace_is_left() {
    // A loop with one cut, one that the same cut breaks, and three that any two of three deals break.
    let mut problem = of_pairs(5, &[[0, 1], [2, 3], [2, 4], [3, 4]]);
    problem.loops.push(vec![0]);
    assert_eq!(reduce::reduce(&mut problem), [DealIx::new(0)]);
    assert_eq!(problem.loops, [[2, 3], [2, 4], [3, 4]]);
    // A deal that breaks all that another breaks, and more, goes in the other's place: nothing is left to search.
    let mut problem = of_pairs(3, &[[0, 1], [0, 2]]);
    assert_eq!(reduce::reduce(&mut problem), [DealIx::new(0)]);
    assert!(problem.loops.is_empty() && problem.parts().is_empty());
}
