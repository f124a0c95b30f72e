//! Some deals in front, what else joins the same entities faded behind them: how a finding is drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::basis::Basis;
use super::pens::Pens;
use super::scene::{entity_node, finish, strand_words};
use super::skein::Skein;
use super::strands::Strand;
use super::sums::add_sums;
use super::{Labels, Options};
use crate::diagram::picture::{Arrow, Edge, Picture, Tone, Weight};
use crate::finding::Finding;
use crate::graph::DealGraph;
use crate::model::{DealIx, EntityIx};

/// Returns a picture of one finding: its claim as the title, its deals in front.
pub fn draw_finding(graph: &DealGraph<'_>, finding: &Finding, options: &Options) -> Picture {
    let deals: BTreeSet<DealIx> = finding.deals().into_iter().collect();
    let mut entities: BTreeSet<EntityIx> = finding.parties.iter().map(|entity| graph.owner(*entity)).collect();
    for leg in finding.legs() {
        let deal = graph.deal(leg);
        let ends = [leg.from, leg.to].into_iter().filter_map(|party| deal.entity_at(party.into()));
        entities.extend(ends.map(|entity| graph.owner(entity)));
    }
    let mut picture = spotlight(graph, &deals, &entities, &finding.claim, options);
    let mut notes: Vec<String> = finding.caveats.iter().map(|caveat| sentence(caveat)).collect();
    notes.insert(
        0,
        format!("{}; as sure as its weakest deal: {}.", finding.code, finding.strength.word().to_lowercase()),
    );
    picture.footnotes.splice(0..0, notes);
    picture
}

/// A caveat as a line of its own below a picture. An id that it begins with stays as it is.
fn sentence(caveat: &str) -> String {
    let begins_with_id = caveat.split(' ').next().is_some_and(|word| word.contains('-'));
    let mut letters = caveat.chars();
    let first = letters.next().filter(|_| !begins_with_id).into_iter().flat_map(char::to_uppercase);
    let rest = if begins_with_id { caveat } else { letters.as_str() };
    let end = if caveat.ends_with(['.', '!', '?']) { "" } else { "." };
    first.chain(rest.chars()).chain(end.chars()).collect()
}

/// Returns a picture of some entities with some deals in front and all others between them faded.
///
/// An entity that no deal joins to another is shown all the same.
pub fn spotlight(
    graph: &DealGraph<'_>,
    deals: &BTreeSet<DealIx>,
    entities: &BTreeSet<EntityIx>,
    title: &str,
    options: &Options,
) -> Picture {
    spotlight_as(graph, Basis::of(deals.iter().copied()), entities, title, options, Front::Deals)
}

/// What the strands in front are drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    /// As everywhere: goods run to whoever takes them.
    Deals,
    /// The money of them: what is paid for goods and rights runs to whoever gives them.
    Money,
}

/// The same of the deals of a basis, with what is in front drawn as said.
pub(super) fn spotlight_as(
    graph: &DealGraph<'_>,
    mut basis: Basis,
    entities: &BTreeSet<EntityIx>,
    title: &str,
    options: &Options,
    drawn: Front,
) -> Picture {
    let mut picture = Picture { title: title.to_owned(), ..Picture::default() };
    let mut position = BTreeMap::new();
    for &entity in entities {
        position.insert(entity, picture.nodes.len());
        picture.nodes.push(entity_node(graph, entity));
    }
    let among = Skein::of_some(graph, &options.kinds, options.parallel).among(entities);
    let pens = Pens::over(graph.ranking().currency(), among.iter().map(|strand| strand.size(graph)));
    basis.pens = Some(pens);
    basis.tell(among.iter().map(|strand| strand.amounts(graph)));
    let shown: Vec<EntityIx> = entities.iter().copied().collect();
    add_sums(graph, &mut picture.nodes, &shown, &mut basis);
    for deal in among.iter().flat_map(|strand| &strand.deals) {
        basis.summed.remove(deal);
    }
    for strand in &among {
        let front = strand.deals.iter().any(|deal| basis.deals.contains(deal));
        let is_paid_for = drawn == Front::Money && front && matches!(strand.tone, Tone::Goods | Tone::Rights);
        let paid = is_paid_for.then(|| Strand {
            from: strand.to,
            to: strand.from,
            tone: Tone::Purchase,
            arrow: Arrow::Filled,
            ..strand.clone()
        });
        let shown = paid.as_ref().unwrap_or(strand);
        let (from, to) = (position[&shown.from], position[&shown.to]);
        let label = if front && options.labels != Labels::None { front_label(graph, strand) } else { String::new() };
        let edge = Edge {
            id: format!(
                "{}-{}-{:?}",
                graph.book().entity(strand.from).id,
                graph.book().entity(strand.to).id,
                strand.tone
            )
            .to_lowercase(),
            from,
            to,
            label,
            tooltip: shown.tooltip(graph),
            tone: shown.tone,
            line: strand.line(graph),
            width: pens.width(strand.size(graph)).max(if front { 16 } else { 0 }),
            arrow: shown.arrow,
            weight: if front { Weight::Front } else { Weight::Faded },
        };
        if !edge.label.is_empty() {
            basis.tell_in_full(&strand_words(&picture, &edge), strand.in_full(graph));
        }
        picture.edges.push(edge);
    }
    finish(graph, options, &mut picture, &basis);
    picture
}

/// The money, else what kind of deal it is.
fn front_label(graph: &DealGraph<'_>, strand: &Strand) -> String {
    let money = strand.label(graph);
    if !money.is_empty() {
        return money;
    }
    strand.deals.first().map_or_else(String::new, |deal| graph.book().deal(*deal).kind.word().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_caveat_below_a_picture_is_a_sentence() {
        assert_eq!(sentence("the money leaves out acme-2024"), "The money leaves out acme-2024.");
        assert_eq!(sentence("acme-2024 is disputed."), "acme-2024 is disputed.");
    }
}
