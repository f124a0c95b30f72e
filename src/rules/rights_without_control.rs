//! A holder of shares and of rights, without a seat.

use std::collections::BTreeMap;

use super::holding::{holding_legs, holdings, money_of, strongest};
use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Outline, Premise, RuleCard, Severity, Sink};
use crate::graph::Leg;
use crate::model::{ClauseKind, DealIx, EntityIx, Flow, Kind};

/// The rule.
pub const RULE: Rule = Rule {
    card: RuleCard {
        code: "rights-without-control",
        severity: Severity::Medium,
        finds: "an investor also holds rights over a company (a licence, distribution, an exclusivity or a first \
                refusal), yet no seat, office or takeover is told",
        why: "It can steer the company by contract where it has no vote, and so answers to none of the duties, and \
              perhaps none of the merger control, that come with control.",
        example: "Acme invests in Orion and alone may host Orion's models, but has nobody on Orion's board.",
        limits: "A seat that no source tells looks like none. The size of the stake is not weighed. Rights to be paid \
                 back (loans) do not count. Parties: investor, company.",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    let rights = rights(case);
    let graph = case.graph;
    for (investor, company) in holdings(graph) {
        let Some(ways) = rights.get(&(company, investor)) else {
            continue;
        };
        let mut holders = graph.index().takers_of_flow(company, Flow::Control).ends.iter();
        if holders.any(|holder| *holder == investor.number()) {
            continue;
        }
        let legs = holding_legs(graph, investor, company);
        let (parties, strength) = ([investor, company], strongest(&legs));
        if !sink.takes(graph, RULE.card, Outline { severity: None, strength, parties: &parties, topic: "" }) {
            continue;
        }
        let (who, whom) = (case.name(investor), case.name(company));
        let (money, caveat) = money_of(graph, investor, company, &legs);
        let ways = ways.iter().map(|way| match way {
            Way::Leg(leg) => Alternative::leg(graph, *leg),
            Way::Clause(deal, clause) => Alternative::fields(graph.told(), *deal, [format!("clauses.{clause}")]),
        });
        sink.report(
            graph,
            RULE.card,
            Draft {
                claim: format!("{who} backs {whom} and holds rights over it, but no seat"),
                parties: parties.to_vec(),
                proof: vec![
                    Premise::legs(graph, format!("{who} backs {whom}"), &legs),
                    Premise::any(format!("{who} holds rights over {whom}"), ways.collect()),
                ],
                money,
                caveats: caveat
                    .into_iter()
                    .chain([format!("rests on no deal telling of a seat of {who} at {whom}")])
                    .collect(),
                ..Draft::default()
            },
        );
    }
}

/// What gives a right.
enum Way {
    Leg(Leg),
    Clause(DealIx, String),
}

/// Rights by company and holder: legs of licences and distribution, in order of deal, and clauses.
fn rights(case: &Case<'_, '_>) -> BTreeMap<(EntityIx, EntityIx), Vec<Way>> {
    let graph = case.graph;
    let mut legs: Vec<(EntityIx, EntityIx, Leg)> = Vec::new();
    for company in case.book().entity_indices() {
        for kind in [Kind::License, Kind::Distribution] {
            let list = graph.index().takers(company, Flow::Rights, kind);
            legs.extend(graph.legs_of(list).map(|(holder, leg)| (company, holder, leg)));
        }
    }
    legs.sort_unstable();
    let mut rights: BTreeMap<(EntityIx, EntityIx), Vec<Way>> = BTreeMap::new();
    for (company, holder, leg) in legs {
        rights.entry((company, holder)).or_default().push(Way::Leg(leg));
    }
    for (index, deal) in case.deals_with_clauses() {
        for clause in &deal.clauses {
            let binds = matches!(clause.kind, ClauseKind::Exclusivity | ClauseKind::RightOfFirstRefusal);
            let over = match (clause.period, graph.day()) {
                (Some(period), Some(day)) => !period.covers(day),
                _ => false,
            };
            let (company, holder) = (graph.owner(clause.bound), graph.owner(clause.beneficiary));
            if binds && !over && company != holder {
                rights.entry((company, holder)).or_default().push(Way::Clause(index, clause.id.to_string()));
            }
        }
    }
    rights
}
