//! Rows as lines of comma-separated values, as [`csv`](super::csv) writes the cells of tables.

use super::csv::needs_guard;
use super::digits::{day_digits, push_partial, push_whole};
use super::row::{Row, Value};
use super::sheet::Sheet;

/// Appends the values of some columns; answers how many texts stand after an apostrophe.
pub(super) fn push_values(columns: &[usize], row: &Row, out: &mut Sheet) -> usize {
    let mut guarded = 0;
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        guarded += usize::from(push_value(row.value(*column), out));
    }
    guarded
}

/// Appends a line of texts that need no guard.
pub(super) fn push_line<'t>(texts: impl Iterator<Item = &'t str>, out: &mut Sheet) {
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        push_field(text, "", out);
    }
    out.push(b'\n');
}

/// Appends a value, nothing where it is absent; answers whether it is a text that stands after an apostrophe.
fn push_value(value: Value<'_>, out: &mut Sheet) -> bool {
    match value {
        Value::Absent => {}
        Value::Text(text) => return push_text(text, out),
        Value::Word(word) => return push_text(std::str::from_utf8(word).unwrap_or_default(), out),
        Value::Amount(amount) => return push_text(&amount.to_string(), out),
        Value::Whole(number) => push_whole(number, out),
        Value::Flag(flag) => out.write(if flag { b"true" } else { b"false" }),
        Value::Day(day) => out.write(&day_digits(day)),
        Value::Date(date) => push_partial(date, out),
    }
    false
}

/// Appends a text; answers whether it stands after an apostrophe, since a spreadsheet would run it as a formula.
pub(super) fn push_text(text: &str, out: &mut Sheet) -> bool {
    let guard = needs_guard(text);
    push_field(text, if guard { "'" } else { "" }, out);
    guard
}

/// Appends a field, in quotes where it would not be one otherwise.
fn push_field(text: &str, before: &str, out: &mut Sheet) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.write(before.as_bytes());
        return out.write(text.as_bytes());
    }
    out.push(b'"');
    out.write(before.as_bytes());
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.write(b"\"\"");
        }
        out.write(part.as_bytes());
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::csv::neutralised;

    #[test]
    fn a_text_is_written_as_in_any_table() {
        for text in
            ["", "plain – é", "a, b", "say \"hi\"", "\"", "=1+1", "=\"a,b\"", "'", "''-1", "a\rb\nc", "\t", "＝"]
        {
            let (mut out, mut table) = (Sheet::new(0), ::csv::Writer::from_writer(Vec::new()));
            assert_eq!(push_text(text, &mut out), neutralised(text) != text, "{text:?}");
            out.write(b",\n");
            push_line(["", text].into_iter(), &mut out);
            for record in [[&neutralised(text), ""], ["", text]] {
                table.write_record(record).expect("memory");
            }
            let [written, wanted] =
                [out.into_bytes(), table.into_inner().expect("memory")].map(|it| String::from_utf8(it).expect("text"));
            assert_eq!(written, wanted);
        }
    }
}
