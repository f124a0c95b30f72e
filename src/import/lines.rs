//! The lines of a text that is being read, so that a record can be told by the line it begins on.
//!
//! The reader of delimited text says where it was when it began to look for a record: before the rest of a line end of
//! two characters, and before lines that hold nothing.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

use memchr::memchr2_iter;

/// Hands bytes on and notes where lines begin.
pub(super) struct Lined<R> {
    inner: R,
    lines: Rc<Lines>,
}

/// Where lines begin that hold something. A line ends with `\n`, `\r` or both.
#[derive(Debug, Default)]
pub(super) struct Lines(RefCell<State>);

#[derive(Debug)]
struct State {
    /// How many bytes have passed.
    passed: u64,
    /// The line that the next byte is on, counted from 1.
    line: usize,
    /// Whether that byte is the first of it.
    is_at_start: bool,
    last: u8,
    /// Offsets of lines that hold something, and their numbers.
    starts: VecDeque<(u64, usize)>,
}

impl Default for State {
    fn default() -> Self {
        Self { passed: 0, line: 1, is_at_start: true, last: 0, starts: VecDeque::new() }
    }
}

impl<R> Lined<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, lines: Rc::default() }
    }

    /// The lines, to be asked while the bytes are read.
    pub(super) fn lines(&self) -> Rc<Lines> {
        Rc::clone(&self.lines)
    }
}

impl<R: Read> Read for Lined<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.lines.0.borrow_mut().pass(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl State {
    fn pass(&mut self, bytes: &[u8]) {
        let mut begun = 0;
        for end in memchr2_iter(b'\r', b'\n', bytes) {
            self.hold(begun, end);
            let before = end.checked_sub(1).map_or(Some(self.last), |before| bytes.get(before).copied());
            // Both characters together are one end.
            if (before, bytes.get(end)) != (Some(b'\r'), Some(&b'\n')) {
                self.line = self.line.saturating_add(1);
            }
            self.is_at_start = true;
            begun = end.saturating_add(1);
        }
        self.hold(begun, bytes.len());
        self.last = bytes.last().copied().unwrap_or(self.last);
        self.passed = self.passed.saturating_add(bytes.len() as u64);
    }

    /// Notes the line that bytes from one place up to another are on.
    fn hold(&mut self, from: usize, to: usize) {
        if from < to && self.is_at_start {
            self.starts.push_back((self.passed.saturating_add(from as u64), self.line));
            self.is_at_start = false;
        }
    }
}

impl Lines {
    /// The line on which a record begins that was looked for from an offset on; `None` where no such line was read.
    /// Records are asked about in their order.
    pub(super) fn of_record(&self, offset: u64) -> Option<usize> {
        let mut state = self.0.borrow_mut();
        while state.starts.front().is_some_and(|(start, _)| *start < offset) {
            state.starts.pop_front();
        }
        state.starts.front().map(|(_, line)| *line)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Lined;

    /// The offsets and numbers of lines that hold something, read so many bytes at a time.
    fn lines(text: &str, step: usize) -> Vec<(u64, usize)> {
        let mut lined = Lined::new(text.as_bytes());
        let lines = lined.lines();
        let mut buffer = vec![0; step];
        while lined.read(&mut buffer).expect("memory") > 0 {}
        let state = lines.0.borrow();
        state.starts.iter().copied().collect()
    }

    #[test]
    fn lines_are_counted_whatever_ends_them_and_however_they_are_read() {
        for step in 1..8 {
            assert_eq!(lines("a\nb\n\nc", step), [(0, 1), (2, 2), (5, 4)], "{step}");
            assert_eq!(lines("a\r\nb\r\n\r\nc\r\n", step), [(0, 1), (3, 2), (8, 4)], "{step}");
            assert_eq!(lines("a\rb\r\rc", step), [(0, 1), (2, 2), (5, 4)], "{step}");
            assert_eq!(lines("\n\na", step), [(2, 3)], "{step}");
        }
    }

    #[test]
    fn a_record_begins_on_the_next_line_that_holds_something() {
        let mut lined = Lined::new("a\r\nb\r\n\r\nc".as_bytes());
        let lines = lined.lines();
        lined.read_to_end(&mut Vec::new()).expect("memory");
        let asked = [0, 2, 5, 9].map(|offset| lines.of_record(offset));
        assert_eq!(asked, [Some(1), Some(2), Some(4), None]);
    }
}
