//! Somebody sits on two rivals.

use std::collections::BTreeMap;

use super::{Case, Rule};
use crate::finding::{Draft, Premise, RuleCard, Severity, Sink};
use crate::graph::Leg;
use crate::model::{EntityIx, Kind, Role};

/// The rule.
pub const RULE: Rule = Rule {
    card: RuleCard {
        code: "interlock",
        severity: Severity::High,
        finds: "a person or holder has a seat or office at two rivals, or at its own rival",
        why: "Boards see plans, prices and hires. In many places the same person on two rivals' boards is forbidden \
              outright (in the United States by section 8 of the Clayton Act).",
        example: "A partner of Umbra Capital sits on the boards of Orion and of Lyra.",
        limits: "Only Board deals count, observers included (with medium severity); who sent a director is seen only where the sender is the \
                 party. Thresholds of law are not applied. Parties: who sits, the two rivals (or the one).",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    let mut seats: BTreeMap<EntityIx, BTreeMap<EntityIx, Vec<Leg>>> = BTreeMap::new();
    for (company, director, leg) in case.graph.legs().filter(|(.., leg)| leg.kind == Kind::Board) {
        seats.entry(director).or_default().entry(company).or_default().push(leg);
    }
    for (director, companies) in &seats {
        let companies: Vec<(&EntityIx, &Vec<Leg>)> = companies.iter().collect();
        for (rank, (one, legs)) in companies.iter().enumerate() {
            own_rival(case, sink, *director, **one, legs);
            for (two, others) in &companies[rank + 1..] {
                two_rivals(case, sink, *director, (**one, legs), (**two, others));
            }
        }
    }
}

fn own_rival(case: &Case<'_, '_>, sink: &mut Sink, director: EntityIx, company: EntityIx, legs: &[Leg]) {
    let Some(rivalry) = case.rivals.premise(case.graph, director, company) else {
        return;
    };
    let (who, whose) = (case.name(director), case.name(company));
    let draft = Draft {
        claim: format!("{who} has {} at {whose}, its own rival", seat(case, legs)),
        parties: vec![director, company],
        proof: vec![Premise::legs(case.graph, format!("{who} has {} at {whose}", seat(case, legs)), legs), rivalry],
        severity: milder(case, &[legs]),
        ..Draft::default()
    };
    sink.report(case.graph, RULE.card, draft);
}

fn two_rivals(
    case: &Case<'_, '_>,
    sink: &mut Sink,
    director: EntityIx,
    (one, at_one): (EntityIx, &[Leg]),
    (two, at_two): (EntityIx, &[Leg]),
) {
    let Some(rivalry) = case.rivals.premise(case.graph, one, two) else {
        return;
    };
    let (who, first, second) = (case.name(director), case.name(one), case.name(two));
    let draft = Draft {
        claim: format!("{who} has {} at {first} and {} at its rival {second}", seat(case, at_one), seat(case, at_two)),
        parties: vec![director, one, two],
        proof: vec![
            Premise::legs(case.graph, format!("{who} has {} at {first}", seat(case, at_one)), at_one),
            Premise::legs(case.graph, format!("{who} has {} at {second}", seat(case, at_two)), at_two),
            rivalry,
        ],
        severity: milder(case, &[at_one, at_two]),
        ..Draft::default()
    };
    sink.report(case.graph, RULE.card, draft);
}

/// Whether every one of some Board legs is to an observer.
fn observes(case: &Case<'_, '_>, legs: &[Leg]) -> bool {
    let role = |leg: &Leg| case.graph.deal(*leg).parties.get(usize::from(leg.to)).map(|party| party.role);
    legs.iter().all(|leg| role(leg) == Some(Role::Observer))
}

fn seat(case: &Case<'_, '_>, legs: &[Leg]) -> &'static str {
    if observes(case, legs) { "an observer's seat" } else { "a seat" }
}

/// Who only observes has no vote.
fn milder(case: &Case<'_, '_>, seats: &[&[Leg]]) -> Option<Severity> {
    seats.iter().any(|legs| observes(case, legs)).then_some(Severity::Medium)
}
