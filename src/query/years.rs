//! Money by year: over the years of a deal's period, where no piece of it says when its own money was paid.
//!
//! ```text
//! all together, 2019..2025: at least 13bn     2019: 1bn + a seventh of 2bn
//! ├─ first, announced 2019: 1bn               2020: a seventh of 2bn
//! └─ third, announced 2023: 10bn              2023: 10bn + a seventh of 2bn
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::exposure::Way;
use crate::graph::{Tally, Told, by_currency, nested_sums, still_standing};
use crate::model::{Currency, Day, Deal, DealIx, Interval, Known, Split, Stated};

/// What the deals counted in a total come to in each year, so that these add up to it: the deals inside of one in their
/// own years, and what they leave of it over the years of its period. Each is told of the counted deal.
///
/// `whole` has what each deal moves each way. A deal inside of another that has no closed period stands in the year of
/// its announcement, where that lies in the period of the other. Where what is told of them does not come out of the
/// whole without leaving less than nothing, the whole is spread as if nothing were inside of it.
pub(super) fn by_year(
    told: &Told<'_>,
    way: Way,
    total: &Tally,
    whole: &[(Way, DealIx, Known)],
) -> Vec<(DealIx, Option<u16>, Known)> {
    let standing = still_standing(told, &total.absorbed);
    let mut years = Years { told, own: BTreeMap::new(), inside: BTreeMap::new(), standing };
    for (_, deal, known) in whole.iter().filter(|(it, ..)| *it == way) {
        years.own.entry(*deal).or_default().push(*known);
    }
    for (inner, outer) in &total.absorbed {
        years.inside.entry(*outer).or_default().push(*inner);
    }
    let mut found = Vec::new();
    for &deal in &total.counted {
        let of_deal = if years.inside.contains_key(&deal) {
            years.nested(deal)
        } else {
            years.spread(deal, years.own(deal).iter().copied(), None)
        };
        found.extend(of_deal.into_iter().map(|(year, known)| (deal, year, known)));
    }
    found
}

/// What is asked of each deal of one way.
struct Years<'t, 'b> {
    told: &'t Told<'b>,
    /// What each moves by itself.
    own: BTreeMap<DealIx, Vec<Known>>,
    /// Which deals are directly inside of each.
    inside: BTreeMap<DealIx, Vec<DealIx>>,
    /// Which of these another may yet replace.
    standing: BTreeSet<DealIx>,
}

type Money = BTreeMap<Currency, Split>;
type Parts = Vec<(Option<u16>, Known)>;

impl Years<'_, '_> {
    fn own(&self, deal: DealIx) -> &[Known] {
        self.own.get(&deal).map_or(&[], Vec::as_slice)
    }

    fn inside(&self, deal: DealIx) -> &[DealIx] {
        self.inside.get(&deal).map_or(&[], Vec::as_slice)
    }

    /// A deal with others inside of it, in the years of each.
    fn nested(&self, deal: DealIx) -> Parts {
        let own = |here: DealIx| {
            let stated =
                self.own(here).iter().filter(|_| !self.told.is_replaced(here)).filter_map(|known| known.stated());
            by_currency(stated.map(|stated| (stated.currency, stated.split)))
        };
        let sums = nested_sums(deal, &self.inside, &self.standing, &own);
        let mut found = Vec::new();
        let mut open = vec![(deal, None)];
        while let Some((here, outer)) = open.pop() {
            let whole = sums.get(&here).cloned().unwrap_or_default();
            let pieces = pieces(&sums, self.inside(here));
            let of_currency = |currency: &Currency| pieces.get(currency).copied().unwrap_or(Split::ZERO);
            let left = whole.iter().map(|(currency, split)| Some((*currency, without(*split, of_currency(currency))?)));
            let left: Option<Money> = left.collect();
            if left.is_some() {
                open.extend(self.inside(here).iter().map(|inner| (*inner, Some(here))));
            }
            // What says nothing of its own is told by its pieces alone.
            let money = left.unwrap_or(whole).into_iter().filter(|(_, split)| *split != Split::ZERO);
            let known = money.map(|(currency, split)| Known::Stated(Stated { currency, split }));
            found.extend(self.spread(here, known, outer));
        }
        found
    }

    /// Puts money of one deal into years.
    fn spread(&self, deal: DealIx, money: impl Iterator<Item = Known>, outer: Option<DealIx>) -> Parts {
        let Some(told) = self.told.deal(deal) else { return Parts::new() };
        let announced = outer.and_then(|outer| announced_within(told, self.told.deal(outer)?));
        let in_years = |known| announced.map_or_else(|| over_years(told, known), |year| vec![(Some(year), known)]);
        money.flat_map(in_years).collect()
    }
}

/// What some deals come to together.
fn pieces(sums: &BTreeMap<DealIx, Money>, deals: &[DealIx]) -> Money {
    by_currency(deals.iter().filter_map(|deal| sums.get(deal)).flatten().map(|(currency, split)| (*currency, *split)))
}

/// The year in which a deal without a closed period was announced, where it lies in the closed period of another.
fn announced_within(deal: &Deal, outer: &Deal) -> Option<u16> {
    if closed_period(deal).is_some() {
        return None;
    }
    let (first, last) = closed_period(outer)?;
    let year = deal.announced?.year();
    (first.year..=last.year).contains(&year).then_some(year)
}

/// What pieces leave of a whole, at both ends of each level, so that they add up to it; absent where that would be less
/// than nothing, or would run backwards.
fn without(whole: Split, pieces: Split) -> Option<Split> {
    let level = |whole: Interval, pieces: Interval| {
        let upper = match (whole.upper(), pieces.upper()) {
            (None, _) => None,
            (Some(whole), Some(pieces)) => Some(whole.checked_sub(pieces)?),
            (Some(_), None) => return None,
        };
        Interval::new(whole.lower().checked_sub(pieces.lower())?, upper)
    };
    let left = Split {
        firm: level(whole.firm, pieces.firm)?,
        committed: level(whole.committed, pieces.committed)?,
        headline: level(whole.headline, pieces.headline)?,
    };
    let is_within = |less: Interval, more: Interval| {
        less.lower() <= more.lower() && more.upper().is_none_or(|more| less.upper().is_some_and(|less| less <= more))
    };
    (is_within(left.firm, left.committed) && is_within(left.committed, left.headline)).then_some(left)
}

/// The first and the last day of a period that is told with both.
fn closed_period(deal: &Deal) -> Option<(Day, Day)> {
    deal.period.and_then(|period| Some((period.from()?.first(), period.until()?.last())))
}

/// One million, in minor units of two places: yearly parts are cut to it, and the last takes what is left.
const ROUND: u128 = 100_000_000;

/// Spreads money over the years of a deal's period, evenly by days, so that the parts add up to the whole.
/// Where the period is open or not told, all of it stands without a year.
pub fn over_years(deal: &Deal, known: Known) -> Vec<(Option<u16>, Known)> {
    let (Known::Stated(Stated { currency, split }), Some((first, last))) = (known, closed_period(deal)) else {
        return vec![(None, known)];
    };
    let all = days_from(first, last);
    let part = |interval: Interval, until: u128, since: u128| {
        let grown = |amount: u128, days: u128| {
            if days == all { amount } else { amount / ROUND * days / all * ROUND }
        };
        let grow = |amount: u128| grown(amount, until) - grown(amount, since);
        let upper = interval.upper().map(grow);
        // Where both ends are nearly one, cutting can put the lower above the upper by one step.
        let lower = upper.map_or(grow(interval.lower()), |upper| upper.min(grow(interval.lower())));
        Interval::new(lower, upper).unwrap_or(Interval::ANYTHING)
    };
    let mut parts = Vec::new();
    let mut since = 0;
    for year in first.year..=last.year {
        let end = last.min(Day { year, month: 12, day: 31 });
        let until = days_from(first, end);
        let split = Split {
            firm: part(split.firm, until, since),
            committed: part(split.committed, until, since),
            headline: part(split.headline, until, since),
        };
        parts.push((Some(year), Known::Stated(Stated { currency, split })));
        since = until;
    }
    parts
}

/// How many days there are from one to another, both included.
fn days_from(first: Day, last: Day) -> u128 {
    let number = |day: Day| {
        // Days since 1 March of year 0, by years that begin in March so that the leap day is the last.
        let shifted = u128::from(day.month + 9) % 12;
        let year = u128::from(day.year) - u128::from(day.month <= 2);
        365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + u128::from(day.day)
    };
    number(last) - number(first) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PartialDate;

    #[test]
    fn days_are_counted_by_the_calendar_from_one_to_another_both_included() {
        let first = Day { year: 1899, month: 1, day: 1 };
        let mut number = 0;
        for year in 1899..=2104 {
            for month in 1..=12 {
                let end = PartialDate::new(year, Some(month), None).expect("a month").last();
                for day in 1..=end.day {
                    number += 1;
                    let today = Day { year, month, day };
                    assert_eq!(days_from(first, today), number, "{today:?}");
                    assert_eq!(days_from(today, end), u128::from(end.day - day + 1), "{today:?}");
                }
            }
        }
    }
}
