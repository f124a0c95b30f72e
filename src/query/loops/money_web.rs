//! The money of a graph with one edge for each pair, and the legs behind it.

use std::collections::BTreeMap;

use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Known, MoneyLevel, Status};

/// Who pays whom: one edge a pair, however many deals.
#[derive(Debug, Clone, Default)]
pub struct MoneyWeb {
    legs: BTreeMap<(EntityIx, EntityIx), Vec<Leg>>,
    size: usize,
}

impl MoneyWeb {
    /// The money legs of a graph that are as certain as its view asks for. Costs one pass over the legs.
    pub fn new(graph: &DealGraph<'_>) -> Self {
        let mut legs: BTreeMap<(EntityIx, EntityIx), Vec<Leg>> = BTreeMap::new();
        for (from, to, leg) in graph.legs() {
            if leg.flow == Flow::Money && is_certain_enough(graph, leg) {
                legs.entry((from, to)).or_default().push(leg);
            }
        }
        Self { legs, size: graph.book().entity_count() }
    }

    /// How many entities there are, paying or not.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The legs from one entity to another, in order of deal.
    pub fn legs(&self, from: EntityIx, to: EntityIx) -> &[Leg] {
        self.legs.get(&(from, to)).map_or(&[], Vec::as_slice)
    }

    /// The pairs, in order.
    pub fn pairs(&self) -> Vec<(EntityIx, EntityIx)> {
        self.legs.keys().copied().collect()
    }
}

/// Whether money may move along a leg at the level of the view. Where nobody states the amount, the status
/// of the deal says how certain it is.
fn is_certain_enough(graph: &DealGraph<'_>, leg: Leg) -> bool {
    let level = graph.view().money;
    match graph.money_along(leg) {
        Known::Stated(stated) => level == MoneyLevel::Headline || !stated.split.at(level).is_zero(),
        Known::Unstated | Known::Undisclosed => match level {
            MoneyLevel::Firm => leg.status >= Status::Signed,
            MoneyLevel::Committed => leg.status >= Status::Announced,
            MoneyLevel::Headline => true,
        },
    }
}
