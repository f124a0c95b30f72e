//! Return ratios: exact quotients of intervals.

use std::cmp::Ordering;
use std::fmt;

use serde_json::{Value, json};

use super::hop::Hop;
use crate::graph::{DealGraph, Tally};
use crate::model::{Currency, Interval, MoneyLevel, Rate};

/// A quotient of two amounts, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Above the line.
    pub numerator: u128,
    /// Below the line; never zero.
    pub denominator: u128,
}

/// From the least to the most that a quotient can be; `upper` absent where it has no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatioInterval {
    /// The least.
    pub lower: Ratio,
    /// The most.
    pub upper: Option<Ratio>,
}

impl Ratio {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// In lowest terms; `None` for a division by zero.
    pub fn new(numerator: u128, denominator: u128) -> Option<Self> {
        let divisor = gcd(numerator, denominator);
        (denominator > 0).then(|| Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// In hundredths, rounded down or up.
    fn hundredths(self, round: Ordering) -> u128 {
        let scaled = self.numerator.saturating_mul(100);
        if round == Ordering::Less { scaled / self.denominator } else { scaled.div_ceil(self.denominator) }
    }

    fn record(self) -> Value {
        json!({ "numerator": self.numerator.to_string(), "denominator": self.denominator.to_string() })
    }
}

fn gcd(one: u128, two: u128) -> u128 {
    if two == 0 { one } else { gcd(two, one % two) }
}

impl RatioInterval {
    /// What `back` is of `out`; `None` where nothing goes out, so that there is no ratio.
    pub fn of(back: Interval, out: Interval) -> Option<Self> {
        if out.is_zero() {
            return None;
        }
        let lower = out.upper().and_then(|out| Ratio::new(back.lower(), out)).unwrap_or(Ratio::ZERO);
        let upper = back.upper().and_then(|back| Ratio::new(back, out.lower()));
        Some(Self { lower, upper })
    }

    /// The interval as data: exact fractions, and as shown.
    pub fn record(self) -> Value {
        json!({
            "lower": self.lower.record(),
            "upper": self.upper.map(Ratio::record),
            "shown": self.to_string(),
        })
    }
}

impl fmt::Display for RatioInterval {
    /// With two decimals, rounded outwards so that the truth lies between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |hundredths: u128| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let lower = self.lower.hundredths(Ordering::Less);
        match self.upper.map(|upper| upper.hundredths(Ordering::Greater)) {
            None if lower == 0 => f.write_str("any"),
            None => write!(f, "at least {}", number(lower)),
            Some(upper) if upper == lower => f.write_str(&number(lower)),
            Some(upper) => write!(f, "{}..{}", number(lower), number(upper)),
        }
    }
}

/// The currency in which two hops are compared, where both state money.
fn currency_of(out: &Hop, back: &Hop) -> Option<Currency> {
    let first = out.money.totals.keys().next().copied()?;
    let same = out.money.totals.len() == 1 && out.money.totals.keys().eq(back.money.totals.keys());
    (!back.money.totals.is_empty()).then_some(if same { first } else { Currency::USD })
}

/// The ratio of two hops at a level, in one currency; `None` where one states no money, a rate is missing, or the view looks
/// at surer money only: the hops then have but the deals with some of that.
pub(super) fn of_hops(graph: &DealGraph<'_>, out: &Hop, back: &Hop, level: MoneyLevel) -> Option<RatioInterval> {
    let currency = currency_of(out, back).filter(|_| level <= graph.view().money)?;
    let interval = |tally: &Tally| {
        let converted = tally.in_currency(graph.rates(), currency);
        let known = converted.split.at(level);
        // Money that nobody states can only add to the rest, at the levels that it may have reached.
        let whole = if tally.is_open_at(level) { Interval::at_least(known.lower()) } else { known };
        converted.unconverted.is_empty().then_some(whole)
    };
    RatioInterval::of(interval(&back.money)?, interval(&out.money)?)
}

/// The rates at which two hops are compared: none where no ratio is told of them, or none is needed.
pub(super) fn rates_of<'b>(graph: &DealGraph<'b>, out: &Hop, back: &Hop) -> Vec<&'b Rate> {
    let Some(currency) = currency_of(out, back) else { return Vec::new() };
    let converted = [out, back].map(|hop| hop.money.in_currency(graph.rates(), currency));
    if converted.iter().any(|it| !it.unconverted.is_empty()) {
        return Vec::new();
    }
    converted.into_iter().flat_map(|it| it.rates).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(lower: u128, upper: Option<u128>) -> Interval {
        Interval::new(lower, upper).expect("a forward interval")
    }

    #[test]
    fn a_quotient_is_in_lowest_terms_and_never_by_zero() {
        assert_eq!(Ratio::new(138, 50), Some(Ratio { numerator: 69, denominator: 25 }));
        assert_eq!(Ratio::new(0, 50), Some(Ratio::ZERO));
        assert_eq!(Ratio::new(7, 3), Some(Ratio { numerator: 7, denominator: 3 }));
        assert_eq!((Ratio::new(1, 0), Ratio::new(0, 0)), (None, None));
    }

    #[test]
    fn the_least_is_of_the_most_that_went_out_and_the_most_of_the_least() {
        for (back, out, shown) in [
            (between(138, Some(138)), between(15, Some(50)), "2.76..9.20"),
            (between(1, Some(1)), between(3, Some(3)), "0.33..0.34"),
            (between(1, Some(1)), between(2, Some(2)), "0.50"),
            (between(5, Some(9)), between(0, Some(10)), "at least 0.50"),
            (between(5, None), between(2, Some(10)), "at least 0.50"),
            (between(5, Some(9)), between(2, None), "0.00..4.50"),
            (between(0, None), between(2, None), "any"),
            (between(0, Some(0)), between(2, Some(2)), "0.00"),
            (between(1, Some(1)), between(1_000, Some(1_000)), "0.00..0.01"),
            (between(1_234, Some(1_234)), between(1, Some(1)), "1234.00"),
        ] {
            assert_eq!(RatioInterval::of(back, out).expect("money goes out").to_string(), shown);
        }
        assert_eq!(RatioInterval::of(between(5, Some(9)), Interval::ZERO), None, "nothing goes out");
    }

    #[test]
    fn a_quotient_as_data_is_exact_and_as_shown() {
        let ratio = RatioInterval::of(between(1, None), between(3, Some(3))).expect("money goes out");
        let expected =
            json!({"lower": {"numerator": "1", "denominator": "3"}, "upper": null, "shown": "at least 0.33"});
        assert_eq!(ratio.record(), expected);
    }
}
