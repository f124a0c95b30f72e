//! Adds up money so that no dollar is counted twice.

use std::collections::BTreeMap;

use serde::Serialize;

use super::told::Told;
use crate::model::{Book, Currency, DealIx, Interval, Known, MoneyLevel, PartialDate, Rate, Split};

/// Money of several deals, each counted once, by currency.
///
/// A deal is left out where its umbrella, or the deal that enlarges or replaces it, is among those tallied
/// and states an amount itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// The totals, in minor units.
    pub totals: BTreeMap<Currency, Split>,
    /// Deals whose amount nobody states, or which state none for this question.
    pub unstated: Vec<DealIx>,
    /// Deals counted.
    pub counted: Vec<DealIx>,
    /// Deals not counted, each with the one that counts in its place.
    pub absorbed: Vec<(DealIx, DealIx)>,
}

/// A total in one currency, with the rates that were used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted<'b> {
    /// The total.
    pub split: Split,
    /// The rates used.
    pub rates: Vec<&'b Rate>,
    /// Currencies for which the book has no rate; their totals are not in the sum.
    pub unconverted: Vec<Currency>,
}

impl Tally {
    /// Tallies parts of deals. Several parts of one deal are added before anything is left out.
    pub fn of(told: &Told<'_>, parts: impl IntoIterator<Item = (DealIx, Known)>) -> Self {
        let mut by_deal: BTreeMap<DealIx, Vec<Known>> = BTreeMap::new();
        for (deal, known) in parts {
            by_deal.entry(deal).or_default().push(known);
        }
        let states =
            |deal: DealIx| by_deal.get(&deal).is_some_and(|parts| parts.iter().any(|it| it.stated().is_some()));
        let mut tally = Self::default();
        for (&deal, parts) in &by_deal {
            if let Some(instead) = absorber(told, deal, &states) {
                tally.absorbed.push((deal, instead));
                continue;
            }
            if !states(deal) {
                tally.unstated.push(deal);
                continue;
            }
            tally.counted.push(deal);
            for stated in parts.iter().filter_map(|part| part.stated()) {
                let total = tally.totals.entry(stated.currency).or_insert(Split::ZERO);
                *total = *total + stated.split;
            }
        }
        tally
    }

    /// Returns the whole in one currency, converted by the latest rate of the book for each other one.
    pub fn in_currency<'b>(&self, book: &'b Book, currency: Currency) -> Converted<'b> {
        let mut converted = Converted { split: Split::ZERO, rates: Vec::new(), unconverted: Vec::new() };
        for (&from, &split) in &self.totals {
            if from == currency {
                converted.split = converted.split + split;
            } else if let Some(rate) = latest_rate(book, from, currency) {
                let exchange = |interval: Interval| exchange(interval, rate, from);
                converted.split = converted.split
                    + Split {
                        firm: exchange(split.firm),
                        committed: exchange(split.committed),
                        headline: exchange(split.headline),
                    };
                converted.rates.push(rate);
            } else {
                converted.unconverted.push(from);
            }
        }
        converted
    }

    /// The largest total at a level, for ranking: its upper end (or lower, where it has none) in the first
    /// currency that is present, dollars before others.
    pub fn rank_key(&self, level: MoneyLevel) -> u128 {
        let split = self.totals.get(&Currency::USD).or_else(|| self.totals.values().next());
        split.map_or(0, |split| split.at(level).most_known())
    }
}

/// The deal that counts in the place of `deal`: the nearest one seen, upwards, that states an amount.
fn absorber(told: &Told<'_>, deal: DealIx, states: &impl Fn(DealIx) -> bool) -> Option<DealIx> {
    let mut seen = vec![deal];
    let mut at = 0;
    while let Some(&here) = seen.get(at) {
        at += 1;
        for &above in told.book.absorbed_by(here) {
            if seen.contains(&above) || told.deal(above).is_none() {
                continue;
            }
            if states(above) {
                return Some(above);
            }
            seen.push(above);
        }
    }
    None
}

/// The most recent rate between two currencies, in either direction.
fn latest_rate(book: &Book, from: Currency, to: Currency) -> Option<&Rate> {
    let joins = |rate: &&Rate| (rate.from, rate.to) == (from, to) || (rate.from, rate.to) == (to, from);
    book.rates().iter().filter(joins).max_by_key(|rate| (PartialDate::last(rate.date), rate.from == from))
}

/// Converts both ends, rounding outwards so that the result surely holds the truth.
fn exchange(interval: Interval, rate: &Rate, from: Currency) -> Interval {
    let forwards = rate.from == from;
    let (source, target) = if forwards { (rate.from, rate.to) } else { (rate.to, rate.from) };
    let scale = |power: u32| 10_u128.pow(power);
    let decimals = u32::from(rate.decimals);
    let rate_up = u128::from(rate.numerator);
    let (numerator, denominator) = if forwards { (rate_up, scale(decimals)) } else { (scale(decimals), rate_up) };
    let numerator = numerator.saturating_mul(scale(target.exponent()));
    let denominator = denominator.saturating_mul(scale(source.exponent())).max(1);
    let down = |value: u128| value.saturating_mul(numerator) / denominator;
    let up = |value: u128| value.saturating_mul(numerator).div_ceil(denominator);
    Interval::new(down(interval.lower()), interval.upper().map(up)).unwrap_or(Interval::ANYTHING)
}

/// A tally as data.
#[derive(Debug, Clone, Serialize)]
pub struct TallyRecord {
    currency: Currency,
    #[serde(flatten)]
    split: Split,
}

impl Tally {
    /// The totals as data, by currency, in minor units.
    pub fn records(&self) -> Vec<TallyRecord> {
        self.totals.iter().map(|(currency, split)| TallyRecord { currency: *currency, split: *split }).collect()
    }
}
