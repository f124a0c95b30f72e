//! A book made anew of its own records, as if they had been read from a file.

use std::ops::Range;

use super::canonical::{Section, Written};
use super::quick::{AtHand, BareRow, Deals, Drawn, Places, book_at_hand};
use super::write::{deal_text, records_beside_deals};
use crate::model::Book;

/// Makes a book of the records of another, with every check that a file gets; `None` where they do not load. Costs as
/// much as reading the book from text, and the memory of the new one.
pub(crate) fn made_anew(book: &Book) -> Option<Book> {
    let records = records_beside_deals(book);
    let at_hand = AtHand {
        entities: records.entities.iter().collect(),
        deals: &WrittenDeals(book),
        sources: records.sources.iter().collect(),
        rates: records.rates.iter().collect(),
        rules: records.rules.iter().collect(),
    };
    book_at_hand(&at_hand).ok()
}

/// The deals of a book, each written out when it is asked for.
struct WrittenDeals<'b>(&'b Book);

impl Deals for WrittenDeals<'_> {
    fn deal(&self, position: usize) -> Option<Drawn<'_>> {
        let deals = &self.0.sections().deals;
        (position < deals.len()).then(|| Drawn::Written(Box::new(deal_text(self.0, &deals.look(position)))))
    }

    fn each(&self, positions: Range<usize>, _: &Places, tell: &mut dyn FnMut(usize, Option<&BareRow<'_>>)) {
        // What the book says of them is what is to be checked.
        positions.for_each(|position| tell(position, None));
    }
}

impl Section for WrittenDeals<'_> {
    fn count(&self) -> usize {
        self.0.deal_count()
    }

    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written)) {
        if let Some(deal) = self.deal(position) {
            take(&deal);
        }
    }
}
