//! What proves a match of a pattern.

use std::collections::BTreeSet;

use super::legs::legs_between;
use super::relation::Relation;
use crate::finding::{Alternative, ClaimMoney, Evidence, Premise};
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::pattern::{Condition, LegFilter, Pattern};
use crate::model::{EntityIx, Flow};
use crate::query::counting::tally_caveat;
use crate::query::rivalry::Rivals;

/// The legs that show a condition, in order of deal; an absent end is anybody.
fn showing(graph: &DealGraph<'_>, filter: &LegFilter, from: Option<EntityIx>, to: Option<EntityIx>) -> Vec<Leg> {
    let near = match (from, to) {
        (Some(from), Some(to)) => return legs_between(graph, filter, from, to),
        (Some(from), None) => graph.legs_from(from),
        (None, Some(to)) => graph.legs_into(to),
        (None, None) => graph.legs().map(|(from, _, leg)| (from, leg)).collect(),
    };
    Relation::fitting(graph, filter, near.into_iter().map(|(_, leg)| leg).collect())
}

/// Returns the premises that prove a match, a premise a condition that must hold, and what it rests on not being
/// there.
///
/// `row` has the entity of every variable.
pub fn proof(
    graph: &DealGraph<'_>,
    rivals: &Rivals<'_>,
    pattern: &Pattern,
    row: &[EntityIx],
) -> (Vec<Premise>, Vec<String>) {
    let book = graph.book();
    let name = |end: Option<usize>| end.map_or("somebody", |variable| book.entity(row[variable]).name.as_str());
    let mut premises = Vec::new();
    let mut absences = Vec::new();
    for condition in &pattern.conditions {
        match condition {
            Condition::Leg { holds, from, to, filter } => {
                let says = leg_words(filter, name(*from), name(*to), *holds);
                if *holds {
                    let legs = showing(graph, filter, from.map(|it| row[it]), to.map(|it| row[it]));
                    premises.push(Premise::legs(graph, says, &legs));
                } else {
                    absences.push(format!("rests on no deal telling that {says}"));
                }
            }
            Condition::Rivals { holds: true, one, two } => {
                premises.extend(rivals.premise(graph, row[*one], row[*two]));
            }
            Condition::Rivals { holds: false, one, two } => {
                absences.push(format!("rests on {} and {} not being rivals", name(Some(*one)), name(Some(*two))));
            }
            Condition::InMarket(variable, market) => {
                let evidence = rivals.members(row[*variable], market).iter().map(|member| Alternative {
                    legs: Vec::new(),
                    evidence: vec![Evidence::of_entity(*member, "markets")],
                });
                premises
                    .push(Premise::any(format!("{} competes in {market}", name(Some(*variable))), evidence.collect()));
            }
            Condition::Differ(..) | Condition::Before(..) | Condition::Is(..) => {}
        }
    }
    (premises, absences)
}

fn leg_words(filter: &LegFilter, from: &str, to: &str, holds: bool) -> String {
    let words = filter.words();
    let what = if words.is_empty() { "a leg".to_owned() } else { words };
    if holds { format!("{what} from {from} to {to}") } else { format!("there is {what} from {from} to {to}") }
}

/// The money that moves along the money legs of a proof, each deal's part once, and what to say of the rest.
pub fn money(graph: &DealGraph<'_>, premises: &[Premise]) -> (ClaimMoney, Option<String>) {
    let legs: BTreeSet<Leg> = premises
        .iter()
        .flat_map(|premise| &premise.alternatives)
        .flat_map(|alternative| &alternative.legs)
        .filter(|leg| leg.flow == Flow::Money)
        .copied()
        .collect();
    let tally = Tally::of(graph.told(), legs.iter().map(|leg| (leg.deal, graph.money_along(*leg))));
    (ClaimMoney::from(&tally), tally_caveat(graph.told(), &tally))
}
