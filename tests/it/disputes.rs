//! Where sources disagree, and whether a finding survives that.

use crate::common::{book, deal, invests};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::Book;
use dealgraph::query::disputes::{Dispute, disputes};
use dealgraph::rules::{Court, Outcome, Stance, all_findings};

fn found(book: &Book, view: View) -> Vec<Dispute> {
    disputes(&DealGraph::new(book, view), &[])
}

const TWO_AMOUNTS: &str = "amount: \"USD 4bn\", claims: [(source: \"filing\", says: {\"amount\": \"USD 4bn\"}), \
     (source: \"daily\", says: {\"amount\": \"USD 5bn\"})]";

#[test]
fn two_amounts_stand_side_by_side_the_believed_one_first() {
    let book = book(&invests("acme", "orion", TWO_AMOUNTS));
    let found = found(&book, View::default());
    assert_eq!(found.len(), 1);
    let values: Vec<(&str, bool)> = found[0].positions.iter().map(|it| (it.value.as_str(), it.believed)).collect();
    assert_eq!((found[0].field.as_str(), values), ("amount", vec![("USD 4bn", true), ("USD 5bn", false)]));
}

#[test]
fn one_value_written_in_two_ways_is_no_dispute() {
    let claims = "claims: [(source: \"filing\", says: {\"amount\": \"USD 4bn\"}), \
                  (source: \"daily\", says: {\"amount\": \"USD 4,000m\"})]";
    assert!(found(&book(&invests("acme", "orion", claims)), View::default()).is_empty());
}

#[test]
fn before_the_second_source_there_is_no_dispute() {
    let book = book(&invests("acme", "orion", TWO_AMOUNTS));
    let known_at = Some("2026-03-01".parse().expect("a date"));
    assert!(found(&book, View { known_at, ..View::default() }).is_empty());
}

fn looped(claims: &str) -> Book {
    let parties = "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)";
    book(&(invests("acme", "orion", "claims: [(source: \"filing\")]") + &deal("buy", "Purchase", parties, claims)))
}

fn verdict(book: &Book) -> (Outcome, Vec<Stance>) {
    let graph = DealGraph::new(book, View::default());
    let findings = all_findings(&graph).expect("no rule of its own");
    let it = findings.list.iter().find(|it| it.code == "circular-financing").expect("a loop");
    let verdict = Court::new(&graph).verdict(it).expect("no rule of its own");
    (verdict.outcome, verdict.stances.into_iter().map(|(_, stance)| stance).collect())
}

#[test]
fn what_the_filing_tells_whole_is_robust() {
    let (outcome, stances) = verdict(&looped("claims: [(source: \"filing\")]"));
    assert_eq!((outcome, stances), (Outcome::Robust, vec![Stance::Holds; 4]));
}

#[test]
fn what_only_the_press_tells_depends_on_sources() {
    use Stance::{Holds, Silent};
    let (outcome, stances) = verdict(&looped("claims: [(source: \"daily\")]"));
    assert_eq!((outcome, stances), (Outcome::SourceDependent, vec![Holds, Silent, Holds, Silent, Silent]));
}

#[test]
fn a_source_that_calls_a_deal_off_contradicts() {
    let claims = "claims: [(source: \"filing\"), (source: \"blog\", says: {\"status\": \"Cancelled\"})]";
    let (outcome, stances) = verdict(&looped(claims));
    assert_eq!(outcome, Outcome::SourceDependent);
    assert_eq!(stances[2], Stance::Contradicts, "the blog has the last word");
}
