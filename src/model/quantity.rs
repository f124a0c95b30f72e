//! Reads written quantities: a hedge ("up to", "about"), one number or a range, and a multiplier.
//!
//! Money, shares and capacities are written the same way and differ only in their units, so one reader
//! serves the three. Everything is exact integer arithmetic; no float is ever involved.

use std::fmt;

use super::compact::Shown;
use super::interval::Interval;

/// How firmly a written quantity is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hedge {
    /// Exactly the number written.
    Exact,
    /// The number written is rounded: half a unit of its last written digit to either side.
    About,
    /// Nothing is certain below the number, and nothing is possible above it.
    UpTo,
    /// At least the number written; nothing is said of a most.
    AtLeast,
    /// Between two numbers written, both included.
    Range,
    /// There is a quantity, and nobody says how much.
    Undisclosed,
}

impl Hedge {
    /// Every hedge.
    pub const ALL: [Self; 6] = [Self::Exact, Self::About, Self::UpTo, Self::AtLeast, Self::Range, Self::Undisclosed];

    /// Whether a quantity so hedged can have this interval.
    #[inline]
    pub(super) fn fits(self, interval: Interval) -> bool {
        match self {
            Self::Exact => interval.is_exact(),
            Self::About | Self::Range => interval.upper().is_some(),
            Self::UpTo => interval.lower() == 0 && interval.upper().is_some(),
            Self::AtLeast => interval.upper().is_none(),
            Self::Undisclosed => false,
        }
    }

    /// The plainest hedge that says an interval.
    pub fn plainest(interval: Interval) -> Self {
        match interval.upper() {
            None => Self::AtLeast,
            Some(upper) if upper == interval.lower() => Self::Exact,
            Some(_) if interval.lower() == 0 => Self::UpTo,
            Some(_) => Self::Range,
        }
    }
}

/// Why a written quantity could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Nothing is written.
    #[error("an empty text is no quantity; write \"undisclosed\" where there is one that nobody states")]
    Empty,
    /// There is no number in the text.
    #[error("\"{0}\" holds no number")]
    NoNumber(String),
    /// A number is malformed.
    #[error("\"{0}\" is not a number{hint}", hint = if .0.contains(',') { "; decimals are written with a dot, as in 1.5" } else { "" })]
    BadNumber(String),
    /// A comma stands where none stands between thousands.
    #[error("the comma of \"{0}\" does not stand between thousands; decimals are written with a dot, as in 0.5")]
    Comma(String),
    /// A dot may stand between thousands as well as before decimals.
    #[error(
        "the dot of \"{0}\" may stand between thousands or before decimals; write \"1,500\" or \"1.5\", as it is meant"
    )]
    Dot(String),
    /// A word after the number is no multiplier.
    #[error("\"{0}\" is no multiplier; known are k, m, bn and tn (also million, billion, trillion)")]
    UnknownMultiplier(String),
    /// The number is negative.
    #[error("a quantity cannot be negative")]
    Negative,
    /// The number has more digits after the point than the unit divides into.
    #[error("\"{0}\" is finer than the smallest unit")]
    TooFine(String),
    /// The number is larger than any quantity of this kind can be.
    #[error("\"{0}\" is larger than the largest quantity that can be kept")]
    TooLarge(String),
    /// The left end of a range lies above its right end.
    #[error("the range runs backwards: its lower end is above its upper end")]
    Backwards,
    /// A range has one end alone.
    #[error("the range \"{0}\" has no {end}", end = if .0.trim().ends_with("..") { "upper end; write \"at least\" before its lower one" } else { "lower end; write \"up to\" before its upper one" })]
    OpenRange(String),
    /// The unit is missing or unknown.
    #[error("{0}")]
    Unit(String),
}

/// Splits a hedge word from the front of `text`; the rest is the number (or range) with its unit.
pub(crate) fn split_hedge(text: &str) -> (Hedge, &str) {
    const WORDS: &[(&str, Hedge)] = &[
        ("up to", Hedge::UpTo),
        ("as much as", Hedge::UpTo),
        ("at most", Hedge::UpTo),
        ("at least", Hedge::AtLeast),
        ("more than", Hedge::AtLeast),
        ("over", Hedge::AtLeast),
        ("about", Hedge::About),
        ("around", Hedge::About),
        ("roughly", Hedge::About),
        ("approximately", Hedge::About),
        ("<=", Hedge::UpTo),
        ("≤", Hedge::UpTo),
        (">=", Hedge::AtLeast),
        ("≥", Hedge::AtLeast),
        (">", Hedge::AtLeast),
        ("~", Hedge::About),
    ];
    let text = text.trim();
    for (word, hedge) in WORDS {
        let Some((head, rest)) = text.split_at_checked(word.len()) else {
            continue;
        };
        if !head.eq_ignore_ascii_case(word) {
            continue;
        }
        let is_symbol = !word.ends_with(|last: char| last.is_ascii_alphabetic());
        if is_symbol || rest.starts_with(|next: char| !next.is_alphanumeric()) {
            return (*hedge, rest.trim_start());
        }
    }
    (Hedge::Exact, text)
}

/// One written number: `mantissa × 10^(multiplier − decimals)`.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    mantissa: u128,
    decimals: u32,
    /// Power of ten of the multiplier word; `None` where none is written.
    multiplier: Option<u32>,
}

impl Decimal {
    /// The power of ten that makes the mantissa a count of the smallest unit, before its decimals are taken off.
    fn power(self, exponent: u32) -> u32 {
        exponent.saturating_add(self.multiplier.unwrap_or(0))
    }
}

fn read_decimal(text: &str) -> Result<Decimal, QuantityError> {
    let text = text.trim();
    if text.starts_with(['-', '−']) {
        return Err(QuantityError::Negative);
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_'))).unwrap_or(text.len());
    let (digits, word) = text.split_at(end);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(QuantityError::NoNumber(text.to_owned()));
    }
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    if whole.starts_with('0') && whole.contains(',') {
        return Err(QuantityError::Comma(digits.to_owned()));
    }
    let well_formed =
        !digits.ends_with('.') && groups_of_three(whole) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !well_formed {
        return Err(QuantityError::BadNumber(digits.to_owned()));
    }
    let mut mantissa: u128 = 0;
    for digit in whole.chars().chain(fraction.chars()).filter_map(|digit| digit.to_digit(10)) {
        mantissa = mantissa
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit.into()))
            .ok_or_else(|| QuantityError::TooLarge(digits.to_owned()))?;
    }
    let decimals = u32::try_from(fraction.len()).map_err(|_| QuantityError::BadNumber(digits.to_owned()))?;
    Ok(Decimal { mantissa, decimals, multiplier: read_multiplier(word.trim())? })
}

/// A whole part is plain digits, or groups of three set off by one kind of separator.
fn groups_of_three(whole: &str) -> bool {
    let separator = if whole.contains(',') { ',' } else { '_' };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    digits(first) && (rest.is_empty() || first.len() <= 3) && rest.iter().all(|group| group.len() == 3 && digits(group))
}

fn read_multiplier(word: &str) -> Result<Option<u32>, QuantityError> {
    Ok(Some(match word.to_ascii_lowercase().as_str() {
        "" => return Ok(None),
        "k" | "thousand" => 3,
        "m" | "mn" | "mio" | "million" => 6,
        "b" | "bn" | "billion" => 9,
        "t" | "tn" | "trillion" => 12,
        _ => return Err(QuantityError::UnknownMultiplier(word.to_owned())),
    }))
}

/// Reads a number or a range (`10bn..13bn`) in units of which `10^exponent` make one written unit.
///
/// A range may leave the multiplier to its right end: `10..13bn` is 10 to 13 billion.
///
/// # Errors
/// When the text is no number, is finer than the unit, or exceeds `largest`.
pub(super) fn read_interval(
    text: &str,
    hedge: Hedge,
    exponent: u32,
    largest: u128,
) -> Result<(Hedge, Interval), QuantityError> {
    if text.trim().is_empty() {
        return Err(QuantityError::NoNumber(text.to_owned()));
    }
    if let Some((left, right)) = text.split_once("..") {
        if hedge != Hedge::Exact {
            return Err(QuantityError::BadNumber(text.to_owned()));
        }
        if left.trim().is_empty() || right.trim().is_empty() {
            return Err(QuantityError::OpenRange(text.trim().to_owned()));
        }
        let right = read_decimal(right)?;
        let mut left = read_decimal(left)?;
        left.multiplier = left.multiplier.or(right.multiplier);
        let lower = scale(left, exponent, largest, text)?;
        let upper = scale(right, exponent, largest, text)?;
        return Interval::new(lower, Some(upper))
            .map(|interval| (Hedge::Range, interval))
            .ok_or(QuantityError::Backwards);
    }
    let decimal = read_decimal(text)?;
    if decimal.mantissa == 0 && hedge == Hedge::About {
        return Err(QuantityError::BadNumber(format!("about {text}")));
    }
    let value = scale(decimal, exponent, largest, text)?;
    let interval = match hedge {
        Hedge::UpTo => Interval::up_to(value),
        Hedge::AtLeast => Interval::at_least(value),
        Hedge::About => {
            let radius = last_digit(decimal, exponent) / 2;
            Interval::around(value, radius)
        }
        _ => Interval::exactly(value),
    };
    Ok((hedge, interval))
}

/// The worth of the last written digit, in the smallest unit.
fn last_digit(decimal: Decimal, exponent: u32) -> u128 {
    let power = decimal.power(exponent).saturating_sub(decimal.decimals);
    10_u128.pow(power.min(30))
}

fn scale(decimal: Decimal, exponent: u32, largest: u128, text: &str) -> Result<u128, QuantityError> {
    let too_large = || QuantityError::TooLarge(text.trim().to_owned());
    let up = decimal.power(exponent);
    let shift = 10_u128.checked_pow(up.abs_diff(decimal.decimals)).ok_or_else(too_large)?;
    let value = if up >= decimal.decimals {
        decimal.mantissa.checked_mul(shift).ok_or_else(too_large)?
    } else {
        if !decimal.mantissa.is_multiple_of(shift) {
            return Err(QuantityError::TooFine(text.trim().to_owned()));
        }
        decimal.mantissa.checked_div(shift).ok_or_else(too_large)?
    };
    if value > largest { Err(too_large()) } else { Ok(value) }
}

/// Writes `interval` as `hedge` would have it, so that reading it again gives the same interval.
///
/// `number` writes one exact count of the smallest unit.
pub(super) fn write_hedged(
    f: &mut fmt::Formatter<'_>,
    hedge: Hedge,
    interval: Interval,
    number: impl Fn(u128, Shown) -> String,
    unit: (&str, &str),
) -> fmt::Result {
    let (before, after) = unit;
    let upper = interval.upper().unwrap_or_else(|| interval.lower());
    match hedge {
        Hedge::Undisclosed => f.write_str("undisclosed"),
        Hedge::Exact => write!(f, "{before}{}{after}", number(interval.lower(), Shown::Short)),
        Hedge::UpTo => write!(f, "up to {before}{}{after}", number(upper, Shown::Short)),
        Hedge::AtLeast => write!(f, "at least {before}{}{after}", number(interval.lower(), Shown::Short)),
        Hedge::Range => {
            let lower = number(interval.lower(), Shown::Short);
            let mut most = number(upper, Shown::Short);
            // A left end without a multiplier is read with that of the right end: "2..50k" is 2,000 to 50,000.
            let has_multiplier = |text: &str| text.ends_with(|last: char| last.is_ascii_alphabetic());
            if interval.lower() > 0 && has_multiplier(&most) && !has_multiplier(&lower) {
                most = number(upper, Shown::Plain);
            }
            write!(f, "{before}{lower}..{most}{after}")
        }
        Hedge::About => {
            let width = upper.abs_diff(interval.lower());
            let middle = interval.lower().midpoint(upper);
            write!(f, "about {before}{}{after}", number(middle, Shown::ToDigit(width.max(1))))
        }
    }
}
