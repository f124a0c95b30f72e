//! The strongest matches of a pattern, and how many there are, without holding the others.

use std::cmp::Reverse;

use super::Question;
use super::join::{Explored, Gather, explore};
use super::legs::Legs;
use super::search::GoOn;
use crate::finding::{Best, Beyond, rank};
use crate::graph::DealGraph;
use crate::model::pattern::Condition;
use crate::model::{EntityIx, Status, processors};
use crate::query::rivalry::Rivals;

/// Tells of a match, by whom its variables stand for.
pub type OfMatch<'w> = &'w (dyn Fn(&[EntityIx]) -> bool + Sync);

/// Which matches are wanted.
pub struct Wanted<'w> {
    /// The most matches kept.
    pub most: usize,
    /// What becomes of more: where they are given up, the search ends once it has found so many.
    pub beyond: Beyond,
    /// The variables by whose entities matches of one strength are ordered, the first first.
    pub first: &'w [usize],
    /// Which matches count at all.
    pub counts: OfMatch<'w>,
    /// Which matches are kept beyond `most`, where any are.
    pub besides: Option<OfMatch<'w>>,
}

/// The strongest matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strongest {
    /// The matches kept, the strongest first; beyond the bound those asked for besides.
    pub rows: Vec<Vec<EntityIx>>,
    /// How many matches were found, those kept among them.
    pub found: u64,
    /// Whether the search did not come to its end, so that there may be more.
    pub is_stopped: bool,
}

/// Returns the strongest matches of a question, of equals those that come first. A match is as strong as the weakest
/// of its conditions is by its strongest deal.
pub fn strongest(
    graph: &DealGraph<'_>,
    rivals: &Rivals<'_>,
    question: &Question<'_>,
    wanted: &Wanted<'_>,
) -> Strongest {
    strongest_on(processors(), graph, rivals, question, wanted)
}

/// The same as [`strongest()`] on so many threads, on which nothing of the answer depends.
pub fn strongest_on(
    threads: usize,
    graph: &DealGraph<'_>,
    rivals: &Rivals<'_>,
    question: &Question<'_>,
    wanted: &Wanted<'_>,
) -> Strongest {
    let conditions = &question.pattern.conditions;
    let legs = conditions.iter().map(|condition| match condition {
        Condition::Leg { holds: true, filter, .. } => Some(Legs::to_judge(graph, filter)),
        _ => None,
    });
    let legs: Vec<Option<Legs<'_, '_>>> = legs.collect();
    let rest = (0..question.pattern.variables.len()).filter(|it| !wanted.first.contains(it));
    let order: Vec<usize> = wanted.first.iter().copied().chain(rest).collect();
    let judge = Judge { rivals, conditions, legs: &legs, order: &order, wanted };
    let make = |whole: &Ranking<'_>| Ranking {
        judge: Some(&judge),
        best: Some(Best::new(wanted.most)),
        bar: whole.best.as_ref().and_then(|best| best.bar().cloned()),
        ..Ranking::default()
    };
    let Explored { whole, is_stopped, .. } = explore(threads, graph, rivals, question, make);
    let mut besides = whole.besides;
    besides.sort_unstable();
    let kept = whole.best.map(Best::into_sorted).unwrap_or_default().into_iter().chain(besides);
    Strongest { rows: kept.map(|it| judge.row(&it)).collect(), found: whole.found, is_stopped }
}

/// A match in the order in which matches are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    strength: Reverse<(bool, Status)>,
    /// Its entities, in the order by which equals are told apart.
    key: Vec<EntityIx>,
}

/// What says how strong a match is.
struct Judge<'j> {
    rivals: &'j Rivals<'j>,
    conditions: &'j [Condition],
    legs: &'j [Option<Legs<'j, 'j>>],
    order: &'j [usize],
    wanted: &'j Wanted<'j>,
}

impl Judge<'_> {
    fn row(&self, it: &Ranked) -> Vec<EntityIx> {
        let mut row = vec![EntityIx::default(); self.order.len()];
        self.order.iter().zip(&it.key).for_each(|(variable, entity)| row[*variable] = *entity);
        row
    }

    fn strength(&self, row: &[EntityIx]) -> (bool, Status) {
        let of_condition = |(condition, legs): (&Condition, &Option<Legs<'_, '_>>)| match (condition, legs) {
            (Condition::Leg { from, to, .. }, Some(legs)) => {
                Some(legs.strongest(from.map(|it| row[it]), to.map(|it| row[it])))
            }
            (Condition::Rivals { holds: true, one, two }, _) => self.rivals.weakness(row[*one], row[*two]),
            _ => None,
        };
        let weakest = self.conditions.iter().zip(self.legs).filter_map(of_condition).map(rank).min();
        weakest.unwrap_or(rank(Status::Closed))
    }
}

/// The strongest matches of one piece of the search, or of those so far.
#[derive(Default)]
struct Ranking<'j> {
    judge: Option<&'j Judge<'j>>,
    best: Option<Best<Ranked>>,
    besides: Vec<Ranked>,
    /// One that so many others are known to come before that nothing after it is kept.
    bar: Option<Ranked>,
    found: u64,
    key: Vec<EntityIx>,
}

impl Ranking<'_> {
    /// Whether so many were found that none is wanted.
    fn is_enough(&self) -> bool {
        self.judge.is_some_and(|it| it.wanted.beyond == Beyond::GivenUp && self.found > it.wanted.most as u64)
    }

    /// Keeps a match where it is among the strongest, or asked for besides.
    fn keep(&mut self, item: Ranked) {
        let (Some(best), Some(judge)) = (&mut self.best, self.judge) else { return };
        if let Some(out) = best.offer(item)
            && judge.wanted.besides.is_some_and(|is_besides| is_besides(&judge.row(&out)))
        {
            self.besides.push(out);
        }
    }
}

impl Gather for Ranking<'_> {
    fn take(&mut self, row: &[EntityIx]) -> GoOn {
        let Some(judge) = self.judge else { return false };
        if !(judge.wanted.counts)(row) {
            return true;
        }
        self.found += 1;
        if self.is_enough() {
            return false;
        }
        self.key.clear();
        self.key.extend(judge.order.iter().map(|variable| row[*variable]));
        let bar = self.best.as_ref().and_then(Best::bar).into_iter().chain(&self.bar).min();
        let comes_after = |strength| bar.is_some_and(|bar| (strength, &self.key) >= (bar.strength, &bar.key));
        let is_besides = judge.wanted.besides.is_some_and(|is_besides| is_besides(row));
        // Nothing is stronger than what is closed, so that most need not be judged.
        if !is_besides && (judge.wanted.most == 0 || comes_after(Reverse(rank(Status::Closed)))) {
            return true;
        }
        let strength = Reverse(judge.strength(row));
        if is_besides || !comes_after(strength) {
            let key = self.key.clone();
            self.keep(Ranked { strength, key });
        }
        true
    }

    fn add(&mut self, later: Self) -> GoOn {
        self.found += later.found;
        let kept = later.best.map(Best::into_sorted).unwrap_or_default();
        for item in kept {
            self.keep(item);
        }
        self.besides.extend(later.besides);
        !self.is_enough()
    }
}
