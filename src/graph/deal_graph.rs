//! The graph of a book: entities are nodes, deals are projected into legs.
//!
//! ```text
//!          Money                    Money
//!   amazon ─────▶ openai     openai ─────▶ amazon
//!          ◀─────                   ◀─────
//!          Equity                   Goods
//!      (Investment)              (Purchase)
//! ```

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use petgraph::graph::{DiGraph, NodeIndex};

use super::along::MoneyAlong;
use super::rates::Rates;
use super::shares;
use super::tally::Ranking;
use super::told::Told;
use super::view::{Rollup, View};
use crate::model::{
    Book, Currency, Day, Deal, DealIx, EntityIx, Flow, Known, Leg, LegIndex, LegNumber, Money, Neighbours, PartialDate,
    RawLeg, legs, processors,
};

/// The petgraph graph: node `i` is the entity of index `i`, and edges are legs.
pub type Web = DiGraph<EntityIx, Leg, u32>;

/// A book seen from a view, as a graph.
///
/// With roll-up, legs of a part run from and to its outermost whole; legs inside one whole are left out of
/// the graph and counted in [`DealGraph::internal`]. Legs are in order of deal, then of the kind's table.
///
/// Legs are held as sorted lists of neighbours; the book keeps those of the plain view, so that only the first
/// graph of a book, or one of another view, is built.
#[derive(Debug, Clone)]
pub struct DealGraph<'b> {
    told: Told<'b>,
    index: Arc<LegIndex>,
    owner: Vec<EntityIx>,
    web: OnceLock<Web>,
    currency: OnceLock<Currency>,
}

/// Books with fewer deals are read by one thread.
const WORTH_A_THREAD: usize = 20_000;

/// The outermost whole of every entity, as [`Book::root_of`] says of each; what stands between is looked up once.
fn outermost_wholes(book: &Book, day: Option<Day>) -> Vec<EntityIx> {
    let mut outermost: Vec<EntityIx> = book.entity_indices().collect();
    let mut is_known = vec![false; outermost.len()];
    let mut way = Vec::new();
    for part in book.parts() {
        let mut here = part;
        // Only a snapshot made by hand has wholes that go round in a circle, and each is met once there.
        while !is_known[here.get()] {
            is_known[here.get()] = true;
            way.push(here);
            match book.whole_of(here, day) {
                Some(whole) => here = whole,
                None => break,
            }
        }
        let root = outermost[here.get()];
        way.drain(..).for_each(|entity| outermost[entity.get()] = root);
    }
    outermost
}

impl<'b> DealGraph<'b> {
    /// Builds the graph of a book from a view. Costs one pass over parties and claims, unless the view is the plain
    /// one and the book has its lists ready.
    pub fn new(book: &'b Book, view: View) -> Self {
        Self::of(Told::new(book, view))
    }

    /// Builds the graph of deals already told.
    pub fn of(told: Told<'b>) -> Self {
        let book = told.book;
        let day = told.view.as_of.map(PartialDate::last);
        let owner = match told.view.rollup {
            Rollup::Wholes => outermost_wholes(book, day),
            Rollup::Parts => book.entity_indices().collect(),
        };
        let index =
            if told.is_plain() { book.leg_index(|| index(&told, &owner)) } else { Arc::new(index(&told, &owner)) };
        Self { told, index, owner, web: OnceLock::new(), currency: OnceLock::new() }
    }

    /// The book.
    pub fn book(&self) -> &'b Book {
        self.told.book
    }

    /// The view.
    pub fn view(&self) -> &View {
        &self.told.view
    }

    /// The deals as the view tells them.
    pub fn told(&self) -> &Told<'b> {
        &self.told
    }

    /// The petgraph graph, for algorithms of your own. Costs one pass over legs when first asked for.
    pub fn web(&self) -> &Web {
        self.web.get_or_init(|| {
            let mut web = Web::with_capacity(self.owner.len(), self.index.len());
            for entity in self.book().entity_indices() {
                web.add_node(entity);
            }
            for (from, to, leg) in self.legs() {
                web.add_edge(node(from), node(to), leg);
            }
            web
        })
    }

    /// The rates by which the view converts money.
    pub fn rates(&self) -> Rates<'b> {
        Rates::of(&self.told)
    }

    /// The ranking of all money that the view sees: in dollars where any amount is in dollars, else in the currency that
    /// most deals are in. When first asked for, costs a look at the deals up to the first one in dollars, or some
    /// behind it.
    pub fn ranking(&self) -> Ranking<'b> {
        let currency = self.currency.get_or_init(|| currency_of_comparison(&self.told));
        Ranking::within(&self.told, *currency)
    }

    /// The deals of an entity, as the view counts it, in which some party is undisclosed: their legs lead nowhere, so that
    /// not all of them are among those of the graph. Costs a look at the parts of wholes.
    pub(crate) fn deals_with_undisclosed(&self, entity: EntityIx) -> BTreeSet<DealIx> {
        // A whole has the deals of its parts.
        let parts = self.book().parts().filter(|part| self.owner(*part) == entity);
        std::iter::once(entity).chain(parts).flat_map(|it| self.book().deals_with_undisclosed(it)).collect()
    }

    /// Legs that run inside one whole and so are not in the graph.
    pub fn internal(&self) -> usize {
        self.index.internal
    }

    /// How many legs there are.
    pub fn leg_count(&self) -> usize {
        self.index.len()
    }

    /// The entity that legs of `entity` count for: its outermost whole under roll-up, else itself.
    #[inline]
    pub fn owner(&self, entity: EntityIx) -> EntityIx {
        self.owner[entity.get()]
    }

    /// The day of the view, where it has one.
    pub fn day(&self) -> Option<Day> {
        self.told.view.as_of.map(PartialDate::last)
    }

    /// The deal of a leg, as told.
    ///
    /// # Panics
    /// When the leg is of another graph.
    pub fn deal(&self, leg: Leg) -> &Deal {
        self.told.deal(leg.deal).expect("a leg of this graph belongs to a deal that its view sees")
    }

    /// The legs out of `entity` with the entity each one reaches, in order of deal.
    pub fn legs_from(&self, entity: EntityIx) -> Vec<(EntityIx, Leg)> {
        self.in_order(self.index.all_out(entity))
    }

    /// The legs into `entity` with the entity each one comes from, in order of deal.
    pub fn legs_into(&self, entity: EntityIx) -> Vec<(EntityIx, Leg)> {
        self.in_order(self.index.all_into(entity))
    }

    /// The leg of a number.
    pub(crate) fn leg(&self, number: LegNumber) -> Leg {
        self.index.leg(number)
    }

    /// The legs of a list of neighbours, with the other ends.
    pub(crate) fn legs_of<'g>(&'g self, list: Neighbours<'g>) -> impl Iterator<Item = (EntityIx, Leg)> + 'g {
        list.ends
            .iter()
            .enumerate()
            .map(move |(position, end)| (EntityIx::new(*end as usize), self.index.leg(list.number(position))))
    }

    /// The sorted lists of neighbours.
    pub(crate) fn index(&self) -> &LegIndex {
        &self.index
    }

    /// The sorted lists of neighbours, for whoever keeps them.
    pub(crate) fn shared_index(&self) -> Arc<LegIndex> {
        Arc::clone(&self.index)
    }

    fn in_order(&self, list: Neighbours<'_>) -> Vec<(EntityIx, Leg)> {
        let mut legs: Vec<(EntityIx, Leg)> = self.legs_of(list).collect();
        // Lists are sorted by what moves and to whom; the order of deals is the one that means something.
        legs.sort_by_cached_key(|(_, leg)| leg.place());
        legs
    }

    /// Every leg with its two ends, in order of deal.
    pub fn legs(&self) -> impl Iterator<Item = (EntityIx, EntityIx, Leg)> + '_ {
        self.legs_at(0..self.index.len())
    }

    /// The legs from one position in that order up to another, as far as there are so many.
    pub(crate) fn legs_at(&self, positions: Range<usize>) -> impl Iterator<Item = (EntityIx, EntityIx, Leg)> + '_ {
        let all = self.index.by_deal(self.owner.len());
        let end = positions.end.min(all.len());
        let ends = |(number, giver): &(LegNumber, u32)| {
            (EntityIx::new(*giver as usize), self.index.taker(*number), self.index.leg(*number))
        };
        all[positions.start.min(end)..end].iter().map(ends)
    }

    /// The money that moves along a leg: the giving party's part of the deal, where the taking party is the
    /// only one it can go to.
    pub fn money_along(&self, leg: Leg) -> Known {
        if leg.flow != Flow::Money {
            return Known::Unstated;
        }
        let deal = self.deal(leg);
        self.along(leg.deal, deal).money(leg)
    }

    /// The money along the legs of a deal, for whoever asks for several of them.
    pub(crate) fn along<'d>(&'d self, index: DealIx, deal: &'d Deal) -> MoneyAlong<'d> {
        MoneyAlong::new(&self.told, deal, legs(index, deal))
    }

    /// The money that moves along a leg of a deal that enlarges none, of which all legs are at hand.
    pub(crate) fn money_of_plain(deal: &Deal, leg: Leg, legs: &[Leg]) -> Known {
        if leg.flow != Flow::Money {
            return Known::Unstated;
        }
        let takers = legs.iter().filter(|it| it.flow == Flow::Money && it.from == leg.from).count();
        if takers == 1 { deal.money_by(leg.from.into()) } else { Known::Unstated }
    }
}

/// The node of an entity.
pub fn node(entity: EntityIx) -> NodeIndex<u32> {
    NodeIndex::new(entity.get())
}

/// So many deals are looked at one by one: where some are in dollars, mostly some of the first are.
const FIRST: usize = 64;

/// The currency of comparison of every amount that is told.
fn currency_of_comparison(told: &Told<'_>) -> Currency {
    let currencies = |deal: &Deal| -> BTreeSet<Currency> {
        let parts = deal.parties.iter().filter_map(|party| party.commits);
        let parts = parts.chain(deal.tranches.iter().map(|tranche| tranche.amount));
        deal.amount.into_iter().chain(parts).filter_map(Money::currency).collect()
    };
    let is_found =
        AtomicBool::new(told.deals().take(FIRST).any(|(_, deal)| currencies(&deal).contains(&Currency::USD)));
    let told = shares::of(told.book.deal_count(), shares::SHARE, |from, to| {
        let mut found = Vec::new();
        if !is_found.load(Ordering::Relaxed) {
            told.each_run(from, to, |deals| found.extend(deals.iter().flat_map(|(_, deal)| currencies(deal))));
            is_found.fetch_or(found.contains(&Currency::USD), Ordering::Relaxed);
        }
        found
    });
    if is_found.into_inner() { Currency::USD } else { Currency::of_comparison(told.into_iter().flatten()) }
}

/// Collects the legs of all deals told, in order of deal, and sorts them into lists.
fn index(told: &Told<'_>, owner: &[EntityIx]) -> LegIndex {
    let deals = told.book.deal_count();
    let share = deals.div_ceil(processors().min(deals / WORTH_A_THREAD + 1));
    let shares = shares::of(deals, share, |from, to| collect(told, owner, from, to));
    let (legs, internal): (Vec<_>, Vec<usize>) = shares.into_iter().unzip();
    LegIndex::new(owner.len(), legs, internal.into_iter().sum())
}

/// The legs of the deals from one position up to another, and how many of them run inside one whole.
fn collect(told: &Told<'_>, owner: &[EntityIx], from: usize, to: usize) -> (Vec<RawLeg>, usize) {
    // Most deals have two legs at the most. A list that grows is copied, and memory that is not filled costs nothing.
    let (mut found, mut internal) = (Vec::with_capacity(to.saturating_sub(from).saturating_mul(2)), 0);
    told.each_leg(from, to, |giver, taker, leg| {
        let (giver, taker) = (owner[giver.get()], owner[taker.get()]);
        if giver == taker {
            internal += 1;
        } else {
            found.push(RawLeg::new(giver, taker, leg));
        }
    });
    (found, internal)
}
