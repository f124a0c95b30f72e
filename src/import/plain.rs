//! Deals of plain rows: two parties, one source, and what makes the deal in a few bytes.

use std::ops::Range;

use crate::model::pack::{Counts, Packed, Unpacker, pack_size, pack_text};
use crate::model::{Kind, Money, PartialDate, Status, mark_of};

/// The number of an entity in a draft: those of the base book come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntityNumber(pub u32);

/// A deal between two parties, told by one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainDeal<S> {
    pub id: S,
    pub kind: Kind,
    pub status: Status,
    /// Giver and taker of the first leg of its kind.
    pub ends: [EntityNumber; 2],
    /// The position of its source among those of the import.
    pub source: u32,
    pub announced: Option<PartialDate>,
    pub amount: Option<Money>,
    /// Absent where the title is that of its kind between the names of its ends.
    pub title: Option<S>,
    /// Whether the row tells the title, rather than names that are written otherwise than those of its ends.
    pub is_titled: bool,
    pub note: Option<S>,
}

/// Plain deals with their lines, and the text that theirs are parts of.
#[derive(Debug)]
pub(super) struct Plains {
    pub text: String,
    pub deals: Vec<(usize, PlainDeal<Range<usize>>)>,
}

impl Plains {
    /// The deals, in their order.
    pub(super) fn deals(&self) -> impl Iterator<Item = (usize, PlainDeal<&str>)> {
        let text = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or_default();
        self.deals.iter().map(move |(line, deal)| {
            let &PlainDeal { kind, status, ends, source, announced, amount, is_titled, .. } = deal;
            let (id, [title, note]) = (text(&deal.id), [&deal.title, &deal.note].map(|at| at.as_ref().map(text)));
            (*line, PlainDeal { id, kind, status, ends, source, announced, amount, title, is_titled, note })
        })
    }
}

impl<'r> PlainDeal<&'r str> {
    /// Appends its bytes. Returns a mark of what it says, whatever its id and its source.
    pub(super) fn pack(&self, out: &mut Vec<u8>) -> u64 {
        pack_text(self.id, out);
        pack_size(self.source as usize, out);
        let title = out.len();
        pack_some(self.title, out);
        out.push(self.is_titled.into());
        let rest = out.len();
        self.kind.pack(out);
        self.status.pack(out);
        let [from, to] = self.ends;
        for number in [from.0, to.0] {
            pack_size(number as usize, out);
        }
        self.announced.pack(out);
        self.amount.pack(out);
        pack_some(self.note, out);
        let says = if self.is_titled { title } else { rest };
        mark_of(out.get(says..).unwrap_or_default())
    }

    /// Reads the deal that stands at the front of bytes.
    pub(super) fn unpack(bytes: &'r [u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes, Counts::default());
        let id = from.text()?;
        let source = u32::try_from(from.size()?).ok()?;
        let some = |from: &mut Unpacker<'r>| if from.byte()? == 0 { Some(None) } else { from.text().map(Some) };
        let (title, is_titled) = (some(&mut from)?, from.byte()? != 0);
        let (kind, status) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let mut number = || u32::try_from(from.size()?).ok().map(EntityNumber);
        let ends = [number()?, number()?];
        let (announced, amount) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let note = some(&mut from)?;
        Some(Self { id, kind, status, ends, source, announced, amount, title, is_titled, note })
    }

    /// What it says, whatever its id and its source.
    pub(super) fn says(&self) -> Self {
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

    #[test]
    fn what_a_row_says_reads_back_from_its_bytes() {
        let full = PlainDeal {
            id: "acme-orion-2024",
            kind: Kind::Supply,
            status: Status::Closed,
            ends: [EntityNumber(7), EntityNumber(1_000_000)],
            source: 300,
            announced: PartialDate::new(2024, Some(5), None),
            amount: "up to EUR 1.5bn".parse().ok(),
            title: Some("Acme – Orion: chips"),
            is_titled: true,
            note: Some(""),
        };
        let bare = PlainDeal { announced: None, amount: None, title: None, is_titled: false, note: None, ..full };
        assert!(full.announced.is_some() && full.amount.is_some());
        let mut bytes = Vec::new();
        full.pack(&mut bytes);
        let second = bytes.len();
        bare.pack(&mut bytes);
        assert_eq!(PlainDeal::unpack(&bytes), Some(full));
        assert_eq!(PlainDeal::unpack(&bytes[second..]), Some(bare));
    }

    #[test]
    fn deals_that_say_the_same_have_one_mark_whatever_their_ids_and_sources() {
        let one = PlainDeal {
            id: "acme-orion-2024",
            kind: Kind::Supply,
            status: Status::Closed,
            ends: [EntityNumber(1), EntityNumber(2)],
            source: 0,
            announced: PartialDate::new(2024, Some(5), None),
            amount: "EUR 1.5bn".parse().ok(),
            title: None,
            is_titled: false,
            note: None,
        };
        let mark = |deal: PlainDeal<&str>| deal.pack(&mut vec![7; 3]);
        for same in [
            PlainDeal { id: "acme-orion-2024-2", source: 9, ..one },
            PlainDeal { title: Some("A.C.M.E. – Orion: Supply"), ..one },
        ] {
            assert_eq!((mark(same), same.says()), (mark(one), one.says()), "{same:?}");
        }
        for other in [
            PlainDeal { title: Some("chips"), is_titled: true, ..one },
            PlainDeal { amount: None, ..one },
            PlainDeal { note: Some("chips"), ..one },
            PlainDeal { ends: [EntityNumber(2), EntityNumber(1)], ..one },
        ] {
            assert!(mark(other) != mark(one) && other.says() != one.says(), "{other:?}");
        }
    }
}
