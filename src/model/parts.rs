//! A part of some money: how much it is, and how certain.

use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::split::MoneyLevel;
use super::vocabulary::Status;

/// How certain money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// All of it counts at this level and at those above.
    Sure(MoneyLevel),
    /// Some of it may come: it hangs on a condition, or is "up to" so much.
    Possible,
    /// None of it comes any more.
    Ended,
}

impl Certainty {
    /// The certainty of money of a status, which may be possible only.
    pub(super) const fn new(status: Status, is_possible_only: bool) -> Self {
        match status {
            _ if status.is_ended() => Self::Ended,
            _ if is_possible_only => Self::Possible,
            Status::Closed | Status::Signed => Self::Sure(MoneyLevel::Firm),
            Status::Announced => Self::Sure(MoneyLevel::Committed),
            _ => Self::Sure(MoneyLevel::Headline),
        }
    }

    /// The same, or possible only.
    pub(super) fn or_possible(self, is_possible_only: bool) -> Self {
        if is_possible_only && self != Self::Ended { Self::Possible } else { self }
    }
}

/// A part of some money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// How much it is, in minor units.
    pub size: Interval,
    /// How certain it is.
    pub certainty: Certainty,
}

impl Part {
    /// A part of an amount told in some currency, as so much of another: anything where nobody says how much it is in that.
    pub(super) fn new(amount: Money, currency: Currency, certainty: Certainty) -> Self {
        let size = if amount.currency() == Some(currency) { amount.interval() } else { Interval::ANYTHING };
        Self { size, certainty: certainty.or_possible(amount.hedge() == Hedge::UpTo) }
    }
}

/// Whether parts told of a whole, in its currency, tell all of it.
pub(super) fn tell_all(whole: Money, told: impl Iterator<Item = Money>) -> bool {
    let (mut written, mut is_known, mut is_up_to) = (Interval::ZERO, true, false);
    for amount in told {
        written = written + amount.interval();
        is_known &= matches!(amount.hedge(), Hedge::Exact | Hedge::About);
        is_up_to |= amount.hedge() == Hedge::UpTo;
    }
    // Parts of open size may be less than a rounded amount that they overlap, and "up to" so much less than all that it can be.
    let may_leave = whole.interval().upper().is_none_or(|most| written.lower() < most);
    let leave_some = match whole.hedge() {
        Hedge::About => may_leave && !is_known,
        Hedge::UpTo => may_leave && is_up_to,
        _ => false,
    };
    !leave_some && left_of(whole, written).is_none()
}

/// What parts leave of a whole in their currency, as they are written; absent where that is nothing.
pub(super) fn left_of(whole: Money, written: Interval) -> Option<Interval> {
    // A rounded amount that its tranches add up to leaves nothing over.
    let rounded_away = !written.is_zero() && whole.hedge() == Hedge::About && whole.interval().overlaps(written);
    let left = whole.interval().minus(written);
    // A range that its tranches have as well is one unknown number, not two that may differ; of two that have no upper end, one may
    // be more than the other.
    let is_one = whole.interval() == written && written.upper().is_some();
    if rounded_away || left.is_zero() || is_one {
        return None;
    }
    Some(if whole.hedge() == Hedge::UpTo { Interval::up_to(left.upper().unwrap_or(0)) } else { left })
}
