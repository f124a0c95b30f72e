//! Adds up money so that no dollar is counted twice.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::absorber::{absorber, contended};
use super::certain::may_be;
use super::nest::{Nest, add_to, by_currency, reached, still_standing, with_what_is_inside};
use super::overlap::{self, Overlap};
use super::rates::Rates;
use super::told::Told;
use crate::model::{Currency, Deal, DealIx, Known, MoneyLevel, Rate, Split, Stated, Status};

/// Money of several deals, each counted once, by currency.
///
/// A deal whose umbrella, or whose enlargement, is among those tallied and states an amount itself counts inside
/// it: at each level of certainty the larger of the two stands, so that a merely announced umbrella never hides
/// what a piece of it has firmly paid. A deal that was replaced counts nothing; one that has ended hides nothing. Of a deal that
/// several others may yet replace, and of all of these together, the larger stands, too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// The totals, in minor units.
    pub totals: BTreeMap<Currency, Split>,
    /// Deals whose amount nobody states, or which state none for this question.
    pub unstated: Vec<DealIx>,
    /// How many of these have come so far that their money may be firm, committed, and spoken of.
    pub unstated_at: [usize; 3],
    /// Whether at each level more may come of deals counted than they count for: nobody states a part of one, which may have
    /// come so far.
    pub partly_at: [bool; 3],
    /// Deals counted.
    pub counted: Vec<DealIx>,
    /// Deals not counted on their own, each with the one it counts inside of.
    pub absorbed: Vec<(DealIx, DealIx)>,
    /// What each counted deal with others inside of it comes to. The totals are the sum of these, and of what the other
    /// counted deals come to by themselves.
    pub parts: BTreeMap<DealIx, BTreeMap<Currency, Split>>,
    /// What the same deals come to by themselves.
    pub alone: BTreeMap<DealIx, BTreeMap<Currency, Split>>,
    /// What the totals of one currency have that those of another have, too: nobody can say which of two currencies is the
    /// larger. In one currency that a rate leads to, they are not told twice.
    pub overlaps: Vec<Overlap>,
    /// The counted deals of which others inside are in other currencies: in one currency less may come of them.
    mixed: Vec<Nest>,
    /// The totals without these, where there are any.
    unmixed: BTreeMap<Currency, Split>,
}

/// A total in one currency, with the rates that were used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted<'b> {
    /// The total.
    pub split: Split,
    /// The rates used.
    pub rates: Vec<&'b Rate>,
    /// Currencies for which the book has no rate; their totals are not in the sum.
    pub unconverted: Vec<Currency>,
}

/// How totals are ranked beside one another: in one currency, at the rates of the book. See [`Currency::of_comparison`].
#[derive(Debug, Clone, Copy)]
pub struct Ranking<'b> {
    rates: Rates<'b>,
    level: MoneyLevel,
    currency: Currency,
}

/// What totals are ranked by, the more the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rank {
    /// In minor units of the currency of comparison, with what could be converted into it.
    pub compared: u128,
    /// The first other currency by code, and what there is of it: those of one currency stand together, in their order.
    pub apart: Option<(Reverse<Currency>, u128)>,
}

impl<'b> Ranking<'b> {
    /// The ranking of some totals, at the level of the view.
    pub fn over<'t>(told: &Told<'b>, totals: impl IntoIterator<Item = &'t Tally>) -> Self {
        let currencies = totals.into_iter().flat_map(|tally| tally.totals.keys().copied());
        Self::within(told, Currency::of_comparison(currencies))
    }

    /// The ranking in a currency, at the level of the view.
    pub fn within(told: &Told<'b>, currency: Currency) -> Self {
        Self { rates: Rates::of(told), level: told.view.money, currency }
    }

    /// The currency of comparison.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The rate of the book by which money of another currency is converted, where it has one.
    pub fn rate_from(&self, currency: Currency) -> Option<&'b Rate> {
        self.rates.between(currency, self.currency)
    }

    /// The rank of what some totals come to together: of each the upper end, or the lower where it has none.
    pub fn of<'t>(&self, totals: impl IntoIterator<Item = &'t Tally>) -> Rank {
        let (mut compared, mut apart) = (0_u128, BTreeMap::<Currency, u128>::new());
        for tally in totals {
            let converted = tally.in_currency(self.rates, self.currency);
            compared = compared.saturating_add(converted.split.at(self.level).most_known());
            for other in converted.unconverted {
                let most = tally.totals.get(&other).map_or(0, |split| split.at(self.level).most_known());
                let sum = apart.entry(other).or_default();
                *sum = sum.saturating_add(most);
            }
        }
        Rank { compared, apart: apart.into_iter().next().map(|(currency, most)| (Reverse(currency), most)) }
    }
}

/// Whether money of a deal of which no amount is stated may be firm, committed, and spoken of. A reported deal may have parts
/// that have come farther, where these are told.
pub(super) fn reach(told: &Told<'_>, deal: DealIx, mut parts: impl Iterator<Item = Known>) -> [bool; 3] {
    let mut status = told.status_of(deal);
    if status < Status::Signed && parts.any(|part| part == Known::Undisclosed) {
        let of_parts = |deal: &Deal| deal.tranches.iter().filter_map(|tranche| tranche.status).max();
        status = status.max(told.look(deal).and_then(|deal| of_parts(&deal)).unwrap_or(status));
    }
    // What has not come so far need not be read.
    if status < Status::Announced {
        return [false, false, true];
    }
    let may_be =
        told.look(deal).map_or([true; 2], |deal| [MoneyLevel::Firm, MoneyLevel::Committed].map(|it| may_be(&deal, it)));
    [status >= Status::Signed && may_be[0], may_be[1], true]
}

/// Adds numbers to others, one by one.
pub(super) fn add_each(to: &mut [usize; 3], more: [usize; 3]) {
    for (to, more) in to.iter_mut().zip(more) {
        *to += more;
    }
}

impl Tally {
    /// Tallies parts of deals. Several parts of one deal are added before anything is left out.
    pub fn of(told: &Told<'_>, parts: impl IntoIterator<Item = (DealIx, Known)>) -> Self {
        let mut known: Vec<(DealIx, Known)> = parts.into_iter().collect();
        // Stable, and mostly sorted already.
        known.sort_by_key(|(deal, _)| *deal);
        let of_deal = |deal: DealIx| {
            let from = known.partition_point(|(it, _)| *it < deal);
            known[from..].iter().take_while(move |(it, _)| *it == deal).map(|(_, part)| *part)
        };
        let states = |deal: DealIx| of_deal(deal).any(|part| part.stated().is_some());
        let contended = contended(told, known.iter().map(|(deal, _)| *deal), &states);
        let mut tally = Self::default();
        let mut inside: BTreeMap<DealIx, Vec<DealIx>> = BTreeMap::new();
        for same in known.chunk_by(|one, two| one.0 == two.0) {
            let deal = same[0].0;
            let instead = contended.get(&deal).copied().unwrap_or_else(|| absorber(told, deal, &states));
            if let Some(instead) = instead {
                tally.absorbed.push((deal, instead));
                inside.entry(instead).or_default().push(deal);
            } else if told.is_replaced(deal) {
                // Its successor counts, seen or not.
            } else if same.iter().any(|(_, part)| part.stated().is_some()) {
                tally.counted.push(deal);
                if same.iter().any(|(_, part)| part.stated().is_none()) {
                    let reach = reach(told, deal, same.iter().map(|(_, part)| *part));
                    tally.partly_at.iter_mut().zip(reach).for_each(|(partly, reaches)| *partly |= reaches);
                }
            } else {
                tally.unstated.push(deal);
                let reach = reach(told, deal, same.iter().map(|(_, part)| *part));
                add_each(&mut tally.unstated_at, reach.map(usize::from));
            }
        }
        let own = |deal: DealIx| -> BTreeMap<Currency, Split> {
            let stated = of_deal(deal).filter_map(Known::stated).filter(|_| !told.is_replaced(deal));
            by_currency(stated.map(|stated| (stated.currency, stated.split)))
        };
        let standing = still_standing(told, &tally.absorbed);
        let mut mixed: Vec<(Currency, Split)> = Vec::new();
        for &deal in &tally.counted {
            let mut add = |currency: Currency, split: Split| add_to(&mut tally.totals, currency, split);
            if inside.contains_key(&deal) {
                let part = with_what_is_inside(deal, &inside, &standing, &own);
                if part.len() > 1 {
                    tally.mixed.push(Nest::of(deal, &inside, &standing, &own));
                    mixed.extend(part.iter().map(|(currency, split)| (*currency, *split)));
                } else {
                    for (currency, split) in &part {
                        add(*currency, *split);
                    }
                }
                tally.parts.insert(deal, part);
                tally.alone.insert(deal, own(deal));
            } else {
                for stated in of_deal(deal).filter_map(Known::stated) {
                    add(stated.currency, stated.split);
                }
            }
        }
        if !mixed.is_empty() {
            tally.overlaps = overlap::among(&tally.absorbed, &own);
            tally.unmixed = tally.totals.clone();
            for (currency, split) in mixed {
                add_to(&mut tally.totals, currency, split);
            }
        }
        tally
    }

    /// Whether more may come at a level than the totals say, by money of which nobody states how much.
    pub const fn is_open_at(&self, level: MoneyLevel) -> bool {
        self.unstated_at[level.number()] > 0 || self.partly_at[level.number()]
    }

    /// The totals by currency, in minor units, with no most at the levels at which more may come of deals counted.
    pub fn stated(&self) -> Vec<Stated> {
        self.open_totals().map(|(currency, split)| Stated { currency, split }).collect()
    }

    fn open_totals(&self) -> impl Iterator<Item = (Currency, Split)> + '_ {
        self.totals.iter().map(|(currency, split)| (*currency, split.open_at(self.partly_at)))
    }

    /// What a deal with others inside of it comes to by itself in one currency.
    pub fn alone_of(&self, deal: DealIx, currency: Currency) -> Split {
        self.alone.get(&deal).and_then(|alone| alone.get(&currency)).copied().unwrap_or(Split::ZERO)
    }

    /// The deals that count inside of one, at whatever depth, by id.
    pub fn inside(&self, deal: DealIx) -> BTreeSet<DealIx> {
        let directly =
            |here| self.absorbed.iter().filter(move |(_, instead)| *instead == here).map(|(inner, _)| *inner);
        reached(deal, directly)
    }

    /// Returns the whole in one currency, converted by a rate of the book for each other one. Of a deal and those inside of
    /// it in other currencies, the larger stands in that currency too.
    pub fn in_currency<'b>(&self, rates: Rates<'b>, currency: Currency) -> Converted<'b> {
        let unmixed = if self.mixed.is_empty() { &self.totals } else { &self.unmixed };
        let in_one = |(from, split): (&Currency, &Split)| rates.convert(*split, *from, currency);
        let mut converted = Converted {
            split: unmixed.iter().filter_map(in_one).fold(Split::ZERO, |sum, split| sum + split),
            rates: Vec::new(),
            unconverted: Vec::new(),
        };
        for nest in &self.mixed {
            let whole = nest.sum(|from, split| Some((currency, in_one((from, split))?)));
            converted.split = whole.into_values().fold(converted.split, |sum, split| sum + split);
        }
        for from in self.totals.keys().filter(|from| **from != currency) {
            match rates.between(*from, currency) {
                Some(rate) => converted.rates.push(rate),
                None => converted.unconverted.push(*from),
            }
        }
        converted
    }
}

/// A tally as data.
#[derive(Debug, Clone, Serialize)]
pub struct TallyRecord {
    currency: Currency,
    /// Digits after the point: amounts are in minor units, of which `10^decimals` make one unit.
    decimals: u32,
    #[serde(flatten)]
    split: Split,
    /// The currencies of which totals have some of this money, too: deals in this one are inside of deals in those.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    inside_of: BTreeSet<Currency>,
}

impl Tally {
    /// The totals as data, by currency, in minor units, with no most at the levels at which more may come of deals counted.
    pub fn records(&self) -> Vec<TallyRecord> {
        records(&self.open_totals().collect(), &self.overlaps)
    }
}

/// Totals as data, by currency, in minor units.
pub(super) fn records(totals: &BTreeMap<Currency, Split>, overlaps: &[Overlap]) -> Vec<TallyRecord> {
    let record = |(currency, split): (&Currency, &Split)| TallyRecord {
        currency: *currency,
        decimals: currency.exponent(),
        split: *split,
        inside_of: overlap::around(overlaps, *currency),
    };
    totals.iter().map(record).collect()
}
