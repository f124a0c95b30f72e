//! What a reader decided about near names: which of them mean one entity.
//!
//! An import lists near names in `near-names.csv`. Whoever reviews it writes `join` or `apart` into the column
//! `decision` of each row and gives the file back. A row without a decision is asked again.
//!
//! ```text
//! a ─join─▶ b ─join─▶ c      all three are c, whichever rows say so and in whatever order
//! a ─join─▶ b ─join─▶ a      nobody says which one they are: refused at the row that closes the circle
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// Where chains of joins end, as far as they are known yet.
#[derive(Debug, Default)]
struct Ends {
    /// Folded names that are joined, with one further on in their chain.
    further: HashMap<String, String>,
}

impl Ends {
    /// The name at the end of the chain that begins at `name`. Chains become short as they are followed.
    fn of(&mut self, name: &str) -> String {
        let mut end = name;
        while let Some(next) = self.further.get(end) {
            end = next;
        }
        let end = end.to_owned();
        let mut at = name.to_owned();
        while at != end
            && let Some(next) = self.further.insert(at, end.clone())
        {
            at = next;
        }
        end
    }
}

/// A row that must agree with the joins, whichever rows those stand in.
struct Claim {
    line: u64,
    names: [String; 2],
    folded: [String; 2],
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
        let (mut names, mut ends) = (Self::default(), Ends::default());
        let (mut same, mut apart): (Vec<Claim>, Vec<Claim>) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record =
                record.map_err(|error| fault(error.position().map_or(0, csv::Position::line), error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |position: usize| record.get(position).and_then(unguarded).unwrap_or_default();
            let [name, other] = [cell(name), cell(near)].map(|cell| cell.trim().to_owned());
            let (one, two) = (fold(&name), fold(&other));
            let word = cell(decision).trim().to_lowercase();
            if word.is_empty() {
                continue;
            }
            if !one.is_empty() && one == two && name != other {
                let why = format!(
                    "\"{name}\" and \"{other}\" differ in case, blanks or symbols alone, which a book reads as one name; to keep \
                     them apart, write one of them otherwise in the file that is imported"
                );
                return Err(fault(line, why));
            }
            if one.is_empty() || two.is_empty() || one == two {
                return Err(fault(line, "the row needs two names that differ".to_owned()));
            }
            match word.as_str() {
                "join" | "same" | "yes" if names.joins.contains_key(&one) => {
                    same.push(Claim { line, names: [name, other], folded: [one, two] });
                }
                "join" | "same" | "yes" => {
                    if ends.of(&two) == one {
                        let why = format!(
                            "the joins go round in a circle: \"{name}\" to \"{other}\", which leads back to \"{name}\"; \
                             leave out the join of the name that is to stay"
                        );
                        return Err(fault(line, why));
                    }
                    ends.further.insert(one.clone(), two);
                    names.joins.insert(one, other);
                }
                "apart" | "different" | "no" => {
                    let pair = if one < two { (one.clone(), two.clone()) } else { (two.clone(), one.clone()) };
                    names.apart.insert(pair);
                    apart.push(Claim { line, names: [name, other], folded: [one, two] });
                }
                _ => return Err(fault(line, format!("\"{word}\" is no decision; write join or apart"))),
            }
        }
        for Claim { line, names: [name, other], folded: [one, two] } in same {
            if ends.of(&one) != ends.of(&two) {
                let first = names.joins.get(&one).map_or("", String::as_str);
                let why = format!(
                    "\"{name}\" is joined to two names, \"{first}\" and \"{other}\", which nothing joins; join these, too"
                );
                return Err(fault(line, why));
            }
        }
        for Claim { line, names: [name, other], folded: [one, two] } in apart {
            if ends.of(&one) == ends.of(&two) {
                let why = format!("\"{name}\" and \"{other}\" are kept apart by one row and joined by others");
                return Err(fault(line, why));
            }
        }
        Ok(names)
    }

    /// The names that a folded name is another one of, each joined to the next; the last is joined to none.
    pub(super) fn joined(&self, folded: &str) -> impl Iterator<Item = &str> {
        let next = |folded: &str| self.joins.get(folded).map(String::as_str);
        std::iter::successors(next(folded), move |name| next(&fold(name)))
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
