//! A part of a deal's money in words.

use std::collections::BTreeMap;

use super::words::money_words;
use crate::graph::{Leg, MoneyAlong, Told, legs};
use crate::model::{Currency, Deal, DealIx, Flow, Known, Split, Stated};
use crate::report::money_cell;

/// The money that goes along some legs of one deal, in words, by the rule that exposure counts by: the whole where all goes
/// along them, else the part of it, since the whole would say too much: `USD 15bn..50bn of USD 122bn`, and `a part of USD 70m`
/// where nobody says which.
///
/// Where none of the legs is of money (who acquires something deals with it, and pays its seller), it is what those at their ends
/// put in; where none of these pays either, the amount of the deal.
pub fn part_words(told: &Told<'_>, index: DealIx, deal: &Deal, along: &[Leg]) -> String {
    let whole = money_words(deal.amount, deal.money());
    let is_money = |leg: &&Leg| leg.flow == Flow::Money;
    let paid: Vec<Leg> = along.iter().filter(is_money).copied().collect();
    let all = legs(index, deal);
    let (parts, is_whole) = if paid.is_empty() {
        let is_end = |party: &usize| along.iter().any(|leg| [leg.from, leg.to].map(usize::from).contains(party));
        let payers: Vec<usize> = deal.in_roles(deal.kind.payers()).collect();
        let own = payers.iter().filter(|payer| is_end(payer)).map(|payer| told.money_by(deal, *payer));
        (own.collect(), payers.iter().all(is_end))
    } else {
        (MoneyAlong::new(told, deal, &all).parts(&paid), paid.len() == all.iter().filter(is_money).count())
    };
    match sum(&parts) {
        _ if parts.is_empty() => whole,
        Some(split) if split == by_currency(deal.money()) => whole,
        // Of what enlarges a deal of others only what it adds is meant.
        _ if is_whole && parts.iter().any(|it| it.stated().is_none()) && !told.is_enlarged_by_others(deal) => whole,
        None if deal.amount.is_none() => "not stated".to_owned(),
        None => format!("a part of {whole}"),
        Some(split) => format!("{} of {whole}", cells(&split)),
    }
}

/// What some parts come to, with no most where nobody states some of them; absent where nobody states any.
fn sum(parts: &[Known]) -> Option<BTreeMap<Currency, Split>> {
    let stated = || parts.iter().copied().filter_map(Known::stated);
    let mut sum: BTreeMap<Currency, Split> = BTreeMap::new();
    for Stated { currency, split } in stated() {
        let total = sum.entry(currency).or_insert(Split::ZERO);
        *total = *total + split;
    }
    if stated().count() < parts.len() {
        for split in sum.values_mut() {
            *split = split.open_at([true; 3]);
        }
    }
    (!sum.is_empty()).then_some(sum)
}

fn by_currency(known: Known) -> BTreeMap<Currency, Split> {
    known.stated().into_iter().map(|stated| (stated.currency, stated.split)).collect()
}

fn cells(split: &BTreeMap<Currency, Split>) -> String {
    let cells: Vec<String> = split.iter().map(|(currency, split)| money_cell(*currency, split.headline)).collect();
    cells.join(" + ")
}
