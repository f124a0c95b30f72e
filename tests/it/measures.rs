//! Centralities and communities against brute force on small webs.

use std::collections::{BTreeMap, BTreeSet};

use dealgraph::graph::measures::{
    DAMPING, Ties, betweenness, communities, core_numbers, dominators, legs_among, modularity, neighbourhood,
    page_rank, reach, shortest_chain,
};
use dealgraph::graph::{DealGraph, Leg, View};
use dealgraph::load::{load_embedded, load_files};
use dealgraph::model::{DealIx, EntityIx, Flow, Kind};
use dealgraph::query::groups::{Rank, groups};
use dealgraph::report::Portion;
use dealgraph::synth::{Plan, book_files};
use proptest::prelude::*;

type Edges = BTreeSet<(usize, usize)>;

fn ties(edges: &Edges) -> Ties {
    Ties::of(
        edges.iter().enumerate().map(|(at, (from, to))| (EntityIx::new(*from), EntityIx::new(*to), DealIx::new(at))),
    )
}

fn edges() -> impl Strategy<Value = Edges> {
    prop::collection::btree_set((0_usize..7, 0_usize..7), 1..14)
        .prop_map(|edges| edges.into_iter().filter(|(from, to)| from != to).collect())
}

fn joined(ties: &Ties, one: usize, two: usize) -> bool {
    ties.neighbours[one].iter().any(|(other, _)| *other == two)
}

/// Every shortest way between two nodes.
fn shortest_ways(ties: &Ties, from: usize, to: usize) -> Vec<Vec<usize>> {
    let mut walks = vec![vec![from]];
    for _ in 0..ties.nodes.len() {
        let there: Vec<Vec<usize>> = walks.iter().filter(|walk| walk.last() == Some(&to)).cloned().collect();
        if !there.is_empty() {
            return there;
        }
        walks = walks
            .iter()
            .flat_map(|walk| {
                (0..ties.nodes.len())
                    .filter(|next| walk.last().is_some_and(|last| joined(ties, *last, *next)) && !walk.contains(next))
                    .map(|next| walk.iter().copied().chain([next]).collect())
            })
            .collect();
    }
    Vec::new()
}

fn close(one: f64, two: f64) -> bool {
    (one - two).abs() < 1e-9
}

#[test]
fn the_one_in_the_middle_of_a_star_lies_between_all() {
    let star: Edges = (1..5).map(|leaf| (0, leaf)).collect();
    let ties = ties(&star);
    assert!(close(betweenness(&ties, usize::MAX)[0], 1.0));
    assert_eq!(core_numbers(&ties), [1; 5]);
    assert_eq!(communities(&ties).iter().collect::<BTreeSet<_>>().len(), 1);
}

#[test]
fn what_lies_between_is_estimated_from_some_as_if_they_stood_for_all() {
    // On a ring every node sees the same, so that one stands for all of them.
    let ring: Edges = (0..40).map(|node| (node, (node + 1) % 40)).collect();
    let ties = ties(&ring);
    let total = |pivots| betweenness(&ties, pivots).iter().sum::<f64>();
    assert!([1, 7, 39, 41].iter().all(|pivots| close(total(*pivots), total(40))), "{}", total(40));
    assert!(!close(betweenness(&ties, 1)[0], betweenness(&ties, 40)[0]));
}

#[test]
fn an_estimate_is_told_as_one() {
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let some = groups(&graph, None, Rank::Betweenness, Some(10)).report(&graph, Portion::ALL);
    assert!(some.truncated.is_some_and(|words| words.contains("is estimated from 10 of ")));
    assert_eq!(some.answer["pivots"], 10);
    let all = groups(&graph, None, Rank::Betweenness, Some(usize::MAX));
    assert_eq!((all.pivots, all.report(&graph, Portion::ALL).truncated), (all.members.len(), None));
}

#[test]
fn two_triangles_joined_by_a_tie_are_two_communities() {
    let edges = Edges::from([(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)]);
    let ties = ties(&edges);
    let found = communities(&ties);
    assert_eq!(found, [0, 0, 0, 1, 1, 1]);
    assert_eq!(core_numbers(&ties), [2; 6]);
    // 2 · (6/14 − (7/14)²) = 5/14.
    let modularity = modularity(&ties, &found);
    assert_eq!(modularity.numerator * 14, modularity.denominator * 5);
}

#[test]
fn a_web_without_ties_has_nothing_to_measure() {
    let none = Ties::default();
    assert!(betweenness(&none, usize::MAX).is_empty() && page_rank(&none).is_empty() && communities(&none).is_empty());
    assert_eq!(modularity(&none, &[]).in_ten_thousandths(), 0);
}

#[test]
fn the_built_in_book_is_measured_the_same_every_time() {
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let answer = groups(&graph, None, Rank::Betweenness, None);
    assert_eq!(answer, groups(&graph, None, Rank::Betweenness, None));
    assert!(answer.members.windows(2).all(|pair| pair[0].betweenness >= pair[1].betweenness));
    assert!(answer.modularity.in_ten_thousandths() > 3000, "the web of deals has communities");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn betweenness_is_that_of_counting_ways(edges in edges()) {
        let ties = ties(&edges);
        let size = ties.nodes.len();
        let found = betweenness(&ties, usize::MAX);
        for (middle, found) in found.into_iter().enumerate() {
            let mut score = 0.0;
            for from in 0..size {
                for to in from + 1..size {
                    if from != middle && to != middle {
                        let ways = shortest_ways(&ties, from, to);
                        let through = ways.iter().filter(|way| way.contains(&middle)).count();
                        if !ways.is_empty() {
                            score += f64::from(u32::try_from(through).expect("few")) / f64::from(u32::try_from(ways.len()).expect("few"));
                        }
                    }
                }
            }
            let pairs = f64::from(u32::try_from(size.saturating_sub(1) * size.saturating_sub(2) / 2).expect("few"));
            let expected = if pairs > 0.0 { score / pairs } else { 0.0 };
            prop_assert!(close(found, expected), "{} against {}", found, expected);
        }
    }

    #[test]
    fn a_core_number_is_the_best_over_all_sets(edges in edges()) {
        let ties = ties(&edges);
        let size = ties.nodes.len();
        let mut best = vec![0; size];
        for set in 1_u32..1 << size {
            let inside = |node: usize| set & (1 << node) != 0;
            let least = (0..size)
                .filter(|node| inside(*node))
                .map(|node| (0..size).filter(|other| inside(*other) && joined(&ties, node, *other)).count())
                .min()
                .unwrap_or(0);
            for (_, best) in best.iter_mut().enumerate().filter(|(node, _)| inside(*node)) {
                *best = least.max(*best);
            }
        }
        prop_assert_eq!(core_numbers(&ties), best);
    }

    #[test]
    fn page_ranks_are_in_balance(edges in edges()) {
        let ties = ties(&edges);
        let ranks = page_rank(&ties);
        let size = f64::from(u32::try_from(ranks.len()).expect("few"));
        prop_assert!(ranks.is_empty() || close(ranks.iter().sum(), 1.0));
        let count = |number: usize| f64::from(u32::try_from(number).expect("few"));
        let stuck: f64 = (0..ranks.len()).filter(|it| ties.targets[*it].is_empty()).map(|it| ranks[it]).sum();
        for node in 0..ranks.len() {
            let given: f64 = (0..ranks.len())
                .filter(|from| ties.targets[*from].contains(&node))
                .map(|from| ranks[from] / count(ties.targets[from].len()))
                .sum();
            let expected = (1.0 - DAMPING) / size + DAMPING * (given + stuck / size);
            prop_assert!(close(ranks[node], expected), "{} against {}", ranks[node], expected);
        }
    }

    #[test]
    fn communities_beat_the_plain_divisions_and_hold_together(edges in edges()) {
        let ties = ties(&edges);
        let found = communities(&ties);
        let all: f64 = ties.strengths().iter().map(|it| f64::from(u32::try_from(*it).expect("few"))).sum();
        let by_hand = |communities: &[usize]| -> f64 {
            let strength = |node: usize| f64::from(u32::try_from(ties.strengths()[node]).expect("few"));
            let mut sum = 0.0;
            for one in 0..communities.len() {
                for two in 0..communities.len() {
                    if communities[one] == communities[two] {
                        let weight = ties.neighbours[one].iter().find(|(it, _)| *it == two).map_or(0, |it| it.1);
                        sum += f64::from(u32::try_from(weight).expect("few")) - strength(one) * strength(two) / all;
                    }
                }
            }
            if all > 0.0 { sum / all } else { 0.0 }
        };
        let told = modularity(&ties, &found);
        #[expect(clippy::cast_precision_loss, reason = "a few deals")]
        let fraction = told.numerator as f64 / told.denominator as f64;
        prop_assert!(close(fraction, by_hand(&found)), "{} against {}", fraction, by_hand(&found));
        let alone: Vec<usize> = (0..found.len()).collect();
        prop_assert!(by_hand(&found) >= by_hand(&alone) - 1e-9 && by_hand(&found) >= by_hand(&vec![0; found.len()]) - 1e-9);
        for community in found.iter().copied().collect::<BTreeSet<_>>() {
            let members: Vec<usize> = (0..found.len()).filter(|it| found[*it] == community).collect();
            let mut seen = BTreeSet::from([members[0]]);
            while let Some(next) = members.iter().find(|it| !seen.contains(it) && seen.iter().any(|one| joined(&ties, *one, **it))) {
                seen.insert(*next);
            }
            prop_assert_eq!(seen.len(), members.len(), "a community in pieces");
        }
    }
}

#[test]
fn a_chain_is_as_long_as_the_hops_of_the_walk_and_each_link_is_a_leg() {
    for seed in 0..4 {
        let book = load_files(book_files(Plan { legs: 400, seed })).expect("a web is sound");
        let graph = DealGraph::new(&book, View::default());
        for (flow, kind) in [(Flow::Goods, Kind::Supply), (Flow::Money, Kind::Investment)] {
            let follows = |pair: &[EntityIx]| {
                let legs = graph.legs_from(pair[0]);
                legs.iter().any(|(taker, leg)| *taker == pair[1] && leg.flow == flow && leg.kind == kind)
            };
            for from in book.entity_indices() {
                let all = reach(&graph, from, flow, kind);
                assert_eq!(all.layers().flatten().copied().collect::<Vec<_>>(), all.reached);
                for to in book.entity_indices() {
                    let chain = shortest_chain(&graph, from, to, flow, kind);
                    let hops = chain.as_ref().map(|chain| chain.len() - 1);
                    let layer = all.layers().position(|layer| layer.contains(&to));
                    assert_eq!(hops, layer, "{from:?} to {to:?}, seed {seed}");
                    assert!(chain.iter().flat_map(|chain| chain.windows(2)).all(follows));
                }
            }
        }
    }
}

#[test]
fn a_neighbourhood_is_who_can_be_come_to_and_what_runs_among_them_is_every_leg_with_both_ends_there() {
    for seed in 0..4 {
        let book = load_files(book_files(Plan { legs: 300, seed })).expect("a web is sound");
        let graph = DealGraph::new(&book, View::default());
        let legs: Vec<(EntityIx, EntityIx, Leg)> = graph.legs().collect();
        for middle in book.entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
            let mut near = BTreeSet::from([middle]);
            for hops in 0..4 {
                let found = neighbourhood(&graph, middle, hops);
                assert!(found.iter().eq(&near), "{hops} hops of {middle:?}, seed {seed}");
                let inside =
                    |(giver, taker, _): &&(EntityIx, EntityIx, Leg)| near.contains(giver) && near.contains(taker);
                let mut wanted: Vec<_> = legs.iter().filter(inside).copied().collect();
                let mut among = legs_among(&graph, &found);
                assert!(among.is_sorted_by_key(|(giver, ..)| *giver));
                for legs in [&mut wanted, &mut among] {
                    legs.sort_by_key(|(giver, taker, leg)| (*giver, *taker, leg.deal, leg.from, leg.to, leg.flow));
                }
                assert_eq!(among, wanted);
                let steps = legs.iter().flat_map(|(giver, taker, _)| [(*giver, *taker), (*taker, *giver)]);
                let next: Vec<EntityIx> = steps.filter(|(from, _)| near.contains(from)).map(|(_, to)| to).collect();
                near.extend(next);
            }
        }
    }
}

/// Whom legs of a flow in a kind of deal lead to from `root` where `without` is not there.
fn reached_without(graph: &DealGraph<'_>, root: EntityIx, without: Option<EntityIx>) -> BTreeSet<EntityIx> {
    let (mut reached, mut left) = (BTreeSet::new(), vec![root]);
    while let Some(here) = left.pop() {
        if Some(here) != without && reached.insert(here) {
            let supplies = |(_, leg): &(EntityIx, _)| {
                let leg: &Leg = leg;
                (leg.flow, leg.kind) == (Flow::Goods, Kind::Supply)
            };
            left.extend(graph.legs_from(here).into_iter().filter(supplies).map(|(taker, _)| taker));
        }
    }
    reached
}

#[test]
fn a_dominator_is_whom_nobody_can_be_reached_without() {
    for seed in 0..4 {
        let book = load_files(book_files(Plan { legs: 260, seed })).expect("a web is sound");
        let graph = DealGraph::new(&book, View::default());
        for root in book.entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
            let all = reached_without(&graph, root, None);
            let tree = dominators(&graph, root, Flow::Goods, Kind::Supply);
            assert_eq!((tree.root(), tree.immediate(root)), (root, None));
            // For each one reached: without whom it is not.
            let mut above: BTreeMap<EntityIx, BTreeSet<EntityIx>> = BTreeMap::new();
            for without in &all {
                for lost in all.difference(&reached_without(&graph, root, Some(*without))) {
                    above.entry(*lost).or_default().insert(*without);
                }
            }
            for entity in book.entity_indices() {
                assert_eq!(tree.reaches(entity), all.contains(&entity), "{entity:?} from {root:?}, seed {seed}");
                let told: BTreeSet<EntityIx> = std::iter::successors(Some(entity), |it| tree.immediate(*it)).collect();
                if all.contains(&entity) {
                    assert_eq!(told, above[&entity], "{entity:?} from {root:?}, seed {seed}");
                }
            }
        }
    }
}
