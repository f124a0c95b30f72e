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

/// Whether the ends stand as those of "about" do, of which the last digit is worth a tenth at the most, or differ by no more than
/// three digits tell: sums of what is "about" so much.
pub(super) fn is_near(interval: Interval) -> bool {
    let (lower, Some(upper)) = (interval.lower(), interval.upper()) else { return false };
    if lower == 0 || lower >= upper {
        return false;
    }
    let (width, middle) = (upper - lower, lower.midpoint(upper));
    let is_of_a_digit = 10_u128.pow(width.ilog10()) == width && middle.is_multiple_of(width);
    width * 100 <= upper || (is_of_a_digit && width * 10 <= upper)
}

/// An interval in a few signs: one number is told as about so much where not all of its digits are, and the ends of others are
/// never moved inwards.
pub(super) fn short(interval: Interval, currency: Currency) -> String {
    let (lower, upper) = (interval.lower(), interval.upper());
    let told = |interval| Money::from_interval(currency, interval).short();
    if is_near(interval) || upper == Some(lower) {
        let middle = lower.midpoint(upper.unwrap_or(lower));
        let step = step_of(middle, currency);
        let rounded = (middle + step / 2) / step * step;
        let about = if Interval::exactly(rounded) == interval { "" } else { "~" };
        return format!("{about}{}", told(Interval::exactly(rounded)));
    }
    let step = step_of(lower, currency);
    let upper = upper.map(|upper| upper.next_multiple_of(step_of(upper, currency)));
    told(Interval::new(lower / step * step, upper).unwrap_or(interval))
}

/// What the last digit is worth that a drawing tells of a number: three digits are enough there.
fn step_of(value: u128, currency: Currency) -> u128 {
    let unit = 10_u128.pow(currency.exponent());
    let digits = value.checked_ilog10().unwrap_or(0);
    10_u128.pow(digits.saturating_sub(2)).max(if value >= unit { unit } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_told_to_three_digits_and_ends_are_never_moved_inwards() {
        let told = |text: &str| {
            let money: Money = text.parse().expect("an amount");
            short(money.interval(), money.currency().expect("a currency"))
        };
        let cases = [
            ("USD 1.23456789bn", "~$1.23B"),
            ("USD 1.255bn", "~$1.26B"),
            ("USD 999.5m", "~$1B"),
            ("USD 999m", "$999M"),
            ("USD 15bn", "$15B"),
            ("about USD 150m", "~$150M"),
            ("about USD 667m", "~$667M"),
            ("about USD 995m", "~$995M"),
            ("about USD 13bn", "~$13B"),
            ("about USD 5m", "$4.5M–$5.5M"),
            ("USD 274.5m..275.5m", "~$275M"),
            ("USD 2.4bn..2.48bn", "$2.4B–$2.48B"),
            ("USD 140m..150m", "$140M–$150M"),
            ("USD 119.5m..160.5m", "$119M–$161M"),
            ("USD 10m..20m", "$10M–$20M"),
            ("up to USD 160.1m", "up to $161M"),
            ("at least USD 1.239bn", "$1.23B+"),
            ("at least USD 99.50", "$99+"),
        ];
        for (text, wanted) in cases {
            assert_eq!(told(text), wanted, "{text}");
        }
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
