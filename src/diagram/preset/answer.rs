//! An answer in its surroundings: the legs it rests on in front, what else its entities deal in faded.

use std::collections::BTreeSet;

use super::scene::compose;
use super::skein::Skein;
use super::strands::{Strand, strands_around};
use super::thin::{Thinned, thin, thin_some};
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
    let answered = Answered { graph, deals: &deals, front: &front };
    let (needed, mut thinned) = answered.strands(!answered.is_much());
    // Thinning goes by money, and an answer may rest on what nobody prices.
    for strand in needed {
        if !thinned.strands.contains(&strand) {
            thinned.strands.push(strand);
            thinned.thinner = thinned.thinner.saturating_sub(1);
        }
    }
    let (mut picture, _) = compose(graph, &Options::default(), &thinned, title);
    for (edge, strand) in picture.edges.iter_mut().zip(&thinned.strands) {
        edge.weight = if answered.needs(strand) { Weight::Front } else { Weight::Faded };
    }
    let ids: BTreeSet<&str> = focus.iter().map(|entity| graph.book().entity(*entity).id.as_str()).collect();
    for node in &mut picture.nodes {
        node.weight = if ids.contains(node.id.as_str()) { Weight::Front } else { Weight::Faded };
    }
    belong(graph, &focus, &mut picture);
    picture
}

/// What an answer rests on.
struct Answered<'a, 'b> {
    graph: &'a DealGraph<'b>,
    deals: &'a BTreeSet<DealIx>,
    /// The ends of its legs, and its stops.
    front: &'a BTreeSet<EntityIx>,
}

/// The part of the legs of a graph whose strands are held at once.
const PART_HELD: usize = 16;

impl Answered<'_, '_> {
    /// Whether the answer rests on a strand.
    fn needs(&self, strand: &Strand) -> bool {
        let is_front = self.front.contains(&strand.from) && self.front.contains(&strand.to);
        is_front && strand.deals.iter().any(|deal| self.deals.contains(deal))
    }

    /// Who competes with whom is drawn only where the answer rests on it.
    fn shows(&self, strand: &Strand) -> bool {
        strand.tone != Tone::Rivalry || self.needs(strand)
    }

    /// Whether so much of the graph is around the answer that all of it had better be looked at, one entity after another,
    /// than that be held.
    fn is_much(&self) -> bool {
        let index = self.graph.index();
        let legs = |entity: &EntityIx| index.all_out(*entity).ends.len() + index.all_into(*entity).ends.len();
        // Around nobody is the whole graph.
        self.front.is_empty() || self.front.iter().map(legs).sum::<usize>() > self.graph.leg_count() / PART_HELD
    }

    /// The strands that the answer rests on, and those that are drawn with them: the same whether what is around the answer
    /// is held or not.
    fn strands(&self, is_held: bool) -> (Vec<Strand>, Thinned) {
        let (graph, front) = (self.graph, self.front);
        let focus: Vec<EntityIx> = front.iter().copied().collect();
        let top = MOST_NODES.max(focus.len());
        if is_held {
            let mut shown = strands_around(graph, Kind::ALL, Parallel::Merged, &focus, 1);
            shown.retain(|it| self.shows(it));
            let needed = shown.iter().filter(|it| self.needs(it)).cloned().collect();
            return (needed, thin(graph, shown, top, &focus));
        }
        let skein = Skein::of_all(graph, Kind::ALL, Parallel::Merged);
        let is_near =
            |it: &Strand| (front.is_empty() || front.contains(&it.from) || front.contains(&it.to)) && self.shows(it);
        let mut needed = skein.among(front);
        needed.retain(|it| self.needs(it));
        (needed, thin_some(&skein, is_near, top, &focus))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::View;
    use crate::load::load_embedded;

    #[test]
    fn an_answer_is_drawn_the_same_whether_what_is_around_it_is_held_or_not() {
        let book = load_embedded().expect("sound");
        let graph = DealGraph::new(&book, View::default());
        let legs: Vec<(EntityIx, EntityIx, Leg)> = graph.legs().collect();
        for length in [1, 3, 20, 90] {
            for some in legs.chunks(length).step_by(1 + 40 / length).chain([&[][..]]) {
                let deals = some.iter().map(|(.., leg)| leg.deal).collect();
                let front = some.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
                let answered = Answered { graph: &graph, deals: &deals, front: &front };
                assert_eq!(answered.strands(true), answered.strands(false), "{front:?}");
            }
        }
    }
}
