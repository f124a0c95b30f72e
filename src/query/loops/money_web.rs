//! The money of a graph with one edge for each pair, and the legs behind it.

use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Kind, LegNumber, MoneyLevel};

/// Who pays whom: one edge a pair, however many deals. Pairs are sorted by payer and then by payee, in one piece of
/// memory.
#[derive(Debug, Clone, Default)]
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
        let (mut starts, mut payees) = (vec![0], Vec::new());
        let (mut leg_starts, mut legs): (Vec<u32>, Vec<Leg>) = (vec![0], Vec::new());
        let level = graph.view().money;
        let wanted =
            |leg: Leg| kinds.contains(&leg.kind) && (level == MoneyLevel::Headline || graph.surely_moves(leg, level));
        let mut row: Vec<(u32, LegNumber)> = Vec::new();
        for payer in graph.book().entity_indices() {
            let list = graph.index().takers_of_flow(payer, Flow::Money);
            row.clear();
            row.extend(list.ends.iter().enumerate().map(|(position, payee)| (*payee, list.number(position))));
            row.retain(|(_, number)| wanted(graph.leg(*number)));
            // The list is sorted by kind first; stably sorted by payee, pairs stand together.
            row.sort_by_key(|(payee, _)| *payee);
            for pair in row.chunk_by(|one, two| one.0 == two.0) {
                payees.push(pair[0].0);
                let begin = legs.len();
                legs.extend(pair.iter().map(|(_, number)| graph.leg(*number)));
                legs[begin..].sort_unstable_by_key(|leg| leg.place());
                leg_starts.push(position(legs.len()));
            }
            starts.push(position(payees.len()));
        }
        Self { starts, payees, leg_starts, legs }
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

/// A position among legs or entities, of which there are fewer than 2^32.
fn position(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
