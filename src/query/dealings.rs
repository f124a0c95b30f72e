//! Which roles entities play towards each other.
//!
//! A role belongs to a party in a deal, not to a company: so a company has a role *towards* another, by the
//! legs that join the two parties. Roles that fill one place in a deal (investor, lead investor) are one here.

use std::collections::{BTreeMap, BTreeSet};

use super::rivalry::Contest;
use crate::graph::{DealGraph, Leg};
use crate::model::{Book, Deal, DealIx, EntityIx, Role};

/// Who plays which roles towards whom: `(who, towards)`, each role with the legs that say so.
pub type Played = BTreeMap<(EntityIx, EntityIx), BTreeMap<Role, BTreeSet<Leg>>>;

/// Returns every role that is played, both ways. Costs one pass over the legs.
pub fn roles_played(graph: &DealGraph<'_>) -> Played {
    let mut played: Played = BTreeMap::new();
    for (from, to, leg) in graph.legs() {
        let deal = graph.deal(leg);
        for (who, towards, party) in [(from, to, leg.from), (to, from, leg.to)] {
            let role = place_name(deal, party.into());
            played.entry((who, towards)).or_default().entry(role).or_default().insert(leg);
        }
    }
    played
}

/// Returns the roles that one plays towards another, with the legs that say so. Costs the legs of the first.
pub fn roles_towards(graph: &DealGraph<'_>, who: EntityIx, towards: EntityIx) -> BTreeMap<Role, Vec<Leg>> {
    let [given, taken] = legs_with(graph, who, towards);
    let parties = given.map(|leg| (leg, leg.from)).chain(taken.map(|leg| (leg, leg.to)));
    let mut roles: BTreeMap<Role, BTreeSet<Leg>> = BTreeMap::new();
    for (leg, party) in parties {
        roles.entry(place_name(graph.deal(leg), party.into())).or_default().insert(leg);
    }
    roles.into_iter().map(|(role, legs)| (role, legs.into_iter().collect())).collect()
}

/// The legs from one to another, and those from the other.
pub fn legs_with<'g>(graph: &'g DealGraph<'_>, one: EntityIx, other: EntityIx) -> [impl Iterator<Item = Leg> + 'g; 2] {
    [graph.index().all_out(one), graph.index().all_into(one)]
        .map(|list| graph.legs_of(list).filter(move |(end, _)| *end == other).map(|(_, leg)| leg))
}

/// The name of the place that a party fills in a deal: the first of the roles that can fill it.
fn place_name(deal: &Deal, party: usize) -> Role {
    let role = deal.parties[party].role;
    deal.kind.spec().place_of(role).and_then(|place| place.roles.first()).copied().unwrap_or(role)
}

/// The deals of some legs, each once, by id.
pub fn deals_of<'l>(legs: impl IntoIterator<Item = &'l Leg>) -> Vec<DealIx> {
    super::in_order(legs.into_iter().map(|leg| leg.deal))
}

/// A contest in words: `agent-platforms: Quick against Frontier`.
pub fn contest_words(book: &Book, contest: &Contest) -> String {
    let names = |them: &[EntityIx]| them.iter().map(|it| book.entity(*it).name.as_str()).collect::<Vec<_>>().join(", ");
    format!("{}: {} against {}", contest.market, names(&contest.ones), names(&contest.twos))
}
