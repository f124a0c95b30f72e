//! Checks deals: their notations, roles, pairs, tranches and references.

use super::checker::{At, Checker};
use super::text::{ClauseText, DealText, PartyText, ScopeText, TrancheText};
use super::tree::Step;
use super::{claim, deal_rules};
use crate::model::{
    CarveOut, Clause, ClauseKind, Deal, EntityIx, Expansion, Facet, FacetValue, Id, Party, Period, Scope, StatusChange,
    Tranche, Who,
};
use Step::{Field, Index};

/// Checks one deal. Absent where something it needs could not be read.
pub(super) fn check_deal(checker: &mut Checker, at: &At, id: Id, text: DealText) -> Option<Deal> {
    let faults_before = checker.faults.len();
    let announced = checker.read_some(at, &[Field("announced")], "bad-date", text.announced.as_deref());
    let amount = checker.read_some(at, &[Field("amount")], "bad-money", text.amount.as_deref());
    let pre_money = checker.read_some(at, &[Field("pre_money")], "bad-money", text.pre_money.as_deref());
    let post_money = checker.read_some(at, &[Field("post_money")], "bad-money", text.post_money.as_deref());
    let capacity = checker.read_some(at, &[Field("capacity")], "bad-capacity", text.capacity.as_deref());
    let period = text.period.as_deref().and_then(|period| {
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
        Some(StatusChange { date: checker.read(at, &path, "bad-date", &change.date)?, status: change.status })
    });
    let history: Vec<StatusChange> = history.collect();
    let part_of = text.part_of.as_deref().and_then(|id| checker.deal(at, &[Field("part_of")], "the umbrella", id));
    let supersedes = text
        .supersedes
        .iter()
        .enumerate()
        .filter_map(|(index, id)| checker.deal(at, &[Field("supersedes"), Index(index)], "the superseded deal", id))
        .collect();
    let expands = text.expands.as_ref().and_then(|expansion| {
        let by = checker.read_some(at, &[Field("expands"), Field("by")], "bad-money", expansion.by.as_deref());
        let deal = checker.deal(at, &[Field("expands"), Field("deal")], "the expanded deal", &expansion.deal)?;
        Some(Expansion { deal, by })
    });
    let mut deal = Deal {
        id,
        kind: text.kind,
        instrument: text.instrument,
        title: text.title,
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
        note: text.note,
    };
    if text.claims.is_empty() {
        let hint = Some("add `claims: [(source: \"…\")]`; without a source there is no deal".to_owned());
        checker.error_with(at, &[], "no-source", "no source tells this deal", hint);
    }
    if checker.faults.len() == faults_before {
        deal_rules::check_roles(checker, at, &deal);
        deal_rules::check_amounts(checker, at, &deal);
        deal_rules::check_order(checker, at, &deal);
    }
    deal.claims = claim::check_claims(checker, at, &deal, &text.claims);
    (checker.faults.len() == faults_before).then_some(deal)
}

fn check_party(checker: &mut Checker, at: &At, index: usize, text: &PartyText) -> Option<Party> {
    let path = |field| [Field("parties"), Index(index), Field(field)];
    let who = match (&text.who, &text.undisclosed) {
        (Some(id), None) => checker.entity(at, &path("who"), "party", id).map(Who::Entity),
        (None, Some(reason)) if reason.trim().is_empty() => {
            checker.error(
                at,
                &path("undisclosed"),
                "party-without-reason",
                "an undisclosed party needs a reason, or what is known of it",
            );
            None
        }
        (None, Some(reason)) => Some(Who::Undisclosed(reason.clone())),
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
            checker.entity(at, &[Field("parties"), Index(index), Field("with"), Index(rank)], "counterparty", id)
        })
        .collect();
    let commits = checker.read_some(at, &path("commits"), "bad-money", text.commits.as_deref());
    let stake = checker.read_some(at, &path("stake"), "bad-share", text.stake.as_deref());
    Some(Party { who: who?, role: text.role, commits, stake, with })
}

fn check_tranche(checker: &mut Checker, at: &At, index: usize, text: &TrancheText) -> Option<Tranche> {
    let path = |field| [Field("tranches"), Index(index), Field(field)];
    let id = checker.read(at, &path("id"), "bad-id", &text.id);
    let amount = checker.read(at, &path("amount"), "bad-money", &text.amount);
    let by = text.by.as_deref().and_then(|id| checker.entity(at, &path("by"), "the paying party", id));
    let due = checker.read_some(at, &path("due"), "bad-date", text.due.as_deref());
    Some(Tranche {
        id: id?,
        amount: amount?,
        by,
        due,
        status: text.status,
        on: text.on.clone(),
        note: text.note.clone(),
    })
}

fn check_clause(
    checker: &mut Checker,
    at: &At,
    index: usize,
    text: &ClauseText,
    announced: Option<crate::model::PartialDate>,
) -> Option<Clause> {
    let path = |field| [Field("clauses"), Index(index), Field(field)];
    let id = checker.read(at, &path("id"), "bad-id", &text.id);
    let beneficiary = checker.entity(at, &path("beneficiary"), "the beneficiary", &text.beneficiary);
    let bound = checker.entity(at, &path("bound"), "the bound party", &text.bound);
    let scope = check_scope(checker, at, &path("scope"), &text.scope);
    let period = text.period.as_deref().and_then(|period| {
        Period::read(period, announced).map_err(|error| checker.error(at, &path("period"), "bad-period", error)).ok()
    });
    let carve_outs = text.carve_outs.iter().enumerate().map(|(rank, carve_out)| {
        let path = [Field("clauses"), Index(index), Field("carve_outs"), Index(rank), Field("scope")];
        CarveOut { scope: check_scope(checker, at, &path, &carve_out.scope), note: carve_out.note.clone() }
    });
    let carve_outs = carve_outs.collect();
    let amount = checker.read_some(at, &path("amount"), "bad-money", text.amount.as_deref());
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
        note: text.note.clone(),
    })
}

fn check_scope(checker: &mut Checker, at: &At, path: &[Step], text: &ScopeText) -> Scope {
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
