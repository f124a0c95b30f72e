//! Words that tables have where nobody says who or how much.

use crate::model::fold;

/// Words for somebody who is not named, folded.
const NOBODY: &[&str] = &[
    "anonymous",
    "confidential",
    "individualinvestors",
    "multiple",
    "multipleinvestors",
    "na",
    "none",
    "notavailable",
    "notdisclosed",
    "others",
    "otherinvestors",
    "privateinvestors",
    "severalinvestors",
    "tba",
    "tbd",
    "undisclosed",
    "undisclosedbuyer",
    "undisclosedinvestor",
    "undisclosedinvestors",
    "undisclosedparty",
    "unknown",
    "unnamed",
    "unnamedinvestors",
    "unspecified",
    "various",
    "variousinvestors",
];
/// The letters that they begin with.
const FIRST_LETTERS: &[u8] = b"acimnopstuv";
/// The longest of them with blanks and marks between its letters, in bytes.
const LONGEST: usize = 32;

/// Words for an amount that is not told, folded.
const NO_AMOUNT: &[&str] =
    &["confidential", "na", "notavailable", "notdisclosed", "tba", "tbd", "undisclosed", "unknown", "unspecified"];

/// The word for somebody who is not named that a name is, whole; `None` where it names somebody.
pub(super) fn nobody(name: &str) -> Option<&'static str> {
    // Few names begin as one of them does, so that few must be folded.
    let first = name.bytes().find(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    match first {
        Some(first) if name.len() <= LONGEST && FIRST_LETTERS.contains(&first) => find(NOBODY, name),
        None if is_dash(name) => Some("-"),
        _ => None,
    }
}

/// Whether a cell says that nobody tells the amount.
pub(super) fn is_unstated(text: &str) -> bool {
    is_dash(text) || (text.len() <= LONGEST && find(NO_AMOUNT, text).is_some())
}

fn find(words: &[&'static str], text: &str) -> Option<&'static str> {
    let folded = fold(text);
    words.iter().copied().find(|word| *word == folded)
}

fn is_dash(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_nobody_is_one_whole_and_in_any_case() {
        for name in ["Undisclosed", "N/A", "n.a.", "Not disclosed", "TBD", "-", "–", " various ", "MULTIPLE investors"]
        {
            assert!(nobody(name).is_some(), "{name}");
        }
        for name in ["Various Artists", "Unknown Worlds", "NaN Labs", "Tbd Inc", "?", "", "Acme", "Äna"] {
            assert_eq!(nobody(name), None, "{name}");
        }
        assert!(NOBODY.iter().chain(NO_AMOUNT).all(|word| fold(word) == **word && word.len() <= LONGEST));
        assert!(NOBODY.iter().all(|word| FIRST_LETTERS.contains(&word.as_bytes()[0])));
    }
}
