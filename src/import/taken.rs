//! Ids that are taken, and free ones beside them.

use std::borrow::Cow;
use std::num::NonZeroU32;

use foldhash::HashMap;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::accents::for_id;
use super::marks::{TextMark, spread};
use crate::model::{is_kebab, kebab};

/// The ids of a section.
///
/// Of each only a mark is kept. Should two ids ever share one, the second is given a number that it need not have.
#[derive(Debug, Default)]
pub(super) struct Taken {
    marks: HashTable<u64>,
    /// The last number behind each stem that was asked for more than once.
    numbers: HashMap<u64, NonZeroU32>,
}

/// The longest stem: a number must have room behind it.
pub(super) const LONGEST_STEM: usize = 70;

impl Taken {
    /// Is told how many more ids may come.
    pub(super) fn expect(&mut self, more: usize) {
        self.marks.reserve(more, |known| spread(*known));
    }

    /// Takes an id.
    pub(super) fn take(&mut self, id: &str) {
        self.insert(TextMark::of(id));
    }

    /// Takes the id that a text makes, with a number behind it where it is taken.
    pub(super) fn free<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let stem = stem_of_text(text);
        let number = self.number(TextMark::of(&stem));
        if number == NonZeroU32::MIN { stem } else { Cow::Owned(format!("{stem}-{number}")) }
    }

    /// Takes the id of a stem, and tells the number that is behind it: the first that is free from 2 on, or 1 where there is
    /// none.
    #[inline]
    pub(super) fn number(&mut self, stem: TextMark) -> NonZeroU32 {
        if self.insert(stem) { NonZeroU32::MIN } else { self.numbered(stem) }
    }

    /// Whether the mark of an id was not there, and is now.
    #[inline]
    fn insert(&mut self, id: TextMark) -> bool {
        let mark = id.number();
        match self.marks.entry(spread(mark), |known| *known == mark, |known| spread(*known)) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(mark);
                true
            }
        }
    }

    /// Takes the first id that is free of a stem with a number behind it.
    fn numbered(&mut self, stem: TextMark) -> NonZeroU32 {
        // The next one of this stem starts where this one ended, or many equal names would cost their square.
        let mut number = self.numbers.get(&stem.number()).copied().unwrap_or(NonZeroU32::MIN);
        loop {
            number = number.saturating_add(1);
            if self.insert(stem.then(TextMark::HYPHEN).then(TextMark::of_number(number.get()))) {
                self.numbers.insert(stem.number(), number);
                return number;
            }
        }
    }
}

/// The stem of the id that a text makes.
pub(super) fn stem_of_text(text: &str) -> Cow<'_, str> {
    if is_stem(text) { Cow::Borrowed(text) } else { Cow::Owned(stem_of(&kebab(&for_id(text))).to_owned()) }
}

/// As much of an id as a number has room behind.
fn stem_of(id: &str) -> &str {
    let stem = id.get(..LONGEST_STEM).unwrap_or(id).trim_matches('-');
    if stem.is_empty() { "x" } else { stem }
}

/// Whether nothing of a text changes on its way to the stem of an id.
fn is_stem(text: &str) -> bool {
    text.len() <= LONGEST_STEM && is_kebab(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_a_stem_is_what_it_would_be_made() {
        let long = "a".repeat(LONGEST_STEM);
        let texts = ["acme", "acme-orion-2024", "a--b", "-a", "a-", "", "Acme", "a b", "é", &long, &format!("{long}b")];
        for text in texts {
            assert_eq!(is_stem(text), stem_of(&kebab(text)) == text, "{text}");
        }
    }

    #[test]
    fn a_taken_id_has_the_next_free_number_behind_it() {
        let mut taken = Taken::default();
        taken.take("acme-2");
        let free = ["acme", "Acme", "acme", "-", "?"].map(|text| taken.free(text).into_owned());
        assert_eq!(free, ["acme", "acme-3", "acme-4", "x", "x-2"]);
    }

    #[test]
    fn letters_with_accents_are_those_without_and_those_of_other_scripts_what_they_are_read_as() {
        let cases = [
            ("Société Générale", "societe-generale"),
            ("Socie\u{301}te\u{301}", "societe"),
            ("ŁÓDŹ Straße", "lodz-strasse"),
            ("Ørsted & Æther", "orsted-aether"),
            ("İş Bankası", "is-bankasi"),
            ("X\u{302} Labs", "x-labs"),
            ("東京 Société", "dong-jing-societe"),
            ("東京", "dong-jing"),
            ("Газпром", "gazprom"),
            ("ЯНДЕКС Cloud", "iandeks-cloud"),
            ("삼성전자", "samseongjeonja"),
            ("ΕΛΛΗΝΙΚΑ", "ellenika"),
            ("🦄 Labs…", "labs"),
            ("☣", "x"),
        ];
        for (name, id) in cases {
            assert_eq!(Taken::default().free(name), id, "{name}");
        }
        let mut taken = Taken::default();
        let free = ["Société", "Societe", "Sociéte"].map(|text| taken.free(text).into_owned());
        assert_eq!(free, ["societe", "societe-2", "societe-3"]);
    }
}
