//! Ids that are taken, and free ones beside them.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};

use crate::model::{kebab, mark_of};

/// The ids of a section.
///
/// Of each only a mark is kept. Should two ids ever share one, the second is given a number that it need not have.
#[derive(Debug, Default)]
pub(super) struct Taken {
    marks: HashSet<u64>,
    /// The last number behind each stem that was asked for more than once.
    numbers: HashMap<u64, u32>,
}

/// The longest stem: a number must have room behind it.
const LONGEST_STEM: usize = 70;

impl Taken {
    /// Takes an id.
    pub(super) fn take(&mut self, id: &str) {
        self.marks.insert(mark_of(id.as_bytes()));
    }

    /// Takes the id that a text makes, with a number behind it where it is taken.
    pub(super) fn free<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let stem =
            if is_plain(text) { Cow::Borrowed(stem_of(text)) } else { Cow::Owned(stem_of(&kebab(text)).to_owned()) };
        let mark = mark_of(stem.as_bytes());
        if self.marks.insert(mark) {
            return stem;
        }
        // The next one of this stem starts where this one ended, or many equal names would cost their square.
        let number = self.numbers.entry(mark).or_insert(1);
        loop {
            *number = number.saturating_add(1);
            let id = format!("{stem}-{number}");
            if self.marks.insert(mark_of(id.as_bytes())) {
                return Cow::Owned(id);
            }
        }
    }
}

/// As much of an id as a number has room behind.
fn stem_of(id: &str) -> &str {
    let stem = id.get(..LONGEST_STEM).unwrap_or(id).trim_matches('-');
    if stem.is_empty() { "x" } else { stem }
}

/// Whether nothing of a text changes on its way to an id, but that it may be cut.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(is_plain) && !text.contains("--") && !text.starts_with('-')
}
