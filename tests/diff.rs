//! What has become of findings.

mod common;

use common::{book, deal, invests};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::{Book, Status};
use dealgraph::rules::{Change, all_findings, changes};

fn between(book: &Book, before: &str, after: &str) -> Vec<Change> {
    let at = |date: &str| {
        let as_of = Some(date.parse().expect("a date"));
        all_findings(&DealGraph::new(book, View { as_of, ..View::default() })).expect("no rule of its own").list
    };
    let loops_of = |change: &Change| change.finding().code == "circular-financing";
    changes(&at(before), &at(after)).into_iter().filter(loops_of).collect()
}

fn looped() -> Book {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)";
    let rest = "announced: \"2025-06-01\", period: \"2025-06..2026\", status: Closed, \
                history: [(date: \"2025-06-01\", status: Announced), (date: \"2026-01-01\", status: Closed)]";
    book(&(invests("acme", "orion", "announced: \"2025-01-01\"") + &deal("buy", "Purchase", parties, rest)))
}

#[test]
fn a_loop_appears_with_its_last_deal_and_vanishes_with_it() {
    let book = looped();
    assert!(matches!(between(&book, "2025-03-01", "2025-07-01")[..], [Change::Appeared(_)]));
    assert!(matches!(between(&book, "2026-03-01", "2027-03-01")[..], [Change::Vanished(_)]));
}

#[test]
fn a_deal_that_closes_changes_the_strength() {
    let [Change::Changed(then, now)] = &between(&looped(), "2025-07-01", "2026-03-01")[..] else {
        panic!("the loop is told anew");
    };
    assert_eq!((then.strength, now.strength), (Status::Announced, Status::Closed));
}

#[test]
fn where_nothing_happens_nothing_changes() {
    assert!(between(&looped(), "2025-07-01", "2025-08-01").is_empty());
}
