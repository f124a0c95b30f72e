//! Rows of a table of texts, read one after another, whatever file they stand in.

use std::io::{BufRead, Read};
use std::ops::Range;
use std::rc::Rc;

use csv::StringRecord;

use super::delimited::{Delimited, Record};
use super::format::{Given, ImportError};
use super::input::{NOT_UTF_8, Stream, Tail, Text, count_of};
use super::mapping::Mapping;
use super::notation::Comma;
use crate::report::count;

/// One row: its line, and its cells or what is wrong with it.
pub(super) type Row = (usize, Result<StringRecord, String>);

/// A table being read.
pub(super) struct Rows<'g> {
    /// The names of its columns.
    pub header: Header,
    /// Its rows, one after another.
    pub rows: Box<dyn Iterator<Item = Row> + 'g>,
}

/// The names of columns, in lower case.
#[derive(Debug, Clone)]
pub(super) struct Header(Vec<String>);

/// Who wrote a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// This program: a cell may hold anything.
    Ours,
    /// Another program: a cell that holds whole rows was not closed.
    Theirs,
}

/// The most columns that a table may have.
const MOST_COLUMNS: usize = 10_000;
/// The longest first line that is looked at, in bytes.
const LONGEST_HEADER: u64 = 1 << 22;

impl<'g> Rows<'g> {
    /// Opens delimited text as [`CsvRows`] do.
    ///
    /// # Errors
    /// When the file is empty or its header is no header. Faults of single rows stay with them.
    pub(super) fn read(text: &'g Text, given: &Given<'g>, writer: Writer) -> Result<Self, ImportError> {
        let (header, mut rows) = CsvRows::open(text, given, writer)?;
        let next = move || rows.next().map(|(line, row)| (line, row.map(|cells| cells.iter().collect())));
        Ok(Self { header, rows: Box::new(std::iter::from_fn(next)) })
    }

    /// A table that is read elsewhere.
    #[cfg(feature = "parquet")]
    pub(super) fn new(header: Vec<String>, rows: impl Iterator<Item = Row> + 'g) -> Self {
        Self { header: Header(header), rows: Box::new(rows) }
    }
}

impl<'g> CsvRows<'g> {
    /// Opens delimited text; the delimiter is whichever of comma, semicolon and tab stands most often in the header.
    ///
    /// # Errors
    /// When the file is empty or its header is no header. Faults of single rows stay with them.
    pub(super) fn open(text: &'g Text, given: &Given<'g>, writer: Writer) -> Result<(Header, Self), ImportError> {
        let mut stream = text.open(given)?;
        let tail = stream.tail();
        let mut first = Vec::new();
        let io = |error: std::io::Error| text.refuse(&error.to_string());
        stream.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut first).map_err(io)?;
        let count = |delimiter: u8| count_of(&first, delimiter);
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|it| (count(*it), *it == b',')).unwrap_or(b',');
        let columns = count(delimiter).saturating_add(1);
        if columns > MOST_COLUMNS {
            return Err(text.refuse(&format!("the header has {columns} columns; at most {MOST_COLUMNS} make sense")));
        }
        if first.len() as u64 == LONGEST_HEADER {
            return Err(text.refuse("the first line is longer than four million bytes: it is no header"));
        }
        let mut records = Delimited::new(first, stream, delimiter);
        let empty = || text.refuse("the file is empty: no header was found");
        let written = records.next().map_err(io)?.ok_or_else(empty)?;
        let cells = Cells::of(&written).ok_or_else(|| text.refuse(&format!("line 1: {NOT_UTF_8}")))?;
        let header: Vec<String> = cells.iter().map(|name| name.trim().to_lowercase()).collect();
        if header.iter().all(String::is_empty) {
            return Err(empty());
        }
        for (rank, name) in header.iter().enumerate() {
            if !name.is_empty() && header.iter().take(rank).any(|earlier| earlier == name) {
                return Err(text.refuse(&format!("the column \"{name}\" stands in the header twice")));
            }
        }
        let form = Form { width: header.len(), delimiter, writer };
        let rows = CsvRows { records, form, tail };
        Ok((Header(header), rows))
    }

    /// What a comma in a number means: tables with semicolons come from where decimals are written with one.
    pub(super) const fn comma(&self) -> Comma {
        if self.form.delimiter == b';' { Comma::Either } else { Comma::Thousands }
    }

    /// How many bytes stand before the next row.
    pub(super) const fn passed(&self) -> u64 {
        self.records.passed()
    }

    /// The next row: its line, and its cells or what is wrong with it.
    pub(super) fn next(&mut self) -> Option<(usize, Result<Cells<'_>, String>)> {
        let line = self.records.line();
        let record = match self.records.next() {
            Ok(record) => record?,
            // Reading would fail again.
            Err(error) => return Some((line, Err(format!("{error}; nothing after it was read")))),
        };
        let row = self.form.cells(&record);
        if record.is_last && self.tail.is_odd() {
            let runs_on = row.as_ref().is_ok_and(|cells| cells.iter().next_back().is_some_and(|it| it.ends_with('\n')));
            if !self.tail.ends_a_line() || runs_on || row.is_err() {
                return Some((line, Err("the file ends inside a quoted cell of this row".to_owned())));
            }
        }
        Some((record.line, row))
    }
}

impl Header {
    /// The position of the column of a name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|column| column == name)
    }

    /// The names of the columns at other places than those given.
    pub(super) fn others(&self, places: &[usize]) -> Vec<&str> {
        let other = self.0.iter().enumerate().filter(|(at, _)| !places.contains(at));
        other.map(|(_, name)| name.as_str()).collect()
    }

    /// Refuses a table that lacks a column.
    ///
    /// # Errors
    /// When one of the names is not in the header; the header is told.
    pub(super) fn needs(&self, text: &Text, names: &[&str]) -> Result<(), ImportError> {
        self.needs_mapped(text, names, &Mapping::default())
    }

    /// The same, where a mapping names columns: the lines of it that name those that are lacking are told.
    ///
    /// # Errors
    /// When one of the names is not in the header.
    pub(super) fn needs_mapped(&self, text: &Text, names: &[&str], mapping: &Mapping) -> Result<(), ImportError> {
        let lacking: Vec<&str> = names.iter().copied().filter(|name| self.column(name).is_none()).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = lacking.iter().filter_map(|column| mapping.line_of(column)).collect();
        let lines = if lines.is_empty() { String::new() } else { format!(" ({})", lines.join("; ")) };
        let shown: Vec<&str> = self.0.iter().take(20).map(String::as_str).collect();
        let delimiter = if self.0.len() == 1 { "; columns are parted by comma, semicolon or tab" } else { "" };
        let lacking = lacking.join("\", \"");
        let why = format!("no column \"{lacking}\"{lines}; the header has: {}{delimiter}", shown.join(", "));
        Err(text.refuse(&why))
    }
}

/// The rows of a delimited text.
pub(super) struct CsvRows<'g> {
    records: Delimited<Stream<'g>>,
    form: Form,
    tail: Rc<Tail>,
}

/// What rows of a table look like.
#[derive(Debug, Clone, Copy)]
struct Form {
    width: usize,
    delimiter: u8,
    writer: Writer,
}

/// The cells of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'r> {
    text: &'r str,
    ranges: &'r [Range<usize>],
}

impl<'r> Cells<'r> {
    /// The cells of a record; `None` where they are not UTF-8.
    fn of(record: &Record<'r>) -> Option<Self> {
        let &Record { text, cells: ranges, is_quoted, .. } = record;
        let text = std::str::from_utf8(text).ok()?;
        // Where nothing stands between cells, a letter may begin in one and end in the next.
        let is_apart = |cell: &Range<usize>| text.is_char_boundary(cell.end);
        (!is_quoted || ranges.iter().all(is_apart)).then_some(Self { text, ranges })
    }

    /// The cell of a column.
    pub(super) fn get(&self, column: usize) -> Option<&'r str> {
        self.ranges.get(column).and_then(|cell| self.text.get(cell.clone()))
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &'r str> {
        self.ranges.iter().filter_map(|cell| self.text.get(cell.clone()))
    }
}

impl Form {
    fn cells<'r>(self, record: &Record<'r>) -> Result<Cells<'r>, String> {
        let &Record { text, cells, is_quoted, .. } = record;
        let cell = |at: &Range<usize>| text.get(at.clone()).unwrap_or_default();
        let runs_on = || is_quoted && cells.iter().any(|at| cell(at).contains(&b'\n'));
        if cells.len() != self.width {
            let open = if runs_on() { "; a cell of it runs over several lines: is a quote left open?" } else { "" };
            return Err(format!("{} under a header of {}{open}", count(cells.len(), "cell", "cells"), self.width));
        }
        let is_row = |line: &[u8]| count_of(line, self.delimiter).saturating_add(1) >= self.width;
        let holds_rows = |at: &Range<usize>| {
            let cell = cell(at);
            cell.contains(&b'\n') && cell.split(|byte| *byte == b'\n').any(is_row)
        };
        if self.writer == Writer::Theirs && self.width > 2 && is_quoted && cells.iter().any(holds_rows) {
            return Err("a cell of it holds what look like whole rows: is a quote left open?".to_owned());
        }
        Cells::of(record).ok_or_else(|| NOT_UTF_8.to_owned())
    }
}
