//! Money as people write it, read into an interval of exact minor units with a currency.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::compact::{Shown, write_compact};
use super::currency::Currency;
use super::interval::{Count, Interval};
use super::quantity::{self, Hedge, QuantityError};

/// The largest single amount that can be kept, in minor units: a thousand trillion dollars.
///
/// Far above any deal, and low enough that a sum over every deal of a book stays exact.
pub const LARGEST_AMOUNT: u128 = 100_000_000_000_000_000;

/// An amount of money: an interval of minor units of one currency, with how it was hedged.
///
/// An undisclosed amount has no currency and covers everything from zero up. Displayed, it reads back as
/// the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    currency: Option<Currency>,
    hedge: Hedge,
    interval: Interval,
}

impl Money {
    /// An amount that exists and that nobody states.
    pub const UNDISCLOSED: Self = Self { currency: None, hedge: Hedge::Undisclosed, interval: Interval::ANYTHING };

    /// Exactly `minor` minor units (cents for USD, yen for JPY).
    pub const fn exactly(currency: Currency, minor: u128) -> Self {
        Self { currency: Some(currency), hedge: Hedge::Exact, interval: Interval::exactly(minor) }
    }

    /// An interval of minor units, with the plainest hedge that says it.
    pub fn from_interval(currency: Currency, interval: Interval) -> Self {
        Self { currency: Some(currency), hedge: Hedge::plainest(interval), interval }
    }

    /// Between the ends of an interval of minor units: what is left of an amount when parts of it are known.
    pub const fn within(currency: Currency, interval: Interval) -> Self {
        let hedge = if interval.upper().is_some() { Hedge::Range } else { Hedge::AtLeast };
        Self { currency: Some(currency), hedge, interval }
    }

    /// An interval of minor units with its hedge, or `None` where the two do not go together.
    #[inline]
    pub(super) fn from_parts(currency: Currency, hedge: Hedge, interval: Interval) -> Option<Self> {
        // A rounded or ranged amount may reach a little past the largest that is written.
        let fits = interval.most_known() <= 2 * LARGEST_AMOUNT;
        (fits && hedge.fits(interval)).then_some(Self { currency: Some(currency), hedge, interval })
    }

    /// The currency; absent only where the amount is undisclosed.
    #[inline]
    pub const fn currency(self) -> Option<Currency> {
        self.currency
    }

    /// How it was hedged.
    #[inline]
    pub const fn hedge(self) -> Hedge {
        self.hedge
    }

    /// The interval, in minor units.
    #[inline]
    pub const fn interval(self) -> Interval {
        self.interval
    }

    /// The figure written: for "up to" the most, else the interval itself.
    pub const fn face(self) -> Interval {
        match (self.hedge, self.interval.upper()) {
            (Hedge::UpTo, Some(most)) => Interval::exactly(most),
            _ => self.interval,
        }
    }

    /// Whether nobody states it.
    pub const fn is_undisclosed(self) -> bool {
        self.currency.is_none()
    }

    /// The sum of two amounts of the same currency; `None` where currencies differ or one is undisclosed.
    pub fn plus(self, other: Self) -> Option<Self> {
        let currency = self.currency.filter(|currency| other.currency == Some(*currency))?;
        Some(Self::from_interval(currency, self.interval + other.interval))
    }

    /// Writes the amount short, for a diagram: `$15B`, `up to $35B`, `€1.3B`.
    pub fn short(self) -> String {
        let Some(currency) = self.currency else {
            return "undisclosed".to_owned();
        };
        let number = |minor: u128| {
            let compact = write_compact(minor, currency.exponent(), Shown::Short);
            let upper = compact.replace("tn", "T").replace("bn", "B").replace('m', "M");
            match currency.symbol() {
                Some(symbol) => format!("{symbol}{upper}"),
                None => format!("{currency} {upper}"),
            }
        };
        let lower = self.interval.lower();
        let upper = self.interval.upper().unwrap_or(lower);
        match self.hedge {
            Hedge::Exact | Hedge::Undisclosed => number(lower),
            Hedge::UpTo => format!("up to {}", number(upper)),
            Hedge::AtLeast => format!("{}+", number(lower)),
            Hedge::About => format!("~{}", number(lower.midpoint(upper))),
            Hedge::Range => format!("{}–{}", number(lower), number(upper)),
        }
    }

    /// Reads a number in its plainest notation, digits and a short multiplier ("1.5bn"), as an amount of a currency; `None`
    /// where it is written otherwise.
    pub(crate) fn plain(currency: Currency, number: &str) -> Option<Self> {
        let (mut mantissa, mut digits, mut decimals) = (0_u64, 0_u32, None);
        let mut rest = number.as_bytes();
        while let [byte, after @ ..] = rest {
            match byte {
                #[expect(clippy::arithmetic_side_effects, reason = "eighteen digits at most, which 64 bits hold")]
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                    digits += 1;
                    decimals = decimals.map(|count: u32| count + 1);
                }
                b'.' if digits > 0 && decimals.is_none() => decimals = Some(0),
                _ => break,
            }
            // More digits than these could overflow, and are read at leisure.
            if digits > 17 {
                return None;
            }
            rest = after;
        }
        let multiplier = match rest {
            b"" => 0,
            b"k" => 3,
            b"m" => 6,
            b"bn" => 9,
            b"tn" => 12,
            _ => return None,
        };
        if digits == 0 || decimals == Some(0) {
            return None;
        }
        let power = currency.exponent().checked_add(multiplier)?.checked_sub(decimals.unwrap_or(0))?;
        let minor = u128::from(mantissa).checked_mul(10_u128.checked_pow(power)?)?;
        (minor <= LARGEST_AMOUNT).then(|| Self::exactly(currency, minor))
    }
}

impl FromStr for Money {
    type Err = QuantityError;

    /// Reads an amount as DESIGN's users write it; see `docs/book-format.md` for the notations.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        plain(text).map_or_else(|| read(text), Ok)
    }
}

/// Reads the plainest notation, a code, a blank, digits and a short multiplier ("USD 1.5bn"), without a copy of it.
fn plain(text: &str) -> Option<Money> {
    let (code, number) = text.split_at_checked(3)?;
    let number = number.strip_prefix(' ')?;
    let currency = code.bytes().all(|byte| byte.is_ascii_uppercase()).then(|| Currency::from_code(code).ok())??;
    Money::plain(currency, number)
}

/// Reads every notation.
fn read(text: &str) -> Result<Money, QuantityError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    if text.eq_ignore_ascii_case("undisclosed") {
        return Ok(Money::UNDISCLOSED);
    }
    let (hedge, rest) = quantity::split_hedge(text);
    let (currency, number) = split_currency(rest)?;
    let (hedge, interval) = quantity::read_interval(&number, hedge, currency.exponent(), LARGEST_AMOUNT)?;
    check_dots(&number, currency)?;
    Ok(Money { currency: Some(currency), hedge, interval })
}

/// Refuses a dot before three digits at the end of an amount, as in "USD 1.500", which is 1500 in many countries. A currency
/// of which a thousandth is paid has amounts with three decimals, and nobody has thousands before a multiplier.
fn check_dots(number: &str, currency: Currency) -> Result<(), QuantityError> {
    if currency.exponent() > 2 || number.contains(|c: char| c.is_ascii_alphabetic()) {
        return Ok(());
    }
    let may_be_thousands = |end: &str| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let parts = end.trim().split_once('.').filter(|(whole, rest)| digits(whole) && digits(rest));
        parts.is_some_and(|(whole, rest)| (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3)
    };
    match number.split("..").find(|end| may_be_thousands(end)) {
        Some(end) => Err(QuantityError::Dot(end.trim().to_owned())),
        None => Ok(()),
    }
}

/// Finds the one currency in `text`, before or after the number (or between it and its multiplier, as in
/// "50 USD bn"), and returns it with the rest.
fn split_currency(text: &str) -> Result<(Currency, String), QuantityError> {
    let mut found: Option<Currency> = None;
    let mut rest = String::with_capacity(text.len());
    let mut take = |currency: Currency| match found {
        Some(earlier) if earlier != currency => {
            Err(QuantityError::Unit(format!("two currencies in one amount: {earlier} and {currency}")))
        }
        _ => {
            found = Some(currency);
            Ok(())
        }
    };
    let mut left = text;
    while let Some(first) = left.chars().next() {
        if let Some((currency, after)) = Currency::leading_symbol(left) {
            take(currency)?;
            left = after;
        } else if first.is_ascii_alphabetic() {
            let end = left.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(left.len());
            let (word, after) = left.split_at(end);
            if word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
                take(Currency::from_code(word).map_err(|error| QuantityError::Unit(error.to_string()))?)?;
            } else {
                rest.push_str(word);
            }
            left = after;
        } else {
            rest.push(first);
            left = left.split_at(first.len_utf8()).1;
        }
    }
    match found {
        Some(currency) => Ok((currency, rest)),
        None => Err(QuantityError::Unit(format!("\"{text}\" names no currency; write for example \"USD 50bn\""))),
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.currency.map_or(0, Currency::exponent);
        // Most amounts are written plainly.
        if let (Hedge::Exact, Some(currency)) = (self.hedge, self.currency) {
            f.write_str(currency.code())?;
            f.write_str(" ")?;
            return f.write_str(&write_compact(self.interval.lower(), exponent, Shown::Short));
        }
        let before = self.currency.map_or_else(String::new, |currency| format!("{currency} "));
        let number = |value, shown| write_compact(value, exponent, shown);
        quantity::write_hedged(f, self.hedge, self.interval, number, (&before, ""))
    }
}

impl Serialize for Money {
    /// As an object: `text`, and where stated `currency`, `decimals`, and `lower` and `upper` in
    /// minor units, of which `10^decimals` make one unit of the currency.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Money", 5)?;
        record.serialize_field("text", &self.to_string())?;
        record.serialize_field("currency", &self.currency)?;
        record.serialize_field("decimals", &self.currency.map(Currency::exponent))?;
        let stated = self.currency.map(|_| self.interval);
        record.serialize_field("lower", &stated.map(|it| Count(it.lower())))?;
        record.serialize_field("upper", &stated.and_then(Interval::upper).map(Count))?;
        record.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts that look like amounts, sound or not.
    fn written() -> impl Strategy<Value = String> {
        let code = prop::sample::select(vec!["USD", "EUR", "JPY", "KWD", "XXX", "usd", "US", "$", ""]);
        let blank = prop::sample::select(vec![" ", " ", " ", "", "  ", "\u{a0}"]);
        let end = prop::sample::select(vec!["", "k", "m", "bn", "tn", "b", "BN", " bn", ".", ",000", " ", "..2"]);
        (code, blank, "[0-9]{0,20}(\\.[0-9]{0,14})?", end)
            .prop_map(|(code, blank, number, end)| format!("{code}{blank}{number}{end}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_plain_notation_is_read_as_every_notation_is(text in written()) {
            if let Some(quick) = plain(&text) {
                prop_assert_eq!(Ok(quick), read(&text));
            }
        }
    }

    #[test]
    fn parts_make_an_amount_only_where_they_go_together_and_fit() {
        let of = |interval| Money::from_parts(Currency::USD, Hedge::Exact, interval);
        assert_eq!(of(Interval::exactly(500)), Some(Money::exactly(Currency::USD, 500)));
        assert_eq!(of(Interval::up_to(500)), None);
        assert!(of(Interval::exactly(2 * LARGEST_AMOUNT)).is_some(), "a rounded amount may reach past the largest");
        assert_eq!(of(Interval::exactly(2 * LARGEST_AMOUNT + 1)), None);
        let exact = Interval::exactly(500);
        let between = Interval::new(5, Some(9)).expect("a forward interval");
        for (hedge, fits) in [
            (Hedge::Exact, [true, false, false, false]),
            (Hedge::UpTo, [false, true, false, false]),
            (Hedge::Range, [true, true, true, false]),
            (Hedge::About, [true, true, true, false]),
            (Hedge::AtLeast, [false, false, false, true]),
            (Hedge::Undisclosed, [false; 4]),
        ] {
            let intervals = [exact, Interval::up_to(5), between, Interval::ANYTHING];
            let made = intervals.map(|interval| Money::from_parts(Currency::USD, hedge, interval).is_some());
            assert_eq!(made, fits, "{hedge:?}");
        }
    }

    #[test]
    fn a_dot_or_a_comma_that_may_mean_two_things_makes_no_amount() {
        for text in ["USD 1.500", "USD 1..1.500", "about 12.250 EUR", "EUR 0,500", "USD 0,750bn", "USD 00,500"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
        for text in
            ["KWD 1.500", "USD 1.500bn", "USD 0.500", "USD 1,500", "USD 1.50", "USD 1234.500", "USD 1.125..1.25bn"]
        {
            assert!(text.parse::<Money>().is_ok(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn what_is_written_is_read_as_it_was(minor in 0..200_000_000_000_u128, zeros in 0..4_u32, width in 0..2_000_000_u128, about in any::<bool>()) {
            for code in ["USD", "JPY", "KWD"] {
                let currency = Currency::from_code(code).expect("a currency");
                let minor = minor / 10_u128.pow(zeros) * 10_u128.pow(zeros);
                let range = Interval::new(minor, Some(minor + width)).expect("a forward interval");
                let digit = 10_u128.pow(zeros + 1);
                let rounded = Interval::around(minor / digit * digit + digit, digit / 2);
                for (hedge, interval) in
                    [(Hedge::Exact, Interval::exactly(minor)), (Hedge::Range, range), (Hedge::About, rounded)]
                {
                    if hedge == Hedge::About && !about {
                        continue;
                    }
                    let money = Money::from_parts(currency, hedge, interval).expect("parts that fit");
                    prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money), "{}", money);
                }
            }
        }
    }

    #[test]
    fn common_amounts_are_plain_and_others_are_not() {
        for text in ["USD 123", "USD 50bn", "EUR 1.25m", "JPY 7k", "USD 0.05", "USD 1000tn"] {
            assert!(plain(text).is_some(), "{text}");
        }
        for text in ["USD 1,000", "up to USD 5", "USD 0.005", "JPY 0.5", "USD 1001tn", "USD", "USD ", "USD 1.", "€ 5"]
        {
            assert!(plain(text).is_none(), "{text}");
        }
        assert_eq!(plain("USD 1000tn").map(|money| money.interval().lower()), Some(LARGEST_AMOUNT));
    }
}
