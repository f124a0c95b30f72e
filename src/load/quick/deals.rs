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
    loop {
        cursor.skip()?;
        if cursor.is_at_end() {
            break;
        }
        let record: DealText<Cow<'_, str>> = DealText::read(&mut cursor)?;
        chunk.ids.push(&record.id)?;
        let deal = check_deal(&mut checker, &at, record.id.parse().ok()?, &record)?;
        if !checker.faults.is_empty() {
            return None;
        }
        chunk.deals.take(deal);
        cursor.skip()?;
        if !cursor.eat(b',') && !cursor.is_at_end() {
            return None;
        }
    }
    chunk.deals.finish(blocks);
    if let DealNames::Later(references) = checker.deals {
        chunk.references = references;
    }
    Some(chunk)
}
