//! Rows of a table of texts, read one after another, whatever file they stand in.

use std::io::{BufRead, Cursor, Read};
use std::rc::Rc;

use csv::{ByteRecord, StringRecord};

use super::format::{Given, ImportError};
use super::input::{NOT_UTF_8, Stream, Tail, Text, count_of};
use super::lines::{Lined, Lines};

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
/// The most bytes that are set aside for a row that has not been read.
const LONGEST_GUESS: usize = 1 << 12;
/// The longest first line that is looked at, in bytes.
const LONGEST_HEADER: u64 = 1 << 22;

impl<'g> Rows<'g> {
    /// Opens delimited text as [`CsvRows`] do.
    ///
    /// # Errors
    /// When the file is empty or its header is no header. Faults of single rows stay with them.
    pub(super) fn read(text: &'g Text, given: &Given<'g>, writer: Writer) -> Result<Self, ImportError> {
        let (header, rows) = CsvRows::open(text, given, writer)?;
        Ok(Self { header, rows: Box::new(rows) })
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
        let lined = Lined::new(Cursor::new(first).chain(stream));
        let lines = lined.lines();
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(lined);
        let written = reader.byte_headers().map_err(|error| text.refuse(&error.to_string()))?;
        let names = written.iter().map(|name| std::str::from_utf8(name).map(|name| name.trim().to_lowercase()));
        let header: Vec<String> =
            names.collect::<Result<_, _>>().map_err(|_| text.refuse(&format!("line 1: {NOT_UTF_8}")))?;
        if header.iter().all(String::is_empty) {
            return Err(text.refuse("the file is empty: no header was found"));
        }
        for (rank, name) in header.iter().enumerate() {
            if !name.is_empty() && header.iter().take(rank).any(|earlier| earlier == name) {
                return Err(text.refuse(&format!("the column \"{name}\" stands in the header twice")));
            }
        }
        let rows = CsvRows {
            reader,
            lines,
            width: header.len(),
            delimiter,
            writer,
            tail,
            held: None,
            is_over: false,
            longest: 0,
            spare: None,
        };
        Ok((Header(header), rows))
    }

    /// Gives a row back, so that the next may be read into the memory that it has.
    pub(super) fn give_back(&mut self, row: Result<StringRecord, String>) {
        self.spare = row.ok().or_else(|| self.spare.take());
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
        let lacking: Vec<&str> = names.iter().copied().filter(|name| self.column(name).is_none()).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let shown: Vec<&str> = self.0.iter().take(20).map(String::as_str).collect();
        let delimiter = if self.0.len() == 1 { "; columns are parted by comma, semicolon or tab" } else { "" };
        let why = format!("no column \"{}\"; the header has: {}{delimiter}", lacking.join("\", \""), shown.join(", "));
        Err(text.refuse(&why))
    }
}

/// The rows of a delimited text. One row is held back, since what ends the file is told of the last one.
pub(super) struct CsvRows<'g> {
    reader: csv::Reader<Lined<std::io::Chain<Cursor<Vec<u8>>, Stream<'g>>>>,
    lines: Rc<Lines>,
    width: usize,
    delimiter: u8,
    writer: Writer,
    tail: Rc<Tail>,
    held: Option<Row>,
    is_over: bool,
    /// The bytes of the longest row yet, within reason.
    longest: usize,
    /// A row that nobody needs any more.
    spare: Option<StringRecord>,
}

impl Iterator for CsvRows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let (line, row) = self.held.take().or_else(|| self.fetch())?;
        self.held = self.fetch();
        if self.held.is_none() && self.tail.is_odd() {
            let runs_on =
                row.as_ref().is_ok_and(|cells| cells.iter().next_back().is_some_and(|cell| cell.ends_with('\n')));
            if !self.tail.ends_a_line() || runs_on || row.is_err() {
                return Some((line, Err("the file ends inside a quoted cell of this row".to_owned())));
            }
        }
        Some((line, row))
    }
}

impl CsvRows<'_> {
    fn fetch(&mut self) -> Option<Row> {
        if self.is_over {
            return None;
        }
        // Most rows are about as long as the one before.
        let new = || ByteRecord::with_capacity(self.longest, self.width);
        let mut record = self.spare.take().map_or_else(new, StringRecord::into_byte_record);
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => {
                let line = record.position().and_then(|position| self.lines.of_record(position.byte())).unwrap_or(0);
                self.longest = self.longest.max(record.as_slice().len().min(LONGEST_GUESS));
                Some((line, self.cells(record)))
            }
            Ok(false) => {
                self.is_over = true;
                None
            }
            Err(error) => {
                // Only reading itself can fail here, and it would fail again.
                self.is_over = true;
                let line = usize::try_from(self.reader.position().line()).unwrap_or(0);
                Some((line, Err(format!("{error}; nothing after it was read"))))
            }
        }
    }

    fn cells(&self, record: ByteRecord) -> Result<StringRecord, String> {
        if record.len() != self.width {
            let open = if record.iter().any(|cell| cell.contains(&b'\n')) {
                "; a cell of it runs over several lines: is a quote left open?"
            } else {
                ""
            };
            return Err(format!("{} cells under a header of {}{open}", record.len(), self.width));
        }
        let holds_rows = |cell: &[u8]| {
            cell.contains(&b'\n')
                && self.width > 2
                && cell
                    .split(|byte| *byte == b'\n')
                    .any(|line| count_of(line, self.delimiter).saturating_add(1) >= self.width)
        };
        if self.writer == Writer::Theirs && record.iter().any(holds_rows) {
            return Err("a cell of it holds what look like whole rows: is a quote left open?".to_owned());
        }
        StringRecord::from_byte_record(record).map_err(|_| NOT_UTF_8.to_owned())
    }
}
