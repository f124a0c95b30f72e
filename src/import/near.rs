//! Names that are near one another: the same without a legal form, or a letter apart. They are told, not merged.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A folded name with the id it leads to.
type Known<'n> = (&'n str, &'n str);

/// Two ids whose names are near, with why.
pub(super) type Pair<'n> = (Known<'n>, Known<'n>, &'static str);

/// Finds every pair of near names, each once. Costs the letters of all names, not their square.
///
/// Two names a letter apart (one left out, put in, changed, or two swapped) give the same text when one letter
/// is struck out of each, so only names with such a text in common are compared.
pub(super) fn near_pairs<'n>(names: &[Known<'n>]) -> Vec<Pair<'n>> {
    let mut found: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    let stems: Vec<&str> = names.iter().map(|(name, _)| bare(name)).collect();
    let mut by_stem: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (rank, stem) in stems.iter().enumerate() {
        by_stem.entry(stem).or_default().push(rank);
    }
    for same in by_stem.values().filter(|same| same.len() > 1) {
        for (one, two) in pairs_of(same) {
            found.insert((one, two), "the same but for a legal form");
        }
    }
    let mut struck: HashMap<u64, Vec<usize>> = HashMap::new();
    for (rank, stem) in stems.iter().enumerate().filter(|(_, stem)| stem.chars().count() > 3) {
        for text in variants(stem) {
            struck.entry(text).or_default().push(rank);
        }
    }
    for alike in struck.into_values().filter(|alike| alike.len() > 1) {
        for (one, two) in pairs_of(&alike) {
            let pair = (one.min(two), one.max(two));
            let (Some(one), Some(two)) = (stems.get(pair.0), stems.get(pair.1)) else { continue };
            // Of names of four letters, too many are a letter apart.
            let is_long = one.chars().count().max(two.chars().count()) > 4;
            if is_long
                && !found.contains_key(&pair)
                && digits(one).eq(digits(two))
                && strsim::osa_distance(one, two) == 1
            {
                found.insert(pair, "one letter apart");
            }
        }
    }
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut pairs = Vec::new();
    for ((one, two), why) in found {
        let (Some(&one), Some(&two)) = (names.get(one), names.get(two)) else { continue };
        let ids = if one.1 < two.1 { (one.1, two.1) } else { (two.1, one.1) };
        if one.1 != two.1 && told.insert(ids) {
            pairs.push((one, two, why));
        }
    }
    pairs
}

/// Every two ranks of a list, the one that stands first before the other.
fn pairs_of(ranks: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    let tails = std::iter::successors(Some(ranks), |tail| tail.get(1..));
    ranks.iter().zip(tails.skip(1)).flat_map(|(one, behind)| behind.iter().map(|two| (*one, *two)))
}

/// Marks of a name and of what is left of it without any one letter.
fn variants(name: &str) -> BTreeSet<u64> {
    // Names with other digits never come together, so that numbered ones do not meet by the thousand.
    let digits: String = digits(name).collect();
    let mark = |text: &str| {
        let mut hasher = DefaultHasher::new();
        (text, &digits).hash(&mut hasher);
        hasher.finish()
    };
    let without = name.char_indices().map(|(at, letter)| {
        let (before, after) = name.split_at(at);
        mark(&[before, after.strip_prefix(letter).unwrap_or(after)].concat())
    });
    without.chain([mark(name)]).collect()
}

/// The digits of a name. The second fund of a house is not its third one misspelt.
fn digits(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|letter| letter.is_numeric())
}

/// A folded name without the legal form at its end.
fn bare(name: &str) -> &str {
    const FORMS: &[&str] = &[
        "incorporated",
        "corporation",
        "holdings",
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
