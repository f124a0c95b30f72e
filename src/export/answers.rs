//! What the program itself answers, put beside the tables so that a notebook can compare its own reckoning.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::totals::Totals;
use super::web::web;
use crate::graph::DealGraph;
use crate::model::{DealIx, EntityIx, Flow};
use crate::query::backers::investors_of;
use crate::query::stats::stats;
use crate::report::view_record;

/// For each company, its investors.
type Holdings = BTreeMap<EntityIx, BTreeSet<EntityIx>>;

/// Returns the answers as a JSON text.
pub(super) fn answers(graph: &DealGraph<'_>) -> String {
    let holdings = holdings(graph);
    let document = json!({
        "view": view_record(graph.book(), graph.view()),
        "graph": Totals::of(&web(graph)),
        "stats": stats(graph).answer,
        "backers_of_two": backers_of_two(graph, &holdings),
        "co_investors": co_investors(graph, &holdings),
        "money_both_ways": money_both_ways(graph),
    });
    format!("{document:#}\n")
}

fn holdings(graph: &DealGraph<'_>) -> Holdings {
    let all =
        graph.book().entity_indices().map(|company| (company, investors_of(graph, company).into_keys().collect()));
    all.filter(|(_, investors): &(_, BTreeSet<_>)| !investors.is_empty()).collect()
}

/// Investors of two companies or more, each with those companies.
fn backers_of_two(graph: &DealGraph<'_>, holdings: &Holdings) -> Value {
    let mut backed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (company, investors) in holdings {
        for investor in investors {
            backed.entry(id(graph, *investor)).or_default().push(id(graph, *company));
        }
    }
    backed.retain(|_, companies| companies.len() > 1);
    json!(backed)
}

/// Pairs of investors that hold at least two companies in common, with how many.
fn co_investors(graph: &DealGraph<'_>, holdings: &Holdings) -> Value {
    let mut shared: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for investors in holdings.values() {
        let investors: Vec<&str> = investors.iter().map(|investor| id(graph, *investor)).collect();
        for (rank, one) in investors.iter().enumerate() {
            for two in &investors[rank + 1..] {
                *shared.entry((one, two)).or_default() += 1;
            }
        }
    }
    shared.retain(|_, companies| *companies > 1);
    shared.into_iter().map(|((one, two), companies)| json!([one, two, companies])).collect()
}

/// Pairs between which money moves both ways, by different deals: the shortest loops.
fn money_both_ways(graph: &DealGraph<'_>) -> Value {
    let mut moves: BTreeMap<(EntityIx, EntityIx), BTreeSet<DealIx>> = BTreeMap::new();
    for (from, to, leg) in graph.legs().filter(|(.., leg)| leg.flow == Flow::Money) {
        moves.entry((from, to)).or_default().insert(leg.deal);
    }
    let both = moves.iter().filter(|((from, to), out)| {
        from < to && moves.get(&(*to, *from)).is_some_and(|back| out.len() > 1 || back.len() > 1 || *out != back)
    });
    both.map(|((from, to), _)| json!([id(graph, *from), id(graph, *to)])).collect()
}

fn id<'b>(graph: &DealGraph<'b>, entity: EntityIx) -> &'b str {
    graph.book().entity(entity).id.as_str()
}
