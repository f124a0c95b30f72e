//! Rules written as patterns.

use super::Case;
use crate::finding::{Draft, RuleCard, Sink};
use crate::model::{EntityIx, PatternRule};
use crate::query::pattern::{Prover, Question, matches, money, proof};

/// The most findings of one rule.
const MOST_FINDINGS: usize = 1_000_000;

/// The card of a rule written as a pattern.
pub fn card(rule: &PatternRule) -> RuleCard<'_> {
    RuleCard {
        code: rule.id.as_str(),
        severity: rule.severity,
        finds: &rule.finds,
        why: &rule.why,
        example: &rule.example,
        limits: &rule.limits,
    }
}

/// Finds the cases of a rule written as a pattern.
pub fn run(case: &Case<'_, '_>, rule: &PatternRule, sink: &mut Sink) {
    let graph = case.graph;
    // Loading has checked every name against the rule's own book; in a book without that entity nothing matches.
    let Ok(question) = Question::new(case.book(), graph, &rule.pattern) else {
        return;
    };
    let found = matches(graph, &case.rivals, &question, MOST_FINDINGS);
    if found.rows.is_empty() {
        return;
    }
    let prover = Prover::new(graph, &rule.pattern);
    for row in &found.rows {
        let (premises, absences) = proof(graph, &case.rivals, &prover, row);
        let (stated, unstated) = money(graph, &premises);
        let parties: Vec<EntityIx> = rule.parties.iter().map(|variable| row[*variable]).collect();
        let others = (0..row.len()).filter(|variable| !rule.parties.contains(variable));
        let topic: Vec<&str> = others.map(|variable| case.book().entity(row[variable]).id.as_str()).collect();
        sink.report(
            graph,
            card(rule),
            Draft {
                claim: rule.claim_with(|variable| case.name(row[variable])),
                parties,
                topic: topic.join(" "),
                proof: premises,
                money: stated,
                caveats: unstated.into_iter().chain(absences).collect(),
                severity: None,
            },
        );
    }
    if let Some(cut) = found.cut {
        sink.cut(format!("{}: {cut}", rule.id));
    }
}
