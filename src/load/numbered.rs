//! Texts with a number each, of which most are short.

use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// Texts, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    /// Texts of at most sixteen bytes, in the table itself: a look-up waits for memory once.
    short: HashTable<(Short, u32)>,
    long: HashMap<Box<str>, u32>,
    hasher: RandomState,
}

/// The longest text that is kept in the table itself.
const SHORT: usize = 16;

/// A text filled up with zeros.
type Short = [u8; SHORT];

/// A text that is looked for.
enum Wanted<'t> {
    /// With its hash.
    Short(Short, u64),
    Long(&'t str),
}

/// A text filled up with zeros; `None` for one that is longer, or ends with one itself.
#[inline]
fn short(text: &str) -> Option<Short> {
    let bytes = text.as_bytes();
    let filled = match bytes.len() {
        0 => 0,
        1..4 => bytes.iter().rev().fold(0, |filled, byte| filled << 8 | u128::from(*byte)),
        // Both ends of it, which may have some bytes in common.
        length @ 4..8 => {
            let (first, last) = (u32::from_le_bytes(*bytes.first_chunk()?), u32::from_le_bytes(*bytes.last_chunk()?));
            u128::from(first) | u128::from(last) << length.saturating_sub(4).saturating_mul(8)
        }
        length @ 8..=SHORT => {
            let (first, last) = (u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*bytes.last_chunk()?));
            u128::from(first) | u128::from(last) << length.saturating_sub(8).saturating_mul(8)
        }
        _ => return None,
    };
    (bytes.last() != Some(&0)).then(|| filled.to_le_bytes())
}

impl Numbered {
    /// No texts, with room for so many that are short.
    pub fn with_room(texts: usize) -> Self {
        Self { short: HashTable::with_capacity(texts), ..Self::default() }
    }

    /// Gives a text its number, whatever it had before.
    pub fn insert(&mut self, text: &str, number: u32) {
        let Some(filled) = short(text) else {
            self.long.insert(text.into(), number);
            return;
        };
        let of = |filled| hash(&self.hasher, filled);
        self.short.entry(of(filled), |it| it.0 == filled, |it| of(it.0)).insert((filled, number));
    }

    /// The number of a text.
    pub fn get(&self, text: &str) -> Option<u32> {
        self.find(&self.wanted(text))
    }

    /// Tells the numbers of some texts, in their order. In a large table a look-up waits for memory; these wait
    /// together, since nothing is done between one and the next.
    pub fn each<'t>(&self, texts: impl Iterator<Item = &'t str>, tell: impl FnMut(Option<u32>)) {
        let wanted: Vec<Wanted<'t>> = texts.map(|text| self.wanted(text)).collect();
        wanted.iter().map(|wanted| self.find(wanted)).for_each(tell);
    }

    fn wanted<'t>(&self, text: &'t str) -> Wanted<'t> {
        short(text).map_or(Wanted::Long(text), |filled| Wanted::Short(filled, hash(&self.hasher, filled)))
    }

    #[inline]
    fn find(&self, wanted: &Wanted<'_>) -> Option<u32> {
        match wanted {
            Wanted::Short(filled, hash) => self.short.find(*hash, |it| it.0 == *filled).map(|it| it.1),
            Wanted::Long(text) => self.long.get(*text).copied(),
        }
    }

    /// Every text, in no order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let filled = self.short.iter().filter_map(|(filled, _)| filled.utf8_chunks().next());
        filled.map(|chunk| chunk.valid().trim_end_matches('\0')).chain(self.long.keys().map(|text| &**text))
    }
}

/// The hash of a short text. As one number it is hashed at once.
fn hash(hasher: &RandomState, filled: Short) -> u64 {
    hasher.hash_one(u128::from_ne_bytes(filled))
}

#[cfg(test)]
mod tests {
    use super::{Numbered, SHORT, short};

    #[test]
    fn a_short_text_is_filled_up_with_zeros() {
        let text = "abcdefghijklmnopq";
        for length in 0..text.len() {
            let mut filled = [0; SHORT];
            filled[..length].copy_from_slice(&text.as_bytes()[..length]);
            assert_eq!(short(&text[..length]), Some(filled));
        }
        assert_eq!([short(text), short("acme\0")], [None, None]);
    }

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
        let mut told = Vec::new();
        numbered.each(texts.into_iter().chain(["nobody"]), |number| told.push(number));
        assert_eq!(told, (0..8).map(Some).chain([None]).collect::<Vec<_>>());
        assert_eq!(numbered.get("acm"), None);
        let mut known: Vec<&str> = numbered.texts().collect();
        known.sort_unstable();
        let mut expected = texts;
        expected.sort_unstable();
        assert_eq!(known, expected);
    }
}
