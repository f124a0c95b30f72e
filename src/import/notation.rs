//! What a dot and a sign in an amount mean, and numbers with powers of ten.

use std::borrow::Cow;

/// Words behind a number that say that its dot is a decimal point: nobody writes "1.500 million" for a billion and a
/// half. ("Mio" is of languages that do.)
const MULTIPLIERS: &[&str] = &["k", "thousand", "m", "mn", "million", "b", "bn", "billion", "t", "tn", "trillion"];

/// Refuses an amount, as people write it, whose dot may stand between thousands as well as before decimals: `1.500` is
/// 1500 in one country and 1.5 in the next. So are dots that can only stand between thousands, as those of `1.500.000`:
/// they are told how to be written.
///
/// # Errors
/// When it is such a one.
pub(super) fn check_dots(text: &str) -> Result<(), String> {
    if !text.contains('.') {
        return Ok(());
    }
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let has_multiplier = words.any(|word| MULTIPLIERS.iter().any(|it| word.eq_ignore_ascii_case(it)));
    let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_')));
    for number in runs.flat_map(|run| run.split("..")) {
        let mut groups = number.split('.');
        let first = groups.next().unwrap_or_default();
        let groups: Vec<&str> = groups.collect();
        let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        let are_thousands = (1..=3).contains(&first.len())
            && digits(first)
            && !first.starts_with('0')
            && groups.iter().all(|group| group.len() == 3 && digits(group));
        let (true, [last, others @ ..]) = (are_thousands, groups.as_slice()) else { continue };
        let whole = number.replace('.', "");
        if !others.is_empty() {
            return Err(format!("the dots of \"{text}\" stand between thousands; write {whole}"));
        }
        if !has_multiplier {
            // Four digits behind a dot are decimals.
            let decimals = match last.trim_end_matches('0') {
                "" => first.to_owned(),
                kept if kept.len() == 3 => format!("{first}.{kept}0"),
                kept => format!("{first}.{kept}"),
            };
            return Err(format!(
                "the dot of \"{text}\" may stand between thousands or before decimals; write {whole} or {decimals}, \
                 whichever it is"
            ));
        }
    }
    Ok(())
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
        for text in
            ["5", "5.5", "12.50", "0.125", "5000000.0", "1234.500", "1,234.500", "1.125bn", "1.125..1.5 million"]
        {
            assert_eq!(check_dots(text), Ok(()), "{text}");
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
            let told = check_dots(text).expect_err(text);
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
