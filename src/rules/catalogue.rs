//! Every rule that can be run on a book: those written in code and those written as patterns.

use super::{ALL, Case};
use crate::finding::{RuleCard, Sink};
use crate::model::{Book, nearest};

/// The rules of a book.
#[derive(Debug)]
pub struct Catalogue;

/// A code that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rule has the code \"{code}\"{}", .nearest.as_ref().map_or_else(String::new, |it| format!("; did you mean \"{it}\"?")))]
pub struct UnknownRule {
    /// The code asked for.
    pub code: String,
    /// The nearest code there is.
    pub nearest: Option<String>,
}

impl Catalogue {
    /// The built-in rules and those of a book.
    pub fn of(_: &Book) -> Self {
        Self
    }

    /// The cards of all rules, by code.
    pub fn cards(&self) -> Vec<RuleCard<'_>> {
        let mut cards: Vec<RuleCard<'_>> = ALL.iter().map(|rule| rule.card).collect();
        cards.sort_by_key(|card| card.code);
        cards
    }

    /// The card of a code.
    ///
    /// # Errors
    /// When no rule has it; the nearest is suggested.
    pub fn card(&self, code: &str) -> Result<RuleCard<'_>, UnknownRule> {
        let cards = self.cards();
        cards.iter().find(|card| card.code == code).copied().ok_or_else(|| UnknownRule {
            code: code.to_owned(),
            nearest: nearest(code, cards.iter().map(|card| card.code), 3.max(code.len() / 3)).map(str::to_owned),
        })
    }

    /// Runs the rules whose codes `wanted` accepts.
    pub fn run(&self, case: &Case<'_, '_>, wanted: impl Fn(&str) -> bool, sink: &mut Sink) {
        for rule in ALL.iter().filter(|rule| wanted(rule.card.code)) {
            (rule.run)(case, sink);
        }
    }
}
