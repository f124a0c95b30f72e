//! A claim about the world, with its proof.
//!
//! ```text
//! Finding ── Premise (all are needed)
//!               └── Alternative (any one will do)
//!                      ├── Leg …                what to draw
//!                      └── Evidence …           deal, field → sources
//! ```
//!
//! Rules and queries hand a [`Draft`] to a [`Sink`], which gives it severity, strength and fingerprint, and at
//! the end puts all of them in order as [`Findings`]. A finding is never an error and never without evidence.

mod agreement;
mod baseline;
mod best;
mod card;
mod claim_money;
mod evidence;
mod fingerprint;
mod proof;
mod record;
mod report;
mod sarif;
mod selection;
mod sink;
mod tree;
mod wording;

pub use crate::model::Severity;
pub use agreement::agrees;
pub use baseline::{Baseline, BaselineError};
pub(crate) use best::Best;
pub use card::RuleCard;
pub use claim_money::{ClaimMoney, money_records, money_words};
pub use evidence::{Evidence, Ground};
pub use fingerprint::Fingerprint;
pub use proof::{Alternative, Premise, derivations, strength, weakest};
pub(crate) use proof::{rank, strongest};
pub use record::finding_record;
pub use sarif::sarif;
pub use selection::{Beyond, Cut, MOST_OF_A_RULE, Selection, Subject, Whom};
pub use sink::{Draft, Findings, Milder, Outline, Sink};
pub use tree::{proof_record, proof_tree};

use crate::graph::Leg;
use crate::model::{Book, DealIx, EntityIx, SourceIx, Status};

/// A claim about the world, with everything that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code of the rule or query that found it.
    pub code: String,
    /// How much it matters, after overrides.
    pub severity: Severity,
    /// What it says, in one sentence without a full stop; where its strength is no more than reported or rumoured, it says so.
    pub claim: String,
    /// Whom it is about, in the order that the rule's card names them.
    pub parties: Vec<EntityIx>,
    /// What tells it from other findings of the same code and parties (a clause, a market); often empty.
    pub topic: String,
    /// What proves it: every premise is needed, and of each any one alternative will do. Never empty.
    pub proof: Vec<Premise>,
    /// The weakest status in its strongest derivation.
    pub strength: Status,
    /// The money it is about.
    pub money: ClaimMoney,
    /// What a reader must know so as not to be misled, one sentence each.
    pub caveats: Vec<String>,
    /// The key of a baseline file.
    pub fingerprint: Fingerprint,
}

impl Finding {
    /// The deals that its proof names, each once, by id.
    pub fn deals(&self) -> Vec<DealIx> {
        sorted(self.evidence().filter_map(|evidence| evidence.ground.deal()))
    }

    /// The sources that its proof rests on, each once, by id.
    pub fn sources(&self) -> Vec<SourceIx> {
        sorted(self.evidence().flat_map(|evidence| evidence.sources.iter().copied()))
    }

    /// Those of its sources that its proof names, each once, by id: see [`Evidence::named`].
    pub fn named_sources(&self, book: &Book) -> Vec<SourceIx> {
        sorted(self.evidence().flat_map(|evidence| evidence.named(book)))
    }

    /// The legs of its proof, each once, in order of deal.
    pub fn legs(&self) -> Vec<Leg> {
        sorted(self.alternatives().flat_map(|alternative| alternative.legs.iter().copied()))
    }

    /// Every piece of evidence, in the order of the proof.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.alternatives().flat_map(|alternative| &alternative.evidence)
    }

    /// Every alternative of every premise, in the order of the proof.
    pub fn alternatives(&self) -> impl Iterator<Item = &Alternative> {
        self.proof.iter().flat_map(|premise| &premise.alternatives)
    }

    /// What it is about whatever proves it: the same subject at two dates is the same finding, told anew.
    pub fn subject(&self) -> (&str, &[EntityIx], &str) {
        (&self.code, &self.parties, &self.topic)
    }

    /// Whether it is about `entity` as the graph counts it.
    pub fn is_about(&self, entity: EntityIx) -> bool {
        self.parties.contains(&entity)
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}
