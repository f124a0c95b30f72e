//! How much of an answer is wanted. Of a large book a whole list, and still more its data, is more than fits in memory.

use serde_json::Value;

use super::Records;

/// What of a report is wanted: what one format prints of it. Data takes many times the memory of what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    All,
    /// The tables.
    Rows,
    /// The answer as data.
    Answer,
    /// The records one by one.
    Items,
    /// The answer as data but for the records of the main table, which are made while they are written
    /// ([`Records`](super::Records)).
    Frame,
}

/// How much of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// The most rows; what is left out is counted.
    pub most: usize,
    /// As what.
    pub wanted: Wanted,
}

impl Portion {
    /// All of it.
    pub const ALL: Self = Self { most: usize::MAX, wanted: Wanted::All };

    /// Whether the tables are wanted.
    pub const fn rows(self) -> bool {
        matches!(self.wanted, Wanted::All | Wanted::Rows)
    }

    /// Whether data is wanted, be it as an answer or one by one.
    pub const fn data(self) -> bool {
        !matches!(self.wanted, Wanted::Rows)
    }

    /// Whether the records of the main table are wanted as data that is held.
    pub const fn records(self) -> bool {
        !matches!(self.wanted, Wanted::Rows | Wanted::Frame)
    }

    /// Adds a record to the data, where that is wanted.
    pub fn push(self, items: &mut Vec<Value>, record: impl FnOnce() -> Value) {
        if self.records() {
            items.push(record());
        }
    }

    /// Records as the list of an answer, and one by one, as far as either is wanted.
    pub fn held(self, records: &Records<'_>) -> (Value, Vec<Value>) {
        self.split(if self.records() { records.collect() } else { Vec::new() })
    }

    /// The records as the list of an answer, and one by one, as far as either is wanted.
    pub fn split(self, items: Vec<Value>) -> (Value, Vec<Value>) {
        match self.wanted {
            Wanted::All => (Value::Array(items.clone()), items),
            Wanted::Answer => (Value::Array(items), Vec::new()),
            Wanted::Rows | Wanted::Items | Wanted::Frame => (Value::Array(Vec::new()), items),
        }
    }
}
