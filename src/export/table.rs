//! Tables of plain values, the common ground of every exporter.

use crate::model::{Capacity, Interval, Money, Share};

/// A table: its columns, and rows as wide as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, which also names its file.
    pub name: &'static str,
    /// What one row is, for the README of a bundle.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, in snake case.
    pub name: String,
    /// What its values are.
    pub holds: Holds,
    /// What a value means, with its unit, and what absence means.
    pub about: String,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Whole numbers of 64 bits.
    Whole,
    /// Yes or no.
    Flag,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Absent,
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
}

impl Table {
    /// A table without rows yet.
    pub fn new(name: &'static str, about: &'static str, columns: Vec<Column>) -> Self {
        Self { name, about, columns, rows: Vec::new() }
    }

    /// The position of the column of a name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The cell of a row in the column of a name; absent where there is no such column.
    pub fn cell<'t>(&self, row: &'t [Cell], name: &str) -> &'t Cell {
        self.column(name).and_then(|position| row.get(position)).unwrap_or(&Cell::Absent)
    }

    /// The text of a row in the column of a name; empty where it is absent.
    pub fn text<'t>(&self, row: &'t [Cell], name: &str) -> &'t str {
        self.cell(row, name).as_text().unwrap_or_default()
    }
}

impl Column {
    /// A column of texts.
    pub fn text(name: &str, about: &str) -> Self {
        Self { name: name.to_owned(), holds: Holds::Text, about: about.to_owned() }
    }

    /// A column of whole numbers.
    pub fn whole(name: &str, about: &str) -> Self {
        Self { name: name.to_owned(), holds: Holds::Whole, about: about.to_owned() }
    }

    /// A column of yes and no.
    pub fn flag(name: &str, about: &str) -> Self {
        Self { name: name.to_owned(), holds: Holds::Flag, about: about.to_owned() }
    }

    /// The four columns of an amount: as written, its currency, and its ends in minor units.
    pub fn money(name: &str, about: &str) -> [Self; 4] {
        [
            Self::text(name, &format!("{about}, as a book writes it")),
            Self::text(&format!("{name}_currency"), "ISO 4217 code; absent where undisclosed"),
            Self::whole(&format!("{name}_lower"), "least, in minor units (cents); absent where undisclosed"),
            Self::whole(&format!("{name}_upper"), "most, in minor units; absent where no most is known"),
        ]
    }

    /// The two columns of an interval.
    pub fn interval(name: &str, about: &str) -> [Self; 2] {
        [
            Self::whole(&format!("{name}_lower"), &format!("least of: {about}")),
            Self::whole(&format!("{name}_upper"), &format!("most of: {about}; absent where no most is known")),
        ]
    }
}

impl Cell {
    /// A text, where there is one.
    pub fn of<T: ToString>(value: Option<T>) -> Self {
        value.map_or(Self::Absent, |value| Self::Text(value.to_string()))
    }

    /// A text that is always there.
    pub fn text<T: ToString + ?Sized>(value: &T) -> Self {
        Self::Text(value.to_string())
    }

    /// A list as a JSON array; absent where empty.
    pub fn list(items: &[String]) -> Self {
        if items.is_empty() { Self::Absent } else { Self::Text(serde_json::json!(items).to_string()) }
    }

    /// A count. Absent where it does not fit into 64 bits, which no checked book can reach but by amounts
    /// above ninety thousand trillion; the text beside it still says it exactly.
    pub fn whole(value: Option<u128>) -> Self {
        value.and_then(|value| i64::try_from(value).ok()).map_or(Self::Absent, Self::Whole)
    }

    /// The two cells of an interval.
    pub fn interval(interval: Option<Interval>) -> [Self; 2] {
        [Self::whole(interval.map(Interval::lower)), Self::whole(interval.and_then(Interval::upper))]
    }

    /// The four cells of an amount.
    pub fn money(amount: Option<Money>) -> [Self; 4] {
        let currency = amount.and_then(Money::currency);
        let [lower, upper] = Self::interval(amount.filter(|it| !it.is_undisclosed()).map(Money::interval));
        [Self::of(amount), Self::of(currency), lower, upper]
    }

    /// The three cells of a share.
    pub fn share(share: Option<Share>) -> [Self; 3] {
        let [lower, upper] = Self::interval(share.map(Share::interval));
        [Self::of(share), lower, upper]
    }

    /// The four cells of a capacity.
    pub fn capacity(capacity: Option<Capacity>) -> [Self; 4] {
        let unit = capacity.map(|capacity| format!("{:?}", capacity.unit()).to_lowercase());
        let [lower, upper] = Self::interval(capacity.map(Capacity::interval));
        [Self::of(capacity), Self::of(unit), lower, upper]
    }

    /// The text; `None` where it is no text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number; `None` where it is no number.
    pub const fn as_whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether it is absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value in plain text; `None` where absent.
    pub fn plain(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Text(text) => Some(text.clone()),
            Self::Whole(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
        }
    }

    /// The value in JSON; null where absent.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Absent => serde_json::Value::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Whole(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
        }
    }
}
