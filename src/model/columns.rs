//! Gathers the columns of a book while its records are packed.

use super::book::Columns;
use super::column::Column;
use super::id::{DealIx, EntityIx};
use super::record::{Deal, Entity};
use super::succession::inherited;

/// Takes every record in turn, by id.
#[derive(Debug, Default)]
pub(crate) struct ColumnsBuilder {
    statuses: Vec<u8>,
    /// Deals with their umbrellas.
    pieces: Vec<(u32, u32)>,
    /// Deals with what enlarges or replaces them.
    older: Vec<(u32, u32)>,
    /// Both, in the order found.
    pairs: Vec<(u32, u32)>,
    parts: Vec<u32>,
    unnamed: Vec<(u32, u32)>,
}

impl ColumnsBuilder {
    /// Takes the next entity.
    pub fn entity(&mut self, index: EntityIx, entity: &Entity) {
        if entity.part_of.is_some() {
            self.parts.push(index.number());
        }
    }

    /// Takes the next deal.
    pub fn deal(&mut self, index: DealIx, deal: &Deal) {
        self.statuses.push(deal.status as u8);
        self.links(index, deal);
        self.beside_unnamed(index, named_beside_unnamed(deal));
    }

    /// Takes the status of the next deal, as its place among all statuses.
    pub fn status(&mut self, status: u8) {
        self.statuses.push(status);
    }

    /// Takes what a deal says of others.
    pub fn links(&mut self, index: DealIx, deal: &Deal) {
        let this = index.number();
        let umbrella = deal.part_of.map(|umbrella| (this, umbrella.number()));
        let older = deal.older().map(|old| (old.number(), this));
        self.pieces.extend(umbrella);
        self.older.extend(older.clone());
        self.pairs.extend(umbrella.into_iter().chain(older));
    }

    /// Takes the parties of a deal that are named where another is not.
    pub fn beside_unnamed(&mut self, index: DealIx, named: impl IntoIterator<Item = EntityIx>) {
        self.unnamed.extend(named.into_iter().map(|entity| (entity.number(), index.number())));
    }

    /// The finished columns.
    pub fn finish(mut self) -> Columns {
        // What a deal says itself comes first.
        self.pairs.extend(inherited(&self.pieces, &self.older));
        // Stable: the absorbers of one deal stay in the order found.
        self.pairs.sort_by_key(|(absorbed, _)| *absorbed);
        let (absorbed, absorbers) = self.pairs.into_iter().unzip();
        self.unnamed.sort_unstable();
        self.unnamed.dedup();
        let (beside_unnamed, with_unnamed) = self.unnamed.into_iter().unzip();
        Columns {
            statuses: Column::of(self.statuses),
            absorbed: Column::of(absorbed),
            absorbers: Column::of(absorbers),
            parts: Column::of(self.parts),
            beside_unnamed: Column::of(beside_unnamed),
            with_unnamed: Column::of(with_unnamed),
        }
    }
}

/// The parties of a deal that are named, where another party is not; none where all are.
pub(crate) fn named_beside_unnamed(deal: &Deal) -> Vec<EntityIx> {
    let named = deal.parties.iter().filter_map(|party| party.who.entity());
    if named.clone().count() == deal.parties.len() { Vec::new() } else { named.collect() }
}
