//! The legs that fit a filter on roles or scopes, as sorted neighbour lists in both directions.

use super::legs::{fits_status, sorts};
use crate::graph::{DealGraph, Leg};
use crate::model::pattern::LegFilter;
use crate::model::{Contacts, Cover, EntityIx, Facet, FacetValue, Scope, Side, Size};

/// All legs of a graph that fit a filter for which deals must be looked at.
///
/// Neighbour lists are sorted and without repetition, so that a join can intersect them; parallel legs are
/// found again for the proof, by [`Relation::fitting`].
#[derive(Debug)]
pub(super) struct Relation {
    takers: Contacts,
    givers: Contacts,
}

/// Gathers pairs, which are sorted and without repetition, by the first of each.
fn gather(entities: usize, pairs: &[(u32, u32)]) -> Contacts {
    let mut contacts = Contacts::with_room(entities);
    let (mut rest, mut row) = (pairs, Vec::new());
    for entity in 0..entities {
        let (own, behind) = rest.split_at(rest.iter().take_while(|(one, _)| *one as usize == entity).count());
        row.extend(own.iter().map(|(_, other)| *other));
        contacts.add(&row);
        row.clear();
        rest = behind;
    }
    contacts
}

impl Relation {
    /// Whether a filter asks for what only the deals tell.
    pub fn is_needed(filter: &LegFilter) -> bool {
        !filter.roles.is_empty() || !filter.facets.is_empty()
    }

    /// Collects the legs that fit. Costs a look at each deal of the flows and kinds asked for, and sorting.
    pub fn new(graph: &DealGraph<'_>, filter: &LegFilter) -> Self {
        let wanted = WantedScope::of(graph, filter);
        let sorts = sorts(filter);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut row: Vec<u32> = Vec::new();
        for giver in graph.book().entity_indices() {
            row.clear();
            for (flow, kind) in &sorts {
                let legs = graph.legs_of(graph.index().takers(giver, *flow, *kind));
                let fitting = legs.filter(|(_, leg)| fits(graph, filter, wanted.as_ref(), *leg));
                row.extend(fitting.map(|(taker, _)| taker.number()));
            }
            row.sort_unstable();
            row.dedup();
            pairs.extend(row.iter().map(|taker| (giver.number(), *taker)));
        }
        let entities = graph.book().entity_count();
        let takers = gather(entities, &pairs);
        for pair in &mut pairs {
            *pair = (pair.1, pair.0);
        }
        pairs.sort_unstable();
        Self { takers, givers: gather(entities, &pairs) }
    }

    /// How many pairs of entities it joins, and how many give and take.
    pub fn size(&self) -> Size {
        Size { legs: self.takers.len(), givers: self.takers.present(), takers: self.givers.present() }
    }

    /// Those who take from an entity or give to it, by id.
    pub fn list(&self, entity: EntityIx, side: Side) -> &[u32] {
        match side {
            Side::Takers => self.takers.of(entity),
            Side::Givers => self.givers.of(entity),
        }
    }

    /// Those of some legs that fit a filter, in order of deal.
    pub fn fitting(graph: &DealGraph<'_>, filter: &LegFilter, mut legs: Vec<Leg>) -> Vec<Leg> {
        let wanted = WantedScope::of(graph, filter);
        legs.retain(|leg| fits(graph, filter, wanted.as_ref(), *leg));
        legs.sort_unstable();
        legs
    }
}

/// The scope that a filter asks for; `Nowhere` where it names a product that the book does not have.
enum WantedScope {
    Within(Scope),
    Nowhere,
}

impl WantedScope {
    fn of(graph: &DealGraph<'_>, filter: &LegFilter) -> Option<Self> {
        if filter.facets.is_empty() {
            return None;
        }
        let mut scope = Scope::default();
        for (facet, value) in &filter.facets {
            let value = if *facet == Facet::Product {
                match graph.book().find_entity(value) {
                    Ok(product) => FacetValue::Product(product),
                    Err(_) => return Some(Self::Nowhere),
                }
            } else {
                FacetValue::Word(value.as_str().into())
            };
            scope.set(*facet, Some(value));
        }
        Some(Self::Within(scope))
    }
}

fn fits(graph: &DealGraph<'_>, filter: &LegFilter, wanted: Option<&WantedScope>, leg: Leg) -> bool {
    fn one_of<T: PartialEq>(wanted: &[T], found: &T) -> bool {
        wanted.is_empty() || wanted.contains(found)
    }
    one_of(&filter.flows, &leg.flow)
        && one_of(&filter.kinds, &leg.kind)
        && fits_status(filter, leg.status)
        && (filter.roles.is_empty() || {
            let parties = &graph.deal(leg).parties;
            let plays = |party: u16| parties.get(usize::from(party)).is_some_and(|it| filter.roles.contains(&it.role));
            plays(leg.from) || plays(leg.to)
        })
        && match wanted {
            None => true,
            Some(WantedScope::Nowhere) => false,
            Some(WantedScope::Within(scope)) => {
                let given = graph.deal(leg).scope.as_ref();
                given.is_some_and(|given| scope.covers(given, graph.book()) == Cover::Certain)
            }
        }
}
