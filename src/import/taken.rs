//! Ids that are taken, and free ones beside them.

use foldhash::HashMap;

use crate::model::{kebab, mark_of};

/// The ids of a section.
///
/// Of each only a mark is kept. Should two ids ever share one, the second is given a number that it need not have.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// How often each was asked for as a stem.
    asked: HashMap<u64, u32>,
}

/// The longest stem: a number must have room behind it.
const LONGEST_STEM: usize = 70;

impl Taken {
    /// Takes an id.
    pub(super) fn take(&mut self, id: &str) {
        self.asked.insert(mark_of(id.as_bytes()), 0);
    }

    /// Takes the id that a text makes, with a number behind it where it is taken.
    pub(super) fn free(&mut self, text: &str) -> String {
        let mut stem = if is_plain(text) { text.to_owned() } else { kebab(text) };
        stem.truncate(LONGEST_STEM);
        let stem = stem.trim_matches('-');
        let stem = if stem.is_empty() { "x" } else { stem };
        let Some(asked) = self.asked.get(&mark_of(stem.as_bytes())).copied() else {
            self.asked.insert(mark_of(stem.as_bytes()), 1);
            return stem.to_owned();
        };
        let mut next = asked.max(1);
        let id = loop {
            next = next.saturating_add(1);
            let id = format!("{stem}-{next}");
            if !self.asked.contains_key(&mark_of(id.as_bytes())) {
                break id;
            }
        };
        self.take(&id);
        // The next one of this stem starts where this one ended, or many equal names would cost their square.
        self.asked.insert(mark_of(stem.as_bytes()), next);
        id
    }
}

/// Whether nothing of a text changes on its way to an id, but that it may be cut.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(is_plain) && !text.contains("--") && !text.starts_with('-')
}
