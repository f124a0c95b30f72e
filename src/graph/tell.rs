//! One deal as a view tells it.

use std::borrow::Cow;

use super::by_then::{before_it_grew, began, status_then, tranches_by};
use super::heard::believe;
use super::view::{Ended, View};
use crate::model::{Book, Deal, Kind, Status, StatusChange, Tranche};

/// Whether a view sees a deal of a status.
pub(super) fn sees(view: &View, status: Status) -> bool {
    if status.is_ended() {
        return view.ended == Ended::Shown;
    }
    view.min_status.is_none_or(|least| status >= least)
}

/// Tells one deal, of which a piece may come only after the day of the view, and which may go on in another though its own
/// period is over; `None` where the view does not see it.
pub(super) fn tell<'b>(
    book: &Book,
    view: &View,
    deal: &'b Deal,
    (is_growing, is_carried_on): (bool, bool),
) -> Option<Cow<'b, Deal>> {
    let mut told = believe(book, view, deal)?;
    if let Some(as_of) = view.as_of {
        if began(book, &told).is_some_and(|began| began.last() > as_of.last()) {
            return None;
        }
        let over = told.period.is_some_and(|period| period.ended_before(as_of.last()));
        if over && !is_carried_on && !outlasts_its_period(told.kind) && view.ended == Ended::Hidden {
            return None;
        }
        // A status with a dated history was what it was at the time.
        let now = told.status;
        let then = status_then(&told, as_of.last()).unwrap_or(now);
        if then != now {
            told.to_mut().status = then;
        }
        tranches_by(&mut told, as_of.last(), (now, then), |_| false);
        let has_come = |change: &StatusChange| change.date.last() <= as_of.last();
        if !told.history.iter().all(has_come) {
            told.to_mut().history.retain(has_come);
        }
        if is_growing {
            before_it_grew(&mut told);
        }
    }
    if sees(view, told.status) { Some(without_weaker(view, told)) } else { part_of_status(view.min_status?, told) }
}

/// A deal that has come far enough without its tranches that have not, and without their money.
fn without_weaker<'b>(view: &View, mut told: Cow<'b, Deal>) -> Cow<'b, Deal> {
    let is_weaker = |tranche: &Tranche| {
        tranche.status.is_some_and(|status| !status.is_ended() && view.min_status.is_some_and(|least| status < least))
    };
    if told.tranches.iter().any(is_weaker) {
        told.to_mut().take_out(is_weaker);
    }
    told
}

/// The part of a deal that has come so far, where it has not as a whole: its tranches of that status, those who pay them, and as
/// the status the weakest of theirs.
fn part_of_status(least: Status, mut told: Cow<'_, Deal>) -> Option<Cow<'_, Deal>> {
    let has_come = |status: Status| status >= least && !status.is_ended();
    let come = |tranche: &Tranche| tranche.status.filter(|status| has_come(*status));
    let status = told.tranches.iter().filter_map(come).min().filter(|_| !told.status.is_ended())?;
    let part = told.to_mut();
    part.status = status;
    part.keep_only(|tranche| come(tranche).is_some());
    Some(told)
}

/// Whether what a deal brought about stays when its period is over: shares stay bought.
const fn outlasts_its_period(kind: Kind) -> bool {
    matches!(kind, Kind::Investment | Kind::Acquisition | Kind::Rivalry)
}
