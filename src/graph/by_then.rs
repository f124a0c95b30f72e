//! What was so, and what was known, of a deal by a day: its curator's reading without what came later.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::{Assertion, Book, Claim, Day, Deal, Period, Said, Status};

/// A deal as it could be known by a day.
#[derive(Debug)]
pub(super) struct ByThen<'d> {
    /// Its tranches and clauses stand where they stood.
    pub deal: Cow<'d, Deal>,
    /// What of it was not known to be there.
    pub absent: Vec<Assertion>,
}

/// Leaves out of a deal what only sources published after a day say, and what had not come about by that day; but for what a
/// source of the time says, whatever that is.
///
/// A value of which no source speaks at all is the curator's own reading, and stands. That a tranche is there and hangs on
/// something stands as well: without it more would seem certain.
pub(super) fn known_by<'d>(book: &Book, deal: &'d Deal, day: Day) -> ByThen<'d> {
    let is_known = |claim: &&Claim| book.source(claim.source).date.is_some_and(|date| date.last() <= day);
    let (known, later): (Vec<&Claim>, Vec<&Claim>) = deal.claims.iter().partition(is_known);
    let (known, later) = (said(&known), said(&later));
    let speaks = |said: &[&Said], is_it: &dyn Fn(&Assertion) -> bool| said.iter().any(|said| is_it(&said.assertion));
    let mut told = Cow::Borrowed(deal);

    if !speaks(&known, &|it| matches!(it, Assertion::Status(_))) {
        let is_told_later = speaks(&later, &|it| matches!(it, Assertion::Status(_)));
        let status = status_by(deal, day, is_told_later);
        if status != deal.status {
            let told = told.to_mut();
            told.status = status;
            told.history.retain(|change| change.date.last() <= day);
        }
    }
    let was_weaker = told.status < deal.status || deal.status.is_ended() && !told.status.is_ended();
    let is_told = |at| speaks(&known, &|it| matches!(it, Assertion::TrancheStatus(tranche, _) if *tranche == at));
    tranches_by(&mut told, day, was_weaker, is_told);
    if deal.announced.is_some_and(|date| date.first() > day)
        && !speaks(&known, &|it| matches!(it, Assertion::Announced(_)))
    {
        told.to_mut().announced = None;
    }

    let fields: BTreeSet<&str> = known.iter().map(|said| said.field.as_str()).collect();
    for said in later.iter().filter(|said| !fields.contains(said.field.as_str())) {
        unsay(&mut told, &said.assertion);
    }
    let absent = (0..).zip(&deal.clauses).filter_map(|(at, clause)| {
        let is_of_it = |it: &Assertion| it.clause() == Some(at);
        let begins_later = clause.period.and_then(Period::from).is_some_and(|from| from.first() > day);
        let is_later = speaks(&later, &is_of_it) || begins_later;
        (is_later && !speaks(&known, &is_of_it)).then_some(Assertion::ClauseAbsent(at))
    });
    let absent = absent.collect();
    ByThen { deal: told, absent }
}

/// Takes from tranches how far they have come where they had not come there by a day: those that fell due later were not
/// paid, and in a deal that had come less far than now none had come farther than it. `is_told` says of which a source of
/// that time tells.
pub(super) fn tranches_by(told: &mut Cow<'_, Deal>, day: Day, was_weaker: bool, is_told: impl Fn(usize) -> bool) {
    for at in 0..told.tranches.len() {
        let Some(tranche) = told.tranches.get(at) else { break };
        let is_due_later = tranche.due.is_some_and(|due| due.last() > day);
        let is_later = match tranche.status {
            None => false,
            Some(Status::Closed) if is_due_later => true,
            Some(status) => was_weaker && status > told.status,
        };
        if is_later && !is_told(at) {
            forget_status(told, at);
        }
    }
}

/// Takes from a tranche how far it has come: as far as its deal, then.
fn forget_status(told: &mut Cow<'_, Deal>, at: usize) {
    if let Some(tranche) = told.to_mut().tranches.get_mut(at) {
        tranche.status = None;
    }
}

/// How far a deal had come by a day, as far as its history and its announcement tell.
fn status_by(deal: &Deal, day: Day, is_told_later: bool) -> Status {
    let known = deal.history.iter().take_while(|change| change.date.last() <= day).last();
    if let Some(change) = known.or(deal.history.first()) {
        return change.status;
    }
    let is_announced = deal.announced.is_some_and(|date| date.first() <= day);
    if !is_told_later && (is_announced || deal.announced.is_none()) {
        return deal.status;
    }
    // Somebody told of it by then.
    let most = if is_announced { Status::Announced } else { Status::Reported };
    if deal.status.is_ended() { most } else { deal.status.min(most) }
}

/// What claims say, remarks left out.
fn said<'d>(claims: &[&'d Claim]) -> Vec<&'d Said> {
    claims.iter().filter_map(|claim| claim.says.as_ref()).filter(|said| !said.assertion.is_remark()).collect()
}

/// Takes away a value that nobody had said yet.
fn unsay(told: &mut Cow<'_, Deal>, later: &Assertion) {
    match *later {
        Assertion::Amount(_) => told.to_mut().amount = None,
        Assertion::PreMoney(_) => told.to_mut().pre_money = None,
        Assertion::PostMoney(_) => told.to_mut().post_money = None,
        Assertion::Period(_) => told.to_mut().period = None,
        Assertion::Capacity(_) => told.to_mut().capacity = None,
        Assertion::Commits(entity, _) => told.to_mut().parties_of(entity).for_each(|party| party.commits = None),
        Assertion::Stake(entity, _) => told.to_mut().parties_of(entity).for_each(|party| party.stake = None),
        Assertion::TrancheStatus(at, _) => forget_status(told, at),
        // What the parties are to one another, and what hangs on what, stands as the curator reads it.
        _ => {}
    }
}
