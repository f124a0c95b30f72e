//! The records of a long list, made while they are written. As values in memory they would take many times what they tell,
//! and of a large book there are millions.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use serde::ser::{Serialize, SerializeSeq as _, Serializer};
use serde_json::Value;

use super::{Format, Report, Style, Whole, print};
use crate::model::in_order;

/// So many records are made at once.
const PIECE: usize = 256;

type Make<'r> = Box<dyn Fn(Range<usize>, &mut Sheaf) + Sync + 'r>;

/// The records of the main table of a report as data: how many there are, and what makes those at some positions.
///
/// A report that is written with records has none of them itself, but the place for them in its answer.
pub struct Records<'r> {
    /// The field of the answer in which they stand; empty where they are the answer.
    field: &'static str,
    count: usize,
    make: Make<'r>,
}

impl<'r> Records<'r> {
    /// So many records, each made by its position.
    pub fn each<T: Serialize>(field: &'static str, count: usize, make: impl Fn(usize) -> T + Sync + 'r) -> Self {
        Self::in_pieces(field, count, move |positions, sheaf| {
            positions.for_each(|position| sheaf.push(&make(position)));
        })
    }

    /// So many records, made for several positions at once.
    pub fn in_pieces(field: &'static str, count: usize, make: impl Fn(Range<usize>, &mut Sheaf) + Sync + 'r) -> Self {
        Self { field, count, make: Box::new(make) }
    }

    /// The first of them, at most so many.
    #[must_use]
    pub fn first(self, most: usize) -> Self {
        Self { count: self.count.min(most), ..self }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them at once, for whoever holds them anyway.
    pub fn collect(&self) -> Vec<Value> {
        let mut all = Sheaf::new(Form::Values);
        (self.make)(0..self.count, &mut all);
        all.values
    }

    /// Writes the records in order, `between` standing between two pieces. They are made piece by piece by all processors,
    /// a few pieces ahead.
    fn write(&self, form: Form, between: &str, out: &mut dyn Write) -> io::Result<()> {
        let make = |piece: usize| {
            let from = piece.saturating_mul(PIECE);
            let mut sheaf = Sheaf::new(form);
            (self.make)(from..from.saturating_add(PIECE).min(self.count), &mut sheaf);
            sheaf.bytes
        };
        let mut is_first = true;
        in_order(
            self.count.div_ceil(PIECE),
            || make,
            |bytes: Vec<u8>| {
                if !std::mem::take(&mut is_first) {
                    out.write_all(between.as_bytes())?;
                }
                out.write_all(&bytes)
            },
        )
    }
}

impl fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("field", &self.field).field("count", &self.count).finish_non_exhaustive()
    }
}

/// As what records are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Values,
    /// As texts of one line.
    Lines,
    /// As items of a list, so deep inside of others.
    Items(usize),
}

/// Where records are put as they are made.
#[derive(Debug)]
pub struct Sheaf {
    form: Form,
    values: Vec<Value>,
    bytes: Vec<u8>,
}

impl Sheaf {
    const fn new(form: Form) -> Self {
        Self { form, values: Vec::new(), bytes: Vec::new() }
    }

    /// Puts a record behind those before it. One that JSON cannot tell is told as null.
    pub fn push(&mut self, record: &impl Serialize) {
        match self.form {
            Form::Values => self.values.push(serde_json::to_value(record).unwrap_or_default()),
            Form::Lines => {
                self.bytes.extend(serde_json::to_vec(record).unwrap_or_else(|_| NULL.to_vec()));
                self.bytes.push(b'\n');
            }
            Form::Items(depth) => {
                if !self.bytes.is_empty() {
                    self.bytes.push(b',');
                    self.bytes.push(b'\n');
                }
                let text = serde_json::to_vec_pretty(record).unwrap_or_else(|_| NULL.to_vec());
                // No line ends within a text of JSON: there it is written as an escape.
                for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
                    if number > 0 {
                        self.bytes.push(b'\n');
                    }
                    self.bytes.extend(std::iter::repeat_n(b' ', depth * INDENT));
                    self.bytes.extend_from_slice(line);
                }
            }
        }
    }
}

const NULL: &[u8] = b"null";

/// So many blanks stand before each line for each list or object that it is in.
const INDENT: usize = 2;

/// The place for records in an answer: the empty list, of which it is noted where it was written.
pub(super) struct Slot {
    field: &'static str,
    /// How many bytes have been written.
    written: Cell<usize>,
    at: Cell<usize>,
    depth: Cell<usize>,
}

impl Serialize for Slot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.at.set(self.written.get());
        serializer.serialize_seq(Some(0))?.end()
    }
}

/// An answer with the place for records.
pub(super) struct Open<'r>(pub &'r Value, pub &'r Slot);

impl Serialize for Open<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(answer, slot) = self;
        match answer {
            Value::Object(fields) if !slot.field.is_empty() => {
                slot.depth.set(3);
                serializer.collect_map(fields.iter().map(|(name, value)| (name, Part::of(name, value, slot))))
            }
            _ => slot.serialize(serializer),
        }
    }
}

/// A field of an answer.
enum Part<'r> {
    Slot(&'r Slot),
    Value(&'r Value),
}

impl<'r> Part<'r> {
    fn of(name: &str, value: &'r Value, slot: &'r Slot) -> Self {
        if name == slot.field { Self::Slot(slot) } else { Self::Value(value) }
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Slot(slot) => slot.serialize(serializer),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

/// Bytes in memory, and how many there are for whoever else must know.
struct Counted<'s> {
    bytes: Vec<u8>,
    written: &'s Cell<usize>,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.written.set(self.bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a report as [`write()`](super::write) does one that holds its records, making them while they are written.
///
/// # Errors
/// Those of the writer.
pub fn write_with(
    report: &Report,
    records: &Records<'_>,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json(report, records, out),
        Format::Ndjson => {
            records.write(Form::Lines, "", out)?;
            print::write(report, format, style, out)
        }
        Format::Table | Format::Csv | Format::Markdown => print::write(report, format, style, out),
    }
}

/// What stands around the records is written into memory first, to know where they go.
fn json(report: &Report, records: &Records<'_>, out: &mut dyn Write) -> io::Result<()> {
    let slot = Slot { field: records.field, written: Cell::new(0), at: Cell::new(0), depth: Cell::new(2) };
    let mut frame = Counted { bytes: Vec::new(), written: &slot.written };
    serde_json::to_writer_pretty(&mut frame, &Whole { report, slot: Some(&slot) })?;
    let (before, rest) = frame.bytes.split_at(slot.at.get());
    let depth = slot.depth.get();
    out.write_all(before)?;
    if records.is_empty() {
        out.write_all(rest)?;
        return writeln!(out);
    }
    writeln!(out, "[")?;
    records.write(Form::Items(depth), ",\n", out)?;
    write!(out, "\n{:1$}]", "", depth.saturating_sub(1) * INDENT)?;
    out.write_all(rest.strip_prefix(b"[]").unwrap_or(rest))?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(position: usize) -> Value {
        json!({ "id": position, "lines": "a\nb", "list": [1, {}], "empty": [], "none": null })
    }

    fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("memory takes every byte");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn records_made_while_they_are_written_give_the_same_bytes_as_those_held() {
        for count in [0, 1, 2, PIECE - 1, PIECE, PIECE + 1, 10 * PIECE + 3] {
            let list: Vec<Value> = (0..count).map(record).collect();
            for field in ["", "rows"] {
                let answer = |list: Vec<Value>| match field {
                    "" => json!(list),
                    // The same words stand where no records are.
                    field => json!({ "first": "rows", field: list, "last": { "rows": [] } }),
                };
                let report = |list: &[Value]| Report {
                    title: "[] \"answer\": []".to_owned(),
                    answer: answer(list.to_vec()),
                    items: list.to_vec(),
                    ..Report::default()
                };
                let records = Records::each(field, count, record);
                assert_eq!(records.collect(), list);
                for format in [Format::Json, Format::Ndjson] {
                    let style = Style::default();
                    let held = written(|out| print::write(&report(&list), format, style, out));
                    let made = written(|out| write_with(&report(&[]), &records, format, style, out));
                    assert!(made == held, "{count} records in \"{field}\" as {format:?}");
                }
            }
        }
    }
}
