//! Asks a pattern of a graph.
//!
//! **Finds** every way to put entities in the place of a pattern's variables so that all its conditions hold.
//! **Why it matters**: a question that no command foresees, and most rules, are such a pattern.
//! **Example**: `match "x -[Money Investment]-> \"orion\", x -[Goods]-> \"orion\""` asks who backs its own customer.
//! **Limits**: conditions are about legs, rivals and markets; amounts and dates are asked of the view instead.

mod join;
mod legs;
mod plan;
mod proof;
mod relation;
mod rows;
mod search;
mod strongest;

pub use join::{MOST_STEPS, Matches, matches, matches_on};
pub use proof::{money, proof};
pub use rows::Rows;
pub use strongest::{OfMatch, Strongest, Wanted, strongest, strongest_on};

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::finding::money_words;
use crate::graph::DealGraph;
use crate::model::pattern::{Condition, Pattern, PatternError, Variable};
use crate::model::{Book, EntityIx, Facet, nearest};
use crate::report::{Report, Section, count, view_record};

use super::rivalry::Rivals;

/// A pattern whose named entities have been found in a book.
#[derive(Debug, Clone)]
pub struct Question<'p> {
    /// The pattern.
    pub pattern: &'p Pattern,
    /// For each variable, the entity it must stand for, where it is named; as the graph counts it.
    pub fixed: Vec<Option<EntityIx>>,
}

impl<'p> Question<'p> {
    /// Finds the entities that a pattern names, by id, name or alias.
    ///
    /// # Errors
    /// When a name leads to no entity, or to several; when nobody competes in a market asked for.
    pub fn new(book: &Book, graph: &DealGraph<'_>, pattern: &'p Pattern) -> Result<Self, PatternError> {
        let find = |variable: &Variable| match variable {
            Variable::Free(_) => Ok(None),
            Variable::Named(name, at) => match book.find_entity(name) {
                Ok(entity) => Ok(Some(graph.owner(entity))),
                Err(error) => Err(PatternError { message: error.to_string(), hint: None, at: at.clone() }),
            },
        };
        let fixed = pattern.variables.iter().map(find).collect::<Result<_, _>>()?;
        words_are_known(book, pattern)?;
        Ok(Self { pattern, fixed })
    }
}

/// A product or market that the book does not have would match nothing, and look like an answer.
fn words_are_known(book: &Book, pattern: &Pattern) -> Result<(), PatternError> {
    let refused = |word: &str, message: String| {
        let start = pattern.text.find(word).unwrap_or(0);
        PatternError { message, hint: None, at: start..start + word.len() }
    };
    for condition in &pattern.conditions {
        match condition {
            Condition::Leg { filter, .. } => {
                for (_, product) in filter.facets.iter().filter(|(facet, _)| *facet == Facet::Product) {
                    book.find_entity(product).map_err(|error| refused(product, error.to_string()))?;
                }
            }
            Condition::InMarket(_, market) => {
                let known: BTreeSet<&str> = book.markets().collect();
                if !known.contains(market.as_str()) {
                    let near =
                        nearest(market, known, 3).map_or_else(String::new, |it| format!("; did you mean \"{it}\"?"));
                    return Err(refused(market, format!("nobody competes in \"{market}\"{near}")));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The answer to a pattern as tables and data: a row a match, with the deals of each leg.
pub fn report(graph: &DealGraph<'_>, rivals: &Rivals<'_>, question: &Question<'_>, found: &Matches) -> Report {
    let book = graph.book();
    let pattern = question.pattern;
    let level = graph.view().money;
    let mut table = Section::new(count(found.rows.len(), "match", "matches"), &["match", "deals", "money", "#proofs"]);
    let free: Vec<usize> = crate::model::PatternRule::free_variables(pattern);
    let mut items: Vec<Value> = Vec::with_capacity(found.rows.len());
    for row in found.rows.iter() {
        let (premises, _) = proof(graph, rivals, pattern, row);
        let (stated, _) = money(graph, &premises);
        let named: Vec<String> = free
            .iter()
            .map(|variable| format!("{} = {}", pattern.name(*variable), book.entity(row[*variable]).name))
            .collect();
        let deals: Vec<Vec<&str>> = premises
            .iter()
            .map(|premise| {
                let mut ids: Vec<&str> = premise.alternatives.iter().flat_map(|it| it.deals(book)).collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            })
            .collect();
        let cell: Vec<String> = deals.iter().filter(|ids| !ids.is_empty()).map(|ids| ids.join(" or ")).collect();
        let ways = crate::finding::derivations(&premises);
        table.row([
            if named.is_empty() { "holds".to_owned() } else { named.join(", ") },
            cell.join("\n"),
            money_words(&stated, level),
            ways.to_string(),
        ]);
        let bound: serde_json::Map<String, Value> = free
            .iter()
            .map(|variable| (pattern.name(*variable).to_owned(), json!(book.entity(row[*variable]).id)))
            .collect();
        items.push(json!({
            "variables": bound,
            "deals": deals,
            "money": crate::finding::money_records(&stated),
            "derivations": ways,
        }));
    }
    Report {
        title: format!("Matches of {}", pattern.text.trim()),
        sections: vec![table],
        notes: Vec::new(),
        truncated: found.cut.clone(),
        answer: json!({ "pattern": pattern.text, "matches": items }),
        items,
        view: view_record(book, graph.view()),
    }
}
