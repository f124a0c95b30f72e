//! What a dot, a comma, a word and a sign in an amount mean, and numbers with powers of ten.

use std::borrow::Cow;

/// Words behind a number, in lower case, with the multiplier of a book that each is, and whether it says that a dot
/// before it is a decimal point: nobody writes "1.500 million" for a billion and a half. ("Mio" and "Mrd" are of languages
/// that do.)
const MULTIPLIERS: &[(&str, &str, bool)] = &[
    ("k", "k", true),
    ("thousand", "k", true),
    ("thousands", "k", true),
    ("m", "m", true),
    ("mm", "m", true),
    ("mn", "m", true),
    ("mln", "m", true),
    ("million", "m", true),
    ("millions", "m", true),
    ("mio", "m", false),
    ("b", "bn", true),
    ("bn", "bn", true),
    ("bln", "bn", true),
    ("billion", "bn", true),
    ("billions", "bn", true),
    ("mrd", "bn", false),
    ("t", "tn", true),
    ("tn", "tn", true),
    ("trn", "tn", true),
    ("trillion", "tn", true),
    ("trillions", "tn", true),
];

/// The multiplier that a word is, in whatever case.
fn multiplier(word: &str) -> Option<&'static (&'static str, &'static str, bool)> {
    MULTIPLIERS.iter().find(|(it, ..)| word.eq_ignore_ascii_case(it))
}

/// What a comma before three digits means, at the end of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comma {
    /// It stands between thousands, as in "1,500".
    Thousands,
    /// That, or before decimals: the table is one of a country that writes these so, or gives a unit, of which nobody has
    /// thousands.
    Either,
}

/// The multiplier of a book that a word is, in whatever case.
pub(super) fn unit_of_word(word: &str) -> Option<&'static str> {
    multiplier(word).map(|(_, own, _)| *own)
}

/// Refuses an amount, as people write it, of which a dot or a comma may stand between thousands as well as before decimals,
/// or means the other of these than it is read as: `1.500` is 1500 in one country and 1.5 in the next.
///
/// # Errors
/// When it is such a one; it is told how to be written.
pub(super) fn check_points(text: &str, comma: Comma) -> Result<(), String> {
    if !text.bytes().any(|byte| matches!(byte, b'.' | b',')) {
        return Ok(());
    }
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let told = words.find_map(multiplier);
    let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_')));
    for number in runs.flat_map(|run| run.split("..")) {
        check_dots(text, number, told.is_some_and(|(.., is_decimal)| *is_decimal))?;
        check_commas(text, number, if told.is_some() { Comma::Either } else { comma })?;
    }
    Ok(())
}

/// The digits before the first of a mark, and the groups of digits behind it, where there are no others.
fn groups(number: &str, mark: char) -> Option<(&str, Vec<&str>)> {
    let (first, behind) = number.split_once(mark)?;
    let groups: Vec<&str> = behind.split(mark).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    (digits(&first) && groups.iter().all(digits)).then_some((first, groups))
}

/// Whether these may be the groups of a number in thousands.
fn are_thousands(first: &str, groups: &[&str]) -> bool {
    first.len() <= 3 && !first.starts_with('0') && groups.iter().all(|group| group.len() == 3)
}

/// The number that has a group of three digits as its decimals, written so that it is read as no thousands.
fn with_decimals(first: &str, last: &str) -> String {
    match last.trim_end_matches('0') {
        "" => first.to_owned(),
        // Four digits behind a dot are decimals.
        kept if kept.len() == 3 && !first.starts_with('0') => format!("{first}.{kept}0"),
        kept => format!("{first}.{kept}"),
    }
}

fn check_dots(text: &str, number: &str, is_decimal: bool) -> Result<(), String> {
    let Some((first, groups)) = groups(number, '.').filter(|(first, groups)| are_thousands(first, groups)) else {
        return Ok(());
    };
    let whole = number.replace('.', "");
    match groups.as_slice() {
        [last] if !is_decimal => Err(format!(
            "the dot of \"{text}\" may stand between thousands or before decimals; write {whole} or {}, whichever it is",
            with_decimals(first, last)
        )),
        [_] => Ok(()),
        _ => Err(format!("the dots of \"{text}\" stand between thousands; write {whole}")),
    }
}

fn check_commas(text: &str, number: &str, comma: Comma) -> Result<(), String> {
    let before_decimals = |write: &str| {
        Err(format!("the comma of \"{text}\" stands before decimals, where a dot is read; write {write}"))
    };
    // 1.500,25 is what 1,500.25 is elsewhere.
    if let Some((whole, decimals)) = number.split_once(',').filter(|(whole, _)| whole.contains('.')) {
        return before_decimals(&format!("{}.{}", whole.replace('.', ""), decimals));
    }
    let Some((first, groups)) = groups(number, ',') else { return Ok(()) };
    match groups.as_slice() {
        [last] if !are_thousands(first, &[last]) => {
            let write = if last.len() == 3 { with_decimals(first, last) } else { format!("{first}.{last}") };
            before_decimals(&write)
        }
        [last] if comma == Comma::Either => Err(format!(
            "the comma of \"{text}\" may stand between thousands or before decimals; write {first}{last} or {}, whichever it \
             is",
            with_decimals(first, last)
        )),
        _ => Ok(()),
    }
}

/// An amount with the multipliers that a book knows ("5 MM" is "5 m" there), and with two dots in a range that has a dash.
pub(super) fn in_book_notation(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_ascii_alphabetic();
        let end = rest.find(|c: char| c.is_ascii_alphabetic() != is_word).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        if let Some((_, own, _)) = multiplier(part) {
            written.push_str(own);
            // "Mio." is an abbreviation.
            rest = behind.strip_prefix('.').filter(|behind| !behind.starts_with('.')).unwrap_or(behind);
        } else {
            written.push_str(part);
            rest = behind;
        }
    }
    let dash = |c: char| matches!(c, '-' | '–' | '—');
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    match written.split(dash).collect::<Vec<_>>().as_slice() {
        [lower, upper] if has_digit(lower) && has_digit(upper) && !written.contains("..") => {
            [lower.trim_end(), "..", upper.trim_start()].concat()
        }
        _ => written,
    }
}

/// Why a text is no amount whatever its currency, where that is plain to see; `number` is what stands behind a hedge.
pub(super) fn why_none(text: &str, number: &str) -> Option<String> {
    let digits_parted = |by: fn(char) -> bool| {
        let letters: Vec<char> = number.chars().collect();
        let is_digit = |c: &char| c.is_ascii_digit();
        letters.windows(3).any(|it| matches!(it, [one, mark, two] if is_digit(one) && by(*mark) && is_digit(two)))
    };
    Some(if !number.contains(|c: char| c.is_ascii_digit()) {
        format!("\"{text}\" is no amount; write for example 50m, 1.5bn, up to 3bn, 10m..20m or undisclosed")
    } else if number.starts_with('(') {
        format!("\"{text}\" stands in brackets, as accounts write what is negative, which no amount can be")
    } else if number.starts_with(['.', ',']) && !number.starts_with("..") {
        format!("\"{text}\" has no digit before its point; write 0{number}")
    } else if let Some(rest) = number.strip_prefix('<') {
        format!("\"{text}\" says what the amount is less than; write up to {}", rest.trim_start())
    } else if let Some(rest) = number.strip_suffix('+') {
        format!("\"{text}\" says what the amount is at least; write at least {}", rest.trim_end())
    } else if let Some(rest) = number.strip_prefix('+') {
        format!("\"{text}\" has a sign before its number; write {}", rest.trim_start())
    } else if digits_parted(|c| c.is_whitespace() || matches!(c, '\'' | '’')) {
        let whole: String = number.chars().filter(|c| !(c.is_whitespace() || matches!(c, '\'' | '’'))).collect();
        format!("\"{text}\" has blanks or apostrophes between its digits; write {whole}")
    } else {
        return None;
    })
}

/// Signs, each with the currencies that are written with it alone.
const SIGNS: &[(&str, &[&str])] = &[
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "BBD", "BMD",
            "BND", "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD",
        ],
    ),
    ("€", &["EUR"]),
    ("£", &["GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SSP", "SYP"]),
    ("¥", &["JPY", "CNY"]),
    ("￥", &["JPY", "CNY"]),
    ("₩", &["KRW", "KPW"]),
    ("₹", &["INR"]),
    ("kr", &["DKK", "ISK", "NOK", "SEK"]),
];

/// The signs that a currency is written with.
pub(super) fn signs_of(code: &str) -> impl Iterator<Item = &'static str> {
    SIGNS.iter().filter(move |(_, codes)| codes.contains(&code)).map(|(sign, _)| *sign)
}

/// An amount without the signs of a currency that stand in it alone. That of "US$" does not.
pub(super) fn without_sign<'t>(text: &'t str, code: &str) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    for sign in signs_of(code).filter(|sign| text.contains(sign)).collect::<Vec<_>>() {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let is_word = sign.starts_with(|c: char| c.is_ascii_alphabetic());
        let (mut kept, mut rest) = (String::new(), &*text);
        while let Some((before, behind)) = rest.split_once(sign) {
            kept.push_str(before);
            if is_letter(kept.chars().next_back()) || (is_word && is_letter(behind.chars().next())) {
                kept.push_str(sign);
            }
            rest = behind;
        }
        kept.push_str(rest);
        text = Cow::Owned(kept.trim().to_owned());
    }
    text
}

/// A number with a power of ten, as programs write large ones (`5e6`, `1.5E+7`), in plain digits, exactly; `None` where
/// it is none.
pub(super) fn without_power(number: &str) -> Option<String> {
    let (number, power) = number.split_once(['e', 'E'])?;
    let power = power.strip_prefix('+').unwrap_or(power);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let power_digits = power.strip_prefix('-').unwrap_or(power);
    if !is_number(whole) || !(fraction.is_empty() || is_number(fraction)) || !is_number(power_digits) {
        return None;
    }
    let power: isize = power.parse().ok().filter(|power: &isize| power.unsigned_abs() <= MOST_POWER)?;
    let digits = [whole, fraction].concat();
    let point = isize::try_from(whole.len()).ok()?.checked_add(power)?;
    let Ok(point) = usize::try_from(point) else {
        return Some(format!("0.{}{digits}", "0".repeat(point.unsigned_abs())));
    };
    Some(match digits.split_at_checked(point) {
        Some((whole, "")) => whole.to_owned(),
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((whole, fraction)) => format!("{whole}.{fraction}"),
        None => format!("{digits:0<point$}"),
    })
}

/// No amount has a larger power of ten.
const MOST_POWER: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_before_three_digits_is_refused_where_it_may_stand_between_thousands() {
        for text in [
            "5",
            "5.5",
            "12.50",
            "0.125",
            "5000000.0",
            "1234.500",
            "1,234.500",
            "1.125bn",
            "1.125..1.5 million",
            "1.125 MM",
        ] {
            assert_eq!(check_points(text, Comma::Thousands), Ok(()), "{text}");
        }
        for (text, write) in [
            ("1.500", "write 1500 or 1.5,"),
            ("$3.000", "write 3000 or 3,"),
            ("about 100.000 EUR", "write 100000 or 100,"),
            ("1.234", "write 1234 or 1.2340,"),
            ("1..1.500", "write 1500 or 1.5,"),
            ("1.500 Mio. EUR", "write 1500 or 1.5,"),
            ("1.500.000", "write 1500000"),
            ("EUR 1.000.000.000", "write 1000000000"),
        ] {
            let told = check_points(text, Comma::Thousands).expect_err(text);
            assert!(told.contains(write), "{text}: {told}");
        }
    }

    #[test]
    fn a_comma_is_refused_where_it_stands_before_decimals_or_may() {
        for text in ["1,500", "1,500,000", "12,500,000m", "1,500.25bn", "USD 1,250", "1,250..1,500", "12,34,567"] {
            assert_eq!(check_points(text, Comma::Thousands), Ok(()), "{text}");
        }
        for text in ["1,500,000", "1,500.25"] {
            assert_eq!(check_points(text, Comma::Either), Ok(()), "{text}");
        }
        for (text, comma, write) in [
            ("1,500bn", Comma::Thousands, "write 1500 or 1.5, whichever"),
            ("EUR 12,500 Million", Comma::Thousands, "write 12500 or 12.5, whichever"),
            ("1..1,250m", Comma::Thousands, "write 1250 or 1.25, whichever"),
            ("1,234", Comma::Either, "write 1234 or 1.2340, whichever"),
            ("0,750", Comma::Thousands, "before decimals, where a dot is read; write 0.75"),
            ("0,125bn", Comma::Thousands, "write 0.125"),
            ("1,5", Comma::Thousands, "write 1.5"),
            ("1,50", Comma::Either, "write 1.50"),
            ("1234,567", Comma::Thousands, "write 1234.567"),
            ("1.500,25", Comma::Thousands, "write 1500.25"),
            ("1.500.000,50", Comma::Thousands, "write 1500000.50"),
        ] {
            let told = check_points(text, comma).expect_err(text);
            assert!(told.contains(write), "{text}: {told}");
        }
    }

    #[test]
    fn a_power_of_ten_is_read_exactly() {
        for (written, plain) in [
            ("5e6", "5000000"),
            ("1E+21", "1000000000000000000000"),
            ("1.25e1", "12.5"),
            ("1.25e2", "125"),
            ("1.5e-1", "0.15"),
            ("15e-1", "1.5"),
            ("5e-3", "0.005"),
        ] {
            assert_eq!(without_power(written).as_deref(), Some(plain), "{written}");
        }
        for none in ["5", "e6", "5e", "5e+", "5e99", "5e-+1", "1.e5x", "1.2.3e4", "-5e6", "5e6.0", "five"] {
            assert_eq!(without_power(none), None, "{none}");
        }
    }
}
