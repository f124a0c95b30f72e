//! Backs what it competes with.

use super::holding::{holding_legs, holdings, money_of, strongest};
use super::{Case, Rule};
use crate::finding::{Draft, Outline, Premise, RuleCard, Severity, Sink};

/// The rule.
pub const RULE: Rule = Rule {
    card: RuleCard {
        code: "competes-with-holding",
        severity: Severity::Medium,
        finds: "an investor backs a company that it, or a part of it, competes with",
        why: "It gains when its holding wins customers, and loses them itself: what it learns as an investor it \
              could use as a rival, and what it could do for its holding it may rather keep for itself.",
        example: "Acme invests in Orion; Acme Models, a part of Acme, is in the market frontier-models, as Orion is.",
        limits: "Markets are the curator's, and as coarse as written: sharing one does not say how much of either \
                 company's business lies there. Parts count for the whole unless roll-up is off. Parties: \
                 investor, company.",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    for (investor, company) in holdings(case.graph) {
        if !case.rivals.are(investor, company) {
            continue;
        }
        let legs = holding_legs(case.graph, investor, company);
        let (parties, strength) = ([investor, company], strongest(&legs));
        if !sink.takes(case.graph, RULE.card, Outline { severity: None, strength, parties: &parties, topic: "" }) {
            continue;
        }
        let Some(rivalry) = case.rivals.premise(case.graph, investor, company) else {
            continue;
        };
        let (who, whom) = (case.name(investor), case.name(company));
        let (money, caveat) = money_of(case.graph, investor, company, &legs);
        sink.report(
            case.graph,
            RULE.card,
            Draft {
                claim: format!("{who} backs {whom}, with which it competes"),
                parties: parties.to_vec(),
                proof: vec![Premise::legs(case.graph, format!("{who} backs {whom}"), &legs), rivalry],
                money,
                caveats: caveat.into_iter().collect(),
                ..Draft::default()
            },
        );
    }
}
