//! Ids of records and the indices that stand for them inside a book.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::seek::each;

/// The longest id.
pub const LONGEST_ID: usize = 80;

/// A kebab-case id: groups of `a-z` and `0-9` with single hyphens between, at most [`LONGEST_ID`] long.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Box<str>);

/// A text that is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// It is not kebab-case.
    #[error("\"{text}\" is no id: ids are kebab-case; write \"{suggestion}\"")]
    NotKebab {
        /// As written.
        text: String,
        /// The nearest id.
        suggestion: String,
    },
    /// It holds nothing that an id could keep.
    #[error("\"{0}\" is no id: ids are kebab-case (a-z, 0-9 and single hyphens)")]
    Hopeless(String),
    /// It is too long.
    #[error("the id is {0} characters long; at most {LONGEST_ID} are allowed")]
    TooLong(usize),
}

impl Id {
    /// The id of a record that could not be read.
    pub(super) fn placeholder() -> Self {
        Self("unreadable".into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Becomes another id, in the memory of this one where it is as long; `None` where the text is none.
    pub(crate) fn replace_by(&mut self, text: &str) -> Option<()> {
        if !is_id(text) {
            return None;
        }
        if self.0.len() == text.len() {
            let mut memory = std::mem::take(&mut self.0).into_string();
            memory.clear();
            memory.push_str(text);
            self.0 = memory.into_boxed_str();
        } else {
            self.0 = text.into();
        }
        Some(())
    }
}

/// Turns any text into kebab-case; empty where nothing of it can be kept.
pub fn kebab(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut add = |c: char| {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            add(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(&mut add);
        }
    }
    out.truncate(LONGEST_ID);
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// Whether a text is an id.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID && is_kebab(text)
}

/// Whether a text is groups of `a-z` and `0-9` with single hyphens between.
#[inline]
pub(crate) fn is_kebab(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, .., last] = bytes else { return bytes.first().is_some_and(|byte| is_letter(*byte)) };
    if *first == b'-' || *last == b'-' {
        return false;
    }
    let Some(last_eight) = bytes.last_chunk() else {
        // Filled up with letters, since it does not end with a hyphen.
        let mut eight = *b"aaaaaaaa";
        eight.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        return hyphens_of_kebab(eight).is_some();
    };
    let (mut rest, mut is_hyphen) = (bytes, false);
    while let Some((eight, behind)) = rest.split_first_chunk() {
        let Some(hyphens) = hyphens_of_kebab(*eight) else { return false };
        if is_hyphen && eight.starts_with(b"-") {
            return false;
        }
        (rest, is_hyphen) = (behind, hyphens >> 63 == 1);
    }
    // The last eight reach into what was looked at, so that no pair of bytes is missed.
    rest.is_empty() || hyphens_of_kebab(*last_eight).is_some()
}

const fn is_letter(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9')
}

/// The high bit of each byte that is a hyphen; `None` where one is neither that nor a letter, or two hyphens are together.
#[inline]
fn hyphens_of_kebab(eight: [u8; 8]) -> Option<u64> {
    let word = u64::from_le_bytes(eight);
    let hyphens = each::equal(word, b'-');
    let letters = each::within(word, b'a', b'z') | each::within(word, b'0', b'9');
    (letters | hyphens == each::HIGH && hyphens & hyphens << 8 == 0).then_some(hyphens)
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if is_id(text) {
            return Ok(Self(text.into()));
        }
        if text.len() > LONGEST_ID {
            return Err(IdError::TooLong(text.chars().count()));
        }
        match kebab(text) {
            suggestion if suggestion.is_empty() => Err(IdError::Hopeless(text.to_owned())),
            suggestion => Err(IdError::NotKebab { text: text.to_owned(), suggestion }),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Declares an index into one section of a book.
macro_rules! index {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(u32);

        impl $name {
            /// The index of the record at `position` of its section.
            ///
            /// # Panics
            /// When a section holds more than `u32::MAX` records.
            #[inline]
            pub fn new(position: usize) -> Self {
                Self(u32::try_from(position).expect("a section holds fewer than 2^32 records"))
            }

            /// The position in its section.
            #[inline]
            pub const fn get(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index! {
    /// An entity of a book. Entities are sorted by id, so indices order as ids do.
    EntityIx
}
index! {
    /// A deal of a book. Deals are sorted by id, so indices order as ids do.
    DealIx
}
index! {
    /// A source of a book. Sources are sorted by id, so indices order as ids do.
    SourceIx
}

impl EntityIx {
    /// The position in its section, as columns hold it.
    #[inline]
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

impl DealIx {
    /// The position in its section, as columns hold it.
    #[inline]
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn kebab_case_is_found_eight_bytes_at_a_time_as_letter_by_letter(
            text in prop_oneof![
                "[a-z0-9]{0,12}(-[a-z0-9]{1,9}){0,4}",
                "[az09-]{0,40}",
                "[a-z]{0,20}[-A-Z_/:@`{\u{e9} ~]{1,2}[a-z0-9]{0,20}",
            ],
        ) {
            let groups = || text.split('-');
            let expected = groups().all(|group| !group.is_empty() && group.bytes().all(is_letter));
            prop_assert_eq!(is_kebab(&text), expected, "{:?}", text);
        }

        #[test]
        fn an_id_becomes_another_whatever_their_lengths(from in "[a-z]{1,20}", to in "[a-z-]{0,20}") {
            let mut id: Id = from.parse().expect("an id");
            let parsed: Option<Id> = to.parse().ok();
            prop_assert_eq!(id.replace_by(&to).map(|()| &id), parsed.as_ref());
        }
    }
}
