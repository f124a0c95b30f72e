//! Dates that may be known only to the month or the year, and periods between them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A date known to the year, the month or the day, standing for that whole span.
///
/// Ordered by first day, then the wider span first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: u16,
    /// 1 to 12; zero where only the year is known.
    month: u8,
    /// 1 to 31; zero where the day is unknown.
    day: u8,
}

/// One day of the Gregorian calendar, ordered in time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Day {
    /// The year, 1000 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// Why a text is no date or period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text does not have the form of a date.
    #[error("\"{0}\" is no date; write 2025, 2025-11 or 2025-11-18")]
    Form(String),
    /// The calendar has no such day.
    #[error("the calendar has no {0}")]
    Impossible(String),
    /// The text does not have the form of a period.
    #[error("\"{0}\" is no period; write \"2025..2030\", \"2025-11..\" or \"2026-02 for 8 years\"")]
    PeriodForm(String),
    /// A period ends before it begins.
    #[error("the period ends before it begins")]
    Backwards,
    /// A length without a start, in a deal without an announcement date.
    #[error("\"{0}\" has no start, and the deal has no announcement date to count from")]
    NoStart(String),
}

impl PartialDate {
    /// Returns the date of a year, an optional month and an optional day, or `None` if the calendar has
    /// no such day (or a day is given without its month).
    #[inline]
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let valid_year = (1000..=9999).contains(&year);
        let valid = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month),
            (None, Some(_)) => false,
        };
        (valid_year && valid).then_some(Self { year, month: month.unwrap_or(0), day: day.unwrap_or(0) })
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, where known.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, where known.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// The first day of the span it stands for.
    #[inline]
    pub fn first(self) -> Day {
        Day { year: self.year, month: self.month.max(1), day: self.day.max(1) }
    }

    /// The last day of the span it stands for.
    pub fn last(self) -> Day {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in_month(self.year, month) } else { self.day };
        Day { year: self.year, month, day }
    }

    /// The same date so many months later, at the same precision; a day past the end of its month becomes
    /// the last. `None` past the year 9999.
    fn plus_months(self, months: u32) -> Option<Self> {
        #[expect(clippy::arithmetic_side_effects, reason = "a year has four digits, and a month is at least 1 here")]
        let start = u32::from(self.year) * 12 + u32::from(self.month.max(1)) - 1;
        let end = start.checked_add(months)?;
        let year = u16::try_from(end / 12).ok()?;
        let month = u8::try_from(end % 12).ok()?.checked_add(1)?;
        let keeps_month = self.month > 0 || !months.is_multiple_of(12);
        let day = self.day().map(|day| day.min(days_in_month(year, month)));
        Self::new(year, keeps_month.then_some(month), day)
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Reads the plainest notation, a whole day, without splitting it.
fn plain_day(text: &str) -> Option<PartialDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    #[expect(clippy::arithmetic_side_effects, reason = "four digits at most, which 16 bits hold")]
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0')))
    };
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    PartialDate::new(number(&[y1, y2, y3, y4])?, u8::try_from(month).ok(), u8::try_from(day).ok())
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        if let Some(date) = plain_day(text) {
            return Ok(date);
        }
        let form = || DateError::Form(text.to_owned());
        let parts: Vec<&str> = text.split('-').collect();
        let widths_fit = parts.len() <= 3
            && parts
                .iter()
                .zip([4, 2, 2])
                .all(|(part, width)| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !widths_fit {
            return Err(form());
        }
        let year = parts.first().and_then(|part| part.parse().ok()).ok_or_else(form)?;
        let month = parts.get(1).and_then(|part| part.parse().ok());
        let day = parts.get(2).and_then(|part| part.parse().ok());
        Self::new(year, month, day).ok_or_else(|| DateError::Impossible(text.to_owned()))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A span of time between two partial dates, either of which may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    from: Option<PartialDate>,
    until: Option<PartialDate>,
}

impl Period {
    /// Returns the period between two dates, or `None` when it ends before it begins.
    pub fn new(from: Option<PartialDate>, until: Option<PartialDate>) -> Option<Self> {
        let forwards = match (from, until) {
            (Some(from), Some(until)) => from.first() <= until.last(),
            _ => true,
        };
        forwards.then_some(Self { from, until })
    }

    /// Reads a period; a length without a start is counted from `announced`.
    ///
    /// # Errors
    /// When the text is no period, runs backwards, or has no start to count from.
    pub fn read(text: &str, announced: Option<PartialDate>) -> Result<Self, DateError> {
        let form = || DateError::PeriodForm(text.to_owned());
        let text = text.trim();
        if let Some((from, until)) = text.split_once("..") {
            let side = |side: &str| {
                let side = side.trim();
                if side.is_empty() { Ok(None) } else { side.parse().map(Some) }
            };
            return Self::new(side(from)?, side(until)?).ok_or(DateError::Backwards);
        }
        let Some((start, length)) = text.split_once("for ") else {
            return Err(form());
        };
        let start = start.trim();
        let from = if start.is_empty() {
            announced.ok_or_else(|| DateError::NoStart(text.to_owned()))?
        } else {
            start.parse()?
        };
        let (count, unit) = length.trim().split_once(' ').ok_or_else(form)?;
        let count: u32 = count.parse().map_err(|_| form())?;
        let months = match unit.trim() {
            "year" | "years" => count.checked_mul(12),
            "month" | "months" => Some(count),
            _ => None,
        };
        let until = months.and_then(|months| from.plus_months(months)).ok_or_else(form)?;
        Self::new(Some(from), Some(until)).ok_or(DateError::Backwards)
    }

    /// The start; absent where open.
    pub const fn from(self) -> Option<PartialDate> {
        self.from
    }

    /// The end; absent where open.
    pub const fn until(self) -> Option<PartialDate> {
        self.until
    }

    /// Whether `day` may lie in it: from the first day of its start to the last day of its end.
    pub fn covers(self, day: Day) -> bool {
        self.from.is_none_or(|from| from.first() <= day) && !self.ended_before(day)
    }

    /// Whether it was surely over before `day`.
    pub fn ended_before(self, day: Day) -> bool {
        self.until.is_some_and(|until| until.last() < day)
    }

    /// Whether the two may share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let starts_by = |one: Self, two: Self| match (one.from, two.until) {
            (Some(from), Some(until)) => from.first() <= until.last(),
            _ => true,
        };
        starts_by(self, other) && starts_by(other, self)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, "{from}")?;
        }
        f.write_str("..")?;
        if let Some(until) = self.until {
            write!(f, "{until}")?;
        }
        Ok(())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{PartialDate, plain_day};

    #[test]
    fn whole_days_of_the_calendar_are_plain_and_nothing_else_is() {
        for year in ["0999", "1000", "1900", "2000", "2023", "2024", "9999", "20x5", "+202"] {
            for month in 0..=13 {
                for day in 0..=32 {
                    let text = format!("{year}-{month:02}-{day:02}");
                    let expected = year.parse().ok().filter(|_| !year.starts_with('+'));
                    let expected = expected.and_then(|year| PartialDate::new(year, Some(month), Some(day)));
                    assert_eq!(plain_day(&text), expected, "{text}");
                    assert_eq!(text.parse().ok(), expected, "{text}");
                }
            }
        }
        for text in ["2025", "2025-11", "2025-11-1", "2025/11/18", "2025-11-18 ", "２０25-1-1"] {
            assert_eq!(plain_day(text), None, "{text}");
        }
    }
}
