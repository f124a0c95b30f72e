//! Checks deals: their notations, roles, pairs, tranches and references.

use super::checker::{At, Checker};
use super::text::{ClauseText, DealText, PartyText, ScopeText, TrancheText, Written};
use super::tree::Step;
use super::{claim, deal_rules};
use crate::model::{
    CarveOut, Clause, ClauseKind, Deal, EntityIx, Expansion, Facet, FacetValue, Id, Party, Period, Scope, StatusChange,
    Tranche, Who,
};
use Step::{Field, Index};

/// Checks one deal. Absent where something it needs could not be read.
pub(super) fn check_deal<S: Written>(checker: &mut Checker, at: &At, id: Id, text: &DealText<S>) -> Option<Deal> {
    let (faults_before, passed_over_before) = (checker.faults.len(), checker.passed_over);
    let announced = checker.read_some(at, &[Field("announced")], "bad-date", given(&text.announced));
    let amount = checker.read_some(at, &[Field("amount")], "bad-money", given(&text.amount));
    let pre_money = checker.read_some(at, &[Field("pre_money")], "bad-money", given(&text.pre_money));
    let post_money = checker.read_some(at, &[Field("post_money")], "bad-money", given(&text.post_money));
    let capacity = checker.read_some(at, &[Field("capacity")], "bad-capacity", given(&text.capacity));
    let period = given(&text.period).and_then(|period| {
        Period::read(period, announced).map_err(|error| checker.error(at, &[Field("period")], "bad-period", error)).ok()
    });
    let parties: Vec<Party> =
        text.parties.iter().enumerate().filter_map(|(index, party)| check_party(checker, at, index, party)).collect();
    let tranches: Vec<Tranche> = text
        .tranches
        .iter()
        .enumerate()
        .filter_map(|(index, tranche)| check_tranche(checker, at, index, tranche))
        .collect();
    let clauses: Vec<Clause> = text
        .clauses
        .iter()
        .enumerate()
        .filter_map(|(index, clause)| check_clause(checker, at, index, clause, announced))
        .collect();
    let scope = text.scope.as_ref().map(|scope| check_scope(checker, at, &[Field("scope")], scope));
    let history = text.history.iter().enumerate().filter_map(|(index, change)| {
        let path = [Field("history"), Index(index), Field("date")];
        Some(StatusChange { date: checker.read(at, &path, "bad-date", change.date.as_ref())?, status: change.status })
    });
    let history: Vec<StatusChange> = history.collect();
    let part_of = given(&text.part_of).and_then(|id| checker.deal(at, &[Field("part_of")], "the umbrella", id));
    let supersedes = text
        .supersedes
        .iter()
        .enumerate()
        .filter_map(|(index, id)| {
            checker.deal(at, &[Field("supersedes"), Index(index)], "the superseded deal", id.as_ref())
        })
        .collect();
    let expands = text.expands.as_ref().and_then(|expansion| {
        let by = checker.read_some(at, &[Field("expands"), Field("by")], "bad-money", given(&expansion.by));
        let deal =
            checker.deal(at, &[Field("expands"), Field("deal")], "the expanded deal", expansion.deal.as_ref())?;
        Some(Expansion { deal, by })
    });
    let mut deal = Deal {
        id,
        kind: text.kind,
        instrument: text.instrument,
        title: text.title.clone().into(),
        parties,
        announced,
        period,
        amount,
        pre_money,
        post_money,
        capacity,
        scope,
        tranches,
        clauses,
        status: text.status,
        history,
        part_of,
        supersedes,
        expands,
        claims: Vec::new(),
        note: text.note.clone().map(Into::into),
    };
    if text.claims.is_empty() {
        let hint = Some("add `claims: [(source: \"…\")]`; without a source there is no deal".to_owned());
        checker.error_with(at, &[], "no-source", "no source tells this deal", hint);
    }
    // Of a deal of which a part is missing, because the record that it names is faulty, no more can be told.
    if checker.passed_over > passed_over_before {
        return None;
    }
    if checker.faults.len() == faults_before {
        check_rules(checker, at, &deal);
    }
    deal.claims = claim::check_claims(checker, at, &deal, &text.claims);
    (checker.faults.len() == faults_before).then_some(deal)
}

/// Checks what must hold within a deal of which everything could be read. Claims that only tell it need no check.
pub(super) fn check_rules(checker: &mut Checker, at: &At, deal: &Deal) {
    deal_rules::check_roles(checker, at, deal);
    deal_rules::check_amounts(checker, at, deal);
    deal_rules::check_order(checker, at, deal);
}

/// An optional text as it is written.
#[expect(clippy::ref_option, reason = "fields are borrowed as they are")]
fn given<S: Written>(text: &Option<S>) -> Option<&str> {
    text.as_ref().map(AsRef::as_ref)
}

fn check_party<S: Written>(checker: &mut Checker, at: &At, index: usize, text: &PartyText<S>) -> Option<Party> {
    let path = |field| [Field("parties"), Index(index), Field(field)];
    let who = match (&text.who, &text.undisclosed) {
        (Some(id), None) => checker.entity(at, &path("who"), "party", id.as_ref()).map(Who::Entity),
        (None, Some(reason)) if reason.as_ref().trim().is_empty() => {
            checker.error(
                at,
                &path("undisclosed"),
                "party-without-reason",
                "an undisclosed party needs a reason, or what is known of it",
            );
            None
        }
        (None, Some(reason)) => Some(Who::Undisclosed(reason.clone().into())),
        (Some(_), Some(_)) => {
            checker.error(
                at,
                &path("undisclosed"),
                "party-twofold",
                "a party is either known (`who`) or `undisclosed`, not both",
            );
            None
        }
        (None, None) => {
            let hint = Some("write `who: \"id\"`, or `undisclosed: \"why nobody says who\"`".to_owned());
            checker.error_with(at, &[Field("parties"), Index(index)], "missing-party", "a party is missing here", hint);
            None
        }
    };
    let with: Vec<EntityIx> = text
        .with
        .iter()
        .enumerate()
        .filter_map(|(rank, id)| {
            checker.entity(
                at,
                &[Field("parties"), Index(index), Field("with"), Index(rank)],
                "counterparty",
                id.as_ref(),
            )
        })
        .collect();
    let commits = checker.read_some(at, &path("commits"), "bad-money", given(&text.commits));
    let stake = checker.read_some(at, &path("stake"), "bad-share", given(&text.stake));
    Some(Party { who: who?, role: text.role, commits, stake, with })
}

fn check_tranche<S: Written>(checker: &mut Checker, at: &At, index: usize, text: &TrancheText<S>) -> Option<Tranche> {
    let path = |field| [Field("tranches"), Index(index), Field(field)];
    let id = checker.read(at, &path("id"), "bad-id", text.id.as_ref());
    let amount = checker.read(at, &path("amount"), "bad-money", text.amount.as_ref());
    let by = given(&text.by).and_then(|id| checker.entity(at, &path("by"), "the paying party", id));
    let due = checker.read_some(at, &path("due"), "bad-date", given(&text.due));
    Some(Tranche {
        id: id?,
        amount: amount?,
        by,
        due,
        status: text.status,
        on: text.on.iter().map(|condition| condition.clone().into()).collect(),
        note: text.note.clone().map(Into::into),
    })
}

fn check_clause<S: Written>(
    checker: &mut Checker,
    at: &At,
    index: usize,
    text: &ClauseText<S>,
    announced: Option<crate::model::PartialDate>,
) -> Option<Clause> {
    let path = |field| [Field("clauses"), Index(index), Field(field)];
    let id = checker.read(at, &path("id"), "bad-id", text.id.as_ref());
    let beneficiary = checker.entity(at, &path("beneficiary"), "the beneficiary", text.beneficiary.as_ref());
    let bound = checker.entity(at, &path("bound"), "the bound party", text.bound.as_ref());
    let scope = check_scope(checker, at, &path("scope"), &text.scope);
    let period = given(&text.period).and_then(|period| {
        Period::read(period, announced).map_err(|error| checker.error(at, &path("period"), "bad-period", error)).ok()
    });
    let carve_outs = text.carve_outs.iter().enumerate().map(|(rank, carve_out)| {
        let path = [Field("clauses"), Index(index), Field("carve_outs"), Index(rank), Field("scope")];
        CarveOut {
            scope: check_scope(checker, at, &path, &carve_out.scope),
            note: carve_out.note.clone().map(Into::into),
        }
    });
    let carve_outs = carve_outs.collect();
    let amount = checker.read_some(at, &path("amount"), "bad-money", given(&text.amount));
    if text.amount.is_some() && text.kind != ClauseKind::MinimumSpend {
        checker.error(
            at,
            &path("amount"),
            "misplaced-field",
            format!("a clause of kind {} has no amount; MinimumSpend has", text.kind),
        );
    }
    let (beneficiary, bound) = (beneficiary?, bound?);
    if beneficiary == bound {
        checker.error(at, &path("bound"), "self-deal", "a clause binds one party in favour of another, not of itself");
    }
    Some(Clause {
        id: id?,
        kind: text.kind,
        beneficiary,
        bound,
        scope,
        period,
        carve_outs,
        amount,
        note: text.note.clone().map(Into::into),
    })
}

fn check_scope<S: Written>(checker: &mut Checker, at: &At, path: &[Step], text: &ScopeText<S>) -> Scope {
    let mut scope = Scope::default();
    for (name, value) in text.facets() {
        let Some(facet) = Facet::from_name(name) else {
            continue;
        };
        let mut path = path.to_vec();
        path.push(Field(name));
        if let Some(value) = read_facet(checker, at, &path, facet, value) {
            scope.set(facet, Some(value));
        }
    }
    scope
}

/// Reads the value of one facet: an entity id for a product, kebab words for the others.
pub(super) fn read_facet(
    checker: &mut Checker,
    at: &At,
    path: &[Step],
    facet: Facet,
    text: &str,
) -> Option<FacetValue> {
    if facet == Facet::Product {
        return checker.entity(at, path, "the product", text).map(FacetValue::Product);
    }
    for word in text.split('/') {
        checker.read::<Id>(at, path, "bad-scope", word)?;
    }
    Some(FacetValue::Word(text.into()))
}
