//! Deals of a chunk: read, checked, handed to a sink, and forgotten.

use std::borrow::Cow;
use std::sync::Arc;

use super::cursor::Cursor;
use super::order::Ids;
use super::record::Read;
use crate::load::checker::{At, Checker, DealNames, Names, Reference};
use crate::load::deal::check_deal;
use crate::load::text::DealText;
use crate::model::Deal;

/// Takes checked deals, one after another, in the order of the text.
///
/// The indices in `part_of`, `supersedes` and `expands` are not yet those of a book: each is the position of its
/// id among the references of the chunk. One chunk has one sink, and each sink one thread at a time.
pub trait Sink: Default + Send {
    fn take(&mut self, deal: Deal);

    /// Is told that no more deals come.
    fn finish(&mut self) {}
}

impl Sink for Vec<Deal> {
    fn take(&mut self, deal: Deal) {
        self.push(deal);
    }
}

/// What a chunk came to.
#[derive(Debug)]
pub struct Chunk<S> {
    /// The ids of its deals.
    pub ids: Ids,
    /// What the sink made of the deals.
    pub sink: S,
    /// The references to other deals, by the provisional index they have in the deals.
    pub references: Vec<Reference>,
}

/// Reads and checks deals; `None` at the first that is not sound.
pub fn read_chunk<S: Sink>(text: &str, entities: &Arc<Names>, sources: &Arc<Names>) -> Option<Chunk<S>> {
    let mut checker = Checker {
        entities: Arc::clone(entities),
        sources: Arc::clone(sources),
        deals: DealNames::Later(Vec::new()),
        ..Checker::default()
    };
    let at = At::nowhere();
    let mut cursor = Cursor::new(text, 0);
    let mut chunk = Chunk { ids: Ids::default(), sink: S::default(), references: Vec::new() };
    loop {
        cursor.skip()?;
        if cursor.is_at_end() {
            break;
        }
        let record: DealText<Cow<'_, str>> = DealText::read(&mut cursor)?;
        chunk.ids.push(&record.id)?;
        let deal = check_deal(&mut checker, &at, record.id.parse().ok()?, record)?;
        if !checker.faults.is_empty() {
            return None;
        }
        chunk.sink.take(deal);
        cursor.skip()?;
        if !cursor.eat(b',') && !cursor.is_at_end() {
            return None;
        }
    }
    chunk.sink.finish();
    if let DealNames::Later(references) = checker.deals {
        chunk.references = references;
    }
    Some(chunk)
}
