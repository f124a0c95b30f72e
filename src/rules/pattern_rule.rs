//! Rules written as patterns.

use std::collections::BTreeSet;

use super::Case;
use crate::finding::{Draft, Premise, RuleCard, Sink};
use crate::model::pattern::Condition;
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
        let apart = by_another_part(case, rule, row, &premises);
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
                caveats: unstated.into_iter().chain(absences).chain(apart).collect(),
                severity: None,
            },
        );
    }
    if let Some(cut) = found.cut {
        sink.cut(format!("{}: {cut}", rule.id));
    }
}

/// Says of each rival of a match that is dealt with by one part of it and competes by another, that it is so:
/// where parts count for their wholes, neither part need have to do with the other.
fn by_another_part(case: &Case<'_, '_>, rule: &PatternRule, row: &[EntityIx], proof: &[Premise]) -> Vec<String> {
    let (graph, book) = (case.graph, case.book());
    let legs = || proof.iter().flat_map(|premise| &premise.alternatives).flat_map(|alternative| &alternative.legs);
    let names = |parts: &BTreeSet<EntityIx>| -> String {
        parts.iter().map(|part| book.entity(*part).name.as_str()).collect::<Vec<_>>().join(" and ")
    };
    let is_part_of = |part: EntityIx, whole: EntityIx| book.lineage(part, graph.day()).any(|it| it == whole);
    let mut said = Vec::new();
    for condition in &rule.pattern.conditions {
        let Condition::Rivals { holds: true, one, two } = condition else { continue };
        let contests = case.rivals.contests(row[*one], row[*two]);
        let ones = contests.iter().flat_map(|contest| contest.ones.iter().copied());
        let twos = contests.iter().flat_map(|contest| contest.twos.iter().copied());
        let sides: [(EntityIx, BTreeSet<EntityIx>); 2] = [(row[*one], ones.collect()), (row[*two], twos.collect())];
        for (whole, competing) in sides {
            let ends = legs().flat_map(|leg| [leg.from, leg.to].map(|party| (leg, party)));
            let parties = ends.filter_map(|(leg, party)| graph.deal(*leg).entity_at(party.into()));
            let dealing: BTreeSet<EntityIx> = parties.filter(|entity| graph.owner(*entity) == whole).collect();
            let related = |one: EntityIx, two: EntityIx| is_part_of(one, two) || is_part_of(two, one);
            let apart = dealing.iter().all(|one| competing.iter().all(|two| !related(*one, *two)));
            if apart && !dealing.is_empty() && !competing.is_empty() {
                let (deals, competes) = (names(&dealing), names(&competing));
                said.push(format!("of {}, the deals are with {deals}, and {competes} competes", case.name(whole)));
            }
        }
    }
    said
}
