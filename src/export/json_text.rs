//! Rows as JSON objects, each on one line.

use std::fmt::Write as _;

use super::digits::{day_digits, push_partial, push_whole};
use super::row::{Row, Value};
use super::sheet::Sheet;
use super::table::Column;

/// The columns of rows, with how each field begins.
pub(super) struct Fields(Vec<Vec<u8>>);

/// What happens to a whole number that JavaScript cannot count to exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Large {
    /// It is a number all the same.
    Number,
    /// It is written as text.
    Text,
}

/// The largest number that JavaScript counts exactly.
const LARGEST_EXACT: i64 = (1 << 53) - 1;

impl Fields {
    pub(super) fn new(columns: &[Column]) -> Self {
        let begin = |column: &Column| {
            let mut begin = Sheet::new(0);
            push_text(&column.name, &mut begin);
            begin.push(b':');
            begin.into_bytes()
        };
        Self(columns.iter().map(begin).collect())
    }

    /// Appends the values that are there, between braces left to the caller; answers how many numbers became texts.
    pub(super) fn push(&self, row: &Row, large: Large, out: &mut Sheet) -> usize {
        let (mut texts, mut first) = (0, true);
        for (begin, value) in self.0.iter().zip(row.values()) {
            if value == Value::Absent {
                continue;
            }
            if !first {
                out.push(b',');
            }
            first = false;
            out.write(begin);
            match value {
                Value::Whole(number) if large == Large::Text && number > LARGEST_EXACT => {
                    texts += 1;
                    out.push(b'"');
                    push_whole(number, out);
                    out.push(b'"');
                }
                value => push_value(value, out),
            }
        }
        texts
    }
}

/// Appends a value; null where it is absent.
fn push_value(value: Value<'_>, out: &mut Sheet) {
    match value {
        Value::Absent => out.write(b"null"),
        Value::Word(word) => {
            out.push(b'"');
            out.write(word);
            out.push(b'"');
        }
        Value::Text(text) => push_text(text, out),
        Value::Whole(number) => push_whole(number, out),
        Value::Flag(flag) => out.write(if flag { b"true" } else { b"false" }),
        Value::Day(day) => {
            out.push(b'"');
            out.write(&day_digits(day));
            out.push(b'"');
        }
        Value::Date(date) => {
            out.push(b'"');
            push_partial(date, out);
            out.push(b'"');
        }
        Value::Amount(amount) => {
            // A sheet takes whatever is written.
            let _ = write!(out, "\"{amount}\"");
        }
    }
}

/// Appends a text in quotes.
pub(super) fn push_text(text: &str, out: &mut Sheet) {
    out.push(b'"');
    let mut rest = text;
    // A byte that wants an escape is a character of its own.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let (sound, after) = rest.split_at(at);
        out.write(sound.as_bytes());
        let (strange, after) = after.split_at(1);
        match strange {
            "\"" => out.write(b"\\\""),
            "\\" => out.write(b"\\\\"),
            "\n" => out.write(b"\\n"),
            "\r" => out.write(b"\\r"),
            "\t" => out.write(b"\\t"),
            control => control.bytes().for_each(|byte| out.write(format!("\\u{byte:04x}").as_bytes())),
        }
        rest = after;
    }
    out.write(rest.as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::{Sheet, push_text};

    #[test]
    fn every_text_reads_back_as_it_is() {
        for text in ["", "plain – é", "say \"hi\" \\ \n\r\t\u{0}\u{1f}\u{7f}\u{2028}", "\"", "\u{1}a\u{2}"] {
            let mut out = Sheet::new(0);
            push_text(text, &mut out);
            let read: String = serde_json::from_slice(&out.into_bytes()).expect("JSON");
            assert_eq!(read, text);
        }
    }
}
