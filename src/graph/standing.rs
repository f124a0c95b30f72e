//! How one deal counts in totals: by itself, with the deals inside of it, or inside of another.
//!
//! ```text
//! first (USD 12bn) ──is enlarged by──▶ second (USD 16bn) ──is enlarged by──▶ third (up to USD 22bn)
//!                                                                            together: 16bn committed, 22bn headline
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::nest::reached;
use super::tally::Tally;
use super::told::Told;
use crate::model::{Book, DealIx};

/// How one deal counts in totals of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The deal.
    pub deal: DealIx,
    /// Whether a successor that the view sees has replaced it, so that it counts nothing.
    pub is_replaced: bool,
    /// The deals seen that are inside of it at whatever depth, by id: its pieces, what it enlarges or replaces, and what may yet
    /// replace it, where several may.
    pub inside: Vec<DealIx>,
    /// The deals inside of it that the view does not see, by id.
    pub unseen: Vec<DealIx>,
    /// Those inside whose money it holds, by id. Others count by themselves, or in deals that are not inside of it.
    pub held: Vec<DealIx>,
    /// Those inside that count outside of all that is inside of it, by id.
    pub elsewhere: Vec<DealIx>,
    /// The deal and all that it holds, each dollar once; where it holds none, those inside that count by themselves.
    pub together: Tally,
    /// For each deal that hangs together with this one and counts inside of another, that other one. One that was replaced
    /// counts nowhere.
    holders: BTreeMap<DealIx, DealIx>,
}

impl Standing {
    /// The deal that one of those that hang together with this one counts inside of, in totals that both belong to; none for
    /// one that was replaced.
    pub fn holder(&self, deal: DealIx) -> Option<DealIx> {
        self.holders.get(&deal).copied()
    }

    /// The deal that this one counts inside of, in totals that both belong to.
    pub fn counts_in(&self) -> Option<DealIx> {
        self.holder(self.deal)
    }

    /// Whether money of a deal inside counts in this one.
    pub fn holds(&self) -> bool {
        !self.held.is_empty()
    }
}

/// Which deals of a book stand inside of which: pieces in what they are pieces of, and what was enlarged or replaced in what
/// enlarges or replaces it, whatever a view sees of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Nesting {
    within: BTreeMap<DealIx, Vec<DealIx>>,
}

impl Nesting {
    /// The nesting of a book. Costs a pass over the deals that count inside of others.
    pub fn of(book: &Book) -> Self {
        let mut within: BTreeMap<DealIx, Vec<DealIx>> = BTreeMap::new();
        for inner in book.absorbed() {
            for outer in book.absorbed_by(inner) {
                within.entry(outer).or_default().push(inner);
            }
        }
        Self { within }
    }

    /// The deals directly inside of one, by id.
    pub fn directly(&self, deal: DealIx) -> impl Iterator<Item = DealIx> + '_ {
        self.within.get(&deal).into_iter().flatten().copied()
    }

    /// The deals inside of one at whatever depth, by id.
    pub fn inside(&self, deal: DealIx) -> BTreeSet<DealIx> {
        reached(deal, |here| self.directly(here))
    }
}

/// Returns how a deal counts where all that hangs together with it belongs to the total. Costs a pass over the deals of
/// the book that count inside of others.
pub fn standing(told: &Told<'_>, deal: DealIx) -> Standing {
    let nesting = Nesting::of(told.book);
    let within = |deal: DealIx| nesting.directly(deal);
    let (inside, unseen): (Vec<DealIx>, Vec<DealIx>) =
        reached(deal, within).into_iter().partition(|it| told.deal(*it).is_some());
    let related = reached(deal, |here| within(here).chain(told.book.absorbed_by(here)));
    let tally = |deals: &mut dyn Iterator<Item = DealIx>| {
        Tally::of(told, deals.filter_map(|it| Some((it, told.deal(it)?.money()))))
    };
    let mut holders: BTreeMap<DealIx, DealIx> =
        tally(&mut std::iter::once(deal).chain(related.iter().copied())).absorbed.into_iter().collect();
    let outwards = |inner: &DealIx| std::iter::successors(Some(*inner), |it| holders.get(it).copied());
    // Several that may yet replace a deal count inside of it.
    let related = related.len();
    let leads_to = |inner: &DealIx, outer: DealIx| outwards(inner).skip(1).take(related).any(|it| it == outer);
    let contending = holders.keys().copied().filter(|it| leads_to(it, deal));
    let inside: Vec<DealIx> = inside.into_iter().chain(contending).collect::<BTreeSet<_>>().into_iter().collect();
    let (held, others): (Vec<DealIx>, Vec<DealIx>) = inside.iter().copied().partition(|inner| leads_to(inner, deal));
    let counts_within = |it: &DealIx| {
        !leads_to(&deal, *it) && outwards(it).take(inside.len() + 1).all(|it| inside.binary_search(&it).is_ok())
    };
    let (by_themselves, elsewhere): (Vec<DealIx>, Vec<DealIx>) = others.into_iter().partition(counts_within);
    let together = if held.is_empty() {
        tally(&mut by_themselves.into_iter())
    } else {
        tally(&mut std::iter::once(deal).chain(held.iter().copied()))
    };
    holders.retain(|inner, _| !told.is_replaced(*inner));
    Standing { deal, is_replaced: told.is_replaced(deal), inside, unseen, held, elsewhere, together, holders }
}
