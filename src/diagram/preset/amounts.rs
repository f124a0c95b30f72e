//! Money as a picture tells it: in one currency as far as rates of the book lead there, and beside that what stands apart.

use std::collections::BTreeSet;

use super::brief::{brief, in_full, joined, short};
use super::shared::Division;
use crate::graph::{DealGraph, Overlap, Tally};
use crate::model::{Currency, EntityIx, Interval, MoneyLevel, Split};
use crate::query::words::listed;

/// The size of money that is stated in a currency which cannot be compared.
const INCOMPARABLE: u128 = 1;

/// Some money, by the currencies that it is told in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Amounts {
    /// What is in the currency of comparison, or converted into it; absent where nothing is.
    compared: Option<Sum>,
    /// What no rate of the book leads from, by currency.
    apart: Vec<Sum>,
    /// The currencies that it is stated in.
    currencies: BTreeSet<Currency>,
    /// Which of the sums have some money of another of them, too.
    overlaps: Vec<Overlap>,
}

/// Money of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) currency: Currency,
    pub(super) split: Split,
    /// How it is divided, where its ends do not say.
    division: Division,
}

/// Money by how certain it is, without what is more certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Paid, or owed without condition.
    Firm,
    /// Promised, and not firm.
    Promised,
    /// On conditions, "up to", or only reported.
    Contingent,
}

impl Part {
    /// All of them, the most certain first.
    pub(super) const ALL: [Self; 3] = [Self::Firm, Self::Promised, Self::Contingent];
}

impl Sum {
    /// Each part, as it may be told beside the others: what is more certain never counts more than is certain, and what is less
    /// certain never less than it may come to.
    fn parts(self) -> [Interval; 3] {
        let Split { firm, committed, headline } = self.split;
        let Division { shared: [of_firm, of_committed], most: [most_promised, most_beyond], is_reported } =
            self.division;
        let is_bounded = headline.upper().is_some();
        let (committed, beyond) = divide(committed, headline, of_committed, (most_beyond, is_reported));
        let (firm, promised) = divide(firm, committed, of_firm, (most_promised, true));
        // Beside what is committed it is told as "up to": conditions may fail, and reports may be wrong.
        let contingent = beyond.upper().filter(|_| is_bounded && !committed.is_zero()).map_or(beyond, Interval::up_to);
        [firm, promised, contingent]
    }

    pub(super) fn part(self, part: Part) -> Interval {
        let [firm, promised, contingent] = self.parts();
        match part {
            Part::Firm => firm,
            Part::Promised => promised,
            Part::Contingent => contingent,
        }
    }

    /// What is told of it in a few signs: what is firm, what is promised, and what may come on top.
    fn label(self) -> String {
        let [firm, promised, contingent] = self.parts();
        let mut told = Vec::new();
        // Where nobody says how much it is, there is more only beside what is told.
        let amount = |interval: Interval, is_first: bool| match (interval.lower(), interval.upper()) {
            (0, Some(0)) => None,
            (0, None) => (!is_first).then(|| MORE.to_owned()),
            _ => Some(short(interval, self.currency)),
        };
        told.extend(amount(firm, true));
        if let Some(amount) = amount(promised, told.is_empty()) {
            told.push(if told.is_empty() { amount } else { format!("{amount} promised") });
        }
        if let Some(amount) = amount(contingent, told.is_empty()) {
            let is_plain = told.is_empty() || contingent.lower() == 0;
            let word = if self.division.is_reported { "reported" } else { "possible" };
            told.push(if is_plain { amount } else { format!("{amount} {word}") });
        }
        joined(&told)
    }
}

/// What is told where nobody says how much it is.
pub(super) const MORE: &str = "more";

/// Whether it may be more than nothing.
fn is_some(interval: Interval) -> bool {
    !interval.is_zero()
}

/// Divides money into what is more certain and what it comes to beyond that. Where the two share what there is, or where
/// nobody says that there is anything more certain, the former is its least. Where that has no upper end that the latter could be
/// counted from, this is up to the most that is said of it by itself (absent where nobody says how much it is), unless it is sure to
/// come to that where it comes at all.
fn divide(inner: Interval, outer: Interval, is_shared: bool, beyond: (Option<u128>, bool)) -> (Interval, Interval) {
    let (most_beyond, is_plain) = beyond;
    // Of what is divided already there may be less left than it came to.
    let most = outer.upper().map_or(inner.upper(), |most| Some(inner.upper().map_or(most, |inner| inner.min(most))));
    let inner = Interval::new(inner.lower().min(outer.lower()), most).unwrap_or(inner);
    let is_open = inner.upper().is_none();
    if inner == outer && (!is_open || most_beyond == Some(0)) {
        return (inner, Interval::ZERO);
    }
    if inner.lower() == 0 && inner != outer {
        return (Interval::ZERO, outer);
    }
    let surely = outer.lower() - inner.lower();
    let beyond = match (outer.upper(), inner.upper()) {
        (Some(outer), _) if is_shared => {
            let least = Interval::exactly(inner.lower());
            return (least, Interval::new(surely, Some(outer - inner.lower())).unwrap_or(least));
        }
        (Some(outer), Some(inner)) => Interval::new(surely.min(outer - inner), Some(outer - inner)),
        (None, Some(_)) => Interval::new(surely, None),
        // "At least" has no upper end to be counted from.
        (_, None) => Some(match most_beyond {
            Some(most) if most > surely || (most == surely && !is_plain) => Interval::up_to(most),
            Some(_) => Interval::exactly(surely),
            None => Interval::at_least(surely),
        }),
    };
    (inner, beyond.unwrap_or(Interval::ZERO))
}

impl Amounts {
    pub(super) fn of(graph: &DealGraph<'_>, money: &Tally) -> Self {
        Self::paid_by(graph, money, &|_| true)
    }

    /// The same of what some pay, as the view counts them, alone or with others.
    pub(super) fn paid_by(graph: &DealGraph<'_>, money: &Tally, is_payer: &dyn Fn(EntityIx) -> bool) -> Self {
        let currency = graph.ranking().currency();
        let converted = money.in_currency(graph.rates(), currency);
        let is_compared = converted.unconverted.len() < money.totals.len();
        let is_apart = |other: &Currency| converted.unconverted.contains(other);
        let overlaps = money.overlaps.iter().filter(|it| {
            let (inner, outer) = it.currencies();
            is_apart(&inner) || is_apart(&outer)
        });
        let sum = |currency, split, is_in: &dyn Fn(Currency) -> bool| Sum {
            currency,
            split,
            division: Division::of(graph, money, (currency, split), is_in, is_payer),
        };
        let totals = money.totals.iter().filter(|(currency, _)| is_apart(currency));
        Self {
            compared: is_compared.then(|| sum(currency, converted.split, &|from| !is_apart(&from))),
            currencies: money.totals.keys().copied().collect(),
            overlaps: overlaps.copied().collect(),
            apart: totals.map(|(currency, split)| sum(*currency, *split, &|from| from == *currency)).collect(),
        }
    }

    /// The same at the view's level of certainty.
    pub(super) fn asked(graph: &DealGraph<'_>, money: &Tally) -> Self {
        Self::of(graph, money).at(graph.view().money)
    }

    /// The same at a level of certainty: without what is less certain.
    pub(super) fn at(&self, level: MoneyLevel) -> Self {
        self.map(|sum| Sum {
            split: Split {
                committed: sum.split.at(level.min(MoneyLevel::Committed)),
                headline: sum.split.at(level),
                ..sum.split
            },
            division: sum.division.at(level),
            ..sum
        })
    }

    /// Each sum, that in the currency of comparison first.
    pub(super) fn each(&self) -> impl Iterator<Item = Sum> + '_ {
        self.compared.iter().chain(&self.apart).copied()
    }

    /// Whether any amount is stated, be it nothing.
    pub(super) fn is_stated(&self) -> bool {
        self.each().next().is_some()
    }

    /// Whether a part of it may be more than nothing.
    pub(super) fn has(&self, part: Part) -> bool {
        self.each().any(|sum| is_some(sum.part(part)))
    }

    /// A part of it alone.
    pub(super) fn only(&self, part: Part) -> Self {
        self.map(|sum| {
            let alone = sum.part(part);
            let from = |least: Part| if part as u8 <= least as u8 { alone } else { Interval::ZERO };
            let [firm, committed, headline] = Part::ALL.map(from);
            Sum { split: Split { firm, committed, headline }, division: Division::PLAIN, ..sum }
        })
    }

    /// The same with every sum changed.
    fn map(&self, change: impl Fn(Sum) -> Sum) -> Self {
        let apart = self.apart.iter().copied().map(&change).collect();
        Self { compared: self.compared.map(&change), apart, ..self.clone() }
    }

    /// The currencies that it is stated in.
    pub(super) fn currencies(&self) -> &BTreeSet<Currency> {
        &self.currencies
    }

    /// The currencies of what stands apart.
    pub(super) fn apart(&self) -> BTreeSet<Currency> {
        self.apart.iter().filter(|sum| sum.split.headline.most_known() > 0).map(|sum| sum.currency).collect()
    }

    /// Which of its sums have some money of another of them, too.
    pub(super) fn overlaps(&self) -> &[Overlap] {
        &self.overlaps
    }

    /// The most that it comes to at a level, as [`size`] says of a tally.
    pub(super) fn size(&self, level: MoneyLevel) -> u128 {
        let most = |sum: &Sum| sum.split.at(level).most_known();
        size_of(self.compared.as_ref().map_or(0, most), self.apart.iter().any(|sum| most(sum) > 0))
    }

    /// The money in a few signs: `$15B + up to $35B`, `$5B + ₩6T`, `$5B+ and 2 currencies`; empty where it comes to nothing.
    pub(super) fn label(&self) -> String {
        brief(&self.told())
    }

    /// The money in every currency; absent where its label tells no less.
    pub(super) fn in_full(&self) -> Option<String> {
        in_full(&self.told())
    }

    /// All of it, in whatever currencies, as in a sentence.
    pub(super) fn words(&self) -> String {
        listed(&self.told())
    }

    fn told(&self) -> Vec<String> {
        self.each().map(Sum::label).filter(|text| !text.is_empty()).collect()
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

    fn sum(currency: Currency, split: Split) -> Sum {
        Sum { currency, split, division: Division::PLAIN }
    }

    #[test]
    fn labels_tell_firm_from_contingent() {
        let split = |committed, headline| Split { firm: committed, committed, headline };
        let fifteen = Interval::exactly(billion(15));
        let up_to_fifty = Interval::new(billion(15), Some(billion(50))).unwrap();
        let label = |split| sum(Currency::USD, split).label();
        assert_eq!(label(split(fifteen, fifteen)), "$15B");
        assert_eq!(label(split(fifteen, up_to_fifty)), "$15B + up to $35B");
        assert_eq!(label(split(Interval::ZERO, Interval::up_to(billion(35)))), "up to $35B");
        let at_least = |amount| Interval::new(billion(amount), None).unwrap();
        assert_eq!(label(split(Interval::ZERO, at_least(6))), "$6B+");
        assert_eq!(label(split(fifteen, at_least(16))), "$15B + $1B+ reported");
        assert_eq!(label(split(at_least(15), at_least(16))), "$15B+ and $1B reported");
        assert_eq!(label(split(at_least(15), at_least(15))), "$15B+");
        assert_eq!(label(split(fifteen, at_least(15))), "$15B + more", "nobody says how much hangs on conditions");
    }

    #[test]
    fn labels_tell_firm_from_promised() {
        let split = |[firm, committed, headline]: [u128; 3]| {
            let [firm, committed, headline] = [firm, committed, headline].map(|it| Interval::exactly(billion(it)));
            sum(Currency::USD, Split { firm, committed, headline }).label()
        };
        assert_eq!(split([38, 138, 138]), "$38B + $100B promised");
        assert_eq!(split([38, 138, 150]), "$38B + $100B promised + up to $12B");
        assert_eq!(split([0, 250, 250]), "$250B");
    }

    #[test]
    fn parts_that_share_what_there_is_never_tell_more_as_certain_than_is() {
        let between = |lower, upper| Interval::new(billion(lower), Some(billion(upper))).unwrap();
        let label = |split, shared| {
            Sum { division: Division { shared, ..Division::PLAIN }, ..sum(Currency::USD, split) }.label()
        };
        let signed = Split { firm: between(10, 50), committed: between(10, 50), headline: between(10, 60) };
        assert_eq!(label(signed, [false, true]), "$10B + up to $50B");
        assert_eq!(label(signed, [false, false]), "$10B–$50B + up to $10B");
        let announced = Split { firm: between(10, 50), committed: between(20, 60), headline: between(20, 60) };
        assert_eq!(label(announced, [true, false]), "$10B + $10B–$50B promised");
        // Nobody says that anything is committed.
        let nothing = Split { firm: Interval::ZERO, committed: between(0, 80), headline: between(0, 100) };
        assert_eq!(label(nothing, [false, false]), "up to $100B");
    }

    #[test]
    fn what_stands_apart_is_told_and_of_many_currencies_how_many() {
        let code = |code: &str| Currency::from_code(code).expect("a currency");
        let apart = |codes: &[&str]| codes.iter().map(|it| sum(code(it), exactly(billion(2)))).collect();
        let dollars = Some(sum(Currency::USD, exactly(billion(5))));
        let two = Amounts { compared: dollars, apart: apart(&["KRW"]), ..Amounts::default() };
        assert_eq!((two.label().as_str(), two.in_full()), ("$5B + ₩200B", None));
        let three = Amounts { apart: apart(&["EUR", "KRW"]), ..two.clone() };
        assert_eq!(three.label(), "$5B + 2 currencies");
        assert_eq!(three.in_full().as_deref(), Some("$5B + €2B + ₩200B"));
        let open = Interval::at_least(billion(5));
        let open = Some(sum(Currency::USD, Split { firm: open, committed: open, headline: open }));
        let label = |compared, codes: &[&str]| Amounts { compared, apart: apart(codes), ..Amounts::default() }.label();
        assert_eq!([label(open, &[]), label(open, &["KRW"])], ["$5B+", "$5B+ and ₩200B"]);
        assert_eq!(label(open, &["EUR", "KRW"]), "$5B+ and 2 currencies");
        assert_eq!(three.size(MoneyLevel::Firm), billion(5), "what stands apart adds nothing");
        let alone = Amounts { compared: None, ..three };
        assert_eq!((alone.label().as_str(), alone.size(MoneyLevel::Firm)), ("€2B + ₩200B", INCOMPARABLE));
        assert!(Amounts::default().label().is_empty() && !Amounts::default().is_stated());
    }
}
