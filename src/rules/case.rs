//! What every rule is given: the graph, and who is whose rival.

use crate::graph::DealGraph;
use crate::model::{Book, EntityIx};
use crate::query::rivalry::Rivals;

/// A graph with what several rules need of it, computed once.
#[derive(Debug)]
pub struct Case<'g, 'b> {
    /// The graph.
    pub graph: &'g DealGraph<'b>,
    /// Who is whose rival.
    pub rivals: Rivals<'b>,
}

impl<'g, 'b> Case<'g, 'b> {
    /// Prepares a graph for rules. Costs one pass over legs and markets.
    pub fn new(graph: &'g DealGraph<'b>) -> Self {
        Self { graph, rivals: Rivals::new(graph) }
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
