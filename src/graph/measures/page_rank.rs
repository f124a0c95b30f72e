//! Where one ends up who follows legs at random.

use super::Ties;

/// How likely the walker is to follow a leg rather than to start anew.
pub const DAMPING: f64 = 0.85;
/// Rounds end when the ranks move by less than this in all.
const STILL: f64 = 1e-12;
/// Rounds end after so many even if they still move; damping makes them settle within two hundred.
const MOST_ROUNDS: usize = 1000;

/// Returns the page rank of each node along the direction of legs; the ranks sum to 1.
///
/// Parallel legs count as one. A walker who finds no leg starts anew anywhere, as in Brin and Page (1998) and
/// `NetworkX`. Costs m for each of some hundred rounds.
pub fn page_rank(ties: &Ties) -> Vec<f64> {
    let size = ties.nodes.len();
    if size == 0 {
        return Vec::new();
    }
    #[expect(clippy::cast_precision_loss, reason = "a book has far fewer than 2^52 entities")]
    let count = |number: usize| number as f64;
    let mut rank = vec![1.0 / count(size); size];
    for _ in 0..MOST_ROUNDS {
        let stuck: f64 = (0..size).filter(|node| ties.targets[*node].is_empty()).map(|node| rank[node]).sum();
        let anew = (1.0 - DAMPING + DAMPING * stuck) / count(size);
        let mut next = vec![anew; size];
        for (node, targets) in ties.targets.iter().enumerate() {
            for &target in targets {
                next[target] += DAMPING * rank[node] / count(targets.len());
            }
        }
        let moved: f64 = rank.iter().zip(&next).map(|(old, new)| (old - new).abs()).sum();
        rank = next;
        if moved < STILL {
            break;
        }
    }
    rank
}
