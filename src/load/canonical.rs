//! Records as RON in the canonical layout of [`super::format`], written straight from what they hold.
//!
//! ```text
//! record ─node─▶ Node (borrowed words, texts, groups) ─write─▶ on one line where it fits, else an item a line
//! ```
//!
//! What is absent is left out, and so is an empty list: in a book file they say the same. An empty scope says
//! "everything", and stays.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::format::WIDEST_LINE;
use super::text::{
    CarveOutText, ClaimText, ClauseText, DealText, EntityText, ExpansionText, FileText, PartyText, RateText, RuleText,
    ScopeText, SourceText, StatusChangeText, TrancheText,
};
use crate::model::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status, in_order};

/// A value to write.
#[derive(Debug)]
enum Node<'t> {
    /// A word of the book's vocabulary, without quotes.
    Word(&'static str),
    /// A text in quotes.
    Text(&'t str),
    List(Vec<Node<'t>>),
    /// A record.
    Group(Vec<(&'static str, Node<'t>)>),
    /// Values by the fields that they are said of.
    Says(&'t BTreeMap<String, String>),
}

/// Something that can stand in a book file.
trait Written {
    /// What is written; `None` where it is absent.
    fn node(&self) -> Option<Node<'_>>;
}

impl Written for String {
    fn node(&self) -> Option<Node<'_>> {
        Some(Node::Text(self))
    }
}

impl<T: Written> Written for Option<T> {
    fn node(&self) -> Option<Node<'_>> {
        self.as_ref().and_then(Written::node)
    }
}

impl<T: Written> Written for Vec<T> {
    fn node(&self) -> Option<Node<'_>> {
        (!self.is_empty()).then(|| Node::List(self.iter().filter_map(Written::node).collect()))
    }
}

impl Written for BTreeMap<String, String> {
    fn node(&self) -> Option<Node<'_>> {
        (!self.is_empty()).then_some(Node::Says(self))
    }
}

/// Declares that words of closed lists are written as they are.
macro_rules! written_words {
    ($($name:ident),+ $(,)?) => {
        $(impl Written for $name {
            fn node(&self) -> Option<Node<'_>> {
                Some(Node::Word(self.word()))
            }
        })+
    };
}

written_words!(ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status);

/// Declares that records are written field by field, in the order given.
macro_rules! written_fields {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {
        $(impl Written for $name {
            fn node(&self) -> Option<Node<'_>> {
                let Self { $($field),+ } = self;
                let mut fields = Vec::new();
                $(if let Some(node) = $field.node() {
                    fields.push((stringify!($field), node));
                })+
                Some(Node::Group(fields))
            }
        })+
    };
}

written_fields! {
    EntityText { id, name, kind, aliases, part_of, markets, group, country, note }
    DealText {
        id, kind, instrument, title, parties, announced, period, amount, pre_money, post_money, capacity, scope,
        tranches, clauses, status, history, part_of, supersedes, expands, claims, note,
    }
    PartyText { who, undisclosed, role, commits, stake, with }
    ScopeText { product, activity, channel, mode, region, field }
    TrancheText { id, amount, by, due, status, on, note }
    ClauseText { id, kind, beneficiary, bound, scope, period, carve_outs, amount, note }
    CarveOutText { scope, note }
    StatusChangeText { date, status }
    ExpansionText { deal, by }
    ClaimText { source, says, note }
    SourceText { id, title, publisher, address, date, date_is, kind, note }
    RateText { from, to, rate, date, source }
    RuleText { id, severity, finds, why, example, limits, pattern, claim, parties }
}

/// Returns records as a RON text in the canonical layout.
pub(crate) fn write_records(records: &FileText) -> String {
    let FileText { entities, deals, sources, rates, rules } = records;
    let mut out = String::from("(\n");
    section(&mut out, "entities", entities);
    section(&mut out, "deals", deals);
    section(&mut out, "sources", sources);
    section(&mut out, "rates", rates);
    section(&mut out, "rules", rules);
    out.push_str(")\n");
    out
}

/// How many records are written as one piece.
const PIECE: usize = 512;

/// More records than these never fit on one line.
const FEW: usize = 12;

fn section<T: Written + Sync>(out: &mut String, name: &'static str, records: &[T]) {
    if records.is_empty() {
        return;
    }
    if records.len() <= FEW {
        let mut line = String::new();
        let nodes = Node::List(records.iter().filter_map(Written::node).collect());
        if fits(&nodes, 1, name, &mut line) {
            out.push_str(&format!("    {name}: {line},\n"));
            return;
        }
    }
    out.push_str(&format!("    {name}: [\n"));
    let make = |piece: usize| {
        let (mut text, mut line) = (String::new(), String::new());
        let here = records.iter().enumerate().skip(piece.saturating_mul(PIECE)).take(PIECE);
        for (rank, node) in here.filter_map(|(rank, record)| Some((rank, record.node()?))) {
            // A blank line between records makes a long section readable.
            if rank > 0 {
                text.push('\n');
            }
            write_item(&mut text, 2, "", &node, &mut line);
        }
        text
    };
    let written: Result<(), Infallible> = in_order(records.len().div_ceil(PIECE), make, |text| {
        out.push_str(&text);
        Ok(())
    });
    let Ok(()) = written;
    out.push_str("    ],\n");
}

/// Appends an item of a broken group: its key, if any, and its value.
fn write_item(out: &mut String, indent: usize, key: &str, node: &Node<'_>, line: &mut String) {
    pad(out, indent);
    let inner = indent.saturating_add(1);
    if !key.is_empty() {
        out.push_str(key);
        out.push_str(": ");
    }
    match node {
        Node::Word(_) | Node::Text(_) => flat(node, out),
        _ if fits(node, indent, key, line) => out.push_str(line),
        Node::List(items) => {
            out.push_str("[\n");
            for item in items {
                write_item(out, inner, "", item, line);
            }
            pad(out, indent);
            out.push(']');
        }
        Node::Group(fields) => {
            out.push_str("(\n");
            for (name, value) in fields {
                write_item(out, inner, name, value, line);
            }
            pad(out, indent);
            out.push(')');
        }
        Node::Says(values) => {
            out.push_str("{\n");
            for (field, value) in *values {
                let mut key = String::new();
                push_quoted(&mut key, field);
                write_item(out, inner, &key, &Node::Text(value), line);
            }
            pad(out, indent);
            out.push('}');
        }
    }
    out.push_str(",\n");
}

/// Whether a value fits on its line, with its comma; it is left in `line`.
fn fits(node: &Node<'_>, indent: usize, key: &str, line: &mut String) -> bool {
    line.clear();
    flat(node, line);
    let key = if key.is_empty() { 0 } else { key.chars().count().saturating_add(2) };
    // Of the line, the indent and the key take their part, and the comma one.
    let room = WIDEST_LINE.saturating_sub(indent.saturating_mul(4)).saturating_sub(key).saturating_sub(1);
    // Only a text with letters of several bytes need be counted letter by letter.
    line.len() <= room || line.chars().count() <= room
}

/// Appends a value on one line.
fn flat(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Word(word) => out.push_str(word),
        Node::Text(text) => push_quoted(out, text),
        Node::List(items) => joined(out, ('[', ']'), items, |item, out| flat(item, out)),
        Node::Group(fields) => joined(out, ('(', ')'), fields, |(name, value), out| {
            out.push_str(name);
            out.push_str(": ");
            flat(value, out);
        }),
        Node::Says(values) => joined(out, ('{', '}'), *values, |(field, value), out| {
            push_quoted(out, field);
            out.push_str(": ");
            push_quoted(out, value);
        }),
    }
}

fn joined<T>(
    out: &mut String,
    brackets: (char, char),
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(brackets.0);
    for (rank, item) in items.into_iter().enumerate() {
        if rank > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
    out.push(brackets.1);
}

fn pad(out: &mut String, indent: usize) {
    for _ in 0..indent {
        out.push_str("    ");
    }
}

/// Appends a text in quotes, on one line.
fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    // What wants an escape is mostly one byte below a blank, a quote or a backslash; the other controls begin with 0xc2.
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7f && byte != 0xc2;
    if text.bytes().all(plain) {
        out.push_str(text);
    } else {
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
                c => out.push(c),
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::{format_text, load_embedded, load_str, records_of};
    use super::write_records;

    #[test]
    fn what_is_written_is_in_the_layout_that_formatting_gives_and_reads_as_the_same_book() {
        let book = load_embedded().expect("sound");
        let written = write_records(&records_of(&book));
        assert_eq!(format_text(&written).as_ref(), Ok(&written));
        assert_eq!(load_str(&written).expect("what was written reads"), book);
    }

    #[test]
    fn a_short_section_stands_on_one_line_and_strange_letters_are_escaped() {
        let text =
            "(\n    entities: [(id: \"acme\", name: \"A \\\"c\\\" \\u{85}\\u{7f}\\\\é\\n\", kind: Company)],\n)\n";
        let book = load_str(text).expect("sound");
        let written = write_records(&records_of(&book));
        assert_eq!(written, text);
        assert_eq!(format_text(&written).as_ref(), Ok(&written));
    }
}
