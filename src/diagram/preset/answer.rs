//! An answer in its surroundings: the legs it rests on in front, what else its entities deal in faded.

use std::collections::BTreeSet;

use super::scene::compose;
use super::strands::{Strand, strands_around};
use super::thin::thin;
use super::{Options, Parallel};
use crate::diagram::picture::{Arrow, Edge, Line, Picture, Tone, Weight};
use crate::graph::{DealGraph, Leg};
use crate::model::{DealIx, EntityIx, Kind};

/// The most entities around an answer that are drawn with it.
const MOST_NODES: usize = 60;

/// Returns the picture of an answer that rests on `legs` and passes `stops`: those in front, and faded what is one
/// deal away. Of stops that are a part and its whole, a line says so.
pub fn answer(graph: &DealGraph<'_>, legs: &[Leg], stops: &[EntityIx], title: &str) -> Picture {
    let deals: BTreeSet<DealIx> = legs.iter().map(|leg| leg.deal).collect();
    let ends = legs.iter().flat_map(|leg| {
        let deal = graph.deal(*leg);
        [deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into())]
    });
    let front: BTreeSet<EntityIx> =
        ends.flatten().chain(stops.iter().copied()).map(|entity| graph.owner(entity)).collect();
    let focus: Vec<EntityIx> = front.iter().copied().collect();
    let is_front = |from: EntityIx, to: EntityIx, of: &[DealIx]| {
        front.contains(&from) && front.contains(&to) && of.iter().any(|deal| deals.contains(deal))
    };
    let shown: Vec<Strand> = strands_around(graph, Kind::ALL, Parallel::Merged, &focus, 1)
        .into_iter()
        .filter(|it| it.tone != Tone::Rivalry || is_front(it.from, it.to, &it.deals))
        .collect();
    let needed: Vec<Strand> = shown.iter().filter(|it| is_front(it.from, it.to, &it.deals)).cloned().collect();
    let mut thinned = thin(graph, shown, MOST_NODES.max(focus.len()), &focus);
    // Thinning goes by money, and an answer may rest on what nobody prices.
    for strand in needed {
        if !thinned.strands.contains(&strand) {
            thinned.strands.push(strand);
            thinned.thinner = thinned.thinner.saturating_sub(1);
        }
    }
    let mut picture = compose(graph, &Options::default(), &thinned, title);
    for (edge, strand) in picture.edges.iter_mut().zip(&thinned.strands) {
        edge.weight = if is_front(strand.from, strand.to, &strand.deals) { Weight::Front } else { Weight::Faded };
    }
    let ids: BTreeSet<&str> = focus.iter().map(|entity| graph.book().entity(*entity).id.as_str()).collect();
    for node in &mut picture.nodes {
        node.weight = if ids.contains(node.id.as_str()) { Weight::Front } else { Weight::Faded };
    }
    belong(graph, &focus, &mut picture);
    picture
}

/// Draws a line from each part to its whole, where both are in front.
fn belong(graph: &DealGraph<'_>, front: &[EntityIx], picture: &mut Picture) {
    let book = graph.book();
    let position = |picture: &Picture, entity: EntityIx| {
        picture.nodes.iter().position(|node| node.id == book.entity(entity).id.as_str())
    };
    for &part in front {
        let Some(whole) = book.whole_of(part, graph.day()).filter(|whole| front.contains(whole)) else { continue };
        let (Some(from), Some(to)) = (position(picture, part), position(picture, whole)) else { continue };
        picture.edges.push(Edge {
            id: format!("{}-part-of", book.entity(part).id),
            from,
            to,
            label: "part of".to_owned(),
            tooltip: format!("{} is a part of {}", book.entity(part).name, book.entity(whole).name),
            tone: Tone::Structure,
            line: Line::Solid,
            width: 10,
            arrow: Arrow::None,
            weight: Weight::Front,
        });
    }
}
