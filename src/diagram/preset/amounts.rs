//! Money as a picture tells it: in one currency as far as rates of the book lead there, and beside that what stands apart.

use std::collections::BTreeSet;

use crate::graph::{DealGraph, Overlap, Tally};
use crate::model::{Currency, Interval, Money, MoneyLevel, Split};
use crate::query::words::listed;

/// The size of money that is stated in a currency which cannot be compared.
const INCOMPARABLE: u128 = 1;

/// So many currencies are told on a drawing; of more the first, and how many others there are.
const MOST_TOLD: usize = 2;

/// Some money, by the currencies that it is told in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Amounts {
    /// What is in the currency of comparison, or converted into it; absent where nothing is.
    compared: Option<(Currency, Split)>,
    /// What no rate of the book leads from, by currency.
    apart: Vec<(Currency, Split)>,
    /// The currencies that it is stated in.
    currencies: BTreeSet<Currency>,
    /// Which of the sums have some money of another of them, too.
    overlaps: Vec<Overlap>,
}

impl Amounts {
    pub(super) fn of(graph: &DealGraph<'_>, money: &Tally) -> Self {
        let currency = graph.ranking().currency();
        let converted = money.in_currency(graph.rates(), currency);
        let is_compared = converted.unconverted.len() < money.totals.len();
        let is_apart = |it: &&Overlap| {
            let (inner, outer) = it.currencies();
            converted.unconverted.contains(&inner) || converted.unconverted.contains(&outer)
        };
        let totals = money.totals.iter().map(|(currency, split)| (*currency, *split));
        Self {
            compared: is_compared.then_some((currency, converted.split)),
            currencies: money.totals.keys().copied().collect(),
            overlaps: money.overlaps.iter().filter(is_apart).copied().collect(),
            apart: totals.filter(|(currency, _)| converted.unconverted.contains(currency)).collect(),
        }
    }

    /// Each sum, that in the currency of comparison first.
    fn each(&self) -> impl Iterator<Item = (Currency, Split)> + '_ {
        self.compared.iter().chain(&self.apart).copied()
    }

    /// Whether any amount is stated, be it nothing.
    pub(super) fn is_stated(&self) -> bool {
        self.each().next().is_some()
    }

    /// Whether at some level of certainty there is anything.
    pub(super) fn any(&self, level: impl Fn(Split) -> Interval) -> bool {
        self.each().any(|(_, split)| level(split).most_known() > 0)
    }

    /// The same with every sum changed.
    pub(super) fn map(&self, change: impl Fn(Split) -> Split) -> Self {
        let change = |&(currency, split): &(Currency, Split)| (currency, change(split));
        let apart = self.apart.iter().map(change).collect();
        Self { compared: self.compared.as_ref().map(change), apart, ..self.clone() }
    }

    /// Whether nobody says how much some of it is at most, at a level.
    pub(super) fn is_open(&self, level: MoneyLevel) -> bool {
        self.each().any(|(_, split)| split.at(level).upper().is_none())
    }

    /// The currencies that it is stated in.
    pub(super) fn currencies(&self) -> &BTreeSet<Currency> {
        &self.currencies
    }

    /// The currencies of what stands apart.
    pub(super) fn apart(&self) -> BTreeSet<Currency> {
        self.apart.iter().filter(|(_, split)| split.headline.most_known() > 0).map(|(currency, _)| *currency).collect()
    }

    /// Which of its sums have some money of another of them, too.
    pub(super) fn overlaps(&self) -> &[Overlap] {
        &self.overlaps
    }

    /// The most that it comes to at a level, as [`size`] says of a tally.
    pub(super) fn size(&self, level: MoneyLevel) -> u128 {
        let most = |(_, split): &(Currency, Split)| split.at(level).most_known();
        size_of(self.compared.as_ref().map_or(0, most), self.apart.iter().any(|sum| most(sum) > 0))
    }

    /// The money in a few signs: `$15B + up to $35B`, `$5B + ₩6T`, `$5B + 2 currencies`; empty where it comes to nothing.
    pub(super) fn label(&self) -> String {
        let told = self.told();
        match told.split_first() {
            Some((first, others)) if told.len() > MOST_TOLD => format!("{first} + {} currencies", others.len()),
            _ => told.join(" + "),
        }
    }

    /// The money in every currency; absent where its label tells no less.
    pub(super) fn in_full(&self) -> Option<String> {
        let told = self.told();
        (told.len() > MOST_TOLD).then(|| told.join(" + "))
    }

    /// All of it, in whatever currencies, as in a sentence.
    pub(super) fn words(&self) -> String {
        listed(&self.told())
    }

    fn told(&self) -> Vec<String> {
        self.each().map(|(currency, split)| split_label(currency, split)).filter(|text| !text.is_empty()).collect()
    }
}

/// The most that some money comes to at the view's level, in minor units of the currency of comparison. Where all of it
/// stands apart, the least there is.
pub(super) fn size(graph: &DealGraph<'_>, money: &Tally) -> u128 {
    let rank = graph.ranking().of([money]);
    size_of(rank.compared, rank.apart.is_some_and(|(_, most)| most > 0))
}

const fn size_of(compared: u128, is_some_apart: bool) -> u128 {
    if compared == 0 && is_some_apart { INCOMPARABLE } else { compared }
}

/// What the headline holds beyond the committed: up to so much. "At least" has no upper end to be counted from, and what it
/// surely says beyond the committed is only reported.
pub(super) fn contingent(split: Split) -> Interval {
    let reported = split.headline.lower().saturating_sub(split.committed.lower());
    match (split.headline.upper(), split.committed.upper()) {
        (None, Some(_)) if reported > 0 => Interval::new(reported, None).unwrap_or(Interval::ANYTHING),
        (None, None) if reported > 0 => Interval::exactly(reported),
        _ => Interval::up_to(split.contingent().most_known()),
    }
}

/// A split in a few signs: what is committed, and what may come on top.
fn split_label(currency: Currency, split: Split) -> String {
    let short = |interval: Interval| {
        let rounded = rounded(interval, currency);
        match (rounded.lower(), rounded.upper()) {
            // Ends that differ by a tenth or less came from "about".
            (lower, Some(upper)) if lower > 0 && lower < upper && (upper - lower) * 10 <= upper => {
                let middle = self::rounded(Interval::exactly(lower.midpoint(upper)), currency);
                format!("~{}", Money::from_interval(currency, middle).short())
            }
            _ => Money::from_interval(currency, rounded).short(),
        }
    };
    let contingent = contingent(split);
    if split.headline.upper().is_none() && contingent.lower() > 0 {
        let reported = format!("{} + {} reported", short(split.committed), short(contingent));
        return if split.committed.is_zero() { short(split.headline) } else { reported };
    }
    match (split.committed.most_known() > 0, contingent.most_known() > 0) {
        (true, false) => short(split.committed),
        (false, true) => short(split.headline),
        // Two ceilings are one.
        (true, true) if split.committed.lower() == 0 => short(split.headline),
        (true, true) => format!("{} + {}", short(split.committed), short(contingent)),
        (false, false) => String::new(),
    }
}

/// Three digits are enough on a drawing.
fn rounded(interval: Interval, currency: Currency) -> Interval {
    let unit = 10_u128.pow(currency.exponent());
    let round = |value: u128| {
        let digits = value.checked_ilog10().unwrap_or(0);
        let step = 10_u128.pow(digits.saturating_sub(2)).max(if value >= unit { unit } else { 1 });
        (value + step / 2) / step * step
    };
    Interval::new(round(interval.lower()), interval.upper().map(round)).unwrap_or(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn billion(amount: u128) -> u128 {
        amount * 100_000_000_000
    }

    fn exactly(most: u128) -> Split {
        let most = Interval::exactly(most);
        Split { firm: most, committed: most, headline: most }
    }

    #[test]
    fn labels_tell_firm_from_contingent() {
        let split = |committed, headline| Split { firm: committed, committed, headline };
        let fifteen = Interval::exactly(billion(15));
        let up_to_fifty = Interval::new(billion(15), Some(billion(50))).unwrap();
        let label = |split| split_label(Currency::USD, split);
        assert_eq!(label(split(fifteen, fifteen)), "$15B");
        assert_eq!(label(split(fifteen, up_to_fifty)), "$15B + up to $35B");
        assert_eq!(label(split(Interval::ZERO, Interval::up_to(billion(35)))), "up to $35B");
        let at_least = |amount| Interval::new(billion(amount), None).unwrap();
        assert_eq!(label(split(Interval::ZERO, at_least(6))), "$6B+");
        assert_eq!(label(split(fifteen, at_least(16))), "$15B + $1B+ reported");
        assert_eq!(label(split(at_least(15), at_least(16))), "$15B+ + $1B reported");
        assert_eq!(label(split(at_least(15), at_least(15))), "$15B+");
    }

    #[test]
    fn amounts_are_rounded_to_three_digits() {
        assert_eq!(split_label(Currency::USD, exactly(123_456_789_000)), "$1.23B");
    }

    #[test]
    fn what_stands_apart_is_told_and_of_many_currencies_how_many() {
        let code = |code: &str| Currency::from_code(code).expect("a currency");
        let apart = |codes: &[&str]| codes.iter().map(|it| (code(it), exactly(billion(2)))).collect();
        let dollars = Some((Currency::USD, exactly(billion(5))));
        let two = Amounts { compared: dollars, apart: apart(&["KRW"]), ..Amounts::default() };
        assert_eq!((two.label().as_str(), two.in_full()), ("$5B + ₩200B", None));
        let three = Amounts { apart: apart(&["EUR", "KRW"]), ..two.clone() };
        assert_eq!(three.label(), "$5B + 2 currencies");
        assert_eq!(three.in_full().as_deref(), Some("$5B + €2B + ₩200B"));
        assert_eq!(three.size(MoneyLevel::Firm), billion(5), "what stands apart adds nothing");
        let alone = Amounts { compared: None, ..three };
        assert_eq!((alone.label().as_str(), alone.size(MoneyLevel::Firm)), ("€2B + ₩200B", INCOMPARABLE));
        assert!(Amounts::default().label().is_empty() && !Amounts::default().is_stated());
    }
}
