//! Writes counts as people write them: with a multiplier, in groups of three, and exactly.

/// How one number of a quantity is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As shortly as it can be.
    Short,
    /// Until the last digit is worth so many of the smallest unit, which keeps how coarsely it was rounded.
    ToDigit(u128),
    /// Without a multiplier.
    Plain,
}

/// Writes a count of the smallest unit compactly: `1.25bn`, `50bn`, `1,234,567`, exactly.
///
/// To a last digit, the fraction is padded until that digit is worth so much.
pub(super) fn write_compact(value: u128, exponent: u32, shown: Shown) -> String {
    match u64::try_from(value) {
        Ok(value) if shown == Shown::Short => write_short(value, exponent),
        _ => write_as(value, exponent, shown),
    }
}

/// How many decimals read well before a multiplier, given as its power of ten; past that a smaller one does, down to plain
/// digits.
const fn most_decimals(power: u32) -> usize {
    match power {
        12 | 6 => 3,
        9 => 4,
        3 => 1,
        _ => usize::MAX,
    }
}

/// The multipliers with their powers of ten, the largest first.
const MULTIPLIERS: [(u32, &str); 5] = [(12, "tn"), (9, "bn"), (6, "m"), (3, "k"), (0, "")];

/// Writes a count as shortly as it can be: most that are written are short ones, and fit 64 bits.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "currencies and capacities have three decimals at most, so a unit is between 1 and 10^15"
)]
fn write_short(value: u64, exponent: u32) -> String {
    for (power, suffix) in MULTIPLIERS {
        let unit = 10_u64.pow(exponent + power);
        if power > 0 && value < unit {
            continue;
        }
        let (whole, mut rest) = (value / unit, value % unit);
        let mut decimals = if rest == 0 { 0 } else { exponent + power };
        while rest > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            decimals -= 1;
        }
        if decimals as usize > most_decimals(power) {
            continue;
        }
        let mut text = String::with_capacity(32);
        push_grouped(itoa::Buffer::new().format(whole), &mut text);
        if decimals > 0 {
            text.push('.');
            // A one in front of them keeps the zeros that they begin with.
            let digits = 10_u64.pow(decimals) + rest;
            text.extend(itoa::Buffer::new().format(digits).chars().skip(1));
        }
        text.push_str(suffix);
        return text;
    }
    // The last multiplier takes every value.
    value.to_string()
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "currencies and capacities have three decimals at most, so a unit is between 1 and 10^15"
)]
fn write_as(value: u128, exponent: u32, shown: Shown) -> String {
    let last_digit = match shown {
        Shown::ToDigit(last) => Some(last),
        Shown::Short | Shown::Plain => None,
    };
    let most_power = if shown == Shown::Plain { 0 } else { 12 };
    let one = 10_u128.pow(exponent);
    for (power, suffix) in MULTIPLIERS {
        let unit = one * 10_u128.pow(power);
        // A last digit worth more than one of the next smaller unit can only be shown as a fraction of this one.
        let needs_this = last_digit.is_some_and(|last| last > unit / 1000);
        if power > most_power || (power > 0 && value < unit && !needs_this) {
            continue;
        }
        let (whole, rest) = (value / unit, value % unit);
        let mut fraction = format!("{rest:0width$}", width = (exponent + power) as usize);
        if exponent + power == 0 {
            fraction.clear();
        }
        let wanted = last_digit.map_or(0, |last| (unit / last.min(unit)).ilog10() as usize);
        while fraction.len() > wanted && fraction.ends_with('0') {
            fraction.pop();
        }
        if fraction.len() > most_decimals(power) && !needs_this {
            continue;
        }
        let whole = grouped(whole);
        let point = if fraction.is_empty() { "" } else { "." };
        return format!("{whole}{point}{fraction}{suffix}");
    }
    grouped(value / one)
}

fn grouped(value: u128) -> String {
    let mut out = String::new();
    push_grouped(&value.to_string(), &mut out);
    out
}

/// Appends digits in groups of three.
fn push_grouped(digits: &str, out: &mut String) {
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().abs_diff(index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_shortly_is_what_is_written_at_leisure(digits in 0..1_000_000_u64, zeros in 0..13_u32, exponent in 0..=3_u32) {
            for value in [digits * 10_u64.pow(zeros), digits, (digits + 1) * 10_u64.pow(zeros) - 1] {
                prop_assert_eq!(write_short(value, exponent), write_as(value.into(), exponent, Shown::Short));
            }
        }
    }
}
