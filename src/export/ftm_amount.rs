//! The amounts of FollowTheMoney: one number, which readers add up.
//!
//! So it is written only where the record claims no more by it than is so, and where no other record has the same money; what
//! is not written is told in words, and counted.

use std::collections::{BTreeMap, BTreeSet};

use super::format::Loss;
use super::properties::Properties;
use crate::graph::{DealGraph, Tally, Told, knotted};
use crate::model::{Currency, Deal, DealIx, Kind, Known, MoneyLevel, Split, Stated, Status, Tranche, Who};
use crate::query::words::split_words;

/// What a record claims of its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claimed {
    /// It was paid, or is owed.
    Firm,
    /// It was agreed; how far that has come, the record says beside it.
    Agreed,
}

impl Claimed {
    /// Whether it holds of one number that some money comes to.
    fn holds(self, split: Split) -> bool {
        let is_all = |level| split.at(level) == split.headline;
        let is_it = match self {
            Self::Firm => is_all(MoneyLevel::Firm),
            Self::Agreed => MoneyLevel::ALL.into_iter().all(|level| is_all(level) || split.at(level).is_zero()),
        };
        is_it && split.headline.is_exact() && !split.headline.is_zero()
    }
}

/// The amount of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Amount {
    /// One number of minor units.
    Exactly(Currency, u128),
    /// Why there is none, and what is known instead.
    Words(String),
}

impl Amount {
    /// What is told of it in words; nothing where it is a number.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Exactly(..) => "",
            Self::Words(words) => words,
        }
    }

    /// Sets it in major units, where it is a number.
    pub(super) fn set(&self, properties: &mut Properties) {
        if let Self::Exactly(currency, amount) = *self {
            let digits = format!("{amount:0width$}", width = currency.exponent() as usize + 1);
            let (whole, fraction) = digits.split_at(digits.len() - currency.exponent() as usize);
            let point = if fraction.is_empty() { "" } else { "." };
            properties.set("amount", &format!("{whole}{point}{fraction}"));
            properties.show("currency", Some(currency));
        }
    }
}

/// The amounts that were not written as such.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Untold {
    vague: usize,
    unsure: usize,
    inner: usize,
}

impl Untold {
    /// Adds others.
    pub(super) const fn add(&mut self, more: Self) {
        self.vague += more.vague;
        self.unsure += more.unsure;
        self.inner += more.inner;
    }

    /// The amount of a record, of money that a deal states for it.
    pub(super) fn amount(
        &mut self,
        inner: &Inner,
        index: DealIx,
        stated: Stated,
        (claimed, is_one): (Claimed, bool),
    ) -> Amount {
        let split = stated.split;
        let none = |why: &str| Amount::Words(format!("no amount: {}{why}", split_words(Known::Stated(stated))));
        if let Some(outer) = inner.0.get(&index) {
            self.inner += 1;
            return none(&format!(", counted in {outer}"));
        }
        if !split.headline.is_exact() {
            self.vague += 1;
            return none("");
        }
        if !claimed.holds(split) || !is_one {
            self.unsure += 1;
            return none(if is_one { "" } else { ", of which not all was paid" });
        }
        Amount::Exactly(stated.currency, split.headline.lower())
    }

    /// What the format has no place for.
    pub(super) fn losses(self) -> [Loss; 3] {
        let amounts = ["amount", "amounts"];
        [
            Loss::of(
                self.vague,
                amounts,
                [
                    "the format holds one number, and this is an interval; told in the description",
                    "the format holds one number, and these are intervals; told in the description",
                ],
            ),
            Loss::of(
                self.unsure,
                amounts,
                [
                    "not all of it is paid, or owed without condition; told in the description",
                    "not all of them is paid, or owed without condition; told in the description",
                ],
            ),
            Loss::of(
                self.inner,
                amounts,
                [
                    "it counts inside of another deal, or was replaced; told in the description",
                    "they count inside of other deals, or were replaced; told in the description",
                ],
            ),
        ]
    }
}

/// The deals whose money counts inside of others of which records have the amount, with the ids of these.
#[derive(Debug, Default)]
pub(super) struct Inner(BTreeMap<DealIx, String>);

impl Inner {
    /// Those of a graph. Costs a look at the deals that hang together with others.
    pub(super) fn of(graph: &DealGraph<'_>) -> Self {
        let told = graph.told();
        let knotted: Vec<DealIx> = knotted(told).into_iter().collect();
        let (mut money, mut told_of) = (Vec::with_capacity(knotted.len()), BTreeSet::new());
        told.look_at(&knotted, |index, deal| {
            money.push((index, deal.money()));
            told_of.extend(has_amount(told, deal).then_some(index));
        });
        let outer: BTreeMap<DealIx, DealIx> = Tally::of(told, money).absorbed.into_iter().collect();
        let successor = |deal: DealIx| told.book.superseded_by(deal).find(|newer| told.sees(*newer));
        let around = |deal: &DealIx| {
            let replaced = told.is_replaced(*deal).then(|| successor(*deal)).flatten();
            replaced.or_else(|| outer.get(deal).copied())
        };
        let inner = |deal: &DealIx| {
            // No deal is inside of itself, so that this ends.
            let mut outwards = std::iter::successors(around(deal), around).take(knotted.len());
            let whole = outwards.find(|outer| told.is_replaced(*deal) || told_of.contains(outer))?;
            Some((*deal, told.book.sections().deals.look(whole.get()).id.to_string()))
        };
        Self(knotted.iter().filter_map(inner).collect())
    }
}

/// Whether a record of a deal has an amount, as far as that hangs on the deal.
fn has_amount(told: &Told<'_>, deal: &Deal) -> bool {
    let (claimed, is_told) = match deal.kind {
        Kind::Investment | Kind::Acquisition => (Claimed::Firm, deal.status == Status::Closed),
        Kind::Loan => (Claimed::Firm, true),
        _ => (Claimed::Agreed, true),
    };
    let paid = paid(deal).filter(|_| matches!(deal.kind, Kind::Investment | Kind::Acquisition));
    let is_exact = |payer: usize| told.money_by(deal, payer).stated().is_some_and(|stated| claimed.holds(stated.split));
    // Where all that is told of it is what others added, what was there before has amounts of its own.
    is_told
        && !told.is_enlarged_by_others(deal)
        && deal.in_roles(deal.kind.payers()).any(|payer| is_exact(payer) && has_paid(deal, paid.as_ref(), payer).1)
}

/// A deal without what is less certain than paid, where anything of it is.
pub(super) fn paid(deal: &Deal) -> Option<Deal> {
    let is_weaker = |tranche: &Tranche| tranche.status.is_some_and(|status| status < Status::Closed);
    deal.tranches.iter().any(is_weaker).then(|| {
        let mut paid = deal.clone();
        paid.take_out(is_weaker);
        paid
    })
}

/// Whether a party of a deal of which `paid` is what was paid has paid some of it, and all that it is told to.
pub(super) fn has_paid(deal: &Deal, paid: Option<&Deal>, party: usize) -> (bool, bool) {
    let (Some(paid), Some(payer)) = (paid, deal.parties.get(party)) else { return (true, true) };
    let there = paid.parties.iter().position(|it| it.who == payer.who && it.role == payer.role);
    let Some(there) = there else { return (false, false) };
    let is_something = paid.money_by(there).stated().is_none_or(|stated| !stated.split.headline.is_zero());
    let is_named = matches!(payer.who, Who::Entity(_));
    let is_others = |tranche: &Tranche| tranche.by.is_some() && (!is_named || tranche.by != payer.who.entity());
    let weaker = deal.tranches.iter().filter(|tranche| tranche.status.is_some_and(|status| status < Status::Closed));
    (is_something, weaker.into_iter().all(is_others))
}
