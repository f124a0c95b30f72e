//! Finding the first of some bytes where it stands near: eight are looked at as one number, since calling a routine for long
//! texts would take longer than finding it.
//!
//! (Warren, "Hacker's Delight", 6-1.)

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// Where the first byte stands for which `is_wanted`. `wanted` is the same of the eight bytes of a number, of which the first
/// is the lowest: it sets the high bit of the first that is wanted, and none before it.
#[inline]
pub(crate) fn seek(text: &[u8], wanted: impl Fn(u64) -> u64, is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (mut rest, mut passed) = (text, 0_usize);
    while let Some((eight, behind)) = rest.split_first_chunk() {
        let found = wanted(u64::from_le_bytes(*eight));
        if found != 0 {
            return passed.checked_add(found.trailing_zeros() as usize / 8);
        }
        (rest, passed) = (behind, passed.saturating_add(8));
    }
    let found = rest.iter().position(|byte| is_wanted(*byte))?;
    passed.checked_add(found)
}

/// Sets the high bit of the first byte of a number that is this one, and perhaps of some behind it.
#[inline]
pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
    let differs = word ^ (byte as u64).wrapping_mul(ONES);
    differs.wrapping_sub(ONES) & !differs & HIGH
}

/// The first eight bytes; in the place of those that there are not stand zeros.
#[inline]
pub(crate) fn first_eight(bytes: &[u8]) -> [u8; 8] {
    bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut filled = [0; 8];
        filled.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        filled
    })
}

/// The first eight bytes as a number, so that numbers order as the bytes do.
#[inline]
pub(crate) fn prefix(bytes: &[u8]) -> u64 {
    u64::from_be_bytes(first_eight(bytes))
}

/// What holds of each of the eight bytes of a number: the high bit of those of which it does, and no other bit.
pub(crate) mod each {
    pub(crate) const HIGH: u64 = super::HIGH;

    const fn all(byte: u8) -> u64 {
        (byte as u64).wrapping_mul(super::ONES)
    }

    /// Those above a byte of ASCII.
    #[inline]
    const fn above(word: u64, byte: u8) -> u64 {
        // Of seven bits each, nothing is carried into the next.
        ((word & !HIGH).wrapping_add(all(0x7f_u8.wrapping_sub(byte))) | word) & HIGH
    }

    /// Those that are this one.
    #[inline]
    pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
        !above(word ^ all(byte), 0) & HIGH
    }

    /// Those that are this one of ASCII, or below.
    #[inline]
    pub(crate) const fn at_most(word: u64, byte: u8) -> u64 {
        !above(word, byte) & HIGH
    }

    /// Those from one of ASCII, which is not the first, to another.
    #[inline]
    pub(crate) const fn within(word: u64, first: u8, last: u8) -> u64 {
        above(word, first.wrapping_sub(1)) & at_most(word, last)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{each, equal, seek};

    #[test]
    fn every_byte_is_told_by_itself_whatever_stands_beside_it() {
        for (byte, other) in (0..=u8::MAX).flat_map(|byte| (0..=u8::MAX).map(move |other| (byte, other))) {
            let word = u64::from_le_bytes([other, byte, other, byte, byte, other, other, byte]);
            let expected = |is: fn(u8) -> bool| {
                let high = |byte| if is(byte) { 0x80 } else { 0 };
                let [byte, other] = [byte, other].map(high);
                u64::from_le_bytes([other, byte, other, byte, byte, other, other, byte])
            };
            assert_eq!(each::equal(word, b','), expected(|it| it == b','), "{byte} {other}");
            assert_eq!(each::equal(word, 0), expected(|it| it == 0), "{byte} {other}");
            assert_eq!(each::at_most(word, b','), expected(|it| it <= b','), "{byte} {other}");
            assert_eq!(each::within(word, b'a', b'z'), expected(|it| it.is_ascii_lowercase()), "{byte} {other}");
        }
    }

    proptest! {
        #[test]
        fn the_first_byte_wanted_is_found_wherever_it_stands(
            text in prop::collection::vec(prop_oneof![b'!'..=b'.', Just(b';'), Just(0), Just(128), any::<u8>()], 0..40),
            [one, two] in prop_oneof![Just([b'"', b'\\']), Just([b':', b':']), Just([b'-', b';'])],
        ) {
            let found = seek(&text, |word| equal(word, one) | equal(word, two), |byte| byte == one || byte == two);
            prop_assert_eq!(found, text.iter().position(|byte| *byte == one || *byte == two));
        }
    }
}
