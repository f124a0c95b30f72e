//! What a deal says in a field, in the words that a claim would use.

use crate::model::{Assertion, Book, Clause, Deal, EntityIx, Party, Scope, Tranche};

/// What `deal` says in the field that an assertion speaks of, as a claim would say it; absent where it says nothing there, or
/// that nobody discloses it. Tranches and clauses are named by their position in the deal as curated.
pub(super) fn reading(book: &Book, deal: &Deal, curated: &Deal, said: &Assertion) -> Option<String> {
    let tranche = |at: &usize| deal.tranche(curated.tranches.get(*at)?.id.as_str());
    let clause = |at: &usize| deal.clause(curated.clauses.get(*at)?.id.as_str());
    let party = |who: &EntityIx| deal.parties.iter().find(|party| party.who.entity() == Some(*who));
    let facet = |scope: &Scope, facet| scope.get(facet).map_or("any", |value| value.text(book)).to_owned();
    match said {
        Assertion::Amount(_) => deal.amount.filter(|it| !it.is_undisclosed()).map(|it| it.to_string()),
        Assertion::PreMoney(_) => deal.pre_money.filter(|it| !it.is_undisclosed()).map(|it| it.to_string()),
        Assertion::PostMoney(_) => deal.post_money.filter(|it| !it.is_undisclosed()).map(|it| it.to_string()),
        Assertion::Announced(_) => deal.announced.map(|it| it.to_string()),
        Assertion::Period(_) => deal.period.map(|it| it.to_string()),
        Assertion::Status(_) => Some(deal.status.to_string()),
        Assertion::Capacity(_) => deal.capacity.map(|it| it.to_string()),
        Assertion::Instrument(_) => deal.instrument.map(|it| it.to_string()),
        Assertion::Commits(who, _) => {
            party(who)?.commits.filter(|it| !it.is_undisclosed()).map(|commits| commits.to_string())
        }
        Assertion::Stake(who, _) => party(who)?.stake.map(|it| it.to_string()),
        Assertion::PartyRole(who, _) | Assertion::PartyAbsent(who) => party(who).map(role),
        Assertion::NoTranches => {
            let tranches: Vec<String> = deal.tranches.iter().map(|it| format!("{}.{}", it.id, amount(it))).collect();
            (!tranches.is_empty()).then(|| tranches.join("\n"))
        }
        Assertion::TrancheAbsent(at) => tranche(at).map(amount),
        Assertion::TrancheAmount(at, _) => {
            tranche(at).map(|it| it.amount).filter(|it| !it.is_undisclosed()).map(|it| it.to_string())
        }
        Assertion::TrancheDue(at, _) => tranche(at)?.due.map(|it| it.to_string()),
        Assertion::TrancheStatus(at, _) => tranche(at).map(|it| it.status.unwrap_or(deal.status).to_string()),
        Assertion::TrancheConditions(at, _) => tranche(at).map(conditions),
        Assertion::ClauseAbsent(at) => clause(at).map(|it| it.kind.to_string()),
        Assertion::ClausePeriod(at, _) => clause(at)?.period.map(|it| it.to_string()),
        Assertion::ClauseFacet(at, of, _) => clause(at).map(|it| facet(&it.scope, *of)),
        Assertion::NoCarveOuts(at) => clause(at).and_then(|it| carve_outs(book, it)),
        Assertion::ScopeFacet(of, _) => deal.scope.as_ref().map(|scope| facet(scope, *of)),
        Assertion::Remark => None,
    }
}

fn role(party: &Party) -> String {
    party.role.to_string()
}

fn amount(tranche: &Tranche) -> String {
    format!("amount: {}", tranche.amount)
}

fn conditions(tranche: &Tranche) -> String {
    if tranche.on.is_empty() { "none".to_owned() } else { tranche.on.join("; ") }
}

fn carve_outs(book: &Book, clause: &Clause) -> Option<String> {
    let free: Vec<String> = clause.carve_outs.iter().map(|it| it.scope.describe(book)).collect();
    (!free.is_empty()).then(|| free.join("\n"))
}
