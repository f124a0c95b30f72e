//! Who holds what somebody else holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::common;
use crate::common::{book, book_with, deal, invests};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::model::Book;
use dealgraph::query::co_investors::{CoInvestors, Pair, co_investors};
use proptest::prelude::*;

fn round(id: &str, investors: &[String], company: &str) -> String {
    let parties: String = investors.iter().map(|it| format!("(who: \"{it}\", role: Investor), ")).collect();
    deal(id, "Investment", &format!("{parties}(who: \"{company}\", role: Investee)"), "")
}

fn ask(book: &Book, of: Option<&str>, within: Option<&str>, view: View) -> CoInvestors {
    let entity = |name: &str| book.find_entity(name).expect("a known name");
    co_investors(&DealGraph::new(book, view), of.map(entity), within.map(entity))
}

fn ids(book: &Book, pair: &Pair) -> [String; 2] {
    [pair.one, pair.two].map(|it| book.entity(it).id.to_string())
}

#[test]
fn the_same_round_is_told_from_the_same_company() {
    let together = round("orion-b", &["acme".to_owned(), "umbra".to_owned()], "orion");
    let book = book(&(together + &invests("acme", "lyra", "") + &invests("umbra", "lyra", "")));
    let answer = ask(&book, Some("umbra"), None, View::default());
    let [pair] = answer.pairs.as_slice() else { panic!("one pair: {:?}", answer.pairs) };
    assert_eq!(ids(&book, pair), ["umbra", "acme"], "the one asked about comes first");
    assert_eq!((pair.shared.len(), pair.rounds(), pair.both, pair.either), (2, 1, 2, 2));
    assert_eq!(pair.jaccard_permille(), 1000);
}

#[test]
fn those_without_a_company_in_common_are_no_pair() {
    let book = book(&(invests("acme", "orion", "") + &invests("umbra", "lyra", "")));
    assert!(ask(&book, None, None, View::default()).pairs.is_empty());
}

#[test]
fn within_one_company_the_index_still_counts_all_they_hold() {
    let deals = invests("acme", "orion", "") + &invests("umbra", "orion", "") + &invests("acme", "lyra", "");
    let book = book(&deals);
    let answer = ask(&book, Some("acme"), Some("orion"), View::default());
    assert_eq!((answer.pairs[0].shared.len(), answer.pairs[0].both, answer.pairs[0].either), (1, 1, 2));
    assert!(ask(&book, Some("acme"), Some("lyra"), View::default()).pairs.is_empty());
}

#[test]
fn a_part_holds_for_its_whole_and_a_cancelled_deal_holds_nothing() {
    let book = book(&(invests("acme-cloud", "orion", "") + &invests("umbra", "orion", "")));
    let found = |view| ask(&book, None, None, view).pairs.iter().map(|pair| ids(&book, pair)).collect::<Vec<_>>();
    assert_eq!(found(View::default()), [["acme", "umbra"]]);
    assert_eq!(found(View { rollup: Rollup::Parts, ..View::default() }), [["acme-cloud", "umbra"]]);
    let cancelled = common::book(&(invests("acme", "orion", "status: Cancelled") + &invests("umbra", "orion", "")));
    assert!(ask(&cancelled, None, None, View::default()).pairs.is_empty());
}

#[test]
fn pairs_left_out_of_a_report_are_told() {
    let investors: Vec<String> = ["acme", "lyra", "umbra"].map(str::to_owned).to_vec();
    let book = book(&round("all", &investors, "orion"));
    let graph = DealGraph::new(&book, View::default());
    let report = co_investors(&graph, None, None).report(&graph, Some(1));
    assert_eq!((report.items.len(), report.truncated.is_some()), (1, true));
    assert_eq!(co_investors(&graph, None, None).report(&graph, None).truncated, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn pairs_are_those_of_counting_by_hand(rounds in prop::collection::vec((prop::collection::btree_set(0_u8..5, 1..4), 0_u8..4), 0..6), of in prop::option::of(0_u8..5)) {
        let entities: String = (0..5).map(|n| format!("(id: \"i{n}\", name: \"Fund {n}\", kind: Fund), (id: \"c{n}\", name: \"Firm {n}\", kind: Company),")).collect();
        let deals: String = rounds
            .iter()
            .enumerate()
            .map(|(number, (investors, company))| {
                let investors: Vec<String> = investors.iter().map(|it| format!("i{it}")).collect();
                round(&format!("r{number}"), &investors, &format!("c{company}"))
            })
            .collect();
        let book = book_with(&entities, &deals);
        let holds = |investor: u8| -> BTreeSet<u8> {
            rounds.iter().filter(|(them, _)| them.contains(&investor)).map(|(_, company)| *company).collect()
        };
        let mut expected: BTreeMap<(u8, u8), (usize, usize, usize)> = BTreeMap::new();
        for one in 0..5 {
            for two in one + 1..5 {
                let shared: BTreeSet<u8> = holds(one).intersection(&holds(two)).copied().collect();
                let together = shared.iter().filter(|company| {
                    rounds.iter().any(|(them, it)| it == *company && them.contains(&one) && them.contains(&two))
                });
                if !shared.is_empty() && of.is_none_or(|of| of == one || of == two) {
                    let either = holds(one).union(&holds(two)).count();
                    expected.insert((one, two), (shared.len(), together.count(), either));
                }
            }
        }
        let answer = ask(&book, of.map(|it| format!("i{it}")).as_deref(), None, View::default());
        let number = |it: &str| it[1..].parse::<u8>().expect("numbered");
        let found: BTreeMap<(u8, u8), (usize, usize, usize)> = answer
            .pairs
            .iter()
            .map(|pair| {
                let [one, two] = ids(&book, pair);
                let (one, two) = (number(&one), number(&two));
                ((one.min(two), one.max(two)), (pair.shared.len(), pair.rounds(), pair.either))
            })
            .collect();
        prop_assert_eq!(answer.pairs.len(), found.len(), "no pair comes twice");
        prop_assert_eq!(&found, &expected);
        let ranks: Vec<(usize, usize, usize)> =
            answer.pairs.iter().map(|it| (it.shared.len(), it.both * 1_000_000 / it.either, it.rounds())).collect();
        prop_assert!(ranks.windows(2).all(|pair| pair[0] >= pair[1]), "not in order: {:?}", ranks);
    }
}
