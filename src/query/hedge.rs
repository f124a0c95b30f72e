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

use super::backers::{Holding, holding, investors_of};
use super::counting::counting_notes;
use super::dealings::contest_words;
use super::exposure::{Counterparty, Way, dealings_of};
use super::rivalry::{Contest, Rivals};
use super::words::rate_words;
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{Currency, DealIx, EntityIx, Flow, Interval, Kind, Known, MoneyLevel};
use crate::report::{Report, Section, money_cell, tally_cell, view_record};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hedge {
    /// Who hedges, as the view counts it.
    pub hedger: EntityIx,
    /// The races: the rivals asked for, or where none were named one for each market, by name, and one for each
    /// two that only a deal tells as rivals.
    pub races: Vec<Race>,
    /// The pairs asked for that the book does not tell as rivals.
    pub no_rivals: Vec<(EntityIx, EntityIx)>,
}

/// Rivals of whom one is to win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Race {
    /// What it is about: a market, or the word for those asked for.
    pub name: String,
    /// What the hedger has of each, in the order asked for, else by id.
    pub positions: Vec<Position>,
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
/// compete with another such, race by race. Costs one pass over the deals, and the square of the rivals.
pub fn hedge(graph: &DealGraph<'_>, hedger: EntityIx, rivals: &[EntityIx]) -> Hedge {
    let hedger = graph.owner(hedger);
    let rivalry = Rivals::new(graph);
    let sales = sales_by_customer(graph, hedger);
    let mut asked: Vec<EntityIx> = Vec::new();
    for rival in rivals.iter().map(|rival| graph.owner(*rival)) {
        if !asked.contains(&rival) && rival != hedger {
            asked.push(rival);
        }
    }
    let no_rivals = pairs(&asked).filter(|(one, two)| !rivalry.are(*one, *two)).collect();
    let races = if rivals.is_empty() {
        races(&rivalry, &held(graph, hedger, &sales))
    } else {
        vec![("those asked for".to_owned(), asked)]
    };
    let position = |rival: EntityIx| {
        let deals = investors_of(graph, rival).remove(&hedger).unwrap_or_default();
        let parts = sales.get(&rival).cloned().unwrap_or_default();
        Position {
            rival,
            stake: holding(graph, hedger, rival, &deals),
            sold_by: parts.iter().map(|(deal, _)| *deal).collect(),
            sales: Tally::of(graph.told(), parts),
            contests: rivalry.contests(hedger, rival),
        }
    };
    let races = races
        .into_iter()
        .map(|(name, rivals)| Race { name, positions: rivals.into_iter().map(position).collect() })
        .collect();
    Hedge { hedger, races, no_rivals }
}

/// Every two of several, once, in their order.
fn pairs(them: &[EntityIx]) -> impl Iterator<Item = (EntityIx, EntityIx)> + '_ {
    them.iter().enumerate().flat_map(|(rank, one)| them[rank + 1..].iter().map(move |two| (*one, *two)))
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

/// Those an entity has a stake in or sells to, by id.
fn held(
    graph: &DealGraph<'_>,
    hedger: EntityIx,
    sales: &BTreeMap<EntityIx, Vec<(DealIx, Known)>>,
) -> BTreeSet<EntityIx> {
    let stakes = graph.index().takers(hedger, Flow::Money, Kind::Investment).distinct();
    stakes.map(|company| EntityIx::new(company as usize)).chain(sales.keys().copied()).collect()
}

/// The races that several of those held are in: by market, then every two told as rivals in no market.
fn races(rivals: &Rivals<'_>, held: &BTreeSet<EntityIx>) -> Vec<(String, Vec<EntityIx>)> {
    let held: Vec<EntityIx> = held.iter().copied().collect();
    let mut by_market: BTreeMap<String, BTreeSet<EntityIx>> = BTreeMap::new();
    let mut told_alone: Vec<(String, Vec<EntityIx>)> = Vec::new();
    for (one, two) in pairs(&held).filter(|(one, two)| rivals.are(*one, *two)) {
        let contests = rivals.contests(one, two);
        if contests.is_empty() {
            told_alone.push(("told as rivals".to_owned(), vec![one, two]));
        }
        for contest in contests {
            by_market.entry(contest.market).or_default().extend([one, two]);
        }
    }
    let by_market = by_market.into_iter().map(|(market, them)| (market, them.into_iter().collect()));
    by_market.chain(told_alone).collect()
}

/// How many times another amount one is, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ratio {
    /// Both amounts are exact: rounded to the nearest.
    Exact(u128),
    /// From the least, rounded down, to the most, rounded up; no most where the other may be nothing.
    Between(u128, Option<u128>),
}

impl Ratio {
    /// The ratio of two intervals; absent where one of them is surely nothing.
    pub fn of(amount: Interval, other: Interval) -> Option<Self> {
        if other.is_zero() || amount.is_zero() {
            return None;
        }
        let thousandfold = |amount: u128| amount.saturating_mul(1000);
        if amount.is_exact() && other.is_exact() {
            return Some(Self::Exact((thousandfold(amount.lower()) + other.lower() / 2) / other.lower()));
        }
        let lower = other.upper().map_or(0, |most| thousandfold(amount.lower()) / most.max(1));
        let upper = match (amount.upper(), other.lower()) {
            (Some(most), least) if least > 0 => Some(thousandfold(most).div_ceil(least)),
            _ => None,
        };
        Some(Self::Between(lower, upper))
    }

    /// In words: `6.25`, `1.875..6.25`, `at least 1.5`.
    pub fn words(self) -> String {
        let number = |thousandths: u128| {
            let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        match self {
            Self::Exact(ratio) => number(ratio),
            Self::Between(0, Some(upper)) => format!("up to {}", number(upper)),
            Self::Between(lower, Some(upper)) => format!("{}..{}", number(lower), number(upper)),
            Self::Between(lower, None) => format!("at least {}", number(lower)),
        }
    }
}

impl Race {
    /// The position with the smallest stake at a level, among those with a stake that is surely something: what
    /// the others are measured by.
    pub fn smallest(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Option<&Position> {
        let stake = |position: &Position| position.stake_in_dollars(graph, level);
        let held = self.positions.iter().filter(|position| stake(position).lower() > 0);
        held.min_by_key(|position| (stake(position).most_known(), position.rival))
    }

    /// How many times the smallest stake a position's stake is, at a level.
    pub fn ratio(&self, graph: &DealGraph<'_>, position: &Position, level: MoneyLevel) -> Option<Ratio> {
        let smallest = self.smallest(graph, level)?;
        if smallest.rival == position.rival {
            return Some(Ratio::Exact(1000));
        }
        Ratio::of(position.stake_in_dollars(graph, level), smallest.stake_in_dollars(graph, level))
    }

    /// What is kept of the stakes whichever rival wins alone: the least of them.
    pub fn kept(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Interval {
        least(self.positions.iter().map(|position| position.stake_in_dollars(graph, level)))
    }

    /// What is kept of the sales whichever rival wins alone: the least of them.
    pub fn kept_sales(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Interval {
        least(self.positions.iter().map(|it| it.sales.in_currency(graph.rates(), Currency::USD).split.at(level)))
    }
}

impl Hedge {
    /// The positions of all races; one who is in two of them comes twice.
    pub fn positions(&self) -> impl Iterator<Item = &Position> {
        self.races.iter().flat_map(|race| &race.positions)
    }

    /// The money legs of stakes and sales, in order of deal.
    pub fn legs(&self, graph: &DealGraph<'_>) -> Vec<Leg> {
        let legs = graph.legs().filter(|(from, to, leg)| {
            self.positions().any(|position| {
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
        let columns = [
            "race",
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
        let mut kept = Section::new(
            "Whichever wins its race alone, it keeps at the least",
            &["race", "of", "#firm", "#committed", "#headline"],
        );
        let mut items: Vec<Value> = Vec::new();
        for race in &self.races {
            for (rank, position) in race.positions.iter().enumerate() {
                let name = if rank == 0 { race.name.clone() } else { String::new() };
                table.row([name].into_iter().chain(position_cells(graph, race, position)));
                items.push(position_record(graph, race, position));
            }
            let levels = MoneyLevel::ALL;
            let stakes = levels.map(|level| race.kept(graph, level));
            let sales = levels.map(|level| race.kept_sales(graph, level));
            for (name, what, amounts) in [(race.name.as_str(), "its stakes", stakes), ("", "its sales", sales)] {
                let cells = amounts.map(|amount| money_cell(Currency::USD, amount));
                kept.row([name.to_owned(), what.to_owned()].into_iter().chain(cells));
            }
        }
        let level = graph.view().money;
        let races: Vec<Value> = self
            .races
            .iter()
            .map(|race| {
                json!({
                    "race": race.name, "rivals": race.positions.iter().map(|it| &book.entity(it.rival).id).collect::<Vec<_>>(),
                    "kept": { "currency": "USD", "stakes": race.kept(graph, level), "sales": race.kept_sales(graph, level) },
                })
            })
            .collect();
        let hedger = book.entity(self.hedger);
        Report {
            title: format!("What {} has of rivals", hedger.name),
            sections: vec![table, kept],
            notes: self.notes(graph),
            truncated: None,
            answer: json!({ "hedger": hedger.id, "level": level, "races": races, "positions": items }),
            items,
            view: view_record(book, graph.view()),
        }
    }

    fn notes(&self, graph: &DealGraph<'_>) -> Vec<String> {
        let book = graph.book();
        let name = |entity: EntityIx| book.entity(entity).name.as_str();
        let mut notes =
            vec!["stakes are what was paid in, not what they are worth; sales are whole contracts".to_owned()];
        if self.positions().any(|it| !it.stake.money.unstated.is_empty() || !it.sales.unstated.is_empty()) {
            notes.push("an amount that is not stated counts as nothing in ratios and in what is kept".to_owned());
        }
        for (one, two) in &self.no_rivals {
            notes.push(format!("nothing in the book tells {} and {} as rivals", name(*one), name(*two)));
        }
        let mut rates: BTreeSet<String> = BTreeSet::new();
        for tally in self.positions().flat_map(|it| [&it.stake.money, &it.sales]) {
            let converted = tally.in_currency(graph.rates(), Currency::USD);
            rates.extend(converted.rates.iter().map(|rate| rate_words(rate)));
            rates.extend(converted.unconverted.iter().map(|it| format!("{it}, for which there is no rate: left out")));
        }
        if !rates.is_empty() {
            let rates: Vec<String> = rates.into_iter().collect();
            notes.push(format!("converted into USD for the comparison: {}", rates.join(", ")));
        }
        notes.extend(counting_notes(self.positions().flat_map(|it| [&it.stake.money, &it.sales]), graph.told()));
        notes
    }
}

fn deal_ids(graph: &DealGraph<'_>, position: &Position) -> Vec<String> {
    let deals: BTreeSet<DealIx> = position.sold_by.iter().chain(&position.stake.deals).copied().collect();
    deals.into_iter().map(|deal| graph.book().deal(deal).id.to_string()).collect()
}

fn contests_in_words(graph: &DealGraph<'_>, position: &Position) -> Vec<String> {
    position.contests.iter().map(|contest| contest_words(graph.book(), contest)).collect()
}

fn position_cells(graph: &DealGraph<'_>, race: &Race, position: &Position) -> [String; 9] {
    let (firm, headline) = (MoneyLevel::Firm, MoneyLevel::Headline);
    let ratio = |level| race.ratio(graph, position, level).map_or_else(|| "–".to_owned(), Ratio::words);
    [
        graph.book().entity(position.rival).name.clone(),
        tally_cell(&position.stake.money, firm),
        tally_cell(&position.stake.money, headline),
        ratio(firm),
        ratio(headline),
        tally_cell(&position.sales, firm),
        tally_cell(&position.sales, headline),
        deal_ids(graph, position).join("\n"),
        contests_in_words(graph, position).join("\n"),
    ]
}

fn position_record(graph: &DealGraph<'_>, race: &Race, position: &Position) -> Value {
    let ratio = |level| race.ratio(graph, position, level).map(Ratio::words);
    json!({
        "race": race.name, "rival": graph.book().entity(position.rival).id,
        "stake": position.stake.money.records(), "sales": position.sales.records(),
        "deals": deal_ids(graph, position), "competes_in": contests_in_words(graph, position),
        "times_smallest_stake": { "firm": ratio(MoneyLevel::Firm), "headline": ratio(MoneyLevel::Headline) },
        "stake_deals_without_amount": position.stake.money.unstated.len(),
        "sales_deals_without_amount": position.sales.unstated.len(),
    })
}

impl Position {
    fn stake_in_dollars(&self, graph: &DealGraph<'_>, level: MoneyLevel) -> Interval {
        self.stake.money.in_currency(graph.rates(), Currency::USD).split.at(level)
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
