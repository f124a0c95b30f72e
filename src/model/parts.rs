//! What an amount comes to with the parts that are told of it.
//!
//! ```text
//! USD 10bn, signed             of it 4bn closed, 2bn on condition of an IPO; what they leave is as certain as the whole
//! ├─ USD 4bn, closed           firm 4bn + 4bn
//! ├─ USD 2bn, on condition     headline up to 2bn
//! └─ USD 4bn, signed           together: firm 8bn, headline 8bn..10bn
//! ```

use super::currency::Currency;
use super::interval::Interval;
use super::money::Money;
use super::quantity::Hedge;
use super::split::{Known, MoneyLevel, Split, Stated};
use super::vocabulary::Status;

/// A part that is told of an amount, or the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// How much it is.
    pub amount: Money,
    /// How far it has come.
    pub status: Status,
    /// Whether a condition still stands before it, or it is contingent by nature.
    pub conditional: bool,
}

impl Part {
    /// A part as certain as this one that is so much, wherever between two ends.
    fn within(self, currency: Currency, interval: Interval) -> Self {
        let conditional = self.is_possible_only();
        Self { amount: Money::within(currency, interval), conditional, ..self }
    }

    /// The same with no lower end: as much, or less.
    pub(super) fn at_most(self) -> Self {
        let most = |currency| Money::within(currency, Interval::new(0, self.amount.face().upper()).unwrap_or_default());
        Self { amount: self.amount.currency().map_or(self.amount, most), conditional: self.is_possible_only(), ..self }
    }

    fn is_possible_only(self) -> bool {
        self.conditional || self.amount.hedge() == Hedge::UpTo
    }

    fn split(self) -> Split {
        Split::of_part(self.amount, self.status, self.conditional)
    }

    /// Whether all of it surely comes, as much as it is said to be.
    fn is_sure(self, currency: Currency) -> bool {
        self.amount.currency() == Some(currency) && !self.is_possible_only() && !self.status.is_ended()
    }
}

/// A whole, as far as it is told, and the parts that are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Divided {
    pub whole: Option<Part>,
    pub parts: Vec<Part>,
}

impl Divided {
    /// The currency of the whole, and else of the first part that states one.
    pub(super) fn currency(&self) -> Option<Currency> {
        self.whole.iter().chain(&self.parts).find_map(|part| part.amount.currency())
    }

    /// The whole, where it states an amount.
    fn stated(&self) -> Option<Part> {
        self.whole.filter(|whole| !whole.amount.is_undisclosed())
    }

    /// The money of each part told in a currency, and of what they leave of the whole. Where nobody says how much the whole
    /// is, there may be any more of each part of which nobody says how much it is in this currency, and of the whole.
    pub(super) fn pieces(&self, currency: Currency) -> impl Iterator<Item = Split> + '_ {
        let is_told = move |part: &&Part| part.amount.currency() == Some(currency);
        let told = self.parts.iter().filter(is_told);
        let unsaid = self.parts.iter().filter(move |part| !is_told(part));
        let whole = self.stated().filter(|whole| is_told(&whole));
        let rest = whole.and_then(|whole| {
            let left = left_of(whole.amount, told.clone().map(|part| part.amount.face()).sum())?;
            // Of what is left some belongs to parts of which nobody says how much they are in this currency.
            let unsaid = unsaid.clone();
            let rest = whole.within(currency, left).split();
            Some(unsaid.fold(rest, |rest, part| rest.with_unsaid(part.status, part.is_possible_only())))
        });
        let more = unsaid.copied().chain(self.whole).filter(move |_| whole.is_none());
        let more = more.map(move |part| part.within(currency, Interval::ANYTHING).split());
        told.map(|part| part.split()).chain(rest).chain(more)
    }

    /// What is known of all of it.
    pub(super) fn known(&self) -> Known {
        let Some(currency) = self.currency() else {
            let is_spoken_of = self.whole.is_some() || !self.parts.is_empty();
            return if is_spoken_of { Known::Undisclosed } else { Known::Unstated };
        };
        let (mut split, mut is_whole) = (Split::ZERO, [true; 3]);
        for piece in self.pieces(currency) {
            split = split + piece;
            for (is_whole, level) in is_whole.iter_mut().zip(MoneyLevel::ALL) {
                *is_whole &= piece.at(level) == piece.headline;
            }
        }
        let Some(whole) = self.stated() else {
            return Known::Stated(Stated { currency, split });
        };
        // Ranges of parts and rest are added as if independent; they cannot come to more than the whole without the parts that
        // are not as certain, nor to less than it where each of them is surely there.
        if let Some(most) = whole.amount.interval().upper() {
            let told = || self.parts.iter().filter(|part| part.amount.currency() == Some(currency));
            split = split.capped(MoneyLevel::ALL.map(|level| {
                let others = told().filter(|part| part.split().at(level).is_zero());
                most.saturating_sub(others.map(|part| part.amount.face()).sum::<Interval>().lower())
            }));
        }
        let has_all = !whole.is_possible_only() && self.parts.iter().all(|part| part.is_sure(currency));
        let least = is_whole.map(|is_whole| if is_whole && has_all { whole.amount.interval().lower() } else { 0 });
        Known::Stated(Stated { currency, split: split.raised(least) })
    }
}

/// What several amounts come to together.
pub(super) fn sum(all: &[Divided]) -> Known {
    match all.iter().find_map(Divided::currency) {
        Some(currency) => Known::Stated(Stated { currency, split: sum_in(currency, all) }),
        None if all.is_empty() => Known::Unstated,
        None => Known::Undisclosed,
    }
}

/// The same in a currency. Of those in another one, and of those that nobody states, there may be any more.
pub(super) fn sum_in(currency: Currency, all: &[Divided]) -> Split {
    let split = |divided: &Divided| match divided.known() {
        Known::Stated(stated) if stated.currency == currency => stated.split,
        _ => divided.pieces(currency).fold(Split::ZERO, |sum, piece| sum + piece),
    };
    all.iter().map(split).fold(Split::ZERO, |sum, split| sum + split)
}

/// The most of several amounts that is firm, that is promised and that is neither: of each by itself, in minor units of the
/// currency of [`sum`]. Absent where nobody says how much.
pub(super) fn most_of_each(all: &[Divided]) -> [Option<u128>; 3] {
    let of_each = |piece: Split| {
        let promised = if piece.firm == piece.committed { Interval::ZERO } else { piece.committed };
        let beyond = if piece.committed == piece.headline { Interval::ZERO } else { piece.headline };
        [piece.firm, promised, beyond]
    };
    let mut most = [Interval::ZERO; 3];
    if let Some(currency) = all.iter().find_map(Divided::currency) {
        for piece in all.iter().flat_map(|divided| divided.pieces(currency)) {
            for (most, part) in most.iter_mut().zip(of_each(piece)) {
                *most = *most + part;
            }
        }
    }
    most.map(Interval::upper)
}

/// What parts leave of a whole in their currency, as they are written; absent where that is nothing.
pub(super) fn left_of(whole: Money, written: Interval) -> Option<Interval> {
    // A rounded amount that its tranches add up to leaves nothing over.
    let rounded_away = !written.is_zero() && whole.hedge() == Hedge::About && whole.interval().overlaps(written);
    // What a tranche may come to is taken from the whole in full, or "up to" would count twice.
    let left = whole.interval().minus(written);
    // A range that its tranches have as well is one unknown number, not two that may differ; of two that have no upper end, one may
    // be more than the other.
    let is_one = whole.interval() == written && written.upper().is_some();
    if rounded_away || left.is_zero() || is_one {
        return None;
    }
    Some(if whole.hedge() == Hedge::UpTo { Interval::up_to(left.upper().unwrap_or(0)) } else { left })
}
