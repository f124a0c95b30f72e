//! Umbrellas told as certain of which pieces are over, or hang on conditions: how much of their money is in these.
//!
//! ```text
//! umbrella (signed, USD 100m) ⊃ piece (cancelled, USD 70m)      told: firm USD 100m; less may be firm
//! ```

use std::collections::BTreeSet;

use super::words::listed_by;
use crate::graph::{Nesting, Told};
use crate::model::{Currency, Deal, DealIx, Money, MoneyLevel, Split, Status};

/// Money of an umbrella in a piece, or in a part of one, that is over or hangs on conditions.
struct Weaker {
    deal: DealIx,
    /// What of it is said, and why it is in doubt.
    words: [String; 2],
    /// The most that it is; absent where nobody says so.
    most: Option<u128>,
    /// At how many levels it is missing, the most certain first.
    levels: usize,
}

/// Says of some deals how much of their money is in pieces that are over or hang on conditions, where they cannot have at
/// some level what they say without it.
pub(super) fn weaker_pieces_note(told: &Told<'_>, deals: impl Iterator<Item = DealIx>) -> Option<String> {
    let found: Vec<(MoneyLevel, String)> = in_doubt(told, deals).into_iter().map(|it| (it.level, it.words)).collect();
    let of_level = |level: MoneyLevel| {
        let said: Vec<&String> = found.iter().filter(|(it, _)| *it == level).map(|(_, words)| words).collect();
        let may_be = match level {
            MoneyLevel::Firm => "firm",
            MoneyLevel::Committed => "committed",
            MoneyLevel::Headline => "meant",
        };
        let words = listed_by(&said, "; ", |words| words.as_str().into());
        (!said.is_empty()).then(|| format!("less may be {may_be} than is counted: {words}"))
    };
    let notes: Vec<String> = MoneyLevel::ALL.into_iter().filter_map(of_level).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// An umbrella that cannot have all that it says without pieces that are over or hang on conditions.
pub(super) struct InDoubt {
    /// The umbrella.
    pub deal: DealIx,
    /// The most certain level of which this is so.
    pub level: MoneyLevel,
    words: String,
}

/// Those of some deals that are in doubt, in their order.
pub(super) fn in_doubt(told: &Told<'_>, deals: impl Iterator<Item = DealIx>) -> Vec<InDoubt> {
    // Most books have no deals inside of others.
    let mut deals = deals.peekable();
    if deals.peek().is_none() {
        return Vec::new();
    }
    let nesting = Nesting::of(told.book);
    deals.filter_map(|deal| doubt(told, &nesting, deal)).collect()
}

fn doubt(told: &Told<'_>, nesting: &Nesting, umbrella: DealIx) -> Option<InDoubt> {
    nesting.directly(umbrella).next()?;
    let deal = told.deal(umbrella).filter(|_| !told.is_replaced(umbrella))?;
    let stated = deal.money().stated()?;
    let most = stated.split.headline.upper()?;
    let (weaker, kept) = pieces(told, nesting, umbrella, stated.currency);
    let cannot_have = |(rank, level): &(usize, MoneyLevel)| {
        let missing = weaker.iter().filter(|piece| piece.levels > *rank).map(|piece| piece.most.unwrap_or(most));
        let left = missing.fold(most, u128::saturating_sub);
        stated.split.at(*level).lower() > left.max(kept.at(*level).lower())
    };
    let (rank, level) = MoneyLevel::ALL.into_iter().enumerate().find(cannot_have)?;
    let weaker: Vec<&Weaker> = weaker.iter().filter(|piece| piece.levels > rank).collect();
    let words = |piece: &Weaker| {
        let [money, why] = &piece.words;
        format!("{money} of {} is in {} ({why})", deal.id, told.book.deal(piece.deal).id)
    };
    Some(InDoubt { deal: umbrella, level, words: listed_by(&weaker, ", ", |piece| words(piece).into()) })
}

/// What of the pieces of a deal, at whatever depth, is over or hangs on conditions, and what its live pieces come to, in a currency.
fn pieces(told: &Told<'_>, nesting: &Nesting, umbrella: DealIx, currency: Currency) -> (Vec<Weaker>, Split) {
    let book = told.book;
    let expands = |newer: DealIx, old: DealIx| book.deal(newer).expands.is_some_and(|it| it.deal == old);
    let lives = |deal: DealIx| told.deal(deal).is_some_and(|deal| !deal.status.is_ended());
    let goes_on = |deal: DealIx| {
        told.is_replaced(deal) || book.absorbed_by(deal).any(|newer| expands(newer, deal) && lives(newer))
    };
    let (mut found, mut kept, mut seen) = (Vec::new(), Split::ZERO, BTreeSet::new());
    let mut open = vec![umbrella];
    while let Some(here) = open.pop() {
        for inner in nesting.directly(here) {
            let is_piece = || book.umbrellas(inner).any(|outer| outer == here) && !goes_on(inner);
            if expands(here, inner) {
                open.extend(seen.insert(inner).then_some(inner));
            } else if is_piece()
                && seen.insert(inner)
                && let Some(piece) = told.whatever_its_status(inner)
            {
                found.extend(weaker(inner, &piece, currency));
                if piece.status.is_ended() {
                    continue;
                }
                open.push(inner);
                let money = piece.money().stated().filter(|stated| here == umbrella && stated.currency == currency);
                kept = money.map_or(kept, |stated| kept + stated.split);
            }
        }
    }
    found.sort_by_key(|piece| piece.deal);
    (found, kept)
}

/// What of a piece is over or hangs on conditions: all of it, or some of its tranches. What was replaced goes on elsewhere.
fn weaker(index: DealIx, piece: &Deal, currency: Currency) -> Vec<Weaker> {
    let is_over = |status: Status| matches!(status, Status::Cancelled | Status::Lapsed);
    let of = |amount: Money, why: String, levels: usize| {
        let is_ours = amount.currency().is_none_or(|it| it == currency);
        let words = [amount.to_string(), why];
        is_ours.then(|| Weaker { deal: index, words, most: amount.interval().upper(), levels })
    };
    if piece.status.is_ended() {
        let amount = piece.amount.filter(|_| is_over(piece.status));
        return amount.and_then(|amount| of(amount, piece.status.to_string(), 3)).into_iter().collect();
    }
    let whole = piece.money().stated().and_then(|stated| stated.split.headline.upper());
    let tranches = piece.tranches.iter().filter_map(|tranche| {
        let (why, levels) = match tranche.status {
            Some(status) if is_over(status) => (status.to_string(), 3),
            _ if tranche.open_conditions().is_empty() => return None,
            _ => (format!("on condition of: {}", tranche.open_conditions().join("; ")), 2),
        };
        let weaker = of(tranche.amount, format!("{}, {why}", tranche.id), levels)?;
        Some(Weaker { most: weaker.most.or(whole), ..weaker })
    });
    tranches.collect()
}
