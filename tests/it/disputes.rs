//! Where sources disagree, and whether a finding survives that.

use crate::common::{book, deal, invests};
use dealgraph::graph::{DealGraph, Trust, View};
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

#[test]
fn to_say_that_something_is_not_there_disputes_what_another_tells_of_it() {
    let parties = "(who: \"acme\", role: Investor), (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)";
    let parts = "amount: \"USD 9bn\", tranches: [(id: \"later\", amount: \"USD 3bn\")], \
        clauses: [(id: \"sole\", kind: Exclusivity, beneficiary: \"acme\", bound: \"orion\")]";
    let disputed = |denial: &str, said: &str| {
        let claims = format!("(source: \"filing\", says: {{{denial}}}), (source: \"daily\", says: {{{said}}})");
        let book = book(&deal("round", "Investment", parties, &format!("{parts}, claims: [{claims}]")));
        let position = |it: &dealgraph::query::disputes::Position| {
            let ids: Vec<&str> = it.sources.iter().map(|it| book.source(*it).id.as_str()).collect();
            format!("{} by {}{}", it.value, ids.join(" "), if it.believed { ", told so" } else { "" })
        };
        let found = found(&book, View::default()).into_iter();
        found
            .map(|it| (it.field, it.positions.iter().map(position).collect::<Vec<_>>().join(" | ")))
            .collect::<Vec<_>>()
    };
    for (denial, said, field, values) in [
        (
            "\"tranches.later\": \"absent\"",
            "\"tranches.later.amount\": \"USD 3bn\"",
            "tranches.later",
            "amount: USD 3bn by daily, told so | absent by filing",
        ),
        (
            "\"tranches\": \"none\"",
            "\"tranches.later.on\": \"none\"",
            "tranches",
            "later.on: none by daily, told so | none by filing",
        ),
        (
            "\"parties.lyra\": \"absent\"",
            "\"parties.lyra.commits\": \"USD 1bn\"",
            "parties.lyra",
            "commits: USD 1bn by daily, told so | absent by filing",
        ),
        (
            "\"clauses.sole\": \"absent\"",
            "\"clauses.sole.carve_outs\": \"none\"",
            "clauses.sole",
            "carve_outs: none by daily, told so | absent by filing",
        ),
    ] {
        assert_eq!(disputed(denial, said), [(field.to_owned(), values.to_owned())], "{denial}");
    }
    let [three, four] = ["3bn", "4bn"].map(|it| format!("\"tranches.later.amount\": \"USD {it}\""));
    let thrice = [three.as_str(), &four, &three].join("}), (source: \"daily\", says: {");
    let told = disputed("\"tranches.later\": \"absent\"", &thrice);
    let (_, values) = told.iter().find(|(field, _)| field == "tranches.later").expect("it is disputed");
    let once = "amount: USD 3bn\namount: USD 4bn by daily, told so | absent by filing";
    assert_eq!(values, once, "what is said twice is told once");
    // Who says that two different parts are not there, or speaks of another one, disputes nobody but the book.
    let of_the_book = |denial: &str, said: &str, expected: &[(&str, &str)]| {
        let expected = expected.iter().map(|(field, values)| ((*field).to_owned(), (*values).to_owned()));
        assert_eq!(disputed(denial, said), expected.collect::<Vec<_>>());
    };
    of_the_book(
        "\"tranches\": \"none\"",
        "\"tranches.later\": \"absent\"",
        &[
            ("tranches", "later.amount: USD 3bn by , told so | none by filing"),
            ("tranches.later", "amount: USD 3bn by , told so | absent by daily"),
        ],
    );
    of_the_book(
        "\"parties.lyra\": \"absent\"",
        "\"tranches.later.amount\": \"USD 3bn\"",
        &[("parties.lyra", "Investor by , told so | absent by filing")],
    );
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

/// Each field in dispute with its values: who says each, and which one is told.
fn told(deals: &str, view: View) -> Vec<String> {
    let book = book(deals);
    let graph = DealGraph::new(&book, view);
    let report = dealgraph::query::disputes::report(&graph, &disputes(&graph, &[]), &[]);
    let rows = report.sections[0].rows.iter().map(Iterator::collect::<Vec<_>>);
    rows.map(|row| row[1..5].join(" | ")).collect()
}

#[test]
fn what_the_book_tells_against_all_its_sources_stands_beside_them() {
    let claims = |claims: &str| invests("acme", "orion", &format!("amount: \"USD 4bn\", {claims}"));
    let of = |said: &str| told(&claims(said), View::default());
    let two = "claims: [(source: \"filing\", says: {\"amount\": \"USD 5bn\"}), (source: \"daily\", says: {\"amount\": \"USD 6bn\"})]";
    assert_eq!(
        of(two),
        ["amount | USD 4bn | yes | no source says so", " | USD 5bn |  | filing", " | USD 6bn |  | daily"]
    );
    let one =
        |field: &str, value: &str| of(&format!("claims: [(source: \"daily\", says: {{\"{field}\": \"{value}\"}})]"));
    assert_eq!(one("status", "Cancelled"), ["status | Closed | yes | no source says so", " | Cancelled |  | daily"]);
    assert_eq!(
        one("parties.acme", "absent"),
        ["parties.acme | Investor | yes | no source says so", " | absent |  | daily"]
    );
    // One that says the same, or says it less exactly, backs the book; where that is silent, there is nothing to dispute.
    assert!(one("amount", "USD 4,000m").is_empty());
    assert!(one("amount", "about USD 4bn").is_empty());
    assert!(one("post_money", "USD 40bn").is_empty());
    assert!(one("parties.acme.commits", "USD 4bn").is_empty());
    // Where sources differ on what the book leaves open, it is told that it follows none of them.
    let open = two.replace("amount", "post_money");
    assert_eq!(of(&open)[0], "post_money | not stated | yes | no source says so");
    // Who trusts a source is told what that says, and of an earlier day there may be more to come.
    let daily = "claims: [(source: \"daily\", says: {\"amount\": \"USD 5bn\"})]";
    assert!(told(&claims(daily), View { trust: Trust::Latest, ..View::default() }).is_empty());
    let earlier = "status: Closed, announced: \"2025-01\", history: [(date: \"2025-01\", status: Announced), (date: \"2025-06\", status: Closed)], \
                   claims: [(source: \"daily\", says: {\"status\": \"Closed\"})]";
    assert!(told(&claims(earlier), View { as_of: "2025-02".parse().ok(), ..View::default() }).is_empty());
}
