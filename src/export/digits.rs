//! Numbers and days in digits, appended to what is being written.

use crate::model::{Day, PartialDate};

/// Appends a number in so many digits at least.
pub(super) fn push(number: u16, least: usize, text: &mut String) {
    let mut digits = [b'0'; 5];
    let (mut at, mut rest) = (digits.len(), number);
    while rest > 0 {
        at -= 1;
        // A remainder of ten fits into a byte.
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    let from = at.min(digits.len().saturating_sub(least));
    text.push_str(std::str::from_utf8(&digits[from..]).unwrap_or_default());
}

/// A day as `2026-02-27`.
pub(super) fn iso(day: Day) -> String {
    let mut text = String::with_capacity(10);
    push_day(day, &mut text);
    text
}

/// Appends a day as `2026-02-27`.
pub(super) fn push_day(day: Day, text: &mut String) {
    // A year has four digits, and a remainder of ten fits into a byte.
    let digit = |number: u16, of: u16| b'0' + u8::try_from(number / of % 10).unwrap_or(0);
    let (year, month, day) = (day.year, day.month.into(), day.day.into());
    let written = [
        digit(year, 1000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
        b'-',
        digit(month, 10),
        digit(month, 1),
        b'-',
        digit(day, 10),
        digit(day, 1),
    ];
    text.push_str(std::str::from_utf8(&written).unwrap_or_default());
}

/// Appends a partial date as it is displayed.
pub(super) fn push_partial(date: PartialDate, text: &mut String) {
    push(date.year(), 4, text);
    for part in [date.month(), date.day()].into_iter().flatten() {
        text.push('-');
        push(part.into(), 2, text);
    }
}

/// Appends a whole number in digits.
pub(super) fn push_whole(number: i64, out: &mut Vec<u8>) {
    const DIGITS: usize = 20;
    let mut digits = [b'0'; DIGITS];
    let mut at = DIGITS;
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        // A remainder of ten fits into a byte.
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::{push, push_whole};

    #[test]
    fn whole_numbers_are_written_as_they_are_displayed() {
        for number in [0, 7, -7, 10, 1_234_567_890, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            push_whole(number, &mut out);
            assert_eq!(String::from_utf8(out).expect("digits"), number.to_string());
        }
    }

    #[test]
    fn small_numbers_are_filled_up_with_zeros_in_front() {
        for (number, least, wanted) in
            [(0, 1, "0"), (7, 2, "07"), (12, 1, "12"), (456, 4, "0456"), (u16::MAX, 2, "65535")]
        {
            let mut text = String::new();
            push(number, least, &mut text);
            assert_eq!(text, wanted);
        }
    }
}
