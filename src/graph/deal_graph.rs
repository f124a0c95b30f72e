//! The graph of a book: entities are nodes, deals are projected into legs.
//!
//! ```text
//!          Money                    Money
//!   amazon ─────▶ openai     openai ─────▶ amazon
//!          ◀─────                   ◀─────
//!          Equity                   Goods
//!      (Investment)              (Purchase)
//! ```

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::told::Told;
use super::view::{Rollup, View};
use crate::model::kind::When;
use crate::model::{Book, Day, Deal, DealIx, EntityIx, Flow, Kind, Known, PartialDate, Status};

/// One thing that moves from one party of a deal to another. Small and copied; the deal has the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Leg {
    /// The deal.
    pub deal: DealIx,
    /// The giving party, by its position in the deal.
    pub from: u16,
    /// The taking party, by its position in the deal.
    pub to: u16,
    /// What moves.
    pub flow: Flow,
    /// The kind of the deal.
    pub kind: Kind,
    /// How far the deal has come.
    pub status: Status,
}

/// The petgraph graph: node `i` is the entity of index `i`, and edges are legs.
pub type Web = DiGraph<EntityIx, Leg, u32>;

/// A book seen from a view, as a graph.
///
/// With roll-up, legs of a part run from and to its outermost whole; legs inside one whole are left out of
/// the graph and counted in [`DealGraph::internal`]. Legs are in order of deal, then of the kind's table.
#[derive(Debug, Clone)]
pub struct DealGraph<'b> {
    told: Told<'b>,
    web: Web,
    owner: Vec<EntityIx>,
    internal: usize,
}

impl<'b> DealGraph<'b> {
    /// Builds the graph of a book from a view. Costs one pass over parties and claims.
    pub fn new(book: &'b Book, view: View) -> Self {
        Self::of(Told::new(book, view))
    }

    /// Builds the graph of deals already told.
    pub fn of(told: Told<'b>) -> Self {
        let book = told.book;
        let day = told.view.as_of.map(PartialDate::last);
        let owner: Vec<EntityIx> = book
            .entity_indices()
            .map(|entity| match told.view.rollup {
                Rollup::Wholes => book.root_of(entity, day),
                Rollup::Parts => entity,
            })
            .collect();
        let mut web = Web::with_capacity(book.entities().len(), book.deals().len() * 2);
        for entity in book.entity_indices() {
            web.add_node(entity);
        }
        let mut internal = 0;
        for (index, deal) in told.deals() {
            for leg in legs(index, deal) {
                let ends = (deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into()));
                let (Some(from), Some(to)) = ends else {
                    continue;
                };
                let (from, to) = (owner[from.get()], owner[to.get()]);
                if from == to {
                    internal += 1;
                } else {
                    web.add_edge(node(from), node(to), leg);
                }
            }
        }
        Self { told, web, owner, internal }
    }

    /// The book.
    pub fn book(&self) -> &'b Book {
        self.told.book
    }

    /// The view.
    pub fn view(&self) -> &View {
        &self.told.view
    }

    /// The deals as the view tells them.
    pub fn told(&self) -> &Told<'b> {
        &self.told
    }

    /// The petgraph graph, for algorithms of your own.
    pub fn web(&self) -> &Web {
        &self.web
    }

    /// Legs that run inside one whole and so are not in the graph.
    pub fn internal(&self) -> usize {
        self.internal
    }

    /// The entity that legs of `entity` count for: its outermost whole under roll-up, else itself.
    pub fn owner(&self, entity: EntityIx) -> EntityIx {
        self.owner[entity.get()]
    }

    /// The day of the view, where it has one.
    pub fn day(&self) -> Option<Day> {
        self.told.view.as_of.map(PartialDate::last)
    }

    /// The deal of a leg, as told.
    ///
    /// # Panics
    /// When the leg is of another graph.
    pub fn deal(&self, leg: Leg) -> &Deal {
        self.told.deal(leg.deal).expect("a leg of this graph belongs to a deal that its view sees")
    }

    /// The legs out of `entity` with the entity each one reaches, in order of deal.
    pub fn legs_from(&self, entity: EntityIx) -> Vec<(EntityIx, Leg)> {
        self.legs_at(entity, Direction::Outgoing)
    }

    /// The legs into `entity` with the entity each one comes from, in order of deal.
    pub fn legs_into(&self, entity: EntityIx) -> Vec<(EntityIx, Leg)> {
        self.legs_at(entity, Direction::Incoming)
    }

    fn legs_at(&self, entity: EntityIx, direction: Direction) -> Vec<(EntityIx, Leg)> {
        let at = node(entity);
        let mut legs: Vec<(EdgeIndex<u32>, EntityIx, Leg)> = self
            .web
            .edges_directed(at, direction)
            .map(|edge| {
                let other = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
                (edge.id(), self.web[other], *edge.weight())
            })
            .collect();
        // petgraph lists the newest edge first; the order of deals is the one that means something.
        legs.sort_unstable_by_key(|(edge, ..)| *edge);
        legs.into_iter().map(|(_, other, leg)| (other, leg)).collect()
    }

    /// Every leg with its two ends, in order of deal.
    pub fn legs(&self) -> impl Iterator<Item = (EntityIx, EntityIx, Leg)> + '_ {
        self.web.edge_references().map(|edge| (self.web[edge.source()], self.web[edge.target()], *edge.weight()))
    }

    /// The money that moves along a leg: the giving party's part of the deal, where the taking party is the
    /// only one it can go to.
    pub fn money_along(&self, leg: Leg) -> Known {
        if leg.flow != Flow::Money {
            return Known::Unstated;
        }
        let deal = self.deal(leg);
        let takers =
            legs(leg.deal, deal).into_iter().filter(|it| it.flow == Flow::Money && it.from == leg.from).count();
        if takers == 1 { deal.money_by(leg.from.into()) } else { Known::Unstated }
    }
}

/// The node of an entity.
pub fn node(entity: EntityIx) -> NodeIndex<u32> {
    NodeIndex::new(entity.get())
}

/// Projects a deal into its legs, by the table of kinds. Legs from or to undisclosed parties are included;
/// they have no node to stand on in a graph.
pub fn legs(index: DealIx, deal: &Deal) -> Vec<Leg> {
    let mut legs = Vec::with_capacity(4);
    for spec in deal.kind.spec().legs {
        let holds = match spec.when {
            When::Always => true,
            When::AmountStated => deal.amount.is_some() || !deal.tranches.is_empty(),
            When::Without(role) => deal.in_roles(&[role]).next().is_none(),
        };
        if !holds {
            continue;
        }
        for (from, to) in deal.pairs(spec.from, spec.to) {
            if let (Ok(from), Ok(to)) = (u16::try_from(from), u16::try_from(to)) {
                legs.push(Leg { deal: index, from, to, flow: spec.flow, kind: deal.kind, status: deal.status });
            }
        }
    }
    legs
}
