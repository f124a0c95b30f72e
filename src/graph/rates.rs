//! Rates of a book, by which money of one currency is told in another.

use super::told::Told;
use super::view::View;
use crate::model::{Book, Currency, Day, Interval, PartialDate, Rate, Split};

/// The rates by which a view converts money.
#[derive(Debug, Clone, Copy)]
pub struct Rates<'b> {
    book: &'b Book,
    /// The last day that the view knows of, where it has one.
    day: Option<Day>,
}

impl<'b> Rates<'b> {
    /// The rates of a book as a view sees it.
    pub fn of(told: &Told<'b>) -> Self {
        Self { book: told.book, day: last_day(&told.view) }
    }

    /// The rate between two currencies, in either direction: the most recent one of the book. A view of a day takes the most
    /// recent one up to that day, and only where there is none the first one behind it. Absent where no rate joins the two.
    pub fn between(self, from: Currency, to: Currency) -> Option<&'b Rate> {
        let joins = |rate: &&Rate| (rate.from, rate.to) == (from, to) || (rate.from, rate.to) == (to, from);
        let rates = || self.book.rates().iter().filter(joins);
        let is_known = |rate: &&Rate| self.day.is_none_or(|day| rate.date.last() <= day);
        let latest = rates().filter(is_known).max_by_key(|rate| (PartialDate::last(rate.date), rate.from == from));
        latest.or_else(|| rates().min_by_key(|rate| (PartialDate::last(rate.date), rate.from != from)))
    }

    /// Money of one currency in another; absent where no rate joins the two.
    pub fn convert(self, split: Split, from: Currency, to: Currency) -> Option<Split> {
        if from == to {
            return Some(split);
        }
        let rate = self.between(from, to)?;
        let [firm, committed, headline] =
            [split.firm, split.committed, split.headline].map(|interval| exchange(interval, rate, from));
        Some(Split { firm, committed, headline })
    }
}

/// The last day of which a view knows something: of two that it asks for, the earlier.
fn last_day(view: &View) -> Option<Day> {
    view.as_of.into_iter().chain(view.known_at).map(PartialDate::last).min()
}

/// Converts both ends, rounding outwards so that the result surely holds the truth. An end past what a number holds
/// becomes the largest number below, and no end above.
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
    let up = |value: u128| Some(value.checked_mul(numerator)?.div_ceil(denominator));
    Interval::new(down(interval.lower()), interval.upper().and_then(up)).unwrap_or(Interval::ANYTHING)
}
