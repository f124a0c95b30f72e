//! Gathers the columns of a book while its records are packed.

use super::book::Columns;
use super::column::Column;
use super::id::{DealIx, EntityIx};
use super::record::{Deal, Entity};

/// Takes every record in turn, by id.
#[derive(Debug, Default)]
pub(crate) struct ColumnsBuilder {
    statuses: Vec<u8>,
    pairs: Vec<(u32, u32)>,
    parts: Vec<u32>,
}

impl ColumnsBuilder {
    /// Takes the next entity.
    pub fn entity(&mut self, index: EntityIx, entity: &Entity) {
        if entity.part_of.is_some() {
            self.parts.push(index.get() as u32);
        }
    }

    /// Takes the next deal.
    pub fn deal(&mut self, index: DealIx, deal: &Deal) {
        self.statuses.push(deal.status as u8);
        self.links(index, deal);
    }

    /// Takes the status of the next deals.
    pub fn statuses(&mut self, statuses: impl IntoIterator<Item = u8>) {
        self.statuses.extend(statuses);
    }

    /// Takes what a deal says of others.
    pub fn links(&mut self, index: DealIx, deal: &Deal) {
        let this = index.get() as u32;
        let umbrella = deal.part_of.map(|umbrella| (this, umbrella.get() as u32));
        let older = deal.supersedes.iter().copied().chain(deal.expands.map(|expansion| expansion.deal));
        self.pairs.extend(umbrella.into_iter().chain(older.map(|old| (old.get() as u32, this))));
    }

    /// The finished columns.
    pub fn finish(mut self) -> Columns {
        // Stable: the absorbers of one deal stay in the order found.
        self.pairs.sort_by_key(|(absorbed, _)| *absorbed);
        let (absorbed, absorbers) = self.pairs.into_iter().unzip();
        Columns {
            statuses: Column::of(self.statuses),
            absorbed: Column::of(absorbed),
            absorbers: Column::of(absorbers),
            parts: Column::of(self.parts),
        }
    }
}
