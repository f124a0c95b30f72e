//! Findings as SARIF 2.1.0, for code-scanning dashboards and continuous integration.
//!
//! Deals are no files with lines, so results have logical locations: `deals/acme-orion`. Definition:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use serde_json::{Value, json};

use super::record::finding_record;
use super::{Findings, RuleCard, Severity};
use crate::graph::DealGraph;

/// The findings as one SARIF log; `cards` describe the rules that were run.
pub fn sarif(graph: &DealGraph<'_>, findings: &Findings, cards: &[RuleCard<'_>]) -> Value {
    let book = graph.book();
    let rules = cards.iter().map(|card| {
        json!({
            "id": card.code,
            "shortDescription": { "text": card.finds },
            "fullDescription": { "text": card.why },
            "help": { "text": format!("Example: {}\nLimits: {}", card.example, card.limits) },
            "defaultConfiguration": { "level": level(card.severity) },
        })
    });
    let results = findings.list.iter().map(|finding| {
        let locations: Vec<Value> = finding
            .deals()
            .into_iter()
            .map(|deal| {
                let id = book.deal(deal).id.as_str();
                json!({
                    "logicalLocations": [{
                        "name": id,
                        "fullyQualifiedName": format!("deals/{id}"),
                        "kind": "declaration",
                    }],
                })
            })
            .collect();
        let mut result = json!({
            "ruleId": finding.code,
            "level": level(finding.severity),
            "message": { "text": finding.claim },
            "locations": locations,
            "partialFingerprints": { "dealgraph/v1": finding.fingerprint },
            "properties": { "finding": finding_record(graph, finding) },
        });
        // A rule is named by position only where its card is listed: queries that find have none here.
        if let Some(index) = cards.iter().position(|card| card.code == finding.code) {
            result["ruleIndex"] = json!(index);
        }
        result
    });
    let told = |text: &String| json!({ "level": "note", "message": { "text": text } });
    let warned = |text: &String| json!({ "level": "warning", "message": { "text": text } });
    let notifications: Vec<Value> =
        findings.left_out.iter().map(warned).chain(findings.notes.iter().map(told)).collect();
    let mut properties = json!({ "truncated": !findings.left_out.is_empty() });
    if !findings.cuts.is_empty() {
        properties["cut"] = json!(findings.cuts);
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "dealgraph",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules.collect::<Vec<_>>(),
                },
            },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications,
            }],
            "results": results.collect::<Vec<_>>(),
            "properties": properties,
        }],
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Low | Severity::Medium => "warning",
        Severity::High => "error",
    }
}
