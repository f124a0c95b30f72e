//! Which roles entities play towards each other.
//!
//! A role belongs to a party in a deal, not to a company: so a company has a role *towards* another, by the
//! legs that join the two parties. Roles that fill one place in a deal (investor, lead investor) are one here.

use std::collections::{BTreeMap, BTreeSet};

use super::rivalry::Contest;
use crate::graph::{DealGraph, Leg};
use crate::model::kind::{LegSpec, Roles};
use crate::model::{Book, Deal, DealIx, EntityIx, Role};

/// One end of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Who gives.
    Giver,
    /// Who takes.
    Taker,
}

impl End {
    /// The roles at this end of a leg.
    const fn roles(self, leg: &LegSpec) -> Roles {
        match self {
            Self::Giver => leg.from,
            Self::Taker => leg.to,
        }
    }

    /// The other end.
    pub const fn other(self) -> Self {
        match self {
            Self::Giver => Self::Taker,
            Self::Taker => Self::Giver,
        }
    }

    /// The position of the party at this end.
    fn party(self, leg: Leg) -> usize {
        match self {
            Self::Giver => leg.from,
            Self::Taker => leg.to,
        }
        .into()
    }
}

/// Returns the roles that one plays towards another, with the legs that say so. Costs the legs of the first.
pub fn roles_towards(graph: &DealGraph<'_>, who: EntityIx, towards: EntityIx) -> BTreeMap<Role, Vec<Leg>> {
    let [given, taken] = legs_with(graph, who, towards);
    let parties = given.map(|leg| (leg, End::Giver)).chain(taken.map(|leg| (leg, End::Taker)));
    let mut roles: BTreeMap<Role, BTreeSet<Leg>> = BTreeMap::new();
    for (leg, end) in parties {
        roles.entry(role_at(graph, leg, end)).or_default().insert(leg);
    }
    roles.into_iter().map(|(role, legs)| (role, legs.into_iter().collect())).collect()
}

/// The legs from one to another, and those from the other.
pub fn legs_with<'g>(graph: &'g DealGraph<'_>, one: EntityIx, other: EntityIx) -> [impl Iterator<Item = Leg> + 'g; 2] {
    [graph.index().all_out(one), graph.index().all_into(one)]
        .map(|list| graph.legs_of(list).filter(move |(end, _)| *end == other).map(|(_, leg)| leg))
}

/// The role of the party at one end of a leg, by the name of the place that it fills. The deal is read only where the table
/// of kinds leaves it open: who pays for what is acquired may pay its seller or itself.
///
/// # Panics
/// When the leg is of another graph.
pub fn role_at(graph: &DealGraph<'_>, leg: Leg, end: End) -> Role {
    if let Some(role) = role_by_table(leg, end) {
        return role;
    }
    let deal = graph.told().look(leg.deal).expect("a leg of this graph belongs to a deal that its view sees");
    place_name(&deal, end.party(leg))
}

/// The role at one end of a leg, where all legs of its flow and kind have the same one there.
fn role_by_table(leg: Leg, end: End) -> Option<Role> {
    let spec = leg.kind.spec();
    let mut names = spec
        .legs
        .iter()
        .filter(|it| it.flow == leg.flow)
        .map(|it| spec.place_of(*end.roles(it).first()?)?.roles.first().copied());
    let first = names.next()??;
    names.all(|name| name == Some(first)).then_some(first)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Rollup, View};
    use crate::load::load_embedded;
    use crate::model::kind::KINDS;
    use crate::model::{Flow, Kind};

    #[test]
    fn each_end_of_a_leg_has_roles_of_one_place() {
        for spec in &KINDS {
            for leg in spec.legs {
                for end in [End::Giver, End::Taker] {
                    let place = spec.place_of(end.roles(leg)[0]).expect("a place of the kind");
                    assert!(end.roles(leg).iter().all(|role| place.roles.has(*role)), "{leg:?}");
                }
            }
        }
    }

    #[test]
    fn a_leg_tells_the_role_that_its_deal_does() {
        let book = load_embedded().expect("sound");
        let graph = DealGraph::new(&book, View { rollup: Rollup::Parts, ..View::default() });
        let mut open = BTreeSet::new();
        for (_, _, leg) in graph.legs() {
            for end in [End::Giver, End::Taker] {
                assert_eq!(role_at(&graph, leg, end), place_name(graph.deal(leg), end.party(leg)), "{leg:?}");
                if role_by_table(leg, end).is_none() {
                    open.insert((leg.kind, leg.flow));
                }
            }
        }
        let known =
            [(Kind::Acquisition, Flow::Money), (Kind::Guarantee, Flow::Rights), (Kind::Distribution, Flow::Goods)];
        assert!(open.iter().all(|it| known.contains(it)), "{open:?}");
        assert!(!open.is_empty(), "some roles are found in deals only");
    }
}
