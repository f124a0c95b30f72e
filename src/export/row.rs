//! One row of values in a buffer that is used again for row after row, so that a large web is written without a text of
//! its own for each value.

use std::fmt::{self, Write as _};

use super::table::Cell;
use crate::model::Interval;

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'r> {
    /// Nothing.
    Absent,
    /// A text of letters, digits, blanks and a few marks, in which neither XML nor JSON has anything to escape.
    Word(&'r str),
    /// Any text.
    Text(&'r str),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
}

/// Where a value is.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Absent,
    Word(&'static str),
    Made { from: usize, to: usize },
    Text { from: usize, to: usize },
    Whole(i64),
    Flag(bool),
}

/// A row in the making. Columns are set by their positions; those not set are absent.
#[derive(Debug)]
pub(super) struct Row {
    texts: String,
    slots: Vec<Slot>,
    /// A bit for each column that says what others of the row say already.
    repeats: u64,
}

/// How far a row was made, to come back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl Row {
    /// A row of so many absent values, 64 at most.
    pub(super) fn new(width: usize) -> Self {
        Self { texts: String::new(), slots: vec![Slot::Absent; width], repeats: 0 }
    }

    /// Makes every value absent.
    pub(super) fn clear(&mut self) {
        self.texts.clear();
        self.slots.fill(Slot::Absent);
        self.repeats = 0;
    }

    /// How far the row is made.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.texts.len())
    }

    /// Forgets the texts set after a mark. What is set there anew must be what was set after it.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.texts.truncate(mark.0);
    }

    fn put(&mut self, column: usize, slot: Slot) {
        if let Some(there) = self.slots.get_mut(column) {
            *there = slot;
        }
        self.repeats &= !(1 << column);
    }

    pub(super) fn absent(&mut self, column: usize) {
        self.put(column, Slot::Absent);
    }

    pub(super) fn word(&mut self, column: usize, word: Option<&'static str>) {
        self.put(column, word.map_or(Slot::Absent, Slot::Word));
    }

    pub(super) fn text(&mut self, column: usize, text: &str) {
        let from = self.texts.len();
        self.texts.push_str(text);
        self.put(column, Slot::Text { from, to: self.texts.len() });
    }

    pub(super) fn texts<'t>(&mut self, column: usize, mut items: impl Iterator<Item = &'t str>) {
        let from = self.texts.len();
        let Some(first) = items.next() else { return self.absent(column) };
        self.texts.push_str(first);
        for item in items {
            self.texts.push_str("; ");
            self.texts.push_str(item);
        }
        self.put(column, Slot::Text { from, to: self.texts.len() });
    }

    /// Sets what a value displays, which is to be a [`Value::Word`].
    pub(super) fn display(&mut self, column: usize, value: Option<impl fmt::Display>) {
        match value {
            None => self.absent(column),
            // Writing into a text does not fail.
            Some(value) => self.made(column, |texts| {
                let _ = write!(texts, "{value}");
            }),
        }
    }

    /// Sets what `write` appends, which is to be a [`Value::Word`].
    pub(super) fn made(&mut self, column: usize, write: impl FnOnce(&mut String)) {
        let from = self.texts.len();
        write(&mut self.texts);
        self.put(column, Slot::Made { from, to: self.texts.len() });
    }

    pub(super) fn whole(&mut self, column: usize, number: i64) {
        self.put(column, Slot::Whole(number));
    }

    pub(super) fn flag(&mut self, column: usize, flag: bool) {
        self.put(column, Slot::Flag(flag));
    }

    /// Sets the two columns of an interval, of which the first is given.
    pub(super) fn interval(&mut self, column: usize, interval: Option<Interval>) {
        let ends = [interval.map(Interval::lower), interval.and_then(Interval::upper)];
        for (column, end) in (column..).zip(ends) {
            // The same bound as that of a cell of a table.
            match end.and_then(|end| i64::try_from(end).ok()) {
                Some(end) => self.whole(column, end),
                None => self.absent(column),
            }
        }
    }

    /// Notes that a column says what others of the row say already, by a rule that its description tells.
    pub(super) fn repeats(&mut self, column: usize) {
        self.repeats |= 1 << column;
    }

    /// Takes back that a column says what others of the row say already.
    pub(super) fn speaks(&mut self, column: usize) {
        self.repeats &= !(1 << column);
    }

    /// Whether a column says what others of the row say already.
    pub(super) fn is_repeated(&self, column: usize) -> bool {
        self.repeats >> column & 1 == 1
    }

    /// The value in a column.
    pub(super) fn value(&self, column: usize) -> Value<'_> {
        match self.slots.get(column) {
            None | Some(Slot::Absent) => Value::Absent,
            Some(Slot::Word(word)) => Value::Word(word),
            Some(Slot::Made { from, to }) => Value::Word(self.texts.get(*from..*to).unwrap_or_default()),
            Some(Slot::Text { from, to }) => Value::Text(self.texts.get(*from..*to).unwrap_or_default()),
            Some(Slot::Whole(number)) => Value::Whole(*number),
            Some(Slot::Flag(flag)) => Value::Flag(*flag),
        }
    }

    /// The text in a column; empty where it is absent or no text.
    pub(super) fn str(&self, column: usize) -> &str {
        match self.value(column) {
            Value::Text(text) => text,
            Value::Word(word) => word,
            _ => "",
        }
    }

    /// Every value, in the order of the columns.
    pub(super) fn values(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.slots.len()).map(|column| self.value(column))
    }

    /// The row as cells of a table.
    pub(super) fn cells(&self) -> Vec<Cell> {
        self.values().map(Value::cell).collect()
    }
}

impl Value<'_> {
    /// The value as a cell of a table.
    fn cell(self) -> Cell {
        match self {
            Value::Absent => Cell::Absent,
            Value::Word(text) | Value::Text(text) => Cell::Text(text.to_owned()),
            Value::Whole(number) => Cell::Whole(number),
            Value::Flag(flag) => Cell::Flag(flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Value};

    #[test]
    fn a_row_keeps_what_stood_before_its_mark() {
        let mut row = Row::new(3);
        row.text(0, "the deal");
        let mark = row.mark();
        for leg in ["one", "another"] {
            row.back_to(mark);
            row.text(2, leg);
            assert_eq!(row.values().collect::<Vec<_>>(), [Value::Text("the deal"), Value::Absent, Value::Text(leg)]);
        }
    }
}
