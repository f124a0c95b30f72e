//! Walks and joins over the lists of an index, and over the contacts that are made of them once many were asked for: both tell
//! what a look at every leg tells, in every view.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use dealgraph::graph::measures::{dominators, reach, shortest_chain};
use dealgraph::graph::{DealGraph, Ended, Rollup, Trust, View};
use dealgraph::load::load_files;
use dealgraph::model::pattern::Pattern;
use dealgraph::model::{Book, EntityIx, Flow, Kind, Status};
use dealgraph::query::co_investors::{co_investors, ranking};
use dealgraph::query::concentration::concentrations;
use dealgraph::query::pattern::{Question, matches_on};
use dealgraph::query::rivalry::Rivals;
use dealgraph::synth::{Plan, book_files};

const SORTS: [(Flow, Kind); 3] =
    [(Flow::Goods, Kind::Supply), (Flow::Money, Kind::Investment), (Flow::None, Kind::Rivalry)];

fn web(legs: u64, seed: u64) -> Book {
    load_files(book_files(Plan { legs, seed })).expect("a web is sound")
}

fn views() -> Vec<View> {
    let plain = View::default();
    vec![
        plain,
        View { as_of: Some("2021".parse().expect("a year")), ..plain },
        View { min_status: Some(Status::Closed), ..plain },
        View { rollup: Rollup::Parts, ended: Ended::Shown, ..plain },
        View { trust: Trust::Official, ..plain },
    ]
}

/// For each entity those whom legs of a sort lead to, each once.
fn takers(graph: &DealGraph<'_>, (flow, kind): (Flow, Kind)) -> BTreeMap<EntityIx, BTreeSet<EntityIx>> {
    let mut takers: BTreeMap<EntityIx, BTreeSet<EntityIx>> = BTreeMap::new();
    for (giver, taker, leg) in graph.legs() {
        if (leg.flow, leg.kind) == (flow, kind) {
            takers.entry(giver).or_default().insert(taker);
        }
    }
    takers
}

/// The layers of a walk that looks at one after another.
fn walked(takers: &BTreeMap<EntityIx, BTreeSet<EntityIx>>, start: EntityIx) -> Vec<Vec<EntityIx>> {
    let mut seen = BTreeSet::from([start]);
    let mut layers = vec![vec![start]];
    while let Some(layer) = layers.last().filter(|layer| !layer.is_empty()) {
        let after = layer.iter().filter_map(|here| takers.get(here)).flatten();
        let next = after.copied().filter(|other| seen.insert(*other)).collect();
        layers.push(next);
    }
    layers.pop();
    layers
}

#[test]
fn a_walk_comes_to_the_same_in_the_same_order_before_and_after_contacts_are_made() {
    for seed in 0..3 {
        let book = web(500, seed);
        for view in views() {
            let graph = DealGraph::new(&book, view);
            for (flow, kind) in SORTS {
                let takers = takers(&graph, (flow, kind));
                // The first walks ask for few lists, the last ones for lists that were asked for many times.
                for _ in 0..2 {
                    for start in book.entity_indices() {
                        let found = reach(&graph, start, flow, kind);
                        let layers: Vec<Vec<EntityIx>> = found.layers().map(<[EntityIx]>::to_vec).collect();
                        assert_eq!(layers, walked(&takers, graph.owner(start)), "{start:?}, {kind:?}, {view:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_chain_is_the_same_one_however_much_was_asked_before() {
    let book = web(500, 7);
    let all: Vec<EntityIx> = book.entity_indices().collect();
    let mut found = 0;
    for view in views().split_off(1) {
        let (flow, kind) = SORTS[0];
        let asked_before = DealGraph::new(&book, view);
        for start in &all {
            reach(&asked_before, *start, flow, kind);
            shortest_chain(&asked_before, *start, all[0], flow, kind);
        }
        let takers = takers(&asked_before, SORTS[0]);
        for &from in &all {
            let layers = walked(&takers, asked_before.owner(from));
            // One who is as far away as anybody, and one who may be anywhere.
            for to in [layers[layers.len() - 1][0], all[from.get() * 7 % all.len()]] {
                let chain = shortest_chain(&DealGraph::new(&book, view), from, to, flow, kind);
                assert_eq!(chain, shortest_chain(&asked_before, from, to, flow, kind), "{from:?} to {to:?}, {view:?}");
                let hops = layers.iter().position(|layer| layer.contains(&asked_before.owner(to)));
                assert_eq!(chain.map(|chain| chain.len() - 1), hops, "{from:?} to {to:?}, {view:?}");
                found += usize::from(hops > Some(1));
            }
        }
    }
    assert!(found > 5, "only {found} chains have somebody between their ends");
}

#[test]
fn dominators_are_the_same_however_much_was_asked_before() {
    let book = web(500, 3);
    for view in views().split_off(1) {
        let (flow, kind) = SORTS[0];
        let asked_before = DealGraph::new(&book, view);
        for root in book.entity_indices() {
            let tree = dominators(&asked_before, root, flow, kind);
            assert_eq!(tree, dominators(&DealGraph::new(&book, view), root, flow, kind), "{root:?}, {view:?}");
        }
    }
}

#[test]
fn co_investors_are_ranked_as_by_counting_what_both_hold() {
    for (legs, seed) in [(200, 1), (1500, 2)] {
        let book = web(legs, seed);
        for view in views() {
            let graph = DealGraph::new(&book, view);
            let held = takers(&graph, SORTS[1]);
            for investor in book.entity_indices().map(|it| graph.owner(it)) {
                let Some(own) = held.get(&investor) else {
                    assert!(ranking(&graph, investor).is_empty());
                    continue;
                };
                let others = held.iter().filter(|(other, _)| **other != investor);
                let shared = others.map(|(other, theirs)| (*other, own.intersection(theirs).count()));
                let mut wanted: Vec<(EntityIx, usize)> = shared.filter(|(_, shared)| *shared > 0).collect();
                wanted.sort_by_key(|(other, shared)| (Reverse(*shared), *other));
                let found = ranking(&graph, investor).into_iter().map(|(other, shared)| (other, shared as usize));
                assert!(found.eq(wanted), "{investor:?}, {view:?}");
            }
            for pair in co_investors(&graph, None, None).pairs {
                let either = held[&pair.one].union(&held[&pair.two]).count();
                let both = held[&pair.one].intersection(&held[&pair.two]).count();
                assert_eq!((pair.either, pair.both), (either, both));
            }
        }
    }
}

#[test]
fn concentrations_are_those_of_counting_the_companies_of_each_market() {
    let book = web(1500, 4);
    for view in views() {
        let graph = DealGraph::new(&book, view);
        let rivals = Rivals::new(&graph);
        let mut wanted: BTreeMap<(EntityIx, u32), u32> = BTreeMap::new();
        for (investor, companies) in takers(&graph, SORTS[1]) {
            for market in companies.iter().flat_map(|company| rivals.markets_of(*company)) {
                *wanted.entry((investor, *market)).or_default() += 1;
            }
        }
        wanted.retain(|_, companies| *companies >= 2);
        for _ in 0..2 {
            let found = concentrations(&graph, &rivals, 2);
            assert!(found.iter().map(|it| ((it.investor, it.market), it.companies)).eq(wanted.clone()), "{view:?}");
        }
    }
}

#[test]
fn rivals_backed_by_one_are_those_of_trying_every_pair_on_any_number_of_threads() {
    let text = "x -[Money Investment]-> a, x -[Money Investment]-> b, a -[Rivalry]-> b";
    let pattern: Pattern = text.parse().expect("a pattern");
    let mut found = 0;
    for (legs, seed) in [(300, 1), (4000, 2), (12_000, 3)] {
        let book = web(legs, seed);
        for view in views() {
            let graph = DealGraph::new(&book, view);
            let rivals = Rivals::new(&graph);
            let question = Question::new(&book, &graph, &pattern).expect("it names nobody");
            let (held, rivalries) = (takers(&graph, SORTS[1]), takers(&graph, SORTS[2]));
            let mut wanted: Vec<[EntityIx; 3]> = Vec::new();
            for (investor, companies) in &held {
                for one in companies {
                    let others = rivalries.get(one).into_iter().flatten().filter(|other| companies.contains(other));
                    wanted.extend(others.map(|other| [*investor, *one, *other]));
                }
            }
            for threads in [1, 2, 3, 1] {
                let rows = matches_on(threads, &graph, &rivals, &question, usize::MAX).rows;
                assert!(rows.iter().eq(wanted.iter().map(<[EntityIx; 3]>::as_slice)), "{threads} threads, {view:?}");
            }
            found += wanted.len();
        }
    }
    assert!(found > 100, "only {found} matches");
}
