//! What the payers of an enlarged deal put in: its total holds what others had paid for what it enlarges.

use crate::common::{book, book_with, buys, deal, invests};
use dealgraph::export::{Options, format_named};
use dealgraph::graph::{DealGraph, Rollup, Tally, View};
use dealgraph::model::{Book, Currency, Interval, MoneyLevel};
use dealgraph::query::backers::{Quorum, backers};
use dealgraph::query::exposure::{By, exposure};
use dealgraph::query::loops::{Search, loops};

/// One million dollars, in cents.
const M: u128 = 100_000_000;

fn round(id: &str, investors: &str, rest: &str) -> String {
    deal(id, "Investment", &format!("{investors}(who: \"orion\", role: Investee)"), rest)
}

fn investor(who: &str, commits: &str) -> String {
    let commits = if commits.is_empty() { String::new() } else { format!(", commits: \"USD {commits}m\"") };
    format!("(who: \"{who}\", role: Investor{commits}),")
}

fn paid(tally: &Tally) -> Vec<(u128, Option<u128>)> {
    let split = tally.totals.get(&Currency::USD).copied().unwrap_or_default();
    let ends = |interval: Interval| (interval.lower() / M, interval.upper().map(|most| most / M));
    MoneyLevel::ALL.iter().map(|level| ends(split.at(*level))).collect()
}

fn paid_by(book: &Book, who: &str, view: View) -> Vec<(u128, Option<u128>)> {
    let graph = DealGraph::new(book, view);
    paid(&exposure(&graph, book.find_entity(who).expect("a known name"), By::Counterparty).paid)
}

const fn exactly(firm: u128, committed: u128, headline: u128) -> [(u128, Option<u128>); 3] {
    [(firm, Some(firm)), (committed, Some(committed)), (headline, Some(headline))]
}

const FIFTY_MORE: &str = "amount: \"USD 150m\", expands: (deal: \"old\", by: \"USD 50m\")";

#[test]
fn who_enlarges_the_deal_of_another_pays_what_is_added() {
    let old = round("old", &investor("acme", ""), "amount: \"USD 100m\"");
    let new = round("new", &investor("umbra", ""), &format!("{FIFTY_MORE}, status: Announced"));
    let book = book(&(old + &new));
    let view = View::default();
    assert_eq!(paid_by(&book, "umbra", view), exactly(0, 50, 50));
    assert_eq!(paid_by(&book, "acme", view), exactly(100, 100, 100));
    let graph = DealGraph::new(&book, view);
    let received = exposure(&graph, book.find_entity("orion").expect("there"), By::Counterparty).received;
    assert_eq!(paid(&received), exactly(100, 150, 150));
    let asked = [book.find_entity("orion").expect("there")];
    let told = backers(&graph, &asked, Quorum::Any).report(&graph, Quorum::Any).answer.to_string();
    assert!(told.contains("5000000000") && !told.contains("15000000000"), "{told}");
}

#[test]
fn an_addition_may_hang_on_what_hangs_on_conditions() {
    let old = round("old", &investor("acme", ""), "amount: \"USD 100m\"");
    let part = "tranches: [(id: \"later\", amount: \"USD 30m\", on: [\"a listing\"])]";
    let new = round("new", &investor("umbra", ""), &format!("{FIFTY_MORE}, {part}"));
    let firm = (20, Some(50));
    assert_eq!(paid_by(&book(&(old + &new)), "umbra", View::default()), [firm, firm, firm]);
}

#[test]
fn what_a_payer_had_paid_before_is_its_own() {
    let both = investor("acme", "60") + &investor("umbra", "40");
    let old = round("old", &both, "amount: \"USD 100m\"");
    let new = round("new", &investor("umbra", ""), FIFTY_MORE);
    let split = book(&(old + &new));
    assert_eq!(paid_by(&split, "umbra", View::default()), exactly(90, 90, 90));
    assert_eq!(paid_by(&split, "acme", View::default()), exactly(60, 60, 60));
    let alone = round("old", &investor("umbra", ""), "amount: \"USD 100m\"");
    assert_eq!(paid_by(&book(&(alone + &new)), "umbra", View::default()), exactly(150, 150, 150));
    // Of shares that nobody tells it may have had all or nothing, and so of payers nobody names.
    let untold = investor("acme", "") + &investor("umbra", "");
    let unnamed = "(undisclosed: \"funds\", role: Investor),".to_owned();
    for before in [untold, unnamed] {
        let old = round("old", &before, "amount: \"USD 100m\"");
        assert_eq!(paid_by(&book(&(old + &new)), "umbra", View::default()), [(50, Some(150)); 3]);
    }
}

#[test]
fn a_part_that_enlarges_what_its_whole_paid_counts_for_that_whole() {
    let old = round("old", &investor("acme", ""), "amount: \"USD 100m\"");
    let new = round("new", &investor("acme-cloud", ""), FIFTY_MORE);
    let book = book(&(old + &new));
    assert_eq!(paid_by(&book, "acme", View::default()), exactly(150, 150, 150));
    let apart = View { rollup: Rollup::Parts, ..View::default() };
    assert_eq!(paid_by(&book, "acme", apart), exactly(100, 100, 100));
    assert_eq!(paid_by(&book, "acme-cloud", apart), exactly(50, 50, 50));
}

#[test]
fn of_a_deal_enlarged_twice_each_pays_its_own() {
    let more = |id: &str, by: &str, who: &str| {
        round(id, &investor(who, ""), &format!("expands: (deal: \"{by}\", by: \"USD 50m\")"))
    };
    let old = round("old", &investor("acme", ""), "amount: \"USD 100m\"");
    let chain = book_with("", &(old.clone() + &more("new", "old", "umbra") + &more("newest", "new", "lyra")));
    for (who, own) in [("acme", 100), ("umbra", 50), ("lyra", 50)] {
        assert_eq!(paid_by(&chain, who, View::default()), exactly(own, own, own), "{who}");
    }
    let again = book(&(old + &more("new", "old", "umbra") + &more("newest", "new", "umbra")));
    assert_eq!(paid_by(&again, "umbra", View::default()), exactly(100, 100, 100));
    // What a payer says that it commits stands as written.
    let old = round("old", &investor("acme", ""), "amount: \"USD 100m\"");
    let new = round("new", &(investor("acme", "100") + &investor("umbra", "50")), FIFTY_MORE);
    let both = book(&(old + &new));
    assert_eq!(paid_by(&both, "umbra", View::default()), exactly(50, 50, 50));
    assert_eq!(paid_by(&both, "acme", View::default()), exactly(100, 100, 100));
}

#[test]
fn what_each_paid_is_a_payment_of_its_own() {
    let payments = |old: &str, new: &str| {
        let book = book(&(round("old", old, "amount: \"USD 100m\"") + &round("new", new, FIFTY_MORE)));
        let graph = DealGraph::new(&book, View::default());
        let written = format_named("ftm").expect("a format").write(&graph, &Options::default()).expect("written");
        let text = String::from_utf8(written.files[0].bytes.clone()).expect("text");
        let payments = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let told = |it: serde_json::Value| {
            let of = |field: &str| it["properties"][field][0].as_str().unwrap_or("none").to_owned();
            (it["schema"] == "Payment").then(|| format!("{} {}", of("payer"), of("amount")))
        };
        payments.filter_map(told).collect::<Vec<_>>()
    };
    let (acme, umbra) = (investor("acme", ""), investor("umbra", ""));
    assert_eq!(payments(&acme, &umbra), ["umbra 50000000.00", "acme 100000000.00"]);
    assert_eq!(payments(&acme, &acme), ["acme 150000000.00", "acme none"]);
}

#[test]
fn a_loop_tells_what_is_added_as_such_and_not_as_a_total() {
    let bought = |customer: &str| {
        let deals = invests("acme", "orion", "amount: \"USD 100m\"")
            + &buys("old", customer, "acme", "amount: \"USD 100m\"")
            + &buys("new", "orion", "acme", FIFTY_MORE);
        let book = book(&deals);
        let answer = loops(&DealGraph::new(&book, View::default()), &Search::default());
        let back = answer.loops[0].back();
        (paid(&back.money)[2].1, back.additions().count())
    };
    assert_eq!(bought("umbra"), (Some(50), 0));
    assert_eq!(bought("orion"), (Some(150), 1));
}
