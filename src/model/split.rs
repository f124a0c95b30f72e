//! How much of a deal's money is firm, committed and headline.
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
use super::record::{Deal, Tranche};
use super::vocabulary::{Kind, Status};

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

impl Split {
    /// No money at all.
    pub const ZERO: Self = Self { firm: Interval::ZERO, committed: Interval::ZERO, headline: Interval::ZERO };

    /// The interval at one level.
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
    /// what the whole says, where it says anything at that level.
    pub fn holding(self, pieces: Self) -> Self {
        let level = |whole: Interval, pieces: Interval, below: Interval| {
            let lower = whole.lower().max(pieces.lower()).max(below.lower());
            let upper = if whole.is_zero() { pieces.upper() } else { whole.upper() };
            let upper = upper.and_then(|upper| Some(upper.max(lower).max(below.upper()?)));
            Interval::new(lower, upper).unwrap_or(whole)
        };
        let firm = level(self.firm, pieces.firm, Interval::ZERO);
        let committed = level(self.committed, pieces.committed, firm);
        let headline = level(self.headline, pieces.headline, committed);
        Self { firm, committed, headline }
    }

    /// The same, with no upper end above `most` (nor below its own lower end).
    fn capped(self, most: u128) -> Self {
        let cap = |interval: Interval| {
            let upper = interval.upper().map_or(most, |upper| upper.min(most)).max(interval.lower());
            Interval::new(interval.lower(), Some(upper)).unwrap_or(interval)
        };
        Self { firm: cap(self.firm), committed: cap(self.committed), headline: cap(self.headline) }
    }

    /// The split of one part with one status.
    fn of_part(amount: Money, status: Status, conditional: bool) -> Self {
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
        Self {
            firm: self.firm + other.firm,
            committed: self.committed + other.committed,
            headline: self.headline + other.headline,
        }
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
    /// The amount, where stated.
    pub const fn stated(self) -> Option<Stated> {
        match self {
            Self::Stated(stated) => Some(stated),
            _ => None,
        }
    }
}

impl Deal {
    /// Returns the money of the whole deal.
    ///
    /// Tranches say how the amount splits; what they leave of it has the deal's own status. A deal that
    /// states no amount has the sum of its tranches, or of what its parties commit.
    pub fn money(&self) -> Known {
        let parts: Vec<_> = self.tranches.iter().map(|tranche| self.tranche_part(tranche)).collect();
        match self.amount {
            Some(amount) => self.assemble(Some(amount), &parts),
            None if !parts.is_empty() => self.assemble(None, &parts),
            None => self.sum_of_commitments(),
        }
    }

    /// Returns the part of the money that the party at position `party` puts in.
    ///
    /// That is the whole where it pays alone; else what it commits and the tranches it pays. Unstated
    /// where neither is told, or where the party does not pay in this kind of deal.
    pub fn money_by(&self, party: usize) -> Known {
        let payers = || self.in_roles(self.kind.payers());
        if !payers().any(|payer| payer == party) {
            return Known::Unstated;
        }
        let alone = payers().count() == 1;
        let payer = self.entity_at(party);
        let commits = self.parties.get(party).and_then(|party| party.commits);
        let parts: Vec<_> = self
            .tranches
            .iter()
            .filter(|tranche| if tranche.by.is_none() { alone } else { tranche.by == payer })
            .map(|tranche| self.tranche_part(tranche))
            .collect();
        match commits.or(self.amount.filter(|_| alone)) {
            None if parts.is_empty() => Known::Unstated,
            whole => self.assemble(whole, &parts),
        }
    }

    /// A tranche's amount, how far it has come, and whether a condition still stands before it. A closed
    /// deal does not fulfil the conditions of its tranches: only a tranche that is itself closed has.
    fn tranche_part(&self, tranche: &Tranche) -> (Money, Status, bool) {
        let status = if self.status.is_ended() { self.status } else { tranche.status.unwrap_or(self.status) };
        (tranche.amount, status, !tranche.on.is_empty() && tranche.status != Some(Status::Closed))
    }

    fn assemble(&self, whole: Option<Money>, parts: &[(Money, Status, bool)]) -> Known {
        let contingent = self.kind == Kind::Guarantee;
        let of_part = |&(amount, status, conditional): &(Money, Status, bool)| {
            Split::of_part(amount, status, conditional || contingent)
        };
        let currency = whole.and_then(Money::currency).or_else(|| parts.iter().find_map(|part| part.0.currency()));
        let Some(currency) = currency else {
            return Known::Undisclosed;
        };
        let told = parts.iter().filter(|part| part.0.currency() == Some(currency));
        let in_parts = told.clone().map(of_part).fold(Split::ZERO, |total, part| total + part);
        let rest = whole.filter(|whole| whole.currency() == Some(currency)).and_then(|whole| {
            // What a tranche may come to is taken from the whole in full, or "up to" would count twice.
            let written: Interval = told.map(|part| part.0.face()).sum();
            // A rounded amount that its tranches add up to leaves nothing over.
            let rounded_away = whole.hedge() == Hedge::About && whole.interval().overlaps(written);
            let left = whole.interval().minus(written);
            let left = match whole.hedge() {
                _ if rounded_away || left.is_zero() => return None,
                Hedge::UpTo => Interval::up_to(left.upper().unwrap_or(0)),
                _ => left,
            };
            let possible_only = contingent || whole.hedge() == Hedge::UpTo;
            Some(Split::of_part(Money::within(currency, left), self.status, possible_only))
        });
        let split = in_parts + rest.unwrap_or(Split::ZERO);
        // Ranges of parts and rest are added as if independent; they cannot come to more than the whole.
        let most = whole.filter(|whole| whole.currency() == Some(currency)).and_then(|whole| whole.interval().upper());
        Known::Stated(Stated { currency, split: most.map_or(split, |most| split.capped(most)) })
    }

    fn sum_of_commitments(&self) -> Known {
        let committed: Vec<_> = self
            .in_roles(self.kind.payers())
            .filter_map(|party| self.parties.get(party)?.commits)
            .map(|amount| (amount, self.status, false))
            .collect();
        if committed.is_empty() { Known::Unstated } else { self.assemble(None, &committed) }
    }
}
