//! What every rule is given: the graph, and who is whose rival.

use std::sync::OnceLock;

use crate::graph::DealGraph;
use crate::model::{Book, Deal, DealIx, EntityIx};
use crate::query::rivalry::Rivals;

/// A graph with what several rules need of it, computed once.
#[derive(Debug)]
pub struct Case<'g, 'b> {
    /// The graph.
    pub graph: &'g DealGraph<'b>,
    /// Who is whose rival.
    pub rivals: Rivals<'b>,
    /// The deals with clauses, found when first asked for.
    with_clauses: OnceLock<Vec<DealIx>>,
}

impl<'g, 'b> Case<'g, 'b> {
    /// Prepares a graph for rules. Costs one pass over legs and markets.
    pub fn new(graph: &'g DealGraph<'b>) -> Self {
        Self { graph, rivals: Rivals::new(graph), with_clauses: OnceLock::new() }
    }

    /// Every deal seen that has clauses, by id. Costs a look at every deal when first asked for.
    pub fn deals_with_clauses(&self) -> impl Iterator<Item = (DealIx, &Deal)> {
        let told = self.graph.told();
        let find = || told.deals_with_clauses().map(|(index, _)| index).collect();
        self.with_clauses.get_or_init(find).iter().filter_map(|index| Some((*index, told.deal(*index)?)))
    }

    /// The book.
    pub fn book(&self) -> &'b Book {
        self.graph.book()
    }

    /// The name of an entity.
    pub fn name(&self, entity: EntityIx) -> &'b str {
        &self.book().entity(entity).name
    }
}
