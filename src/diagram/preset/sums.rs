//! The money in and out of entities, below their names.

use std::collections::BTreeSet;

use super::amounts::{Amounts, Part};
use super::basis::Basis;
use super::brief;
use crate::diagram::picture::Node;
use crate::graph::{DealGraph, Tally};
use crate::model::{DealIx, EntityIx, Flow, Interval, Known, MoneyLevel, Split, Stated};
use crate::query::exposure::{Way, moved};

/// Sums of so many signs stand side by side.
const ONE_LINE: usize = 21;

/// Tells on each of the first nodes, those of some entities, its money in and out at the view's level, from the least to the
/// most: `in up to $130B · out $1T–$1.2T`.
pub(super) fn add_sums(graph: &DealGraph<'_>, nodes: &mut [Node], entities: &[EntityIx], basis: &mut Basis) {
    let level = graph.view().money;
    let sums: Vec<[EntitySum; 2]> = entities.iter().map(|entity| sums_of(graph, *entity, basis)).collect();
    for (node, [into, out]) in nodes.iter_mut().zip(sums) {
        let is_some = |sum: &EntitySum| sum.most.each().any(|most| most.split.headline.most_known() > 0);
        let told = [("in", into), ("out", out)].into_iter().filter(|(_, sum)| is_some(sum));
        let (mut words, mut in_full) = (Vec::new(), Vec::new());
        for (word, sum) in told {
            basis.currencies.extend(sum.most.currencies());
            basis.overlaps.extend(sum.known.overlaps());
            let told = sum.told(level, &mut basis.sums);
            basis.summed.extend(sum.deals.iter().copied());
            words.push(format!("{word} {}", brief::brief(&told)));
            let full = brief::in_full(&told);
            basis.tell_in_full(&format!("{} {word}", node.label), full.clone());
            in_full.extend(full.map(|full| format!("{word} {full}")));
        }
        // Where they have no room side by side, each has a line.
        let length: usize = words.iter().map(|word| word.chars().count()).sum();
        node.detail = words.join(if length > ONE_LINE { "\n" } else { " · " });
        for line in in_full {
            node.tooltip.push_str(&format!("\n{line}"));
        }
    }
}

/// What the sums told at entities are, for the line below that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each may be so whatever the others are")]
pub(super) struct Told {
    /// Whether one has something in it that is promised and not firm.
    pub(super) is_promised: bool,
    /// Whether one has something in it that is not committed.
    pub(super) is_contingent: bool,
    /// Whether one runs from a least to a most.
    pub(super) is_range: bool,
    /// Whether one has something in it of which nobody says how much it is at most.
    pub(super) is_open: bool,
}

/// The money that comes to an entity, or goes from it.
struct EntitySum {
    /// As it is known.
    known: Amounts,
    /// With the upper end of each part, and where it has none its lower, as the least.
    most: Amounts,
    /// Whether more may come at the level of the view, of which nobody says how much.
    is_more: bool,
    /// The deals that are in it.
    deals: Vec<DealIx>,
}

impl EntitySum {
    /// The sum of each currency in a few signs.
    fn told(&self, level: MoneyLevel, told: &mut Told) -> Vec<String> {
        let mut words = Vec::new();
        let mut is_more = self.is_more;
        for (known, most) in self.known.each().zip(self.most.each()) {
            let (split, most) = (known.split, most.split.at(level));
            let asked = split.at(level);
            if most.most_known() == 0 {
                continue;
            }
            // Of what has no known most, the ends may say nothing of what hangs on conditions.
            let has = |part: Part| !known.part(part).is_zero();
            told.is_promised |=
                level >= MoneyLevel::Committed && (split.committed != split.firm || has(Part::Promised));
            told.is_contingent |=
                level >= MoneyLevel::Headline && (split.headline != split.committed || has(Part::Contingent));
            let ends = Interval::new(asked.lower(), Some(most.most_known())).unwrap_or(asked);
            // Where there may be more, what is nearly one number is its least: about so much and more would say neither.
            let is_open = most.upper().is_none() || std::mem::take(&mut is_more);
            let is_one = brief::is_near(ends) || ends.upper() == Some(ends.lower());
            let is_floor = is_open && is_one;
            let ends = if is_floor { Interval::new(asked.lower(), None).unwrap_or(asked) } else { ends };
            told.is_range |= ends.upper().is_some_and(|most| ends.lower() < most);
            let open = if is_open && !is_floor { "+" } else { "" };
            told.is_open |= is_open;
            words.push(format!("{}{open}", brief::short(ends, known.currency)));
        }
        words
    }
}

/// What is known to come to an entity, and to go from it, whoever is on the other side, at the view's level. Notes the deals of
/// which nobody says who of several has which part of their money.
fn sums_of(graph: &DealGraph<'_>, entity: EntityIx, basis: &mut Basis) -> [EntitySum; 2] {
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
            parts.extend(of_way.map(|known| (index, known)));
        }
    }
    let [into, out] = parts;
    let mine = |payer: EntityIx| payer == entity;
    let all = |_: EntityIx| true;
    let sum = |known: Vec<(DealIx, Known)>, is_payer: &dyn Fn(EntityIx) -> bool| {
        let most = known.iter().map(|(deal, known)| (*deal, known.stated().map_or(*known, most)));
        let most = Amounts::of(graph, &Tally::of(graph.told(), most));
        let known = Tally::of(graph.told(), known);
        let is_more = known.is_open_at(level);
        let deals = known.counted.clone();
        EntitySum { known: Amounts::paid_by(graph, &known, is_payer), most, is_more, deals }
    };
    [sum(into, &all), sum(out, &mine)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Rollup, View};
    use crate::load::load_embedded;
    use crate::query::exposure::{By, exposure};

    #[test]
    fn the_sums_at_an_entity_are_its_exposure() {
        let book = load_embedded().expect("sound");
        for (rollup, money) in [(Rollup::Wholes, MoneyLevel::Headline), (Rollup::Parts, MoneyLevel::Committed)] {
            let graph = DealGraph::new(&book, View { money, rollup, ..View::default() });
            let is_open = |sum: &Amounts| sum.each().any(|it| it.split.at(money).upper().is_none());
            for entity in book.entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
                let exposed = exposure(&graph, entity, By::Counterparty);
                let sums = sums_of(&graph, entity, &mut Basis::default());
                for (sum, total) in sums.iter().zip([&exposed.received, &exposed.paid]) {
                    let amounts = Amounts::of(&graph, total);
                    assert_eq!(is_open(&sum.most), is_open(&amounts), "{}", book.entity(entity).id);
                    assert_eq!(sum.is_more, total.is_open_at(money), "{}", book.entity(entity).id);
                    let is_same = sum.most.size(money) == amounts.size(money);
                    assert!(is_open(&amounts) || is_same, "{}", book.entity(entity).id);
                }
            }
        }
    }
}
