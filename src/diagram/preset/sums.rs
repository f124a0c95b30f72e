//! The money in and out of entities, below their names.

use std::collections::BTreeSet;

use super::amounts::Amounts;
use super::basis::Basis;
use crate::diagram::picture::Node;
use crate::graph::{DealGraph, Tally};
use crate::model::{Currency, DealIx, EntityIx, Flow, Interval, Known, Split, Stated};
use crate::query::exposure::{Way, moved};

/// Of the largest sum of a picture, a sum must be such a part to be told.
const PART: u128 = 100;

/// In dollars so many, in cents, are told in any case: a billion.
const ALWAYS: u128 = 100_000_000_000;

/// Tells on each of the first nodes, those of some entities, its money in and out at the view's level: `in $130B · out
/// $1.2T`. Sums of less than a hundredth of the largest one are not told, but dollars from a billion up. What no rate leads
/// to the others from is, however small: nobody knows that it is.
pub(super) fn add_sums(graph: &DealGraph<'_>, nodes: &mut [Node], entities: &[EntityIx], basis: &mut Basis) {
    let level = graph.view().money;
    let sums: Vec<[Amounts; 2]> = entities.iter().map(|entity| sums_of(graph, *entity, basis)).collect();
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
            basis.overlaps.extend(sum.overlaps());
            basis.tell_in_full(&format!("{} {word}", node.label), sum.in_full());
            words.push(format!("{word} {}", sum.label()));
            in_full.extend(sum.in_full().map(|full| format!("{word} {full}")));
        }
        node.detail = words.join(" · ");
        for line in in_full {
            node.tooltip.push_str(&format!("\n{line}"));
        }
    }
}

/// The most that is known to come to an entity, and to go from it, whoever is on the other side, at the view's level: of each
/// part its upper end, and where it has none its lower, which the sum then says. Notes the deals of which nobody says who of
/// several has which part of their money.
fn sums_of(graph: &DealGraph<'_>, entity: EntityIx, basis: &mut Basis) -> [Amounts; 2] {
    let level = graph.view().money;
    let most = |stated: Stated| {
        let known = stated.split.at(level);
        let most = Interval::new(known.most_known(), known.upper()).unwrap_or(known);
        Known::Stated(Stated { split: Split { firm: most, committed: most, headline: most }, ..stated })
    };
    let legs = graph.legs_into(entity).into_iter().chain(graph.legs_from(entity));
    let mut deals: BTreeSet<DealIx> =
        legs.filter(|(_, leg)| leg.flow == Flow::Money).map(|(_, leg)| leg.deal).collect();
    deals.append(&mut graph.deals_with_undisclosed(entity));
    let mut parts: [Vec<(DealIx, Known)>; 2] = Default::default();
    for index in deals {
        let Some(deal) = graph.told().deal(index) else { continue };
        let moved = moved(graph, entity, index, deal);
        for (way, parts) in [Way::In, Way::Out].into_iter().zip(&mut parts) {
            let of_way = moved.iter().filter(|(it, _)| *it == way).map(|(_, known)| *known);
            if deal.money().stated().is_some()
                && of_way.clone().next().is_some()
                && of_way.clone().all(|known| known == Known::Unstated)
            {
                basis.undivided.insert(index);
            }
            parts.extend(of_way.map(|known| (index, known.stated().map_or(known, most))));
        }
    }
    let sums = parts.map(|parts| Amounts::of(graph, &Tally::of(graph.told(), parts)));
    basis.is_open |= sums.iter().any(|sum| sum.is_open(level));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Rollup, View};
    use crate::load::load_embedded;
    use crate::model::MoneyLevel;
    use crate::query::exposure::{By, exposure};

    #[test]
    fn the_sums_at_an_entity_are_its_exposure() {
        let book = load_embedded().expect("sound");
        for (rollup, money) in [(Rollup::Wholes, MoneyLevel::Headline), (Rollup::Parts, MoneyLevel::Committed)] {
            let graph = DealGraph::new(&book, View { money, rollup, ..View::default() });
            for entity in book.entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
                let exposed = exposure(&graph, entity, By::Counterparty);
                let sums = sums_of(&graph, entity, &mut Basis::default());
                for (sum, total) in sums.iter().zip([&exposed.received, &exposed.paid]) {
                    let total = Amounts::of(&graph, total);
                    assert_eq!(sum.is_open(money), total.is_open(money), "{}", book.entity(entity).id);
                    assert!(total.is_open(money) || sum.size(money) == total.size(money), "{}", book.entity(entity).id);
                }
            }
        }
    }
}
