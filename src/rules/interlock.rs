//! Somebody sits on two rivals.

use std::collections::BTreeMap;

use super::holding::strongest;
use super::{Case, Rule};
use crate::finding::{Draft, Outline, Premise, RuleCard, Severity, Sink, weakest};
use crate::graph::Leg;
use crate::model::{EntityIx, Flow, Kind, Role, Status};

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
    for company in case.book().entity_indices() {
        // A seat is control that a company gives to whoever sits.
        let list = case.graph.index().takers(company, Flow::Control, Kind::Board);
        for (director, leg) in case.graph.legs_of(list) {
            seats.entry(director).or_default().entry(company).or_default().push(leg);
        }
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
    let outline = Outline {
        severity: milder(case, &[legs]),
        strength: strongest(legs),
        parties: &[director, company],
        topic: "",
    };
    if !case.rivals.are(director, company) || !sink.takes(case.graph, RULE.card, outline) {
        return;
    }
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
    if !case.rivals.are(one, two) {
        return;
    }
    let outline = Outline {
        severity: milder(case, &[at_one, at_two]),
        strength: weakest([strongest(at_one), strongest(at_two)]).unwrap_or(Status::Closed),
        parties: &[director, one, two],
        topic: "",
    };
    if !sink.takes(case.graph, RULE.card, outline) {
        return;
    }
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
