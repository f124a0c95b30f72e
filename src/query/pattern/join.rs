//! Finds all matches of a pattern, one variable after another.
//!
//! ```text
//! investor ──▶ one          candidates for `two` are those in every list at once:
//!     │         ╎ rivals      takers(investor) ∩ rivals(one)
//!     └──────▶ two
//! ```
//!
//! The variable to begin with is an end of the most selective leg; each next one is joined to those already
//! chosen, and its candidates are the intersection of the sorted neighbour lists of all of them, the shortest
//! walked and the others searched. So a triangle costs what the best hand-written loop costs, never the square
//! of a hub's legs. (Definition: the generic join of Ngo, Ré and Rudra, "Skew strikes back", 2013.)

use super::Question;
use super::relation::Relation;
use crate::graph::DealGraph;
use crate::graph::common::gallop;
use crate::model::pattern::{Condition, LegFilter};
use crate::model::{EntityIx, PatternRule};
use crate::query::rivalry::Rivals;

/// The most candidates that are looked at before the search is cut short.
pub const MOST_STEPS: u64 = 200_000_000;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// For each match the entity of every variable, in order of the free variables' entities.
    pub rows: Vec<Vec<EntityIx>>,
    /// What a bound left out; absent where these are all.
    pub cut: Option<String>,
    /// How many candidates were looked at.
    pub steps: u64,
}

/// Returns every match of a question, at most `most` of them.
///
/// Costs one pass over the legs for each different leg asked for, and then the size of the join; a search of
/// more than [`MOST_STEPS`] candidates is cut short and says so.
pub fn matches(graph: &DealGraph<'_>, rivals: &Rivals<'_>, question: &Question<'_>, most: usize) -> Matches {
    let relations = Relations::of(graph, question);
    let order = order(&relations, question);
    let mut search = Search {
        graph,
        rivals,
        question,
        relations: &relations,
        order: &order,
        chosen: vec![None; question.pattern.variables.len()],
        rows: Vec::new(),
        steps: 0,
        most,
        cut: None,
    };
    if search.holds_without_variables() {
        search.choose(0);
    }
    let mut rows = search.rows;
    let free = PatternRule::free_variables(question.pattern);
    rows.sort_by(|one, two| free.iter().map(|variable| one[*variable]).cmp(free.iter().map(|variable| two[*variable])));
    Matches { rows, cut: search.cut, steps: search.steps }
}

/// The relation of each leg condition; conditions that ask for the same share one.
struct Relations {
    distinct: Vec<Relation>,
    of_condition: Vec<Option<usize>>,
}

impl Relations {
    fn of(graph: &DealGraph<'_>, question: &Question<'_>) -> Self {
        let mut filters: Vec<&LegFilter> = Vec::new();
        let of_condition = question.pattern.conditions.iter().map(|condition| match condition {
            Condition::Leg { filter, .. } => Some(filters.iter().position(|it| *it == filter).unwrap_or_else(|| {
                filters.push(filter);
                filters.len() - 1
            })),
            _ => None,
        });
        let of_condition = of_condition.collect();
        Self { distinct: filters.into_iter().map(|filter| Relation::new(graph, filter)).collect(), of_condition }
    }

    fn at(&self, condition: usize) -> Option<&Relation> {
        self.distinct.get((*self.of_condition.get(condition)?)?)
    }
}

/// The order in which variables are chosen: named entities first, then an end of the most selective leg, then
/// what is joined to those already chosen, fewest neighbours first.
fn order(relations: &Relations, question: &Question<'_>) -> Vec<usize> {
    let pattern = question.pattern;
    let mut order: Vec<usize> = (0..pattern.variables.len()).filter(|it| question.fixed[*it].is_some()).collect();
    while order.len() < pattern.variables.len() {
        let cost = |variable: usize| -> (bool, usize, usize) {
            let mut joined = false;
            let mut least = usize::MAX;
            for (position, condition) in pattern.conditions.iter().enumerate() {
                let (this, other, size, spread) = match (condition, relations.at(position)) {
                    (Condition::Leg { holds: true, from, to, .. }, Some(relation)) if *from == Some(variable) => {
                        (true, *to, relation.all_givers().len(), relation.len() / relation.all_takers().len().max(1))
                    }
                    (Condition::Leg { holds: true, from, to, .. }, Some(relation)) if *to == Some(variable) => {
                        (true, *from, relation.all_takers().len(), relation.len() / relation.all_givers().len().max(1))
                    }
                    (Condition::Rivals { holds: true, one, two }, _) if *one == variable => {
                        (true, Some(*two), usize::MAX - 1, usize::MAX - 1)
                    }
                    (Condition::Rivals { holds: true, one, two }, _) if *two == variable => {
                        (true, Some(*one), usize::MAX - 1, usize::MAX - 1)
                    }
                    _ => (false, None, 0, 0),
                };
                if this {
                    let chosen = other.is_some_and(|other| order.contains(&other));
                    joined |= chosen;
                    least = least.min(if chosen { spread } else { size });
                }
            }
            (!joined, least, variable)
        };
        let Some(next) = (0..pattern.variables.len()).filter(|it| !order.contains(it)).min_by_key(|it| cost(*it))
        else {
            break;
        };
        order.push(next);
    }
    order
}

struct Search<'s, 'b> {
    graph: &'s DealGraph<'b>,
    rivals: &'s Rivals<'b>,
    question: &'s Question<'s>,
    relations: &'s Relations,
    order: &'s [usize],
    chosen: Vec<Option<EntityIx>>,
    rows: Vec<Vec<EntityIx>>,
    steps: u64,
    most: usize,
    cut: Option<String>,
}

impl Search<'_, '_> {
    fn holds_without_variables(&self) -> bool {
        self.question.pattern.conditions.iter().enumerate().all(|(position, condition)| match condition {
            Condition::Leg { holds, from: None, to: None, .. } => {
                self.relations.at(position).is_some_and(|relation| relation.runs(None, None)) == *holds
            }
            _ => true,
        })
    }

    fn choose(&mut self, depth: usize) {
        let Some(&variable) = self.order.get(depth) else {
            if self.rows.len() >= self.most {
                self.cut = Some(format!("only the first {} matches are listed; there are more", self.most));
            } else {
                self.rows.push(self.chosen.iter().copied().flatten().collect());
            }
            return;
        };
        for candidate in self.candidates(variable) {
            self.steps += 1;
            if self.steps > MOST_STEPS && self.cut.is_none() {
                self.cut = Some(format!("the search was stopped after {MOST_STEPS} steps; there may be more matches"));
            }
            if self.cut.is_some() {
                break;
            }
            self.chosen[variable] = Some(candidate);
            if self.holds(variable) {
                self.choose(depth + 1);
            }
        }
        self.chosen[variable] = None;
    }

    /// What `variable` may stand for, by the legs that join it to what is chosen, in order of id.
    fn candidates(&self, variable: usize) -> Vec<EntityIx> {
        if let Some(fixed) = self.question.fixed[variable] {
            return vec![fixed];
        }
        let mut lists: Vec<&[EntityIx]> = Vec::new();
        let mut joined_rivals: Vec<EntityIx> = Vec::new();
        for (position, condition) in self.question.pattern.conditions.iter().enumerate() {
            match condition {
                Condition::Leg { holds: true, from, to, .. } => {
                    let Some(relation) = self.relations.at(position) else { continue };
                    if *from == Some(variable) {
                        let taker = to.and_then(|to| self.chosen[to]);
                        lists.push(taker.map_or(relation.all_givers(), |taker| relation.givers(taker)));
                    }
                    if *to == Some(variable) {
                        let giver = from.and_then(|from| self.chosen[from]);
                        lists.push(giver.map_or(relation.all_takers(), |giver| relation.takers(giver)));
                    }
                }
                Condition::Rivals { holds: true, one, two } => {
                    let other = if *one == variable { Some(*two) } else { (*two == variable).then_some(*one) };
                    joined_rivals.extend(other.and_then(|other| self.chosen[other]));
                }
                _ => {}
            }
        }
        if lists.is_empty() {
            return match joined_rivals.first() {
                Some(&other) => self.rivals.of(other),
                None => self.graph.book().entity_indices().filter(|it| self.graph.owner(*it) == *it).collect(),
            };
        }
        // Rivals by market can be many, so they are listed only where they are the fewest; else they are checked.
        let shortest = lists.iter().map(|list| list.len()).min().unwrap_or(0);
        let few = joined_rivals.into_iter().find(|other| self.rivals.at_most(*other) < shortest);
        let rivals = few.map(|other| self.rivals.of(other));
        lists.extend(rivals.as_deref());
        intersection(lists)
    }

    /// Whether every condition on `variable` holds whose other variables are chosen.
    fn holds(&self, variable: usize) -> bool {
        let book = self.graph.book();
        let is = |position: usize| self.chosen[position];
        self.question.pattern.conditions.iter().enumerate().all(|(position, condition)| match condition {
            Condition::Leg { holds, from, to, .. } => {
                if *from != Some(variable) && *to != Some(variable) {
                    return true;
                }
                let unknown = |end: &Option<usize>| end.is_some_and(|end| is(end).is_none());
                let relation = self.relations.at(position);
                unknown(from)
                    || unknown(to)
                    || relation.is_some_and(|it| it.runs(from.and_then(is), to.and_then(is))) == *holds
            }
            Condition::Rivals { holds, one, two } => {
                self.both(variable, *one, *two, |one, two| self.rivals.are(one, two) == *holds)
            }
            Condition::Differ(one, two) => self.both(variable, *one, *two, |one, two| one != two),
            Condition::Before(one, two) => self.both(variable, *one, *two, |one, two| one < two),
            Condition::Is(one, kinds) => {
                *one != variable || is(*one).is_some_and(|entity| kinds.contains(&book.entity(entity).kind))
            }
            Condition::InMarket(one, market) => {
                *one != variable || is(*one).is_some_and(|entity| self.rivals.competes_in(entity, market))
            }
        })
    }

    fn both(&self, variable: usize, one: usize, two: usize, test: impl Fn(EntityIx, EntityIx) -> bool) -> bool {
        if one != variable && two != variable {
            return true;
        }
        match (self.chosen[one], self.chosen[two]) {
            (Some(one), Some(two)) => test(one, two),
            _ => true,
        }
    }
}

/// What stands in every one of some sorted lists, in order: the shortest is walked, the others are searched
/// onwards from where the last search ended.
fn intersection(mut lists: Vec<&[EntityIx]>) -> Vec<EntityIx> {
    lists.sort_by_key(|list| list.len());
    let Some((shortest, others)) = lists.split_first_mut() else {
        return Vec::new();
    };
    let in_all = |entity: &&EntityIx| {
        others.iter_mut().all(|rest| {
            *rest = &rest[rest.len().min(gallop(rest, **entity))..];
            rest.first() == Some(*entity)
        })
    };
    shortest.iter().filter(in_all).copied().collect()
}
