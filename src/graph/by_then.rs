//! What was so, and what was known, of a deal by a day: its curator's reading without what came later.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::heard::{said, turn};
use super::view::View;
use crate::model::{
    Assertion, Book, Claim, Day, Deal, DealIx, Money, PartialDate, Period, Said, Status, Tranche, retell,
};

/// A deal as it could be known by a day.
#[derive(Debug)]
pub(super) struct ByThen<'d> {
    /// Its tranches and clauses stand where they stood.
    pub deal: Cow<'d, Deal>,
    /// What of it was not known to be there.
    pub absent: Vec<Assertion>,
    /// Whether it ended by then, whatever claims from before say of its status.
    pub has_ended: bool,
}

/// Leaves out of a deal what only sources published after a day say, and what had not come about by that day; but for what a
/// source of the time says, whatever that is.
///
/// A value of which no source speaks at all is the curator's own reading, and stands. So does one that no later source
/// gives either: it cannot be theirs. Of a tranche that only later sources tell, that it hangs on something stands as well,
/// since without it more would seem certain; where it hangs on nothing, and so would make more of the amount certain, it is not
/// told.
pub(super) fn known_by<'d>(book: &Book, view: &View, deal: &'d Deal, day: Day) -> ByThen<'d> {
    let is_known = |claim: &&Claim| view.knows_of(book.source(claim.source).date);
    let (known_claims, later_claims): (Vec<&Claim>, Vec<&Claim>) = deal.claims.iter().partition(is_known);
    let (known, later): (Vec<&Said>, Vec<&Said>) = (said(&known_claims).collect(), said(&later_claims).collect());
    let speaks = |said: &[&Said], is_it: &dyn Fn(&Assertion) -> bool| said.iter().any(|said| is_it(&said.assertion));
    let mut told = Cow::Borrowed(deal);

    // What ended by then has ended, though nobody may have told of it before: of its money nothing is certain any more.
    let has_ended = history_by(deal, day).is_some_and(Status::is_ended);
    let stated = if has_ended || later_claims.is_empty() { None } else { status_said(book, deal, &known_claims, day) };
    let is_told_later = speaks(&later, &|it| *it == Assertion::Status(deal.status));
    let status = stated.unwrap_or_else(|| status_by(deal, day, is_told_later));
    if status != deal.status {
        let told = told.to_mut();
        told.status = status;
        // What a source says of the status, the history does not tell.
        told.history.retain(|change| stated.is_none() && change.date.last() <= day);
    }
    let is_told = |at| speaks(&known, &|it| matches!(it, Assertion::TrancheStatus(tranche, _) if *tranche == at));
    tranches_by(&mut told, day, (deal.status, status), is_told);
    if deal.announced.is_some_and(|date| date.first() > day)
        && !speaks(&known, &|it| matches!(it, Assertion::Announced(_)))
    {
        told.to_mut().announced = None;
    }

    let fields: BTreeSet<&str> = known.iter().map(|said| said.field.as_str()).collect();
    for said in later.iter().filter(|said| !fields.contains(said.field.as_str())) {
        // A reading that none of those gives who speak of it later can only come from those who had told of the deal by then.
        let is_theirs = |other: &&&Said| other.field == said.field && may_give_reading(deal, &other.assertion);
        if later.iter().any(|other| is_theirs(&other)) {
            unsay(&mut told, &said.assertion);
        }
    }
    let said_whole = known.iter().rev().find_map(|said| match said.assertion {
        Assertion::Amount(amount) => Some(amount),
        _ => None,
    });
    let whole = said_whole.or(told.amount);
    let mut absent: Vec<Assertion> = Vec::new();
    for at in 0..deal.tranches.len() {
        let is_of_it = |it: &Assertion| it.tranche() == Some(at);
        if !speaks(&later, &is_of_it) || speaks(&known, &is_of_it) {
            continue;
        }
        let is_as_sure = |status: Status| status >= told.status && !status.is_ended();
        let adds_certainty = |it: &Tranche| it.on.is_empty() && it.status.is_none_or(is_as_sure);
        if told.tranches.get(at).is_some_and(adds_certainty) {
            absent.push(Assertion::TrancheAbsent(at));
        } else {
            without_size(&mut told, at, whole);
        }
    }
    absent.extend((0..).zip(&deal.clauses).filter_map(|(at, clause)| {
        let is_of_it = |it: &Assertion| it.clause() == Some(at);
        let begins_later = clause.period.and_then(Period::from).is_some_and(|from| from.first() > day);
        let is_later = speaks(&later, &is_of_it) || begins_later;
        (is_later && !speaks(&known, &is_of_it)).then_some(Assertion::ClauseAbsent(at))
    }));
    ByThen { deal: told, absent, has_ended }
}

/// Takes from tranches how far they have come where they had not come there by a day: those that fell due later were owed and
/// not paid, and in a deal that had come less far than now none had come farther than it but those paid when due. `now` and
/// `then` are how far the deal has come, and had; `is_told` says of which tranche a source of that time tells.
pub(super) fn tranches_by(
    told: &mut Cow<'_, Deal>,
    day: Day,
    (now, then): (Status, Status),
    is_told: impl Fn(usize) -> bool,
) {
    let was_weaker = then < now || now.is_ended() && !then.is_ended();
    for at in 0..told.tranches.len() {
        let Some(tranche) = told.tranches.get(at) else { break };
        let is_due_later = tranche.due.is_some_and(|due| due.last() > day);
        let status = match tranche.status {
            Some(Status::Closed) if is_due_later => Some(then.min(Status::Signed)),
            // What fell due by then, and has been paid, need not have waited for the rest.
            Some(Status::Closed) if tranche.due.is_some() => tranche.status,
            Some(status) if was_weaker && status > then => None,
            as_it_is => as_it_is,
        };
        if status != tranche.status && !is_told(at) {
            set_status(told, at, status);
        }
    }
}

/// Keeps that a tranche hangs on something, and not how much that is where it is more than the whole was said to be.
fn without_size(told: &mut Cow<'_, Deal>, at: usize, whole: Option<Money>) {
    let most = whole.and_then(|whole| whole.interval().upper());
    let Some(tranche) = told.to_mut().tranches.get_mut(at) else { return };
    if whole.is_none() || most.is_some_and(|most| most < tranche.amount.interval().lower()) {
        tranche.amount = Money::UNDISCLOSED;
    }
    if !tranche.on.is_empty() {
        tranche.status = None;
    }
}

fn set_status(told: &mut Cow<'_, Deal>, at: usize, status: Option<Status>) {
    if let Some(tranche) = told.to_mut().tranches.get_mut(at) {
        tranche.status = status;
    }
}

/// The umbrellas of which a piece came only after a day: what they come to now, they did not come to then.
pub(super) fn growing(book: &Book, day: Day) -> BTreeSet<DealIx> {
    let came_later =
        |index: &DealIx| began(book, &book.sections().deals.look(index.get())).is_some_and(|date| date.last() > day);
    book.absorbed().filter(came_later).flat_map(|piece| book.umbrellas(piece)).collect()
}

/// The deals whose period was over on a day, and which go on in an umbrella or an enlargement that was not: what was paid for
/// them counts inside of it.
pub(super) fn carried_on(book: &Book, day: Day) -> BTreeSet<DealIx> {
    let is_over = |deal: &Deal| deal.period.is_some_and(|period| period.ended_before(day));
    let goes_on = |whole: DealIx| {
        let whole = book.sections().deals.look(whole.get());
        let has_ended = status_then(&whole, day).unwrap_or(whole.status).is_ended();
        !is_over(&whole) && !has_ended && began(book, &whole).is_none_or(|date| date.last() <= day)
    };
    let carried =
        |index: &DealIx| is_over(&book.sections().deals.look(index.get())) && book.absorbed_by(*index).any(goes_on);
    book.absorbed().filter(carried).collect()
}

/// Takes from an umbrella that is closed now what it came to only with later pieces: the pieces of the time tell what there
/// was. One that was promised as a whole stays as it was promised.
pub(super) fn before_it_grew(told: &mut Cow<'_, Deal>) {
    if told.status == Status::Closed {
        let told = told.to_mut();
        told.forget_whole();
        told.tranches.clear();
    }
}

/// When a deal became public: when announced, else when first written of.
pub(super) fn began(book: &Book, deal: &Deal) -> Option<PartialDate> {
    deal.announced.or_else(|| {
        deal.claims.iter().filter_map(|claim| book.source(claim.source).date).min_by_key(|date| date.last())
    })
}

/// How far a deal had come as its sources of the time said: as far as its curator says where one of them does, or else as the
/// latest did. What one of them says was announced by then, no other makes less than that.
fn status_said(book: &Book, deal: &Deal, known: &[&Claim], day: Day) -> Option<Status> {
    let said = || {
        known.iter().filter_map(|claim| match claim.says.as_ref()?.assertion {
            Assertion::Status(status) => Some((turn(book, claim), status)),
            _ => None,
        })
    };
    if said().any(|(_, status)| status == deal.status) {
        return Some(deal.status);
    }
    let is_announced = known
        .iter()
        .filter_map(|claim| claim.says.as_ref())
        .any(|said| matches!(said.assertion, Assertion::Announced(date) if date.first() <= day));
    let latest = said().max_by_key(|(turn, _)| *turn).map(|(_, status)| status)?;
    let is_over = latest.is_ended() || deal.status.is_ended();
    let least = if is_announced && !is_over { deal.status.min(Status::Announced) } else { latest };
    Some(latest.max(least))
}

/// How far a deal had come by a day as its history says.
fn history_by(deal: &Deal, day: Day) -> Option<Status> {
    deal.history.iter().take_while(|change| change.date.last() <= day).last().map(|change| change.status)
}

/// How far a deal had come by a day as its history says; before the first change, as far as that, or where that is its end, as
/// far as its announcement tells. Absent without a history.
pub(super) fn status_then(deal: &Deal, day: Day) -> Option<Status> {
    history_by(deal, day).or_else(|| {
        let first = deal.history.first()?.status;
        Some(if first.is_ended() { at_most_by(deal, day) } else { first })
    })
}

/// How far a deal can have come by a day of which nobody tells how far it had: somebody told of it by then.
fn at_most_by(deal: &Deal, day: Day) -> Status {
    let is_announced = deal.announced.is_some_and(|date| date.first() <= day);
    if is_announced { Status::Announced } else { Status::Reported }
}

/// How far a deal had come by a day, as far as its history and its announcement tell.
fn status_by(deal: &Deal, day: Day, is_told_later: bool) -> Status {
    if let Some(status) = status_then(deal, day) {
        return status;
    }
    if !is_told_later && deal.announced.is_none_or(|date| date.first() <= day) {
        return deal.status;
    }
    let most = at_most_by(deal, day);
    if deal.status.is_ended() { most } else { deal.status.min(most) }
}

/// Whether the curator's reading of a field may come from who says this of it: it is the same, or no more than less exact.
fn may_give_reading(deal: &Deal, said: &Assertion) -> bool {
    let meets = |one: Option<Money>, two: Money| one.is_some_and(|one| one.interval().overlaps(two.interval()));
    match *said {
        Assertion::Amount(amount) => meets(deal.amount, amount),
        Assertion::PreMoney(amount) => meets(deal.pre_money, amount),
        Assertion::PostMoney(amount) => meets(deal.post_money, amount),
        Assertion::Commits(entity, amount) => {
            deal.parties.iter().any(|party| party.who.entity() == Some(entity) && meets(party.commits, amount))
        }
        // How far a tranche has come changes though nobody says so, and periods are told in part.
        Assertion::TrancheStatus(..) | Assertion::Period(_) => true,
        _ => retell(deal, [said]) == *deal,
    }
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
        Assertion::TrancheStatus(at, _) => set_status(told, at, None),
        // What the parties are to one another, and what hangs on what, stands as the curator reads it.
        _ => {}
    }
}
