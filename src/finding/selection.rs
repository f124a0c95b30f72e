//! Which findings are kept, and how many: a large web has more than anybody reads, or a machine holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::{Finding, Severity};
use crate::graph::DealGraph;
use crate::model::EntityIx;

/// The most findings kept of one rule, unless somebody asks for more.
pub const MOST_OF_A_RULE: usize = 10_000;

/// What a finding is about whatever proves it: code, parties and topic.
pub type Subject = (String, Vec<EntityIx>, String);

/// Which findings are kept.
///
/// Of each rule those that come first: the gravest, of these the strongest, and of these by parties and topic. The
/// others are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The most kept of each rule.
    pub most: usize,
    /// What becomes of a rule that finds more.
    pub beyond: Beyond,
    /// Whom they must be about.
    pub whom: Whom,
    /// The least severity kept; what is milder is counted.
    pub least: Severity,
    /// Findings of these subjects are kept whatever else is.
    pub besides: BTreeSet<Subject>,
    /// Findings of these subjects are proven already: where a rule spares itself their proof, they are told to hold and
    /// nothing more.
    pub proven: Arc<BTreeSet<Subject>>,
}

/// What becomes of the findings of a rule that finds more than are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Beyond {
    /// The first are kept, and the others counted.
    #[default]
    Counted,
    /// None is kept, and the rule may stop as soon as it has found so many: for whoever needs all of them or none. How
    /// many there are is then not known.
    GivenUp,
}

/// Whom findings must be about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whom {
    /// Anybody.
    #[default]
    Anybody,
    /// All of some entities, as the graph counts them.
    AllOf(Vec<EntityIx>),
    /// Any of some entities, as the graph counts them.
    AnyOf(Vec<EntityIx>),
}

/// What a bound left out of one rule's findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// The code of the rule, or of the search.
    pub code: String,
    /// How many findings are kept.
    pub kept: u64,
    /// How many there are, those kept among them; at least so many where the search did not come to its end.
    pub found: u64,
    /// Whether the search did not come to its end.
    pub at_least: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            most: MOST_OF_A_RULE,
            beyond: Beyond::default(),
            whom: Whom::Anybody,
            least: Severity::Note,
            besides: BTreeSet::new(),
            proven: Arc::default(),
        }
    }
}

impl Whom {
    /// All of some entities; anybody where there are none.
    pub fn all_of(entities: &[EntityIx]) -> Self {
        if entities.is_empty() { Self::Anybody } else { Self::AllOf(entities.to_vec()) }
    }

    /// Any of some entities; anybody where there are none.
    pub fn any_of(entities: &[EntityIx]) -> Self {
        if entities.is_empty() { Self::Anybody } else { Self::AnyOf(entities.to_vec()) }
    }

    /// Whether a finding with these parties is about them.
    pub fn fits(&self, graph: &DealGraph<'_>, parties: &[EntityIx]) -> bool {
        let is_party = |entity: &EntityIx| parties.iter().any(|it| it == entity || graph.owner(*it) == *entity);
        match self {
            Self::Anybody => true,
            Self::AllOf(entities) => entities.iter().all(is_party),
            Self::AnyOf(entities) => entities.iter().any(is_party),
        }
    }
}

impl Cut {
    /// What was left out, in one sentence without a full stop.
    pub fn words(&self) -> String {
        let Self { code, kept, found, at_least } = self;
        if *at_least {
            return format!(
                "{code}: {kept} of at least {found} findings are kept; the search was stopped before its end"
            );
        }
        format!("{code}: {kept} of {found} findings are kept, the gravest and strongest first")
    }
}

impl Finding {
    /// Its subject, to keep.
    pub fn to_subject(&self) -> Subject {
        (self.code.clone(), self.parties.clone(), self.topic.clone())
    }
}
