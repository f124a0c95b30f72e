//! Every simple cycle up to a length, each once.
//!
//! Entities are ranked by degree, hubs first, and each cycle is found from its first entity in that order, so
//! that a start walks only among what comes after it: once the hubs are done, little is left. A walk goes on
//! only where a breadth-first search backwards from the start says that the way home is short enough, so that
//! every step taken belongs to some closed walk of the length allowed.

use std::collections::VecDeque;

use super::money_web::MoneyWeb;
use crate::model::EntityIx;

/// Where cycles may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starts {
    /// Anywhere: all cycles.
    Every,
    /// At one entity: the cycles through it.
    One(EntityIx),
}

/// The edges of a web by rank.
struct Ranked {
    /// The entity of each rank.
    entities: Vec<usize>,
    forwards: Vec<Vec<usize>>,
    backwards: Vec<Vec<usize>>,
}

/// Returns simple cycles of two to `max_length` hops, at most `most`, as the entities they pass.
///
/// The order does not depend on `threads`. Costs in the worst case the number of simple paths of the length
/// allowed that stay near enough to their start.
pub fn cycles(web: &MoneyWeb, starts: Starts, max_length: usize, most: usize, threads: usize) -> Vec<Vec<EntityIx>> {
    let pairs: Vec<(usize, usize)> = web.pairs().iter().map(|(from, to)| (from.get(), to.get())).collect();
    let found = collect(&Ranked::new(web.size(), &pairs, starts), starts, max_length, most, threads);
    found.into_iter().map(|cycle| cycle.into_iter().map(EntityIx::new).collect()).collect()
}

/// Returns how many simple cycles of two to `max_length` hops there are among `pairs`.
pub(super) fn count(size: usize, pairs: &[(usize, usize)], starts: Starts, max_length: usize) -> usize {
    let ranked = Ranked::new(size, pairs, starts);
    let mut number = 0;
    let mut walker = Walker::new(&ranked, max_length);
    for start in 0..ranked.starts(starts) {
        walker.from(start, &mut |_| {
            number += 1;
            true
        });
    }
    number
}

fn collect(ranked: &Ranked, starts: Starts, max_length: usize, most: usize, threads: usize) -> Vec<Vec<usize>> {
    let number = ranked.starts(starts);
    let threads = threads.clamp(1, number.max(1));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut walker = Walker::new(ranked, max_length);
        let mut found: Vec<(usize, Vec<Vec<usize>>)> = Vec::new();
        loop {
            let start = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if start >= number {
                return found;
            }
            let mut here: Vec<Vec<usize>> = Vec::new();
            // A start that alone fills the answer need not be walked to its end.
            walker.from(start, &mut |path| {
                here.push(path.iter().map(|rank| ranked.entities[*rank]).collect());
                here.len() < most
            });
            if !here.is_empty() {
                found.push((start, here));
            }
        }
    };
    let mut found = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut found = work();
        for worker in workers {
            // A worker walks over indices of its own web only, so it does not fail.
            found.extend(worker.join().unwrap_or_default());
        }
        found
    });
    found.sort_unstable_by_key(|(start, _)| *start);
    found.into_iter().flat_map(|(_, cycles)| cycles).take(most).collect()
}

impl Ranked {
    fn new(size: usize, pairs: &[(usize, usize)], starts: Starts) -> Self {
        let mut degree = vec![0_usize; size];
        for (from, to) in pairs {
            degree[*from] += 1;
            degree[*to] += 1;
        }
        let first = match starts {
            Starts::One(entity) => Some(entity.get()),
            Starts::Every => None,
        };
        let mut entities: Vec<usize> = (0..size).collect();
        entities.sort_unstable_by_key(|at| (Some(*at) != first, std::cmp::Reverse(degree[*at]), *at));
        let mut rank = vec![0; size];
        for (position, entity) in entities.iter().enumerate() {
            rank[*entity] = position;
        }
        let (mut forwards, mut backwards) = (vec![Vec::new(); size], vec![Vec::new(); size]);
        for (from, to) in pairs {
            forwards[rank[*from]].push(rank[*to]);
            backwards[rank[*to]].push(rank[*from]);
        }
        forwards.iter_mut().chain(&mut backwards).for_each(|list: &mut Vec<usize>| list.sort_unstable());
        Self { entities, forwards, backwards }
    }

    fn starts(&self, starts: Starts) -> usize {
        match starts {
            Starts::Every => self.entities.len(),
            Starts::One(_) => self.entities.len().min(1),
        }
    }
}

/// The state of one walker, used again from start to start.
struct Walker<'r> {
    ranked: &'r Ranked,
    max_length: usize,
    /// Hops from a rank back home; `usize::MAX` where too far.
    home: Vec<usize>,
    touched: Vec<usize>,
    on_path: Vec<bool>,
    path: Vec<usize>,
}

impl<'r> Walker<'r> {
    fn new(ranked: &'r Ranked, max_length: usize) -> Self {
        let size = ranked.entities.len();
        let (home, on_path) = (vec![usize::MAX; size], vec![false; size]);
        Self { ranked, max_length, home, touched: Vec::new(), on_path, path: Vec::new() }
    }

    /// Tells `take` every cycle whose first rank is `start`, until it says that it has enough.
    fn from(&mut self, start: usize, take: &mut impl FnMut(&[usize]) -> bool) {
        let leaves = self.ranked.forwards[start].iter().any(|next| *next > start);
        if !leaves || self.max_length < 2 {
            return;
        }
        self.measure(start);
        self.path.push(start);
        self.step(start, start, take);
        self.path.clear();
        for rank in self.touched.drain(..) {
            self.home[rank] = usize::MAX;
        }
        // Taking enough leaves a walk in the middle; what it stood on is cleared with the rest.
        self.on_path.fill(false);
    }

    fn measure(&mut self, start: usize) {
        let mut queue = VecDeque::from([start]);
        self.home[start] = 0;
        self.touched.push(start);
        while let Some(here) = queue.pop_front() {
            let hops = self.home[here] + 1;
            if hops >= self.max_length {
                continue;
            }
            for &before in self.ranked.backwards[here].iter().filter(|before| **before > start) {
                if self.home[before] == usize::MAX {
                    self.home[before] = hops;
                    self.touched.push(before);
                    queue.push_back(before);
                }
            }
        }
    }

    /// Goes on from `here`; false once `take` has enough.
    fn step(&mut self, start: usize, here: usize, take: &mut impl FnMut(&[usize]) -> bool) -> bool {
        let left = self.max_length - self.path.len();
        let ranked = self.ranked;
        for &next in ranked.forwards[here].iter().filter(|next| **next >= start) {
            if next == start {
                if self.path.len() >= 2 && !take(&self.path) {
                    return false;
                }
                continue;
            }
            if self.on_path[next] || self.home[next] > left {
                continue;
            }
            self.on_path[next] = true;
            self.path.push(next);
            let more = self.step(start, next, take);
            self.path.pop();
            self.on_path[next] = false;
            if !more {
                return false;
            }
        }
        true
    }
}
