//! Who backs both.

use crate::common;
use crate::common::{book, deal, invests};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::model::Book;
use dealgraph::query::backers::{Quorum, backers};
use proptest::prelude::*;

fn names(book: &Book, view: View, companies: &[&str], quorum: Quorum) -> Vec<String> {
    let graph = DealGraph::new(book, view);
    let asked: Vec<_> = companies.iter().map(|name| book.find_entity(name).expect("a known name")).collect();
    let answer = backers(&graph, &asked, quorum);
    answer.backers.iter().map(|backer| book.entity(backer.investor).id.to_string()).collect()
}

#[test]
fn a_backer_of_both_is_named_and_a_backer_of_one_is_not() {
    let book = book(&(invests("acme", "orion", "") + &invests("acme", "lyra", "") + &invests("umbra", "lyra", "")));
    assert_eq!(names(&book, View::default(), &["orion", "lyra"], Quorum::All), ["acme"]);
    assert_eq!(names(&book, View::default(), &["orion", "lyra"], Quorum::Any), ["acme", "umbra"]);
    assert_eq!(names(&book, View::default(), &["orion"], Quorum::None), ["umbra"]);
}

#[test]
fn lenders_and_customers_are_no_backers() {
    let loan = deal("loan", "Loan", "(who: \"acme\", role: Lender), (who: \"orion\", role: Borrower)", "");
    let purchase = deal("buy", "Purchase", "(who: \"acme\", role: Customer), (who: \"orion\", role: Supplier)", "");
    let book = book(&(loan + &purchase));
    assert!(names(&book, View::default(), &["orion"], Quorum::All).is_empty());
}

#[test]
fn a_part_invests_for_its_whole() {
    let book = book(&(invests("acme-cloud", "orion", "") + &invests("acme", "lyra", "")));
    assert_eq!(names(&book, View::default(), &["orion", "lyra"], Quorum::All), ["acme"]);
    let apart = View { rollup: Rollup::Parts, ..View::default() };
    assert!(names(&book, apart, &["orion", "lyra"], Quorum::All).is_empty());
}

#[test]
fn a_cancelled_deal_backs_nothing() {
    let book = book(&(invests("acme", "orion", "status: Cancelled") + &invests("acme", "lyra", "")));
    assert!(names(&book, View::default(), &["orion", "lyra"], Quorum::All).is_empty());
}

#[test]
fn money_of_another_currency_outranks_nobody() {
    let of = |umbra: &str, acme: &str| {
        let round = |investor, amount: &str| invests(investor, "orion", &format!("amount: \"{amount}\""));
        let book = book(&(round("umbra", umbra) + &round("acme", acme) + &round("lyra", "USD 1m")));
        names(&book, View::default(), &["orion"], Quorum::All)
    };
    assert_eq!(of("KRW 900bn", "USD 2m"), ["acme", "lyra", "umbra"]);
    assert_eq!(of("USD 900bn", "USD 2m"), ["umbra", "acme", "lyra"]);
    // Where nobody can say more, those of one currency stand in their own order.
    assert_eq!(of("KRW 4bn", "KRW 9tn"), ["lyra", "acme", "umbra"]);
    assert_eq!(of("EUR 4bn", "KRW 9tn"), ["lyra", "umbra", "acme"]);
}

#[test]
fn money_is_ranked_by_what_it_comes_to_at_a_rate() {
    let round = |investor, amount: &str| invests(investor, "orion", &format!("amount: \"{amount}\""));
    let deals = round("umbra", "EUR 2m") + &round("acme", "USD 1m") + &round("lyra", "EUR 5m");
    // The section of rates follows that of deals.
    let rate = "], rates: [(from: \"EUR\", to: \"USD\", rate: \"1.1\", date: \"2024\", source: \"daily\")";
    let book = book(&(deals + rate));
    assert_eq!(names(&book, View::default(), &["orion"], Quorum::All), ["lyra", "umbra", "acme"]);
}

#[test]
fn a_company_asked_for_twice_counts_once() {
    let book = book(&invests("acme", "orion", ""));
    assert_eq!(names(&book, View::default(), &["orion", "Orion", "orion-models"], Quorum::All), ["acme"]);
}

proptest! {
    #[test]
    fn the_answer_is_that_of_counting_by_hand(pairs in prop::collection::btree_set((0_u8..6, 0_u8..6), 0..20), needed in 1_usize..4) {
        let entities: String = (0..6).map(|n| format!("(id: \"i{n}\", name: \"Fund {n}\", kind: Fund), (id: \"c{n}\", name: \"Firm {n}\", kind: Company),")).collect();
        let deals: String = pairs.iter().map(|(investor, company)| invests(&format!("i{investor}"), &format!("c{company}"), "")).collect();
        let book = common::book_with(&entities, &deals);
        let asked = ["c0", "c1", "c2"];
        let mut expected: Vec<String> = (0_u8..6)
            .filter(|investor| (0_u8..3).filter(|company| pairs.contains(&(*investor, *company))).count() >= needed)
            .map(|investor| format!("i{investor}"))
            .collect();
        let mut found = names(&book, View::default(), &asked, Quorum::AtLeast(needed));
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}
