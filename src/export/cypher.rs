//! A Cypher script that merges nodes and relationships by id, so that running it twice changes nothing more.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::digits::{day_digits, push_partial, push_whole};
use super::edges;
use super::format::{Input, Loss};
use super::neo4j::push_relationship_type;
use super::nodes;
use super::row::{Row, Value};
use super::sheet::Sheet;
use super::table::Column;
use super::web::{Printer, print};
use crate::model::EntityIx;

/// Writes the script piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let script = Script {
        nodes: Properties::new(&nodes::columns(), &[nodes::ID]),
        edges: Properties::new(&edges::columns(), &[edges::ID, edges::SOURCE, edges::TARGET]),
    };
    Ok(print(input.graph, &script, |bytes| to.write_all(bytes))?.losses)
}

struct Script {
    nodes: Properties,
    edges: Properties,
}

/// The columns that are set as properties, with how each begins.
struct Properties(Vec<(usize, String)>);

impl Properties {
    fn new(columns: &[Column], without: &[usize]) -> Self {
        let told = columns.iter().enumerate().filter(|(at, _)| !without.contains(at));
        Self(told.map(|(at, column)| (at, format!("{}: ", column.name))).collect())
    }

    /// Appends the map of those that are there.
    fn push(&self, row: &Row, out: &mut Sheet) {
        out.push(b'{');
        let mut first = true;
        for (column, begin) in &self.0 {
            let value = row.value(*column);
            if value == Value::Absent {
                continue;
            }
            if !first {
                out.write(b", ");
            }
            first = false;
            out.write(begin.as_bytes());
            push_value(value, out);
        }
        out.push(b'}');
    }
}

impl Printer for Script {
    type Memory = ();

    fn begin(&self, out: &mut Sheet) {
        out.write(b"CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;\n");
    }

    fn node(&self, _: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        out.write(b"MERGE (e:Entity {id: ");
        push_value(row.value(nodes::ID), out);
        out.write(b"}) SET e:");
        out.write(row.str(nodes::KIND).as_bytes());
        out.write(b", e += ");
        self.nodes.push(row, out);
        out.write(b";\n");
        0
    }

    fn between(&self, _: &mut Sheet) {}

    fn edge(&self, row: &Row, _: Option<&mut ()>, out: &mut Sheet) -> usize {
        out.write(b"MATCH (s:Entity {id: ");
        push_value(row.value(edges::SOURCE), out);
        out.write(b"}), (t:Entity {id: ");
        push_value(row.value(edges::TARGET), out);
        out.write(b"}) MERGE (s)-[r:");
        push_relationship_type(row, out);
        out.write(b" {id: ");
        push_value(row.value(edges::ID), out);
        out.write(b"}]->(t) SET r += ");
        self.edges.push(row, out);
        out.write(b";\n");
        0
    }

    fn end(&self, _: &mut Sheet) {}
}

/// Appends a value; nothing where it is absent.
fn push_value(value: Value<'_>, out: &mut Sheet) {
    match value {
        Value::Absent => {}
        Value::Text(text) => push_text(text, out),
        Value::Whole(number) => push_whole(number, out),
        Value::Flag(flag) => out.write(if flag { b"true" } else { b"false" }),
        Value::Word(_) | Value::Day(_) | Value::Date(_) | Value::Amount(_) => {
            out.push(b'\'');
            match value {
                Value::Word(word) => out.write(word),
                Value::Day(day) => out.write(&day_digits(day)),
                Value::Date(date) => push_partial(date, out),
                // A sheet takes whatever is written.
                Value::Amount(amount) => drop(write!(out, "{amount}")),
                _ => {}
            }
            out.push(b'\'');
        }
    }
}

/// Appends a string: every character that could end it, or end a line, is escaped.
fn push_text(text: &str, out: &mut Sheet) {
    out.push(b'\'');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '\'' || c == '\\' || c.is_control()) {
        let (sound, after) = rest.split_at(at);
        out.write(sound.as_bytes());
        let mut after = after.chars();
        match after.next() {
            Some('\n') => out.write(b"\\n"),
            Some('\r') => out.write(b"\\r"),
            Some('\t') => out.write(b"\\t"),
            Some(c) if c.is_control() => out.write(format!("\\u{:04x}", u32::from(c)).as_bytes()),
            Some(c) => out.write(&[b'\\', u8::try_from(c).unwrap_or_default()]),
            None => {}
        }
        rest = after.as_str();
    }
    out.write(rest.as_bytes());
    out.push(b'\'');
}

#[cfg(test)]
mod tests {
    use super::{Sheet, push_text};

    #[test]
    fn what_could_end_a_string_or_a_line_is_escaped() {
        for (text, wanted) in [
            ("", "''"),
            ("plain – é", "'plain – é'"),
            ("it's \\ \"so\"", "'it\\'s \\\\ \"so\"'"),
            ("\n\r\t\u{0}\u{7f}\u{85}\u{a0}", "'\\n\\r\\t\\u0000\\u007f\\u0085\u{a0}'"),
        ] {
            let mut out = Sheet::new(0);
            push_text(text, &mut out);
            assert_eq!(String::from_utf8(out.into_bytes()).expect("text"), wanted, "{text:?}");
        }
    }
}
