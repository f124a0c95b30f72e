//! How far goods (or whatever else) run on from somebody.

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

/// Returns everybody whom legs of one flow in one kind of deal lead to from `start`, until `goal` is reached.
///
/// ```text
/// start ──▶ a ──▶ c        a is one hop away, c two
///       └─▶ b ──▶ c
/// ```
/// Breadth first: costs n + m of what is reached. Without a goal, all of it.
pub fn reach(graph: &DealGraph<'_>, start: EntityIx, flow: Flow, kind: Kind, goal: Option<EntityIx>) -> Reach {
    let mut hops = vec![FAR; graph.book().entity_count()];
    let start = graph.owner(start);
    hops[start.get()] = 0;
    let mut reached = vec![start];
    let mut at = 0;
    'walk: while let Some(&here) = reached.get(at) {
        at += 1;
        let next = hops[here.get()] + 1;
        for &other in graph.index().takers(here, flow, kind).ends {
            let slot = &mut hops[other as usize];
            if *slot == FAR {
                *slot = next;
                let other = EntityIx::new(other as usize);
                reached.push(other);
                if Some(other) == goal {
                    break 'walk;
                }
            }
        }
    }
    Reach { reached, hops }
}
