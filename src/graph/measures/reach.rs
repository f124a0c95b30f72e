//! How far goods (or whatever else) run on from somebody, and by which way they come to somebody else.

use crate::graph::DealGraph;
use crate::model::{EntityIx, Flow, Kind};

/// Not reached.
const FAR: u32 = u32::MAX;

/// What a walk along legs found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Who was reached, the nearest first and then by the order of the walk; the start comes first.
    pub reached: Vec<EntityIx>,
    hops: Vec<u32>,
}

impl Reach {
    /// How many hops away an entity is; absent where it was not reached.
    pub fn hops(&self, entity: EntityIx) -> Option<u32> {
        self.hops.get(entity.get()).copied().filter(|hops| *hops != FAR)
    }
}

/// Returns everybody whom legs of one flow in one kind of deal lead to from `start`.
///
/// ```text
/// start ──▶ a ──▶ c        a is one hop away, c two
///       └─▶ b ──▶ c
/// ```
/// Breadth first: costs n + m of what is reached.
pub fn reach(graph: &DealGraph<'_>, start: EntityIx, flow: Flow, kind: Kind) -> Reach {
    let start = graph.owner(start);
    let mut hops = vec![FAR; graph.book().entity_count()];
    let mut seen = Marks::none(hops.len());
    seen.mark(start.number());
    hops[start.get()] = 0;
    let mut reached = vec![start];
    let mut at = 0;
    while let Some(&here) = reached.get(at) {
        at += 1;
        let next = hops[here.get()] + 1;
        for &other in graph.index().takers(here, flow, kind).ends {
            if seen.mark(other) {
                hops[other as usize] = next;
                reached.push(EntityIx::new(other as usize));
            }
        }
    }
    Reach { reached, hops }
}

/// Returns a shortest way from one entity to another along legs of one flow in one kind of deal, both ends included;
/// absent where there is none. Of several, always the same one.
///
/// The search runs from both ends, and always on from the end that has fewer to go on from: where a long chain leads
/// out of a crowd, it is found from its own end.
pub fn shortest_chain(
    graph: &DealGraph<'_>,
    from: EntityIx,
    to: EntityIx,
    flow: Flow,
    kind: Kind,
) -> Option<Vec<EntityIx>> {
    let (from, to) = (graph.owner(from), graph.owner(to));
    if from == to {
        return Some(vec![from]);
    }
    let entities = graph.book().entity_count();
    let (mut ahead, mut back) = (Side::of(from, entities), Side::of(to, entities));
    let index = graph.index();
    let middle = loop {
        if ahead.front.is_empty() || back.front.is_empty() {
            return None;
        }
        let met = if ahead.front.len() <= back.front.len() {
            ahead.go_on(&back, |here| index.takers(here, flow, kind).ends)
        } else {
            back.go_on(&ahead, |here| index.givers(here, flow, kind).ends)
        };
        if let Some(middle) = met {
            break middle;
        }
    };
    let mut chain: Vec<EntityIx> = ahead.way_to(middle).collect();
    chain.reverse();
    chain.extend(back.way_to(middle).skip(1));
    Some(chain)
}

/// One end of a search, and what it has come to.
struct Side {
    seen: Marks,
    /// Whence each one that was seen was come to; itself at the end.
    before: Vec<u32>,
    /// Whom it has come to last.
    front: Vec<u32>,
}

impl Side {
    fn of(end: EntityIx, entities: usize) -> Self {
        let mut side = Self { seen: Marks::none(entities), before: vec![0; entities], front: vec![end.number()] };
        side.seen.mark(end.number());
        side.before[end.get()] = end.number();
        side
    }

    /// Goes one hop on; returns the first one met that the other side has seen.
    ///
    /// Whoever is met was seen by the other side in its last step: had it been seen before, the two had met before. So
    /// every meeting of one step is as near as any other.
    fn go_on<'g>(&mut self, other: &Self, ends: impl Fn(EntityIx) -> &'g [u32]) -> Option<u32> {
        for here in std::mem::take(&mut self.front) {
            for &end in ends(EntityIx::new(here as usize)) {
                if self.seen.mark(end) {
                    self.before[end as usize] = here;
                    if other.seen.has(end) {
                        return Some(end);
                    }
                    self.front.push(end);
                }
            }
        }
        None
    }

    /// The way back from somebody seen to the end, both included.
    fn way_to(&self, entity: u32) -> impl Iterator<Item = EntityIx> + '_ {
        let before = |here: &u32| Some(self.before[*here as usize]).filter(|before| before != here);
        std::iter::successors(Some(entity), before).map(|entity| EntityIx::new(entity as usize))
    }
}

/// A set of entities as one bit each, which stays in the nearest cache where a number each would not.
struct Marks(Vec<u64>);

impl Marks {
    fn none(entities: usize) -> Self {
        Self(vec![0; entities.div_ceil(64)])
    }

    fn has(&self, entity: u32) -> bool {
        self.0[entity as usize / 64] >> (entity % 64) & 1 == 1
    }

    /// Marks an entity; tells whether it had not been marked.
    fn mark(&mut self, entity: u32) -> bool {
        let word = &mut self.0[entity as usize / 64];
        let bit = 1 << (entity % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
