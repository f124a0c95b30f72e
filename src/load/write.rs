//! Writes a book back as the text it could have been read from: RON in the canonical layout, or JSON.
//!
//! What is absent is left out, and every value is written in the notation that reads back as the same value,
//! so reading the text again gives an equal book.

use std::collections::BTreeMap;

use super::canonical::write_records;
use super::json::json_of;
use super::text::{
    CarveOutText, ClaimText, ClauseText, DealText, EntityText, ExpansionText, FileText, PartyText, RateText, RuleText,
    ScopeText, SourceText, StatusChangeText, TrancheText,
};
use crate::model::{
    Book, Claim, Clause, Deal, DealIx, Entity, Facet, Party, PatternRule, Rate, Scope, Source, Tranche, Who,
};

/// Returns a whole book as one RON text in the canonical layout; reading it gives an equal book.
pub fn write_book(book: &Book) -> String {
    write_records(&records_of(book))
}

/// Returns a whole book as one JSON text with the sections and fields of a book file.
pub fn write_json(book: &Book) -> String {
    json_of(&records_of(book))
}

/// Returns the records of a book as they would be written in a file.
pub(crate) fn records_of(book: &Book) -> FileText {
    FileText { deals: book.deals().map(|deal| deal_text(book, &deal)).collect(), ..records_beside_deals(book) }
}

/// Returns the records of a book but its deals, which are nearly all that there is of a large one.
pub(crate) fn records_beside_deals(book: &Book) -> FileText {
    FileText {
        entities: book.entities().map(|entity| entity_text(book, &entity)).collect(),
        deals: Vec::new(),
        sources: book.sources().map(|source| source_text(&source)).collect(),
        rates: book.rates().iter().map(|rate| rate_text(book, rate)).collect(),
        rules: book.rules().iter().map(rule_text).collect(),
    }
}

/// Returns a rule as it would be written in a file.
pub(crate) fn rule_text(rule: &PatternRule) -> RuleText {
    RuleText {
        id: rule.id.to_string(),
        severity: rule.severity.to_string(),
        finds: rule.finds.clone(),
        why: rule.why.clone(),
        example: rule.example.clone(),
        limits: rule.limits.clone(),
        pattern: rule.pattern.text.clone(),
        claim: rule.claim.clone(),
        parties: rule.parties.iter().map(|party| rule.pattern.name(*party).to_owned()).collect(),
    }
}

/// Returns an entity as it would be written in a file.
pub(crate) fn entity_text(book: &Book, entity: &Entity) -> EntityText {
    let part_of = entity.part_of.map(|part| {
        let whole = &book.entity(part.whole).id;
        part.period.map_or_else(|| whole.to_string(), |period| format!("{whole} {period}"))
    });
    EntityText {
        id: entity.id.to_string(),
        name: entity.name.clone(),
        kind: entity.kind,
        aliases: entity.aliases.clone(),
        part_of,
        markets: entity.markets.clone(),
        group: entity.group.clone(),
        country: entity.country.clone(),
        note: entity.note.clone(),
    }
}

/// Returns a deal as it would be written in a file. Of the deals that it refers to, those of a large book are not kept.
pub(crate) fn deal_text(book: &Book, deal: &Deal) -> DealText {
    let id_of = |deal: DealIx| book.sections().deals.look(deal.get()).id.to_string();
    DealText {
        id: deal.id.to_string(),
        kind: deal.kind,
        instrument: deal.instrument,
        title: deal.title.clone(),
        parties: deal.parties.iter().map(|party| party_text(book, party)).collect(),
        announced: written(deal.announced),
        period: written(deal.period),
        amount: written(deal.amount),
        pre_money: written(deal.pre_money),
        post_money: written(deal.post_money),
        capacity: written(deal.capacity),
        scope: deal.scope.as_ref().map(|scope| scope_text(book, scope)),
        tranches: deal.tranches.iter().map(|tranche| tranche_text(book, tranche)).collect(),
        clauses: deal.clauses.iter().map(|clause| clause_text(book, clause)).collect(),
        status: deal.status,
        history: deal
            .history
            .iter()
            .map(|change| StatusChangeText { date: change.date.to_string(), status: change.status })
            .collect(),
        part_of: deal.part_of.map(id_of),
        supersedes: deal.supersedes.iter().copied().map(id_of).collect(),
        expands: deal.expands.map(|it| ExpansionText { deal: id_of(it.deal), by: written(it.by) }),
        claims: deal.claims.iter().map(|claim| claim_text(book, claim)).collect(),
        note: deal.note.clone(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the values are small and copied")]
fn written<T: ToString>(value: Option<T>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

fn party_text(book: &Book, party: &Party) -> PartyText {
    let (who, undisclosed) = match &party.who {
        Who::Entity(entity) => (Some(book.entity(*entity).id.to_string()), None),
        Who::Undisclosed(reason) => (None, Some(reason.clone())),
    };
    PartyText {
        who,
        undisclosed,
        role: party.role,
        commits: written(party.commits),
        stake: written(party.stake),
        with: party.with.iter().map(|entity| book.entity(*entity).id.to_string()).collect(),
    }
}

fn scope_text(book: &Book, scope: &Scope) -> ScopeText {
    let facet = |facet| scope.get(facet).map(|value| value.text(book).to_owned());
    ScopeText {
        product: facet(Facet::Product),
        activity: facet(Facet::Activity),
        channel: facet(Facet::Channel),
        mode: facet(Facet::Mode),
        region: facet(Facet::Region),
        field: facet(Facet::Field),
    }
}

fn tranche_text(book: &Book, tranche: &Tranche) -> TrancheText {
    TrancheText {
        id: tranche.id.to_string(),
        amount: tranche.amount.to_string(),
        by: tranche.by.map(|by| book.entity(by).id.to_string()),
        due: written(tranche.due),
        status: tranche.status,
        on: tranche.on.clone(),
        note: tranche.note.clone(),
    }
}

fn clause_text(book: &Book, clause: &Clause) -> ClauseText {
    let carve_outs = clause
        .carve_outs
        .iter()
        .map(|carve_out| CarveOutText { scope: scope_text(book, &carve_out.scope), note: carve_out.note.clone() });
    ClauseText {
        id: clause.id.to_string(),
        kind: clause.kind,
        beneficiary: book.entity(clause.beneficiary).id.to_string(),
        bound: book.entity(clause.bound).id.to_string(),
        scope: scope_text(book, &clause.scope),
        period: written(clause.period),
        carve_outs: carve_outs.collect(),
        amount: written(clause.amount),
        note: clause.note.clone(),
    }
}

/// One claim a field: a book keeps them so, and in which record they stood says nothing.
fn claim_text(book: &Book, claim: &Claim) -> ClaimText {
    let says = claim.says.iter().map(|said| (said.field.clone(), said.value.clone()));
    ClaimText {
        source: book.source(claim.source).id.to_string(),
        says: says.collect::<BTreeMap<_, _>>(),
        note: claim.note.clone(),
    }
}

/// Returns a source as it would be written in a file.
pub(crate) fn source_text(source: &Source) -> SourceText {
    SourceText {
        id: source.id.to_string(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        address: source.address.clone(),
        date: written(source.date),
        date_is: Some(source.date_is),
        kind: source.kind,
        note: source.note.clone(),
    }
}

/// Returns a rate as it would be written in a file.
pub(crate) fn rate_text(book: &Book, rate: &Rate) -> RateText {
    let digits = format!("{:0width$}", rate.numerator, width = usize::from(rate.decimals) + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(usize::from(rate.decimals)));
    let point = if fraction.is_empty() { "" } else { "." };
    RateText {
        from: rate.from.to_string(),
        to: rate.to.to_string(),
        rate: format!("{whole}{point}{fraction}"),
        date: rate.date.to_string(),
        source: book.source(rate.source).id.to_string(),
    }
}
