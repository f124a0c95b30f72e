//! The legs that one condition asks for, as neighbour lists.
//!
//! Where flow, kind and status decide, lists are those of the graph's own index: lent as they are where one sort of
//! leg is asked for, else put together when asked. Only a condition on roles or scopes, for which deals must be
//! looked at, has a relation of its own.

use super::relation::Relation;
use crate::finding::strongest;
use crate::graph::{DealGraph, Leg};
use crate::model::pattern::LegFilter;
use crate::model::{EntityIx, Flow, Kind, Lists, Neighbours, Side, Size, Status};

/// The legs that a filter asks for.
#[derive(Debug)]
pub(super) struct Legs<'s, 'b> {
    graph: &'s DealGraph<'b>,
    filter: &'s LegFilter,
    /// The flows and kinds that some leg can have.
    sorts: Vec<(Flow, Kind)>,
    by_status: bool,
    looked_at: Option<Relation>,
}

impl<'s, 'b> Legs<'s, 'b> {
    /// Prepares to list the legs of a filter. Costs nothing, unless the filter asks for roles or scopes: then a look
    /// at each deal of its flows and kinds.
    pub fn new(graph: &'s DealGraph<'b>, filter: &'s LegFilter) -> Self {
        let looked_at = Relation::is_needed(filter).then(|| Relation::new(graph, filter));
        Self { looked_at, ..Self::to_judge(graph, filter) }
    }

    /// Prepares to say how strong legs are that are known to be there.
    pub fn to_judge(graph: &'s DealGraph<'b>, filter: &'s LegFilter) -> Self {
        let by_status = !filter.statuses.is_empty() || filter.least.is_some();
        Self { graph, filter, sorts: sorts(filter), by_status, looked_at: None }
    }

    fn row(&self, entity: EntityIx, side: Side, (flow, kind): (Flow, Kind)) -> Neighbours<'s> {
        match side {
            Side::Takers => self.graph.index().takers(entity, flow, kind),
            Side::Givers => self.graph.index().givers(entity, flow, kind),
        }
    }

    /// The lists of all entities, for somebody who is going to ask for so many; `None` where they are no lists of one sort as
    /// the graph has them.
    pub fn lists(&self, side: Side, asked: usize) -> Option<Lists<'s>> {
        let (None, [(flow, kind)], false) = (&self.looked_at, &self.sorts[..], self.by_status) else { return None };
        Some(self.graph.index().lists(side, *flow, *kind, asked))
    }

    /// The legs of a row whose status fits.
    fn fitting(&self, row: Neighbours<'s>) -> impl Iterator<Item = (EntityIx, Leg)> {
        self.graph.legs_of(row).filter(|(_, leg)| !self.by_status || fits_status(self.filter, leg.status))
    }

    /// Lends the sorted list of an entity's neighbours, in which one may stand several times; `None` where it had to
    /// be put together in `own`. Where there are [`Self::lists`], these lend it sooner.
    pub fn list<'l>(&'l self, entity: EntityIx, side: Side, own: &mut Vec<u32>) -> Option<&'l [u32]> {
        own.clear();
        if let Some(relation) = &self.looked_at {
            return Some(relation.list(entity, side));
        }
        if let ([sort], false) = (&self.sorts[..], self.by_status) {
            return Some(self.row(entity, side, *sort).ends);
        }
        let mut lists = 0;
        for sort in &self.sorts {
            let row = self.row(entity, side, *sort);
            let before = own.len();
            if self.by_status {
                own.extend(self.fitting(row).map(|(other, _)| other.number()));
            } else {
                own.extend_from_slice(row.ends);
            }
            lists += usize::from(own.len() > before);
        }
        if lists > 1 {
            own.sort_unstable();
        }
        None
    }

    /// The legs from one to another, for which the deals have not been looked at.
    fn between(&self, from: EntityIx, to: EntityIx) -> impl Iterator<Item = Leg> {
        let rows = self.sorts.iter().map(move |sort| self.row(from, Side::Takers, *sort).with(to.number()));
        rows.flat_map(|row| self.fitting(row)).map(|(_, leg)| leg)
    }

    /// Whether a leg runs; an absent end may be anybody.
    pub fn runs(&self, from: Option<EntityIx>, to: Option<EntityIx>) -> bool {
        let any = |entity, side| match &self.looked_at {
            Some(relation) => !relation.list(entity, side).is_empty(),
            None => self.sorts.iter().any(|sort| self.fitting(self.row(entity, side, *sort)).next().is_some()),
        };
        match (from, to) {
            (Some(from), Some(to)) => match &self.looked_at {
                Some(relation) => relation.list(from, Side::Takers).binary_search(&to.number()).is_ok(),
                None => self.between(from, to).next().is_some(),
            },
            (Some(from), None) => any(from, Side::Takers),
            (None, Some(to)) => any(to, Side::Givers),
            (None, None) => self.graph.book().entity_indices().any(|entity| any(entity, Side::Takers)),
        }
    }

    /// The strongest status of the legs from one to another; where anybody may be an end, or no leg runs, as if it
    /// were closed.
    pub fn strongest(&self, from: Option<EntityIx>, to: Option<EntityIx>) -> Status {
        let (Some(from), Some(to)) = (from, to) else { return Status::Closed };
        let found = if Relation::is_needed(self.filter) {
            strongest(legs_between(self.graph, self.filter, from, to).into_iter().map(|leg| leg.status))
        } else {
            strongest(self.between(from, to).map(|leg| leg.status))
        };
        found.unwrap_or(Status::Closed)
    }

    /// How many legs there are, estimated where there are many.
    pub fn size(&self) -> Size {
        match &self.looked_at {
            Some(relation) => relation.size(),
            None => self.graph.index().size(&self.sorts),
        }
    }

    /// Looks at the lists of some entities that are going to be asked for one by one; see `Lists::fetch`.
    pub fn fetch(&self, entities: &[u32], side: Side) {
        if let Some(lists) = self.lists(side, entities.len()) {
            lists.fetch(entities);
        } else if self.looked_at.is_none() {
            self.graph.index().fetch(entities, side);
        }
    }
}

/// The legs from one to another that fit a filter, in order of deal.
pub(super) fn legs_between(graph: &DealGraph<'_>, filter: &LegFilter, from: EntityIx, to: EntityIx) -> Vec<Leg> {
    let rows = sorts(filter).into_iter().map(|(flow, kind)| graph.index().takers(from, flow, kind).with(to.number()));
    let legs = rows.flat_map(|row| graph.legs_of(row)).map(|(_, leg)| leg).collect();
    Relation::fitting(graph, filter, legs)
}

/// The flows and kinds that a filter leaves, those that no deal has left out.
pub(super) fn sorts(filter: &LegFilter) -> Vec<(Flow, Kind)> {
    let flows = if filter.flows.is_empty() { Flow::ALL } else { filter.flows.as_slice() };
    let kinds = if filter.kinds.is_empty() { Kind::ALL } else { filter.kinds.as_slice() };
    let all = flows.iter().flat_map(|flow| kinds.iter().map(move |kind| (*flow, *kind)));
    let mut sorts: Vec<(Flow, Kind)> =
        all.filter(|(flow, kind)| kind.spec().legs.iter().any(|leg| leg.flow == *flow)).collect();
    sorts.sort_unstable();
    sorts.dedup();
    sorts
}

/// Whether a status is what a filter asks for.
pub(super) fn fits_status(filter: &LegFilter, status: Status) -> bool {
    (filter.statuses.is_empty() || filter.statuses.contains(&status))
        && filter.least.is_none_or(|least| !status.is_ended() && status >= least)
}
