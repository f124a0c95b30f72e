//! Amounts of other programs' tables in the notations of a book.

use super::notation::{Comma, check_points, in_book_notation, signs_of, why_none, without_power, without_sign};
use super::unstated::is_unstated;
use super::value::{is_formula, trimmed};
use crate::model::{Currency, Money, QuantityError, split_hedge};

/// Reads an amount of a format in which a dot is a decimal point, into a book's notation.
///
/// # Errors
/// When it is none.
pub(super) fn amount(text: &str, currency: Option<&str>) -> Result<String, String> {
    decimal(text, currency).map(|money| money.to_string())
}

/// Reads an amount that people wrote: a book's notation, or a number in a currency given beside it.
///
/// # Errors
/// When it is neither, is negative, names an unknown currency or another one than stands beside it, or has a dot or a
/// comma that may mean two things.
pub(super) fn money(text: &str, currency: Option<&str>, comma: Comma) -> Result<Money, String> {
    if let Some(money) = digits(text, currency) {
        return Ok(money);
    }
    check(text, comma)?;
    decimal(text, currency)
}

/// Refuses an amount that people wrote with a dot or a comma that may mean two things.
///
/// # Errors
/// When it has such a one.
pub(super) fn check(text: &str, comma: Comma) -> Result<(), String> {
    if without_power(trimmed(text)).is_some() { Ok(()) } else { check_points(text, comma) }
}

/// Reads an amount of which the last number lacks the unit that its column is in; `behind` stands behind that number.
///
/// # Errors
/// When it is none.
pub(super) fn with_unit(number: &str, unit: &str, behind: &str, currency: Option<&str>) -> Result<Money, String> {
    let in_digits = without_power(number);
    let number = in_digits.as_deref().unwrap_or(number);
    let whole = [number, behind].concat();
    if is_formula(&whole) {
        return decimal(&whole, currency);
    }
    decimal(&[number, unit, behind].concat(), currency)
}

/// Reads a number in a unit that a column gives, as a multiplier and a currency.
///
/// # Errors
/// When it is none, or has a comma that may stand before decimals.
pub(super) fn in_unit(number: &str, unit: &str, currency: &str) -> Result<String, String> {
    check_points(number, Comma::Either).or_else(|why| if number.contains(',') { Err(why) } else { Ok(()) })?;
    with_unit(number, unit, "", Some(currency)).map(|money| money.to_string())
}

/// Reads an amount in plain digits, where it says anything: other programs write 0 where they know none.
///
/// # Errors
/// When it is no number, is negative, or names an unknown currency.
pub(super) fn number(text: Option<&str>, currency: &str) -> Result<Option<String>, String> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.parse::<f64>().is_ok_and(|number| number == 0.0) {
        return Ok(None);
    }
    amount(text, Some(currency)).map(Some)
}

/// A whole number beside a currency, as most amounts are.
fn digits(text: &str, currency: Option<&str>) -> Option<Money> {
    let text = trimmed(text);
    if text.bytes().all(|byte| byte.is_ascii_digit()) { plain(text, currency?) } else { None }
}

/// A number in its plainest notation as an amount of a currency, whose code is written as it should be.
fn plain(number: &str, currency: &str) -> Option<Money> {
    let is_code = currency.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code.then(|| Money::plain(Currency::from_code(currency).ok()?, number))?
}

/// Reads an amount in which a dot is a decimal point.
fn decimal(text: &str, currency: Option<&str>) -> Result<Money, String> {
    let text = trimmed(text);
    if let Some(money) = digits(text, currency) {
        return Ok(money);
    }
    if is_formula(text) {
        return Err(format!("\"{text}\" is a formula or an error of a spreadsheet, and no amount"));
    }
    let bare = begins_number(text);
    let in_digits = currency.filter(|_| bare).and_then(|_| without_power(text));
    let number = in_digits.as_deref().unwrap_or(text);
    // Other programs write whole numbers as 5000000.0.
    let number = match number.split_once('.') {
        Some((whole, fraction)) if bare && !whole.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            number.trim_end_matches('0').trim_end_matches('.')
        }
        _ => number,
    };
    if let Some(money) = currency.filter(|_| bare).and_then(|currency| plain(number, currency)) {
        return Ok(money);
    }
    if is_unstated(text) {
        return Ok(Money::UNDISCLOSED);
    }
    if let Some(why) = why_none(text, split_hedge(text).1) {
        return Err(why);
    }
    if currency.is_none_or(is_unstated) && text.contains(['¥', '￥']) && !names_currency(text) {
        return Err(format!(
            "the sign of \"{text}\" may be that of the yen or the yuan; write JPY or CNY in its place"
        ));
    }
    let number = in_book_notation(number);
    match currency.filter(|currency| !is_unstated(currency)) {
        Some(beside) => in_currency(&number, beside),
        None => parse(&number),
    }
}

fn begins_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

fn parse(text: &str) -> Result<Money, String> {
    text.parse().map_err(|error: QuantityError| error.to_string())
}

/// Reads an amount beside which a currency stands, whether or not it names one itself: "$5m" beside CAD are Canadian
/// dollars, and "€5m" beside USD is no amount.
fn in_currency(text: &str, beside: &str) -> Result<Money, String> {
    let beside = beside.trim();
    let currency = currency_of(beside)?;
    let number = without_sign(text, currency.code());
    let (_, behind_hedge) = split_hedge(&number);
    if !names_currency(behind_hedge) {
        // What stands before the number may be a hedge, as in "up to 3m".
        let hedge = number.strip_suffix(behind_hedge).unwrap_or_default();
        return parse(&[hedge, currency.code(), " ", behind_hedge].concat());
    }
    let money = parse(&number)?;
    match money.currency() {
        Some(own) if own != currency && !signs_of(own.code()).any(|sign| sign == beside) => {
            Err(format!("\"{text}\" is in {own}, and the currency beside it is {currency}; leave out what is wrong"))
        }
        _ => Ok(money),
    }
}

/// The currency of a code in any case, or of a sign that stands for one, as "$", "C$" and "€" do.
pub(super) fn currency_of(written: &str) -> Result<Currency, String> {
    if matches!(written, "¥" | "￥") {
        return Err(format!("\"{written}\" is no ISO 4217 currency: it may be the yen or the yuan; write JPY or CNY"));
    }
    Currency::from_code(&written.to_uppercase()).or_else(|error| {
        let signed = [written, " 1"].concat().parse::<Money>().ok().and_then(Money::currency);
        signed.ok_or_else(|| error.to_string())
    })
}

/// Whether a number has a sign or a code of a currency.
fn names_currency(number: &str) -> bool {
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    number.contains(['$', '€', '£', '₩', '₹']) || number.split(|c: char| !c.is_ascii_alphabetic()).any(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipliers_are_read_in_any_case_and_ranges_with_a_dash() {
        check(&[
            ("5M", "USD", Ok("USD 5m")),
            ("5MM", "USD", Ok("USD 5m")),
            ("5 Million", "USD", Ok("USD 5m")),
            ("$1.5 billions", "CAD", Ok("CAD 1.5bn")),
            ("5B", "USD", Ok("USD 5bn")),
            ("5Bn", "EUR", Ok("EUR 5bn")),
            ("5K", "USD", Ok("USD 5k")),
            ("2 T", "USD", Ok("USD 2tn")),
            ("USD 5MM", "", Ok("USD 5m")),
            ("5 MIO", "CHF", Ok("CHF 5m")),
            ("1.5 Mrd.", "EUR", Ok("EUR 1.5bn")),
            ("up to 3 MM", "USD", Ok("up to USD 3m")),
            ("10-20m", "USD", Ok("USD 10m..20m")),
            ("$10m – $20m", "", Ok("USD 10m..20m")),
            ("20-10m", "USD", Err("runs backwards")),
        ]);
    }

    #[test]
    fn an_amount_that_nobody_tells_is_undisclosed() {
        for text in ["undisclosed", "N/A", "n.a.", "-", "–", "Not disclosed", "TBD"] {
            check(&[(text, "USD", Ok("undisclosed")), (text, "", Ok("undisclosed"))]);
        }
        check(&[("5m", "-", Err("names no currency")), ("USD 5m", "N/A", Ok("USD 5m"))]);
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_own_reason() {
        check(&[
            ("(5m)", "USD", Err("brackets")),
            (".5m", "USD", Err("write 0.5m")),
            ("<5m", "USD", Err("write up to 5m")),
            ("10bn+", "USD", Err("write at least 10bn")),
            ("+5m", "USD", Err("write 5m")),
            ("5m..", "USD", Err("has no upper end")),
            ("..5m", "USD", Err("has no lower end")),
            ("1 500 000", "USD", Err("write 1500000")),
            ("1'500'000", "CHF", Err("write 1500000")),
            ("much", "USD", Err("\"much\" is no amount")),
            ("none", "USD", Err("is no amount")),
            ("1.5 crore", "INR", Err("\"crore\" is no multiplier")),
            ("5m", "", Err("names no currency")),
            ("-5m", "USD", Err("negative")),
            ("=5", "USD", Err("formula")),
        ]);
    }

    /// What amounts are read as beside a currency, or what is said of them.
    fn check(cases: &[(&str, &str, Result<&str, &str>)]) {
        for (text, currency, wanted) in cases {
            let currency = Some(*currency).filter(|code| !code.is_empty());
            match (money(text, currency, Comma::Thousands), wanted) {
                (Ok(money), Ok(wanted)) => assert_eq!(money.to_string(), *wanted, "{text} {currency:?}"),
                (Err(told), Err(said)) => assert!(told.contains(said), "{text} {currency:?}: {told}"),
                (read, _) => panic!("{text} {currency:?}: {read:?}"),
            }
        }
    }

    #[test]
    fn a_sign_is_that_of_the_currency_beside_it() {
        check(&[
            ("$5m", "CAD", Ok("CAD 5m")),
            ("$5m", "usd", Ok("USD 5m")),
            ("up to $5m", "AUD", Ok("up to AUD 5m")),
            ("$5m..$6m", "MXN", Ok("MXN 5m..6m")),
            ("5m $", "HKD", Ok("HKD 5m")),
            ("$5m CAD", "CAD", Ok("CAD 5m")),
            ("CAD 5m", "$", Ok("CAD 5m")),
            ("5m", "$", Ok("USD 5m")),
            ("5m", "C$", Ok("CAD 5m")),
            ("£5m", "EGP", Ok("EGP 5m")),
            ("¥5000", "JPY", Ok("JPY 5k")),
            ("¥5m", "CNY", Ok("CNY 5m")),
            ("kr 5m", "SEK", Ok("SEK 5m")),
            ("5m kr", "DKK", Ok("DKK 5m")),
        ]);
    }

    #[test]
    fn an_amount_in_another_currency_than_stands_beside_it_is_refused() {
        check(&[
            ("$5m", "EUR", Err("\"$5m\" is in USD, and the currency beside it is EUR")),
            ("€5m", "USD", Err("is in EUR, and the currency beside it is USD")),
            ("£5m", "EUR", Err("is in GBP")),
            ("USD 5m", "EUR", Err("is in USD")),
            ("US$5m", "CAD", Err("is in USD")),
            ("C$5m", "USD", Err("is in CAD")),
            ("$5m CAD", "USD", Err("is in CAD")),
            ("up to €5m", "$", Err("is in EUR")),
            ("$5m CAD", "", Err("two currencies")),
            ("$5m", "XXQ", Err("\"XXQ\" is no ISO 4217 currency")),
            ("5m", "¥", Err("write JPY or CNY")),
            ("¥5m", "", Err("write JPY or CNY")),
            ("up to ¥5m", "", Err("the yen or the yuan")),
        ]);
    }
}
