//! Records as JSON: the sections and fields of a book file, an item a line.
//!
//! What is absent is left out, and so is an empty list, as in [`super::canonical`], from which the values come. An empty
//! scope says "everything", and stays.

use std::io::{self, Write};

use super::canonical::{Node, Section, in_pieces};
use super::text::FileText;

/// Returns written records as a JSON text.
pub(crate) fn json_of(records: &FileText) -> String {
    let mut out = Vec::new();
    // Memory takes every byte, and what is written is text.
    let _ = write_json_sections(&mut out, records, &records.deals);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes a JSON text piece by piece: the records, and these deals in the place of theirs.
///
/// # Errors
/// When the place written to refuses.
pub(crate) fn write_json_sections(out: &mut dyn Write, records: &FileText, deals: &impl Section) -> io::Result<()> {
    let FileText { entities, deals: _, sources, rates, rules } = records;
    let mut sections = Sections { out, has_some: false };
    sections.write("entities", entities)?;
    sections.write("deals", deals)?;
    sections.write("sources", sources)?;
    sections.write("rates", rates)?;
    sections.write("rules", rules)?;
    let end: &[u8] = if sections.has_some { b"\n}\n" } else { b"{}\n" };
    out.write_all(end)
}

/// The sections of a text, one after another.
struct Sections<'o> {
    out: &'o mut dyn Write,
    has_some: bool,
}

impl Sections<'_> {
    fn write(&mut self, name: &str, records: &impl Section) -> io::Result<()> {
        if records.count() == 0 {
            return Ok(());
        }
        let before = if self.has_some { "," } else { "{" };
        self.has_some = true;
        write!(self.out, "{before}\n  \"{name}\": [\n")?;
        in_pieces(self.out, records, ",\n", |node, text, _| {
            pad(text, 2);
            push(node, text, 2);
        })?;
        self.out.write_all(b"\n  ]")
    }
}

/// Appends a value that stands at a depth.
fn push(node: &Node<'_>, out: &mut String, depth: usize) {
    match node {
        Node::Word(word) => push_quoted(out, word),
        Node::Text(text) => push_quoted(out, text),
        Node::List(items) => items_between(out, ['[', ']'], depth, items, |item, out, depth| push(item, out, depth)),
        Node::Group(fields) => items_between(out, ['{', '}'], depth, fields, |(name, value), out, depth| {
            push_quoted(out, name);
            out.push_str(": ");
            push(value, out, depth);
        }),
        Node::Says(values) => items_between(out, ['{', '}'], depth, values, |(field, value), out, _| {
            push_quoted(out, field);
            out.push_str(": ");
            push_quoted(out, value);
        }),
    }
}

fn items_between<T>(
    out: &mut String,
    [open, close]: [char; 2],
    depth: usize,
    items: &[T],
    push: impl Fn(&T, &mut String, usize),
) {
    out.push(open);
    let inner = depth.saturating_add(1);
    for (rank, item) in items.iter().enumerate() {
        out.push_str(if rank > 0 { ",\n" } else { "\n" });
        pad(out, inner);
        push(item, out, inner);
    }
    if !items.is_empty() {
        out.push('\n');
        pad(out, depth);
    }
    out.push(close);
}

fn pad(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn push_quoted(out: &mut String, text: &str) {
    // Every byte is looked at, whatever those before it were: so the compiler looks at many at a time.
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().fold(true, |is_plain, byte| is_plain & plain(byte)) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        // A text is always JSON.
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::text::FileText;
    use super::super::{load_embedded, load_str, records_of};
    use super::json_of;
    use crate::model::Book;

    /// What serde makes of the records, without nulls and empty lists.
    fn by_serde(records: &FileText) -> String {
        format!("{:#}\n", without_absent(serde_json::to_value(records).expect("data")))
    }

    fn without_absent(value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let kept = fields.into_iter().filter(|(key, value)| match value {
                    Value::Null => false,
                    Value::Array(items) => !items.is_empty(),
                    Value::Object(entries) => key != "says" || !entries.is_empty(),
                    _ => true,
                });
                Value::Object(kept.map(|(key, value)| (key, without_absent(value))).collect())
            }
            Value::Array(items) => Value::Array(items.into_iter().map(without_absent).collect()),
            other => other,
        }
    }

    /// A book whose entities are more than one piece.
    fn long_book() -> Book {
        let entity = |number: usize| format!("(id: \"acme-{number}\", name: \"Acme {number}\", kind: Company),\n");
        load_str(&format!("(entities: [\n{}])", (0..1300).map(entity).collect::<String>())).expect("sound")
    }

    #[test]
    fn what_is_written_is_what_serde_makes_of_the_records() {
        let strange =
            r#"(entities: [(id: "acme", name: "A \"c\" \u{1}\u{8}\u{c}\u{7f}\u{85}\t\\é\n", kind: Company)])"#;
        let books = [
            load_embedded().expect("sound"),
            load_str("()").expect("sound"),
            load_str(strange).expect("sound"),
            long_book(),
        ];
        for book in books {
            let records = records_of(&book);
            assert!(json_of(&records) == by_serde(&records), "{} entities", book.entity_count());
        }
    }
}
