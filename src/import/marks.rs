//! Marks of texts that can be put together: those of two parts give that of the whole.
//!
//! ```text
//! mark(acme) · mark(-) · mark(orion) = mark(acme-orion)      no text is made for it, nor read
//! ```
//!
//! (Karp and Rabin, "Efficient randomized pattern-matching algorithms", 1987.)

/// The mark of a text: a polynomial of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct TextMark {
    mark: u64,
    /// How many bytes the text has.
    length: u32,
}

/// What marks are polynomials of.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The powers of it that ids have a use for.
const POWERS: [u64; 128] = {
    let mut powers = [1; 128];
    let (mut left, mut power): (&mut [u64], u64) = (&mut powers, 1);
    while let [next, behind @ ..] = left {
        *next = power;
        power = power.wrapping_mul(BASE);
        left = behind;
    }
    powers
};

impl TextMark {
    /// That of a hyphen.
    pub const HYPHEN: Self = Self { mark: b'-' as u64, length: 1 };

    /// The mark of a text.
    pub fn of(text: &str) -> Self {
        // Nothing is as long as four billions.
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let follow = |mark: u64, byte| mark.wrapping_mul(BASE).wrapping_add(u64::from(byte));
        Self { mark: text.bytes().fold(0, follow), length }
    }

    /// The mark of a number as it is written.
    pub fn of_number(number: u32) -> Self {
        Self::of(itoa::Buffer::new().format(number))
    }

    /// The mark of this text with another behind it.
    #[inline]
    pub fn then(self, other: Self) -> Self {
        let power = POWERS.get(other.length as usize).copied().unwrap_or_else(|| BASE.wrapping_pow(other.length));
        let mark = self.mark.wrapping_mul(power).wrapping_add(other.mark);
        Self { mark, length: self.length.saturating_add(other.length) }
    }

    /// How many bytes the text has.
    pub const fn length(self) -> usize {
        self.length as usize
    }

    /// The mark as a number, to be compared with others.
    pub const fn number(self) -> u64 {
        self.mark
    }
}

/// A mark spread out as a hash is: texts that end with the same letters have marks with the same low bits.
#[inline]
pub(super) fn spread(mark: u64) -> u64 {
    let wide = u128::from(mark).wrapping_mul(u128::from(BASE));
    // The lower half mixed with the upper one, each cut off on purpose.
    let bytes = wide.to_le_bytes();
    let half =
        |from: usize| bytes.get(from..).and_then(|half| half.first_chunk()).map_or(0, |half| u64::from_le_bytes(*half));
    half(0) ^ half(8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_marks_of_parts_give_that_of_the_whole(parts in prop::collection::vec("[a-z0-9é-]{0,90}", 0..5)) {
            let joined = parts.iter().fold(TextMark::default(), |mark, part| mark.then(TextMark::of(part)));
            prop_assert_eq!(joined, TextMark::of(&parts.concat()));
            prop_assert_eq!(joined.length(), parts.concat().len());
        }
    }

    #[test]
    fn texts_that_differ_have_other_marks_however_they_are_put_together() {
        assert_eq!(TextMark::of("-"), TextMark::HYPHEN);
        assert_eq!(TextMark::of("2024"), TextMark::of_number(2024));
        let texts: Vec<String> =
            (0..20_000).flat_map(|rank| [format!("e{rank}"), format!("e{rank}-e1"), format!("-{rank}")]).collect();
        let mut marks: Vec<u64> = texts.iter().map(|text| TextMark::of(text).number()).collect();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), texts.len());
    }

    #[test]
    fn marks_of_texts_that_end_alike_are_spread() {
        let mut low: Vec<u64> =
            (0..1_000).map(|rank| spread(TextMark::of(&format!("e{rank}-acme-2024")).number()) & 0xffff).collect();
        low.sort_unstable();
        low.dedup();
        assert!(low.len() > 950, "{}", low.len());
    }
}
