//! A loop as a finding, so that it can be proven, compared and accepted like any other.

use super::Loop;
use crate::finding::{ClaimMoney, Draft, Premise, RuleCard, Severity, Sink};
use crate::graph::{DealGraph, Leg, Tally};
use crate::model::MoneyLevel;
use crate::query::counting::overlap_notes;

/// What circular financing is.
pub const CARD: RuleCard<'static> = RuleCard {
    code: "circular-financing",
    severity: Severity::Medium,
    finds: "money that comes back to where it set out, by two deals or more",
    why: "who pays its own customer sells with its own money: sales, valuation and growth may be one dollar",
    example: "Acme invests in Orion, and Orion buys its computing from Acme",
    limits: "legs say that money moves, not that it is the same money; repayments and dividends are no legs",
};

/// Reports loops as findings. A loop is the same finding whomever the search was about.
pub fn findings(graph: &DealGraph<'_>, loops: &[Loop], sink: &mut Sink) {
    for it in loops {
        if !sink.holds_again(graph, CARD, &it.plainly().entities(), String::new) {
            sink.report(graph, CARD, draft(graph, &it.plainly()));
        }
    }
}

fn draft(graph: &DealGraph<'_>, it: &Loop) -> Draft {
    let book = graph.book();
    let name = |entity| book.entity(entity).name.as_str();
    let proof = it.hops.iter().map(|hop| {
        let legs: Vec<Leg> = hop.deals.iter().flat_map(|deal| deal.legs.iter().copied()).collect();
        Premise::legs(graph, format!("{} pays {}", name(hop.from), name(hop.to)), &legs)
    });
    let parts = it.hops.iter().flat_map(|hop| {
        let legs = hop.deals.iter().flat_map(|deal| &deal.legs);
        legs.map(|leg| (leg.deal, graph.money_along(*leg))).collect::<Vec<_>>()
    });
    let total = Tally::of(graph.told(), parts);
    let mut caveats = Vec::new();
    for hop in &it.hops {
        let pair = format!("{} to {}", name(hop.from), name(hop.to));
        let none_at = |level| hop.money.totals.values().all(|split| split.at(level).is_zero());
        if hop.money.totals.is_empty() {
            caveats.push(format!("nobody states how much goes from {pair}"));
        } else if none_at(MoneyLevel::Committed) {
            caveats.push(format!("the money from {pair} is only contingent or reported, none of it committed"));
        }
        for (deal, adds) in hop.additions() {
            let (new, old) = (&book.deal(deal).id, &book.deal(adds.to).id);
            let by = adds.by.map_or_else(|| "an amount not stated".to_owned(), |by| by.to_string());
            caveats.push(format!("{new} is the new total, and adds {by} to {old}"));
        }
    }
    if it.order != super::TimeOrder::InOrder {
        caveats.push(format!(
            "in time the deals are {} of the loop",
            match it.order {
                super::TimeOrder::OutOfOrder => "not in the order",
                _ => "only possibly in the order",
            }
        ));
    }
    caveats.extend(overlap_notes(graph.told(), &total.overlaps));
    Draft {
        severity: None,
        claim: format!("money goes round: {}", route(graph, it)),
        parties: it.entities(),
        topic: String::new(),
        proof: proof.collect(),
        money: ClaimMoney::from(&total),
        caveats,
    }
}

/// The way of a loop: `Acme → Orion → Acme`.
pub(super) fn route(graph: &DealGraph<'_>, it: &Loop) -> String {
    let names = it.hops.iter().map(|hop| hop.from).chain([it.hops[0].from]);
    names.map(|entity| graph.book().entity(entity).name.as_str()).collect::<Vec<_>>().join(" → ")
}
