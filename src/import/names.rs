//! What a reader decided about near names: which of them mean one entity.
//!
//! An import lists near names in `near-names.csv`. Whoever reviews it writes `join` or `apart` into the column
//! `decision` of each row and gives the file back. A row without a decision is asked again.

use std::collections::{BTreeMap, BTreeSet};

use super::unguarded::unguarded;
use crate::model::fold;

/// The columns of the file, in order.
pub const COLUMNS: [&str; 6] = ["name", "id", "near_name", "near", "why", "decision"];

/// Decisions about pairs of names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Folded names, with the name that each is another one of.
    joins: BTreeMap<String, String>,
    /// Pairs of folded names that mean two entities, the smaller first.
    apart: BTreeSet<(String, String)>,
}

/// Why a file of decisions cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct NamesError {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong there.
    pub why: String,
}

impl Names {
    /// Reads a reviewed file: the columns `name`, `near_name` and `decision` of it.
    ///
    /// # Errors
    /// When it is no such table, a decision is no decision, or decisions contradict one another.
    pub fn read(text: &str) -> Result<Self, NamesError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let fault = |line: u64, why: String| NamesError { line, why };
        let header = reader.headers().map_err(|error| fault(1, error.to_string()))?.clone();
        let column = |name: &str| {
            let position = header.iter().position(|column| column.trim().trim_start_matches('\u{feff}') == name);
            position.ok_or_else(|| fault(1, format!("no column \"{name}\"; needed are name, near_name and decision")))
        };
        let (name, near, decision) = (column("name")?, column("near_name")?, column("decision")?);
        let mut names = Self::default();
        for record in reader.records() {
            let record =
                record.map_err(|error| fault(error.position().map_or(0, csv::Position::line), error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |position: usize| record.get(position).and_then(unguarded).unwrap_or_default();
            let (one, two) = (fold(cell(name)), fold(cell(near)));
            let word = cell(decision).trim().to_lowercase();
            if word.is_empty() {
                continue;
            }
            if one.is_empty() || two.is_empty() || one == two {
                return Err(fault(line, "the row needs two names that differ".to_owned()));
            }
            match word.as_str() {
                "join" | "same" | "yes" => {
                    let target = cell(near).trim().to_owned();
                    let before = names.joins.insert(one, target.clone());
                    if before.is_some_and(|before| fold(&before) != fold(&target)) {
                        return Err(fault(line, format!("\"{}\" is joined to two names", cell(name))));
                    }
                }
                "apart" | "different" | "no" => {
                    names.apart.insert(if one < two { (one, two) } else { (two, one) });
                }
                _ => return Err(fault(line, format!("\"{word}\" is no decision; write join or apart"))),
            }
        }
        names.check_ends()?;
        Ok(names)
    }

    /// No chain of joins may lead back to where it began, nor join what another row keeps apart.
    fn check_ends(&self) -> Result<(), NamesError> {
        let fault = |why: String| Err(NamesError { line: 0, why });
        let end = |name: &str| {
            let mut at = name.to_owned();
            for _ in 0..=self.joins.len() {
                match self.joins.get(&at) {
                    Some(next) => at = fold(next),
                    None => return Some(at),
                }
            }
            None
        };
        for name in self.joins.keys() {
            if end(name).is_none() {
                return fault(format!("the joins of \"{name}\" go round in a circle"));
            }
        }
        for (one, two) in &self.apart {
            if end(one) == end(two) {
                return fault(format!("\"{one}\" and \"{two}\" are kept apart by one row and joined by others"));
            }
        }
        Ok(())
    }

    /// The name that a folded name is another one of.
    pub(super) fn joined(&self, folded: &str) -> Option<&str> {
        self.joins.get(folded).map(String::as_str)
    }

    /// Whether somebody said that two folded names mean two entities.
    pub(super) fn keeps_apart(&self, one: &str, two: &str) -> bool {
        let pair = if one < two { (one, two) } else { (two, one) };
        self.apart.contains(&(pair.0.to_owned(), pair.1.to_owned()))
    }

    /// How many joins there are.
    pub(super) fn join_count(&self) -> usize {
        self.joins.len()
    }
}
