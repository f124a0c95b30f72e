//! One row of values in a buffer that is used again for row after row, so that a large web is written without a text of
//! its own for each value.

use std::fmt::{self, Write as _};

use super::digits::iso;
use super::table::Cell;
use crate::model::{Day, Interval, Money, PartialDate};

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'r> {
    /// Nothing.
    Absent,
    /// The bytes of a text of letters, digits, blanks and a few marks, in which neither XML nor JSON has anything to escape.
    Word(&'r [u8]),
    /// Any text.
    Text(&'r str),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(Day),
    /// A date that may be known in part only; a [`Value::Word`], once it is written.
    Date(PartialDate),
    /// An amount of money, as a book writes it; a [`Value::Word`], once it is written.
    Amount(&'r Money),
}

/// Where a value is.
#[derive(Debug, Clone, Copy)]
enum Slot<'e> {
    Word(&'e [u8]),
    Made { from: usize, to: usize },
    Text { from: usize, to: usize },
    Whole(i64),
    Flag(bool),
    Day(Day),
    Date(PartialDate),
    Amount,
}

/// A set of columns, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ColumnSet(u64);

impl FromIterator<usize> for ColumnSet {
    fn from_iter<I: IntoIterator<Item = usize>>(columns: I) -> Self {
        Self(columns.into_iter().fold(0, |set, column| set | 1 << column))
    }
}

impl ColumnSet {
    /// Some columns.
    pub(super) const fn of(columns: &[usize]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < columns.len() {
            set |= 1 << columns[at];
            at += 1;
        }
        Self(set)
    }

    /// Those that either set has.
    #[inline]
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that another set has, too.
    #[inline]
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that another set does not have.
    #[inline]
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    #[inline]
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a column is one of them.
    #[inline]
    pub(super) fn has(self, column: usize) -> bool {
        self.0 >> column & 1 == 1
    }

    /// Each column, the first one first.
    pub(super) fn columns(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let first = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(first)
        })
    }
}

/// A row in the making. Columns are set by their positions; those not set are absent. What is the same for many rows
/// may be lent to it.
#[derive(Debug)]
pub(super) struct Row<'e> {
    texts: String,
    slots: Vec<Slot<'e>>,
    amount: Money,
    /// The columns that have a value; what stands in the slots of others means nothing.
    present: ColumnSet,
    /// The columns that say what others of the row say already.
    repeats: ColumnSet,
}

/// How far a row was made, to come back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl<'e> Row<'e> {
    /// A row of so many absent values, 64 at most.
    pub(super) fn new(width: usize) -> Self {
        Self {
            texts: String::new(),
            slots: vec![Slot::Flag(false); width],
            amount: Money::UNDISCLOSED,
            present: ColumnSet::default(),
            repeats: ColumnSet::default(),
        }
    }

    /// Makes every value absent.
    pub(super) fn clear(&mut self) {
        self.texts.clear();
        (self.present, self.repeats) = Default::default();
    }

    /// How far the row is made.
    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark(self.texts.len())
    }

    /// Forgets the texts set after a mark. What is set there anew must be what was set after it.
    #[inline]
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.texts.truncate(mark.0);
    }

    #[inline]
    fn put(&mut self, column: usize, slot: Slot<'e>) {
        if let Some(there) = self.slots.get_mut(column) {
            *there = slot;
        }
        self.present.0 |= 1 << column;
        self.speaks(column);
    }

    #[inline]
    pub(super) fn absent(&mut self, column: usize) {
        self.present.0 &= !(1 << column);
        self.speaks(column);
    }

    /// Sets a [`Value::Word`] that outlives the row.
    #[inline]
    pub(super) fn word(&mut self, column: usize, word: Option<&'e str>) {
        match word {
            Some(word) => self.id(column, word.as_bytes()),
            None => self.absent(column),
        }
    }

    /// Sets the bytes of an id that outlives the row.
    #[inline]
    pub(super) fn id(&mut self, column: usize, id: &'e [u8]) {
        self.put(column, Slot::Word(id));
    }

    #[inline]
    pub(super) fn day(&mut self, column: usize, day: Option<Day>) {
        match day {
            Some(day) => self.put(column, Slot::Day(day)),
            None => self.absent(column),
        }
    }

    pub(super) fn date(&mut self, column: usize, date: Option<PartialDate>) {
        match date {
            Some(date) => self.put(column, Slot::Date(date)),
            None => self.absent(column),
        }
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

    /// Sets the one amount that a row can have.
    #[inline]
    pub(super) fn amount(&mut self, column: usize, amount: Option<&Money>) {
        match amount {
            None => self.absent(column),
            Some(amount) => {
                self.amount = *amount;
                self.put(column, Slot::Amount);
            }
        }
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
    #[inline]
    pub(super) fn made(&mut self, column: usize, write: impl FnOnce(&mut String)) {
        let from = self.texts.len();
        write(&mut self.texts);
        self.put(column, Slot::Made { from, to: self.texts.len() });
    }

    #[inline]
    pub(super) fn whole(&mut self, column: usize, number: i64) {
        self.put(column, Slot::Whole(number));
    }

    #[inline]
    pub(super) fn flag(&mut self, column: usize, flag: bool) {
        self.put(column, Slot::Flag(flag));
    }

    /// Sets the two columns of an interval, of which the first is given.
    #[inline]
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
    #[inline]
    pub(super) fn repeats(&mut self, column: usize) {
        self.repeats.0 |= 1 << column;
    }

    /// Takes back that a column says what others of the row say already.
    #[inline]
    pub(super) fn speaks(&mut self, column: usize) {
        self.repeats.0 &= !(1 << column);
    }

    /// The columns that have a value.
    #[inline]
    pub(super) fn present(&self) -> ColumnSet {
        self.present
    }

    /// The columns that say what others of the row say already.
    #[inline]
    pub(super) fn repeated(&self) -> ColumnSet {
        self.repeats
    }

    /// The value in a column.
    #[inline]
    pub(super) fn value(&self, column: usize) -> Value<'_> {
        if !self.present.has(column) {
            return Value::Absent;
        }
        match self.slots.get(column) {
            None => Value::Absent,
            Some(Slot::Word(word)) => Value::Word(word),
            Some(Slot::Made { from, to }) => Value::Word(self.texts.as_bytes().get(*from..*to).unwrap_or_default()),
            Some(Slot::Text { from, to }) => Value::Text(self.texts.get(*from..*to).unwrap_or_default()),
            Some(Slot::Whole(number)) => Value::Whole(*number),
            Some(Slot::Flag(flag)) => Value::Flag(*flag),
            Some(Slot::Day(day)) => Value::Day(*day),
            Some(Slot::Date(date)) => Value::Date(*date),
            Some(Slot::Amount) => Value::Amount(&self.amount),
        }
    }

    /// The text in a column; empty where it is absent or no text.
    pub(super) fn str(&self, column: usize) -> &str {
        match self.value(column) {
            Value::Text(text) => text,
            Value::Word(word) => std::str::from_utf8(word).unwrap_or_default(),
            _ => "",
        }
    }

    /// The day in a column; absent where there is none.
    pub(super) fn day_in(&self, column: usize) -> Option<Day> {
        match self.value(column) {
            Value::Day(day) => Some(day),
            _ => None,
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
            Value::Word(word) => Cell::Text(String::from_utf8_lossy(word).into_owned()),
            Value::Text(text) => Cell::Text(text.to_owned()),
            Value::Whole(number) => Cell::Whole(number),
            Value::Flag(flag) => Cell::Flag(flag),
            Value::Day(day) => Cell::Text(iso(day)),
            Value::Date(date) => Cell::Text(date.to_string()),
            Value::Amount(amount) => Cell::Text(amount.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Value};

    #[test]
    fn a_row_tells_what_it_has_and_what_says_nothing_new() {
        let mut row = Row::new(64);
        row.text(63, "last");
        row.flag(7, true);
        row.whole(0, 5);
        row.whole(1, 6);
        row.absent(1);
        row.repeats(7);
        let told = |row: &Row| row.present().without(row.repeated()).columns().collect::<Vec<_>>();
        assert_eq!((row.present().columns().collect(), told(&row)), (vec![0, 7, 63], vec![0, 63]));
        row.flag(7, true);
        assert_eq!(told(&row), [0, 7, 63], "what is set anew speaks");
        assert_eq!(row.present().and([1, 63].into_iter().collect()).columns().collect::<Vec<_>>(), [63]);
        row.clear();
        assert_eq!((row.value(0), told(&row)), (Value::Absent, Vec::new()));
    }

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
