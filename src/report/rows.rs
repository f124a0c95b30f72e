//! The rows of a table as they lie in memory. A table may have millions of rows, most of their cells empty or short, so that
//! a text of its own for each cell would take many times the memory of what the cells say.

use std::fmt;
use std::ops::Range;

use crate::model::pack::{Counts, Unpacker, pack_text};

/// A block takes no more rows once it has so many bytes.
const BLOCK: usize = 1 << 20;

/// Rows of cells, one after another in blocks of bytes.
///
/// A row is the number of its cells and then the cells, packed as the texts of records are.
#[derive(Clone, Default)]
pub struct Rows {
    blocks: Vec<Vec<u8>>,
    /// Where each row begins: its block, and the place in it.
    places: Vec<(u32, u32)>,
}

impl Rows {
    /// Adds a row.
    pub fn push<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        if self.blocks.last().is_none_or(|block| block.len() >= BLOCK) {
            self.blocks.push(Vec::new());
        }
        let number = self.blocks.len().saturating_sub(1);
        let Some(block) = self.blocks.last_mut() else { return };
        self.places.push((place(number), place(block.len())));
        let head = block.len();
        block.extend([0; 2]);
        let mut count = 0_u16;
        for cell in cells {
            pack_text(cell.as_ref(), block);
            count = count.saturating_add(1);
        }
        block[head..head + 2].copy_from_slice(&count.to_le_bytes());
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        self.places.iter().map(|place| self.row_at(*place))
    }

    fn row_at(&self, (block, at): (u32, u32)) -> Row<'_> {
        let bytes = &self.blocks[block as usize][at as usize..];
        let (count, rest) = bytes.split_first_chunk().unwrap_or((&[0; 2], &[]));
        Row { left: u16::from_le_bytes(*count), rest: Unpacker::new(rest, Counts::default()) }
    }

    /// The rows from one position up to another, as far as there are so many.
    pub fn part(&self, positions: Range<usize>) -> impl Iterator<Item = Row<'_>> {
        let end = positions.end.min(self.len());
        self.places[positions.start.min(end)..end].iter().map(|place| self.row_at(*place))
    }

    /// The row at a position.
    ///
    /// # Panics
    /// When there are not so many rows.
    pub fn at(&self, position: usize) -> Row<'_> {
        self.iter().nth(position).expect("the table has a row there")
    }

    /// Adds all rows of others behind these.
    pub fn append(&mut self, others: Self) {
        let before = place(self.blocks.len());
        self.blocks.extend(others.blocks);
        self.places.extend(others.places.into_iter().map(|(block, at)| (block + before, at)));
    }

    /// Puts the rows into another order, which names each by its position; rows that it does not name are left out.
    pub fn arrange(&mut self, order: impl IntoIterator<Item = usize>) {
        self.places = order.into_iter().map(|row| self.places[row]).collect();
    }

    /// The first rows, at most so many.
    pub fn first(&self, most: usize) -> Self {
        if most >= self.len() {
            return self.clone();
        }
        let mut first = Self::default();
        self.iter().take(most).for_each(|row| first.push(row));
        first
    }
}

/// A block is little more than a mebibyte and a row, and memory holds fewer than 2^32 of them.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("tables are smaller than that")
}

/// The cells of a row.
#[derive(Debug, Clone)]
pub struct Row<'r> {
    left: u16,
    rest: Unpacker<'r>,
}

impl<'r> Row<'r> {
    /// The cell at a position; empty where there is none.
    pub fn at(&self, position: usize) -> &'r str {
        self.clone().nth(position).unwrap_or_default()
    }
}

impl<'r> Iterator for Row<'r> {
    type Item = &'r str;

    fn next(&mut self) -> Option<&'r str> {
        self.left = self.left.checked_sub(1)?;
        self.rest.text()
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other.iter()).all(|(one, two)| one.eq(two))
    }
}

impl Eq for Rows {}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Iterator::collect::<Vec<&str>>)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&[&str]]) -> Rows {
        let mut rows = Rows::default();
        for row in cells {
            rows.push(*row);
        }
        rows
    }

    #[test]
    fn cells_read_back_whatever_their_length() {
        let lengths = [0, 1, 127, 128, 16_383, 16_384, 3 * BLOCK];
        let cells: Vec<String> = lengths.iter().map(|length| "ä".repeat(*length)).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let all = rows(&[&cells, &[], &cells[..2], &cells]);
        let read: Vec<Vec<&str>> = all.iter().map(Iterator::collect).collect();
        assert_eq!(read, [&cells[..], &[], &cells[..2], &cells[..]]);
    }

    #[test]
    fn rows_of_others_come_behind_and_any_order_can_be_had() {
        let long = "x".repeat(BLOCK);
        let mut all = rows(&[&["a", &long], &["b"]]);
        all.append(rows(&[&["c"], &["d", ""]]));
        assert_eq!(all, rows(&[&["a", &long], &["b"], &["c"], &["d", ""]]));
        assert_eq!(all.first(3), rows(&[&["a", &long], &["b"], &["c"]]));
        all.arrange([3, 1]);
        assert_eq!(all, rows(&[&["d", ""], &["b"]]));
        assert_ne!(all, rows(&[&["d"], &["b"]]));
    }
}
