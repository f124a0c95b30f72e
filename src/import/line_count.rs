//! The line that a byte is on, whatever lines end with.

use memchr::memchr2_iter;

/// Counts lines from 1, as bytes are passed. A line ends with `\n`, `\r` or both.
#[derive(Debug, Default)]
pub(super) struct LineCount {
    /// How many lines have ended.
    ends: usize,
    /// Whether the last byte was `\r`: `\n` behind it is a part of the same end.
    is_behind_return: bool,
}

impl LineCount {
    /// The line of the next byte.
    pub(super) const fn line(&self) -> usize {
        self.ends.saturating_add(1)
    }

    /// Passes bytes.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        // What stands between two records is next to always one of these.
        if matches!(bytes, b"\n" if !self.is_behind_return) || matches!(bytes, b"\r\n") {
            self.ends = self.ends.saturating_add(1);
            self.is_behind_return = false;
            return;
        }
        for at in memchr2_iter(b'\r', b'\n', bytes) {
            let is_behind_return = match at.checked_sub(1) {
                Some(before) => bytes.get(before) == Some(&b'\r'),
                None => self.is_behind_return,
            };
            if !is_behind_return || bytes.get(at) != Some(&b'\n') {
                self.ends = self.ends.saturating_add(1);
            }
        }
        if let Some(last) = bytes.last() {
            self.is_behind_return = *last == b'\r';
        }
    }

    /// Passes bytes of which none ends a line.
    pub(super) const fn pass_plain(&mut self) {
        self.is_behind_return = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_whatever_ends_them_and_however_they_are_passed() {
        for (text, line) in [("a\nb\n\nc", 4), ("a\r\nb\r\n\r\nc\r\n", 5), ("a\rb\r\rc", 4), ("\n\na", 3), ("\n\r", 3)]
        {
            for step in 1..8 {
                let mut count = LineCount::default();
                text.as_bytes().chunks(step).for_each(|bytes| count.pass(bytes));
                assert_eq!(count.line(), line, "{text:?} by {step}");
            }
        }
    }
}
