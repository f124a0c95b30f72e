//! An answer drawn in its surroundings: what it rests on stands in front, the rest is faded.

use std::collections::BTreeSet;

use dealgraph::diagram::picture::Weight;
use dealgraph::diagram::preset::answer;
use dealgraph::graph::{DealGraph, Leg, View};
use dealgraph::load::load_embedded;

#[test]
fn what_an_answer_rests_on_is_drawn_in_front_and_nothing_else_is() {
    let book = load_embedded().expect("it is sound");
    let graph = DealGraph::new(&book, View::default());
    let openai = book.find_entity("openai").expect("it is in the book");
    for other in ["microsoft", "amazon", "nvidia", "coreweave"] {
        let other = book.find_entity(other).expect("it is in the book");
        let legs: Vec<Leg> =
            graph.legs_from(openai).into_iter().filter(|(taker, _)| *taker == other).map(|(_, leg)| leg).collect();
        assert!(!legs.is_empty());
        let picture = answer(&graph, &legs, &[], "What runs between the two");
        let front: BTreeSet<&str> =
            picture.nodes.iter().filter(|it| it.weight == Weight::Front).map(|it| it.id.as_str()).collect();
        assert_eq!(front, BTreeSet::from([book.entity(openai).id.as_str(), book.entity(other).id.as_str()]));
        assert!(picture.nodes.len() > 2, "something is around the two");
        for edge in &picture.edges {
            let ends = [&picture.nodes[edge.from], &picture.nodes[edge.to]];
            let is_between = ends.iter().all(|it| front.contains(it.id.as_str()));
            assert!(is_between || edge.weight == Weight::Faded, "{} to {}", ends[0].id, ends[1].id);
        }
        assert!(picture.edges.iter().any(|edge| edge.weight == Weight::Front));
        assert_eq!(picture.title, "What runs between the two");
    }
}

#[test]
fn the_stops_of_an_answer_are_there_even_where_no_leg_joins_them() {
    let book = load_embedded().expect("it is sound");
    let graph = DealGraph::new(&book, View::default());
    let stops: Vec<_> = ["openai", "tsmc"].iter().map(|id| book.find_entity(id).expect("it is in the book")).collect();
    let picture = answer(&graph, &[], &stops, "Two");
    for stop in stops {
        let node = picture.nodes.iter().find(|it| it.id == book.entity(stop).id.as_str()).expect("it is drawn");
        assert_eq!(node.weight, Weight::Front);
    }
    assert!(picture.edges.iter().all(|edge| edge.weight != Weight::Front), "the answer rests on no leg");
}
