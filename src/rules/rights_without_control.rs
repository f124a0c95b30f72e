//! A holder of shares and of rights, without a seat.

use std::collections::{BTreeMap, BTreeSet};

use super::holding::{holdings, money_of};
use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Premise, RuleCard, Severity, Sink};
use crate::model::{ClauseKind, EntityIx, Flow, Kind};

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
    let controlled: BTreeSet<(EntityIx, EntityIx)> = case
        .graph
        .legs()
        .filter(|(.., leg)| leg.flow == Flow::Control)
        .map(|(company, holder, _)| (company, holder))
        .collect();
    for (investor, companies) in holdings(case.graph) {
        for (company, legs) in companies {
            let Some(ways) = rights.get(&(company, investor)) else {
                continue;
            };
            if controlled.contains(&(company, investor)) {
                continue;
            }
            let (who, whom) = (case.name(investor), case.name(company));
            let (money, caveat) = money_of(case.graph, investor, company, &legs);
            sink.report(
                case.graph,
                RULE.card,
                Draft {
                    claim: format!("{who} backs {whom} and holds rights over it, but no seat"),
                    parties: vec![investor, company],
                    proof: vec![
                        Premise::legs(case.graph, format!("{who} backs {whom}"), &legs),
                        Premise::any(format!("{who} holds rights over {whom}"), ways.clone()),
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
}

/// Rights by company and holder: legs of licences and distribution, and clauses.
fn rights(case: &Case<'_, '_>) -> BTreeMap<(EntityIx, EntityIx), Vec<Alternative>> {
    let graph = case.graph;
    let mut rights: BTreeMap<(EntityIx, EntityIx), Vec<Alternative>> = BTreeMap::new();
    for (company, holder, leg) in graph.legs() {
        if leg.flow == Flow::Rights && matches!(leg.kind, Kind::License | Kind::Distribution) {
            rights.entry((company, holder)).or_default().push(Alternative::leg(graph, leg));
        }
    }
    for (index, deal) in graph.told().deals() {
        for clause in &deal.clauses {
            let binds = matches!(clause.kind, ClauseKind::Exclusivity | ClauseKind::RightOfFirstRefusal);
            let over = match (clause.period, graph.day()) {
                (Some(period), Some(day)) => !period.covers(day),
                _ => false,
            };
            let (company, holder) = (graph.owner(clause.bound), graph.owner(clause.beneficiary));
            if binds && !over && company != holder {
                let fields = [format!("clauses.{}", clause.id)];
                rights.entry((company, holder)).or_default().push(Alternative::fields(graph.told(), index, fields));
            }
        }
    }
    rights
}
