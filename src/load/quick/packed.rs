//! Deals as bytes as soon as they are checked, and the book that comes of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Checked;
use super::deals::Chunk;
use super::order::Order;
use crate::load::checker::{At, Checker};
use crate::load::deal_rules::{self, Placed};
use crate::model::pack::{BareDeal, Counts, Packed, Said, Unpacker};
use crate::model::{
    Book, ColumnsBuilder, Damage, Deal, DealIx, Derived, EntityIx, Scattered, Sections, Shelf, named_beside_unnamed,
    pack_sized,
};

/// The bytes of the deals of all chunks, in a few large blocks, which the book keeps.
#[derive(Debug)]
pub struct Blocks {
    length: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    blocks: Vec<Vec<u8>>,
    /// Memory of chunks that are kept, for those that come.
    spare: Vec<Vec<u8>>,
}

/// The length of a block, in bytes: above 32 MiB, where the C library of Linux takes memory from the system by itself.
/// Of what is not filled nothing is ever held.
const BLOCK: usize = 40 << 20;

impl Blocks {
    /// Blocks for a book that so many threads read.
    pub fn for_threads(threads: usize) -> Self {
        Self { length: if threads > 1 { BLOCK } else { 0 }, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Memory for the bytes of a chunk.
    fn spare(&self) -> Vec<u8> {
        self.kept().spare.pop().unwrap_or_default()
    }

    /// Keeps the bytes of a chunk; tells in which block, and from where in it.
    fn keep(&self, mut bytes: Vec<u8>) -> (usize, usize) {
        let mut kept = self.kept();
        let has_room = |block: &Vec<u8>| block.capacity().saturating_sub(block.len()) >= bytes.len();
        if !kept.blocks.last().is_some_and(has_room) {
            kept.blocks.push(Vec::with_capacity(bytes.len().max(self.length)));
        }
        let number = kept.blocks.len().saturating_sub(1);
        let from = kept.blocks.last_mut().map_or(0, |block| {
            let from = block.len();
            block.extend_from_slice(&bytes);
            from
        });
        bytes.clear();
        kept.spare.push(bytes);
        (number, from)
    }

    /// The blocks, once every chunk is kept.
    pub fn finish(self) -> Vec<Vec<u8>> {
        self.kept.into_inner().unwrap_or_else(PoisonError::into_inner).blocks
    }
}

/// The deals of a chunk, packed. Those that refer to others wait, since nobody knows yet which indices those have.
#[derive(Debug, Default)]
pub struct PackedDeals {
    /// The bytes, each deal's with their length in front, until they are kept in a block.
    bytes: Vec<u8>,
    /// Those of the deal that is being taken.
    scratch: Vec<u8>,
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
    /// None yet; they are to be kept in `blocks`.
    pub fn new(blocks: &Blocks) -> Self {
        Self { bytes: blocks.spare(), ..Self::default() }
    }

    /// Takes a checked deal; they come in the order of the text.
    pub fn take(&mut self, deal: &Deal) {
        self.statuses.push(deal.status as u8);
        let named = named_beside_unnamed(deal);
        if !named.is_empty() {
            self.unnamed.insert(self.ends.len(), named);
        }
        if deal.part_of.is_some() || deal.expands.is_some() || !deal.supersedes.is_empty() {
            self.waiting.insert(self.ends.len(), deal.clone());
            self.end();
        } else {
            self.packed(|bytes| deal.pack(bytes));
        }
    }

    /// Takes a bare deal that is sound.
    pub fn take_bare(&mut self, deal: &BareDeal<'_, impl Said>) {
        self.statuses.push(deal.says.status() as u8);
        self.packed(|bytes| deal.pack(bytes));
    }

    fn packed(&mut self, pack: impl FnOnce(&mut Vec<u8>)) {
        self.scratch.clear();
        pack(&mut self.scratch);
        pack_sized(&self.scratch, &mut self.bytes);
        self.end();
    }

    /// Notes where the bytes of a deal end.
    fn end(&mut self) {
        // A chunk is about a mebibyte of text, and bytes are fewer than letters.
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// Is told that no more deals come.
    pub fn finish(&mut self, blocks: &Blocks) {
        self.place = blocks.keep(std::mem::take(&mut self.bytes));
        self.scratch = Vec::new();
        self.ends.shrink_to_fit();
        self.statuses.shrink_to_fit();
    }

    /// In which block the deal at a position is, and from where on; `None` where it waits.
    fn place_of(&self, position: usize) -> Option<(usize, usize)> {
        let from = position.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before))?;
        let to = self.ends.get(position)?;
        let (block, begin) = self.place;
        (from < to).then(|| (block, begin.saturating_add(*from as usize)))
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
                let (block, from) = chunks.get(seat.chunk as usize)?.deals.place_of(seat.position as usize)?;
                let mut bytes = Unpacker::new(blocks.get(block)?.get(from..)?, counts);
                bytes.size()?;
                referring.deals.insert(position, Deal::unpack(&mut bytes)?);
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
    let blocks_count = blocks.len();
    let mut deals = Scattered::new(blocks, order.len());
    let (others, mut other_bytes, mut scratch) = (blocks_count, Vec::new(), Vec::new());
    for (position, seat) in order.seats().iter().enumerate() {
        let chunk = &chunks.get(seat.chunk as usize)?.deals;
        columns.status(*chunk.statuses.get(seat.position as usize)?);
        let named = chunk.unnamed.get(&(seat.position as usize)).into_iter().flatten();
        columns.beside_unnamed(DealIx::new(position), named.copied());
        if let Some((block, from)) = chunk.place_of(seat.position as usize) {
            deals.place(block, from)?;
            continue;
        }
        let deal = referring.at(position)?;
        columns.links(DealIx::new(position), deal);
        deals.place(others, other_bytes.len())?;
        scratch.clear();
        deal.pack(&mut scratch);
        pack_sized(&scratch, &mut other_bytes);
    }
    deals.add(other_bytes);
    drop((chunks, order));
    let sections = Sections {
        deals: Shelf::scattered(deals, counts, Arc::clone(&damage)),
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
