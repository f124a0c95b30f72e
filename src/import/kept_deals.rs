//! The deals of a draft: those of a plain row are kept as the few bytes that make them.

use std::collections::BTreeMap;

use super::plain::{PlainDeal, Plains};
use super::taken::Taken;
use crate::load::text::DealText;

/// The deals of an import, in the order they came.
#[derive(Debug, Default)]
pub(super) struct KeptDeals {
    ids: Taken,
    deals: Vec<Kept>,
    /// The bytes of plain deals, one behind the other.
    plain: Vec<u8>,
    /// Where each deal came from: the number of its file, and its line.
    places: Vec<(u32, u32)>,
}

/// A deal of a draft.
#[derive(Debug)]
enum Kept {
    Whole(Box<DealText>),
    /// Where its bytes begin.
    Plain(usize),
}

/// A deal of a draft, as it is kept.
#[derive(Debug)]
pub(super) enum KeptDeal<'r> {
    Whole(&'r DealText),
    Plain(PlainDeal<&'r str>),
}

impl KeptDeals {
    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.deals.len()
    }

    /// The deal at a position.
    pub(super) fn get(&self, position: usize) -> Option<KeptDeal<'_>> {
        match self.deals.get(position)? {
            Kept::Whole(deal) => Some(KeptDeal::Whole(deal)),
            Kept::Plain(from) => PlainDeal::unpack(self.plain.get(*from..)?).map(KeptDeal::Plain),
        }
    }

    /// Where a deal came from: the number of its file, and its line.
    pub(super) fn place(&self, position: usize) -> Option<(usize, usize)> {
        self.places.get(position).map(|(file, line)| (*file as usize, *line as usize))
    }

    /// Takes an id that no deal may have any more.
    pub(super) fn take_id(&mut self, id: &str) {
        self.ids.take(id);
    }

    /// Adds a deal that came from a line of a file. Its id is made free where it is taken.
    pub(super) fn add(&mut self, place: (usize, usize), mut deal: DealText) {
        deal.id = self.ids.free(&deal.id).into_owned();
        self.add_as_it_is(place, deal);
    }

    /// Adds a deal that came from a line of a file, whatever its id.
    pub(super) fn add_as_it_is(&mut self, place: (usize, usize), deal: DealText) {
        self.push(place, Kept::Whole(Box::new(deal)));
    }

    /// Adds plain deals of a file. Their ids are made free where they are taken.
    pub(super) fn add_plain(&mut self, file: usize, plains: &Plains) {
        // Look-ups that need nothing of one another wait for memory at the same time.
        let ids: Vec<_> = plains.deals().map(|(_, deal)| self.ids.free(deal.id)).collect();
        for ((line, deal), id) in plains.deals().zip(&ids) {
            let from = self.plain.len();
            PlainDeal { id: &**id, ..deal }.pack(&mut self.plain);
            self.push((file, line), Kept::Plain(from));
        }
    }

    fn push(&mut self, (file, line): (usize, usize), deal: Kept) {
        self.deals.push(deal);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.places.push((number(file), number(line)));
    }

    /// Forgets which ids are taken: no more deals come.
    pub(super) fn close(&mut self) {
        self.ids = Taken::default();
    }

    /// Takes deals out by their positions.
    pub(super) fn remove(&mut self, positions: &BTreeMap<usize, String>) {
        let mut rank = 0..;
        self.deals.retain(|_| rank.next().is_some_and(|rank| !positions.contains_key(&rank)));
        let mut rank = 0..;
        self.places.retain(|_| rank.next().is_some_and(|rank| !positions.contains_key(&rank)));
    }
}
