//! The legs that fit a filter, as sorted neighbour lists in both directions.

use crate::graph::{DealGraph, Leg};
use crate::model::pattern::LegFilter;
use crate::model::{Cover, EntityIx, Facet, FacetValue, Flow, Kind, Scope};

/// All legs of a graph that fit a filter.
///
/// Neighbour lists are sorted and without repetition, so that a join can intersect them; parallel legs are
/// found again for the proof, by [`Relation::fitting`].
#[derive(Debug)]
pub struct Relation {
    takers: Neighbours,
    givers: Neighbours,
}

/// For each entity a sorted list of others, in one piece of memory.
#[derive(Debug)]
struct Neighbours {
    starts: Vec<u32>,
    others: Vec<EntityIx>,
    /// The entities whose list is not empty, by id.
    present: Vec<EntityIx>,
}

impl Neighbours {
    /// Gathers pairs, which are sorted and without repetition.
    fn of(entities: usize, pairs: &[(EntityIx, EntityIx)]) -> Self {
        let mut starts = vec![0_u32; entities + 1];
        for (one, _) in pairs {
            starts[one.get() + 1] += 1;
        }
        for at in 0..entities {
            starts[at + 1] += starts[at];
        }
        let mut present: Vec<EntityIx> = pairs.iter().map(|(one, _)| *one).collect();
        present.dedup();
        Self { starts, others: pairs.iter().map(|(_, other)| *other).collect(), present }
    }

    /// Gathers the same pairs the other way round: sorted by the second, and so again by the first.
    fn turned(entities: usize, pairs: &[(EntityIx, EntityIx)]) -> Self {
        let mut starts = vec![0_u32; entities + 1];
        for (_, two) in pairs {
            starts[two.get() + 1] += 1;
        }
        for at in 0..entities {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut others = vec![EntityIx::default(); pairs.len()];
        for (one, two) in pairs {
            let slot = &mut next[two.get()];
            others[*slot as usize] = *one;
            *slot += 1;
        }
        let present = (0..entities).filter(|at| starts[*at] < starts[at + 1]).map(EntityIx::new).collect();
        Self { starts, others, present }
    }

    fn list(&self, entity: EntityIx) -> &[EntityIx] {
        &self.others[self.starts[entity.get()] as usize..self.starts[entity.get() + 1] as usize]
    }
}

impl Relation {
    /// Collects the legs that fit. Costs one pass over the legs, and sorting those that do.
    pub fn new(graph: &DealGraph<'_>, filter: &LegFilter) -> Self {
        let wanted = WantedScope::of(graph, filter);
        let flows = if filter.flows.is_empty() { Flow::ALL } else { filter.flows.as_slice() };
        let kinds = if filter.kinds.is_empty() { Kind::ALL } else { filter.kinds.as_slice() };
        // Legs are held by giver, flow and kind, so that only those of the flows and kinds asked for are looked at.
        let mut pairs: Vec<(EntityIx, EntityIx)> = Vec::new();
        let mut row: Vec<EntityIx> = Vec::new();
        for giver in graph.book().entity_indices() {
            row.clear();
            for (flow, kind) in flows.iter().flat_map(|flow| kinds.iter().map(move |kind| (*flow, *kind))) {
                let legs = graph.legs_of(graph.index().takers(giver, flow, kind));
                row.extend(legs.filter(|(_, leg)| fits(graph, filter, wanted.as_ref(), *leg)).map(|(taker, _)| taker));
            }
            row.sort_unstable();
            row.dedup();
            pairs.extend(row.iter().map(|taker| (giver, *taker)));
        }
        let entities = graph.book().entity_count();
        let takers = Neighbours::of(entities, &pairs);
        let givers = Neighbours::turned(entities, &pairs);
        Self { takers, givers }
    }

    /// How many pairs of entities it joins.
    pub fn len(&self) -> usize {
        self.takers.others.len()
    }

    /// Those who take from `giver`, by id.
    pub fn takers(&self, giver: EntityIx) -> &[EntityIx] {
        self.takers.list(giver)
    }

    /// Those who give to `taker`, by id.
    pub fn givers(&self, taker: EntityIx) -> &[EntityIx] {
        self.givers.list(taker)
    }

    /// Everybody who gives, by id.
    pub fn all_givers(&self) -> &[EntityIx] {
        &self.takers.present
    }

    /// Everybody who takes, by id.
    pub fn all_takers(&self) -> &[EntityIx] {
        &self.givers.present
    }

    /// Whether a leg runs; an absent end may be anybody.
    pub fn runs(&self, from: Option<EntityIx>, to: Option<EntityIx>) -> bool {
        match (from, to) {
            (Some(from), Some(to)) => self.takers(from).binary_search(&to).is_ok(),
            (Some(from), None) => !self.takers(from).is_empty(),
            (None, Some(to)) => !self.givers(to).is_empty(),
            (None, None) => self.len() > 0,
        }
    }

    /// The legs that fit, with their ends, by giver, taker and deal.
    pub fn legs(graph: &DealGraph<'_>, filter: &LegFilter) -> Vec<(EntityIx, EntityIx, Leg)> {
        let wanted = WantedScope::of(graph, filter);
        let mut legs: Vec<(EntityIx, EntityIx, Leg)> =
            graph.legs().filter(|(.., leg)| fits(graph, filter, wanted.as_ref(), *leg)).collect();
        legs.sort_unstable();
        legs
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
        && one_of(&filter.statuses, &leg.status)
        && filter.least.is_none_or(|least| !leg.status.is_ended() && leg.status >= least)
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
