//! Everything that walks of needs come to from where they begin, and what they cannot do without.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};

use super::needs::{Needs, Place};
use crate::model::EntityIx;

/// The places of a walk, the start first.
pub(super) type Walk = Vec<Place>;

/// The places that walks from an entity come to, as a breadth-first search meets them.
#[derive(Debug)]
pub(super) struct Reachable {
    /// The start first, then those one step on, each step in the order of ids.
    places: Vec<Place>,
    /// For each the positions of those after it, by id.
    next: Vec<Vec<usize>>,
    /// For each the position of the one that first led to it; the start leads to itself.
    before: Vec<usize>,
    /// For each how many steps it is away.
    hops: Vec<usize>,
}

impl Reachable {
    /// Follows the needs of an entity as far as they go. Costs the steps that lead from what is reached.
    pub fn new(needs: &Needs, from: EntityIx) -> Self {
        let start = Place::start(from);
        let mut positions = HashMap::new();
        positions.insert(start.clone(), 0);
        let mut reach = Self { places: vec![start], next: Vec::new(), before: vec![0], hops: vec![0] };
        while let Some(place) = reach.places.get(reach.next.len()) {
            let here = reach.next.len();
            let mut after = Vec::new();
            for place in needs.next(place) {
                let position = *positions.entry(place).or_insert_with_key(|place| {
                    reach.places.push(place.clone());
                    reach.before.push(here);
                    reach.hops.push(reach.hops[here] + 1);
                    reach.before.len() - 1
                });
                after.push(position);
            }
            reach.next.push(after);
        }
        reach
    }

    /// The places, the start first.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// For each place the positions of those after it, by id.
    pub fn next(&self) -> &[Vec<usize>] {
        &self.next
    }

    /// How many steps each entity is away, by id; the start is none.
    pub fn distances(&self) -> BTreeMap<EntityIx, usize> {
        let mut found = BTreeMap::new();
        for (place, hops) in self.places.iter().zip(&self.hops) {
            found.entry(place.entity).or_insert(*hops);
        }
        found
    }

    /// One of the shortest walks to each entity but the start within `longest` steps: the first in the order of ids.
    /// They are told by length, then by ids.
    pub fn shortest(&self, longest: usize) -> Vec<Walk> {
        let mut met = vec![false; self.places.iter().map(|place| place.entity.get() + 1).max().unwrap_or(0)];
        let mut walks = Vec::new();
        for (position, place) in self.places.iter().enumerate() {
            let is_first = !std::mem::replace(&mut met[place.entity.get()], true);
            if is_first && (1..=longest).contains(&self.hops[position]) {
                walks.push(self.walk_to(position));
            }
        }
        let stops = |walk: &Walk| walk.iter().map(|place| place.entity).collect::<Vec<_>>();
        walks.sort_by_cached_key(|walk| (walk.len(), stops(walk)));
        walks
    }

    /// One of the shortest walks to an entity; `None` where none leads there.
    pub fn shortest_to(&self, entity: EntityIx) -> Option<Walk> {
        self.places.iter().position(|place| place.entity == entity).map(|position| self.walk_to(position))
    }

    fn walk_to(&self, position: usize) -> Walk {
        let backwards =
            std::iter::successors(Some(position), |at| Some(self.before[*at]).filter(|before| before != at));
        let mut walk: Walk = backwards.map(|at| self.places[at].clone()).collect();
        walk.reverse();
        walk
    }
}

/// Tells what can no longer be reached where an entity is taken out.
///
/// The first walks to all places form a tree. What does not stand in it below a place of the entity is still reached as
/// before, so that only what stands below is looked at: whatever a step from outside leads to, and what follows from
/// there, is not cut off.
#[derive(Debug)]
pub(super) struct Removal<'r> {
    reach: &'r Reachable,
    /// The positions of each entity.
    of: BTreeMap<EntityIx, Vec<usize>>,
    /// For each place the positions of those before it.
    before: Vec<Vec<usize>>,
    /// For each place its rank, and how many stand in the tree from it on: those below follow it by rank.
    ranks: Vec<(usize, usize)>,
    /// The positions by rank.
    ranked: Vec<usize>,
    marks: Vec<Mark>,
}

/// What is known of a place while something is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Reached,
    /// It stands below a place that was taken out.
    Lost,
    Removed,
}

impl<'r> Removal<'r> {
    /// Prepares to take out one entity after another. Costs a look at every step.
    pub fn new(reach: &'r Reachable) -> Self {
        let count = reach.places.len();
        let mut of: BTreeMap<EntityIx, Vec<usize>> = BTreeMap::new();
        let mut before = vec![Vec::new(); count];
        for (position, place) in reach.places.iter().enumerate() {
            of.entry(place.entity).or_default().push(position);
            for after in &reach.next[position] {
                before[*after].push(position);
            }
        }
        // A place stands behind the one that led to it, so that sizes add up from the end, and ranks from the start.
        let mut ranks = vec![(0, 1); count];
        for position in (1..count).rev() {
            ranks[reach.before[position]].1 += ranks[position].1;
        }
        let mut free = vec![1; count];
        let mut ranked = vec![0; count];
        for position in 1..count {
            let parent = reach.before[position];
            let rank = free[parent];
            free[parent] += ranks[position].1;
            free[position] = rank + 1;
            ranks[position].0 = rank;
            ranked[rank] = position;
        }
        Self { reach, of, before, ranks, ranked, marks: vec![Mark::Reached; count] }
    }

    /// What is no longer reached without `entity`, by id, which itself is not told. Costs the steps to what stands below
    /// it in the tree.
    pub fn behind(&mut self, entity: EntityIx) -> Vec<EntityIx> {
        let own = self.of.get(&entity).map_or(&[][..], Vec::as_slice);
        let mut spans: Vec<(usize, usize)> = own.iter().map(|position| self.ranks[*position]).collect();
        if spans.iter().all(|(_, size)| *size == 1) {
            return Vec::new();
        }
        spans.sort_unstable();
        // One of the spans may stand within another.
        let mut end = 0;
        let mut below: Vec<usize> = Vec::new();
        for (rank, size) in spans {
            if rank >= end {
                end = rank + size;
                below.extend(&self.ranked[rank..end]);
            }
        }
        for position in &below {
            self.marks[*position] = Mark::Lost;
        }
        for position in own {
            self.marks[*position] = Mark::Removed;
        }
        let mut open: Vec<usize> = Vec::new();
        for &position in &below {
            let is_reached = |before: &usize| self.marks[*before] == Mark::Reached;
            if self.marks[position] == Mark::Lost && self.before[position].iter().any(is_reached) {
                self.marks[position] = Mark::Reached;
                open.push(position);
            }
        }
        while let Some(position) = open.pop() {
            for &after in &self.reach.next[position] {
                if self.marks[after] == Mark::Lost {
                    self.marks[after] = Mark::Reached;
                    open.push(after);
                }
            }
        }
        let lost = below.iter().filter(|position| self.marks[**position] == Mark::Lost);
        let mut lost: Vec<EntityIx> = lost.map(|position| self.reach.places[*position].entity).collect();
        lost.sort_unstable();
        let all_lost = |of: &[EntityIx]| self.of.get(&of[0]).is_some_and(|all| all.len() == of.len());
        let behind = lost.chunk_by(|one, two| one == two).filter(|of| all_lost(of)).map(|of| of[0]).collect();
        for position in below {
            self.marks[position] = Mark::Reached;
        }
        behind
    }
}
