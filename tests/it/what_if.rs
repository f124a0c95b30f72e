//! What findings would be if something were otherwise.

use std::process::Command;

use crate::common::{book, deal, invests};
use dealgraph::graph::{DealGraph, Ended, Supposition, Told, View};
use dealgraph::load;
use dealgraph::model::{Book, MoneyLevel, NameError, Status};
use dealgraph::rules::{Change, WhatIf, what_if};

/// Acme pays Orion 10 now and 30 on a listing; Orion buys 100 from a part of Acme.
fn looped() -> Book {
    let tranches = "amount: \"USD 40bn\", tranches: [\
                    (id: \"now\", amount: \"USD 10bn\"), \
                    (id: \"later\", amount: \"USD 30bn\", on: [\"a listing\"])]";
    let parties = "(who: \"orion\", role: Customer), (who: \"acme-cloud\", role: Supplier)";
    book(&(invests("acme", "orion", tranches) + &deal("buy", "Purchase", parties, "amount: \"USD 100bn\"")))
}

fn ask<'b>(book: &'b Book, suppositions: &[Supposition]) -> WhatIf<'b> {
    what_if(book, View::default(), suppositions).expect("the book has no rule of its own")
}

fn loop_changes(answer: &WhatIf<'_>) -> Vec<Change> {
    answer.changes.iter().filter(|change| change.finding().code == "circular-financing").cloned().collect()
}

fn tranche(book: &Book, path: &str) -> (dealgraph::model::DealIx, usize) {
    book.find_tranche(path).expect("the tranche is there")
}

#[test]
fn a_loop_vanishes_with_a_deal_of_it() {
    let book = looped();
    let buy = book.find_deal("buy").expect("the deal is there");
    let answer = ask(&book, &[Supposition::Drop(buy)]);
    assert!(matches!(loop_changes(&answer)[..], [Change::Vanished(_)]));
    assert_eq!(answer.lost(), [buy]);
}

#[test]
fn a_part_fails_with_its_whole_and_a_whole_outlives_its_part() {
    let book = looped();
    let told = |name: &str| {
        let failed = Supposition::Fail(book.find_entity(name).expect("the entity is there"));
        Told::if_only(&book, View::default(), &[failed])
            .deals()
            .map(|(_, deal)| deal.id.to_string())
            .collect::<Vec<_>>()
    };
    assert!(told("acme").is_empty());
    assert_eq!(told("acme-cloud"), ["acme-orion"]);
    assert_eq!(told("umbra"), ["acme-orion", "buy"]);
}

#[test]
fn a_triggered_tranche_becomes_firm_and_a_void_one_is_gone() {
    let book = looped();
    let (deal, later) = tranche(&book, "acme-orion/later");
    let money = |supposition: &[Supposition], level: MoneyLevel| {
        let told = Told::if_only(&book, View::default(), supposition);
        let money = told.deal(deal).expect("the deal is still told").money();
        money.stated().expect("the amount is stated").split.at(level)
    };
    let (void, triggered) = (Supposition::Void(deal, later), Supposition::Trigger(deal, later));
    let ends = |interval: dealgraph::model::Interval| (interval.lower(), interval.upper());
    let billions = |lower: u128, upper: u128| (lower * 100_000_000_000, Some(upper * 100_000_000_000));
    assert_eq!(ends(money(&[], MoneyLevel::Firm)), billions(10, 10));
    assert_eq!(ends(money(&[triggered], MoneyLevel::Firm)), billions(40, 40));
    assert_eq!(ends(money(&[void], MoneyLevel::Headline)), billions(10, 10));
    for supposition in [void, triggered] {
        assert!(matches!(loop_changes(&ask(&book, &[supposition]))[..], [Change::Changed(..)]), "{supposition:?}");
    }
}

#[test]
fn a_tranche_supposed_otherwise_leaves_those_of_other_deals_as_they_are() {
    let rest = "amount: \"USD 40bn\", tranches: [(id: \"later\", amount: \"USD 30bn\", on: [\"a listing\"])]";
    let book = book(&(invests("acme", "orion", rest) + &invests("umbra", "lyra", rest)));
    let (deal, later) = tranche(&book, "acme-orion/later");
    let other = book.find_deal("umbra-lyra").expect("the deal is there");
    let split = |suppositions: &[Supposition]| {
        let told = Told::if_only(&book, View::default(), suppositions);
        told.deal(other).expect("the deal is still told").money()
    };
    for supposition in [Supposition::Void(deal, later), Supposition::Trigger(deal, later)] {
        assert_eq!(split(&[supposition]), split(&[]), "{supposition:?}");
    }
}

#[test]
fn what_a_finding_does_not_rest_on_changes_nothing() {
    let book = book(&(invests("acme", "orion", "") + &invests("umbra", "lyra", "")));
    let other = book.find_deal("umbra-lyra").expect("the deal is there");
    assert!(ask(&book, &[Supposition::Drop(other)]).changes.is_empty());
}

#[test]
fn a_replaced_deal_counts_again_without_its_successor() {
    let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
    let newer = deal("newer", "Investment", parties, "supersedes: [\"acme-orion\"]");
    let book = book(&(invests("acme", "orion", "") + &newer));
    let answer = ask(&book, &[Supposition::Drop(book.find_deal("newer").expect("the deal is there"))]);
    assert_eq!(answer.revived(), [book.find_deal("acme-orion").expect("the deal is there")]);
    assert!(answer.report().notes.iter().any(|note| note.contains("acme-orion")), "{:?}", answer.report().notes);
}

#[test]
fn a_deal_that_the_view_does_not_see_is_said_to_change_nothing() {
    let book = book(&invests("acme", "orion", "status: Rumoured"));
    let view = View { min_status: Some(Status::Signed), ..View::default() };
    let unseen = Supposition::Drop(book.find_deal("acme-orion").expect("the deal is there"));
    let answer = what_if(&book, view, &[unseen]).expect("the book has no rule of its own");
    assert!(answer.changes.is_empty());
    assert!(answer.report().notes[0].contains("this view does not see acme-orion"), "{:?}", answer.report().notes);
}

#[test]
fn a_wrong_tranche_is_met_with_the_right_one() {
    let book = looped();
    let suggested = |path: &str| match book.find_tranche(path) {
        Err(NameError::Unknown { suggestions, .. }) => suggestions,
        other => panic!("{path} is no tranche, yet {other:?}"),
    };
    assert_eq!(suggested("acme-orion/latr"), ["acme-orion/later"]);
    assert_eq!(suggested("acme-orion"), ["acme-orion/now", "acme-orion/later"]);
    assert_eq!(suggested("acme-orio/later"), ["acme-orion"]);
}

#[test]
fn supposing_nothing_tells_the_built_in_book_as_it_is() {
    let book = load::load_embedded().expect("the built-in book is sound");
    let (plain, supposed) = (Told::new(&book, View::default()), Told::if_only(&book, View::default(), &[]));
    assert!(plain.deals().eq(supposed.deals()));
}

/// Deals that are not touched are not looked at; this looks at all.
#[test]
fn what_is_supposed_is_told_the_same_whether_all_deals_are_looked_at_or_few() {
    let book = load::load_embedded().expect("the built-in book is sound");
    let (amazon, listed) = (book.find_entity("amazon").expect("there"), "openai-round-2026/amazon-later");
    let (round, later) = tranche(&book, listed);
    let dropped = book.find_deal("openai-aws-2026").expect("there");
    let is_amazon = |who| book.lineage(who, None).any(|it| it == amazon);
    for ended in [Ended::Hidden, Ended::Shown] {
        let view = View { ended, min_status: Some(Status::Announced), ..View::default() };
        let told = Told::if_only(&book, view, &[Supposition::Drop(dropped), Supposition::Fail(amazon)]);
        let wanted = Told::supposing(&book, view, |index, deal| {
            let fails = deal.parties.iter().filter_map(|party| party.who.entity()).any(is_amazon);
            (index != dropped && !fails).then_some(deal)
        });
        assert!(told.deals().eq(wanted.deals()));
        let told = Told::if_only(&book, view, &[Supposition::Trigger(round, later)]);
        let wanted = Told::supposing(&book, view, |index, mut deal| {
            if index == round {
                let tranche = &mut deal.to_mut().tranches[later];
                (tranche.status, tranche.on) = (Some(Status::Closed), Vec::new());
            }
            Some(deal)
        });
        assert!(told.deals().eq(wanted.deals()));
    }
}

#[test]
fn a_failed_entity_is_in_no_loop_of_the_built_in_book() {
    let book = load::load_embedded().expect("the built-in book is sound");
    let openai = book.find_entity("openai").expect("the entity is there");
    let fail = [Supposition::Fail(openai)];
    let answer = ask(&book, &fail);
    assert!(loop_changes(&answer).iter().any(|change| matches!(change, Change::Vanished(_))));
    let left = dealgraph::rules::all_findings(&DealGraph::of(answer.after)).expect("no rule of its own").list;
    assert!(!left.iter().any(|finding| finding.code == "circular-financing" && finding.is_about(openai)));
}

#[test]
fn the_exit_status_says_whether_anything_changes() {
    let code = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dealgraph")).arg("what-if").args(arguments).output();
        output.expect("the program starts").status.code()
    };
    assert_eq!(code(&["--fail", "openai", "-f", "json"]), Some(1));
    assert_eq!(code(&["--fail", "opneai"]), Some(2));
    assert_eq!(code(&[]), Some(2));
}
