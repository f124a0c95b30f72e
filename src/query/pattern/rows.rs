//! Rows of entities, in one piece of memory.

use std::ops::Index;

use crate::model::EntityIx;

/// Matches of a pattern: for each the entity of every variable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    width: usize,
    /// How many there are; a pattern without variables has rows without cells.
    number: usize,
    cells: Vec<EntityIx>,
}

impl Rows {
    /// No rows, of a width.
    pub(super) fn new(width: usize) -> Self {
        Self { width, number: 0, cells: Vec::new() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.number
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.number == 0
    }

    /// The rows in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[EntityIx]> {
        (0..self.number).map(|at| &self[at])
    }

    pub(super) fn push(&mut self, row: &[EntityIx]) {
        self.number += 1;
        self.cells.extend_from_slice(row);
    }

    pub(super) fn append(&mut self, mut later: Self) {
        self.number += later.number;
        self.cells.append(&mut later.cells);
    }

    pub(super) fn truncate(&mut self, most: usize) {
        self.number = self.number.min(most);
        self.cells.truncate(self.number * self.width);
    }

    /// Sorts the rows by some of their columns. The others must follow from these.
    pub(super) fn sort_by_columns(&mut self, columns: &[usize]) {
        // Columns that fit into one number are sorted several times as fast as rows are.
        let most = self.cells.iter().map(|cell| cell.number()).max().unwrap_or(0);
        let bits = u32::BITS - most.leading_zeros();
        if columns.len() * bits as usize <= u64::BITS as usize {
            let pack = |key: u64, entity: u32| key << bits | u64::from(entity);
            return self.sort_packed(columns, pack, |key| (low(key.into(), bits), key >> bits));
        }
        if columns.len() <= 4 {
            let pack = |key: u128, entity: u32| key << 32 | u128::from(entity);
            return self.sort_packed(columns, pack, |key| (low(key, u32::BITS), key >> 32));
        }
        let mut order: Vec<usize> = (0..self.number).collect();
        let key = |at: usize, column: &usize| self[at][*column];
        order.sort_by(|one, two| columns.iter().map(|it| key(*one, it)).cmp(columns.iter().map(|it| key(*two, it))));
        self.cells = order.into_iter().flat_map(|at| self[at].iter().copied()).collect();
    }

    /// Sorts by numbers into which some columns are packed one after another, and unpacked from the last on.
    fn sort_packed<K: Ord + Copy + Default>(
        &mut self,
        columns: &[usize],
        pack: impl Fn(K, u32) -> K,
        unpack: impl Fn(K) -> (EntityIx, K),
    ) {
        let packed = |row: &[EntityIx]| columns.iter().fold(K::default(), |key, at| pack(key, row[*at].number()));
        let mut keys: Vec<K> = self.iter().map(packed).collect();
        if keys.is_sorted() {
            return;
        }
        keys.sort_unstable();
        let fixed: Vec<EntityIx> = self.cells.get(..self.width).map(<[EntityIx]>::to_vec).unwrap_or_default();
        self.cells.clear();
        for mut key in keys {
            let start = self.cells.len();
            self.cells.extend_from_slice(&fixed);
            for at in columns.iter().rev() {
                (self.cells[start + at], key) = unpack(key);
            }
        }
    }
}

/// The entity in the low bits of a number.
fn low(key: u128, bits: u32) -> EntityIx {
    // 32 bits at most, as many as numbers of entities have.
    EntityIx::new((key & ((1 << bits) - 1)) as usize)
}

impl Index<usize> for Rows {
    type Output = [EntityIx];

    fn index(&self, at: usize) -> &[EntityIx] {
        &self.cells[at * self.width..(at + 1) * self.width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_by_few_columns_and_by_many() {
        // Small numbers fit into 64 bits, a few large ones into 128, and many large ones into neither.
        for scale in [1, 400_000_000] {
            let row = |it: [usize; 5]| it.map(|number| EntityIx::new(number * scale));
            let told = [[2, 7, 1, 4, 9], [1, 7, 3, 4, 9], [2, 7, 0, 4, 9], [1, 7, 3, 2, 9]].map(row);
            for columns in [&[0, 2, 3][..], &[3, 2, 0], &[0, 1, 2, 3, 4]] {
                let mut rows = Rows::new(5);
                for it in &told {
                    rows.push(it);
                }
                rows.sort_by_columns(columns);
                let mut expected = told.to_vec();
                expected.sort_by_key(|it| columns.iter().map(|at| it[*at]).collect::<Vec<_>>());
                assert!(rows.iter().eq(expected.iter().map(<[EntityIx; 5]>::as_slice)), "{columns:?} times {scale}");
            }
        }
    }
}
