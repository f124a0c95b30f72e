//! Names that are near one another: the same without a legal form or without accents, or a letter apart but for those.
//! They are told, not merged.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::accents::plain;

/// A folded name with what it leads to.
type Known<'n, E> = (&'n str, E);

/// Two names that are near, with why.
pub(super) type Pair<'n, E> = (Known<'n, E>, Known<'n, E>, &'static str);

/// Why two names are near that are the same in no way.
const APART: &str = "one letter apart";

/// A name as it is compared.
struct Stem<'n> {
    text: Cow<'n, str>,
    /// How many letters it has.
    length: usize,
    /// A mark of the digits in it. The second fund of a house is not its third one misspelt.
    digits: u64,
}

/// Finds every pair of near names, each once. Costs the letters of all names and their sorting, not their square.
///
/// Two names a letter apart (one left out, put in, changed, or two swapped) give the same text when one letter
/// is struck out of each, so only names with such a text in common are compared. Names with other digits never are.
pub(super) fn near_pairs<'n, E: Copy + Ord>(names: &[Known<'n, E>]) -> Vec<Pair<'n, E>> {
    let mut found: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    let stems: Vec<Stem<'_>> = names.iter().map(|(name, _)| Stem::of(name)).collect();
    let mut by_text: Vec<(&str, usize)> = stems.iter().enumerate().map(|(rank, stem)| (&*stem.text, rank)).collect();
    by_text.sort_unstable();
    for same in by_text.chunk_by(|one, two| one.0 == two.0) {
        for (one, two) in pairs_of(same) {
            let written = |rank: usize| names.get(rank).map_or("", |known| known.0);
            found.insert((one, two), why_same(written(one), written(two)));
        }
    }
    let long = (0..).zip(&stems).filter(|(_, stem)| stem.length > 3);
    let mut by_digits: Vec<(u64, usize, usize)> = long.map(|(rank, stem)| (stem.digits, stem.length, rank)).collect();
    by_digits.sort_unstable();
    let mut struck: Vec<(u64, usize)> = Vec::new();
    for same in by_digits.chunk_by(|one, two| one.0 == two.0).filter(|same| same.len() > 1) {
        let mut shorter: &[(u64, usize, usize)] = &[];
        for same in same.chunk_by(|one, two| one.1 == two.1) {
            // Of two texts of one length, each is struck out of; of two that differ by one, the longer alone.
            struck.clear();
            let text = |rank: usize| stems.get(rank).map_or("", |stem| &*stem.text);
            for (_, _, rank) in same {
                struck_out(text(*rank), |mark| struck.push((mark, *rank)));
            }
            let is_next = shorter.first().zip(same.first()).is_some_and(|(one, two)| one.1.saturating_add(1) == two.1);
            let shorter = std::mem::replace(&mut shorter, same).iter().filter(|_| is_next);
            struck.extend(shorter.map(|(_, _, rank)| (text(*rank).chars().fold(0, follow), *rank)));
            struck.sort_unstable();
            struck.dedup();
            for (one, two) in struck.chunk_by(|one, two| one.0 == two.0).flat_map(pairs_of) {
                let (Some(first), Some(second)) = (stems.get(one), stems.get(two)) else { continue };
                // Of names of four letters, too many are a letter apart.
                let is_long = first.length.max(second.length) > 4;
                if is_long && !found.contains_key(&(one, two)) && is_a_letter_apart(&first.text, &second.text) {
                    found.insert((one, two), APART);
                }
            }
        }
    }
    let mut told: BTreeSet<(E, E)> = BTreeSet::new();
    let mut pairs = Vec::new();
    // Of several reasons why two entities are near, that their names are the same but for something tells more.
    let mut found: Vec<((usize, usize), &'static str)> = found.into_iter().collect();
    found.sort_by_key(|(_, why)| *why == APART);
    for ((one, two), why) in found {
        let (Some(&one), Some(&two)) = (names.get(one), names.get(two)) else { continue };
        if one.1 != two.1 && told.insert((one.1.min(two.1), one.1.max(two.1))) {
            pairs.push((one, two, why));
        }
    }
    pairs
}

/// Why two names are near that have the same stem.
fn why_same(one: &str, two: &str) -> &'static str {
    if bare(one) == bare(two) {
        "the same but for a legal form"
    } else if plain(one) == plain(two) {
        "the same but for accents"
    } else if plain(bare(one)) == plain(bare(two)) {
        "the same but for accents and a legal form"
    } else {
        "the same but for an abbreviation"
    }
}

/// Every two ranks of a sorted list, the smaller first.
fn pairs_of<K>(ranks: &[(K, usize)]) -> impl Iterator<Item = (usize, usize)> {
    let tails = std::iter::successors(Some(ranks), |tail| tail.get(1..));
    ranks.iter().zip(tails.skip(1)).flat_map(|(one, behind)| behind.iter().map(|two| (one.1, two.1)))
}

/// Whether two texts with the same digits are a letter apart: whether no more is between what both begin with and what
/// both end with. Costs their letters, however long they are.
fn is_a_letter_apart(one: &str, two: &str) -> bool {
    let begin = one.chars().zip(two.chars()).take_while(|(one, two)| one == two).count();
    let rest = |text: &str| text.chars().skip(begin).collect::<Vec<char>>();
    let (one_rest, two_rest) = (rest(one), rest(two));
    let end = one_rest.iter().rev().zip(two_rest.iter().rev()).take_while(|(one, two)| one == two).count();
    let between = |rest: &[char]| rest.get(..rest.len().saturating_sub(end)).unwrap_or_default().to_vec();
    let differ = match (between(&one_rest).as_slice(), between(&two_rest).as_slice()) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    };
    differ && digits(one).eq(digits(two))
}

impl<'n> Stem<'n> {
    fn of(name: &'n str) -> Self {
        let text = stem_text(name);
        Self { length: text.chars().count(), digits: digits(&text).fold(1, follow), text }
    }
}

/// Tells a mark of each text that is left when one letter is struck out. Texts that differ may share a mark, so those
/// that do are compared.
fn struck_out(text: &str, mut tell: impl FnMut(u64)) {
    // A mark is a polynomial of the letters, so that those of two parts give that of the whole.
    let mut before = 0;
    let mut parts: Vec<(u64, char)> = Vec::with_capacity(text.len());
    for letter in text.chars() {
        parts.push((before, letter));
        before = follow(before, letter);
    }
    let (mut behind, mut power) = (0_u64, 1_u64);
    for (before, letter) in parts.into_iter().rev() {
        tell(before.wrapping_mul(power).wrapping_add(behind));
        behind = follow(0, letter).wrapping_mul(power).wrapping_add(behind);
        power = power.wrapping_mul(BASE);
    }
}

/// What marks are polynomials of.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The mark of a text with one more letter.
fn follow(mark: u64, letter: char) -> u64 {
    mark.wrapping_mul(BASE).wrapping_add(u64::from(letter)).wrapping_add(1)
}

/// The digits of a name.
fn digits(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|letter| letter.is_numeric())
}

/// The text of a folded name by which it is compared.
fn stem_text(name: &str) -> Cow<'_, str> {
    let text = plain(bare(name));
    match abbreviated(&text) {
        Some(short) => Cow::Owned(short),
        None => text,
    }
}

/// A folded name whose last word is one that people abbreviate, with that abbreviated as others do.
fn abbreviated(name: &str) -> Option<String> {
    const WORDS: &[(&str, &str)] = &[
        ("capital", "cap"),
        ("management", "mgmt"),
        ("mgt", "mgmt"),
        ("international", "intl"),
        ("technologies", "tech"),
        ("technology", "tech"),
        ("partners", "ptnrs"),
        ("investments", "inv"),
        ("investment", "inv"),
        ("associates", "assoc"),
        ("industries", "ind"),
        ("laboratories", "labs"),
        ("brothers", "bros"),
        ("company", "co"),
        ("university", "univ"),
        ("services", "svcs"),
        ("systems", "sys"),
        ("manufacturing", "mfg"),
    ];
    let found = WORDS.iter().find_map(|(word, short)| Some((name.strip_suffix(word)?, short)));
    found.filter(|(rest, _)| rest.len() > 2).map(|(rest, short)| [rest, short].concat())
}

/// Words at the end of a name that say what it is the name of.
const LAST_WORDS: &[&str] = &[
    "fund",
    "funds",
    "capital",
    "ventures",
    "partners",
    "management",
    "investments",
    "technologies",
    "holdings",
    "group",
    "bank",
    "inc",
    "corp",
    "ltd",
    "llc",
    "plc",
    "lp",
    "gmbh",
    "ag",
];

/// The names in what is written as one, where it may be a list: parted by commas, semicolons, strokes, "and" or "&". A
/// legal form is no name.
pub(super) fn listed(name: &str) -> Vec<&str> {
    const MARKS: &[&str] = &[";", ", ", " / ", " + ", " and ", " & ", " und ", " et "];
    let mut parts = vec![name];
    // Nearly all names have none of them, and all but one of them hold a blank.
    for mark in MARKS.iter().filter(|mark| **mark == ";" || name.contains(' ')) {
        if name.contains(mark) {
            parts = parts.into_iter().flat_map(|part| part.split(mark)).collect();
        }
    }
    if parts.len() < 2 {
        return Vec::new();
    }
    let is_form = |part: &str| {
        let word = part.trim_end_matches('.').replace('.', "").to_lowercase();
        LAST_WORDS.contains(&&*word) || bare(&["abc", &word].concat()) == "abc"
    };
    let words = |part: &str| part.trim().trim_start_matches("and ").trim_start_matches("& ").len();
    let shortened =
        parts.into_iter().map(|part| part.get(part.len().saturating_sub(words(part))..).unwrap_or(part).trim());
    let names: Vec<&str> = shortened.filter(|part| !part.is_empty() && !is_form(part)).collect();
    if names.len() < 2 { Vec::new() } else { names }
}

/// Whether a name that can be read as these is surely more than one: a list with semicolons, one of three with commas, or
/// names of which each says at its end what it is.
pub(super) fn is_list(name: &str, parts: &[&str]) -> bool {
    let says_what = |part: &&str| {
        let last = part.rsplit(' ').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
        part.contains(' ') && LAST_WORDS.contains(&&*last)
    };
    name.contains(';') || (parts.len() > 2 && name.contains(", ")) || (parts.len() > 1 && parts.iter().all(says_what))
}

/// A folded name without the legal form at its end.
fn bare(name: &str) -> &str {
    const FORMS: &[&str] = &[
        "incorporated",
        "corporation",
        "holdings",
        "holding",
        "hldgs",
        "hldg",
        "limited",
        "group",
        "gmbh",
        "corp",
        "inc",
        "ltd",
        "llc",
        "plc",
        "lp",
        "ag",
        "sa",
        "se",
    ];
    FORMS.iter().find_map(|form| name.strip_suffix(form)).filter(|rest| rest.len() > 2).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every two names compared.
    fn by_hand<'n>(names: &[Known<'n, &'n str>]) -> Vec<Pair<'n, &'n str>> {
        let mut pairs = Vec::new();
        for (rank, one) in names.iter().enumerate() {
            for two in &names[rank + 1..] {
                let (first, second) = (stem_text(one.0), stem_text(two.0));
                let lengths = [first.chars().count(), second.chars().count()];
                let may_differ = lengths.iter().all(|length| *length > 3) && lengths.iter().any(|length| *length > 4);
                if first == second {
                    pairs.push((*one, *two, why_same(one.0, two.0)));
                } else if may_differ && is_a_letter_apart(&first, &second) {
                    pairs.push((*one, *two, APART));
                }
            }
        }
        pairs.sort_by_key(|(.., why)| *why == APART);
        pairs
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn a_letter_apart_are_texts_at_that_distance(one in "[abé]{0,5}", two in "[abé]{0,5}") {
            prop_assert_eq!(is_a_letter_apart(&one, &two), strsim::osa_distance(&one, &two) == 1);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn the_pairs_are_those_of_comparing_every_two(names in proptest::collection::btree_set("[abé]{2,7}[12]?(inc|ag|)", 0..60)) {
            let names: Vec<Known<'_, &str>> = names.iter().map(|name| (name.as_str(), name.as_str())).collect();
            prop_assert_eq!(near_pairs(&names), by_hand(&names));
        }
    }

    #[test]
    fn names_that_differ_in_an_abbreviation_are_near() {
        for (one, two) in [
            ("northwindcap", "northwindcapital"),
            ("orionintl", "orioninternational"),
            ("lyramgmt", "lyramanagementltd"),
            ("acmetech", "acmetechnologies"),
        ] {
            let names = [(one, 1), (two, 2)];
            let told: Vec<&str> = near_pairs(&names).into_iter().map(|(.., why)| why).collect();
            assert_eq!(told, ["the same but for an abbreviation"], "{one}");
        }
        assert_eq!(near_pairs(&[("acmehldgs", 1), ("acmeholdings", 2)])[0].2, "the same but for a legal form");
        assert_eq!(near_pairs(&[("northwindcap", 1), ("southwindcapital", 2)]), []);
    }

    #[test]
    fn a_list_of_names_is_told_from_a_name_with_a_legal_form() {
        for (name, parts, is_sure) in [
            ("Foo Fund and Bar Fund", &["Foo Fund", "Bar Fund"][..], true),
            ("Acme, Orion & Lyra", &["Acme", "Orion", "Lyra"], true),
            ("Acme, Orion, and Lyra", &["Acme", "Orion", "Lyra"], true),
            ("Acme; Orion", &["Acme", "Orion"], true),
            ("Johnson & Johnson", &["Johnson", "Johnson"], false),
            ("Acme, Inc.", &[], false),
            ("Acme Holdings, Ltd.", &[], false),
            ("Orion Sand", &[], false),
        ] {
            assert_eq!((listed(name).as_slice(), is_list(name, &listed(name))), (parts, is_sure), "{name}");
        }
    }

    #[test]
    fn names_that_differ_in_accents_are_near() {
        let names = ["bär", "bar", "nestlé", "nestle", "sociétégénérale", "societegeneralesa", "societegenéralle"];
        let names: Vec<Known<'_, &str>> = names.iter().map(|name| (*name, *name)).collect();
        let told: Vec<[&str; 3]> = near_pairs(&names).into_iter().map(|(one, two, why)| [one.0, two.0, why]).collect();
        let wanted = [
            ["bär", "bar", "the same but for accents"],
            ["nestlé", "nestle", "the same but for accents"],
            ["sociétégénérale", "societegeneralesa", "the same but for accents and a legal form"],
            ["sociétégénérale", "societegenéralle", "one letter apart"],
            ["societegeneralesa", "societegenéralle", "one letter apart"],
        ];
        assert_eq!(told, wanted);
        // An id that was made of a name has lost its letters; the names themselves say more.
        let names = [("nestl", 1), ("nestle", 2), ("nestlé", 1)];
        assert_eq!(near_pairs(&names), [(names[1], names[2], "the same but for accents")]);
    }
}
