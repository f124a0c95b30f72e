//! What somebody holds of rivals, and what it keeps whichever of them wins.
//!
//! **Finds** the stakes of an entity in each of some rivals, its sales to each, how many times the smallest stake
//! each stake is, and its own parts that compete with them.
//! **Why it matters**: who holds both sides of a race and sells shovels to both wins some of it in any case.
//! **Example**: Acme has put USD 50bn into Orion, 8bn into Lyra, and hosts both.
//! **Limits**: a stake is what was paid in, not what it is worth; sales are whole contracts; a loser is taken to
//! be worth, and to pay, nothing. Stakes and sales are not added: one was paid, the other is to come.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::backers::{Holding, absorbed_note, holding, investors_of};
use super::dealings::{Contest, Markets, contest_words};
use super::exposure::{Counterparty, Way, dealings_of};
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{Currency, DealIx, EntityIx, Flow, Interval, Kind, Known, MoneyLevel};
use crate::report::{Report, Section, money_cell, tally_cell, view_record};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hedge {
    /// Who hedges, as the view counts it.
    pub hedger: EntityIx,
    /// What it has of each rival, in the order asked for (by id where none were named).
    pub positions: Vec<Position>,
    /// The pairs asked for that the book does not tell as rivals.
    pub no_rivals: Vec<(EntityIx, EntityIx)>,
}

/// What somebody has of one of the rivals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The rival.
    pub rival: EntityIx,
    /// What was invested; the tally is empty where nothing was.
    pub stake: Holding,
    /// What the rival pays for goods and rights.
    pub sales: Tally,
    /// The deals of those sales, by id.
    pub sold_by: BTreeSet<DealIx>,
    /// Where the hedger competes with it itself.
    pub contests: Vec<Contest>,
}

/// The kinds of deal by which one sells.
const SALES: [Kind; 6] =
    [Kind::Purchase, Kind::Supply, Kind::Hosting, Kind::Distribution, Kind::License, Kind::RevenueShare];

/// Returns what an entity has of some rivals. Without any named: of all those it has a stake in or sells to that
/// compete with another such. Costs one pass over the deals, and the square of the rivals.
pub fn hedge(graph: &DealGraph<'_>, hedger: EntityIx, rivals: &[EntityIx]) -> Hedge {
    let hedger = graph.owner(hedger);
    let competing = Competing::new(graph);
    let sales = sales_by_customer(graph, hedger);
    let mut asked: Vec<EntityIx> = Vec::new();
    for rival in rivals.iter().map(|rival| graph.owner(*rival)) {
        if !asked.contains(&rival) && rival != hedger {
            asked.push(rival);
        }
    }
    if rivals.is_empty() {
        asked = held_rivals(graph, hedger, &sales, &competing);
    }
    let no_rivals = asked
        .iter()
        .enumerate()
        .flat_map(|(rank, one)| asked[rank + 1..].iter().map(move |two| (*one, *two)))
        .filter(|(one, two)| !competing.compete(*one, *two))
        .collect();
    let positions = asked.into_iter().map(|rival| {
        let deals = investors_of(graph, rival).remove(&hedger).unwrap_or_default();
        let parts = sales.get(&rival).cloned().unwrap_or_default();
        Position {
            rival,
            stake: holding(graph, hedger, rival, &deals),
            sold_by: parts.iter().map(|(deal, _)| *deal).collect(),
            sales: Tally::of(graph.told(), parts),
            contests: competing.markets.contests(hedger, rival),
        }
    });
    Hedge { hedger, positions: positions.collect(), no_rivals }
}

/// What each customer pays an entity for goods and rights.
fn sales_by_customer(graph: &DealGraph<'_>, seller: EntityIx) -> BTreeMap<EntityIx, Vec<(DealIx, Known)>> {
    let mut sales: BTreeMap<EntityIx, Vec<(DealIx, Known)>> = BTreeMap::new();
    for dealt in dealings_of(graph, seller).into_iter().filter(|dealt| dealt.way == Way::In) {
        let kind = graph.told().deal(dealt.deal).map(|deal| deal.kind);
        if let Counterparty::Entity(customer) = dealt.with
            && kind.is_some_and(|kind| SALES.contains(&kind))
        {
            sales.entry(customer).or_default().push((dealt.deal, dealt.money));
        }
    }
    sales
}

/// Those an entity has a stake in or sells to that compete with another such, by id.
fn held_rivals(
    graph: &DealGraph<'_>,
    hedger: EntityIx,
    sales: &BTreeMap<EntityIx, Vec<(DealIx, Known)>>,
    competing: &Competing<'_>,
) -> Vec<EntityIx> {
    let stakes = graph
        .legs()
        .filter(|(from, _, leg)| *from == hedger && leg.kind == Kind::Investment && leg.flow == Flow::Money);
    let held: BTreeSet<EntityIx> = stakes.map(|(_, company, _)| company).chain(sales.keys().copied()).collect();
    let competes = |one: &EntityIx| held.iter().any(|two| one != two && competing.compete(*one, *two));
    held.iter().copied().filter(competes).collect()
}

/// Who competes with whom: by a shared market, or because a deal tells them as rivals.
struct Competing<'b> {
    markets: Markets<'b>,
    told: BTreeSet<(EntityIx, EntityIx)>,
}

impl<'b> Competing<'b> {
    fn new(graph: &DealGraph<'b>) -> Self {
        let rivalry = graph.legs().filter(|(.., leg)| leg.kind == Kind::Rivalry);
        let told = rivalry.flat_map(|(one, two, _)| [(one, two), (two, one)]).collect();
        Self { markets: Markets::new(graph), told }
    }

    fn compete(&self, one: EntityIx, two: EntityIx) -> bool {
        self.told.contains(&(one, two)) || !self.markets.contests(one, two).is_empty()
    }
}

/// The least and the most that one amount can be of another, in thousandths; absent where it has no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// The least, rounded down.
    pub lower: u128,
    /// The most, rounded up; absent where the other may be nothing, or this has no most.
    pub upper: Option<u128>,
}

impl Ratio {
    /// The ratio of two intervals; absent where the other is surely nothing, or this has no bound at all.
    pub fn of(amount: Interval, other: Interval) -> Option<Self> {
        if other.is_zero() || amount.is_zero() {
            return None;
        }
        let lower = other.upper().map_or(0, |most| amount.lower().saturating_mul(1000) / most.max(1));
        let upper = match (amount.upper(), other.lower()) {
            (Some(most), least) if least > 0 => Some(most.saturating_mul(1000).div_ceil(least)),
            _ => None,
        };
        Some(Self { lower, upper })
    }

    /// In words: `6.25`, `1.875..6.25`, `at least 1.5`.
    pub fn words(self) -> String {
        let number = |thousandths: u128| {
            let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        match self.upper {
            None => format!("at least {}", number(self.lower)),
            Some(upper) if upper == self.lower => number(upper),
            Some(upper) => format!("{}..{}", number(self.lower), number(upper)),
        }
    }
}

impl Hedge {
    /// The position with the smallest stake at a level, among those with a stake: what the others are measured by.
    pub fn smallest(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Option<&Position> {
        let stake = |position: &Position| position.stake_in_dollars(graph, level);
        let held = self.positions.iter().filter(|position| !stake(position).is_zero());
        held.min_by_key(|position| (stake(position).most_known(), position.rival))
    }

    /// How many times the smallest stake a position's stake is, at a level.
    pub fn ratio(&self, graph: &DealGraph<'_>, position: &Position, level: MoneyLevel) -> Option<Ratio> {
        let smallest = self.smallest(graph, level)?.stake_in_dollars(graph, level);
        Ratio::of(position.stake_in_dollars(graph, level), smallest)
    }

    /// What is kept of the stakes whichever rival wins alone: the least of them.
    pub fn kept(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Interval {
        let stakes = self.positions.iter().map(|position| position.stake_in_dollars(graph, level));
        least(stakes)
    }

    /// What is kept of the sales whichever rival wins alone: the least of them.
    pub fn kept_sales(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Interval {
        least(self.positions.iter().map(|it| it.sales.in_currency(graph.book(), Currency::USD).split.at(level)))
    }

    /// The money legs of stakes and sales, in order of deal.
    pub fn legs(&self, graph: &DealGraph<'_>) -> Vec<Leg> {
        let legs = graph.legs().filter(|(from, to, leg)| {
            self.positions.iter().any(|position| {
                let joins =
                    (*from, *to) == (self.hedger, position.rival) || (*to, *from) == (self.hedger, position.rival);
                joins && (position.stake.deals.contains(&leg.deal) || position.sold_by.contains(&leg.deal))
            })
        });
        super::in_order(legs.map(|(.., leg)| leg))
    }

    /// The answer as tables and data.
    pub fn report(&self, graph: &DealGraph<'_>) -> Report {
        let book = graph.book();
        let level = graph.view().money;
        let name = |entity: EntityIx| book.entity(entity).name.as_str();
        let columns = [
            "rival",
            "#stake, firm",
            "#stake, headline",
            "#× smallest, firm",
            "#× smallest, headline",
            "#sales, firm",
            "#sales, headline",
            "deals",
            "and competes with it in",
        ];
        let mut table = Section::new("", &columns);
        let mut items: Vec<Value> = Vec::new();
        let (firm, headline) = (MoneyLevel::Firm, MoneyLevel::Headline);
        for position in &self.positions {
            let ratio = |level| self.ratio(graph, position, level).map(Ratio::words);
            let cell = |level| ratio(level).unwrap_or_else(|| "–".to_owned());
            let deals: BTreeSet<DealIx> = position.sold_by.iter().chain(&position.stake.deals).copied().collect();
            let deals: Vec<String> = deals.iter().map(|deal| book.deal(*deal).id.to_string()).collect();
            let contests: Vec<String> = position.contests.iter().map(|it| contest_words(book, it)).collect();
            table.row([
                name(position.rival).to_owned(),
                tally_cell(&position.stake.money, firm),
                tally_cell(&position.stake.money, headline),
                cell(firm),
                cell(headline),
                tally_cell(&position.sales, firm),
                tally_cell(&position.sales, headline),
                deals.join("\n"),
                contests.join("\n"),
            ]);
            items.push(json!({
                "rival": book.entity(position.rival).id, "stake": position.stake.money.records(),
                "sales": position.sales.records(), "deals": deals, "competes_in": contests,
                "times_smallest_stake": { "firm": ratio(firm), "headline": ratio(headline) },
                "stake_deals_without_amount": position.stake.money.unstated.len(),
                "sales_deals_without_amount": position.sales.unstated.len(),
            }));
        }
        let mut kept =
            Section::new("Whichever wins alone, it keeps at the least", &["of", "#firm", "#committed", "#headline"]);
        let levels = [firm, MoneyLevel::Committed, headline];
        let dollars = |amount: Interval| money_cell(Currency::USD, amount);
        let rows = [
            ("its stakes", levels.map(|level| self.kept(graph, level))),
            ("its sales", levels.map(|level| self.kept_sales(graph, level))),
        ];
        for (what, amounts) in &rows {
            kept.row([(*what).to_owned()].into_iter().chain(amounts.map(dollars)));
        }
        let answer = json!({
            "hedger": book.entity(self.hedger).id, "level": level, "positions": items,
            "kept": { "stakes": rows[0].1, "sales": rows[1].1, "currency": "USD" },
        });
        Report {
            title: format!("What {} has of {}", name(self.hedger), self.names(graph)),
            sections: vec![table, kept],
            notes: self.notes(graph),
            truncated: None,
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }

    fn names(&self, graph: &DealGraph<'_>) -> String {
        let names: Vec<&str> = self.positions.iter().map(|it| graph.book().entity(it.rival).name.as_str()).collect();
        if names.is_empty() { "rivals".to_owned() } else { names.join(", ") }
    }

    fn notes(&self, graph: &DealGraph<'_>) -> Vec<String> {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.as_str();
        let mut notes =
            vec!["stakes are what was paid in, not what they are worth; sales are whole contracts".to_owned()];
        for (one, two) in &self.no_rivals {
            notes.push(format!("nothing in the book tells {} and {} as rivals", name(*one), name(*two)));
        }
        let mut rates: BTreeSet<String> = BTreeSet::new();
        for tally in self.positions.iter().flat_map(|it| [&it.stake.money, &it.sales]) {
            let converted = tally.in_currency(book, Currency::USD);
            rates.extend(converted.rates.iter().map(|rate| format!("{} of {}", rate.from, rate.date)));
            rates.extend(converted.unconverted.iter().map(|it| format!("{it}, for which there is no rate: left out")));
        }
        if !rates.is_empty() {
            let rates: Vec<String> = rates.into_iter().collect();
            notes.push(format!("converted into USD for the comparison: {}", rates.join(", ")));
        }
        notes.extend(absorbed_note(self.positions.iter().flat_map(|it| [&it.stake.money, &it.sales]), book));
        notes
    }
}

impl Position {
    fn stake_in_dollars(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Interval {
        self.stake.money.in_currency(graph.book(), Currency::USD).split.at(level)
    }
}

/// The interval of the smallest of several amounts; zero for none.
fn least(amounts: impl Iterator<Item = Interval>) -> Interval {
    let smaller = |one: Interval, two: Interval| {
        let upper = match (one.upper(), two.upper()) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Interval::new(one.lower().min(two.lower()), upper).unwrap_or(Interval::ANYTHING)
    };
    amounts.reduce(smaller).unwrap_or(Interval::ZERO)
}
