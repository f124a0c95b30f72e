//! Deals of a chunk: read, checked, packed, and forgotten.

use std::borrow::Cow;
use std::sync::Arc;

use super::bare_shapes::BareShapes;
use super::cursor::Cursor;
use super::order::Ids;
use super::packed::{Blocks, PackedDeals};
use super::record::Read;
use super::stencil::Stencils;
use super::straight::{Settled, Straight};
use crate::load::checker::{At, Checker, DealNames, Names, Reference};
use crate::load::deal::{check_deal, check_rules};
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

/// So many deals are read before the first of them is checked, so that their parties are looked up together: in a large
/// table each look-up waits for memory, and one right after another they wait together.
const AHEAD: usize = 16;

/// A deal that has been read and not yet checked.
struct Seat<'t> {
    straight: Straight<'t>,
    /// The deal where it could not be read straight into a record.
    text: Option<Box<DealText<Cow<'t, str>>>>,
}

impl<'t> Seat<'t> {
    fn read(&mut self, cursor: &mut Cursor<'t>, stencils: &mut Stencils) -> Option<()> {
        let mut ahead = *cursor;
        self.text = None;
        if self.straight.read(&mut ahead, stencils).is_some() {
            *cursor = ahead;
        } else {
            self.text = Some(Box::new(DealText::read(cursor)?));
        }
        Some(())
    }
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
    let mut chunk = Chunk { deals: PackedDeals::new(blocks), ..Chunk::default() };
    let mut seats: Vec<Seat<'_>> =
        std::iter::repeat_with(|| Seat { straight: Straight::new(), text: None }).take(AHEAD).collect();
    let mut found: Vec<Option<usize>> = Vec::new();
    let (mut shapes, mut stencils) = (BareShapes::default(), Stencils::default());
    cursor.skip()?;
    while !cursor.is_at_end() {
        let mut taken = 0_usize;
        for seat in &mut seats {
            if cursor.is_at_end() {
                break;
            }
            seat.read(&mut cursor, &mut stencils)?;
            cursor.skip()?;
            if !cursor.eat(b',') && !cursor.is_at_end() {
                return None;
            }
            cursor.skip()?;
            taken = taken.saturating_add(1);
        }
        let taken = seats.get_mut(..taken)?;
        let straight = |seat: &Seat<'_>| seat.text.is_none();
        let parties = taken.iter().filter(|seat| straight(seat)).flat_map(|seat| seat.straight.parties());
        found.clear();
        entities.each(parties, |position| found.push(position));
        let mut found = found.iter().copied();
        for Seat { straight, text } in taken {
            let checked;
            let deal = if let Some(text) = text {
                checked = check_deal(&mut checker, &at, text.id.parse().ok()?, text)?;
                &checked
            } else {
                match straight.settle(&mut found, sources)? {
                    Settled::Bare(deal) => {
                        shapes.is_sound(&deal).then_some(())?;
                        chunk.ids.push(deal.id)?;
                        chunk.deals.take_bare(&deal);
                        continue;
                    }
                    Settled::Whole(deal) => {
                        check_rules(&mut checker, &at, deal);
                        deal
                    }
                }
            };
            if !checker.faults.is_empty() {
                return None;
            }
            chunk.ids.push(deal.id.as_str())?;
            chunk.deals.take(deal);
        }
    }
    chunk.deals.finish(blocks);
    if let DealNames::Later(references) = checker.deals {
        chunk.references = references;
    }
    Some(chunk)
}
