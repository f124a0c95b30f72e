//! Who holds several companies of one market: against a plain count, and as it is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::common;
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::load_embedded;
use dealgraph::model::{EntityIx, Flow, Kind};
use dealgraph::query::concentration::{concentrations, report};
use dealgraph::query::rivalry::Rivals;

/// How many companies of each market each investor holds, counted without any index.
fn counted(graph: &DealGraph<'_>) -> BTreeMap<(EntityIx, String), usize> {
    let book = graph.book();
    let mut markets: BTreeMap<EntityIx, BTreeSet<String>> = BTreeMap::new();
    for entity in book.entity_indices() {
        markets.entry(graph.owner(entity)).or_default().extend(book.entity(entity).markets.iter().cloned());
    }
    let mut held: BTreeMap<(EntityIx, String), BTreeSet<EntityIx>> = BTreeMap::new();
    for (investor, company, leg) in graph.legs() {
        if (leg.flow, leg.kind) == (Flow::Money, Kind::Investment) {
            for market in markets.get(&company).into_iter().flatten() {
                held.entry((investor, market.clone())).or_default().insert(company);
            }
        }
    }
    held.into_iter().map(|(pair, companies)| (pair, companies.len())).collect()
}

#[test]
fn on_the_built_in_book_it_is_what_a_plain_count_comes_to() {
    let book = load_embedded().expect("it is sound");
    let graph = DealGraph::new(&book, View::default());
    let rivals = Rivals::new(&graph);
    let names: Vec<&str> = book.markets().collect();
    for least in [1, 2, 4] {
        let found: BTreeMap<(EntityIx, String), usize> = concentrations(&graph, &rivals, least)
            .into_iter()
            .map(|it| ((it.investor, names[it.market as usize].to_owned()), it.companies as usize))
            .collect();
        let mut expected = counted(&graph);
        expected.retain(|_, companies| *companies >= least as usize);
        assert!(!expected.is_empty());
        assert_eq!(found, expected, "at least {least}");
    }
}

#[test]
fn an_investor_in_two_companies_of_a_market_is_told_with_both() {
    let round = |id: &str, company: &str| {
        format!(
            r#"(id: "{id}", kind: Investment, title: "Umbra invests", parties: [(who: "umbra", role: Investor),
            (who: "{company}", role: Investee)], amount: "USD 1m", status: Closed, claims: [(source: "daily")]),"#
        )
    };
    let book = common::book(&[round("one", "orion"), round("two", "lyra"), round("three", "acme")].concat());
    let graph = DealGraph::new(&book, View::default());
    let rivals = Rivals::new(&graph);
    let umbra = book.find_entity("umbra").expect("it is in the book");
    let told = report(&graph, &rivals, Some(umbra), 2, None);
    let companies = &told.answer["concentrations"][0];
    assert_eq!(companies["market"], "models");
    assert_eq!(companies["companies"], serde_json::json!(["lyra", "orion"]));
    assert_eq!(told.items.len(), 1, "one company of the market cloud is none of several");
    // Acme competes there by a part.
    assert_eq!(report(&graph, &rivals, None, 1, None).items.len(), 2);
    let cut = report(&graph, &rivals, None, 1, Some(1));
    assert_eq!((cut.items.len(), cut.truncated.is_some()), (1, true));
    let lyra = book.find_entity("lyra").expect("it is in the book");
    assert!(report(&graph, &rivals, Some(lyra), 1, None).items.is_empty(), "it holds nothing");
}
