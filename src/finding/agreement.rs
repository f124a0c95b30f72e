//! Whether a claim disputes what a proof rests on, or only says it less exactly.

use crate::graph::Told;
use crate::model::{Assertion, Claim, DealIx, Hedge, Money, PartialDate, Period};

/// Whether a claim speaks of a field (or of what lies under it), and then whether it agrees with the deal as
/// told. Remarks change nothing and take no side.
///
/// Who says that the whole around the field is not there ("told without tranches") disagrees too; who merely
/// speaks of that whole does not speak of the field. That somebody takes part (`parties.acme`) is not disputed
/// by another sum for its part.
pub(super) fn stance(told: &Told<'_>, deal: DealIx, claim: &Claim, field: &str) -> Option<bool> {
    let said = claim.says.as_ref().filter(|said| !said.assertion.is_remark())?;
    let takes_part = field.strip_prefix("parties.").is_some_and(|party| !party.contains('.'));
    if said.field == field || (!takes_part && is_within(&said.field, field)) {
        return Some(agrees(told, deal, &said.assertion));
    }
    (is_within(field, &said.field) && !told.agrees(deal, &said.assertion)).then_some(false)
}

/// The part of a deal that a field belongs to: the clause `clauses.cloud` of `clauses.cloud.scope`, a tranche or a party.
pub(super) fn part_of(field: &str) -> Option<&str> {
    let (what, rest) = field.split_once('.')?;
    let id = rest.split('.').next().filter(|id| !id.is_empty())?;
    matches!(what, "clauses" | "tranches" | "parties").then(|| field.get(..what.len() + 1 + id.len()))?
}

/// Whether a claim speaks of the part of a deal that a field belongs to: of another field of the same clause, say.
pub(super) fn speaks_of_part(claim: &Claim, field: &str) -> bool {
    let said = claim.says.as_ref().filter(|said| !said.assertion.is_remark());
    said.zip(part_of(field)).is_some_and(|(said, part)| is_within(&said.field, part))
}

/// Whether a field is another, or lies under it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether an assertion says the same of a deal as is told, were it less exactly: "2026-02" for the 27th of that
/// month, "about USD 50bn" for fifty. "Up to" and "at least" are not less exact but another statement.
pub fn agrees(told: &Told<'_>, index: DealIx, assertion: &Assertion) -> bool {
    let same = || told.agrees(index, assertion);
    let Some(deal) = told.deal(index) else {
        return same();
    };
    // Tranches and clauses are named by their position in the curated deal.
    let curated = told.book.deal(index);
    let tranche = |at: usize| curated.tranches.get(at).and_then(|it| deal.tranche(it.id.as_str()));
    let clause = |at: usize| curated.clauses.get(at).and_then(|it| deal.clause(it.id.as_str()));
    let loosely = match assertion {
        Assertion::Announced(said) => deal.announced.is_some_and(|told| dates_meet(told, *said)),
        Assertion::TrancheDue(at, said) => {
            tranche(*at).and_then(|it| it.due).is_some_and(|told| dates_meet(told, *said))
        }
        Assertion::Period(said) => deal.period.is_some_and(|told| periods_meet(told, *said)),
        Assertion::ClausePeriod(at, said) => {
            clause(*at).and_then(|it| it.period).is_some_and(|told| periods_meet(told, *said))
        }
        Assertion::Amount(said) => deal.amount.is_some_and(|told| amounts_meet(told, *said)),
        Assertion::TrancheAmount(at, said) => tranche(*at).is_some_and(|told| amounts_meet(told.amount, *said)),
        _ => false,
    };
    loosely || same()
}

fn dates_meet(one: PartialDate, two: PartialDate) -> bool {
    one.first() <= two.last() && two.first() <= one.last()
}

/// Whether two periods are the same as far as both say. An open start says nothing; an open end says that it
/// still holds.
fn periods_meet(told: Period, said: Period) -> bool {
    let starts = match (told.from(), said.from()) {
        (Some(one), Some(two)) => dates_meet(one, two),
        _ => true,
    };
    let ends = match (told.until(), said.until()) {
        (Some(one), Some(two)) => dates_meet(one, two),
        (None, None) => true,
        _ => false,
    };
    starts && ends
}

fn amounts_meet(told: Money, said: Money) -> bool {
    let plain = |money: Money| matches!(money.hedge(), Hedge::Exact | Hedge::About | Hedge::Range);
    plain(told) && plain(said) && told.currency() == said.currency() && told.interval().overlaps(said.interval())
}
