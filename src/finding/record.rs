//! A finding as data, as `docs/finding.schema.json` describes it.

use serde_json::{Value, json};

use super::claim_money::money_records;
use super::evidence::{Evidence, Ground};
use super::proof::{Alternative, derivations};
use super::{Finding, Premise};
use crate::graph::DealGraph;

/// A finding as data. Ids stand for records; money is in minor units.
pub fn finding_record(graph: &DealGraph<'_>, finding: &Finding) -> Value {
    let book = graph.book();
    json!({
        "code": finding.code,
        "severity": finding.severity,
        "claim": finding.claim,
        "parties": finding.parties.iter().map(|party| &book.entity(*party).id).collect::<Vec<_>>(),
        "topic": finding.topic,
        "strength": finding.strength,
        "money": money_records(&finding.money),
        "deals": finding.deals().into_iter().map(|deal| &book.deal(deal).id).collect::<Vec<_>>(),
        "sources": finding.sources().into_iter().map(|source| &book.source(source).id).collect::<Vec<_>>(),
        "derivations": derivations(&finding.proof),
        "proof": finding.proof.iter().map(|premise| premise_record(graph, premise)).collect::<Vec<_>>(),
        "caveats": finding.caveats,
        "fingerprint": finding.fingerprint,
    })
}

fn premise_record(graph: &DealGraph<'_>, premise: &Premise) -> Value {
    let any_of: Vec<Value> = premise.alternatives.iter().map(|it| alternative_record(graph, it)).collect();
    json!({ "says": premise.says, "any_of": any_of })
}

fn alternative_record(graph: &DealGraph<'_>, alternative: &Alternative) -> Value {
    let book = graph.book();
    let legs = alternative.legs.iter().map(|leg| {
        let deal = graph.deal(*leg);
        let end = |party: u16| deal.entity_at(party.into()).map(|entity| &book.entity(entity).id);
        json!({
            "deal": deal.id,
            "from": end(leg.from),
            "to": end(leg.to),
            "flow": leg.flow,
            "kind": leg.kind,
            "status": leg.status,
        })
    });
    json!({
        "legs": legs.collect::<Vec<_>>(),
        "evidence": alternative.evidence.iter().map(|it| evidence_record(graph, it)).collect::<Vec<_>>(),
    })
}

fn evidence_record(graph: &DealGraph<'_>, evidence: &Evidence) -> Value {
    let book = graph.book();
    let ids = |sources: &[crate::model::SourceIx]| -> Vec<Value> {
        sources.iter().map(|source| json!(book.source(*source).id)).collect()
    };
    match evidence.ground {
        Ground::Deal(deal) => json!({
            "deal": book.deal(deal).id,
            "field": evidence.field,
            "sources": ids(&evidence.sources),
            "disputed_by": ids(&evidence.disputed_by),
            "of_field": ids(&evidence.of_field),
            "of_part": ids(&evidence.of_part),
        }),
        Ground::Entity(entity) => json!({ "entity": book.entity(entity).id, "field": evidence.field }),
    }
}
