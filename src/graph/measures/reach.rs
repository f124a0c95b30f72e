//! How far goods (or whatever else) run on from somebody, and by which way they come to somebody else.

use crate::graph::DealGraph;
use crate::graph::marks::Marks;
use crate::model::{EntityIx, Flow, Kind, Lists, Side};

/// Of how many entities at a time the lists are looked up before any is walked along, so that the processor waits for the
/// memory of all of them at once.
const AHEAD: usize = 32;

/// What a walk along legs found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Who was reached, the nearest first and then by the order of the walk; the start comes first.
    pub reached: Vec<EntityIx>,
    /// Where those begin who are so many hops away, and where the last of them end.
    begins: Vec<usize>,
}

impl Reach {
    /// Those who are no hop away (the start), one hop, two hops, and so on.
    pub fn layers(&self) -> impl Iterator<Item = &[EntityIx]> {
        self.begins.windows(2).map(|ends| &self.reached[ends[0]..ends[1]])
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
    let mut seen = Marks::none(graph.book().entity_count());
    seen.mark(start.number());
    let (mut reached, mut begins) = (vec![start], vec![0]);
    let mut near = Vec::with_capacity(AHEAD);
    let mut at = 0;
    while at < reached.len() {
        let layer = at..reached.len();
        at = layer.end;
        begins.push(layer.end);
        let lists = graph.index().lists(Side::Takers, flow, kind, layer.len());
        for from in layer.clone().step_by(AHEAD) {
            near.extend(reached[from..layer.end.min(from + AHEAD)].iter().map(|it| lists.of(*it)));
            for ends in near.drain(..) {
                add_new(&mut reached, ends, &mut seen);
            }
        }
    }
    Reach { reached, begins }
}

/// Adds those who have not been seen, and marks them. Each one is written down and kept only where it is new: whether it is
/// cannot be foretold, and a wrong guess costs a processor more than a number written in vain.
fn add_new(reached: &mut Vec<EntityIx>, ends: &[u32], seen: &mut Marks) {
    let mut length = reached.len();
    reached.resize(length + ends.len(), EntityIx::default());
    for &other in ends {
        reached[length] = EntityIx::new(other as usize);
        length += usize::from(seen.mark(other));
    }
    reached.truncate(length);
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
    let (mut ahead, mut back) = (Walk::of(from, entities), Walk::of(to, entities));
    let lists = |side, asked| graph.index().lists(side, flow, kind, asked);
    let mut near = Vec::with_capacity(AHEAD);
    loop {
        if ahead.front().is_empty() || back.front().is_empty() {
            return None;
        }
        let met = if ahead.front().len() <= back.front().len() {
            ahead.go_on(&back, lists(Side::Takers, ahead.front().len()), &mut near)
        } else {
            back.go_on(&ahead, lists(Side::Givers, back.front().len()), &mut near)
        };
        if let Some(middle) = met {
            let mut chain = ahead.way_to(middle);
            chain.reverse();
            chain.extend(back.way_to(middle).into_iter().skip(1));
            return Some(chain);
        }
    }
}

/// One end of a search, and what it has come to.
struct Walk {
    seen: Marks,
    /// Everybody seen, with the place here of whom they were come to from; the end has its own.
    trail: Vec<(u32, u32)>,
    /// Where in the trail those begin whom it has come to last.
    last: usize,
}

impl Walk {
    fn of(end: EntityIx, entities: usize) -> Self {
        let mut seen = Marks::none(entities);
        seen.mark(end.number());
        // Room for a short search: most of a long chain has few beside it.
        let mut trail = Vec::with_capacity(1 << 10);
        trail.push((end.number(), 0));
        Self { seen, trail, last: 0 }
    }

    /// Whom it has come to last.
    fn front(&self) -> &[(u32, u32)] {
        &self.trail[self.last..]
    }

    /// Goes one hop on; returns the first one met that the other side has seen.
    ///
    /// Whoever is met was seen by the other side in its last step: had it been seen before, the two had met before. So
    /// every meeting of one step is as near as any other. `near` is room for lists, empty before and after.
    fn go_on<'l>(&mut self, other: &Self, lists: Lists<'l>, near: &mut Vec<&'l [u32]>) -> Option<u32> {
        let front = self.last..self.trail.len();
        self.last = front.end;
        for from in front.clone().step_by(AHEAD) {
            let here = &self.trail[from..front.end.min(from + AHEAD)];
            near.extend(here.iter().map(|(entity, _)| lists.of(EntityIx::new(*entity as usize))));
            let before = self.trail.len();
            let mut length = before;
            self.trail.resize(length + near.iter().map(|ends| ends.len()).sum::<usize>(), (0, 0));
            let (trail, seen) = (self.trail.as_mut_slice(), &mut self.seen);
            // Entities are numbered in 32 bits.
            for (at, ends) in (u32::try_from(from).unwrap_or(u32::MAX)..).zip(near.drain(..)) {
                // As in `add_new`.
                for &end in ends {
                    trail[length] = (end, at);
                    length += usize::from(seen.mark(end));
                }
            }
            self.trail.truncate(length);
            if let Some((met, _)) = self.trail[before..].iter().find(|(end, _)| other.seen.has(*end)) {
                return Some(*met);
            }
        }
        None
    }

    /// The way back from somebody seen to the end, both included.
    fn way_to(&self, entity: u32) -> Vec<EntityIx> {
        let Some(mut at) = self.trail.iter().rposition(|(seen, _)| *seen == entity) else { return Vec::new() };
        let mut way = Vec::new();
        loop {
            let (here, before) = self.trail[at];
            way.push(EntityIx::new(here as usize));
            if at == 0 {
                return way;
            }
            at = before as usize;
        }
    }
}
