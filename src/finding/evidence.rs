//! What a proof rests on: a field of a deal and the sources that say it, or a field of an entity.

use super::agreement::stance;
use crate::graph::{DealGraph, Leg, Told};
use crate::model::{DealIx, EntityIx, SourceIx};

/// The record that a piece of evidence stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// A deal, which has sources.
    Deal(DealIx),
    /// An entity, whose fields are the curator's own.
    Entity(EntityIx),
}

impl Ground {
    /// The deal, where it is one.
    pub const fn deal(self) -> Option<DealIx> {
        match self {
            Self::Deal(deal) => Some(deal),
            Self::Entity(_) => None,
        }
    }
}

/// One field that a proof rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    /// Where the field stands.
    pub ground: Ground,
    /// The path of the field, as claims write it (`parties.acme`, `clauses.cloud.scope`), or `markets`.
    pub field: String,
    /// The sources that say so: those that speak of the field and agree, or where none speaks of it, those
    /// that tell the deal. Empty for a field of an entity.
    pub sources: Vec<SourceIx>,
    /// The sources heard that say otherwise.
    pub disputed_by: Vec<SourceIx>,
}

impl Evidence {
    /// The evidence of one field of a deal, with its sources as the view hears them.
    pub fn of_deal(told: &Told<'_>, deal: DealIx, field: impl Into<String>) -> Self {
        let field = field.into();
        let mut evidence = Self { ground: Ground::Deal(deal), field, sources: Vec::new(), disputed_by: Vec::new() };
        let heard: Vec<_> = told.claims_as_written(deal).collect();
        let (mut agree, mut disagree) = (Vec::new(), Vec::new());
        for claim in &heard {
            match stance(told, deal, claim, &evidence.field) {
                Some(true) => agree.push(claim.source),
                Some(false) => disagree.push(claim.source),
                None => {}
            }
        }
        if agree.is_empty() {
            agree = heard.iter().map(|claim| claim.source).filter(|source| !disagree.contains(source)).collect();
        }
        // Where every source that tells the deal says otherwise, the curator's reading still rests on them.
        if agree.is_empty() {
            agree = heard.iter().map(|claim| claim.source).collect();
        }
        evidence.sources = super::sorted(agree.into_iter());
        evidence.disputed_by = super::sorted(disagree.into_iter());
        evidence
    }

    /// The evidence of one field of an entity, which the curator alone answers for.
    pub fn of_entity(entity: EntityIx, field: impl Into<String>) -> Self {
        Self { ground: Ground::Entity(entity), field: field.into(), sources: Vec::new(), disputed_by: Vec::new() }
    }

    /// The evidence of a leg: that its two parties take part in the deal.
    pub fn of_leg(graph: &DealGraph<'_>, leg: Leg) -> Vec<Self> {
        let deal = graph.deal(leg);
        let mut ends = vec![leg.from, leg.to];
        ends.dedup();
        let named = ends.into_iter().filter_map(|party| deal.entity_at(party.into()));
        named
            .map(|entity| Self::of_deal(graph.told(), leg.deal, format!("parties.{}", graph.book().entity(entity).id)))
            .collect()
    }
}
