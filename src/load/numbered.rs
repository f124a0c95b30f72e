//! Texts with a number each, of which most are short.

use foldhash::HashMap;

/// Texts, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    /// Texts of at most sixteen bytes, in the table itself: a look-up waits for memory once.
    short: HashMap<[u8; SHORT], u32>,
    long: HashMap<Box<str>, u32>,
}

/// The longest text that is kept in the table itself.
const SHORT: usize = 16;

/// A text filled up with zeros; `None` for one that is longer, or holds one itself.
fn short(text: &str) -> Option<[u8; SHORT]> {
    let mut filled = [0; SHORT];
    filled.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    (text.as_bytes().last() != Some(&0)).then_some(filled)
}

impl Numbered {
    /// Gives a text its number, whatever it had before.
    pub fn insert(&mut self, text: &str, number: u32) {
        match short(text) {
            Some(filled) => self.short.insert(filled, number),
            None => self.long.insert(text.into(), number),
        };
    }

    /// The number of a text.
    pub fn get(&self, text: &str) -> Option<u32> {
        match short(text) {
            Some(filled) => self.short.get(&filled).copied(),
            None => self.long.get(text).copied(),
        }
    }

    /// Every text, in no order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let filled = self.short.keys().filter_map(|filled| filled.utf8_chunks().next());
        filled.map(|chunk| chunk.valid().trim_end_matches('\0')).chain(self.long.keys().map(|text| &**text))
    }
}

#[cfg(test)]
mod tests {
    use super::Numbered;

    #[test]
    fn texts_keep_their_numbers_whatever_their_length_and_letters() {
        let texts = ["", "acme", "acme\0", "acme\0\0", "\0acme", "a-text-of-sixtee", "a-text-of-seventee", "Société"];
        let mut numbered = Numbered::default();
        for (number, text) in (0..).zip(texts) {
            numbered.insert(text, number);
        }
        for (number, text) in (0..).zip(texts) {
            assert_eq!(numbered.get(text), Some(number), "{text:?}");
        }
        assert_eq!(numbered.get("acm"), None);
        let mut known: Vec<&str> = numbered.texts().collect();
        known.sort_unstable();
        let mut expected = texts;
        expected.sort_unstable();
        assert_eq!(known, expected);
    }
}
