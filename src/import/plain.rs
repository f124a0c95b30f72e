//! Deals of plain rows: two parties, one source, and what makes the deal in a few bytes.

use std::ops::Range;

use crate::load::text::DealText;
use crate::model::pack::{Counts, Says, SaysBytes, Unpacker, pack_size, pack_text};
use crate::model::{Kind, PartialDate, mark_of};

/// The number of an entity in a draft: those of the base book come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntityNumber(pub u32);

/// A deal between two parties, told by one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowDeal<S, T> {
    pub id: S,
    /// Giver and taker of the first leg of its kind.
    pub ends: [EntityNumber; 2],
    /// The position of its source among those of the import.
    pub source: u32,
    /// Absent where the title is that of its kind between the names of its ends.
    pub title: Option<S>,
    /// Whether the row tells the title, rather than names that are written otherwise than those of its ends.
    pub is_titled: bool,
    /// What the row says besides, or where that is kept.
    pub says: T,
}

/// What a row says, kept as bytes.
#[derive(Debug, Clone)]
pub(super) struct Saying {
    pub kind: Kind,
    pub announced: Option<PartialDate>,
    /// Where its bytes are.
    at: Range<usize>,
}

/// Plain deals with their lines, and the text and the bytes that theirs are parts of.
#[derive(Debug)]
pub(super) struct Plains {
    pub text: String,
    pub says: Vec<u8>,
    pub deals: Vec<(usize, RowDeal<Range<usize>, Saying>)>,
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

impl Plains {
    /// The plain deals of a range, in their order.
    pub(super) fn deals(&self, range: Range<usize>) -> impl Iterator<Item = (usize, RowDeal<&str, &[u8]>)> {
        let text = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or_default();
        self.deals.get(range).unwrap_or_default().iter().map(move |(line, deal)| {
            let &RowDeal { ref id, ends, source, ref title, is_titled, ref says } = deal;
            let says = self.says.get(says.at.clone()).unwrap_or_default();
            (*line, RowDeal { id: text(id), ends, source, title: title.as_ref().map(text), is_titled, says })
        })
    }
}

impl Saying {
    /// Appends the bytes of what a row says, and tells where they are.
    pub(super) fn keep(says: &Says<'_>, out: &mut Vec<u8>) -> Self {
        let from = out.len();
        says.pack(out);
        Self { kind: says.kind, announced: says.announced, at: from..out.len() }
    }

    /// Reads it out of the bytes that it was appended to.
    pub(super) fn read<'b>(&self, bytes: &'b [u8]) -> Option<Says<'b>> {
        SaysBytes::read(&mut Unpacker::new(bytes.get(self.at.clone())?, Counts::default()))?.unpack()
    }
}

impl RowDeal<&str, &[u8]> {
    /// Appends its bytes. Returns a mark of what it says, whatever its id and its source.
    pub(super) fn pack(&self, out: &mut Vec<u8>) -> u64 {
        pack_text(self.id, out);
        pack_size(self.source as usize, out);
        let title = out.len();
        pack_some(self.title, out);
        out.push(self.is_titled.into());
        let rest = out.len();
        let [from, to] = self.ends;
        for number in [from.0, to.0] {
            pack_size(number as usize, out);
        }
        out.extend_from_slice(self.says);
        let says = if self.is_titled { title } else { rest };
        mark_of(out.get(says..).unwrap_or_default())
    }
}

impl<'r> RowDeal<&'r str, SaysBytes<'r>> {
    /// Reads the deal that stands at the front of bytes.
    pub(super) fn unpack(bytes: &'r [u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes, Counts::default());
        let id = from.text()?;
        let source = u32::try_from(from.size()?).ok()?;
        let title = if from.byte()? == 0 { None } else { Some(from.text()?) };
        let is_titled = from.byte()? != 0;
        let mut number = || u32::try_from(from.size()?).ok().map(EntityNumber);
        let ends = [number()?, number()?];
        Some(Self { id, ends, source, title, is_titled, says: SaysBytes::read(&mut from)? })
    }
}

impl<T: Copy> RowDeal<&str, T> {
    /// What it says, whatever its id and its source.
    pub(super) fn content(&self) -> Self {
        Self { id: "", source: 0, title: self.title.filter(|_| self.is_titled), ..*self }
    }
}

fn pack_some(text: Option<&str>, out: &mut Vec<u8>) {
    out.push(text.is_some().into());
    if let Some(text) = text {
        pack_text(text, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::model::Status;

    type Deal<'r> = RowDeal<&'r str, Says<'r>>;

    /// Between entities 1 and 2.
    fn deal() -> Deal<'static> {
        let announced = PartialDate::new(2024, Some(5), None);
        let amount = "up to EUR 1.5bn".parse().ok();
        assert!(announced.is_some() && amount.is_some());
        let says = Says { kind: Kind::Supply, status: Status::Closed, announced, amount, note: None };
        let ends = [EntityNumber(1), EntityNumber(2)];
        RowDeal { id: "acme-orion-2024", ends, source: 0, title: None, is_titled: false, says }
    }

    fn pack(deal: &Deal<'_>, out: &mut Vec<u8>) -> u64 {
        let mut bytes = vec![9; 2];
        let saying = Saying::keep(&deal.says, &mut bytes);
        let &RowDeal { id, ends, source, title, is_titled, .. } = deal;
        RowDeal { id, ends, source, title, is_titled, says: &bytes[saying.at] }.pack(out)
    }

    #[test]
    fn what_a_row_says_reads_back_from_its_bytes() {
        let bare = deal();
        let says = Says { note: Some(""), ..bare.says };
        let ends = [EntityNumber(7), EntityNumber(1_000_000)];
        let full = RowDeal { source: 300, ends, title: Some("Acme – Orion: chips"), is_titled: true, says, ..bare };
        let empty = RowDeal { says: Says { announced: None, amount: None, ..bare.says }, ..bare };
        let (mut bytes, mut begins) = (Vec::new(), Vec::new());
        for deal in [full, bare, empty] {
            begins.push(bytes.len());
            pack(&deal, &mut bytes);
        }
        let read = |from: usize| {
            let RowDeal { id, ends, source, title, is_titled, says } = RowDeal::unpack(&bytes[from..])?;
            Some(RowDeal { id, ends, source, title, is_titled, says: says.unpack()? })
        };
        let read: Vec<_> = begins.into_iter().map(read).collect();
        assert_eq!(read, [Some(full), Some(bare), Some(empty)]);
    }

    #[test]
    fn deals_that_say_the_same_have_one_mark_whatever_their_ids_and_sources() {
        let one = deal();
        let mark = |deal: Deal<'_>| pack(&deal, &mut vec![7; 3]);
        for same in [
            RowDeal { id: "acme-orion-2024-2", source: 9, ..one },
            RowDeal { title: Some("A.C.M.E. – Orion: Supply"), ..one },
        ] {
            assert_eq!((mark(same), same.content()), (mark(one), one.content()), "{same:?}");
        }
        for other in [
            RowDeal { title: Some("chips"), is_titled: true, ..one },
            RowDeal { says: Says { amount: None, ..one.says }, ..one },
            RowDeal { says: Says { note: Some("chips"), ..one.says }, ..one },
            RowDeal { says: Says { kind: Kind::Investment, ..one.says }, ..one },
            RowDeal { ends: [EntityNumber(2), EntityNumber(1)], ..one },
        ] {
            assert!(mark(other) != mark(one) && other.content() != one.content(), "{other:?}");
        }
    }
}
