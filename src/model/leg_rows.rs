//! Items that belong to entities, sorted by these in one piece of memory, on all threads.

use super::id::EntityIx;
use super::ordered::processors;

/// Items sorted by the entities that they belong to.
pub(super) struct Rows<T> {
    /// Where each entity's items begin, and where the last one's end.
    pub starts: Vec<u32>,
    pub items: Vec<T>,
}

/// Items below this number are sorted by one thread.
const WORTH_A_THREAD: usize = 100_000;

impl<T: Copy + Default + Send> Rows<T> {
    /// Sorts items by entity. Those of one entity stay in the order in which they come; `owners` is whose each is.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "owners lie below the number of entities, slots count up from one start to the next, and legs are \
                  fewer than 2^32"
    )]
    pub fn new(
        entities: usize,
        owners: impl Iterator<Item = EntityIx>,
        items: impl Iterator<Item = (EntityIx, T)>,
    ) -> Self {
        let mut starts = vec![0_u32; entities + 1];
        for owner in owners {
            starts[owner.get() + 1] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut sorted = vec![T::default(); total as usize];
        for (owner, item) in items {
            let slot = &mut next[owner.get()];
            sorted[*slot as usize] = item;
            *slot += 1;
        }
        Self { starts, items: sorted }
    }

    /// Sorts the items of each entity; what is equal stays in its order.
    #[expect(clippy::arithmetic_side_effects, reason = "starts rise")]
    pub fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K + Sync) {
        let sort = |mut items: &mut [T], starts: &[u32]| {
            for pair in starts.windows(2) {
                let &[from, to] = pair else { continue };
                let Some((row, rest)) = std::mem::take(&mut items).split_at_mut_checked((to - from) as usize) else {
                    return;
                };
                row.sort_by_key(&key);
                items = rest;
            }
        };
        let threads = if self.items.len() < WORTH_A_THREAD { 1 } else { processors() };
        let share = self.items.len().div_ceil(threads);
        std::thread::scope(|scope| {
            let (mut starts, mut items) = (self.starts.as_slice(), self.items.as_mut_slice());
            for _ in 1..threads {
                // The entities that make up about a share of what is left.
                let begin = starts.first().map_or(0, |start| *start as usize);
                let last = starts.partition_point(|start| (*start as usize) < begin + share).min(starts.len() - 1);
                let (own, behind) = (starts.get(..=last), starts.get(last..));
                let (Some(own), Some(behind)) = (own, behind) else { break };
                let end = own.last().map_or(begin, |end| *end as usize);
                let Some((now, later)) = std::mem::take(&mut items).split_at_mut_checked(end - begin) else { break };
                let sort = &sort;
                scope.spawn(move || sort(now, own));
                (starts, items) = (behind, later);
            }
            sort(items, starts);
        });
    }
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
            let owners = || (0..items).map(|number| EntityIx::new(owner(number)));
            let all: Vec<(usize, u8)> = (0..items).map(|number| (number, (number * 31 % 251) as u8)).collect();
            let mut rows = Rows::new(1000, owners(), owners().zip(all.iter().copied()));
            rows.sort_by_key(|(_, key)| *key);

            let mut wanted = all;
            wanted.sort_by_key(|(number, key)| (owner(*number), *key));
            assert_eq!(rows.items, wanted);
            assert_eq!(rows.starts.len(), 1001);
            let of = |entity: usize| rows.starts[entity] as usize..rows.starts[entity + 1] as usize;
            assert!((0..1000).all(|entity| rows.items[of(entity)].iter().all(|(number, _)| owner(*number) == entity)));
        }
    }
}
