//! The shape of a proof: premises that are all needed, alternatives of which one will do.

use super::evidence::Evidence;
use crate::graph::{DealGraph, Leg, Told};
use crate::model::{Book, DealIx, EntityIx, Status};

/// Something that must hold for a finding to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premise {
    /// What must hold, as a clause: `Acme backs Orion`.
    pub says: String,
    /// The ways in which it holds; any one is enough. Never empty.
    pub alternatives: Vec<Alternative>,
}

/// One way in which a premise holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alternative {
    /// The legs that show it, in the order in which they are told; empty where no leg does.
    pub legs: Vec<Leg>,
    /// The fields that it rests on, all of them.
    pub evidence: Vec<Evidence>,
}

impl Premise {
    /// A premise that any one of `alternatives` shows.
    pub fn any(says: impl Into<String>, alternatives: Vec<Alternative>) -> Self {
        Self { says: says.into(), alternatives }
    }

    /// A premise that one thing shows.
    pub fn one(says: impl Into<String>, alternative: Alternative) -> Self {
        Self::any(says, vec![alternative])
    }

    /// A premise that any one of some legs shows; each leg of a deal stands for itself.
    pub fn legs(graph: &DealGraph<'_>, says: impl Into<String>, legs: &[Leg]) -> Self {
        Self::any(says, legs.iter().map(|leg| Alternative::leg(graph, *leg)).collect())
    }
}

impl Alternative {
    /// One leg, with the two parties as evidence.
    pub fn leg(graph: &DealGraph<'_>, leg: Leg) -> Self {
        Self { legs: vec![leg], evidence: Evidence::of_leg(graph, leg) }
    }

    /// A chain of legs, all of them needed.
    pub fn chain(graph: &DealGraph<'_>, legs: &[Leg]) -> Self {
        let evidence = legs.iter().flat_map(|leg| Evidence::of_leg(graph, *leg)).collect();
        Self { legs: legs.to_vec(), evidence }
    }

    /// Some fields of one deal.
    pub fn fields(told: &Told<'_>, deal: DealIx, fields: impl IntoIterator<Item = String>) -> Self {
        let evidence = fields.into_iter().map(|field| Evidence::of_deal(told, deal, field)).collect();
        Self { legs: Vec::new(), evidence }
    }

    /// The same field of two entities, which the curator answers for.
    pub fn entities(entities: &[EntityIx], field: &str) -> Self {
        let evidence = entities.iter().map(|entity| Evidence::of_entity(*entity, field)).collect();
        Self { legs: Vec::new(), evidence }
    }

    /// The weakest status among its deals; `None` where it rests on no deal.
    pub fn status(&self, told: &Told<'_>) -> Option<Status> {
        weakest(self.evidence.iter().filter_map(|evidence| Some(told.deal(evidence.ground.deal()?)?.status)))
    }

    /// The deals it needs, each once, by id, as text.
    pub fn deals<'b>(&self, book: &'b Book) -> Vec<&'b str> {
        let deals = super::sorted(self.evidence.iter().filter_map(|evidence| evidence.ground.deal()));
        deals.into_iter().map(|deal| book.deal(deal).id.as_str()).collect()
    }
}

/// The weakest of some statuses; one that has ended is weaker than any that has not.
pub fn weakest(statuses: impl IntoIterator<Item = Status>) -> Option<Status> {
    statuses.into_iter().min_by_key(|status| rank(*status))
}

/// The strongest of some statuses.
pub(crate) fn strongest(statuses: impl IntoIterator<Item = Status>) -> Option<Status> {
    statuses.into_iter().max_by_key(|status| rank(*status))
}

/// How strong a status is: what has ended is weaker than anything else.
pub(crate) const fn rank(status: Status) -> (bool, Status) {
    (!status.is_ended(), status)
}

/// The strength of a proof: the weakest status in its strongest derivation.
///
/// Premises are independent, so that the strongest derivation takes the strongest alternative of each.
/// Closed where the proof rests on no deal at all.
pub fn strength(told: &Told<'_>, proof: &[Premise]) -> Status {
    let of_premise = |premise: &Premise| {
        let known = premise.alternatives.iter().map(|alternative| alternative.status(told).unwrap_or(Status::Closed));
        strongest(known)
    };
    weakest(proof.iter().filter_map(of_premise)).unwrap_or(Status::Closed)
}

/// In how many minimal ways a proof can be made: one alternative of each premise. Saturates.
pub fn derivations(proof: &[Premise]) -> u64 {
    proof.iter().map(|premise| premise.alternatives.len() as u64).fold(1, u64::saturating_mul)
}
