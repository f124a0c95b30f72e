//! Finds all matches of a pattern, one variable after another.
//!
//! ```text
//! investor ──▶ one          candidates for `two` are those in every list at once:
//!     │         ╎ rivals      takers(investor) ∩ rivals(one)
//!     └──────▶ two
//! ```
//!
//! The order of the variables is the one that looks at the fewest candidates (`plan.rs`); each next one is joined to
//! those already chosen, and its candidates are the intersection of the sorted neighbour lists of all of them, as the
//! graph's index holds them. So a triangle costs what the best hand-written loop costs, never the square of a hub's
//! legs. (Definition: the generic join of Ngo, Ré and Rudra, "Skew strikes back", 2013.)
//!
//! Candidates of the first variable are shared among the processors in pieces, and pieces are joined in their order:
//! neither answers nor bounds depend on how many processors there are.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Question;
use super::legs::Legs;
use super::plan::Plan;
use super::rows::Rows;
use super::search::{GoOn, Search, Setting};
use crate::graph::DealGraph;
use crate::model::pattern::Condition;
use crate::model::{EntityIx, PatternRule, processors};
use crate::query::rivalry::Rivals;
use crate::report::count;

/// The most candidates that are looked at before the search is cut short.
pub const MOST_STEPS: u64 = 200_000_000;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// For each match the entity of every variable, in order of the free variables' entities.
    pub rows: Rows,
    /// What a bound left out; absent where these are all.
    pub cut: Option<String>,
    /// How many candidates were looked at.
    pub steps: u64,
}

/// Returns every match of a question, at most `most` of them.
///
/// Costs the size of the join; a search of more than [`MOST_STEPS`] candidates is cut short and says so.
pub fn matches(graph: &DealGraph<'_>, rivals: &Rivals<'_>, question: &Question<'_>, most: usize) -> Matches {
    matches_on(processors(), graph, rivals, question, most)
}

/// The same as [`matches()`] on so many threads, on which nothing of the answer depends.
pub fn matches_on(
    threads: usize,
    graph: &DealGraph<'_>,
    rivals: &Rivals<'_>,
    question: &Question<'_>,
    most: usize,
) -> Matches {
    let width = question.pattern.variables.len();
    let make = |_: &First| First { rows: Rows::new(width), most };
    let Explored { whole, steps, is_stopped } = explore(threads, graph, rivals, question, make);
    let mut rows = whole.rows;
    let cut = if rows.len() > most {
        rows.truncate(most);
        Some(format!("only the first {} listed; there are more", count(most, "match is", "matches are")))
    } else {
        is_stopped.then(|| format!("the search was stopped after {MOST_STEPS} steps; there may be more matches"))
    };
    rows.sort_by_columns(&PatternRule::free_variables(question.pattern));
    Matches { rows, cut, steps }
}

/// What matches are put into; that of a piece is joined with those of the pieces before it.
pub(super) trait Gather: Default + Send {
    /// Takes a match; false where no more are wanted.
    fn take(&mut self, row: &[EntityIx]) -> GoOn;
    /// Adds what a later piece has gathered; false where no more are wanted.
    fn add(&mut self, later: Self) -> GoOn;
}

/// The first matches, and one more that says that there are more.
#[derive(Debug, Default)]
struct First {
    rows: Rows,
    most: usize,
}

impl Gather for First {
    fn take(&mut self, row: &[EntityIx]) -> GoOn {
        self.rows.push(row);
        self.rows.len() <= self.most
    }

    fn add(&mut self, later: Self) -> GoOn {
        if self.rows.is_empty() {
            *self = later;
        } else {
            self.rows.append(later.rows);
        }
        self.rows.len() <= self.most
    }
}

/// What a search has gathered.
pub(super) struct Explored<G> {
    pub whole: G,
    pub steps: u64,
    /// Whether it was stopped since it took too many steps.
    pub is_stopped: bool,
}

/// Fewer candidates than this are no work for a second thread.
const WORTH_A_THREAD: usize = 1024;

/// Candidates of the first variable are shared in so many pieces at most.
const PIECES: usize = 512;

/// What the pieces searched so far have come to.
struct Progress<G> {
    /// The pieces that are joined.
    joined: usize,
    whole: G,
    steps: u64,
    /// Pieces that wait for those before them.
    waiting: BTreeMap<usize, (G, u64)>,
    is_done: bool,
    is_stopped: bool,
}

impl<G: Gather> Progress<G> {
    /// Adds a piece, and joins those whose turn it is.
    fn add(&mut self, piece: usize, gathered: G, steps: u64) {
        self.waiting.insert(piece, (gathered, steps));
        while let Some((gathered, steps)) = self.waiting.remove(&self.joined)
            && !self.is_done
        {
            self.joined += 1;
            self.steps += steps;
            self.is_stopped = self.steps > MOST_STEPS;
            self.is_done = !self.whole.add(gathered) || self.is_stopped;
        }
    }
}

/// Gathers every match of a question. `make` makes what a piece gathers into, seeing what has been gathered so far,
/// which may spare it work but must change no answer.
pub(super) fn explore<G: Gather>(
    threads: usize,
    graph: &DealGraph<'_>,
    rivals: &Rivals<'_>,
    question: &Question<'_>,
    make: impl Fn(&G) -> G + Sync,
) -> Explored<G> {
    let legs = question.pattern.conditions.iter().map(|condition| match condition {
        Condition::Leg { filter, .. } => Some(Legs::new(graph, filter)),
        _ => None,
    });
    let legs: Vec<Option<Legs<'_, '_>>> = legs.collect();
    let plan = Plan::new(question, &legs, rivals);
    let setting = Setting { graph, rivals, question, legs: &legs, plan: &plan, most_steps: MOST_STEPS };
    let mut search = Search::new(setting);
    let whole = make(&G::default());
    let mut progress =
        Progress { joined: 0, whole, steps: 0, waiting: BTreeMap::new(), is_done: false, is_stopped: false };
    if search.holds_without_variables() && search.choose_named() {
        let mut found = make(&progress.whole);
        match search.first_candidates() {
            None => {
                search.go_on(plan.named, &mut |row| found.take(row));
                progress.add(0, found, search.steps);
            }
            Some(candidates) if threads < 2 || candidates.len() < WORTH_A_THREAD => {
                in_pieces(&candidates, usize::MAX, |piece, candidates| {
                    let mut found = make(&progress.whole);
                    search.steps = 0;
                    search.begin_with(candidates, &mut |row| found.take(row));
                    progress.add(piece, found, search.steps);
                    !progress.is_done
                });
            }
            Some(candidates) => progress = share(threads, setting, &candidates, progress, &make),
        }
    }
    let Progress { whole, steps, is_stopped, .. } = progress;
    Explored { whole, steps, is_stopped }
}

/// Hands the pieces of some candidates to `search`, until it has enough.
fn in_pieces(candidates: &[u32], most: usize, mut search: impl FnMut(usize, &[u32]) -> GoOn) {
    let length = candidates.len().div_ceil(PIECES).max(1);
    candidates.chunks(length).enumerate().take(most).all(|(piece, candidates)| search(piece, candidates));
}

/// Shares the pieces among threads.
fn share<G: Gather>(
    threads: usize,
    setting: Setting<'_, '_>,
    candidates: &[u32],
    progress: Progress<G>,
    make: &(impl Fn(&G) -> G + Sync),
) -> Progress<G> {
    let length = candidates.len().div_ceil(PIECES).max(1);
    let pieces: Vec<&[u32]> = candidates.chunks(length).collect();
    let next = AtomicUsize::new(0);
    let is_done = AtomicBool::new(false);
    let progress = Mutex::new(progress);
    let work = || {
        let mut search = Search::new(setting);
        search.choose_named();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            let Some(candidates) = pieces.get(piece).filter(|_| !is_done.load(Ordering::Relaxed)) else { return };
            let mut found = make(&progress.lock().unwrap_or_else(PoisonError::into_inner).whole);
            search.steps = 0;
            search.begin_with(candidates, &mut |row| found.take(row));
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.add(piece, found, search.steps);
            is_done.store(progress.is_done, Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(pieces.len()) {
            scope.spawn(work);
        }
        work();
    });
    progress.into_inner().unwrap_or_else(PoisonError::into_inner)
}
