//! What deals say of one another that is allowed and yet counts money that may be the same.

use std::collections::BTreeSet;

use super::tree::Step;
use crate::model::{Book, DealIx, Id, Status};

/// A doubt at a deal: which deal, the field, the code and what is said.
type Doubt = (DealIx, &'static str, &'static str, String);

/// Every doubt about how deals enlarge and replace others, and about the umbrellas that this brings them into.
pub(super) fn doubtful_links(book: &Book) -> impl Iterator<Item = (usize, Vec<Step>, &'static str, String)> + '_ {
    let doubts = book.absorbed().flat_map(|deal| replaced_twice(book, deal).into_iter().chain(in_two(book, deal)));
    doubts.map(|(deal, field, code, message)| (deal.get(), vec![Step::Field(field)], code, message))
}

/// Deals that replace one which another replaces or enlarges, too, where neither is over nor inside of the other.
fn replaced_twice(book: &Book, old: DealIx) -> Vec<Doubt> {
    let replaces = |newer: &DealIx| book.deal(*newer).supersedes.contains(&old);
    let enlarges = |newer: &DealIx| book.deal(*newer).expands.is_some_and(|expansion| expansion.deal == old);
    let newer: BTreeSet<DealIx> = book.absorbed_by(old).filter(|newer| replaces(newer) || enlarges(newer)).collect();
    let outermost = apart(book, &newer.into_iter().filter(|newer| !book.status_of(*newer).is_ended()).collect());
    let (replacing, enlarging): (Vec<DealIx>, Vec<DealIx>) = outermost.into_iter().partition(replaces);
    let Some((first, others)) = replacing.split_first() else { return Vec::new() };
    let old = id(book, old);
    let doubt = |deal: DealIx, message| (deal, "supersedes", "superseded-twice", message);
    let twice = others.iter().map(|other| {
        let message = format!("\"{}\" replaces the same deal, \"{old}\"; totals count both", id(book, *first));
        doubt(*other, message)
    });
    let enlarged = enlarging.iter().map(|other| {
        let message =
            format!("\"{}\" enlarges the deal that it replaces, \"{old}\"; totals count both", id(book, *other));
        doubt(*first, message)
    });
    twice.chain(enlarged).collect()
}

/// Whether a deal is in several umbrellas of which none is in another, and which count money of their own.
fn in_two(book: &Book, deal: DealIx) -> Option<Doubt> {
    let counts = |deal: DealIx| {
        let deal = book.deal(deal);
        deal.money().stated().is_some() && !deal.status.is_ended()
    };
    if !counts(deal) && book.status_of(deal) != Status::Superseded {
        return None;
    }
    let around = apart_outwards(book, &book.umbrellas(deal).filter(|it| counts(*it)).collect::<Vec<_>>());
    let [one, two, ..] = around.as_slice() else { return None };
    let message = format!(
        "it is a piece of \"{}\" and, by itself or by what it enlarges or replaces, of \"{}\"; totals may count its money in both",
        id(book, *one),
        id(book, *two)
    );
    Some((deal, "part_of", "several-umbrellas", message))
}

/// Those of some deals that are inside of no other of them.
fn apart(book: &Book, deals: &BTreeSet<DealIx>) -> Vec<DealIx> {
    // Of one there is no other, and a long line of deals is not walked for each.
    let is_inside = |deal: &DealIx| deals.len() > 1 && around(book, *deal).iter().any(|outer| deals.contains(outer));
    deals.iter().filter(|deal| !is_inside(deal)).copied().collect()
}

/// Those of some deals, in which no other of them is.
fn apart_outwards(book: &Book, deals: &[DealIx]) -> Vec<DealIx> {
    let holds = |deal: &DealIx| deals.iter().any(|inner| inner != deal && around(book, *inner).contains(deal));
    deals.iter().filter(|deal| !holds(deal)).copied().collect()
}

/// The deals that one is inside of, at whatever depth.
fn around(book: &Book, deal: DealIx) -> BTreeSet<DealIx> {
    let (mut found, mut open) = (BTreeSet::new(), vec![deal]);
    while let Some(here) = open.pop() {
        open.extend(book.absorbed_by(here).filter(|outer| found.insert(*outer)));
    }
    found
}

fn id(book: &Book, deal: DealIx) -> Id {
    book.deal(deal).id.clone()
}
