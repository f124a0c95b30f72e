//! Which umbrellas deals come into by what they enlarge or replace: these were pieces there, and so are they.
//!
//! ```text
//! umbrella (USD 200m) ⊃ piece (USD 80m) ──is enlarged by──▶ larger (USD 120m)      larger is in the umbrella, too
//! ```

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction::Incoming;
use petgraph::algo::{kosaraju_scc, toposort};
use petgraph::graphmap::DiGraphMap;

use super::id::DealIx;
use super::record::Deal;

impl Deal {
    /// The deals that it replaces, and the one that it enlarges.
    pub(crate) fn older(&self) -> impl Iterator<Item = DealIx> + Clone + '_ {
        self.supersedes.iter().copied().chain(self.expands.map(|expansion| expansion.deal))
    }
}

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

#[cfg(test)]
mod tests {
    use super::{MOST_UMBRELLAS, inherited};

    #[test]
    fn what_enlarges_or_replaces_a_piece_comes_into_its_umbrella_however_often() {
        // 1 is a piece of 0, 2 replaces 1, 3 replaces 2, and 4 what is no piece.
        assert_eq!(inherited(&[(1, 0)], &[(1, 2), (2, 3), (5, 4)]), [(2, 0), (3, 0)]);
        assert_eq!(inherited(&[(1, 0), (2, 0)], &[(1, 2)]), [], "it says so itself");
        assert_eq!(inherited(&[(1, 0), (2, 7)], &[(1, 2)]), [(2, 0)], "it is in both");
        assert_eq!(inherited(&[(1, 0)], &[(2, 3)]), []);
    }

    #[test]
    fn no_deal_comes_to_be_inside_of_itself() {
        assert_eq!(inherited(&[(1, 0)], &[(1, 0)]), [], "the umbrella enlarges its own piece");
        assert_eq!(inherited(&[(1, 0), (0, 2)], &[(1, 2)]), [], "the umbrella is a piece of what enlarges the piece");
        assert_eq!(inherited(&[(1, 0)], &[(0, 2), (1, 2)]), [], "it replaces the umbrella, too");
        // Each of two replaces a piece of the other.
        assert_eq!(inherited(&[(3, 0), (4, 1)], &[(4, 0), (3, 1)]), []);
        assert_eq!(inherited(&[(1, 0)], &[(1, 2), (2, 1)]), [], "a circle is refused elsewhere");
    }

    #[test]
    fn a_long_line_of_replaced_pieces_costs_no_more_than_its_length() {
        let last = 50_000;
        let pieces: Vec<(u32, u32)> = (1..last).map(|at| (at, at + last)).collect();
        let older: Vec<(u32, u32)> = (1..last).map(|at| (at, at + 1)).collect();
        let found = inherited(&pieces, &older);
        assert!(found.len() <= MOST_UMBRELLAS * 50_000);
        let nearest: Vec<u32> = found.iter().filter(|(inner, _)| *inner == last).map(|(_, outer)| *outer).collect();
        assert_eq!(nearest.first(), Some(&(last + last - 1)));
    }
}
