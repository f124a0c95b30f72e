//! Who has put money into whom, and how much, for rules that ask about stakes.

use std::collections::BTreeSet;

use crate::finding::{self, ClaimMoney};
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Flow, Kind, Side, Status};
use crate::query::backers::holding;
use crate::query::counting::tally_caveat;

/// Tells every investor with every company that it has put money into, by investor and company.
pub fn holdings(graph: &DealGraph<'_>) -> impl Iterator<Item = (EntityIx, EntityIx)> {
    let entities = graph.book().entity_indices();
    let lists = graph.index().lists(Side::Takers, Flow::Money, Kind::Investment, entities.len());
    entities.flat_map(move |investor| {
        lists.distinct(investor).map(move |company| (investor, EntityIx::new(company as usize)))
    })
}

/// The money legs of the investments of an investor in a company, in order of deal.
pub fn holding_legs(graph: &DealGraph<'_>, investor: EntityIx, company: EntityIx) -> Vec<Leg> {
    let list = graph.index().takers(investor, Flow::Money, Kind::Investment).with(company.number());
    graph.legs_of(list).map(|(_, leg)| leg).collect()
}

/// The strongest status of some legs.
pub fn strongest(legs: &[Leg]) -> Status {
    finding::strongest(legs.iter().map(|leg| leg.status)).unwrap_or(Status::Closed)
}

/// The money that `investor` put into `company` by investments, each dollar once, with what to say of deals
/// that state none and of money that is part of other money.
pub fn money_of(
    graph: &DealGraph<'_>,
    investor: EntityIx,
    company: EntityIx,
    legs: &[Leg],
) -> (ClaimMoney, Option<String>) {
    let deals: BTreeSet<_> = legs.iter().map(|leg| leg.deal).collect();
    let tally = holding(graph, investor, company, &deals).money;
    (ClaimMoney::from(&tally), tally_caveat(graph.told(), &tally))
}
