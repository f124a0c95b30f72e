//! Which roles entities play towards each other, and where they compete.
//!
//! A role belongs to a party in a deal, not to a company: so a company has a role *towards* another, by the
//! legs that join the two parties. Roles that fill one place in a deal (investor, lead investor) are one here.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{DealGraph, Leg};
use crate::model::{Book, Deal, DealIx, EntityIx, Role};

/// Who plays which roles towards whom: `(who, towards)`, each role with the legs that say so.
pub type Played = BTreeMap<(EntityIx, EntityIx), BTreeMap<Role, BTreeSet<Leg>>>;

/// A market in which a part of one entity (or itself) stands against a part of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contest {
    /// The market.
    pub market: String,
    /// Those of the first in it, by id.
    pub ones: Vec<EntityIx>,
    /// Those of the second in it, by id.
    pub twos: Vec<EntityIx>,
}

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

/// The name of the place that a party fills in a deal: the first of the roles that can fill it.
fn place_name(deal: &Deal, party: usize) -> Role {
    let role = deal.parties[party].role;
    deal.kind.spec().place_of(role).and_then(|place| place.roles.first()).copied().unwrap_or(role)
}

/// The deals of some legs, each once, by id.
pub fn deals_of<'l>(legs: impl IntoIterator<Item = &'l Leg>) -> Vec<DealIx> {
    super::in_order(legs.into_iter().map(|leg| leg.deal))
}

/// Markets of everything that counts for each owner, for looking up who competes with whom.
#[derive(Debug, Clone)]
pub struct Markets<'b> {
    by_owner: BTreeMap<EntityIx, BTreeMap<&'b str, Vec<EntityIx>>>,
}

impl<'b> Markets<'b> {
    /// Reads the markets of a book, as the view counts parts. Costs one pass over the entities.
    pub fn new(graph: &DealGraph<'b>) -> Self {
        let book: &'b Book = graph.book();
        let mut by_owner: BTreeMap<EntityIx, BTreeMap<&'b str, Vec<EntityIx>>> = BTreeMap::new();
        for entity in book.entity_indices() {
            for market in &book.entity(entity).markets {
                by_owner.entry(graph.owner(entity)).or_default().entry(market).or_default().push(entity);
            }
        }
        Self { by_owner }
    }

    /// The markets in which two entities, as the view counts them, stand against each other; by name.
    pub fn contests(&self, one: EntityIx, two: EntityIx) -> Vec<Contest> {
        let (Some(ones), Some(twos)) = (self.by_owner.get(&one), self.by_owner.get(&two)) else {
            return Vec::new();
        };
        if one == two {
            return Vec::new();
        }
        let shared = ones.iter().filter_map(|(market, ones)| Some((market, ones, twos.get(market)?)));
        shared
            .map(|(market, ones, twos)| Contest {
                market: (*market).to_owned(),
                ones: ones.clone(),
                twos: twos.clone(),
            })
            .collect()
    }
}

/// A contest in words: `agent-platforms: Quick against Frontier`.
pub fn contest_words(book: &Book, contest: &Contest) -> String {
    let names = |them: &[EntityIx]| them.iter().map(|it| book.entity(*it).name.as_str()).collect::<Vec<_>>().join(", ");
    format!("{}: {} against {}", contest.market, names(&contest.ones), names(&contest.twos))
}
