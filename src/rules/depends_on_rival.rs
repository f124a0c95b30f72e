//! A chain of goods from a competitor.

use super::holding::strongest;
use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Outline, Premise, RuleCard, Severity, Sink};
use crate::graph::common::meet;
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Status};

/// The rule.
pub const RULE: Rule = Rule {
    card: RuleCard {
        code: "depends-on-rival",
        severity: Severity::Medium,
        finds: "a company takes goods (compute, chips, services) from a competitor, directly or through one other",
        why: "The competitor can ration, delay or reprice what the company cannot do without, and sees its plans.",
        example: "Orion trains on the cloud of Acme, whose own models compete with Orion's.",
        limits: "Chains of at most two legs, and of those only the shortest: where a rival supplies directly, chains \
                 through others are not listed. A chain through a whole does not say that the same goods are passed \
                 on. How much is taken is not weighed. Parties: the company, its rival.",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    let mut near = Near::default();
    for entity in case.book().entity_indices() {
        near.look(case, entity);
        for (rivals, is_direct) in [(&near.direct, true), (&near.behind, false)] {
            for rival in rivals.iter().map(|it| EntityIx::new(*it as usize)) {
                let strength = if is_direct { strongest(&goods(case.graph, rival, entity)) } else { Status::Closed };
                let outline = Outline { severity: severity(is_direct), strength, parties: &[entity, rival], topic: "" };
                if sink.takes(case.graph, RULE.card, outline) {
                    report(case, sink, (entity, rival), is_direct, &near);
                }
            }
        }
    }
}

fn report(case: &Case<'_, '_>, sink: &mut Sink, (entity, rival): (EntityIx, EntityIx), is_direct: bool, near: &Near) {
    let Some(rivalry) = case.rivals.premise(case.graph, entity, rival) else {
        return;
    };
    let chains = if is_direct {
        in_order(goods(case.graph, rival, entity)).into_iter().map(|leg| vec![leg]).collect()
    } else {
        near.chains(case.graph, entity, rival)
    };
    let (who, whom) = (case.name(entity), case.name(rival));
    let how = if is_direct { "" } else { ", through others" };
    let alternatives = chains.iter().map(|chain: &Vec<Leg>| Alternative::chain(case.graph, chain)).collect();
    sink.report(
        case.graph,
        RULE.card,
        Draft {
            claim: format!("{who} depends on its rival {whom} for goods{how}"),
            parties: vec![entity, rival],
            proof: vec![Premise::any(format!("goods reach {who} from {whom}{how}"), alternatives), rivalry],
            severity: severity(is_direct),
            ..Draft::default()
        },
    );
}

/// A chain through others is milder.
fn severity(is_direct: bool) -> Option<Severity> {
    (!is_direct).then_some(Severity::Low)
}

/// The goods legs from one to another.
fn goods(graph: &DealGraph<'_>, from: EntityIx, to: EntityIx) -> Vec<Leg> {
    let into = graph.index().givers_of_flow(to, Flow::Goods);
    graph.legs_of(into).filter(|(giver, _)| *giver == from).map(|(_, leg)| leg).collect()
}

fn in_order(mut legs: Vec<Leg>) -> Vec<Leg> {
    legs.sort_by_cached_key(|leg| leg.place());
    legs
}

/// The rivals of one entity that its goods come from, by id.
#[derive(Debug, Default)]
struct Near {
    /// Those who supply it.
    direct: Vec<u32>,
    /// Those who supply its suppliers, and are none themselves. Behind a rival lies that rival's own affair, so that
    /// these are suppliers of suppliers that are no rivals.
    behind: Vec<u32>,
    /// Its suppliers that are no rivals.
    through: Vec<u32>,
    spare: Vec<u32>,
}

impl Near {
    /// Looks at the suppliers of an entity and at theirs. Costs for each of these lists no more than the length of
    /// the entity's markets, times a logarithm.
    fn look(&mut self, case: &Case<'_, '_>, entity: EntityIx) {
        let Self { direct, behind, through, spare } = self;
        [&mut *direct, &mut *behind, &mut *through].into_iter().for_each(Vec::clear);
        suppliers(case.graph, entity, spare);
        for giver in spare.iter().filter(|giver| **giver != entity.number()) {
            let is_rival = case.rivals.are(entity, EntityIx::new(*giver as usize));
            (if is_rival { &mut *direct } else { &mut *through }).push(*giver);
        }
        for giver in through.iter() {
            suppliers(case.graph, EntityIx::new(*giver as usize), spare);
            case.rivals.lists(entity).for_each(|rivals| meet(spare, rivals, behind));
        }
        behind.sort_unstable();
        behind.dedup();
        behind.retain(|it| *it != entity.number() && direct.binary_search(it).is_err());
    }

    /// Every chain of two goods legs to `entity` from a rival that does not supply it itself, giver first, in order
    /// of deal.
    fn chains(&self, graph: &DealGraph<'_>, entity: EntityIx, rival: EntityIx) -> Vec<Vec<Leg>> {
        let into = graph.legs_of(graph.index().givers_of_flow(entity, Flow::Goods));
        let through = into.filter(|(giver, _)| self.through.binary_search(&giver.number()).is_ok());
        let mut through: Vec<(EntityIx, Leg)> = through.collect();
        through.sort_by_cached_key(|(_, leg)| leg.place());
        let chain = |(giver, last): (EntityIx, Leg)| {
            in_order(goods(graph, rival, giver)).into_iter().map(move |first| vec![first, last])
        };
        through.into_iter().flat_map(chain).collect()
    }
}

/// The suppliers of an entity, each once, by id.
fn suppliers(graph: &DealGraph<'_>, entity: EntityIx, found: &mut Vec<u32>) {
    found.clear();
    found.extend_from_slice(graph.index().givers_of_flow(entity, Flow::Goods).ends);
    // They stand by kind of deal first.
    found.sort_unstable();
    found.dedup();
}
