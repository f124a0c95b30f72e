//! An exclusive right and a right given to another: they collide, or a carve-out or the wording saves it.
//!
//! ```text
//! clause  product orion-models, activity hosting/api, mode stateless   for Acme
//! right   product orion-models, activity hosting/api, mode stateless   to Lyra    collides
//! right   product orion-models, activity hosting                       to Lyra    may collide
//! right   product orion-models, activity hosting/runtime, mode stateful to Lyra   carved out by its mode
//! right   product orion-open,   activity hosting/api, mode stateless   to Lyra    carved out, if the clause says so
//! ```

use super::rights::{Offers, Right, Standing, clause_period, meet, shared_days};
use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Premise, RuleCard, Severity, Sink};
use crate::model::{CarveOut, Clause, ClauseKind, Cover, Deal, DealIx, EntityIx, EntityKind};

/// The rule for what collides.
pub const COLLISION: Rule = Rule {
    card: RuleCard {
        code: "exclusivity-collision",
        severity: Severity::High,
        finds: "a party bound by an exclusivity gives the right in its scope to another, no carve-out saves it, and \
                both hold at one time",
        why: "One of the two promises cannot be kept as told: somebody is in breach, or one of the texts says more \
              than was agreed.",
        example: "Acme alone may host Orion's models; Orion's models are also hosted by Lyra.",
        limits: "Only deals that state a scope are measured (and purchases of a stated capacity, as compute). Where \
                 the right's scope is silent on a facet, its taker is not named, or its scope is only implied, the \
                 collision is possible, not certain, and of medium severity. Consent and waivers are seen only as \
                 carve-outs. Parties: the bound party, the beneficiary, the taker.",
    },
    run: |case, sink| run(case, sink, Wanted::Collisions),
};

/// The rule for what is saved.
pub const CARVED_OUT: Rule = Rule {
    card: RuleCard {
        code: "carved-out",
        severity: Severity::Note,
        finds: "a right given to another would collide with an exclusivity but for a carve-out, or for a facet by \
                which the exclusivity's own wording passes it by",
        why: "These are the seams along which exclusive deals come apart: what is carved out today is where the \
              next dispute is likely to be.",
        example: "Acme alone may host Orion's models statelessly; Lyra hosts a stateful runtime of them.",
        limits: "As for exclusivity-collision. Only rights over the same product and the same general activity are \
                 shown as passed by. Parties: the bound party, the beneficiary, the taker.",
    },
    run: |case, sink| run(case, sink, Wanted::Saved),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Collisions,
    Saved,
}

/// An exclusivity clause in its deal.
struct Exclusivity<'g> {
    deal: DealIx,
    told: &'g Deal,
    clause: &'g Clause,
}

fn run(case: &Case<'_, '_>, sink: &mut Sink, wanted: Wanted) {
    let is_exclusive = |clause: &&Clause| clause.kind == ClauseKind::Exclusivity;
    if !case.deals_with_clauses().any(|(_, told)| told.clauses.iter().any(|clause| is_exclusive(&clause))) {
        return;
    }
    let offers = Offers::new(case);
    for (deal, told) in case.deals_with_clauses() {
        for clause in told.clauses.iter().filter(is_exclusive) {
            let exclusivity = Exclusivity { deal, told, clause };
            let rights = offers.given(case, clause.bound, clause.beneficiary);
            for right in &rights {
                if meet(case, clause_period(told, clause), right.period()) {
                    judge(case, sink, wanted, &exclusivity, right);
                }
            }
        }
    }
}

fn judge(case: &Case<'_, '_>, sink: &mut Sink, wanted: Wanted, exclusivity: &Exclusivity<'_>, right: &Right<'_>) {
    let clause = exclusivity.clause;
    let (bound, holder) = (case.name(clause.bound), case.name(clause.beneficiary));
    let taker = right.taker_name(case);
    match right.standing(case, clause) {
        Standing::Against(cover) if wanted == Wanted::Collisions => {
            let certain = cover == Cover::Certain;
            let verb = if certain { "collides" } else { "may collide" };
            let mut draft = draft(case, exclusivity, right);
            draft.claim = format!("what {bound} gives {taker} {verb} with {holder}'s exclusivity");
            if !certain {
                draft.severity = Some(Severity::Medium);
                draft.caveats.push(why_only_possible(case, clause, right));
            }
            sink.report(case.graph, COLLISION.card, draft);
        }
        Standing::Saved { wording, carve_out } => {
            saved(case, sink, wanted, exclusivity, right, (&wording, carve_out.map(|at| &clause.carve_outs[at])));
        }
        _ => {}
    }
}

/// A right that the wording passes by, or a carve-out leaves free, is no collision; but where what it runs on
/// is itself within the exclusive scope, a collision stays possible.
fn saved(
    case: &Case<'_, '_>,
    sink: &mut Sink,
    wanted: Wanted,
    exclusivity: &Exclusivity<'_>,
    right: &Right<'_>,
    (wording, carve_out): (&str, Option<&CarveOut>),
) {
    let clause = exclusivity.clause;
    let (bound, holder) = (case.name(clause.bound), case.name(clause.beneficiary));
    let taker = right.taker_name(case);
    let by = if wording.is_empty() { "by a carve-out".to_owned() } else { format!("by {wording}") };
    let underneath = underneath(case, exclusivity, right);
    let mut draft = draft(case, exclusivity, right);
    if let Some(carve_out) = carve_out {
        draft.proof.push(Premise::one(
            format!("the clause leaves free: {}", carve_out.scope.describe(case.book())),
            clause_fields(case, exclusivity, &["carve_outs"]),
        ));
        draft.caveats.extend(carve_out.note.clone());
    }
    match wanted {
        Wanted::Saved => {
            draft.claim = format!("what {bound} gives {taker} is carved out of {holder}'s exclusivity {by}");
            if !underneath.is_empty() {
                let ids: Vec<&str> = underneath.iter().map(|deal| case.book().deal(*deal).id.as_str()).collect();
                draft.caveats.push(format!("yet what it runs on is within the exclusive scope: {}", ids.join(", ")));
            }
            sink.report(case.graph, CARVED_OUT.card, draft);
        }
        Wanted::Collisions if !underneath.is_empty() => {
            draft.claim =
                format!("what {bound} gives {taker} may collide with {holder}'s exclusivity by what it runs on");
            let told = case.graph.told();
            let fields = || ["parties".to_owned(), "scope".to_owned()];
            let ways = underneath.iter().map(|deal| Alternative::fields(told, *deal, fields())).collect();
            draft.proof.push(Premise::any("what it runs on is within the exclusive scope", ways));
            draft.severity = Some(Severity::Medium);
            draft.caveats.push(format!("possible, not certain: the right itself is carved out {by}"));
            sink.report(case.graph, COLLISION.card, draft);
        }
        Wanted::Collisions => {}
    }
}

/// Deals within the exclusive scope that the product of `right` takes part in while both hold.
fn underneath(case: &Case<'_, '_>, exclusivity: &Exclusivity<'_>, right: &Right<'_>) -> Vec<DealIx> {
    let clause = exclusivity.clause;
    let shared: Vec<EntityIx> = right
        .told
        .parties
        .iter()
        .filter_map(|party| party.who.entity())
        .filter(|entity| !case.book().is_within(*entity, clause.bound))
        .filter(|entity| case.book().entity(*entity).kind == EntityKind::Product)
        .collect();
    let within = |deal: &Deal| {
        deal.scope.as_ref().is_some_and(|scope| {
            clause.scope.covers(scope, case.book()) == Cover::Certain
                && !clause.carve_outs.iter().any(|it| it.scope.covers(scope, case.book()) == Cover::Certain)
        })
    };
    let deals = case.graph.told().deals().filter(|(index, deal)| {
        *index != right.deal
            && within(deal)
            && deal.parties.iter().any(|party| party.who.entity().is_some_and(|it| shared.contains(&it)))
            && meet(case, deal.period, right.period())
    });
    deals.map(|(index, _)| index).collect()
}

/// What every case of the two rules has in common.
fn draft(case: &Case<'_, '_>, exclusivity: &Exclusivity<'_>, right: &Right<'_>) -> Draft {
    let Exclusivity { deal, told, clause } = exclusivity;
    let graph = case.graph;
    let book = case.book();
    let (bound, holder) = (case.name(clause.bound), case.name(clause.beneficiary));
    let taker = right.told.entity_at(right.taker);
    let time = shared_days(clause_period(told, clause), right.period());
    let given_scope = if right.implied { "capacity" } else { "scope" };
    let taker_field = taker.map_or_else(|| "parties".to_owned(), |it| format!("parties.{}", book.entity(it).id));
    let mut caveats = Vec::new();
    if right.deal == *deal {
        caveats.push("both stand in one deal".to_owned());
    }
    Draft {
        parties: [Some(clause.bound), Some(clause.beneficiary), taker].into_iter().flatten().collect(),
        topic: format!("{}/{} against {}", told.id, clause.id, right.told.id),
        proof: vec![
            Premise::one(
                format!("{holder} has an exclusive right from {bound}: {}", clause.scope.describe(book)),
                clause_fields(case, exclusivity, &["scope"]),
            ),
            Premise::one(
                format!(
                    "\"{}\" gives {} a right: {}",
                    right.told.title,
                    right.taker_name(case),
                    right.scope.describe(book)
                ),
                Alternative {
                    legs: crate::graph::legs(right.deal, right.told)
                        .into_iter()
                        .filter(|leg| {
                            let ends = [usize::from(leg.from), usize::from(leg.to)];
                            ends.contains(&right.taker) && ends.contains(&right.giver)
                        })
                        .collect(),
                    ..Alternative::fields(graph.told(), right.deal, [taker_field, given_scope.to_owned()])
                },
            ),
            Premise::one(
                format!("both hold {time}"),
                Alternative {
                    evidence: [
                        clause_fields(case, exclusivity, &["period"]).evidence,
                        Alternative::fields(graph.told(), right.deal, [period_field(right.told)]).evidence,
                    ]
                    .concat(),
                    legs: Vec::new(),
                },
            ),
        ],
        caveats,
        ..Draft::default()
    }
}

fn clause_fields(case: &Case<'_, '_>, exclusivity: &Exclusivity<'_>, fields: &[&str]) -> Alternative {
    let clause = &exclusivity.clause.id;
    let paths = fields.iter().map(|field| format!("clauses.{clause}.{field}"));
    Alternative::fields(case.graph.told(), exclusivity.deal, paths)
}

fn period_field(deal: &Deal) -> String {
    if deal.period.is_some() { "period".to_owned() } else { "announced".to_owned() }
}

fn why_only_possible(case: &Case<'_, '_>, clause: &Clause, right: &Right<'_>) -> String {
    if right.implied {
        return "possible, not certain: the deal states no scope; its capacity is taken for compute".to_owned();
    }
    if right.told.entity_at(right.taker).is_none() {
        return "possible, not certain: who takes the right is not named".to_owned();
    }
    let silent: Vec<String> = clause
        .scope
        .facets()
        .filter(|(facet, _)| right.scope.get(*facet).is_none())
        .map(|(facet, value)| format!("{facet} ({} in the clause)", value.text(case.book())))
        .collect();
    if silent.is_empty() {
        "possible, not certain: the right is wider than the exclusive scope".to_owned()
    } else {
        format!("possible, not certain: the right is silent on {}", silent.join(", "))
    }
}
