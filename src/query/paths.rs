//! All simple paths of a small graph, the shortest first, with bounds that are told when they are met.

use std::collections::VecDeque;

use crate::report::count;

/// How far a search for paths goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The longest path, in steps.
    pub longest: usize,
    /// The most paths.
    pub most: usize,
    /// The most work, in steps tried; keeps a dense book from running for ever.
    pub work: usize,
}

/// The work that a search may do unless told otherwise: some seconds.
pub const USUAL_WORK: usize = 20_000_000;

/// Why a search ended before it had every path up to the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// There were as many as wanted, and one more of `length` steps.
    Enough {
        /// The length of the first path left out.
        length: usize,
    },
    /// There is, or may be, a path longer than the longest asked for.
    Longer,
    /// The work was used up while looking for paths of `length` steps.
    Work {
        /// The length being looked for.
        length: usize,
    },
}

/// The paths found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    /// Each as its nodes, the start first; by length, then by nodes.
    pub paths: Vec<Vec<usize>>,
    /// Why it is not all of them.
    pub cut: Option<Cut>,
}

/// A graph to search: nodes by position, several of which may stand for one thing that a path may meet only once.
pub struct Ways<'w> {
    /// The nodes after each node, in the order to be tried.
    pub next: &'w [Vec<usize>],
    /// The thing that a node stands for.
    pub thing: &'w dyn Fn(usize) -> usize,
}

/// Returns the simple paths from `start` that end at the first node of which `is_goal` holds (without a
/// goal: every simple path of one step or more).
///
/// Looks for one length after the other, and never steps where the goal is too far for the length, so that
/// almost every step tried belongs to a path. Costs the length of what it finds, up to `bounds.work`.
pub fn simple_paths(ways: &Ways<'_>, start: usize, is_goal: Option<&dyn Fn(usize) -> bool>, bounds: Bounds) -> Paths {
    let still = match is_goal {
        Some(is_goal) => distances_to(ways.next, is_goal),
        None => vec![Some(0); ways.next.len()],
    };
    let mut search =
        Search { ways, is_goal, still, bounds, trail: vec![start], tried: 0, beyond: false, found: Paths::default() };
    for length in 1..=bounds.longest.min(ways.next.len()) {
        if search.extend(length, length).is_err() {
            return search.found;
        }
    }
    search.look_beyond();
    search.found
}

/// How many steps each node is away from the nearest goal.
fn distances_to(next: &[Vec<usize>], is_goal: &dyn Fn(usize) -> bool) -> Vec<Option<usize>> {
    let mut before = vec![Vec::new(); next.len()];
    for (node, after) in next.iter().enumerate() {
        for &after in after {
            before[after].push(node);
        }
    }
    let mut distance: Vec<Option<usize>> = (0..next.len()).map(|node| is_goal(node).then_some(0)).collect();
    let mut queue: VecDeque<(usize, usize)> = (0..next.len()).filter(|node| is_goal(*node)).map(|it| (it, 0)).collect();
    while let Some((node, steps)) = queue.pop_front() {
        for &node in &before[node] {
            if distance[node].is_none() {
                distance[node] = Some(steps + 1);
                queue.push_back((node, steps + 1));
            }
        }
    }
    distance
}

struct Search<'s> {
    ways: &'s Ways<'s>,
    is_goal: Option<&'s dyn Fn(usize) -> bool>,
    still: Vec<Option<usize>>,
    bounds: Bounds,
    trail: Vec<usize>,
    tried: usize,
    beyond: bool,
    found: Paths,
}

/// The work that is spent on finding out whether there are longer paths than asked for.
const WORK_BEYOND: usize = 200_000;

/// The search is over.
struct Over;

impl Search<'_> {
    /// Extends the trail by `left` steps in every way.
    fn extend(&mut self, left: usize, length: usize) -> Result<(), Over> {
        let Some(&here) = self.trail.last() else {
            return Ok(());
        };
        for &next in &self.ways.next[here] {
            self.tried += 1;
            if self.tried > self.bounds.work {
                self.found.cut = Some(Cut::Work { length });
                return Err(Over);
            }
            let near = self.still[next].is_some_and(|still| still < left);
            let met = self.trail.iter().any(|node| (self.ways.thing)(*node) == (self.ways.thing)(next));
            let arrives_early = left > 1 && self.is_goal.is_some_and(|is_goal| is_goal(next));
            if !near || met || arrives_early {
                continue;
            }
            self.trail.push(next);
            let going = if left == 1 { self.keep(length) } else { self.extend(left - 1, length) };
            self.trail.pop();
            going?;
        }
        Ok(())
    }

    /// Finds out whether a path is longer than the longest asked for; in doubt, says so.
    fn look_beyond(&mut self) {
        self.beyond = true;
        self.tried = 0;
        self.bounds.work = self.bounds.work.min(WORK_BEYOND);
        for length in self.bounds.longest + 1..self.ways.next.len() {
            if self.extend(length, length).is_err() {
                self.found.cut = Some(Cut::Longer);
                return;
            }
        }
    }

    fn keep(&mut self, length: usize) -> Result<(), Over> {
        if self.beyond {
            return Err(Over);
        }
        if self.found.paths.len() == self.bounds.most {
            self.found.cut = Some(Cut::Enough { length });
            return Err(Over);
        }
        self.found.paths.push(self.trail.clone());
        Ok(())
    }
}

impl Cut {
    /// What was left out, in words; `what` is the noun for one and for many.
    pub fn words(self, found: usize, [one, what]: [&str; 2]) -> String {
        match self {
            Self::Enough { length } => {
                let (found, steps) = (count(found, one, what), count(length, "step", "steps"));
                format!("there are more than {found}; left out are some of {steps}, and longer ones")
            }
            Self::Longer => format!("longer {what} were not looked for (--max-hops)"),
            Self::Work { length } => {
                let steps = count(length, "step", "steps");
                format!("the search grew too large: {what} of {steps} and more are not complete")
            }
        }
    }
}
