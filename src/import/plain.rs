//! Deals of plain rows: two parties, one source, and what makes the deal in a few bytes.

use std::ops::Range;

use crate::model::pack::{Counts, Packed, Unpacker, pack_size, pack_text};
use crate::model::{Kind, Money, PartialDate, Status};

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
            let &PlainDeal { kind, status, ends, source, announced, amount, .. } = deal;
            let [title, note] = [&deal.title, &deal.note].map(|at| at.as_ref().map(text));
            (*line, PlainDeal { id: text(&deal.id), kind, status, ends, source, announced, amount, title, note })
        })
    }
}

impl<'r> PlainDeal<&'r str> {
    /// Appends its bytes.
    pub(super) fn pack(&self, out: &mut Vec<u8>) {
        self.kind.pack(out);
        self.status.pack(out);
        let [from, to] = self.ends;
        for number in [from.0, to.0, self.source] {
            pack_size(number as usize, out);
        }
        pack_text(self.id, out);
        self.announced.pack(out);
        self.amount.pack(out);
        for text in [self.title, self.note] {
            out.push(text.is_some().into());
            if let Some(text) = text {
                pack_text(text, out);
            }
        }
    }

    /// Reads the deal that stands at the front of bytes.
    pub(super) fn unpack(bytes: &'r [u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes, Counts::default());
        let (kind, status) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let mut number = || u32::try_from(from.size()?).ok();
        let (ends, source) = ([EntityNumber(number()?), EntityNumber(number()?)], number()?);
        let id = from.text()?;
        let (announced, amount) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let mut some = || if from.byte()? == 0 { Some(None) } else { from.text().map(Some) };
        let (title, note) = (some()?, some()?);
        Some(Self { id, kind, status, ends, source, announced, amount, title, note })
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
            note: Some(""),
        };
        let bare = PlainDeal { announced: None, amount: None, title: None, note: None, ..full };
        assert!(full.announced.is_some() && full.amount.is_some());
        let mut bytes = Vec::new();
        full.pack(&mut bytes);
        let second = bytes.len();
        bare.pack(&mut bytes);
        assert_eq!(PlainDeal::unpack(&bytes), Some(full));
        assert_eq!(PlainDeal::unpack(&bytes[second..]), Some(bare));
    }
}
