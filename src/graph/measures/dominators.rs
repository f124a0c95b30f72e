//! Through whom all ways from a start must pass.
//!
//! ```text
//! start ──▶ a ──▶ b ──▶ d      a dominates b, c and d: whatever comes to them from the start comes through a.
//!                 └▶ c ─▶ d     Neither b nor c dominates d.
//! ```
//! The algorithm is that of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001), on lists of
//! neighbours; petgraph's own runs the same one over hash maps.

#![expect(
    clippy::cast_possible_truncation,
    reason = "positions are kept in 32 bits, and indices refuse to be made beyond"
)]

use crate::graph::DealGraph;
use crate::model::{EntityIx, Flow, Kind, Side};

/// Nobody, in a list of numbers.
const NOBODY: u32 = u32::MAX;

/// The immediate dominator of everybody reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dominators {
    root: EntityIx,
    /// By entity.
    above: Vec<u32>,
}

impl Dominators {
    /// Where all ways begin.
    pub const fn root(&self) -> EntityIx {
        self.root
    }

    /// The last one through whom all ways to `entity` pass; absent for the root, and for whom no way leads to.
    pub fn immediate(&self, entity: EntityIx) -> Option<EntityIx> {
        let above = self.above.get(entity.get()).copied().filter(|above| *above != NOBODY)?;
        (entity != self.root).then(|| EntityIx::new(above as usize))
    }

    /// Whether a way leads to an entity.
    pub fn reaches(&self, entity: EntityIx) -> bool {
        self.above.get(entity.get()).is_some_and(|above| *above != NOBODY)
    }
}

/// Returns the dominators of legs of one flow in one kind of deal from `root` on. Costs, in practice, a few passes
/// over the legs reached.
pub fn dominators(graph: &DealGraph<'_>, root: EntityIx, flow: Flow, kind: Kind) -> Dominators {
    let root = graph.owner(root);
    let (order, rank) = in_postorder(graph, root, flow, kind);
    // By rank, so that whoever comes earlier on every way has the larger number.
    let mut above = vec![NOBODY; order.len()];
    let last = (order.len() - 1) as u32;
    above[last as usize] = last;
    let givers = graph.index().lists(Side::Givers, flow, kind, order.len());
    // The ranks of those right before each, in one piece of memory.
    let (mut before, mut starts) = (Vec::new(), vec![0]);
    for here in &order {
        let ranks = givers.of(EntityIx::new(*here as usize)).iter().map(|giver| rank[*giver as usize]);
        before.extend(ranks.filter(|rank| *rank != NOBODY));
        starts.push(before.len());
    }
    let mut changed = true;
    while changed {
        changed = false;
        for here in (0..last).rev() {
            let here = here as usize;
            let known =
                before[starts[here]..starts[here + 1]].iter().copied().filter(|giver| above[*giver as usize] != NOBODY);
            let Some(nearest) = known.reduce(|one, two| meet(&above, one, two)) else { continue };
            if above[here] != nearest {
                above[here] = nearest;
                changed = true;
            }
        }
    }
    let mut by_entity = vec![NOBODY; rank.len()];
    for (here, above) in order.iter().zip(&above) {
        by_entity[*here as usize] = order.get(*above as usize).copied().unwrap_or(NOBODY);
    }
    Dominators { root, above: by_entity }
}

/// The first whom the ways up from two ranks have in common.
fn meet(above: &[u32], mut one: u32, mut two: u32) -> u32 {
    while one != two {
        while one < two {
            one = above[one as usize];
        }
        while two < one {
            two = above[two as usize];
        }
    }
    one
}

/// Everybody reached, each after all that it leads to as far as a depth-first walk can tell; and the place of each.
fn in_postorder(graph: &DealGraph<'_>, root: EntityIx, flow: Flow, kind: Kind) -> (Vec<u32>, Vec<u32>) {
    let mut rank = vec![NOBODY; graph.book().entity_count()];
    let mut seen = vec![false; rank.len()];
    let mut order: Vec<u32> = Vec::new();
    let list = |entity: u32| graph.index().lists(Side::Takers, flow, kind, 1).of(EntityIx::new(entity as usize));
    let mut stack: Vec<(u32, &[u32])> = vec![(root.number(), list(root.number()))];
    seen[root.get()] = true;
    while let Some((here, rest)) = stack.last_mut() {
        if let Some((&next, after)) = rest.split_first() {
            *rest = after;
            if !std::mem::replace(&mut seen[next as usize], true) {
                stack.push((next, list(next)));
            }
        } else {
            rank[*here as usize] = order.len() as u32;
            order.push(*here);
            stack.pop();
        }
    }
    (order, rank)
}
