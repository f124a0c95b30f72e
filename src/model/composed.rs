//! Texts in one form, whichever way their accents are written.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Returns a text with each letter and its marks as one letter, where there is such a one: the canonical composition
/// (NFC) of Unicode Standard Annex #15. `é` and `e` with a mark behind it are one letter to every reader, and files of
/// different programs have either. Costs a look at each byte of a text that is ASCII.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold;

    #[test]
    fn a_letter_and_its_mark_are_the_letter_with_it() {
        let cases = [
            ("Socie\u{301}te\u{301}", "Société"),
            ("A\u{30a}kerstro\u{308}m", "Åkerström"),
            ("\u{212b}kerstrom", "Åkerstrom"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", "한국"),
            ("Vie\u{302}\u{323}t", "Việt"),
        ];
        for (written, wanted) in cases {
            assert_eq!(composed(written), wanted);
            assert_eq!(fold(written), fold(wanted), "names are compared so");
        }
        for same in ["Acme", "Société", "東京"] {
            assert!(matches!(composed(same), Cow::Borrowed(it) if it == same), "{same}");
        }
        assert_ne!(fold("Socie\u{301}te\u{301}"), fold("Societe"), "an accent is a difference");
    }
}
