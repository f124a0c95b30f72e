//! Checks the rules that a book writes as patterns.

use super::check::{At, Checker};
use super::text::RuleText;
use super::tree::Step;
use crate::model::pattern::{Pattern, PatternError, Variable};

use crate::model::pattern::Condition;
use crate::model::{Facet, Id, PatternRule, Severity};

/// Checks one rule: its severity, its pattern, the entities it names, and the variables of claim and parties.
pub(super) fn check_rule(checker: &mut Checker, at: &At, id: Id, text: RuleText) -> Option<PatternRule> {
    let severity: Option<Severity> = checker.read(at, &[Step::Field("severity")], "bad-severity", &text.severity);
    let pattern: Pattern = match text.pattern.parse() {
        Ok(pattern) => pattern,
        Err(error) => {
            let PatternError { message, hint, at: span } = error;
            let place = text.pattern.get(span).filter(|part| !part.trim().is_empty());
            let message = place.map_or_else(|| message.clone(), |part| format!("at `{part}`: {message}"));
            checker.error_with(at, &[Step::Field("pattern")], "bad-pattern", message, hint);
            return None;
        }
    };
    check_names(checker, at, &pattern);
    for wanted in PatternRule::placeholders(&text.claim) {
        if pattern.variable(wanted).is_none() {
            let message = format!("the claim speaks of {{{wanted}}}, which is no variable of the pattern");
            checker.error_with(at, &[Step::Field("claim")], "unknown-variable", message, known(&pattern));
        }
    }
    let mut parties = Vec::with_capacity(text.parties.len());
    for (index, wanted) in text.parties.iter().enumerate() {
        if let Some(variable) = pattern.variable(wanted) {
            parties.push(variable);
        } else {
            let path = [Step::Field("parties"), Step::Index(index)];
            let message = format!("\"{wanted}\" is no variable of the pattern");
            checker.error_with(at, &path, "unknown-variable", message, known(&pattern));
        }
    }
    if parties.is_empty() {
        parties = PatternRule::free_variables(&pattern);
    }
    Some(PatternRule {
        id,
        severity: severity?,
        finds: text.finds,
        why: text.why,
        example: text.example,
        limits: text.limits,
        pattern,
        claim: text.claim,
        parties,
    })
}

/// Entities and products are named by id, so that a rule means the same in every book that has them.
fn check_names(checker: &mut Checker, at: &At, pattern: &Pattern) {
    for variable in &pattern.variables {
        if let Variable::Named(name, _) = variable {
            checker.entity(at, &[Step::Field("pattern")], "the entity", name);
        }
    }
    for condition in &pattern.conditions {
        if let Condition::Leg { filter, .. } = condition {
            for (facet, value) in &filter.facets {
                if *facet == Facet::Product {
                    checker.entity(at, &[Step::Field("pattern")], "the product", value);
                }
            }
        }
    }
}

fn known(pattern: &Pattern) -> Option<String> {
    let names: Vec<&str> = pattern.free().collect();
    (!names.is_empty()).then(|| format!("its variables are {}", names.join(", ")))
}
