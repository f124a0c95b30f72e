//! The money in and out of entities, below their names.

use std::collections::BTreeSet;

use super::amounts::Amounts;
use super::basis::Basis;
use crate::diagram::picture::Node;
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{Currency, DealIx, EntityIx, Flow, Interval, Known, Split, Stated};

/// Of the largest sum of a picture, a sum must be such a part to be told.
const PART: u128 = 100;

/// In dollars so many, in cents, are told in any case: a billion.
const ALWAYS: u128 = 100_000_000_000;

/// Tells on each of the first nodes, those of some entities, its money in and out at the view's level: `in $130B · out
/// $1.2T`. Sums of less than a hundredth of the largest one are not told, but dollars from a billion up. What no rate leads
/// to the others from is, however small: nobody knows that it is.
pub(super) fn add_sums(graph: &DealGraph<'_>, nodes: &mut [Node], entities: &[EntityIx], basis: &mut Basis) {
    let level = graph.view().money;
    let sums: Vec<[Amounts; 2]> = entities
        .iter()
        .map(|entity| {
            let into = sum(graph, *entity, graph.legs_into(*entity), |leg| leg.to, basis);
            [into, sum(graph, *entity, graph.legs_from(*entity), |leg| leg.from, basis)]
        })
        .collect();
    let largest = sums.iter().flatten().map(|sum| sum.size(level)).max().unwrap_or_default();
    let is_dollars = graph.ranking().currency() == Currency::USD;
    let least = (largest / PART).min(if is_dollars { ALWAYS } else { u128::MAX });
    for (node, [into, out]) in nodes.iter_mut().zip(sums) {
        let told = [("in", into), ("out", out)].into_iter().filter(|(_, sum)| {
            let is_told = sum.size(level) >= least || !sum.apart().is_empty();
            is_told && sum.any(|split| split.headline)
        });
        let (mut words, mut in_full) = (Vec::new(), Vec::new());
        for (word, sum) in told {
            basis.currencies.extend(sum.currencies());
            words.push(format!("{word} {}", sum.label()));
            in_full.extend(sum.in_full().map(|full| format!("{word} {full}")));
        }
        node.detail = words.join(" · ");
        for line in in_full {
            node.tooltip.push_str(&format!("\n{line}"));
        }
    }
}

/// The most that is known to move along the legs of an entity at the view's level: of each part its upper end, and where it
/// has none its lower, which the sum then says. `side` is the party of a leg that the entity is. Notes the deals of which
/// nobody says who of several has which part of their money.
fn sum(
    graph: &DealGraph<'_>,
    entity: EntityIx,
    legs: Vec<(EntityIx, Leg)>,
    side: impl Fn(&Leg) -> u16,
    basis: &mut Basis,
) -> Amounts {
    let legs: Vec<Leg> = legs.into_iter().map(|(_, leg)| leg).filter(|leg| leg.flow == Flow::Money).collect();
    let mut parts: Vec<(DealIx, Known)> = Vec::new();
    for same in legs.chunk_by(|one, two| one.deal == two.deal) {
        let Some(&first) = same.first() else { continue };
        let deal = graph.deal(first);
        // What nobody divides among those on the other side is this one's as a whole, where it is alone on its own.
        let all = crate::model::legs(first.deal, deal);
        let owner = |leg: &Leg| deal.entity_at(side(leg).into()).map(|party| graph.owner(party));
        if all.iter().filter(|leg| leg.flow == Flow::Money).all(|leg| owner(leg) == Some(entity)) {
            parts.push((first.deal, deal.money()));
            continue;
        }
        let known = same.iter().map(|leg| graph.money_along(*leg)).filter(|part| *part != Known::Unstated);
        let before = parts.len();
        parts.extend(known.map(|part| (first.deal, part)));
        if parts.len() == before && deal.money().stated().is_some() {
            basis.undivided.insert(first.deal);
        }
    }
    let level = graph.view().money;
    let is_open = |stated: &Stated| stated.split.at(level).upper().is_none();
    let stated = || parts.iter().filter_map(|(_, part)| part.stated());
    let open: BTreeSet<Currency> = stated().filter(is_open).map(|stated| stated.currency).collect();
    basis.is_open |= !open.is_empty();
    let most = |stated: Stated| {
        let most = Interval::exactly(stated.split.at(level).most_known());
        Known::Stated(Stated { split: Split { firm: most, committed: most, headline: most }, ..stated })
    };
    let parts = parts.iter().map(|(deal, part)| (*deal, part.stated().map_or(*part, most)));
    Amounts::of(graph, &Tally::of(graph.told(), parts)).map_some(&open, |split| {
        let least = Interval::new(split.headline.most_known(), None).unwrap_or(Interval::ANYTHING);
        Split { firm: least, committed: least, headline: least }
    })
}
