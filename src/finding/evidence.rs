//! What a proof rests on: a field of a deal and the sources that say it, or a field of an entity.

use super::agreement::{part_of, speaks_of_part, stance};
use crate::graph::{DealGraph, Leg, Told};
use crate::model::{Book, DealIx, EntityIx, SourceIx};

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
    /// Those of the sources that speak of the field itself. Empty where none does: then it is the curator's reading, unless
    /// it is told by telling the deal at all ([`Evidence::is_told_with_the_deal`]).
    pub of_field: Vec<SourceIx>,
    /// Those of the others that speak of the clause, tranche or party to which the field belongs.
    pub of_part: Vec<SourceIx>,
}

/// How many sources are named of those that tell a deal, and with it who takes part, and nothing more.
const MOST_TELLING: usize = 3;

impl Evidence {
    /// The evidence of one field of a deal, with its sources as the view hears them.
    pub fn of_deal(told: &Told<'_>, deal: DealIx, field: impl Into<String>) -> Self {
        let field = field.into();
        let mut evidence = Self::of(Ground::Deal(deal), field);
        let heard: Vec<_> = told.claims_as_written(deal).collect();
        let (mut agree, mut disagree) = (Vec::new(), Vec::new());
        for claim in &heard {
            match stance(told, deal, claim, &evidence.field) {
                Some(true) => agree.push(claim.source),
                Some(false) => disagree.push(claim.source),
                None => {}
            }
        }
        evidence.of_field = super::sorted(agree.iter().copied());
        if agree.is_empty() {
            agree = heard.iter().map(|claim| claim.source).filter(|source| !disagree.contains(source)).collect();
            let beside = heard.iter().filter(|claim| agree.contains(&claim.source));
            let beside = beside.filter(|claim| speaks_of_part(claim, &evidence.field)).map(|claim| claim.source);
            evidence.of_part = super::sorted(beside);
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
        Self::of(Ground::Entity(entity), field.into())
    }

    /// Evidence that nobody gives yet.
    fn of(ground: Ground, field: String) -> Self {
        let none = Vec::new;
        Self { ground, field, sources: none(), disputed_by: none(), of_field: none(), of_part: none() }
    }

    /// Whether who tells the deal tells the field with it: who takes part.
    pub fn is_told_with_the_deal(&self) -> bool {
        self.field == "parties" || (self.part_word() == "party" && part_of(&self.field) == Some(&*self.field))
    }

    /// Whether no source is quoted for the field, so that it is what the curator reads out of those that tell the deal.
    pub fn is_the_curators_reading(&self) -> bool {
        self.ground.deal().is_some() && self.of_field.is_empty() && !self.is_told_with_the_deal()
    }

    /// The sources that a proof names: those that speak of the field, then those that speak of the part it belongs to. Where
    /// telling the deal is all there is to say and none speaks of more, the first of those that tell it, official ones first.
    pub fn named(&self, book: &Book) -> Vec<SourceIx> {
        let mut named = [self.of_field.as_slice(), &self.of_part].concat();
        if named.is_empty() && self.is_told_with_the_deal() {
            named.clone_from(&self.sources);
            named.sort_by_key(|source| (!book.source(*source).kind.is_official(), *source));
            named.truncate(MOST_TELLING);
        }
        named
    }

    /// How many sources tell the deal without being named.
    pub fn unnamed(&self, book: &Book) -> usize {
        let named = self.named(book);
        self.sources.iter().filter(|it| !named.contains(it) && !self.disputed_by.contains(it)).count()
    }

    /// What the sources that are not named say nothing of: `clause`, `tranche`, `field`.
    pub(super) fn part_word(&self) -> &'static str {
        match self.field.split_once('.').map(|(what, _)| what) {
            Some("clauses") => "clause",
            Some("tranches") => "tranche",
            Some("parties") => "party",
            _ => "field",
        }
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
