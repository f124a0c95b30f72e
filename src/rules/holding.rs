//! Who has put money into whom, and how much, for rules that ask about stakes.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{EntityIx, Flow, Kind, Stated};
use crate::query::backers::holding;

/// The money legs of investments, by investor and company, in order of deal.
pub fn holdings(graph: &DealGraph<'_>) -> BTreeMap<EntityIx, BTreeMap<EntityIx, Vec<Leg>>> {
    let mut holdings: BTreeMap<EntityIx, BTreeMap<EntityIx, Vec<Leg>>> = BTreeMap::new();
    for (investor, company, leg) in graph.legs() {
        if leg.kind == Kind::Investment && leg.flow == Flow::Money {
            holdings.entry(investor).or_default().entry(company).or_default().push(leg);
        }
    }
    holdings
}

/// The money that `investor` put into `company` by investments, each dollar once, with what to say of deals
/// that state none.
pub fn money_of(
    graph: &DealGraph<'_>,
    investor: EntityIx,
    company: EntityIx,
    legs: &[Leg],
) -> (Vec<Stated>, Option<String>) {
    let deals: BTreeSet<_> = legs.iter().map(|leg| leg.deal).collect();
    let tally = holding(graph, investor, company, &deals).money;
    (stated(&tally), unstated(graph, &tally))
}

/// The totals of a tally, by currency.
pub fn stated(tally: &Tally) -> Vec<Stated> {
    tally.totals.iter().map(|(currency, split)| Stated { currency: *currency, split: *split }).collect()
}

/// Says which deals of a tally state no amount.
pub fn unstated(graph: &DealGraph<'_>, tally: &Tally) -> Option<String> {
    let ids: Vec<&str> = tally.unstated.iter().map(|deal| graph.book().deal(*deal).id.as_str()).collect();
    (!ids.is_empty()).then(|| format!("the money leaves out what nobody states: {}", ids.join(", ")))
}
