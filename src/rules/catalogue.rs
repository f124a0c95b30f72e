//! Every rule that can be run on a book: those written in code and those written as patterns.

use super::pattern_rule;
use super::{ALL, Case};
use crate::finding::{RuleCard, Sink};
use crate::load::{embedded_rules, load_files};
use crate::model::{Book, PatternRule, did_you_mean, meant};
use crate::query::loops;

/// The rules of a book.
#[derive(Debug)]
pub struct Catalogue {
    patterns: Vec<PatternRule>,
}

/// Why a catalogue cannot be made, or has no such rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// No rule has a code.
    #[error("no rule has the code \"{code}\"{}", did_you_mean(.nearest))]
    Unknown {
        /// The code asked for.
        code: String,
        /// The nearest codes there are, best first.
        nearest: Vec<String>,
    },
    /// Circular financing is found by a search of its own.
    #[error("\"{}\" is no rule: `dealgraph loops` searches for it, `explain` and `why` know it", loops::CARD.code)]
    Loops,
    /// A book writes a rule with the code of a built-in one.
    #[error("rule {0}: a built-in rule has this code already; choose another")]
    Taken(String),
}

impl Catalogue {
    /// The built-in rules and those of a book.
    ///
    /// # Errors
    /// When the book gives a rule the code of a built-in one.
    ///
    /// # Panics
    /// Never in a released program: the tests read the same built-in rules.
    pub fn of(book: &Book) -> Result<Self, CatalogueError> {
        let built_in = load_files(embedded_rules()).expect("the built-in rules are sound");
        let mut patterns = built_in.rules().to_vec();
        let taken = |code: &str| {
            code == loops::CARD.code
                || ALL.iter().any(|rule| rule.card.code == code)
                || built_in.rules().iter().any(|rule| rule.id.as_str() == code)
        };
        for rule in book.rules() {
            if taken(rule.id.as_str()) {
                return Err(CatalogueError::Taken(rule.id.to_string()));
            }
            patterns.push(rule.clone());
        }
        Ok(Self { patterns })
    }

    /// The cards of all rules, by code.
    pub fn cards(&self) -> Vec<RuleCard<'_>> {
        let written = self.patterns.iter().map(pattern_rule::card);
        let mut cards: Vec<RuleCard<'_>> = ALL.iter().map(|rule| rule.card).chain(written).collect();
        cards.sort_by_key(|card| card.code);
        cards
    }

    /// The pattern of a rule that is written as one.
    pub fn pattern(&self, code: &str) -> Option<&str> {
        self.patterns.iter().find(|rule| rule.id.as_str() == code).map(|rule| rule.pattern.text.as_str())
    }

    /// The card of a code.
    ///
    /// # Errors
    /// When no rule has it; the nearest is suggested.
    pub fn card(&self, code: &str) -> Result<RuleCard<'_>, CatalogueError> {
        let cards = self.cards();
        if code == loops::CARD.code {
            return Err(CatalogueError::Loops);
        }
        cards.iter().find(|card| card.code == code).copied().ok_or_else(|| CatalogueError::Unknown {
            code: code.to_owned(),
            nearest: meant(code, cards.iter().map(|card| card.code), 3.max(code.len() / 3))
                .into_iter()
                .map(str::to_owned)
                .collect(),
        })
    }

    /// The card of whatever makes findings of a code: a rule, or the search for loops.
    ///
    /// # Errors
    /// When nothing has it; the nearest is suggested.
    pub fn explained(&self, code: &str) -> Result<RuleCard<'_>, CatalogueError> {
        if code == loops::CARD.code { Ok(loops::CARD) } else { self.card(code) }
    }

    /// Runs the rules whose codes `wanted` accepts.
    pub fn run(&self, case: &Case<'_, '_>, wanted: impl Fn(&str) -> bool, sink: &mut Sink) {
        for rule in ALL.iter().filter(|rule| wanted(rule.card.code)) {
            (rule.run)(case, sink);
        }
        for rule in self.patterns.iter().filter(|rule| wanted(rule.id.as_str())) {
            pattern_rule::run(case, rule, sink);
        }
    }
}
