//! Circular financing: money that comes back to where it set out.
//!
//! **Finds** simple cycles of Money legs from at least two deals, up to a length, each once.
//! **Why it matters**: a company that pays its own customer sells with its own money; the sales, the valuation
//! and the growth shown on the way may be one and the same dollar.
//! **Example**: Acme invests in Orion, and Orion buys its computing from Acme.
//! **Limits**: legs say that money moves, not that it is the same money; repayments and dividends are no legs.
//! Parallel deals between the same two are alternatives of one hop, not loops of their own.
//!
//! ```text
//!            Investment 15 (headline 50)
//!     acme ────────────────────────────▶ orion        out  = the first hop
//!       ▲                                  │          back = the last hop
//!       └──────────────────────────────────┘
//!            Purchase 138, of which 100 new
//! ```

mod breakers;
mod chance;
mod describe;
mod hop;
mod money_web;
mod ratio;
mod report;
mod turns;
mod walk;

pub use breakers::{Breakers, breakers, is_broken};
pub use chance::{Chance, MOST_CYCLES, chance};
pub use describe::{CARD, findings};
pub use hop::{Addition, Hop, HopDeal};
pub use money_web::MoneyWeb;
pub use ratio::{Ratio, RatioInterval};
pub use walk::{Starts, cycles};

use std::cmp::Reverse;

use crate::graph::{DealGraph, Rank, Ranking};
use crate::model::{DealIx, EntityIx, MoneyLevel, PartialDate, Status, processors};

/// How far to look, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Only loops through every one of these.
    pub about: Vec<EntityIx>,
    /// The most hops of a loop; two is the least that makes one.
    pub max_length: usize,
    /// The most loops kept.
    pub most: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { about: Vec::new(), max_length: 5, most: 10_000 }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loops {
    /// The loops, the shortest first, then those with most money on the hop with the least of it, then by entities. Those with a
    /// hop whose money nobody states, or no rate leads from, come behind the others of their length, by the money of their
    /// other hops.
    pub loops: Vec<Loop>,
    /// Whether there are more loops than were kept.
    pub more: bool,
    /// Cycles whose every hop is one and the same deal, which are no circular financing.
    pub within_one_deal: usize,
}

/// One loop, told from the hop that finances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The hops in their order; the last one ends where the first begins. At least two.
    pub hops: Vec<Hop>,
    /// What comes back by the last hop for each unit that goes out by the first.
    pub returned: Returned,
    /// Whether the deals were made in the order of the hops.
    pub order: TimeOrder,
    /// The weakest hop, each as strong as its strongest deal.
    pub strength: Status,
}

/// Return ratios by how certain the money is; absent where an amount or a rate is missing, and at levels less certain than the
/// view's, of which it does not have all money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Returned {
    /// Of firm money.
    pub firm: Option<RatioInterval>,
    /// Of committed money.
    pub committed: Option<RatioInterval>,
    /// Of headline money.
    pub headline: Option<RatioInterval>,
}

impl Returned {
    /// The ratio at one level.
    pub const fn at(&self, level: MoneyLevel) -> Option<RatioInterval> {
        match level {
            MoneyLevel::Firm => self.firm,
            MoneyLevel::Committed => self.committed,
            MoneyLevel::Headline => self.headline,
        }
    }
}

/// Whether deals can have been made one after another along the hops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeOrder {
    /// Some choice of one deal a hop surely is in order of time.
    InOrder,
    /// Dates known only to the month or year, or not at all, leave it open.
    Possible,
    /// No choice is in order.
    OutOfOrder,
}

impl TimeOrder {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InOrder => "in order",
            Self::Possible => "possibly in order",
            Self::OutOfOrder => "out of order",
        }
    }
}

impl Loop {
    /// Whom it passes, in the order of the hops.
    pub fn entities(&self) -> Vec<EntityIx> {
        self.hops.iter().map(|hop| hop.from).collect()
    }

    /// Every deal of every hop, each once, by id.
    pub fn deals(&self) -> Vec<DealIx> {
        let mut deals: Vec<DealIx> = self.hops.iter().flat_map(Hop::deals).collect();
        deals.sort_unstable();
        deals.dedup();
        deals
    }

    /// The same loop as it is told whomever one asks about: from the hop that finances, then by entity.
    #[must_use]
    pub fn plainly(&self) -> Self {
        let mut hops = self.hops.clone();
        let start = (0..hops.len()).min_by_key(|at| (!hops[*at].finances(), hops[*at].from));
        hops.rotate_left(start.unwrap_or(0));
        Self { order: time_order(&hops), hops, returned: self.returned, strength: self.strength }
    }

    /// The hop that goes out.
    pub fn out(&self) -> &Hop {
        &self.hops[0]
    }

    /// The hop that comes back.
    pub fn back(&self) -> &Hop {
        &self.hops[self.hops.len() - 1]
    }
}

/// Returns every loop of a graph that `search` asks for.
///
/// Money that is less certain than the view's level is not there: with `--money firm` every hop has firm
/// money, or a signed deal whose amount nobody states and of which nothing hangs on conditions: these may take all. Costs, beside the loops themselves, a walk back of
/// at most `max_length` hops from each entity, hubs first; starts are shared among the processors.
pub fn loops(graph: &DealGraph<'_>, search: &Search) -> Loops {
    walked(graph, search).closed(graph, search)
}

/// Returns every loop of a graph as [`loops()`] does; `None` where there are more than `search` keeps, at the cost of
/// finding that many.
pub fn all_loops(graph: &DealGraph<'_>, search: &Search) -> Option<Loops> {
    let walked = walked(graph, search);
    (walked.found.len() <= search.most).then(|| walked.closed(graph, search))
}

/// What a search found.
struct Walked {
    web: MoneyWeb,
    /// Whom it is about, each once.
    about: Vec<EntityIx>,
    /// The cycles, and one more where there are more than it keeps.
    found: Vec<Vec<EntityIx>>,
}

fn walked(graph: &DealGraph<'_>, search: &Search) -> Walked {
    let web = MoneyWeb::new(graph);
    let mut about: Vec<EntityIx> = search.about.iter().map(|entity| graph.owner(*entity)).collect();
    about.sort_unstable();
    about.dedup();
    let starts = about.first().map_or(Starts::Every, |entity| Starts::One(*entity));
    let threads = processors();
    let found = cycles(&web, starts, search.max_length, search.most.saturating_add(1), threads);
    Walked { web, about, found }
}

impl Walked {
    /// Makes loops of the cycles.
    fn closed(self, graph: &DealGraph<'_>, search: &Search) -> Loops {
        let Self { web, about, mut found } = self;
        let more = found.len() > search.most;
        found.truncate(search.most);
        found.retain(|cycle| about.iter().all(|entity| cycle.contains(entity)));
        let walked = found.len();
        let mut loops: Vec<Loop> = found.iter().filter_map(|cycle| close(graph, &web, cycle, &about)).collect();
        let within_one_deal = walked - loops.len();
        let hops = loops.iter().flat_map(|it| &it.hops);
        let ranking = Ranking::over(graph.told(), hops.map(|hop| &hop.money));
        loops.sort_by_cached_key(|it| (it.hops.len(), Reverse(riches(it, &ranking)), it.entities()));
        Loops { loops, more, within_one_deal }
    }
}

/// What loops of one length rank by, the more the greater: what is sure to go all the way round, then of loops with a hop
/// that cannot be compared what goes along the others, then what these hops state in other currencies.
fn riches(it: &Loop, ranking: &Ranking<'_>) -> impl Ord + use<> {
    let hops: Vec<Rank> = it.hops.iter().map(|hop| ranking.of([&hop.money])).collect();
    let least = hops.iter().min().copied().unwrap_or_default();
    let known = hops.iter().map(|hop| hop.compared).filter(|money| *money > 0).min();
    let apart = hops.iter().filter(|hop| hop.compared == 0).filter_map(|hop| hop.apart).min();
    (least.compared, known, least.apart, apart)
}

/// Makes a loop of a cycle of entities; `None` where all of it is one deal.
fn close(graph: &DealGraph<'_>, web: &MoneyWeb, cycle: &[EntityIx], about: &[EntityIx]) -> Option<Loop> {
    let ends = cycle.iter().zip(cycle.iter().cycle().skip(1));
    let mut hops: Vec<Hop> = ends.map(|(from, to)| Hop::new(graph, *from, *to, web.legs(*from, *to))).collect();
    let first = hops.first().and_then(|hop| hop.deals().next())?;
    if hops.iter().flat_map(Hop::deals).all(|deal| deal == first) {
        return None;
    }
    let start = (0..hops.len()).min_by_key(|at| {
        let hop = &hops[*at];
        (about.first().is_some_and(|entity| hop.from != *entity), !hop.finances(), hop.from)
    })?;
    hops.rotate_left(start);
    let ratio = |level| ratio::of_hops(graph, &hops[0], &hops[hops.len() - 1], level);
    let returned = Returned {
        firm: ratio(MoneyLevel::Firm),
        committed: ratio(MoneyLevel::Committed),
        headline: ratio(MoneyLevel::Headline),
    };
    let strength = crate::finding::weakest(hops.iter().map(Hop::status)).unwrap_or(Status::Rumoured);
    Some(Loop { order: time_order(&hops), returned, strength, hops })
}

/// Takes at each hop the deal that leaves most time for the next; no other choice can do better.
fn time_order(hops: &[Hop]) -> TimeOrder {
    let dates = |hop: &Hop| hop.deals.iter().map(|deal| deal.announced).collect::<Vec<_>>();
    let surely = hops.iter().try_fold(None, |before, hop| {
        let dated = dates(hop).into_iter().flatten();
        let last = dated.filter(|date| before.is_none_or(|before| before <= date.first())).map(PartialDate::last).min();
        last.map(Some)
    });
    if surely.is_some() {
        return TimeOrder::InOrder;
    }
    let possibly = hops.iter().try_fold(None, |before, hop| {
        let reach = dates(hop).into_iter().filter_map(|date| match date {
            // A deal without a date may have been made at any time.
            None => Some(before),
            Some(date) if before.is_none_or(|before| before <= date.last()) => Some(before.max(Some(date.first()))),
            Some(_) => None,
        });
        reach.min()
    });
    if possibly.is_some() { TimeOrder::Possible } else { TimeOrder::OutOfOrder }
}
