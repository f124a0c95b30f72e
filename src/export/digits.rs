//! Numbers and days in digits, appended to what is being written.

use super::sheet::Sheet;
use crate::model::{Day, PartialDate};

/// Appends a number in so many digits at least.
pub(super) fn push(number: u16, least: usize, text: &mut String) {
    if number < 10 && least < 2 {
        text.push(char::from(PAIRS[usize::from(number)][1]));
        return;
    }
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
    String::from_utf8_lossy(&day_digits(day)).into_owned()
}

/// Every number below a hundred in two digits.
const PAIRS: [[u8; 2]; 100] = {
    let (digits, mut pairs) = (b"0123456789", [[b'0'; 2]; 100]);
    let mut number = 0;
    while number < 100 {
        pairs[number] = [digits[number / 10], digits[number % 10]];
        number += 1;
    }
    pairs
};

/// A day as `2026-02-27`.
pub(super) fn day_digits(day: Day) -> [u8; 10] {
    // A year has four digits.
    let pair = |number: u16| PAIRS[usize::from(number % 100)];
    let ([c1, c2], [y1, y2]) = (pair(day.year / 100), pair(day.year));
    let ([m1, m2], [d1, d2]) = (pair(day.month.into()), pair(day.day.into()));
    [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2]
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
#[inline]
pub(super) fn push_whole(number: i64, out: &mut Sheet) {
    out.write(itoa::Buffer::new().format(number).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{iso, push};
    use crate::model::PartialDate;

    #[test]
    fn days_are_written_as_dates_are_displayed() {
        for text in ["1000-01-01", "2026-02-27", "1999-12-31", "9999-10-09"] {
            let date: PartialDate = text.parse().expect("a date");
            assert_eq!(iso(date.first()), text);
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
