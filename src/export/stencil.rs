//! An edge as one format prints it, with gaps for what differs between edges alike: what they have in common is put
//! together once, and then copied.

use super::row::{ColumnSet, Row, Value};
use super::sheet::{Fixed, Sheet};

/// What is printed of a row: a fixed text, and the value behind it, where there is one.
pub(super) type Part<'f> = (&'f Fixed, Option<usize>);

/// Everything between the values that differ. Empty, it fits no row.
#[derive(Debug, Default)]
pub(super) struct Stencil {
    /// The columns that are told of a row; absent as long as nothing is cut.
    told: Option<ColumnSet>,
    text: Vec<u8>,
    /// Where in the text the gaps are, and the columns that fill them.
    gaps: Vec<(usize, usize)>,
}

impl Stencil {
    /// Whether it has been cut for rows of which these columns are told.
    pub(super) fn fits(&self, told: ColumnSet) -> bool {
        self.told == Some(told)
    }

    /// Cuts it for rows that are like one in some columns. Values in those have nothing that must be changed.
    pub(super) fn cut<'f>(
        &mut self,
        told: ColumnSet,
        parts: impl Iterator<Item = Part<'f>>,
        (row, alike): (&Row, ColumnSet),
        push: fn(Value<'_>, &mut Sheet) -> bool,
    ) {
        let mut sheet = Sheet::new(0);
        self.gaps.clear();
        for (before, column) in parts {
            sheet.fixed(before);
            match column {
                Some(column) if alike.has(column) => {
                    push(row.value(column), &mut sheet);
                }
                Some(column) => self.gaps.push((sheet.len(), column)),
                None => {}
            }
        }
        (self.told, self.text) = (Some(told), sheet.into_bytes());
    }

    /// Prints a row; answers how many of its values had to be changed.
    #[inline]
    pub(super) fn print(&self, row: &Row, out: &mut Sheet, push: impl Fn(Value<'_>, &mut Sheet) -> bool) -> usize {
        let (mut changed, mut from) = (0, 0);
        for &(to, column) in &self.gaps {
            out.write(&self.text[from..to]);
            changed += usize::from(push(row.value(column), out));
            from = to;
        }
        out.write(&self.text[from..]);
        changed
    }
}
