//! Where rules put what they find.

use std::collections::{BTreeMap, BTreeSet};

use super::card::RuleCard;
use super::fingerprint::Fingerprint;
use super::proof::{Premise, strength};
use super::{Finding, sorted};
use crate::graph::DealGraph;
use crate::model::Severity;
use crate::model::{EntityIx, Stated};

/// What a rule says of one case; the sink makes a [`Finding`] of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// One sentence without a full stop.
    pub claim: String,
    /// Whom it is about.
    pub parties: Vec<EntityIx>,
    /// What tells it from others of the same code and parties; may be empty.
    pub topic: String,
    /// What proves it.
    pub proof: Vec<Premise>,
    /// The money it is about, by currency.
    pub money: Vec<Stated>,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// The severity of this case, where it differs from the card's.
    pub severity: Option<Severity>,
}

/// Collects findings; severities are overridden here and nowhere else.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    overrides: BTreeMap<String, Severity>,
    findings: Vec<Finding>,
    notes: BTreeSet<String>,
    left_out: Vec<String>,
}

/// Findings in their order, with what must be said beside them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The findings: the gravest first, then by code, parties, topic and fingerprint.
    pub list: Vec<Finding>,
    /// What a reader must know so as not to be misled, one sentence each.
    pub notes: Vec<String>,
    /// What bounds left out, one sentence each; empty where nothing was.
    pub left_out: Vec<String>,
}

impl Sink {
    /// A sink that gives the findings of some codes another severity than their cards do.
    pub fn new(overrides: BTreeMap<String, Severity>) -> Self {
        Self { overrides, ..Self::default() }
    }

    /// Takes a case that a rule has found. A draft without evidence is no finding and is not taken.
    pub fn report(&mut self, graph: &DealGraph<'_>, card: RuleCard<'_>, draft: Draft) {
        let Draft { claim, parties, topic, proof, money, mut caveats, severity } = draft;
        if proof.is_empty() || proof.iter().any(|premise| premise.alternatives.is_empty()) {
            return;
        }
        let mut finding = Finding {
            code: card.code.to_owned(),
            severity: self.overrides.get(card.code).copied().or(severity).unwrap_or(card.severity),
            claim,
            strength: strength(graph.told(), &proof),
            fingerprint: Fingerprint::new(graph.book(), card.code, &topic, &parties, &[]),
            parties,
            topic,
            proof,
            money,
            caveats: Vec::new(),
        };
        let deals = finding.deals();
        finding.fingerprint = Fingerprint::new(graph.book(), &finding.code, &finding.topic, &finding.parties, &deals);
        caveats.extend(dispute(graph, &finding));
        finding.caveats = caveats;
        self.findings.push(finding);
    }

    /// Notes something that a reader of all findings must know.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.insert(note.into());
    }

    /// Says what a bound left out.
    pub fn cut(&mut self, left_out: impl Into<String>) {
        self.left_out.push(left_out.into());
    }

    /// Everything found, in order.
    pub fn finish(self) -> Findings {
        let mut list = self.findings;
        list.sort_by(|one, two| {
            (two.severity, one.subject(), &one.fingerprint).cmp(&(one.severity, two.subject(), &two.fingerprint))
        });
        list.dedup();
        Findings { list, notes: self.notes.into_iter().collect(), left_out: self.left_out }
    }
}

/// Says who disputes the evidence of a finding.
fn dispute(graph: &DealGraph<'_>, finding: &Finding) -> Option<String> {
    let book = graph.book();
    let against = sorted(finding.evidence().flat_map(|evidence| {
        let deal = evidence.ground.deal().map(|deal| book.deal(deal).id.as_str());
        evidence.disputed_by.iter().map(move |source| (deal.unwrap_or_default(), evidence.field.as_str(), *source))
    }));
    let said: Vec<String> = against
        .iter()
        .map(|(deal, field, source)| format!("{} on {field} of {deal}", book.source(*source).id))
        .collect();
    (!said.is_empty()).then(|| format!("sources say otherwise: {}", said.join(", ")))
}
