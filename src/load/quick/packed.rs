//! Deals as bytes as soon as they are checked, and the book that comes of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Checked;
use super::deals::{Chunk, Sink};
use super::order::Order;
use crate::load::checker::{At, Checker};
use crate::load::deal_rules::{self, Deals};
use crate::model::pack::{Counts, Packed, Unpacker};
use crate::model::{
    Book, ColumnsBuilder, Damage, Deal, DealIx, Derived, EntityIx, Sections, Shelf, ShelfWriter, named_beside_unnamed,
};

/// The deals of a chunk, packed. Those that refer to others wait, since nobody knows yet which indices those have.
#[derive(Debug, Default)]
pub struct PackedDeals {
    bytes: Vec<u8>,
    /// Where each deal's bytes end; those of one that waits are none.
    ends: Vec<u32>,
    statuses: Vec<u8>,
    waiting: BTreeMap<usize, Deal>,
    /// The named parties of deals with others that are not named.
    unnamed: BTreeMap<usize, Vec<EntityIx>>,
}

impl Sink for PackedDeals {
    fn take(&mut self, deal: Deal) {
        self.statuses.push(deal.status as u8);
        let named = named_beside_unnamed(&deal);
        if !named.is_empty() {
            self.unnamed.insert(self.ends.len(), named);
        }
        if deal.part_of.is_some() || deal.expands.is_some() || !deal.supersedes.is_empty() {
            self.waiting.insert(self.ends.len(), deal);
        } else {
            deal.pack(&mut self.bytes);
        }
        // A chunk is about a mebibyte of text, and bytes are fewer than letters.
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    fn finish(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.statuses.shrink_to_fit();
    }
}

impl PackedDeals {
    fn bytes_of(&self, position: usize) -> Option<&[u8]> {
        let from = position.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before))?;
        self.bytes.get(*from as usize..*self.ends.get(position)? as usize)
    }
}

/// The deals that refer to others, and those that they refer to, by their places in the book.
struct Referring {
    count: usize,
    deals: BTreeMap<usize, Deal>,
}

impl Deals for Referring {
    fn count(&self) -> usize {
        self.count
    }

    fn at(&self, position: usize) -> Option<&Deal> {
        self.deals.get(&position)
    }

    fn at_mut(&mut self, position: usize) -> Option<&mut Deal> {
        self.deals.get_mut(&position)
    }

    fn positions(&self) -> Vec<usize> {
        self.deals.keys().copied().collect()
    }
}

/// Puts the book together: deals in the order of ids, their references resolved, and what they say of each other
/// checked. `None` where that is faulty.
pub fn book(checked: Checked<PackedDeals>) -> Option<Book> {
    let Checked { entities, sources, rates, rules, mut chunks, order, references } = checked;
    let counts = Counts { entities: entities.len(), deals: order.len(), sources: sources.len() };
    let mut referring = Referring { count: order.len(), deals: BTreeMap::new() };
    if references.iter().any(|references| !references.is_empty()) {
        take_waiting(&mut chunks, &order, &references, &mut referring)?;
        let targets: Vec<usize> = references.iter().flatten().map(|index| index.get()).collect();
        for position in targets {
            if referring.at(position).is_none() {
                let seat = order.seats().get(position)?;
                let bytes = chunks.get(seat.chunk as usize)?.sink.bytes_of(seat.position as usize)?;
                referring.deals.insert(position, Deal::unpack(&mut Unpacker::new(bytes, counts))?);
            }
        }
        let mut checker = Checker::default();
        deal_rules::check_references(&mut checker, &mut referring, |_| Some(At::nowhere()));
        if !checker.faults.is_empty() {
            return None;
        }
    }

    let damage = Arc::new(Damage::default());
    let mut columns = ColumnsBuilder::default();
    entities.iter().enumerate().for_each(|(position, entity)| columns.entity(EntityIx::new(position), entity));
    let mut shelf = ShelfWriter::new();
    let bytes = chunks.iter().map(|chunk| chunk.sink.bytes.len().saturating_add(chunk.sink.ends.len()));
    let total = bytes.fold(0, usize::saturating_add);
    shelf.reserve(total.saturating_add(total / 64));
    for (position, seat) in order.seats().iter().enumerate() {
        let sink = &chunks.get(seat.chunk as usize)?.sink;
        columns.status(*sink.statuses.get(seat.position as usize)?);
        let named = sink.unnamed.get(&(seat.position as usize)).into_iter().flatten();
        columns.beside_unnamed(DealIx::new(position), named.copied());
        match sink.bytes_of(seat.position as usize)? {
            [] => {
                let deal = referring.at(position)?;
                columns.links(DealIx::new(position), deal);
                shelf.push(deal);
            }
            bytes => shelf.push_packed(bytes),
        }
    }
    drop((chunks, order));
    let sections = Sections {
        deals: shelf.finish(counts, Arc::clone(&damage)),
        entities: Shelf::of(&entities, counts, &damage),
        sources: Shelf::of(&sources, counts, &damage),
        rates,
        rules,
    };
    Some(Book::from_parts(sections, columns.finish(), Derived::default(), damage))
}

/// Gives the deals that wait the indices of those they refer to.
fn take_waiting(
    chunks: &mut [Chunk<PackedDeals>],
    order: &Order,
    references: &[Vec<DealIx>],
    referring: &mut Referring,
) -> Option<()> {
    for (number, (chunk, known)) in chunks.iter_mut().zip(references).enumerate() {
        for (position, mut deal) in std::mem::take(&mut chunk.sink.waiting) {
            super::resolve(&mut deal, |provisional| known.get(provisional.get()).copied())?;
            let place = order.place(number, position)?;
            referring.deals.insert(place, deal);
        }
    }
    Some(())
}
