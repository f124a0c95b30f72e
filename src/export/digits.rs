//! Numbers and days in digits, appended to what is being written.

use super::sheet::Sheet;
use crate::model::{Day, PartialDate};

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

/// Appends a partial date as it is displayed: the digits of its first day, as far as it is known.
pub(super) fn push_partial(date: PartialDate, out: &mut Sheet) {
    let known = match (date.month(), date.day()) {
        (None, _) => 4,
        (_, None) => 7,
        _ => 10,
    };
    out.write(&day_digits(date.first())[..known]);
}

/// Appends a whole number in digits.
#[inline]
pub(super) fn push_whole(number: i64, out: &mut Sheet) {
    if let Ok(digit @ 0..10) = u8::try_from(number) {
        return out.push(b'0' + digit);
    }
    out.write(itoa::Buffer::new().format(number).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{Sheet, iso, push_partial};
    use crate::model::PartialDate;

    #[test]
    fn days_are_written_as_dates_are_displayed() {
        for text in ["1000-01-01", "2026-02-27", "1999-12-31", "9999-10-09"] {
            let date: PartialDate = text.parse().expect("a date");
            assert_eq!(iso(date.first()), text);
        }
        for text in ["1000", "2026-02", "9999-12-31"] {
            let (date, mut out): (PartialDate, _) = (text.parse().expect("a date"), Sheet::new(0));
            push_partial(date, &mut out);
            assert_eq!((out.into_bytes(), date.to_string()), (text.as_bytes().to_vec(), text.to_owned()));
        }
    }
}
