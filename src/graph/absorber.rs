//! Which deal another one counts inside of.
//!
//! ```text
//! old (signed, USD 100m) ◀──to replace it── one (rumoured, USD 60m)      together: firm 100m, headline 120m
//!                        ◀──to replace it── two (rumoured, USD 60m)      both count inside of the old one
//! ```

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::nest::reached;
use super::told::Told;
use crate::model::DealIx;

/// The deal that `deal` counts inside of: of those around it that are seen, have not ended and state an amount, the
/// innermost one, and of several the nearest. What was replaced leads on to its successor; what a weak successor may yet
/// replace counts inside it.
pub(super) fn absorber(told: &Told<'_>, deal: DealIx, states: &impl Fn(DealIx) -> bool) -> Option<DealIx> {
    absorber_but(told, deal, &BTreeSet::new(), states)
}

/// The same, where some deals are passed over.
fn absorber_but(
    told: &Told<'_>,
    deal: DealIx,
    but: &BTreeSet<DealIx>,
    states: &impl Fn(DealIx) -> bool,
) -> Option<DealIx> {
    told.book.absorbed_by(deal).next()?;
    let mut holding = Vec::new();
    walk_out(told, deal, |here| {
        if but.contains(&here) {
            return false;
        }
        let holds = states(here) && !told.is_replaced(here);
        if holds {
            holding.push(here);
        }
        !holds
    });
    let (&nearest, others) = holding.split_first()?;
    if others.is_empty() {
        return Some(nearest);
    }
    // Where one of them is itself inside of another, that one gets the money through it.
    let holds_another = |outer: DealIx| holding.iter().any(|inner| leads(told, *inner, outer));
    Some(holding.iter().copied().find(|it| !holds_another(*it)).unwrap_or(nearest))
}

/// Whether a deal is inside of another one, at whatever depth.
fn leads(told: &Told<'_>, inner: DealIx, outer: DealIx) -> bool {
    let mut found = false;
    if inner != outer {
        walk_out(told, inner, |here| {
            found |= here == outer;
            !found
        });
    }
    found
}

/// Walks from a deal to those that it is inside of and that may count, the nearest first: those seen that have not ended,
/// and those replaced, of which the successors follow. Goes on from those at which `go_on` is true, and from pieces that are
/// not seen, or have ended, to their umbrellas: what is a piece of them is in these, too.
fn walk_out(told: &Told<'_>, deal: DealIx, mut go_on: impl FnMut(DealIx) -> bool) {
    let mut seen: BTreeSet<DealIx> = BTreeSet::from([deal]);
    let mut next: VecDeque<DealIx> = VecDeque::from([deal]);
    while let Some(here) = next.pop_front() {
        for above in told.book.absorbed_by(here) {
            if seen.contains(&above) {
                continue;
            }
            let may_count = told.is_replaced(above) || told.deal(above).is_some_and(|above| !above.status.is_ended());
            // What would enlarge or replace a deal brings it nowhere before it has come so far itself.
            let leads_on = if may_count { go_on(above) } else { told.book.umbrellas(here).any(|it| it == above) };
            if may_count || leads_on {
                seen.insert(above);
            }
            if leads_on {
                next.push_back(above);
            }
        }
    }
}

/// Of deals that several others may yet replace, and of these others, what each counts inside of. The old deal would stand in
/// one of them and be replaced by the others all the same: so they count in it, and it where they would.
///
/// None of those that lead to deals of another kind: of these each counts where [`absorber`] says.
pub(super) fn contended(
    told: &Told<'_>,
    deals: impl Iterator<Item = DealIx>,
    states: &impl Fn(DealIx) -> bool,
) -> BTreeMap<DealIx, Option<DealIx>> {
    let mut found = BTreeMap::new();
    for old in deals.filter(|old| told.book.absorbed_by(*old).nth(1).is_some()) {
        let Some((contenders, outer)) = contenders(told, old, states) else { continue };
        if !contenders.iter().chain([&old]).any(|deal| found.contains_key(deal)) {
            found.extend(contenders.into_iter().map(|newer| (newer, Some(old))));
            found.insert(old, outer);
        }
    }
    found
}

/// The deals that may yet replace one that stands, where there are several, and what all of them count inside of.
fn contenders(told: &Told<'_>, old: DealIx, states: &impl Fn(DealIx) -> bool) -> Option<(Vec<DealIx>, Option<DealIx>)> {
    let is_live = |deal: DealIx| told.deal(deal).is_some_and(|deal| !deal.status.is_ended());
    let stands = |deal: DealIx| states(deal) && is_live(deal) && !told.is_replaced(deal);
    if !stands(old) {
        return None;
    }
    let newer: BTreeSet<DealIx> = replacing(told, old).into_iter().filter(|newer| stands(*newer)).collect();
    let outermost = |it: &&DealIx| !newer.iter().any(|other| leads(told, **it, *other));
    let contenders: Vec<DealIx> = newer.iter().filter(outermost).copied().collect();
    if contenders.len() < 2 {
        return None;
    }
    // What one of them replaces or enlarges besides would not be told from what the old deal is.
    let is_alone = |it: &DealIx| {
        let others = reached(*it, |here| told.book.deal(here).older().filter(|older| *older != old));
        !others.into_iter().any(|other| stands(other) && !newer.contains(&other))
    };
    let outer = absorber_but(told, old, &newer, states);
    let is_beside = |it: &DealIx| absorber(told, *it, states) == outer;
    contenders.iter().all(|it| is_alone(it) && is_beside(it)).then_some((contenders, outer))
}

/// The deals that replace one, or what has replaced it, whether they have come so far or not.
pub(super) fn replacing(told: &Told<'_>, old: DealIx) -> BTreeSet<DealIx> {
    reached(old, |here| {
        let goes_on = here == old || told.is_replaced(here);
        told.book.superseded_by(here).filter(move |_| goes_on)
    })
}
