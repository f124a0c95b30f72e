//! Deals of a chunk: read, checked, handed to a sink, and forgotten.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::cursor::Cursor;
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
}

impl Sink for Vec<Deal> {
    fn take(&mut self, deal: Deal) {
        self.push(deal);
    }
}

/// What a chunk came to.
#[derive(Debug)]
pub struct Chunk<'t, S> {
    /// The ids of its deals, in the order of the text.
    pub ids: Vec<&'t str>,
    /// What the sink made of the deals.
    pub sink: S,
    /// The references to other deals, by the provisional index they have in the deals.
    pub references: Vec<Reference>,
}

/// Reads and checks the deals of `range` of a text; `None` at the first that is not sound.
pub fn read_chunk<'t, S: Sink>(
    text: &'t str,
    range: Range<usize>,
    entities: &Arc<Names>,
    sources: &Arc<Names>,
) -> Option<Chunk<'t, S>> {
    let mut checker = Checker {
        entities: Arc::clone(entities),
        sources: Arc::clone(sources),
        deals: DealNames::Later(Vec::new()),
        ..Checker::default()
    };
    let at = At::nowhere();
    let mut cursor = Cursor::new(text.get(..range.end)?, range.start);
    let mut chunk = Chunk { ids: Vec::new(), sink: S::default(), references: Vec::new() };
    loop {
        cursor.skip()?;
        if cursor.is_at_end() {
            break;
        }
        let record: DealText<Cow<'t, str>> = DealText::read(&mut cursor)?;
        let Cow::Borrowed(id) = record.id else {
            return None;
        };
        let deal = check_deal(&mut checker, &at, id.parse().ok()?, record)?;
        if !checker.faults.is_empty() {
            return None;
        }
        chunk.ids.push(id);
        chunk.sink.take(deal);
        cursor.skip()?;
        if !cursor.eat(b',') && !cursor.is_at_end() {
            return None;
        }
    }
    if let DealNames::Later(references) = checker.deals {
        chunk.references = references;
    }
    Some(chunk)
}
