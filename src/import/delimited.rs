//! Records of delimited text, found where they stand: no cell is copied unless there are quotes in its record.
//!
//! ```text
//! bytes ─▶ [ … │ record │ … ] ─▶ cells, as ranges of these bytes
//!                  └─ a quote in it ─csv-core─▶ cells, as ranges of a text without quotes
//! ```
//!
//! A record ends with `\n`, `\r` or both, and lines that hold nothing are passed over, as in the crate csv.

use std::io::{self, Read};
use std::ops::Range;

use csv_core::ReadRecordResult;

use super::line_count::LineCount;
use super::quoted::Quoted;
use crate::model::seek::{each, first_eight};

/// How many bytes are read at once.
const PIECE: usize = if cfg!(test) { 1 << 4 } else { 1 << 16 };

/// Delimited text that is being read.
#[derive(Debug)]
pub(super) struct Delimited<R> {
    inner: R,
    delimiter: u8,
    /// Bytes that were read; those before the record in question are not needed any more.
    bytes: Vec<u8>,
    /// Where the record begins.
    begin: usize,
    /// Where what follows it begins.
    at: usize,
    /// How many bytes were read before the first of these.
    forgotten: u64,
    line: LineCount,
    /// Whether no more bytes come.
    is_over: bool,
    /// Why not, if they were not all read.
    failed: Option<io::Error>,
    quoted: Quoted,
    /// The cells, counted from the beginning of the record's text.
    cells: Vec<Range<usize>>,
}

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'r> {
    /// The line it begins on, counted from 1.
    pub line: usize,
    /// Whether there is a quote in it.
    pub is_quoted: bool,
    /// Whether no other record follows it.
    pub is_last: bool,
    pub text: &'r [u8],
    /// Its cells, as parts of the text.
    pub cells: &'r [Range<usize>],
}

impl<R: Read> Delimited<R> {
    /// Reads what stands in `first`, and then `inner`.
    pub(super) fn new(first: Vec<u8>, inner: R, delimiter: u8) -> Self {
        let mut made = Self {
            inner,
            delimiter,
            bytes: first,
            begin: 0,
            at: 0,
            forgotten: 0,
            line: LineCount::default(),
            is_over: false,
            failed: None,
            quoted: Quoted::new(delimiter),
            cells: Vec::new(),
        };
        made.skip();
        made
    }

    /// The line of the next record, counted from 1.
    pub(super) const fn line(&self) -> usize {
        self.line.line()
    }

    /// How many bytes stand before the next record.
    pub(super) const fn passed(&self) -> u64 {
        self.forgotten.saturating_add(self.at as u64)
    }

    /// Returns the next record; `None` where there is no more.
    ///
    /// # Errors
    /// When a record could not be read to its end; nothing comes after that.
    pub(super) fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        if self.rest().is_empty() {
            return self.failed.take().map_or(Ok(None), Err);
        }
        self.begin = self.at;
        let line = self.line.line();
        let is_quoted = !self.plain()?;
        if is_quoted {
            self.quoted()?;
        }
        let length = self.at.saturating_sub(self.begin);
        self.skip();
        let is_last = self.rest().is_empty();
        let text = if is_quoted {
            self.quoted.text.get(..self.cells.last().map_or(0, |cell| cell.end))
        } else {
            self.bytes.get(self.begin..self.begin.saturating_add(length))
        };
        Ok(Some(Record { line, is_quoted, is_last, text: text.unwrap_or_default(), cells: &self.cells }))
    }

    /// What was read and not passed yet.
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Reads more behind what is there, and forgets what stands before the record. Returns whether there is more.
    fn read_more(&mut self) -> bool {
        if self.is_over {
            return false;
        }
        self.bytes.drain(..self.begin);
        self.forgotten = self.forgotten.saturating_add(self.begin as u64);
        self.at = self.at.saturating_sub(self.begin);
        self.begin = 0;
        let known = self.bytes.len();
        self.bytes.resize(known.saturating_add(PIECE), 0);
        let read = loop {
            match self.inner.read(self.bytes.get_mut(known..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let count = read.unwrap_or_else(|error| {
            self.failed = Some(error);
            0
        });
        self.bytes.truncate(known.saturating_add(count));
        self.is_over = count == 0;
        !self.is_over
    }

    /// Passes over line ends.
    fn skip(&mut self) {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let ends = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            self.line.pass(rest.get(..ends).unwrap_or_default());
            if ends < rest.len() {
                self.at = self.at.saturating_add(ends);
                break;
            }
            // What is read next takes their place, however many there are.
            self.bytes.truncate(self.at);
            self.forgotten = self.forgotten.saturating_add(ends as u64);
            if !self.read_more() {
                break;
            }
        }
    }

    /// Finds the cells of a record without quotes, and its end; returns whether it is one.
    fn plain(&mut self) -> io::Result<bool> {
        self.cells.clear();
        self.line.pass_plain();
        let (delimiter, mut cell, mut passed) = (self.delimiter, 0, 0_usize);
        let end = 'record: loop {
            let unseen = self.bytes.get(self.begin.saturating_add(passed)..).unwrap_or_default();
            if unseen.is_empty() {
                if self.read_more() {
                    continue;
                }
                if let Some(error) = self.failed.take() {
                    self.at = self.bytes.len();
                    return Err(error);
                }
                break passed;
            }
            let cells = &mut self.cells;
            let mut seek = |eight: [u8; 8], passed: usize| {
                // Of what stands in a record, next to nothing is as small as a comma.
                let word = u64::from_le_bytes(eight);
                let mut found = each::at_most(word, b',') | each::equal(word, delimiter);
                while found != 0 {
                    let rank = found.trailing_zeros() as usize / 8;
                    let at = passed.saturating_add(rank);
                    match eight.get(rank) {
                        Some(b'\n' | b'\r') => return Some(Some(at)),
                        Some(b'"') => return Some(None),
                        Some(&byte) if byte == delimiter => {
                            cells.push(cell..at);
                            cell = at.saturating_add(1);
                        }
                        _ => {}
                    }
                    found &= found.wrapping_sub(1);
                }
                None
            };
            let (eights, rest) = unseen.as_chunks();
            let mut stopped = None;
            for eight in eights {
                stopped = seek(*eight, passed);
                if stopped.is_some() {
                    break;
                }
                passed = passed.saturating_add(8);
            }
            // What is not there is zeros, which mean nothing.
            match stopped.or_else(|| seek(first_eight(rest), passed)) {
                Some(Some(end)) => break 'record end,
                Some(None) => return Ok(false),
                None => passed = passed.saturating_add(rest.len()),
            }
        };
        self.cells.push(cell..end);
        self.at = self.begin.saturating_add(end);
        Ok(true)
    }

    /// Reads the cells of a record with quotes.
    fn quoted(&mut self) -> io::Result<()> {
        let (mut length, mut count) = (0_usize, 0_usize);
        self.at = self.begin;
        loop {
            if self.rest().is_empty() {
                self.begin = self.at;
                // Nothing to read tells the parser that the text is over.
                self.read_more();
                if let Some(error) = self.failed.take() {
                    return Err(error);
                }
            }
            let Quoted { parser, text, ends } = &mut self.quoted;
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let (into, ends_into) = (text.get_mut(length..), ends.get_mut(count..));
            let (result, passed, written, ended) =
                parser.read_record(rest, into.unwrap_or_default(), ends_into.unwrap_or_default());
            length = length.saturating_add(written);
            count = count.saturating_add(ended);
            let is_whole = matches!(result, ReadRecordResult::Record | ReadRecordResult::End);
            let mut passed = rest.get(..passed).unwrap_or_default();
            if is_whole {
                // The end of its line belongs to what is passed over between records.
                passed = passed.strip_suffix(b"\n").or_else(|| passed.strip_suffix(b"\r")).unwrap_or(passed);
            }
            self.line.pass(passed);
            self.at = self.at.saturating_add(passed.len());
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => text.resize(text.len().saturating_mul(2).max(1 << 10), 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len().saturating_mul(2).max(1 << 5), 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let mut begin = 0;
        self.cells.clear();
        self.cells.extend(self.quoted.ends.iter().take(count).map(|&end| std::mem::replace(&mut begin, end)..end));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Hands out a text so many bytes at a time, and fails at its end where it should.
    struct Slow<'t> {
        text: &'t [u8],
        step: usize,
        fails: bool,
    }

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let step = self.step.min(self.text.len()).min(into.len());
            if step == 0 && self.fails {
                return Err(io::Error::other("the disk is gone"));
            }
            let (now, later) = self.text.split_at(step);
            into[..step].copy_from_slice(now);
            self.text = later;
            Ok(step)
        }
    }

    type Told = Vec<(usize, Vec<Vec<u8>>)>;

    /// The records of a text with their lines, and whether it could be read to its end.
    fn records(slow: Slow<'_>) -> (Told, bool) {
        let mut delimited = Delimited::new(Vec::new(), slow, b',');
        let mut found = Vec::new();
        loop {
            match delimited.next() {
                Ok(None) => return (found, true),
                Ok(Some(Record { line, text, cells, .. })) => {
                    assert_eq!(cells.last().map(|cell| cell.end), Some(text.len()), "nothing is behind the last cell");
                    found.push((line, cells.iter().map(|cell| text[cell.clone()].to_vec()).collect()));
                }
                Err(_) => return (found, false),
            }
        }
    }

    fn read(text: &str) -> Told {
        records(Slow { text: text.as_bytes(), step: 7, fails: false }).0
    }

    fn told(expected: &[(usize, &[&str])]) -> Told {
        let cells = |cells: &[&str]| cells.iter().map(|cell| cell.as_bytes().to_vec()).collect();
        expected.iter().map(|(line, record)| (*line, cells(record))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn records_are_those_of_the_crate_csv(text in "[ab,,\"\"\n\r\u{e9} ]{0,60}", step in 1..40_usize) {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<Vec<u8>>> = reader
                .byte_records()
                .map(|record| record.expect("memory").iter().map(<[u8]>::to_vec).collect())
                .collect();
            let (found, is_whole) = records(Slow { text: text.as_bytes(), step, fails: false });
            let found: Vec<_> = found.into_iter().map(|(_, record)| record).collect();
            prop_assert_eq!((found, is_whole), (expected, true));
        }

        #[test]
        fn a_record_is_on_the_line_of_its_first_byte(texts in prop::collection::vec("[ab]{0,4}|\"a\n\r\nb\"", 0..9)) {
            for end in ["\n", "\r", "\r\n"] {
                let text = texts.join(end);
                let mut line = 1;
                let mut expected = Vec::new();
                for text in &texts {
                    if !text.is_empty() {
                        expected.push(line);
                    }
                    line += 1 + text.matches('\n').count();
                }
                let lines: Vec<usize> = read(&text).into_iter().map(|(line, _)| line).collect();
                prop_assert_eq!(lines, expected, "{:?}", text);
            }
        }
    }

    #[test]
    fn a_quote_within_a_cell_is_a_letter_and_one_around_it_none() {
        let found = read("a,5\" disk\n\"a,\"\"b\"\"\",c\n\n\nd,\"e\r\nf\"\r\ng,");
        let expected: &[(usize, &[&str])] =
            &[(1, &["a", "5\" disk"]), (2, &["a,\"b\"", "c"]), (5, &["d", "e\r\nf"]), (7, &["g", ""])];
        assert_eq!(found, told(expected));
    }

    #[test]
    fn what_was_cut_off_by_an_error_is_no_record() {
        for text in ["a,b\nc,d", "a,b\n\"c,d"] {
            let found = records(Slow { text: text.as_bytes(), step: 3, fails: true });
            assert_eq!(found, (told(&[(1, &["a", "b"])]), false), "{text}");
        }
        let found = records(Slow { text: b"a,b\n", step: 3, fails: true });
        assert_eq!(found, (told(&[(1, &["a", "b"])]), false));
    }

    #[test]
    fn line_ends_take_no_room_however_many_there_are() {
        let text = format!("{0}a,b{0}\"c\"\r\n{0}d", "\n".repeat(10_000));
        let mut delimited = Delimited::new(Vec::new(), text.as_bytes(), b',');
        let mut lines = Vec::new();
        while let Some(record) = delimited.next().expect("memory") {
            lines.push(record.line);
            assert!(delimited.bytes.capacity() < 100, "{}", delimited.bytes.capacity());
        }
        assert_eq!(lines, [10_001, 20_001, 30_002]);
        assert_eq!(delimited.passed(), text.len() as u64);
    }

    #[test]
    fn the_last_record_is_known_as_such() {
        for (text, step) in [("a\nb\n\r\n\n", 1), ("a\nb", 9), ("a\n\"b\"", 2)] {
            let slow = Slow { text: text.as_bytes(), step, fails: false };
            let mut delimited = Delimited::new(Vec::new(), slow, b',');
            let mut last = Vec::new();
            while let Some(record) = delimited.next().expect("memory") {
                last.push(record.is_last);
            }
            assert_eq!(last, [false, true], "{text:?}");
        }
    }
}
