//! Who is near somebody, and what runs among them.

use crate::graph::marks::Marks;
use crate::graph::{DealGraph, Leg};
use crate::model::EntityIx;

/// Returns everybody whom at most `hops` legs lead to or from `middle`, whatever moves along them and whichever way,
/// in order; `middle` is one of them.
///
/// Costs the legs of all who are nearer than `hops`.
pub fn neighbourhood(graph: &DealGraph<'_>, middle: EntityIx, hops: usize) -> Vec<EntityIx> {
    let middle = graph.owner(middle);
    let mut seen = Marks::none(graph.book().entity_count());
    seen.mark(middle.number());
    let mut near = vec![middle];
    let mut front = 0..1;
    for _ in 0..hops {
        for at in front.clone() {
            for list in [graph.index().all_out(near[at]), graph.index().all_into(near[at])] {
                let new = list.ends.iter().copied().filter(|other| seen.mark(*other));
                near.extend(new.map(|other| EntityIx::new(other as usize)));
            }
        }
        front = front.end..near.len();
    }
    near.sort_unstable();
    near
}

/// Returns the legs of which both ends are among `entities`, with their ends: by giver, in the order of `entities`.
///
/// Costs the legs that these give.
pub fn legs_among(graph: &DealGraph<'_>, entities: &[EntityIx]) -> Vec<(EntityIx, EntityIx, Leg)> {
    let mut among = Marks::none(graph.book().entity_count());
    for entity in entities {
        among.mark(entity.number());
    }
    let mut legs = Vec::new();
    for &giver in entities {
        let list = graph.index().all_out(giver);
        let inside = list.ends.iter().enumerate().filter(|(_, taker)| among.has(**taker));
        legs.extend(inside.map(|(at, taker)| (giver, EntityIx::new(*taker as usize), graph.leg(list.number(at)))));
    }
    legs
}
