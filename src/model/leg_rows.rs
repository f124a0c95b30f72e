//! Items that belong to entities, sorted by these on all threads.

use std::ops::Range;

use super::id::EntityIx;
use super::ordered::{Next, each, processors};

/// Items sorted by the entities that they belong to, in shares of entities that stand next to one another, of which each is
/// made by one thread.
pub(super) struct Rows<T> {
    /// Where each entity's items begin, counted over all shares, and where the last one's end.
    pub starts: Vec<u32>,
    pub shares: Vec<Vec<T>>,
}

/// Items below this number are sorted by one thread.
const WORTH_A_THREAD: usize = 100_000;

impl<T: Copy + Default + Send> Rows<T> {
    /// Sorts items by entity, and those of one entity by a key; what is equal stays in its order. `owners` is whose each
    /// is. Every thread passes over all items, and takes those of its share.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "owners lie below the number of entities, starts count up, and legs are fewer than 2^32"
    )]
    pub fn new<K: Ord>(
        entities: usize,
        owners: impl Iterator<Item = EntityIx>,
        items: &(impl Iterator<Item = (EntityIx, T)> + Clone + Sync),
        key: impl Fn(&T) -> K + Sync,
    ) -> Self {
        let mut starts = vec![0_u32; entities + 1];
        owners.for_each(|owner| starts[owner.get() + 1] += 1);
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let total = total as usize;
        let threads = if total < WORTH_A_THREAD { 1 } else { processors() };
        // Where the first entity stands whose items begin behind so many shares.
        let share = total.div_ceil(threads);
        let bound = |shares: usize| starts.partition_point(|start| (*start as usize) < shares * share).min(entities);
        let shares = at_once((0..threads).map(|share| bound(share)..bound(share + 1)).collect(), |entities| {
            let mut sorted = of_share(&starts, entities.clone(), items.clone());
            let mut rest = sorted.as_mut_slice();
            for row in starts[entities.start..=entities.end].windows(2) {
                let Some((row, behind)) = rest.split_at_mut_checked((row[1] - row[0]) as usize) else { break };
                row.sort_by_key(&key);
                rest = behind;
            }
            sorted
        });
        Self { starts, shares }
    }
}

/// What is made of each piece, by as many threads as there are pieces.
pub(super) fn at_once<I: Send, M: Send>(pieces: Vec<I>, make: impl Fn(I) -> M + Sync) -> Vec<M> {
    let threads = pieces.len();
    let mut pieces = pieces.into_iter();
    // Of every piece something is made.
    each(threads, || pieces.next().map_or(Next::End, Next::Piece), |piece| Some(make(piece))).unwrap_or_default()
}

/// The items of a range of entities, sorted by these.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the range lies within the starts, and slots count up from one of them to the next"
)]
fn of_share<T: Copy + Default>(
    starts: &[u32],
    range: Range<usize>,
    items: impl Iterator<Item = (EntityIx, T)>,
) -> Vec<T> {
    let base = starts[range.start];
    let mut sorted = vec![T::default(); (starts[range.end] - base) as usize];
    let mut next: Vec<u32> = starts[range.clone()].iter().map(|start| start - base).collect();
    items.for_each(|(owner, item)| {
        if let Some(slot) = next.get_mut(owner.get().wrapping_sub(range.start)) {
            sorted[*slot as usize] = item;
            *slot += 1;
        }
    });
    sorted
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "remainders of 251")]
mod tests {
    use super::*;

    #[test]
    fn rows_that_threads_share_are_sorted_as_one_thread_sorts_them() {
        for items in [0, 1, 10, 3 * WORTH_A_THREAD] {
            // Half of all belong to one entity, and the last ones own nothing.
            let owner = |number: usize| if number.is_multiple_of(2) { 7 } else { number * 7919 % 900 };
            let owners = (0..items).map(|number| EntityIx::new(owner(number)));
            let all: Vec<(usize, u8)> = (0..items).map(|number| (number, (number * 31 % 251) as u8)).collect();
            let owned = owners.clone().zip(all.iter().copied());
            let rows = Rows::new(1000, owners, &owned, |(_, key)| *key);
            let found = rows.shares.concat();

            let mut wanted = all;
            wanted.sort_by_key(|(number, key)| (owner(*number), *key));
            assert_eq!(found, wanted);
            assert_eq!(rows.starts.len(), 1001);
            let of = |entity: usize| rows.starts[entity] as usize..rows.starts[entity + 1] as usize;
            assert!((0..1000).all(|entity| found[of(entity)].iter().all(|(number, _)| owner(*number) == entity)));
        }
    }
}
