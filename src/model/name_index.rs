//! Who bears a name, found without reading every entity.

use super::column::Column;
use super::id::EntityIx;

/// Hashes of folded names, in order, with who bears them. Names of different entities may share a hash, so whoever
/// asks looks at the names themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameIndex {
    pub hashes: Column<u64>,
    pub bearers: Column<u32>,
}

impl NameIndex {
    /// Indexes folded names.
    pub fn new(names: impl Iterator<Item = (String, EntityIx)>) -> Self {
        let mut pairs: Vec<(u64, u32)> =
            names.map(|(name, entity)| (super::checksum(name.as_bytes()), entity.number())).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let (hashes, bearers) = pairs.into_iter().unzip();
        Self { hashes: Column::of(hashes), bearers: Column::of(bearers) }
    }

    /// The entities that may bear a folded name, each once, by id.
    pub fn bearers(&self, name: &str) -> impl Iterator<Item = EntityIx> + '_ {
        let hash = super::checksum(name.as_bytes());
        let from = self.hashes.partition_point(0, |it| it < hash);
        let to = self.hashes.partition_point(from, |it| it == hash);
        self.bearers.part(from..to).iter().map(|entity| EntityIx::new(*entity as usize))
    }
}
