//! What deals come to together with those inside of them, at whatever depth.
//!
//! ```text
//! frame (announced, USD 9bn) ⊃ piece (signed, USD 4bn)            firm 4bn, committed 9bn
//! talk (rumoured, USD 4bn), to replace old (signed, up to 7bn)    headline 4bn..7bn: so far the old one stands
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::absorber::replacing;
use super::told::Told;
use crate::model::{Currency, DealIx, Split};

/// A counted deal with those inside of it, at whatever depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nest {
    deal: DealIx,
    /// Which deals stand directly inside of each.
    inside: BTreeMap<DealIx, Vec<DealIx>>,
    /// What each comes to by itself.
    own: BTreeMap<DealIx, BTreeMap<Currency, Split>>,
    /// Which of them another may yet replace.
    standing: BTreeSet<DealIx>,
}

impl Nest {
    pub(super) fn of(
        deal: DealIx,
        inside: &BTreeMap<DealIx, Vec<DealIx>>,
        standing: &BTreeSet<DealIx>,
        own: &impl Fn(DealIx) -> BTreeMap<Currency, Split>,
    ) -> Self {
        let mut deals = reached(deal, |here| inside.get(&here).into_iter().flatten().copied());
        deals.insert(deal);
        let pieces = |here: &DealIx| Some((*here, inside.get(here)?.clone()));
        Self {
            deal,
            inside: deals.iter().filter_map(pieces).collect(),
            own: deals.iter().map(|here| (*here, own(*here))).collect(),
            standing: standing.intersection(&deals).copied().collect(),
        }
    }

    /// What all of it comes to, where money is told as `convert` has it.
    pub(super) fn sum(
        &self,
        convert: impl Fn(&Currency, &Split) -> Option<(Currency, Split)>,
    ) -> BTreeMap<Currency, Split> {
        let own = |deal: DealIx| {
            let own = self.own.get(&deal).into_iter().flatten();
            by_currency(own.filter_map(|(currency, split)| convert(currency, split)))
        };
        with_what_is_inside(self.deal, &self.inside, &self.standing, &own)
    }
}

pub(super) fn add_to(sums: &mut BTreeMap<Currency, Split>, currency: Currency, split: Split) {
    let sum = sums.entry(currency).or_insert(Split::ZERO);
    *sum = *sum + split;
}

/// What a deal comes to, together with what is counted inside of it.
pub(super) fn with_what_is_inside(
    deal: DealIx,
    inside: &BTreeMap<DealIx, Vec<DealIx>>,
    standing: &BTreeSet<DealIx>,
    own: &impl Fn(DealIx) -> BTreeMap<Currency, Split>,
) -> BTreeMap<Currency, Split> {
    nested_sums(deal, inside, standing, own).remove(&deal).unwrap_or_default()
}

/// What a deal and each of those inside of it, at whatever depth, come to together with what is inside of them: at each level
/// the larger stands. `inside` is what is directly inside of each, `own` what each comes to by itself, and `standing` those that
/// the other may yet replace, or that may yet replace it: what that says is no bound to them.
pub(crate) fn nested_sums(
    deal: DealIx,
    inside: &BTreeMap<DealIx, Vec<DealIx>>,
    standing: &BTreeSet<DealIx>,
    own: &impl Fn(DealIx) -> BTreeMap<Currency, Split>,
) -> BTreeMap<DealIx, BTreeMap<Currency, Split>> {
    let mut order = vec![deal];
    let mut at = 0;
    while let Some(here) = order.get(at).copied() {
        order.extend(inside.get(&here).into_iter().flatten());
        at += 1;
    }
    let mut sums: BTreeMap<DealIx, BTreeMap<Currency, Split>> = BTreeMap::new();
    // Inner deals stand behind outer ones, so backwards every deal finds its own inside summed up.
    for here in order.into_iter().rev() {
        let directly = |stands: bool| {
            let meant = inside.get(&here).into_iter().flatten().filter(move |it| standing.contains(it) == stands);
            let money = meant.filter_map(|piece| sums.get(piece)).flatten();
            by_currency(money.map(|(currency, split)| (*currency, *split)))
        };
        let mut whole = own(here);
        for (currency, split) in directly(false) {
            let held = whole.entry(currency).or_insert(Split::ZERO);
            *held = held.holding(split);
        }
        for (currency, split) in directly(true) {
            let held = whole.entry(currency).or_insert(Split::ZERO);
            *held = held.or_larger(split);
        }
        sums.insert(here, whole);
    }
    sums
}

/// Money by currency, added up.
pub(crate) fn by_currency(money: impl IntoIterator<Item = (Currency, Split)>) -> BTreeMap<Currency, Split> {
    let mut sums = BTreeMap::new();
    money.into_iter().for_each(|(currency, split)| add_to(&mut sums, currency, split));
    sums
}

/// Those of some deals, each with the one that it counts inside of, that this one may yet replace: it is too weak as yet. And
/// those that may yet replace the one that they count inside of.
pub(crate) fn still_standing<'a>(
    told: &Told<'_>,
    absorbed: impl IntoIterator<Item = &'a (DealIx, DealIx)>,
) -> BTreeSet<DealIx> {
    let stands = |(inner, outer): &&(DealIx, DealIx)| {
        !told.is_replaced(*inner)
            && (replacing(told, *inner).contains(outer) || replacing(told, *outer).contains(inner))
    };
    absorbed.into_iter().filter(stands).map(|(inner, _)| *inner).collect()
}

/// All deals that one leads to, at whatever distance, by id and without itself.
pub(super) fn reached<I: Iterator<Item = DealIx>>(from: DealIx, next: impl Fn(DealIx) -> I) -> BTreeSet<DealIx> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        open.extend(next(here).filter(|it| *it != from && found.insert(*it)));
    }
    found
}
