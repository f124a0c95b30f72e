//! What goes out of an entity and what comes in, by counterparty, kind, flow or year.
//!
//! **Finds** the money an entity pays and is paid, split into firm, committed and headline, with each
//! counterparty, and the capacity (GW, chips) of the deals.
//! **Why it matters**: a headline of hundreds of billions is often mostly conditions; what is firm, and towards
//! whom, is the exposure.
//! **Example**: Acme puts up to USD 50bn into Orion, of which 15bn are paid; Orion buys for 100bn from Acme.
//! **Limits**: where several pay or are paid by one deal and shares are not told, the counterparty's line says
//! "not stated", and only the total counts the deal; so lines need not add up to the total. A deal of goods that
//! speaks of no money stands with those who would be paid for it.

use std::collections::{BTreeMap, BTreeSet};

use super::years::by_year;
use crate::graph::{DealGraph, Leg, Rank, Ranking, Tally, Told, legs};
use crate::model::{Capacity, CapacityUnit, Deal, DealIx, EntityIx, Flow, Interval, Kind, Known, Stated, Who};

pub use super::years::over_years;

/// Which way money goes (or would go, for goods that nobody prices).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// The entity pays, or takes goods.
    Out,
    /// The entity is paid, or gives goods.
    In,
}

/// Somebody on the other side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counterparty {
    /// An entity, as the view counts it.
    Entity(EntityIx),
    /// Somebody whom nobody names, with the reason.
    Undisclosed(String),
}

/// What lines are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Counterparties.
    #[default]
    Counterparty,
    /// Kinds of deal.
    Kind,
    /// What moves: not only money. Rivalry and joint work, where nothing moves, are left out.
    Flow,
    /// Years of the deals' periods, evenly by days; deals inside of another stand in years of their own.
    Year,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A counterparty.
    With(Counterparty),
    /// A kind of deal.
    Kind(Kind),
    /// What moves.
    Flow(Flow),
    /// A year; absent where the deal states no closed period.
    Year(Option<u16>),
}

/// A line of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub key: Key,
    /// Which way.
    pub way: Way,
    /// The deals, by id.
    pub deals: BTreeSet<DealIx>,
    /// The money, each dollar once.
    pub money: Tally,
    /// The capacity of the deals, each once.
    pub capacity: Vec<Capacity>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// The entity, as the view counts it.
    pub entity: EntityIx,
    /// What the lines are made of.
    pub by: By,
    /// The lines: out before in, then most money first at the level of the view, then by key; years in order.
    pub lines: Vec<Line>,
    /// All that goes out, each deal once.
    pub paid: Tally,
    /// All that comes in, each deal once.
    pub received: Tally,
    /// The deals counted whose headline is more than what is firm, in order of way, then of deal.
    pub uncertain: Vec<(Way, DealIx, Stated)>,
}

/// One deal with one counterparty, as it touches the entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealt {
    /// The deal.
    pub deal: DealIx,
    /// Which way.
    pub way: Way,
    /// Who is on the other side.
    pub with: Counterparty,
    /// The money that surely goes between these two.
    pub money: Known,
}

/// Returns what goes out of an entity and comes in. Costs one pass over the deals.
pub fn exposure(graph: &DealGraph<'_>, entity: EntityIx, by: By) -> Exposure {
    let entity = graph.owner(entity);
    let whole = totals(graph, entity);
    let tally = |way: Way| {
        Tally::of(graph.told(), whole.iter().filter(|(it, ..)| *it == way).map(|(_, deal, known)| (*deal, *known)))
    };
    let (paid, received) = (tally(Way::Out), tally(Way::In));
    let counted: Vec<(Way, DealIx, Known)> = [(Way::Out, &paid), (Way::In, &received)]
        .iter()
        .flat_map(|(way, tally)| counted(*way, tally, &whole))
        .collect();
    let mut parts: BTreeMap<(Key, Way), Vec<(DealIx, Known)>> = BTreeMap::new();
    match by {
        By::Counterparty => {
            for dealt in dealings_of(graph, entity) {
                parts.entry((Key::With(dealt.with), dealt.way)).or_default().push((dealt.deal, dealt.money));
            }
        }
        By::Kind => {
            for (way, deal, known) in &whole {
                let kind = graph.told().deal(*deal).map(|deal| deal.kind);
                let key = kind.map(Key::Kind);
                parts.extend_key(key, *way, (*deal, *known));
            }
        }
        By::Flow => {
            for (way, deal, known) in &whole {
                parts.extend_key(Some(Key::Flow(Flow::Money)), *way, (*deal, *known));
            }
            for (way, legs) in [(Way::Out, graph.legs_from(entity)), (Way::In, graph.legs_into(entity))] {
                let others = legs.iter().filter(|(_, leg)| !matches!(leg.flow, Flow::Money | Flow::None));
                for (_, leg) in others {
                    parts.extend_key(Some(Key::Flow(leg.flow)), way, (leg.deal, Known::Unstated));
                }
            }
        }
        By::Year => {
            for (way, total) in [(Way::Out, &paid), (Way::In, &received)] {
                for (deal, year, known) in by_year(graph.told(), way, total, &whole) {
                    parts.extend_key(Some(Key::Year(year)), way, (deal, known));
                }
            }
        }
    }
    let mut lines: Vec<Line> = parts
        .into_iter()
        .map(|((key, way), parts)| {
            let deals: BTreeSet<DealIx> = parts.iter().map(|(deal, _)| *deal).collect();
            Line { key, way, capacity: capacity_of(graph.told(), &deals), deals, money: Tally::of(graph.told(), parts) }
        })
        .collect();
    let ranking = Ranking::over(graph.told(), lines.iter().map(|line| &line.money));
    lines.sort_by_cached_key(|line| {
        let money = if by == By::Year { Rank::default() } else { ranking.of([&line.money]) };
        (line.way, std::cmp::Reverse(money), line.key.clone())
    });
    let uncertain = counted
        .iter()
        .filter_map(|(way, deal, known)| Some((*way, *deal, known.stated()?)))
        .filter(|(_, deal, stated)| stated.split.firm != stated.split.headline || is_open_in_part(graph, *deal, stated))
        .collect();
    Exposure { entity, by, lines, paid, received, uncertain }
}

/// Whether some of a deal's money is not firm, though nobody says how much of it, so that firm and headline money have the same ends.
fn is_open_in_part(graph: &DealGraph<'_>, deal: DealIx, stated: &Stated) -> bool {
    let is_open = !stated.split.headline.is_exact();
    let parts = || graph.told().deal(deal).map(Deal::most_of_each);
    is_open && parts().is_some_and(|[_, promised, beyond]| promised != Some(0) || beyond != Some(0))
}

/// What the deals that a total counts come to in it, so that these add up to it: with the money of those that count
/// inside of them.
fn counted(way: Way, total: &Tally, whole: &[(Way, DealIx, Known)]) -> Vec<(Way, DealIx, Known)> {
    let of_deal = |deal: DealIx| -> Vec<Known> {
        match total.parts.get(&deal) {
            Some(parts) => parts
                .iter()
                .map(|(currency, split)| Known::Stated(Stated { currency: *currency, split: *split }))
                .collect(),
            None => whole.iter().filter(|(it, of, _)| (*it, *of) == (way, deal)).map(|(.., known)| *known).collect(),
        }
    };
    total.counted.iter().flat_map(|deal| of_deal(*deal).into_iter().map(|known| (way, *deal, known))).collect()
}

/// A map of lists that takes a part under a key, where there is one.
trait ExtendKey {
    fn extend_key(&mut self, key: Option<Key>, way: Way, part: (DealIx, Known));
}

impl ExtendKey for BTreeMap<(Key, Way), Vec<(DealIx, Known)>> {
    fn extend_key(&mut self, key: Option<Key>, way: Way, part: (DealIx, Known)) {
        if let Some(key) = key {
            self.entry((key, way)).or_default().push(part);
        }
    }
}

/// Who a party is, as the view counts it.
fn counterparty(graph: &DealGraph<'_>, deal: &Deal, party: u16) -> Counterparty {
    match &deal.parties[usize::from(party)].who {
        Who::Entity(entity) => Counterparty::Entity(graph.owner(*entity)),
        Who::Undisclosed(reason) => Counterparty::Undisclosed(reason.clone()),
    }
}

/// The legs of a deal that touch an entity and no second part of it: the way of money, and who is on the other
/// side.
fn touching(
    graph: &DealGraph<'_>,
    entity: EntityIx,
    index: DealIx,
    deal: &Deal,
    flow: Flow,
) -> Vec<(Leg, Way, Counterparty)> {
    let me = Counterparty::Entity(entity);
    let legs = legs(index, deal).into_iter().filter(|leg| leg.flow == flow);
    let touching = legs.filter_map(|leg| {
        let (from, to) = (counterparty(graph, deal, leg.from), counterparty(graph, deal, leg.to));
        // Goods go against the money that pays for them.
        let is_giver_out = flow == Flow::Money;
        match (from == me, to == me) {
            (true, false) => Some((leg, if is_giver_out { Way::Out } else { Way::In }, to)),
            (false, true) => Some((leg, if is_giver_out { Way::In } else { Way::Out }, from)),
            _ => None,
        }
    });
    touching.collect()
}

/// Returns every deal of an entity with every counterparty by money or goods, by deal, way and counterparty.
pub fn dealings_of(graph: &DealGraph<'_>, entity: EntityIx) -> Vec<Dealt> {
    let entity = graph.owner(entity);
    let mut found: Vec<Dealt> = Vec::new();
    for (index, deal) in graph.told().deals_with(|party| graph.owner(party) == entity) {
        let mut paid: BTreeMap<(Way, Counterparty), Vec<Leg>> = BTreeMap::new();
        for (leg, way, with) in touching(graph, entity, index, deal, Flow::Money) {
            paid.entry((way, with)).or_default().push(leg);
        }
        let along = graph.along(index, deal);
        let mut of_deal: BTreeMap<(Way, Counterparty), Vec<Known>> =
            paid.into_iter().map(|(key, legs)| (key, along.parts(&legs))).collect();
        for (_, way, with) in touching(graph, entity, index, deal, Flow::Goods) {
            let is_paid = of_deal.keys().any(|(_, paid)| *paid == with);
            if !is_paid {
                of_deal.entry((way, with)).or_default().push(Known::Unstated);
            }
        }
        for ((way, with), parts) in of_deal {
            found.extend(parts.into_iter().map(|money| Dealt { deal: index, way, with: with.clone(), money }));
        }
    }
    found
}

/// What each deal moves out of an entity and into it.
fn totals(graph: &DealGraph<'_>, entity: EntityIx) -> Vec<(Way, DealIx, Known)> {
    let mut found = Vec::new();
    for (index, deal) in graph.told().deals_with(|party| graph.owner(party) == entity) {
        let moved = moved(graph, entity, index, deal);
        found.extend(moved.into_iter().map(|(way, known)| (way, index, known)));
    }
    found.sort_by_key(|(way, deal, _)| (*way, *deal));
    found
}

/// What a deal moves out of an entity, as the view counts it, and into it, whoever is on the other side. A deal that pays
/// an entity alone counts whole, even where the shares of those who pay are not told.
pub(crate) fn moved(graph: &DealGraph<'_>, entity: EntityIx, index: DealIx, deal: &Deal) -> Vec<(Way, Known)> {
    let me = Counterparty::Entity(entity);
    let along = graph.along(index, deal);
    let mine = |party: u16| counterparty(graph, deal, party) == me;
    let money: Vec<Leg> = legs(index, deal).into_iter().filter(|leg| leg.flow == Flow::Money).collect();
    let between = |giver: bool, taker: bool| -> Vec<Leg> {
        money.iter().filter(|leg| mine(leg.from) == giver && mine(leg.to) == taker).copied().collect()
    };
    let (out, into) = (between(true, false), between(false, true));
    let pays_me_alone = !money.is_empty() && into.len() == money.len();
    let into = if pays_me_alone { vec![deal.money()] } else { along.parts(&into) };
    let out = along.parts(&out).into_iter().map(|known| (Way::Out, known));
    out.chain(into.into_iter().map(|known| (Way::In, known))).collect()
}

/// The capacity of some deals by unit, each deal once: one whose umbrella, enlargement or successor is among
/// them and states a capacity is left out.
pub fn capacity_of(told: &Told<'_>, deals: &BTreeSet<DealIx>) -> Vec<Capacity> {
    let states = |deal: DealIx| told.deal(deal).and_then(|deal| deal.capacity);
    let mut totals: BTreeMap<CapacityUnit, Interval> = BTreeMap::new();
    for &deal in deals {
        let Some(capacity) = states(deal) else { continue };
        let mut above: Vec<DealIx> = told.book.absorbed_by(deal).collect();
        let mut at = 0;
        while let Some(&here) = above.get(at) {
            at += 1;
            let more: Vec<DealIx> = told.book.absorbed_by(here).filter(|it| !above.contains(it)).collect();
            above.extend(more);
        }
        let is_counted_above = above.iter().any(|it| *it != deal && deals.contains(it) && states(*it).is_some());
        if !is_counted_above {
            let total = totals.entry(capacity.unit()).or_insert(Interval::ZERO);
            *total = *total + capacity.interval();
        }
    }
    totals.into_iter().map(|(unit, interval)| Capacity::from_interval(unit, interval)).collect()
}

impl Exposure {
    /// The legs of the deals counted, as far as they touch the entity, in order of deal.
    pub fn legs(&self, graph: &DealGraph<'_>) -> Vec<Leg> {
        let deals: BTreeSet<DealIx> = self.lines.iter().flat_map(|line| line.deals.iter().copied()).collect();
        let mine = graph
            .legs()
            .filter(|(from, to, leg)| deals.contains(&leg.deal) && (*from == self.entity || *to == self.entity));
        super::in_order(mine.map(|(.., leg)| leg))
    }
}
