//! How one deal counts in totals: by itself, with the deals inside of it, or inside of another.
//!
//! ```text
//! first (USD 12bn) ──is enlarged by──▶ second (USD 16bn) ──is enlarged by──▶ third (up to USD 22bn)
//!                                                                            together: 16bn committed, 22bn headline
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::tally::Tally;
use super::told::Told;
use crate::model::{DealIx, Known};

/// How one deal counts in totals of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The deal.
    pub deal: DealIx,
    /// The deal that it counts inside of, in totals that both belong to.
    pub counts_in: Option<DealIx>,
    /// Whether a successor that the view sees has replaced it, so that it counts nothing.
    pub is_replaced: bool,
    /// The deals seen that are inside of it at whatever depth, by id: its pieces, and what it enlarges or replaces.
    pub inside: Vec<DealIx>,
    /// The deals inside of it that the view does not see, by id.
    pub unseen: Vec<DealIx>,
    /// The deal and all that are inside of it, each dollar once; where it holds none of their money, these by themselves.
    pub together: Tally,
}

impl Standing {
    /// Whether what is inside of the deal counts in it, rather than by itself.
    pub fn holds(&self) -> bool {
        self.together.parts.contains_key(&self.deal)
    }
}

/// Returns how a deal counts. Costs a pass over the deals of the book that count inside of others.
pub fn standing(told: &Told<'_>, deal: DealIx) -> Standing {
    let money = |deal: &DealIx| Some((*deal, told.deal(*deal)?.money()));
    let (inside, unseen): (Vec<DealIx>, Vec<DealIx>) =
        inside_of(told, deal).into_iter().partition(|it| told.deal(*it).is_some());
    let mut together = Tally::of(told, std::iter::once(&deal).chain(&inside).filter_map(money));
    if !together.parts.contains_key(&deal) {
        together = Tally::of(told, inside.iter().filter_map(money));
    }
    let around: Vec<(DealIx, Known)> =
        around(told, deal).iter().chain(std::iter::once(&deal)).filter_map(money).collect();
    let is_replaced = told.is_replaced(deal);
    let counts_in = Tally::of(told, around).absorbed.iter().find(|(it, _)| *it == deal).map(|(_, instead)| *instead);
    Standing { deal, counts_in: counts_in.filter(|_| !is_replaced), is_replaced, inside, unseen, together }
}

/// All deals in whose place a deal can count, at whatever depth, without itself.
fn inside_of(told: &Told<'_>, deal: DealIx) -> BTreeSet<DealIx> {
    let mut directly: BTreeMap<DealIx, Vec<DealIx>> = BTreeMap::new();
    for inner in told.book.absorbed() {
        for outer in told.book.absorbed_by(inner) {
            directly.entry(outer).or_default().push(inner);
        }
    }
    reached(deal, |here| directly.get(&here).cloned().unwrap_or_default())
}

/// All deals that can count in the place of a deal, at whatever height, without itself.
fn around(told: &Told<'_>, deal: DealIx) -> BTreeSet<DealIx> {
    reached(deal, |here| told.book.absorbed_by(here).collect())
}

fn reached(from: DealIx, next: impl Fn(DealIx) -> Vec<DealIx>) -> BTreeSet<DealIx> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        open.extend(next(here).into_iter().filter(|it| *it != from && found.insert(*it)));
    }
    found
}
