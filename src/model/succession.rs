//! Which umbrellas deals come into by what they enlarge or replace: these were pieces there, and so are they.
//!
//! ```text
//! umbrella (USD 200m) ⊃ piece (USD 80m) ──is enlarged by──▶ larger (USD 120m)      larger is in the umbrella, too
//! ```

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction::Incoming;
use petgraph::algo::{kosaraju_scc, toposort};
use petgraph::graphmap::DiGraphMap;

/// A deal and one that it is directly inside of, by number.
type Pair = (u32, u32);

/// Of so many umbrellas of what it enlarges or replaces a deal is told, the nearest first; it counts in one.
const MOST_UMBRELLAS: usize = 8;

/// The umbrellas that deals come into, where they do not say so themselves. `pieces` has each piece with its umbrella,
/// `older` each deal with what enlarges or replaces it. Where that would lead from a deal back to it, it is left out.
pub(super) fn inherited(pieces: &[Pair], older: &[Pair]) -> Vec<Pair> {
    let umbrellas: BTreeMap<u32, u32> = pieces.iter().copied().collect();
    // Most deals that others enlarge or replace are no pieces, and then there is nothing to look for.
    if !older.iter().any(|(old, _)| umbrellas.contains_key(old)) {
        return Vec::new();
    }
    let succession: DiGraphMap<u32, ()> = older.iter().copied().collect();
    // Loading refuses a book in which deals replace one another in a circle.
    let Ok(order) = toposort(&succession, None) else { return Vec::new() };
    let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for newer in order {
        let mut around: Vec<u32> = Vec::new();
        for old in succession.neighbors_directed(newer, Incoming) {
            for umbrella in umbrellas.get(&old).into_iter().chain(found.get(&old).into_iter().flatten()) {
                if around.len() < MOST_UMBRELLAS && *umbrella != newer && !around.contains(umbrella) {
                    around.push(*umbrella);
                }
            }
        }
        if !around.is_empty() {
            found.insert(newer, around);
        }
    }
    let said: BTreeSet<Pair> = pieces.iter().chain(older).copied().collect();
    let pairs = found.into_iter().flat_map(|(newer, around)| around.into_iter().map(move |umbrella| (newer, umbrella)));
    let pairs: Vec<Pair> = pairs.filter(|pair| !said.contains(pair)).collect();
    without_circles(&said, pairs)
}

/// Leaves out of some pairs those that lead, with others and with what deals say themselves, from a deal back to it.
fn without_circles(said: &BTreeSet<Pair>, pairs: Vec<Pair>) -> Vec<Pair> {
    let inside: DiGraphMap<u32, ()> = said.iter().chain(&pairs).copied().collect();
    let mut knot_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (knot, deals) in kosaraju_scc(&inside).into_iter().enumerate() {
        knot_of.extend(deals.into_iter().map(|deal| (deal, knot)));
    }
    pairs.into_iter().filter(|(inner, outer)| knot_of.get(inner) != knot_of.get(outer)).collect()
}
