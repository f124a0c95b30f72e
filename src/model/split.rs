//! How much of some money is firm, committed and headline.
//!
//! ```text
//! firm       paid, or owed without condition            Closed or Signed, no condition
//! committed  + what the parties have promised           Announced, no condition
//! headline   + contingent, "up to", reported, rumoured
//! ```

use serde::Serialize;

use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::vocabulary::Status;

/// Money by how certain it is, in minor units of one currency.
///
/// Invariant: `firm ≤ committed ≤ headline`, at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct Split {
    /// Paid, or owed without condition.
    pub firm: Interval,
    /// Firm, and promised.
    pub committed: Interval,
    /// Committed, and contingent, "up to", reported and rumoured.
    pub headline: Interval,
}

/// How certain money must be to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MoneyLevel {
    /// Paid, or owed without condition.
    Firm,
    /// Firm, and promised.
    Committed,
    /// Everything that is spoken of.
    Headline,
}

impl MoneyLevel {
    /// All of them, the most certain first.
    pub const ALL: [Self; 3] = [Self::Firm, Self::Committed, Self::Headline];

    /// Its position among them.
    pub const fn number(self) -> usize {
        match self {
            Self::Firm => 0,
            Self::Committed => 1,
            Self::Headline => 2,
        }
    }
}

impl Split {
    /// No money at all.
    pub const ZERO: Self = Self { firm: Interval::ZERO, committed: Interval::ZERO, headline: Interval::ZERO };

    /// The interval at one level.
    #[inline]
    pub const fn at(self, level: MoneyLevel) -> Interval {
        match level {
            MoneyLevel::Firm => self.firm,
            MoneyLevel::Committed => self.committed,
            MoneyLevel::Headline => self.headline,
        }
    }

    /// What the headline holds beyond the committed.
    pub fn contingent(self) -> Interval {
        let upper = match (self.headline.upper(), self.committed.upper()) {
            (Some(headline), Some(committed)) => Some(headline.saturating_sub(committed)),
            _ => None,
        };
        Interval::new(0, upper).unwrap_or(Interval::ZERO)
    }

    /// This whole with the money of its pieces inside of it: at each level at least as much as either, and at most
    /// what the whole says, where it says anything at that level that its pieces do not surely exceed.
    pub fn holding(self, pieces: Self) -> Self {
        let level = |whole: Interval, pieces: Interval, below: Interval| {
            let lower = whole.lower().max(pieces.lower()).max(below.lower());
            let is_exceeded = whole.upper().is_some_and(|most| most < pieces.lower());
            let upper = if whole.is_zero() || is_exceeded { pieces.upper() } else { whole.upper() };
            let upper = upper.and_then(|upper| Some(upper.max(lower).max(below.upper()?)));
            Interval::new(lower, upper).unwrap_or(whole)
        };
        let firm = level(self.firm, pieces.firm, Interval::ZERO);
        let committed = level(self.committed, pieces.committed, firm);
        let headline = level(self.headline, pieces.headline, committed);
        Self { firm, committed, headline }
    }

    /// Its intervals, the most certain first.
    fn levels(self) -> [Interval; 3] {
        [self.firm, self.committed, self.headline]
    }

    /// The same, changed at each level by what else there is of that level.
    fn with<T>(self, others: [T; 3], change: impl Fn(Interval, T) -> Interval) -> Self {
        let [firm, committed, headline] = others;
        Self {
            firm: change(self.firm, firm),
            committed: change(self.committed, committed),
            headline: change(self.headline, headline),
        }
    }

    /// At each level the larger of this money and other money, of which nobody knows which it will be.
    pub fn or_larger(self, other: Self) -> Self {
        self.with(other.levels(), |one, two| {
            let upper = one.upper().zip(two.upper()).map(|(one, two)| one.max(two));
            Interval::new(one.lower().max(two.lower()), upper).unwrap_or(one)
        })
    }

    /// The same, with no most at the levels, the most certain first, at which more may come.
    #[must_use]
    pub fn open_at(self, more: [bool; 3]) -> Self {
        self.with(more, |known, more| if more { Interval::at_least(known.lower()) } else { known })
    }

    /// The same, with no upper end above the most at each level (nor below its own lower end).
    pub(super) fn capped(self, most: [u128; 3]) -> Self {
        self.with(most, |interval, most| {
            let upper = interval.upper().map_or(most, |upper| upper.min(most)).max(interval.lower());
            Interval::new(interval.lower(), Some(upper)).unwrap_or(interval)
        })
    }

    /// The same, with neither end above the upper end of other money at each level, where that has one.
    pub(super) fn within(self, all: Self) -> Self {
        self.with(all.levels(), |interval, all| {
            let Some(most) = all.upper() else { return interval };
            let upper = interval.upper().map_or(most, |upper| upper.min(most));
            Interval::new(interval.lower().min(most), Some(upper)).unwrap_or(interval)
        })
    }

    /// The split of one part with one status.
    #[inline]
    pub(super) fn of_part(amount: Money, status: Status, conditional: bool) -> Self {
        if status.is_ended() || amount.is_undisclosed() {
            return Self::ZERO;
        }
        let whole = amount.interval();
        let merely_possible = Interval::new(0, whole.upper()).unwrap_or(Interval::ANYTHING);
        if conditional || amount.hedge() == Hedge::UpTo {
            return Self { headline: merely_possible, ..Self::ZERO };
        }
        match status {
            Status::Closed | Status::Signed => Self { firm: whole, committed: whole, headline: whole },
            Status::Announced => Self { committed: whole, headline: whole, ..Self::ZERO },
            _ => Self { headline: whole, ..Self::ZERO },
        }
    }
}

impl std::ops::Add for Split {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with(other.levels(), Interval::add)
    }
}

/// The money of a deal, or of one payer's part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The currency of the split.
    pub currency: Currency,
    /// How certain it is.
    pub split: Split,
}

/// What is known of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// No amount is spoken of.
    Unstated,
    /// There is an amount that nobody states.
    Undisclosed,
    /// An amount.
    Stated(Stated),
}

impl Known {
    /// An amount of a currency; undisclosed where it may be anything.
    pub(super) fn of(currency: Currency, split: Split) -> Self {
        if split.headline == Interval::ANYTHING { Self::Undisclosed } else { Self::Stated(Stated { currency, split }) }
    }

    /// The amount, where stated.
    pub const fn stated(self) -> Option<Stated> {
        match self {
            Self::Stated(stated) => Some(stated),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(lower: u128, upper: u128) -> Interval {
        Interval::new(lower, Some(upper)).expect("a forward interval")
    }

    fn exactly(split: [u128; 3]) -> Split {
        let [firm, committed, headline] = split.map(Interval::exactly);
        Split { firm, committed, headline }
    }

    #[test]
    fn a_whole_holds_its_pieces_at_each_level() {
        let promised = exactly([0, 0, 9]);
        assert_eq!(promised.holding(exactly([4, 4, 4])), exactly([4, 4, 9]));
        assert_eq!(promised.holding(exactly([12, 12, 12])), exactly([12, 12, 12]), "the larger stands");
        assert_eq!(exactly([9, 9, 9]).holding(exactly([4, 4, 4])), exactly([9, 9, 9]));
        assert_eq!(exactly([9, 9, 9]).holding(Split::ZERO), exactly([9, 9, 9]));
        assert_eq!(Split::ZERO.holding(exactly([1, 2, 3])), exactly([1, 2, 3]));
        let open =
            Split { firm: Interval::at_least(2), committed: Interval::at_least(2), headline: Interval::at_least(2) };
        assert_eq!(Split::ZERO.holding(open), open);
        let sure = Interval::at_least(12);
        let exceeding = Split { firm: sure, committed: sure, headline: sure };
        assert_eq!(exactly([0, 9, 9]).holding(exceeding), exceeding, "what its pieces exceed bounds nothing");
        assert_eq!(exactly([0, 9, 9]).holding(open).headline, Interval::at_least(9), "nobody knows how much is firm");
    }

    #[test]
    fn of_two_the_larger_stands_at_each_level() {
        let up_to = Split { headline: Interval::up_to(7), ..exactly([0, 0, 0]) };
        let larger = Split { headline: between(4, 7), ..exactly([0, 0, 0]) };
        assert_eq!(exactly([0, 0, 4]).or_larger(up_to), larger);
        assert_eq!(up_to.or_larger(exactly([0, 0, 4])), larger);
        assert_eq!(exactly([2, 5, 9]).or_larger(exactly([3, 4, 9])), exactly([3, 5, 9]));
        let open = Split { headline: Interval::at_least(1), ..Split::ZERO };
        assert_eq!(exactly([0, 0, 4]).or_larger(open).headline, Interval::at_least(4));
    }

    #[test]
    fn what_is_contingent_is_the_headline_beyond_what_is_committed() {
        let split = Split { firm: Interval::ZERO, committed: Interval::exactly(4), headline: between(4, 9) };
        assert_eq!(split.contingent(), between(0, 5));
        assert_eq!(exactly([4, 4, 4]).contingent(), Interval::ZERO);
        let open = Split { headline: Interval::at_least(4), ..split };
        assert_eq!(open.contingent(), Interval::ANYTHING);
        assert_eq!(exactly([1, 2, 3]) + exactly([10, 20, 30]), exactly([11, 22, 33]));
    }
}
