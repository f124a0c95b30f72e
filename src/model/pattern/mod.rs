//! Patterns over legs: the language of `match "…"` and of rules written in books.
//!
//! ```text
//! investor -[Money Investment]-> company, investor -[Goods]-> company
//! umbra -[Goods]-> a, umbra -[Goods]-> b, a rivals b, a < b
//! x -[Equity|Rights]-> "openai" , not "openai" -[Control]-> x
//! ```
//!
//! A pattern is a list of conditions that all must hold, separated by commas or `and`. A word is a variable, a
//! text in quotes is an entity, and `_` is anybody. Variables with different names may stand for the same
//! entity unless `!=` or `<` says otherwise.
//!
//! | condition | holds where |
//! |---|---|
//! | `a -[WORDS]-> b`, `b <-[WORDS]- a`, `a --> b` | some leg runs from a to b that fits the words |
//! | `not a -[WORDS]-> b` | no such leg runs |
//! | `a rivals b`, `not a rivals b` | they are (not) rivals, by deal or by market |
//! | `a != b`, `a < b` | they differ; they differ and a comes first by id (so that a pair is found once) |
//! | `a is Fund`, `a is Person\|Company` | a is of that kind |
//! | `a in "cloud"` | a, or a part of it, competes in that market |
//!
//! Words in brackets are flows, deal kinds, statuses and roles, as books write them: `|` joins alternatives of one
//! sort, a blank asks for all. `status>=Signed` sets a least status; `product="orion-models"` and other facets
//! ask for deals whose scope surely lies within.

mod lexer;
mod parse;

use std::ops::Range;

use super::scope::Facet;
use super::vocabulary::{EntityKind, Flow, Kind, Role, Status};

/// A checked pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As written.
    pub text: String,
    /// Everything that can stand for an entity, in the order met.
    pub variables: Vec<Variable>,
    /// The conditions, in the order written.
    pub conditions: Vec<Condition>,
}

/// Something in a pattern that stands for an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// A name that may stand for any entity.
    Free(String),
    /// An entity named in quotes, and where.
    Named(String, Range<usize>),
}

/// A place in a condition: a variable by position, or anybody.
pub type End = Option<usize>;

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A leg runs from one end to the other, or must not.
    Leg {
        /// Whether it must run.
        holds: bool,
        /// Who gives.
        from: End,
        /// Who takes.
        to: End,
        /// What the leg must be.
        filter: LegFilter,
    },
    /// Two variables are rivals, or must not be.
    Rivals {
        /// Whether they must be.
        holds: bool,
        /// The one.
        one: usize,
        /// The other.
        two: usize,
    },
    /// Two variables stand for different entities.
    Differ(usize, usize),
    /// The first stands for an entity whose id comes before the second's.
    Before(usize, usize),
    /// A variable is of one of these kinds.
    Is(usize, Vec<EntityKind>),
    /// A variable, or a part of it, competes in a market.
    InMarket(usize, String),
}

/// What a leg must be; an empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct LegFilter {
    /// One of these flows.
    pub flows: Vec<Flow>,
    /// Of a deal of one of these kinds.
    pub kinds: Vec<Kind>,
    /// Of a deal of one of these statuses.
    pub statuses: Vec<Status>,
    /// The weakest status, where one is set.
    pub least: Option<Status>,
    /// From or to a party in one of these roles.
    pub roles: Vec<Role>,
    /// Of a deal whose scope lies within these facets.
    pub facets: Vec<(Facet, String)>,
}

/// Why a text is no pattern, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}")))]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// What would mend it.
    pub hint: Option<String>,
    /// The bytes of the text it is about.
    pub at: Range<usize>,
}

impl PatternError {
    /// The error with the line of the text it is about, underlined; safe to show on a terminal.
    pub fn shown(&self, text: &str) -> String {
        let (before, after) = text.split_at(text.floor_char_boundary(self.at.start));
        let before = before.rsplit('\n').next().unwrap_or(before);
        let after = after.split('\n').next().unwrap_or(after);
        let (marked, _) = after.split_at(after.floor_char_boundary(self.at.len()));
        let line = super::visible(&[before, after].concat());
        let (blanks, marks) = (super::visible(before).chars().count(), marked.chars().count().max(1));
        let said = super::visible(&self.to_string());
        format!("{said}\n  {line}\n  {}{}", " ".repeat(blanks), "^".repeat(marks))
    }
}

impl Pattern {
    /// The name of a variable: as written, entities by the text in quotes.
    ///
    /// # Panics
    /// When the pattern has not so many variables.
    #[expect(clippy::indexing_slicing, reason = "positions of variables come from the pattern itself")]
    pub fn name(&self, variable: usize) -> &str {
        match &self.variables[variable] {
            Variable::Free(name) | Variable::Named(name, _) => name,
        }
    }

    /// The position of the variable of a name.
    pub fn variable(&self, wanted: &str) -> Option<usize> {
        self.variables.iter().position(|it| matches!(it, Variable::Free(name) if name == wanted))
    }

    /// The names of its free variables, in the order met.
    pub fn free(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().filter_map(|it| match it {
            Variable::Free(name) => Some(name.as_str()),
            Variable::Named(..) => None,
        })
    }
}

impl LegFilter {
    /// What it asks for, in words: `Money|Goods Investment`.
    pub fn words(&self) -> String {
        fn any<T: std::fmt::Display>(words: &[T]) -> Option<String> {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            (!words.is_empty()).then(|| words.join("|"))
        }
        let facets = self.facets.iter().map(|(facet, value)| format!("{facet}=\"{value}\""));
        let least = self.least.map(|least| format!("status>={least}"));
        let groups = [any(&self.flows), any(&self.kinds), any(&self.statuses), any(&self.roles), least];
        groups.into_iter().flatten().chain(facets).collect::<Vec<_>>().join(" ")
    }
}
