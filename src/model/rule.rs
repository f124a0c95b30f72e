//! A rule that a book writes as a pattern.

use super::id::Id;
use super::pattern::{Pattern, Variable};
use super::severity::Severity;

/// A rule written as a pattern, with its card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternRule {
    /// Its code.
    pub id: Id,
    /// How much its findings matter.
    pub severity: Severity,
    /// What it finds.
    pub finds: String,
    /// Why that matters.
    pub why: String,
    /// A small made-up case; empty for none.
    pub example: String,
    /// What it does not see; empty for none told.
    pub limits: String,
    /// The pattern.
    pub pattern: Pattern,
    /// The sentence of a finding, with variables in braces: `{investor} backs {company}`.
    pub claim: String,
    /// Whom a finding is about, in order: positions of variables of the pattern.
    pub parties: Vec<usize>,
}

impl PatternRule {
    /// The claim with `name` of each variable put in its place. Names of variables are checked on loading, so
    /// that what stands in braces is one.
    pub fn claim_with<'n>(&self, name: impl Fn(usize) -> &'n str) -> String {
        let mut claim = String::with_capacity(self.claim.len());
        let mut rest = self.claim.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            claim.push_str(before);
            let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
            match self.pattern.variable(inside) {
                Some(variable) => claim.push_str(name(variable)),
                None => claim.push_str(inside),
            }
            rest = behind;
        }
        claim.push_str(rest);
        claim
    }

    /// What stands in braces in a claim, in order.
    pub fn placeholders(claim: &str) -> Vec<&str> {
        claim.split('{').skip(1).map(|after| after.split('}').next().unwrap_or(after)).collect()
    }

    /// The positions of all free variables, in the order met.
    pub fn free_variables(pattern: &Pattern) -> Vec<usize> {
        let free = |(position, variable): (usize, &Variable)| matches!(variable, Variable::Free(_)).then_some(position);
        pattern.variables.iter().enumerate().filter_map(free).collect()
    }
}
