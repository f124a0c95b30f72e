//! Amounts in a few signs, as a drawing has room for.

use crate::model::{Currency, Interval, Money};

/// So many currencies are told on a drawing; of more the first, and how many others there are.
const MOST_TOLD: usize = 2;

/// Parts of a sum one behind the other. Where one that ends in a plus stands before another, all are joined by a word: `$5B+ + €7M`
/// reads like a misprint.
pub(super) fn joined(parts: &[String]) -> String {
    const WORD: &str = " and ";
    let before = parts.split_last().map_or(parts, |(_, before)| before);
    let has_word = before.iter().any(|part| part.ends_with('+')) || parts.iter().any(|part| part.contains(WORD));
    parts.join(if has_word { WORD } else { " + " })
}

/// What is told of money in each currency, in a few signs.
pub(super) fn brief(told: &[String]) -> String {
    match told.split_first() {
        Some((first, others)) if told.len() > MOST_TOLD => {
            joined(&[first.clone(), format!("{} currencies", others.len())])
        }
        _ => joined(told),
    }
}

/// All of it; absent where [`brief`] tells no less.
pub(super) fn in_full(told: &[String]) -> Option<String> {
    (told.len() > MOST_TOLD).then(|| joined(told))
}

/// Whether the ends differ by a tenth or less, as those of "about" do.
pub(super) fn is_near(interval: Interval) -> bool {
    let ends = (interval.lower(), interval.upper());
    matches!(ends, (lower, Some(upper)) if lower > 0 && lower < upper && (upper - lower) * 10 <= upper)
}

/// An interval in a few signs.
pub(super) fn short(interval: Interval, currency: Currency) -> String {
    let rounded = rounded(interval, currency);
    match (rounded.lower(), rounded.upper()) {
        (lower, Some(upper)) if is_near(rounded) => {
            let middle = self::rounded(Interval::exactly(lower.midpoint(upper)), currency);
            format!("~{}", Money::from_interval(currency, middle).short())
        }
        _ => Money::from_interval(currency, rounded).short(),
    }
}

/// Three digits are enough on a drawing.
fn rounded(interval: Interval, currency: Currency) -> Interval {
    let unit = 10_u128.pow(currency.exponent());
    let round = |value: u128| {
        let digits = value.checked_ilog10().unwrap_or(0);
        let step = 10_u128.pow(digits.saturating_sub(2)).max(if value >= unit { unit } else { 1 });
        (value + step / 2) / step * step
    };
    Interval::new(round(interval.lower()), interval.upper().map(round)).unwrap_or(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_to_three_digits() {
        assert_eq!(short(Interval::exactly(123_456_789_000), Currency::USD), "$1.23B");
    }

    #[test]
    fn no_plus_stands_behind_a_plus() {
        let told = |parts: &[&str]| brief(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_eq!(told(&["€2B", "$5B+"]), "€2B + $5B+", "nothing follows");
        assert_eq!(told(&["$500M+", "€7M"]), "$500M+ and €7M");
        assert_eq!(told(&["$1T–$1.2T+", "€7M", "₩6T"]), "$1T–$1.2T+ and 2 currencies");
        assert_eq!(told(&["$15B+ and $1B reported", "€7M"]), "$15B+ and $1B reported and €7M");
        let full = ["€2B", "$5B+", "₩6T"].map(str::to_owned);
        assert_eq!(in_full(&full).as_deref(), Some("€2B and $5B+ and ₩6T"));
    }
}
