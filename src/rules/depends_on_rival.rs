//! A chain of goods from a competitor.

use std::collections::BTreeMap;

use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Premise, RuleCard, Severity, Sink};
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow};

/// The longest chain looked along, in legs.
const LONGEST: usize = 2;

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
    let goods = Goods::of(case.graph);
    for entity in case.book().entity_indices() {
        if goods.givers_to(entity).is_empty() {
            continue;
        }
        for (rival, chains) in shortest_chains(&goods, entity, |other| case.rivals.are(entity, other)) {
            report(case, sink, entity, rival, &chains);
        }
    }
}

fn report(case: &Case<'_, '_>, sink: &mut Sink, entity: EntityIx, rival: EntityIx, chains: &[Vec<Leg>]) {
    let Some(rivalry) = case.rivals.premise(case.graph, entity, rival) else {
        return;
    };
    let (who, whom) = (case.name(entity), case.name(rival));
    let direct = chains.first().is_some_and(|chain| chain.len() == 1);
    let how = if direct { "" } else { ", through others" };
    let alternatives = chains.iter().map(|chain| Alternative::chain(case.graph, chain)).collect();
    sink.report(
        case.graph,
        RULE.card,
        Draft {
            claim: format!("{who} depends on its rival {whom} for goods{how}"),
            parties: vec![entity, rival],
            proof: vec![Premise::any(format!("goods reach {who} from {whom}{how}"), alternatives), rivalry],
            severity: (!direct).then_some(Severity::Low),
            ..Draft::default()
        },
    );
}

/// Goods legs by taker, in order of deal.
struct Goods {
    into: BTreeMap<EntityIx, Vec<(EntityIx, Leg)>>,
}

impl Goods {
    fn of(graph: &DealGraph<'_>) -> Self {
        let mut into: BTreeMap<EntityIx, Vec<(EntityIx, Leg)>> = BTreeMap::new();
        for (giver, taker, leg) in graph.legs().filter(|(.., leg)| leg.flow == Flow::Goods) {
            into.entry(taker).or_default().push((giver, leg));
        }
        Self { into }
    }

    fn givers_to(&self, taker: EntityIx) -> &[(EntityIx, Leg)] {
        self.into.get(&taker).map_or(&[], Vec::as_slice)
    }
}

/// The shortest chains of goods into `taker` from everybody `wanted`, giver first, by giver.
fn shortest_chains(
    goods: &Goods,
    taker: EntityIx,
    wanted: impl Fn(EntityIx) -> bool,
) -> BTreeMap<EntityIx, Vec<Vec<Leg>>> {
    let mut found: BTreeMap<EntityIx, Vec<Vec<Leg>>> = BTreeMap::new();
    let mut heads: Vec<(EntityIx, Vec<EntityIx>, Vec<Leg>)> = vec![(taker, vec![taker], Vec::new())];
    for _ in 0..LONGEST {
        let mut next = Vec::new();
        let mut level: BTreeMap<EntityIx, Vec<Vec<Leg>>> = BTreeMap::new();
        for (head, visited, chain) in &heads {
            for &(giver, leg) in goods.givers_to(*head) {
                if visited.contains(&giver) || found.contains_key(&giver) {
                    continue;
                }
                let longer: Vec<Leg> = std::iter::once(leg).chain(chain.iter().copied()).collect();
                if wanted(giver) {
                    level.entry(giver).or_default().push(longer);
                } else {
                    // Behind a rival lies that rival's own affair.
                    next.push((giver, [visited.as_slice(), &[giver]].concat(), longer));
                }
            }
        }
        found.extend(level);
        heads = next;
    }
    found
}
