//! Deals of a chunk: read, checked, packed, and forgotten.

use std::borrow::Cow;
use std::sync::Arc;

use super::cursor::Cursor;
use super::order::Ids;
use super::packed::{Blocks, PackedDeals};
use super::record::Read;
use crate::load::checker::{At, Checker, DealNames, Names, Reference};
use crate::load::deal::check_deal;
use crate::load::text::DealText;

/// What a chunk came to.
#[derive(Debug, Default)]
pub struct Chunk {
    /// The ids of its deals.
    pub ids: Ids,
    /// The deals. The indices in their `part_of`, `supersedes` and `expands` are not yet those of a book: each is the
    /// position of its id among the references.
    pub deals: PackedDeals,
    /// The references to other deals, by the provisional index they have in the deals.
    pub references: Vec<Reference>,
}

/// So many deals are read before the first of them is checked, so that their parties are fetched together.
const AHEAD: usize = 16;

/// Reads and checks deals; `None` at the first that is not sound.
pub fn read_chunk(text: &str, entities: &Arc<Names>, sources: &Arc<Names>, blocks: &Blocks) -> Option<Chunk> {
    let mut checker = Checker {
        entities: Arc::clone(entities),
        sources: Arc::clone(sources),
        deals: DealNames::Later(Vec::new()),
        ..Checker::default()
    };
    let at = At::nowhere();
    let mut cursor = Cursor::new(text, 0);
    let mut chunk = Chunk::default();
    let mut records: Vec<DealText<Cow<'_, str>>> = Vec::with_capacity(AHEAD);
    loop {
        cursor.skip()?;
        while records.len() < AHEAD && !cursor.is_at_end() {
            records.push(DealText::read(&mut cursor)?);
            cursor.skip()?;
            if !cursor.eat(b',') && !cursor.is_at_end() {
                return None;
            }
            cursor.skip()?;
        }
        if records.is_empty() {
            break;
        }
        let parties = records.iter().flat_map(|deal| &deal.parties);
        entities.fetch(parties.filter_map(|party| party.who.as_deref()));
        for record in records.drain(..) {
            chunk.ids.push(&record.id)?;
            let deal = check_deal(&mut checker, &at, record.id.parse().ok()?, &record)?;
            if !checker.faults.is_empty() {
                return None;
            }
            chunk.deals.take(&deal);
        }
    }
    chunk.deals.finish(blocks);
    if let DealNames::Later(references) = checker.deals {
        chunk.references = references;
    }
    Some(chunk)
}
