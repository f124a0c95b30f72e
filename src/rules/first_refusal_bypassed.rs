//! A right of first refusal, and a right given past it.

use super::rights::{Offers, Standing, clause_period};
use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Premise, RuleCard, Severity, Sink};
use crate::model::{Clause, ClauseKind, Cover};

/// The rule.
pub const RULE: Rule = Rule {
    card: RuleCard {
        code: "first-refusal-bypassed",
        severity: Severity::Medium,
        finds: "while a right of first refusal stands, the bound party gives what lies in its scope to another",
        why: "The holder must have been asked first and declined, or its right was passed over; which of the two is \
              worth asking.",
        example: "Orion must offer its compute to Acme first; in that time it buys two gigawatts from Lyra.",
        limits: "Refusals are seldom published: a finding says that the question arises, not that nobody asked. What \
                 was given before the right began is left alone. Scopes are measured as for \
                 exclusivity-collision. Parties: the bound party, the holder, the taker.",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    let told = case.graph.told();
    let is_first_refusal = |clause: &&Clause| clause.kind == ClauseKind::RightOfFirstRefusal;
    if !case.deals_with_clauses().any(|(_, deal)| deal.clauses.iter().any(|clause| is_first_refusal(&clause))) {
        return;
    }
    let offers = Offers::new(case);
    for (index, deal) in case.deals_with_clauses() {
        for clause in deal.clauses.iter().filter(is_first_refusal) {
            let stands = clause_period(deal, clause);
            for right in offers.given(case, clause.bound, clause.beneficiary) {
                // A first refusal is about what is newly given, so the day of the deal must lie in its period.
                let Some(given) = right.told.announced else {
                    continue;
                };
                let in_time = stands.is_none_or(|stands| stands.covers(given.last()) || stands.covers(given.first()));
                let Standing::Against(cover) = right.standing(case, clause) else {
                    continue;
                };
                if !in_time || right.deal == index {
                    continue;
                }
                let (bound, holder) = (case.name(clause.bound), case.name(clause.beneficiary));
                let taker = right.taker_name(case);
                let clause_field = |field: &str| format!("clauses.{}.{field}", clause.id);
                let scope_field = if right.implied { "capacity" } else { "scope" };
                let certain = cover == Cover::Certain;
                let parties = [Some(clause.bound), Some(clause.beneficiary), right.told.entity_at(right.taker)];
                sink.report(
                    case.graph,
                    RULE.card,
                    Draft {
                        claim: format!("{bound} turned to {taker} while {holder} had the right of first refusal"),
                        parties: parties.into_iter().flatten().collect(),
                        topic: format!("{}/{} against {}", deal.id, clause.id, right.told.id),
                        proof: vec![
                            Premise::one(
                                format!(
                                    "{holder} has the right of first refusal on {}",
                                    clause.scope.describe(case.book())
                                ),
                                Alternative::fields(told, index, [clause_field("scope"), clause_field("period")]),
                            ),
                            Premise::one(
                                format!("\"{}\" ({given}) gives it to {taker}", right.told.title),
                                Alternative::fields(
                                    told,
                                    right.deal,
                                    ["parties".to_owned(), scope_field.to_owned(), "announced".to_owned()],
                                ),
                            ),
                        ],
                        money: right.told.money().into(),
                        caveats: caveats(right.implied, certain),
                        severity: (!certain).then_some(Severity::Low),
                    },
                );
            }
        }
    }
}

fn caveats(implied: bool, certain: bool) -> Vec<String> {
    let mut caveats = vec!["whether the holder was asked and declined is not told".to_owned()];
    if implied {
        caveats.push("the deal states no scope; its capacity is taken for compute".to_owned());
    } else if !certain {
        caveats.push("the deal's scope is wider than the clause's, or silent where that speaks".to_owned());
    }
    caveats
}
