//! Deals as bytes as soon as they are checked, and the book that comes of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Checked;
use super::deals::Chunk;
use super::order::Order;
use crate::load::checker::{At, Checker};
use crate::load::deal_rules::{self, Placed};
use crate::model::pack::{Counts, Packed, Unpacker};
use crate::model::{
    Book, ColumnsBuilder, Damage, Deal, DealIx, Derived, EntityIx, Sections, Shelf, ShelfWriter, named_beside_unnamed,
};

/// The bytes of the deals of all chunks, in blocks so large that the C library gives each back to the system as a whole.
/// What many smaller ones leave behind when the book has been put together, it keeps.
#[derive(Debug)]
pub struct Blocks {
    length: usize,
    blocks: Mutex<Vec<Vec<u8>>>,
}

/// The length of a block, in bytes: above 32 MiB, where the C library of Linux takes memory from the system by itself.
/// Of what is not filled nothing is ever held.
const BLOCK: usize = 40 << 20;

impl Blocks {
    /// Blocks for a book that so many threads read.
    pub const fn for_threads(threads: usize) -> Self {
        Self { length: if threads > 1 { BLOCK } else { 0 }, blocks: Mutex::new(Vec::new()) }
    }

    /// Keeps the bytes of a chunk; tells in which block, and from where in it.
    fn keep(&self, bytes: &[u8]) -> (usize, usize) {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = |block: &Vec<u8>| block.capacity().saturating_sub(block.len()) >= bytes.len();
        if !blocks.last().is_some_and(has_room) {
            blocks.push(Vec::with_capacity(bytes.len().max(self.length)));
        }
        let number = blocks.len().saturating_sub(1);
        blocks.last_mut().map_or((number, 0), |block| {
            let from = block.len();
            block.extend_from_slice(bytes);
            (number, from)
        })
    }

    /// The blocks, once every chunk is kept.
    pub fn finish(self) -> Vec<Vec<u8>> {
        self.blocks.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The deals of a chunk, packed. Those that refer to others wait, since nobody knows yet which indices those have.
#[derive(Debug, Default)]
pub struct PackedDeals {
    /// The bytes, until they are kept in a block.
    bytes: Vec<u8>,
    /// The block, and from where in it.
    place: (usize, usize),
    /// Where each deal's bytes end; those of one that waits are none.
    ends: Vec<u32>,
    statuses: Vec<u8>,
    waiting: BTreeMap<usize, Deal>,
    /// The named parties of deals with others that are not named.
    unnamed: BTreeMap<usize, Vec<EntityIx>>,
}

impl PackedDeals {
    /// Takes a checked deal; they come in the order of the text.
    pub fn take(&mut self, deal: &Deal) {
        self.statuses.push(deal.status as u8);
        let named = named_beside_unnamed(deal);
        if !named.is_empty() {
            self.unnamed.insert(self.ends.len(), named);
        }
        if deal.part_of.is_some() || deal.expands.is_some() || !deal.supersedes.is_empty() {
            self.waiting.insert(self.ends.len(), deal.clone());
        } else {
            deal.pack(&mut self.bytes);
        }
        // A chunk is about a mebibyte of text, and bytes are fewer than letters.
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// Is told that no more deals come.
    pub fn finish(&mut self, blocks: &Blocks) {
        self.place = blocks.keep(&std::mem::take(&mut self.bytes));
        self.ends.shrink_to_fit();
        self.statuses.shrink_to_fit();
    }

    fn bytes_of<'k>(&self, position: usize, blocks: &'k [Vec<u8>]) -> Option<&'k [u8]> {
        let from = position.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before))?;
        let to = self.ends.get(position)?;
        let (block, begin) = self.place;
        blocks.get(block)?.get(begin..)?.get(*from as usize..*to as usize)
    }
}

/// The deals that refer to others, and those that they refer to, by their places in the book.
pub struct Referring {
    count: usize,
    deals: BTreeMap<usize, Deal>,
}

impl Referring {
    /// None yet, of a book with so many deals.
    pub const fn new(count: usize) -> Self {
        Self { count, deals: BTreeMap::new() }
    }

    /// Takes the deal of a place.
    pub fn insert(&mut self, place: usize, deal: Deal) {
        self.deals.insert(place, deal);
    }
}

impl Placed for Referring {
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
pub fn book(checked: Checked) -> Option<Book> {
    let Checked { entities, sources, rates, rules, mut chunks, blocks, order, references } = checked;
    let counts = Counts { entities: entities.len(), deals: order.len(), sources: sources.len() };
    let mut referring = Referring::new(order.len());
    if references.iter().any(|references| !references.is_empty()) {
        take_waiting(&mut chunks, &order, &references, &mut referring)?;
        let targets: Vec<usize> = references.iter().flatten().map(|index| index.get()).collect();
        for position in targets {
            if referring.at(position).is_none() {
                let seat = order.seats().get(position)?;
                let bytes = chunks.get(seat.chunk as usize)?.deals.bytes_of(seat.position as usize, &blocks)?;
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
    // Every record has its length in front, which for nearly all is one byte.
    let total = blocks.iter().map(Vec::len).fold(order.len(), usize::saturating_add);
    shelf.reserve(total.saturating_add(total / 64));
    for (position, seat) in order.seats().iter().enumerate() {
        let deals = &chunks.get(seat.chunk as usize)?.deals;
        columns.status(*deals.statuses.get(seat.position as usize)?);
        let named = deals.unnamed.get(&(seat.position as usize)).into_iter().flatten();
        columns.beside_unnamed(DealIx::new(position), named.copied());
        match deals.bytes_of(seat.position as usize, &blocks)? {
            [] => {
                let deal = referring.at(position)?;
                columns.links(DealIx::new(position), deal);
                shelf.push(deal);
            }
            bytes => shelf.push_packed(bytes),
        }
    }
    drop((chunks, blocks, order));
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
    chunks: &mut [Chunk],
    order: &Order,
    references: &[Vec<DealIx>],
    referring: &mut Referring,
) -> Option<()> {
    for (number, (chunk, known)) in chunks.iter_mut().zip(references).enumerate() {
        for (position, mut deal) in std::mem::take(&mut chunk.deals.waiting) {
            super::resolve(&mut deal, |provisional| known.get(provisional.get()).copied())?;
            let place = order.place(number, position)?;
            referring.deals.insert(place, deal);
        }
    }
    Some(())
}
