//! The money that a claim is about.

use serde_json::{Number, Value, json};

use crate::graph::Tally;
use crate::model::{Interval, Known, MoneyLevel, Stated};
use crate::report::money_cell;

/// The money that a claim is about, each dollar once, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimMoney {
    /// What is stated of it, by currency; empty where nothing is.
    pub stated: Vec<Stated>,
    /// How many of its deals state no money and have come so far that it may be firm, committed, and spoken of.
    pub unstated_at: [usize; 3],
}

impl From<&Tally> for ClaimMoney {
    fn from(tally: &Tally) -> Self {
        Self { stated: tally.stated(), unstated_at: tally.unstated_at }
    }
}

impl From<Known> for ClaimMoney {
    /// What is stated of one deal.
    fn from(known: Known) -> Self {
        Self { stated: known.stated().into_iter().collect(), ..Self::default() }
    }
}

impl ClaimMoney {
    /// Whether it is about no money, stated or not.
    pub fn is_none(&self) -> bool {
        self.stated.is_empty() && self.unstated_at == [0; 3]
    }

    /// The money by currency, with no most at the levels at which some of it is not stated.
    pub fn with_open_ends(&self) -> Vec<Stated> {
        let is_open = self.unstated_at.map(|unstated| unstated > 0);
        self.stated.iter().map(|it| Stated { currency: it.currency, split: it.split.open_at(is_open) }).collect()
    }
}

/// Money by currency at one level, as people read it, with how many deals state none; a dash where there is none.
pub fn money_words(money: &ClaimMoney, level: MoneyLevel) -> String {
    let at = |stated: &Stated| stated.split.at(level);
    let is_told = |stated: &&Stated| !at(stated).is_zero() && at(stated) != Interval::ANYTHING;
    let cells = money.stated.iter().filter(is_told).map(|stated| money_cell(stated.currency, at(stated)));
    let mut cells: Vec<String> = cells.collect();
    let is_open = money.stated.iter().any(|stated| at(stated) == Interval::ANYTHING);
    match money.unstated_at[level.number()] {
        0 if cells.is_empty() && is_open => "not stated".to_owned(),
        0 if cells.is_empty() => "–".to_owned(),
        0 => cells.join(" + "),
        _ if money.stated.is_empty() => "not stated".to_owned(),
        unstated => {
            cells.push(format!("{unstated} not stated"));
            cells.join(" + ")
        }
    }
}

/// Money by currency as data, in minor units; `upper` is null where no most is known, since some of it is not stated.
pub fn money_records(money: &ClaimMoney) -> Value {
    let one = |stated: Stated| {
        json!({
            "currency": stated.currency,
            "firm": interval_record(stated.split.firm),
            "committed": interval_record(stated.split.committed),
            "headline": interval_record(stated.split.headline),
        })
    };
    money.with_open_ends().into_iter().map(one).collect::<Vec<_>>().into()
}

fn interval_record(interval: Interval) -> Value {
    json!({ "lower": whole(interval.lower()), "upper": interval.upper().map(whole) })
}

/// A whole number; what is too large for a number of JSON readers everywhere is written as a text of digits.
fn whole(value: u128) -> Value {
    u64::try_from(value).map_or_else(|_| Value::String(value.to_string()), |value| Value::Number(Number::from(value)))
}
