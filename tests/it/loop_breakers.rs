//! The deals whose removal breaks every loop.

use std::collections::BTreeSet;

use crate::common::loop_webs::{found, pairs, swap, web};
use crate::common::{book, book_with, buys, deal};
use dealgraph::graph::View;
use dealgraph::model::{Book, DealIx};
use dealgraph::query::loops::{Breakers, Loops, breakers, is_broken};
use proptest::prelude::*;

#[test]
fn a_deal_that_pays_both_ways_and_another_make_a_loop_that_either_breaks() {
    let book = book(&(swap() + &buys("buy", "acme", "orion", "")));
    let answer = found(&book, View::default());
    assert_eq!((answer.loops.len(), answer.within_one_deal), (1, 0));
    let without = |id: &str| BTreeSet::from([book.deal_by_id(id).expect("the deal is there")]);
    assert!(is_broken(&answer.loops[0], &without("swap")), "nothing is paid back");
    assert!(is_broken(&answer.loops[0], &without("buy")), "the swap alone is one deal");
    assert!(!is_broken(&answer.loops[0], &BTreeSet::new()));
    let Breakers { deals, at_least } = breakers(&answer.loops);
    assert_eq!((deals.len(), at_least), (1, 1));
    assert!(is_broken(&answer.loops[0], &deals.into_iter().collect()));
}

#[test]
fn a_deal_that_pays_both_ways_does_not_break_a_loop_that_goes_round_without_it() {
    let book = book(&(swap() + &buys("there", "acme", "orion", "") + &buys("back", "orion", "acme", "")));
    let answer = found(&book, View::default());
    let Breakers { deals, at_least } = breakers(&answer.loops);
    assert_eq!((deals.len(), at_least), (2, 2));
    let all: Vec<DealIx> = answer.loops[0].deals();
    assert_eq!(all.len(), 3);
    for kept in all {
        let gone = answer.loops[0].deals().into_iter().filter(|deal| *deal != kept).collect();
        assert!(is_broken(&answer.loops[0], &gone), "any one of the three deals alone is no loop");
        assert!(!is_broken(&answer.loops[0], &BTreeSet::from([kept])), "and any two of them are");
    }
    assert!(is_broken(&answer.loops[0], &deals.into_iter().collect()));
}

#[test]
fn the_fewest_deals_that_break_every_loop_of_the_built_in_book_are_known() {
    let book = dealgraph::load::load_embedded().expect("the built-in book is sound");
    let answer = found(&book, View::default());
    let found = breakers(&answer.loops);
    assert!(found.is_fewest(), "{} found, {} at least", found.deals.len(), found.at_least);
    assert!(answer.loops.iter().all(|it| is_broken(it, &found.deals.iter().copied().collect())));
}

/// The size of the smallest set of deals that breaks every loop, by trying every set.
fn fewest_by_hand(answer: &Loops) -> usize {
    let deals: BTreeSet<DealIx> = answer.loops.iter().flat_map(dealgraph::query::loops::Loop::deals).collect();
    let deals: Vec<DealIx> = deals.into_iter().collect();
    let sets = (0_u32..1 << deals.len()).filter(|set| {
        let gone: BTreeSet<DealIx> =
            deals.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0).map(|(_, deal)| *deal).collect();
        answer.loops.iter().all(|it| is_broken(it, &gone))
    });
    sets.map(|set| set.count_ones() as usize).min().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_fewer_deals_break_every_loop(pairs in pairs(13)) {
        let book = web(&pairs);
        let answer = found(&book, View::default());
        let Breakers { deals, at_least } = breakers(&answer.loops);
        let gone: BTreeSet<DealIx> = deals.iter().copied().collect();
        prop_assert!(answer.loops.iter().all(|it| is_broken(it, &gone)));
        prop_assert_eq!(deals.len(), fewest_by_hand(&answer));
        prop_assert_eq!(at_least, deals.len());
        // What the search says of broken loops is what the graph without those deals says.
        let without: Vec<(usize, usize)> = pairs.iter().enumerate()
            .filter(|(at, _)| !deals.iter().any(|deal| book.deal(*deal).id.as_str() == format!("d{at:02}")))
            .map(|(_, pair)| *pair)
            .collect();
        prop_assert!(found(&web(&without), View::default()).loops.is_empty());
    }
}

/// A book of seven firms with rounds of several investors, which share a deal among hops, and purchases.
fn rounds(rounds: &[(usize, BTreeSet<usize>)], purchases: &[(usize, usize)]) -> Book {
    let entities: String = (0..7).map(|n| format!("(id: \"f{n}\", name: \"Firm {n}\", kind: Company),")).collect();
    let mut deals = String::new();
    for (at, (company, investors)) in rounds.iter().enumerate() {
        let investors: Vec<usize> = investors.iter().copied().filter(|it| it != company).collect();
        if !investors.is_empty() {
            let of: String = investors.iter().map(|it| format!("(who: \"f{it}\", role: Investor), ")).collect();
            let parties = format!("{of}(who: \"f{company}\", role: Investee)");
            deals += &deal(&format!("r{at:02}"), "Investment", &parties, "");
        }
    }
    for (at, (from, to)) in purchases.iter().enumerate() {
        deals += &buys(&format!("d{at:02}"), &format!("f{from}"), &format!("f{to}"), "");
    }
    book_with(&entities, &deals)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_fewer_deals_break_loops_whose_hops_share_rounds(
        some in prop::collection::vec((0_usize..7, prop::collection::btree_set(0_usize..7, 1..5)), 1..6),
        pairs in pairs(9),
    ) {
        let answer = found(&rounds(&some, &pairs), View::default());
        let Breakers { deals, at_least } = breakers(&answer.loops);
        prop_assert!(answer.loops.iter().all(|it| is_broken(it, &deals.iter().copied().collect())));
        prop_assert_eq!(deals.len(), fewest_by_hand(&answer));
        prop_assert_eq!(at_least, deals.len());
    }
}
