//! Sets of entities.

use crate::model::EntityIx;

/// A set of entities as one bit each, which stays in the nearest cache where a number each would not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    /// The empty set of so many entities.
    pub fn none(entities: usize) -> Self {
        Self(vec![0; entities.div_ceil(64)])
    }

    /// Whether an entity is marked.
    pub fn has(&self, entity: u32) -> bool {
        self.0[entity as usize / 64] >> (entity % 64) & 1 == 1
    }

    /// Marks an entity; tells whether it had not been marked.
    pub fn mark(&mut self, entity: u32) -> bool {
        let word = &mut self.0[entity as usize / 64];
        let bit = 1 << (entity % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Those marked, by id.
    pub fn iter(&self) -> impl Iterator<Item = EntityIx> {
        let words = self.0.iter().enumerate().filter(|(_, word)| **word != 0);
        words.flat_map(|(at, word)| {
            let rests = std::iter::successors(Some(*word), |rest| Some(rest & rest.wrapping_sub(1)));
            let bits = rests.take_while(|rest| *rest != 0).map(u64::trailing_zeros);
            bits.map(move |bit| EntityIx::new(at * 64 + bit as usize))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_once_by_id() {
        let mut marks = Marks::none(200);
        let new: Vec<bool> = [130, 0, 63, 64, 199, 63].into_iter().map(|entity| marks.mark(entity)).collect();
        assert_eq!(new, [true, true, true, true, true, false]);
        assert!(marks.has(63) && !marks.has(65));
        assert_eq!(marks.iter().map(EntityIx::number).collect::<Vec<_>>(), [0, 63, 64, 130, 199]);
        assert_eq!(Marks::none(70).iter().count(), 0);
    }
}
