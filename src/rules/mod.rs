//! The conflict rules: one a file, each with its card, and the table of all of them.
//!
//! A rule is a function from a [`Case`] into a [`Sink`]. Rules that are plain patterns over legs are written in
//! the pattern language instead (`data/rules/*.ron`), and run by [`crate::query::pattern`].

mod case;
mod catalogue;
mod change;
mod competes_with_holding;
mod contingent_majority;
mod depends_on_rival;
mod everything;
mod exclusivity;
mod first_refusal_bypassed;
mod first_seen;
mod holding;
mod interlock;
mod page;
mod pattern_rule;
mod rights;
mod rights_without_control;
mod what_if;

pub use case::Case;
pub use catalogue::{Catalogue, CatalogueError};
pub use change::{Change, Comparison, change_section, changes, comparable, compare};
pub use everything::{Court, Outcome, Stance, Verdict, all_findings, selected_findings};
pub use first_seen::{FirstSeen, Seen, first_seen};
pub use page::page;
pub use what_if::{WhatIf, what_if};

use crate::finding::{RuleCard, Sink};

/// A rule that is written in code.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What it tells about itself.
    pub card: RuleCard<'static>,
    /// Finds its cases.
    pub run: fn(&Case<'_, '_>, &mut Sink),
}

/// Every rule written in code, by code.
pub const ALL: &[Rule] = &[
    exclusivity::CARVED_OUT,
    competes_with_holding::RULE,
    contingent_majority::RULE,
    depends_on_rival::RULE,
    exclusivity::COLLISION,
    first_refusal_bypassed::RULE,
    interlock::RULE,
    rights_without_control::RULE,
];
