//! The walk over all ways to choose the variables of a pattern.

use super::legs::Legs;
use super::plan::{Plan, Step};
use super::{Condition, Question};
use crate::graph::DealGraph;
use crate::graph::common::{gallop, meet};
use crate::model::{EntityIx, Lists, distinct};
use crate::query::rivalry::Rivals;

/// What a search is about: the same for all that share it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'s, 'b> {
    pub graph: &'s DealGraph<'b>,
    pub rivals: &'s Rivals<'b>,
    pub question: &'s Question<'s>,
    /// For each condition on a leg, the legs that it asks for.
    pub legs: &'s [Option<Legs<'s, 'b>>],
    pub plan: &'s Plan,
    /// The most candidates looked at.
    pub most_steps: u64,
}

/// One searcher, with memory that serves it again and again.
#[derive(Debug)]
pub(super) struct Search<'s, 'b> {
    setting: Setting<'s, 'b>,
    /// The entity of each variable, where it has been chosen.
    chosen: Vec<EntityIx>,
    /// For each condition whose lists lie in the graph, those of its variable chosen first.
    in_graph: Vec<Option<Lists<'s>>>,
    /// For each condition, the list that its variable chosen first leads to.
    lists: Vec<List<'s>>,
    /// For each step, its candidates.
    found: Vec<Vec<u32>>,
    /// How many candidates were looked at.
    pub steps: u64,
}

/// A list lent by the legs, or put together here.
#[derive(Debug, Clone, Default)]
struct List<'s> {
    lent: Option<&'s [u32]>,
    own: Vec<u32>,
}

impl List<'_> {
    fn get(&self) -> &[u32] {
        self.lent.unwrap_or(&self.own)
    }
}

/// Whether to go on.
pub(super) type GoOn = bool;

/// So many candidates of the first variable are followed together for one step.
const AHEAD: usize = 32;

impl<'s, 'b> Search<'s, 'b> {
    pub fn new(setting: Setting<'s, 'b>) -> Self {
        let steps = setting.plan.steps.len();
        let mut search = Self {
            setting,
            chosen: vec![EntityIx::default(); setting.question.pattern.variables.len()],
            in_graph: vec![None; setting.legs.len()],
            lists: vec![List::default(); setting.legs.len()],
            found: vec![Vec::new(); steps],
            steps: 0,
        };
        search.look_up(0, 0);
        search
    }

    /// Looks up the lists that lie in the graph, of which so many of the step at `depth` are going to be asked for.
    fn look_up(&mut self, depth: usize, asked: usize) {
        for (at, step) in self.setting.plan.steps.iter().enumerate() {
            for (condition, side) in &step.fetches {
                let legs = self.setting.legs[*condition].as_ref();
                self.in_graph[*condition] =
                    legs.and_then(|legs| legs.lists(*side, if at == depth { asked } else { 0 }));
            }
        }
    }

    /// Whether the search was stopped since it took too many steps.
    pub fn is_stopped(&self) -> bool {
        self.steps > self.setting.most_steps
    }

    /// Chooses the entities that the pattern names; false where they do not fit each other.
    pub fn choose_named(&mut self) -> bool {
        let mut found = Vec::new();
        for step in &self.setting.plan.steps[..self.setting.plan.named] {
            self.candidates(step, &mut found);
            let Some(&only) = found.first() else { return false };
            if !self.settle(step, only) {
                return false;
            }
        }
        true
    }

    /// The candidates of the first variable that is not named, once the named ones have been chosen; `None` where
    /// all are.
    pub fn first_candidates(&mut self) -> Option<Vec<u32>> {
        let step = self.setting.plan.steps.get(self.setting.plan.named)?;
        let mut found = Vec::new();
        self.candidates(step, &mut found);
        Some(found)
    }

    /// Tells every match that begins with one of some candidates of the first variable that is not named.
    pub fn begin_with(&mut self, candidates: &[u32], take: &mut dyn FnMut(&[EntityIx]) -> GoOn) {
        let Setting { plan, .. } = self.setting;
        let depth = plan.named;
        let step = &plan.steps[depth];
        self.look_up(depth, candidates.len());
        let Some(next) = plan.steps.get(depth + 1).filter(|next| !next.is_anybody()) else {
            for &candidate in candidates {
                if self.settle(step, candidate) && !(self.count() && self.go_on(depth + 1, take)) {
                    return;
                }
            }
            return;
        };
        let (mut begun, mut found, mut ahead, mut lent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for near in candidates.chunks(AHEAD) {
            begun.clear();
            ahead.clear();
            lent.clear();
            for &candidate in near {
                if self.settle(step, candidate) {
                    let before = ahead.len();
                    if !self.add_of_lists(next, &mut ahead) {
                        self.candidates(next, &mut found);
                        ahead.extend_from_slice(&found);
                    }
                    begun.push((candidate, ahead.len() - before));
                    lent.extend(step.fetches.iter().map(|(condition, _)| self.lists[*condition].lent));
                }
            }
            self.fetch(next, &ahead);
            let (mut ahead, mut lent) = (ahead.as_slice(), lent.as_slice());
            for &(candidate, count) in &begun {
                let (own, lists);
                (own, ahead) = ahead.split_at(count);
                (lists, lent) = lent.split_at(step.fetches.len());
                self.settle_again(step, candidate, lists);
                if !(self.count() && self.try_each(depth + 1, own, take)) {
                    return;
                }
            }
        }
    }

    /// Tells every match that goes on from what has been chosen.
    pub fn go_on(&mut self, depth: usize, take: &mut dyn FnMut(&[EntityIx]) -> GoOn) -> GoOn {
        let Some(step) = self.setting.plan.steps.get(depth) else {
            return take(&self.chosen);
        };
        let mut candidates = std::mem::take(&mut self.found[depth]);
        self.candidates(step, &mut candidates);
        let done = self.try_each(depth, &candidates, take);
        self.found[depth] = candidates;
        done
    }

    /// Tells every match that goes on from what has been chosen with one of some candidates.
    fn try_each(&mut self, depth: usize, candidates: &[u32], take: &mut dyn FnMut(&[EntityIx]) -> GoOn) -> GoOn {
        let step = &self.setting.plan.steps[depth];
        candidates
            .iter()
            .all(|candidate| self.count() && (!self.settle(step, *candidate) || self.go_on(depth + 1, take)))
    }

    /// Looks at what the choice of some candidates leads to, so that in a large web they wait for memory together.
    fn fetch(&self, step: &Step, candidates: &[u32]) {
        for (position, (condition, side)) in step.fetches.iter().enumerate() {
            let is_new = step.fetches.iter().take(position).all(|(_, earlier)| earlier != side);
            if let Some(legs) = self.setting.legs[*condition].as_ref().filter(|_| is_new) {
                legs.fetch(candidates, *side);
            }
        }
    }

    fn count(&mut self) -> GoOn {
        self.steps += 1;
        !self.is_stopped()
    }

    /// Chooses a candidate; false where it does not fit.
    fn settle(&mut self, step: &Step, candidate: u32) -> bool {
        let entity = EntityIx::new(candidate as usize);
        self.chosen[step.variable] = entity;
        for (condition, side) in &step.fetches {
            let list = &mut self.lists[*condition];
            list.lent = match (self.in_graph[*condition], &self.setting.legs[*condition]) {
                (Some(lists), _) => Some(lists.of(entity)),
                (None, Some(legs)) => legs.list(entity, *side, &mut list.own),
                (None, None) => continue,
            };
            if list.get().is_empty() {
                return false;
            }
        }
        step.checks.iter().all(|condition| self.holds(*condition))
    }

    /// Chooses a candidate that is known to fit, and the lists that were lent for it.
    fn settle_again(&mut self, step: &Step, candidate: u32, lists: &[Option<&'s [u32]>]) {
        if lists.iter().any(Option::is_none) {
            // A list was put together, and another one stands in its place by now.
            self.settle(step, candidate);
            return;
        }
        self.chosen[step.variable] = EntityIx::new(candidate as usize);
        for ((condition, _), list) in step.fetches.iter().zip(lists) {
            self.lists[*condition].lent = *list;
        }
    }

    /// Adds what a variable may stand for, each once, by id, where one list or two say that and nothing else; tells whether
    /// they do.
    fn add_of_lists(&self, step: &Step, found: &mut Vec<u32>) -> bool {
        if step.fixed.is_some() || !(step.rivals.is_empty() && step.after.is_empty() && step.before.is_empty()) {
            return false;
        }
        match step.lists[..] {
            [only] => found.extend(distinct(self.lists[only].get())),
            [one, two] => meet(self.lists[one].get(), self.lists[two].get(), found),
            _ => return false,
        }
        true
    }

    /// What a variable may stand for, by the lists and rivals of those chosen, each once, by id.
    fn candidates(&self, step: &Step, found: &mut Vec<u32>) {
        found.clear();
        if self.add_of_lists(step, found) {
            return;
        }
        let Setting { graph, rivals, .. } = self.setting;
        // An entity must come after some of those chosen, and before others.
        let low = step.after.iter().map(|it| self.chosen[*it].number() + 1).max().unwrap_or(0);
        let high = step.before.iter().map(|it| self.chosen[*it].number()).min().unwrap_or(u32::MAX);
        let list = |condition: usize| between(low, high, self.lists[condition].get());
        if let Some(fixed) = step.fixed {
            let number = fixed.number();
            let is_rival = |other: &usize| rivals.are(self.chosen[*other], fixed);
            if (low..high).contains(&number)
                && step.lists.iter().all(|condition| list(*condition).binary_search(&number).is_ok())
                && step.rivals.iter().all(is_rival)
            {
                found.push(number);
            }
            return;
        }
        let shortest = step.lists.iter().copied().min_by_key(|condition| list(*condition).len());
        // Rivals by market can be many, so they are walked only where they are the fewest; else they are checked.
        let fewest = shortest.map_or(usize::MAX, |condition| list(condition).len());
        let near = match step.rivals[..] {
            // With nothing to choose from, nothing need be counted.
            [other] if shortest.is_none() => Some(other),
            _ => {
                let counted = step.rivals.iter().map(|other| (rivals.at_most(self.chosen[*other]), *other));
                counted.min_by_key(|(count, _)| *count).filter(|(count, _)| *count < fewest).map(|(_, other)| other)
            }
        };
        let mut met = shortest;
        match (near, shortest) {
            (Some(other), _) => {
                let other = self.chosen[other];
                let mut lists = 0;
                for rivals in rivals.lists(other).map(|list| between(low, high, list)) {
                    match shortest {
                        Some(condition) => meet(rivals, list(condition), found),
                        None => found.extend_from_slice(rivals),
                    }
                    lists += 1;
                }
                if lists > 1 || shortest.is_none() {
                    found.sort_unstable();
                    found.dedup();
                }
                found.retain(|it| *it != other.number());
            }
            (None, Some(condition)) => {
                let others = step.lists.iter().copied().filter(|it| *it != condition);
                met = others.min_by_key(|it| list(*it).len());
                if let Some(other) = met {
                    meet(list(condition), list(other), found);
                } else {
                    found.extend_from_slice(list(condition));
                    found.dedup();
                }
            }
            (None, None) => {
                let everybody = graph.book().entity_indices().map(EntityIx::number);
                let is_whole = |it: &u32| graph.owner(EntityIx::new(*it as usize)).number() == *it;
                found.extend(everybody.filter(|it| (low..high).contains(it)).filter(is_whole));
            }
        }
        for other in step.lists.iter().filter(|it| Some(**it) != shortest && Some(**it) != met) {
            let mut rest = list(*other);
            found.retain(|it| {
                rest = &rest[gallop(rest, *it)..];
                rest.first() == Some(it)
            });
        }
        for other in step.rivals.iter().filter(|it| Some(**it) != near) {
            found.retain(|it| rivals.are(self.chosen[*other], EntityIx::new(*it as usize)));
        }
    }

    /// Whether a condition holds all of whose variables have been chosen.
    fn holds(&self, condition: usize) -> bool {
        let Setting { graph, rivals, question, legs, .. } = self.setting;
        let is = |variable: usize| self.chosen[variable];
        match &question.pattern.conditions[condition] {
            Condition::Leg { holds, from, to, .. } => {
                legs[condition].as_ref().is_some_and(|legs| legs.runs(from.map(is), to.map(is))) == *holds
            }
            Condition::Rivals { holds, one, two } => rivals.are(is(*one), is(*two)) == *holds,
            Condition::Differ(one, two) => is(*one) != is(*two),
            Condition::Before(one, two) => is(*one) < is(*two),
            Condition::Is(one, kinds) => kinds.contains(&graph.book().entity(is(*one)).kind),
            Condition::InMarket(one, market) => rivals.competes_in(is(*one), market),
        }
    }

    /// Whether what the pattern asks of nobody in particular holds.
    pub fn holds_without_variables(&self) -> bool {
        let conditions = self.setting.question.pattern.conditions.iter().enumerate();
        let mut of_nobody = conditions.filter(|(_, it)| matches!(it, Condition::Leg { from: None, to: None, .. }));
        of_nobody.all(|(condition, _)| self.holds(condition))
    }
}

/// The numbers of a sorted list from one up to another.
fn between(low: u32, high: u32, list: &[u32]) -> &[u32] {
    let from = if low == 0 { 0 } else { list.partition_point(|it| *it < low) };
    let to = if high == u32::MAX { list.len() } else { list.partition_point(|it| *it < high).max(from) };
    &list[from..to]
}
