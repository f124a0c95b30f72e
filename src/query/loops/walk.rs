//! Every simple cycle up to a length, each once.
//!
//! Whoever is never paid, or never pays, is on no cycle and is left out, and so is whoever then is. The others are
//! ranked by degree, hubs first, and each cycle is found from its first entity in that order, so that a start walks
//! only among what comes after it: once the hubs are done, little is left. A walk goes on only where a breadth-first
//! search backwards from the start says that the way home is short enough. That search stops two hops short of the
//! length allowed, since from there on the walk itself sees whether it arrives.

#![expect(
    clippy::cast_possible_truncation,
    reason = "positions are kept in 32 bits, and indices refuse to be made beyond"
)]

use super::money_web::MoneyWeb;
use super::turns::{Filled, starts_of};
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
    entities: Vec<u32>,
    forwards: Lists,
    backwards: Lists,
}

/// Sorted lists of ranks, in one piece of memory.
struct Lists {
    starts: Vec<u32>,
    others: Vec<u32>,
}

impl Lists {
    /// The lists of pairs of ranks, by the first of each.
    fn of(size: usize, pairs: impl ExactSizeIterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; size + 1];
        for (one, _) in pairs.clone() {
            starts[one as usize + 1] += 1;
        }
        for at in 0..size {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut others = vec![0; pairs.len()];
        for (one, other) in pairs {
            let slot = &mut next[one as usize];
            others[*slot as usize] = other;
            *slot += 1;
        }
        for at in 0..size {
            others[starts[at] as usize..starts[at + 1] as usize].sort_unstable();
        }
        Self { starts, others }
    }

    /// The lists of pairs by the first of each, and by the second, made at once where there are many.
    fn both_ways(size: usize, pairs: &[(u32, u32)], threads: usize) -> [Self; 2] {
        let forwards = || Self::of(size, pairs.iter().copied());
        let backwards = || Self::of(size, pairs.iter().map(|(from, to)| (*to, *from)));
        if threads < 2 || pairs.len() < WORTH_A_THREAD {
            return [forwards(), backwards()];
        }
        std::thread::scope(|scope| {
            let other = scope.spawn(backwards);
            let made = forwards();
            [made, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))]
        })
    }

    fn list(&self, rank: u32) -> &[u32] {
        &self.others[self.starts[rank as usize] as usize..self.starts[rank as usize + 1] as usize]
    }

    /// Those of a list that come after a rank.
    fn after(&self, rank: u32, first: u32) -> &[u32] {
        let list = self.list(rank);
        &list[list.partition_point(|other| *other <= first)..]
    }
}

/// Fewer pairs than these are listed by one thread.
const WORTH_A_THREAD: usize = 50_000;

/// Returns simple cycles of two to `max_length` hops, at most `most`, as the entities they pass.
///
/// The order does not depend on `threads`. Costs in the worst case the number of simple paths of the length
/// allowed that stay near enough to their start.
pub fn cycles(web: &MoneyWeb, starts: Starts, max_length: usize, most: usize, threads: usize) -> Vec<Vec<EntityIx>> {
    let pairs: Vec<(u32, u32)> =
        (0..web.size()).flat_map(|from| web.payees(from).iter().map(move |to| (from as u32, *to))).collect();
    let ranked = Ranked::new(web.size(), &pairs, starts, threads);
    let found = collect(&ranked, starts, max_length, most, threads);
    found.into_iter().map(|cycle| cycle.into_iter().map(|entity| EntityIx::new(entity as usize)).collect()).collect()
}

/// Returns how many simple cycles of two to `max_length` hops there are among `pairs`; `most` where there are so many
/// or more.
pub(super) fn count(size: usize, pairs: &[(usize, usize)], starts: Starts, max_length: usize, most: usize) -> usize {
    let pairs: Vec<(u32, u32)> = pairs.iter().map(|(from, to)| (*from as u32, *to as u32)).collect();
    let ranked = Ranked::new(size, &pairs, starts, 1);
    let mut number = 0;
    let mut walker = Walker::new(&ranked, max_length);
    for start in 0..ranked.starts(starts) {
        if number >= most {
            break;
        }
        walker.from(start, &mut |_| {
            number += 1;
            number < most
        });
    }
    number
}

fn collect(ranked: &Ranked, starts: Starts, max_length: usize, most: usize, threads: usize) -> Vec<Vec<u32>> {
    let number = ranked.starts(starts);
    let threads = threads.clamp(1, (number as usize).max(1));
    let next = std::sync::atomic::AtomicU32::new(0);
    let filled = std::sync::Mutex::new(Filled::default());
    let work = || {
        let mut walker = Walker::new(ranked, max_length);
        let mut found: Vec<(u32, Vec<Vec<u32>>)> = Vec::new();
        loop {
            let turn = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let starts = starts_of(turn, number);
            if starts.is_empty() || filled.lock().is_ok_and(|filled| filled.loops >= most) {
                return found;
            }
            let mut here: Vec<Vec<u32>> = Vec::new();
            for start in starts {
                // Starts that alone fill the answer need not be walked to their end.
                walker.from(start, &mut |path| {
                    here.push(path.iter().map(|rank| ranked.entities[*rank as usize]).collect());
                    here.len() < most
                });
                if here.len() >= most {
                    break;
                }
            }
            if let Ok(mut filled) = filled.lock() {
                filled.add(turn, here.len());
            }
            if !here.is_empty() {
                found.push((turn, here));
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
    found.sort_unstable_by_key(|(turn, _)| *turn);
    found.into_iter().flat_map(|(_, cycles)| cycles).take(most).collect()
}

/// A rank that nobody has.
const NOBODY: u32 = u32::MAX;

impl Ranked {
    fn new(size: usize, pairs: &[(u32, u32)], starts: Starts, threads: usize) -> Self {
        let first = match starts {
            Starts::One(entity) => Some(entity.number()),
            Starts::Every => None,
        };
        let (kept, degree) = on_both_sides(size, pairs, threads);
        let mut entities: Vec<u32> = (0..size as u32).filter(|at| kept[*at as usize]).collect();
        entities.sort_unstable_by_key(|at| (Some(*at) != first, std::cmp::Reverse(degree[*at as usize]), *at));
        // Whoever the cycles are asked of comes first; where it is on none, there is nothing to walk.
        if first.is_some_and(|first| entities.first() != Some(&first)) {
            entities.clear();
        }
        let mut rank = vec![NOBODY; size];
        for (position, entity) in (0_u32..).zip(&entities) {
            rank[*entity as usize] = position;
        }
        let ranked = pairs.iter().map(|(from, to)| (rank[*from as usize], rank[*to as usize]));
        let pairs: Vec<(u32, u32)> = ranked.filter(|(from, to)| *from != NOBODY && *to != NOBODY).collect();
        let [forwards, backwards] = Lists::both_ways(entities.len(), &pairs, threads);
        Self { entities, forwards, backwards }
    }

    fn starts(&self, starts: Starts) -> u32 {
        let all = self.entities.len() as u32;
        match starts {
            Starts::Every => all,
            Starts::One(_) => all.min(1),
        }
    }
}

/// Who pays and is paid, by others of whom the same is true; and how many edges each has.
fn on_both_sides(size: usize, pairs: &[(u32, u32)], threads: usize) -> (Vec<bool>, Vec<u32>) {
    let (mut out, mut into) = (vec![0_u32; size], vec![0_u32; size]);
    for (from, to) in pairs {
        out[*from as usize] += 1;
        into[*to as usize] += 1;
    }
    let degree = out.iter().zip(&into).map(|(out, into)| out + into).collect();
    let [forwards, backwards] = Lists::both_ways(size, pairs, threads);
    let mut kept = vec![true; size];
    let mut leaving: Vec<u32> =
        (0..size as u32).filter(|at| out[*at as usize] == 0 || into[*at as usize] == 0).collect();
    for at in &leaving {
        kept[*at as usize] = false;
    }
    while let Some(gone) = leaving.pop() {
        for &taker in forwards.list(gone) {
            into[taker as usize] -= 1;
            if into[taker as usize] == 0 && std::mem::take(&mut kept[taker as usize]) {
                leaving.push(taker);
            }
        }
        for &giver in backwards.list(gone) {
            out[giver as usize] -= 1;
            if out[giver as usize] == 0 && std::mem::take(&mut kept[giver as usize]) {
                leaving.push(giver);
            }
        }
    }
    (kept, degree)
}

/// The state of one walker, used again from start to start.
struct Walker<'r> {
    ranked: &'r Ranked,
    max_length: usize,
    /// Hops from a rank back home; [`FAR`] where the search did not come.
    home: Vec<u8>,
    touched: Vec<u32>,
    on_path: Vec<bool>,
    path: Vec<u32>,
}

/// More hops than any walk takes.
const FAR: u8 = u8::MAX;

impl<'r> Walker<'r> {
    fn new(ranked: &'r Ranked, max_length: usize) -> Self {
        let size = ranked.entities.len();
        let max_length = max_length.min(usize::from(FAR) - 1);
        let (home, on_path) = (vec![FAR; size], vec![false; size]);
        Self { ranked, max_length, home, touched: Vec::new(), on_path, path: Vec::new() }
    }

    /// Tells `take` every cycle whose first rank is `start`, until it says that it has enough.
    fn from(&mut self, start: u32, take: &mut impl FnMut(&[u32]) -> bool) {
        let leaves = !self.ranked.forwards.after(start, start).is_empty();
        let returns = !self.ranked.backwards.after(start, start).is_empty();
        if !leaves || !returns || self.max_length < 2 {
            return;
        }
        self.measure(start);
        self.path.push(start);
        self.step(start, start, take);
        for rank in self.touched.drain(..) {
            self.home[rank as usize] = FAR;
        }
        // Taking enough leaves a walk in the middle.
        for rank in self.path.drain(..) {
            self.on_path[rank as usize] = false;
        }
    }

    /// How far the search backwards goes: what is farther is told by the first step of a walk being the last but so
    /// many.
    fn reach(&self) -> usize {
        self.max_length.saturating_sub(2).max(1)
    }

    fn measure(&mut self, start: u32) {
        let reach = self.reach();
        self.home[start as usize] = 0;
        self.touched.push(start);
        let mut at = 0;
        while let Some(&here) = self.touched.get(at) {
            at += 1;
            let hops = self.home[here as usize] + 1;
            if usize::from(hops) > reach {
                break;
            }
            for &before in self.ranked.backwards.after(here, start) {
                if self.home[before as usize] == FAR {
                    self.home[before as usize] = hops;
                    self.touched.push(before);
                }
            }
        }
    }

    /// Goes on from `here`; false once `take` has enough.
    fn step(&mut self, start: u32, here: u32, take: &mut impl FnMut(&[u32]) -> bool) -> bool {
        let left = self.max_length - self.path.len();
        if self.home[here as usize] == 1 && self.path.len() >= 2 && !take(&self.path) {
            return false;
        }
        let unknown_may_do = left > self.reach();
        let ranked = self.ranked;
        for &next in ranked.forwards.after(here, start) {
            let home = self.home[next as usize];
            let near = if home == FAR { unknown_may_do } else { usize::from(home) <= left };
            if !near || self.on_path[next as usize] {
                continue;
            }
            self.on_path[next as usize] = true;
            self.path.push(next);
            if !self.step(start, next, take) {
                return false;
            }
            self.path.pop();
            self.on_path[next as usize] = false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everybody pays everybody: of four there are six cycles of two hops, eight of three and six of four.
    fn everybody() -> Vec<(usize, usize)> {
        (0..4).flat_map(|from| (0..4).filter(move |to| *to != from).map(move |to| (from, to))).collect()
    }

    #[test]
    fn cycles_are_counted_up_to_a_length_and_up_to_a_number() {
        let number = |starts, max_length, most| count(4, &everybody(), starts, max_length, most);
        let lengths = [0, 1, 2, 3, 4, 9].map(|length| number(Starts::Every, length, 100));
        assert_eq!(lengths, [0, 0, 6, 14, 20, 20], "the least is two hops");
        let through_one = [2, 3, 4].map(|length| number(Starts::One(EntityIx::new(2)), length, 100));
        assert_eq!(through_one, [3, 9, 15]);
        for most in [0, 1, 5, 19, 20, 21] {
            assert_eq!(number(Starts::Every, 4, most), most.min(20), "{most} at most");
        }
    }

    #[test]
    fn whoever_is_on_no_cycle_is_left_out_and_so_is_whoever_then_is() {
        // Two pay in a row into a cycle, and two are paid in a row out of it, of whom the last pays nobody.
        let pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 2), (3, 2), (4, 5), (5, 6), (3, 6)];
        let (kept, degree) = on_both_sides(7, &pairs, 1);
        assert_eq!(kept, [false, false, true, true, true, false, false]);
        assert_eq!(degree, [1, 2, 4, 4, 3, 2, 2], "all edges count, those of whoever is left out among them");
    }

    #[test]
    fn lists_that_two_threads_make_are_those_that_one_makes() {
        let size = 1000_u32;
        let pairs: Vec<(u32, u32)> =
            (0..=WORTH_A_THREAD as u32).map(|at| (at % size, at.wrapping_mul(2_654_435_761) % size)).collect();
        let told = |threads| Lists::both_ways(size as usize, &pairs, threads).map(|lists| (lists.starts, lists.others));
        let [forwards, backwards] = told(2);
        assert_eq!(told(1), [forwards.clone(), backwards.clone()]);
        assert_ne!(forwards, backwards);
    }
}
