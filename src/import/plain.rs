//! Deals of plain rows: two parties, one source, and what makes the deal in a few bytes.

use std::num::NonZeroU32;

use super::marks::TextMark;
use crate::load::text::DealText;
use crate::model::mark_of;
use crate::model::pack::{Counts, Packed as _, Said as _, SaysBytes, Unpacker, pack_size, pack_text};

/// The number of an entity in a draft: those of the base book come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EntityNumber(pub u32);

/// A deal between two parties, told by one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowDeal<'r, T> {
    /// Giver and taker of the first leg of its kind.
    pub ends: [EntityNumber; 2],
    /// The position of its source among those of the import.
    pub source: u32,
    /// What its id begins with, where that is not made of the ids of its ends and of its year.
    pub stem: Option<&'r str>,
    /// The number that its id has behind that; 1 where it has none.
    pub number: NonZeroU32,
    /// Absent where the title is that of its kind between the names of its ends.
    pub title: Option<&'r str>,
    /// Whether the row tells the title, rather than names that are written otherwise than those of its ends.
    pub is_titled: bool,
    /// What the row says besides.
    pub says: T,
}

/// A plain deal as it is kept, beside the bytes that its block holds of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub ends: [EntityNumber; 2],
    pub source: u32,
    /// The line that it came from.
    pub line: u32,
    pub number: NonZeroU32,
    /// The block.
    pub block: u32,
    /// Where in it the bytes of what the row says are.
    pub says_at: u32,
    /// Where its title and its stem are, if it has any of its own; 0 where it has not.
    pub aside_at: u32,
}

/// Plain deals, with the marks of what their ids begin with, and the bytes that theirs are parts of.
#[derive(Debug)]
pub(super) struct Plains {
    pub bytes: Vec<u8>,
    pub rows: Vec<(TextMark, Row)>,
    /// The deals of rows that are not plain, in their order.
    pub others: Vec<Other>,
}

/// A deal that stands among plain ones and is none.
#[derive(Debug)]
pub(super) struct Other {
    /// How many plain deals stand before it.
    pub before: usize,
    /// The line that it came from.
    pub line: usize,
    pub deal: DealText,
}

/// What is kept of a deal beside what its row says, where anything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Aside<'r> {
    pub title: Option<&'r str>,
    pub is_titled: bool,
    pub stem: Option<&'r str>,
}

impl<'r> Aside<'r> {
    const TITLE: u8 = 1;
    const IS_TITLED: u8 = 2;
    const STEM: u8 = 4;

    /// Appends its bytes, and tells where they are: nowhere, if there is nothing.
    pub(super) fn pack(&self, out: &mut Vec<u8>) -> u32 {
        let &Self { title, is_titled, stem } = self;
        if title.is_none() && stem.is_none() {
            return 0;
        }
        // What a row says stands before, so that this is not zero. A block of four billions is none.
        let at = u32::try_from(out.len()).unwrap_or(u32::MAX);
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        out.push(
            flag(title.is_some(), Self::TITLE) | flag(is_titled, Self::IS_TITLED) | flag(stem.is_some(), Self::STEM),
        );
        title.into_iter().chain(stem).for_each(|text| pack_text(text, out));
        at
    }

    /// Reads what stands at a place of a block.
    fn unpack(block: &'r [u8], at: u32) -> Option<Self> {
        if at == 0 {
            return Some(Self::default());
        }
        let mut from = Unpacker::new(block.get(at as usize..)?, Counts::default());
        let flags = from.byte()?;
        let mut text = |flag: u8| if flags & flag == 0 { Some(None) } else { from.text().map(Some) };
        Some(Self { title: text(Self::TITLE)?, is_titled: flags & Self::IS_TITLED != 0, stem: text(Self::STEM)? })
    }
}

impl Row {
    /// The deal, out of its block.
    #[inline]
    pub(super) fn deal<'r>(&self, block: &'r [u8]) -> Option<RowDeal<'r, SaysBytes<'r>>> {
        let &Self { ends, source, number, says_at, aside_at, .. } = self;
        let Aside { title, is_titled, stem } = Aside::unpack(block, aside_at)?;
        let says = SaysBytes::read(&mut Unpacker::new(block.get(says_at as usize..)?, Counts::default()))?;
        Some(RowDeal { ends, source, stem, number, title, is_titled, says })
    }
}

impl<T: Copy> RowDeal<'_, T> {
    /// What it says, whatever its id and its source.
    pub(super) fn content(&self) -> Self {
        let title = self.title.filter(|_| self.is_titled);
        Self { stem: None, number: NonZeroU32::MIN, source: 0, title, ..*self }
    }
}

impl RowDeal<'_, SaysBytes<'_>> {
    /// A mark of what it says, whatever its id and its source.
    pub(super) fn mark(&self) -> u64 {
        let mut bytes = Vec::new();
        let [from, to] = self.ends;
        let ends = [from.0, to.0].map(u32::to_le_bytes);
        bytes.extend_from_slice(ends.as_flattened());
        self.says.kind.pack(&mut bytes);
        self.says.status.pack(&mut bytes);
        pack_size(self.says.mask(), &mut bytes);
        self.says.pack_fields(&mut bytes);
        if let Some(title) = self.title.filter(|_| self.is_titled) {
            pack_text(title, &mut bytes);
        }
        mark_of(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::model::pack::Says;
    use crate::model::{Kind, PartialDate, Status};

    /// Between entities 1 and 2.
    const ROW: Row = Row {
        ends: [EntityNumber(1), EntityNumber(2)],
        source: 0,
        line: 2,
        number: NonZeroU32::MIN,
        block: 0,
        says_at: 0,
        aside_at: 0,
    };

    fn says() -> Says<'static> {
        let announced = PartialDate::new(2024, Some(5), None);
        let amount = "up to EUR 1.5bn".parse().ok();
        assert!(announced.is_some() && amount.is_some());
        Says { kind: Kind::Supply, status: Status::Closed, announced, amount, note: None }
    }

    /// A block with what a row says and what is kept beside that, behind something else; and that row.
    fn block(row: Row, says: Says<'_>, aside: Aside<'_>) -> (Vec<u8>, Row) {
        let mut bytes = vec![9; 2];
        let says_at = 2;
        says.pack(&mut bytes);
        let aside_at = aside.pack(&mut bytes);
        (bytes, Row { says_at, aside_at, ..row })
    }

    #[test]
    fn what_a_row_says_reads_back_from_its_bytes() {
        let number = NonZeroU32::MAX;
        let whole = Says { note: Some(""), ..says() };
        let empty = Says { announced: None, amount: None, ..says() };
        let title = Some("Acme – Orion: chips");
        for (row, says, aside) in [
            (Row { source: 300, number, ..ROW }, whole, Aside { title, is_titled: true, stem: None }),
            (ROW, says(), Aside::default()),
            (ROW, empty, Aside { title, is_titled: false, stem: Some("acme-orion-2024") }),
            (ROW, empty, Aside { title: None, is_titled: false, stem: Some("acme-orion") }),
        ] {
            let (bytes, row) = block(row, says, aside);
            let read = row.deal(&bytes).expect("these are bytes of a deal");
            assert_eq!((read.ends, read.source, read.number), (row.ends, row.source, row.number));
            assert_eq!(Aside { title: read.title, is_titled: read.is_titled, stem: read.stem }, aside);
            assert_eq!(read.says.unpack(), Some(says));
        }
    }

    #[test]
    fn deals_that_say_the_same_have_one_mark_whatever_their_ids_and_sources() {
        let told = Aside { title: Some("chips"), is_titled: true, stem: None };
        let (bytes, one) = block(ROW, says(), Aside::default());
        let one = one.deal(&bytes).expect("these are bytes of a deal");
        let written =
            Aside { title: Some("A.C.M.E. – Orion: Supply"), is_titled: false, stem: Some("a-c-m-e-orion") };
        for (row, aside) in [(Row { source: 9, number: NonZeroU32::MAX, ..ROW }, Aside::default()), (ROW, written)] {
            let (bytes, same) = block(row, says(), aside);
            let same = same.deal(&bytes).expect("these are bytes of a deal");
            assert_eq!((same.mark(), same.content()), (one.mark(), one.content()), "{same:?}");
        }
        for (row, says, aside) in [
            (ROW, says(), told),
            (ROW, Says { amount: None, ..says() }, Aside::default()),
            (ROW, Says { note: Some("chips"), ..says() }, Aside::default()),
            (ROW, Says { kind: Kind::Investment, ..says() }, Aside::default()),
            (Row { ends: [EntityNumber(2), EntityNumber(1)], ..ROW }, says(), Aside::default()),
        ] {
            let (bytes, other) = block(row, says, aside);
            let other = other.deal(&bytes).expect("these are bytes of a deal");
            assert!(other.mark() != one.mark() && other.content() != one.content(), "{other:?}");
        }
    }
}
