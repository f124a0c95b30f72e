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

/// Sets the high bit of the first byte of a number that is below this one, which is of ASCII, and perhaps of some behind it.
#[inline]
pub(crate) const fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub((byte as u64).wrapping_mul(ONES)) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{below, equal, seek};

    proptest! {
        #[test]
        fn the_first_byte_wanted_is_found_wherever_it_stands(
            text in prop::collection::vec(prop_oneof![b'!'..=b'.', Just(b';'), Just(0), Just(128), any::<u8>()], 0..40),
            [one, two] in prop_oneof![Just([b'"', b'\\']), Just([b':', b':']), Just([b'-', b';'])],
        ) {
            let found = seek(&text, |word| equal(word, one) | equal(word, two), |byte| byte == one || byte == two);
            prop_assert_eq!(found, text.iter().position(|byte| *byte == one || *byte == two));
            let found = seek(&text, |word| below(word, one) | equal(word, two), |byte| byte < one || byte == two);
            prop_assert_eq!(found, text.iter().position(|byte| *byte < one || *byte == two));
        }
    }
}
