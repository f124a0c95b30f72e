//! The brief edge of a plain deal as the few values that differ between edges of one shape. A web that is exported as a
//! brief one is a large one, and a row of all columns takes longer to be filled than these take to be written.

use super::digits::{day_digits, push_whole};
use super::edges::{AMOUNT, COUNTED_IN, CURRENCY, ID, MONEY, SOURCE, START, TARGET, WEIGHT};
use super::row::ColumnSet;
use super::sheet::{Fixed, Sheet};
use crate::model::Day;

/// A brief edge, told to printers that remember the rest of it. Its deal counts itself, and states no amount or exactly the
/// money that moves along the edge.
#[derive(Debug)]
pub(super) struct BriefEdge<'d> {
    /// The id of the deal.
    pub deal: &'d str,
    /// What stands behind it in the id of the edge.
    pub tail: &'d Fixed,
    /// The ids of giver and taker.
    pub ends: [&'d [u8]; 2],
    pub weight: i64,
    pub start: Option<Day>,
    /// The digits of the money, in minor units; empty where none is stated.
    pub money: &'d [u8],
}

impl BriefEdge<'_> {
    /// The columns that only some brief edges of a shape have.
    pub(super) fn optional() -> ColumnSet {
        ColumnSet::of(&[AMOUNT, START, COUNTED_IN, CURRENCY, MONEY, MONEY_UPPER])
    }

    /// Those of them that this edge has.
    #[inline]
    pub(super) fn present(&self) -> ColumnSet {
        let start = if self.start.is_some() { ColumnSet::of(&[START]) } else { ColumnSet::of(&[]) };
        let money =
            if self.money.is_empty() { ColumnSet::of(&[]) } else { ColumnSet::of(&[CURRENCY, MONEY, MONEY_UPPER]) };
        start.or(money)
    }

    /// Appends the value in a column; nothing where all edges of the shape have the same. None has anything that a format
    /// has to write otherwise.
    #[inline]
    pub(super) fn push(&self, column: usize, out: &mut Sheet) {
        match column {
            ID => {
                out.write(self.deal.as_bytes());
                out.fixed(self.tail);
            }
            SOURCE => out.write(self.ends[0]),
            TARGET => out.write(self.ends[1]),
            WEIGHT => push_whole(self.weight, out),
            START => {
                if let Some(start) = self.start {
                    out.write(&day_digits(start));
                }
            }
            MONEY..=MONEY_UPPER => out.write(self.money),
            _ => {}
        }
    }
}

/// The most of the money.
const MONEY_UPPER: usize = MONEY + 1;
