//! How wide lines are for the money that they stand for.

use crate::model::{Currency, Interval, Money};

/// The logarithm below of ten million dollars and of five hundred billion.
const LEAST: u128 = 1911;
const MOST: u128 = 2906;

/// Returns the pen width for an amount in minor units, in tenths of a point: 9 where nothing is stated, 12 up to
/// ten million, 64 from five hundred billion, and between them by its logarithm.
pub fn pen_width(minor: u128) -> u32 {
    width(minor, 0)
}

/// The same with so much taken off every logarithm.
fn width(minor: u128, off: u128) -> u32 {
    if minor == 0 {
        return 9;
    }
    let over = logarithm(minor).saturating_sub(off).clamp(LEAST, MOST) - LEAST;
    12 + u32::try_from(over * 52 / (MOST - LEAST)).unwrap_or(52)
}

/// The logarithm to the base of two, times 64.
fn logarithm(minor: u128) -> u128 {
    // Between powers of two it is taken as straight, so that no float is needed.
    let power = minor.max(1).ilog2();
    let fraction = ((minor.max(1) - (1 << power)) << 6) >> power;
    (u128::from(power) << 6) + fraction
}

/// The widths of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pens {
    currency: Currency,
    /// The most that a line comes to.
    most: u128,
}

impl Pens {
    /// Those for lines of so much money each, in minor units of a currency.
    pub(super) fn over(currency: Currency, sizes: impl IntoIterator<Item = u128>) -> Self {
        Self { currency, most: sizes.into_iter().max().unwrap_or_default() }
    }

    /// The width of a line of so much money. In dollars it is that of [`pen_width`], whatever else is drawn; in other
    /// currencies too, unless these count in such numbers that more is drawn than those widths reach to: then the widest
    /// line is the one of the most money.
    pub(super) fn width(self, minor: u128) -> u32 {
        let off = if self.currency == Currency::USD { 0 } else { logarithm(self.most).saturating_sub(MOST) };
        width(minor, off)
    }

    /// What a legend tells widths by, with their widths: the largest power of ten that is drawn, and a hundredth of it. Where
    /// much is drawn in dollars they are a billion and a hundred, so that pictures of dollars are read alike.
    pub(super) fn marks(self) -> Vec<(u32, String)> {
        let unit = 10_u128.pow(self.currency.exponent());
        let Some(power) = (self.most / unit).checked_ilog10() else { return Vec::new() };
        let power = if self.currency == Currency::USD && power >= 10 { 11 } else { power };
        let most = 10_u128.pow(power) * unit;
        let least = (most / 100).max(unit);
        let mut marks: Vec<u128> = vec![least, most];
        marks.dedup();
        let words = |minor| Money::from_interval(self.currency, Interval::exactly(minor)).short();
        marks.into_iter().map(|minor| (self.width(minor), words(minor))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pens_grow_with_the_logarithm_of_money() {
        let dollars = |amount: u128| pen_width(amount * 100);
        assert_eq!([dollars(0), dollars(1), dollars(10_000_000)], [9, 12, 12]);
        assert_eq!([dollars(500_000_000_000), dollars(u128::MAX / 1000)], [64, 64]);
        let steps: Vec<u32> = (7..12).map(|power| dollars(10_u128.pow(power))).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }

    #[test]
    fn a_legend_marks_what_is_drawn_in_its_own_currency() {
        let marks = |code: &str, most: u128| {
            let pens = Pens::over(Currency::from_code(code).expect("a currency"), [most, 1]);
            let marks = pens.marks();
            assert!(marks.iter().all(|(width, _)| *width <= pens.width(most)));
            marks.into_iter().map(|(_, words)| words).collect::<Vec<_>>()
        };
        for (code, most, wanted) in [
            ("USD", 50_000_000_000_000, ["$1B", "$100B"]),
            ("USD", 10_000_000_000_000, ["$1B", "$100B"]),
            ("USD", 900_000_000_000, ["$10M", "$1B"]),
            ("USD", 56_000_000_000, ["$1M", "$100M"]),
            ("EUR", 2_000_000_000_000, ["€100M", "€10B"]),
            ("KRW", 9_000_000_000_000, ["₩10B", "₩1T"]),
            ("IDR", 90_000_000_000_000_000, ["IDR 1T", "IDR 100T"]),
        ] {
            assert_eq!(marks(code, most), wanted, "{code} {most}");
        }
        assert_eq!(marks("USD", 200), ["$1"]);
        assert_eq!(marks("USD", 99), [] as [&str; 0]);
    }

    #[test]
    fn where_a_currency_counts_in_large_numbers_the_largest_line_is_the_widest() {
        let rupiah = Pens::over(Currency::from_code("IDR").expect("a currency"), [u128::from(u64::MAX)]);
        assert_eq!((rupiah.width(u128::from(u64::MAX)), rupiah.width(0)), (64, 9));
        assert!(rupiah.width(u128::from(u64::MAX) / 10) < 64);
        let dollars = Pens::over(Currency::USD, [u128::from(u64::MAX)]);
        assert_eq!(dollars.width(50_000_000_000_000), 64);
    }
}
