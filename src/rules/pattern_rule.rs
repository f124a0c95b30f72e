//! Rules written as patterns.

use std::collections::BTreeSet;

use super::Case;
use crate::finding::{Beyond, Draft, Premise, RuleCard, Sink, Whom};
use crate::model::pattern::Condition;
use crate::model::{EntityIx, PatternRule};
use crate::query::pattern::{OfMatch, Question, Wanted, money, proof, strongest};

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

/// Finds the cases of a rule written as a pattern: the strongest that the sink has room for; the others are counted.
pub fn run(case: &Case<'_, '_>, rule: &PatternRule, sink: &mut Sink) {
    // Loading has checked every name against the rule's own book; in a book without that entity nothing matches.
    let Ok(question) = Question::new(case.book(), case.graph, &rule.pattern) else {
        return;
    };
    let selection = sink.selection().clone();
    let most = if sink.is_grave(card(rule)) { selection.most } else { 0 };
    let parties = |row: &[EntityIx]| rule.parties.iter().map(|variable| row[*variable]).collect::<Vec<_>>();
    let asked_for: BTreeSet<&[EntityIx]> =
        selection.besides.iter().filter(|it| it.0 == rule.id.as_str()).map(|it| it.1.as_slice()).collect();
    let is_asked_for = |row: &[EntityIx]| {
        asked_for.contains(&parties(row)[..])
            && selection.besides.contains(&(rule.id.to_string(), parties(row), topic(case, rule, row)))
    };
    let besides: Option<OfMatch<'_>> = if asked_for.is_empty() { None } else { Some(&is_asked_for) };
    let counts = |row: &[EntityIx]| match &selection.whom {
        Whom::Anybody => true,
        whom => whom.fits(case.graph, &parties(row)),
    };
    let mut left = 0;
    let mut is_stopped = false;
    for (question, met) in about(case, rule, question, &selection.whom) {
        // What is about one of those asked for in two ways is found twice, and counts once.
        let counts = |row: &[EntityIx]| counts(row) && !met.iter().any(|(variable, entity)| row[*variable] == *entity);
        // What is not grave enough is counted all the same.
        let beyond = if most == selection.most { selection.beyond } else { Beyond::Counted };
        let wanted = Wanted { most, beyond, first: &rule.parties, counts: &counts, besides };
        let found = strongest(case.graph, &case.rivals, &question, &wanted);
        if beyond == Beyond::GivenUp && found.found > most as u64 {
            return sink.left(card(rule), found.found, found.is_stopped);
        }
        left += found.found - found.rows.len() as u64;
        is_stopped |= found.is_stopped;
        for row in &found.rows {
            if !sink.holds_again(case.graph, card(rule), &parties(row), || topic(case, rule, row)) {
                sink.report(case.graph, card(rule), draft(case, rule, row));
            }
        }
    }
    sink.left(card(rule), left, is_stopped);
}

type Met = Vec<(usize, EntityIx)>;

/// The questions that find everything about those asked for: for each party of the rule one in which it is the first
/// of them, with what earlier questions have found.
fn about<'p>(case: &Case<'_, '_>, rule: &PatternRule, question: Question<'p>, whom: &Whom) -> Vec<(Question<'p>, Met)> {
    let entities: &[EntityIx] = match whom {
        Whom::Anybody => return vec![(question, Met::new())],
        Whom::AllOf(entities) => entities.get(..1).unwrap_or(&[]),
        Whom::AnyOf(entities) => entities,
    };
    let mut met = Met::new();
    let mut questions = Vec::new();
    for entity in entities.iter().map(|entity| case.graph.owner(*entity)) {
        for &variable in &rule.parties {
            let fits = question.fixed[variable].is_none_or(|fixed| fixed == entity);
            if fits && !met.contains(&(variable, entity)) {
                let mut asked = question.clone();
                asked.fixed[variable] = Some(entity);
                questions.push((asked, met.clone()));
                met.push((variable, entity));
            }
        }
    }
    questions
}

/// What tells a match from others with the same parties.
fn topic(case: &Case<'_, '_>, rule: &PatternRule, row: &[EntityIx]) -> String {
    let others = (0..row.len()).filter(|variable| !rule.parties.contains(variable));
    let topic: Vec<&str> = others.map(|variable| case.book().entity(row[variable]).id.as_str()).collect();
    topic.join(" ")
}

fn draft(case: &Case<'_, '_>, rule: &PatternRule, row: &[EntityIx]) -> Draft {
    let (premises, absences) = proof(case.graph, &case.rivals, &rule.pattern, row);
    let (stated, unstated) = money(case.graph, &premises);
    let apart = by_another_part(case, rule, row, &premises);
    Draft {
        claim: rule.claim_with(|variable| case.name(row[variable])),
        parties: rule.parties.iter().map(|variable| row[*variable]).collect(),
        topic: topic(case, rule, row),
        proof: premises,
        money: stated,
        caveats: unstated.into_iter().chain(absences).chain(apart).collect(),
        severity: None,
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
