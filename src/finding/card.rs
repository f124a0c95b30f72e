//! What a rule tells about itself.

use serde::Serialize;

use crate::model::Severity;

/// The card of a rule: help, `explain`, the docs page and SARIF all come from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleCard<'r> {
    /// Its kebab-case code, unique and never reused.
    pub code: &'r str,
    /// How much its findings matter, unless overridden.
    pub severity: Severity,
    /// The pattern it finds, as a phrase without a full stop.
    pub finds: &'r str,
    /// Why that matters.
    pub why: &'r str,
    /// A small made-up case.
    pub example: &'r str,
    /// What it does not see, or takes for granted.
    pub limits: &'r str,
}
