//! An answer ready to be printed: tables for people, data for programs, from one record.
//!
//! Every query makes a [`Report`]; every format prints one. So each answer comes in every format, and a new
//! format serves every answer.

mod grid;
mod limit;
mod portion;
mod print;
mod records;
mod rows;

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

use self::records::{Open, Slot};
use crate::graph::{Ended, Rollup, Sums, Tally, Trust, View};
use crate::model::{Book, Currency, Interval, Money, MoneyLevel, Split, Status};

pub use crate::model::count;
pub use portion::{Portion, Wanted};
pub use print::{Format, Style, plain_markdown, print, write};
pub use records::{Records, Sheaf, write_with};
pub use rows::{Row, Rows};

/// An answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// What was asked, as a line over the answer.
    pub title: String,
    /// The tables, the main one first.
    pub sections: Vec<Section>,
    /// What a reader must know so as not to be misled, one sentence each.
    pub notes: Vec<String>,
    /// What a bound left out; absent where the answer is complete.
    pub truncated: Option<String>,
    /// The answer as data: the value of `"answer"` in JSON.
    pub answer: Value,
    /// The records of the main table as data, one a line in NDJSON.
    pub items: Vec<Value>,
    /// The view it was asked from, as data.
    pub view: Value,
}

/// A table of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its heading; empty for none.
    pub heading: String,
    /// The names of its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as wide as the columns.
    pub rows: Rows,
    /// How many of the first rows are totals of the others: they are shown however few rows are asked for.
    pub totals: usize,
    /// How many more rows there are that nobody asked to be told.
    pub more: usize,
    /// Whether it has no more than was asked for already, and must not be cut by its rows.
    pub is_cut: bool,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Numbers stand right.
    pub align: Align,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

impl Section {
    /// A table with a heading and columns; a name that starts with `#` makes a column of numbers.
    pub fn new(heading: impl Into<String>, columns: &[&'static str]) -> Self {
        let columns = columns.iter().map(|name| match name.strip_prefix('#') {
            Some(name) => Column { name, align: Align::Right },
            None => Column { name, align: Align::Left },
        });
        Self { heading: heading.into(), columns: columns.collect(), ..Self::default() }
    }

    /// Adds a row.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells);
    }
}

impl Report {
    /// The whole report as one JSON value.
    pub fn to_json(&self) -> Value {
        json!(Whole { report: self, slot: None })
    }
}

/// A report as JSON has it.
struct Whole<'r> {
    report: &'r Report,
    /// The place of the records in the answer, where it holds none itself.
    slot: Option<&'r Slot>,
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Report { title, notes, truncated, answer, view, .. } = self.report;
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("title", title)?;
        fields.serialize_entry("view", view)?;
        match self.slot {
            None => fields.serialize_entry("answer", answer)?,
            Some(slot) => fields.serialize_entry("answer", &Open(answer, slot))?,
        }
        fields.serialize_entry("notes", notes)?;
        fields.serialize_entry("truncated", &truncated.is_some())?;
        if let Some(left_out) = truncated {
            fields.serialize_entry("left_out", left_out)?;
        }
        fields.end()
    }
}

/// A view as data.
pub fn view_record(book: &Book, view: &View) -> Value {
    let trust = match view.trust {
        Trust::All => "all".to_owned(),
        Trust::Official => "official".to_owned(),
        Trust::Latest => "latest".to_owned(),
        Trust::Source(source) => format!("source:{}", book.source(source).id),
    };
    json!({
        "as_of": view.as_of,
        "known_at": view.known_at,
        "trust": trust,
        "min_status": view.min_status,
        "money": view.money,
        "rollup": view.rollup == Rollup::Wholes,
        "ended": view.ended == Ended::Shown,
    })
}

/// What a view sees otherwise than the plain one, in sentences, out of its [record](view_record); none for the plain one.
/// By which money it ranks is none of them: tables say so where it matters.
pub fn seen(view: &Value) -> Vec<String> {
    let text = |field: &str| view.get(field).and_then(Value::as_str);
    let is = |field: &str, usual: bool| view.get(field).and_then(Value::as_bool).is_some_and(|it| it != usual);
    let mut seen = Vec::new();
    seen.extend(text("as_of").map(|date| format!("As of {date}.")));
    seen.extend(text("known_at").map(|date| format!("As known at {date}.")));
    if let Some(status) = text("min_status").filter(|status| *status != Status::Rumoured.word()) {
        let word = status.to_lowercase();
        seen.push(format!("Only what is at least {word}; of other deals the tranches that are."));
    }
    match text("trust") {
        None | Some("all") => {}
        Some("official") => seen.push("As filings, press releases and companies tell it.".to_owned()),
        Some("latest") => seen.push("As the most recent source of each field tells it.".to_owned()),
        Some(source) => seen.push(format!("As {} tells it.", source.strip_prefix("source:").unwrap_or(source))),
    }
    if is("ended", false) {
        seen.push("Deals that are over are there, too.".to_owned());
    }
    if is("rollup", true) {
        seen.push("Parts stand for themselves.".to_owned());
    }
    seen
}

/// An interval of minor units as people read it; a dash for nothing.
pub fn money_cell(currency: Currency, interval: Interval) -> String {
    if interval.is_zero() { "–".to_owned() } else { Money::from_interval(currency, interval).to_string() }
}

/// The totals of a tally at one level, by currency, with the deals that state nothing; "at least" where nobody states a part of
/// one that is counted.
pub fn tally_cell(tally: &Tally, level: MoneyLevel) -> String {
    let is_partly = tally.partly_at[level.number()];
    totals_cell(&tally.totals, (tally.counted.len(), tally.unstated_at[level.number()]), (level, is_partly))
}

/// The totals of some sums at one level, by currency, with the deals that state nothing.
pub fn sums_cell(sums: &Sums, level: MoneyLevel) -> String {
    totals_cell(&sums.totals, (sums.counted, sums.unstated_at[level.number()]), (level, false))
}

fn totals_cell(
    totals: &BTreeMap<Currency, Split>,
    (counted, unstated): (usize, usize),
    (level, is_partly): (MoneyLevel, bool),
) -> String {
    let stated: Vec<String> = totals
        .iter()
        .map(|(currency, split)| (currency, split.at(level)))
        .filter(|(_, interval)| !interval.is_zero())
        .map(|(currency, interval)| {
            money_cell(*currency, if is_partly { Interval::at_least(interval.lower()) } else { interval })
        })
        .collect();
    match (stated.is_empty(), unstated) {
        (true, 0) if is_partly => "not stated".to_owned(),
        (true, 0) => "–".to_owned(),
        (true, _) if counted == 0 => "not stated".to_owned(),
        (true, unstated) => format!("{unstated} not stated"),
        (false, 0) => stated.join(" + "),
        (false, unstated) => format!("{} + {unstated} not stated", stated.join(" + ")),
    }
}
