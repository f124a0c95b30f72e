//! The money in and out of entities, below their names.

use super::amounts::Amounts;
use super::basis::Basis;
use crate::diagram::picture::Node;
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{Currency, EntityIx, Flow, Interval, MoneyLevel, Split};

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
        .map(|entity| [graph.legs_into(*entity), graph.legs_from(*entity)].map(|legs| sum(graph, legs, level)))
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

/// What moves along some legs, at one level.
fn sum(graph: &DealGraph<'_>, legs: Vec<(EntityIx, Leg)>, level: MoneyLevel) -> Amounts {
    let legs = legs.into_iter().map(|(_, leg)| leg).filter(|leg| leg.flow == Flow::Money);
    let parts = legs.map(|leg| (leg.deal, graph.money_along(leg)));
    Amounts::of(graph, &Tally::of(graph.told(), parts)).map(|split| {
        let most = Interval::exactly(split.at(level).most_known());
        Split { firm: most, committed: most, headline: most }
    })
}
