//! Who was seen on a walk.

/// A set of entities as one bit each, which stays in the nearest cache where a number each would not.
pub(super) struct Marks(Vec<u64>);

impl Marks {
    /// The empty set of so many entities.
    pub(super) fn none(entities: usize) -> Self {
        Self(vec![0; entities.div_ceil(64)])
    }

    /// Whether an entity is marked.
    pub(super) fn has(&self, entity: u32) -> bool {
        self.0[entity as usize / 64] >> (entity % 64) & 1 == 1
    }

    /// Marks an entity; tells whether it had not been marked.
    pub(super) fn mark(&mut self, entity: u32) -> bool {
        let word = &mut self.0[entity as usize / 64];
        let bit = 1 << (entity % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
