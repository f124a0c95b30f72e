//! The money of a graph with one edge for each pair, and the legs behind it.

use std::ops::Range;

use crate::graph::{DealGraph, Leg, shares};
use crate::model::{EntityIx, Flow, Kind, LegNumber, MoneyLevel, Neighbours};

/// Who pays whom: one edge a pair, however many deals. Pairs are sorted by payer and then by payee, in one piece of
/// memory.
#[derive(Debug, Clone)]
pub struct MoneyWeb {
    /// Where the pairs of each payer begin, and where the last one's end.
    starts: Vec<u32>,
    /// The payee of each pair.
    payees: Vec<u32>,
    /// Where the legs of each pair begin, and where the last one's end.
    leg_starts: Vec<u32>,
    legs: Vec<Leg>,
}

impl MoneyWeb {
    /// The money legs of a graph that are as certain as its view asks for. Costs one pass over them.
    pub fn new(graph: &DealGraph<'_>) -> Self {
        Self::of_kinds(graph, Kind::ALL)
    }

    /// The money legs of deals of some kinds.
    pub fn of_kinds(graph: &DealGraph<'_>, kinds: &[Kind]) -> Self {
        let parts = shares::of(graph.book().entity_count(), PAYERS, |from, to| Self::of_payers(graph, kinds, from..to));
        let mut parts = parts.into_iter();
        let mut web = parts.next().unwrap_or_else(Self::empty);
        parts.for_each(|part| web.append(&part));
        web
    }

    /// Nobody, who pays nobody.
    fn empty() -> Self {
        Self { starts: vec![0], payees: Vec::new(), leg_starts: vec![0], legs: Vec::new() }
    }

    /// What some entities pay, as if there were no others.
    fn of_payers(graph: &DealGraph<'_>, kinds: &[Kind], payers: Range<usize>) -> Self {
        let mut web = Self::empty();
        let level = graph.view().money;
        let mut row: Vec<(u32, LegNumber)> = Vec::new();
        for payer in payers.map(EntityIx::new) {
            row.clear();
            let mut take = |list: Neighbours<'_>| {
                row.extend(list.ends.iter().enumerate().map(|(position, payee)| (*payee, list.number(position))));
            };
            // Of some kinds nothing else is looked at, and of all there is one list.
            if kinds == Kind::ALL {
                take(graph.index().takers_of_flow(payer, Flow::Money));
            } else {
                for kind in kinds {
                    take(graph.index().takers(payer, Flow::Money, *kind));
                }
            }
            if level != MoneyLevel::Headline {
                row.retain(|(_, number)| graph.surely_moves(graph.leg(*number), level));
            }
            // Sorted by kind first; stably sorted by payee, pairs stand together.
            row.sort_by_key(|(payee, _)| *payee);
            for pair in row.chunk_by(|one, two| one.0 == two.0) {
                web.payees.push(pair[0].0);
                let begin = web.legs.len();
                web.legs.extend(pair.iter().map(|(_, number)| graph.leg(*number)));
                web.legs[begin..].sort_unstable_by_key(|leg| leg.place());
                web.leg_starts.push(position(web.legs.len()));
            }
            web.starts.push(position(web.payees.len()));
        }
        web
    }

    /// Puts what the entities behind these pay behind what these do.
    fn append(&mut self, behind: &Self) {
        let (pairs, legs) = (position(self.payees.len()), position(self.legs.len()));
        self.starts.extend(behind.starts.iter().skip(1).map(|start| start + pairs));
        self.leg_starts.extend(behind.leg_starts.iter().skip(1).map(|start| start + legs));
        self.payees.extend_from_slice(&behind.payees);
        self.legs.extend_from_slice(&behind.legs);
    }

    /// How many entities there are, paying or not.
    pub const fn size(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The payees of an entity, by id.
    pub(super) fn payees(&self, payer: usize) -> &[u32] {
        &self.payees[self.starts[payer] as usize..self.starts[payer + 1] as usize]
    }

    /// The legs from one entity to another, in order of deal.
    pub fn legs(&self, from: EntityIx, to: EntityIx) -> &[Leg] {
        let first = self.starts[from.get()] as usize;
        match self.payees(from.get()).binary_search(&position(to.get())) {
            Ok(at) => &self.legs[self.leg_starts[first + at] as usize..self.leg_starts[first + at + 1] as usize],
            Err(_) => &[],
        }
    }

    /// The pairs, in order.
    pub fn pairs(&self) -> Vec<(EntityIx, EntityIx)> {
        let of = |payer: usize| {
            self.payees(payer).iter().map(move |payee| (EntityIx::new(payer), EntityIx::new(*payee as usize)))
        };
        (0..self.size()).flat_map(of).collect()
    }
}

/// What so many entities pay is gathered by one thread at a time.
const PAYERS: usize = if cfg!(test) { 1 << 3 } else { 1 << 12 };

/// A position among legs or entities, of which there are fewer than 2^32.
fn position(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::graph::View;
    use crate::load::load_embedded;

    #[test]
    fn pairs_have_all_legs_of_money_between_them_in_order_of_deal_whoever_gathered_them() {
        let book = load_embedded().expect("the built-in book loads");
        let graph = DealGraph::new(&book, View::default());
        for kinds in [Kind::ALL, &[Kind::Investment, Kind::Supply]] {
            let mut wanted: BTreeMap<(EntityIx, EntityIx), Vec<Leg>> = BTreeMap::new();
            for (from, to, leg) in graph.legs().filter(|(.., leg)| leg.flow == Flow::Money && kinds.contains(&leg.kind))
            {
                wanted.entry((from, to)).or_default().push(leg);
            }
            let web = MoneyWeb::of_kinds(&graph, kinds);
            assert!(web.size() > PAYERS && web.pairs().into_iter().eq(wanted.keys().copied()));
            assert!(wanted.iter().all(|((from, to), legs)| web.legs(*from, *to) == legs));
        }
    }
}
