//! Records as RON in the canonical layout of [`super::format`], written straight from what they hold.
//!
//! ```text
//! record ─node─▶ Node (borrowed words, texts, groups) ─write─▶ on one line where it fits, else an item a line
//! ```
//!
//! What is absent is left out, and so is an empty list: in a book file they say the same. An empty scope says
//! "everything", and stays.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::format::WIDEST_LINE;
use super::text::{
    CarveOutText, ClaimText, ClauseText, DealText, EntityText, ExpansionText, FileText, PartyText, RateText, RuleText,
    ScopeText, SourceText, StatusChangeText, TrancheText,
};
use crate::model::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status, in_order};

/// A value to write.
#[derive(Debug)]
pub(crate) enum Node<'t> {
    /// A word of the book's vocabulary, without quotes.
    Word(&'static str),
    /// A text in quotes.
    Text(&'t str),
    List(Vec<Node<'t>>),
    /// A record.
    Group(Vec<(&'static str, Node<'t>)>),
    /// Values by the fields that they are said of.
    Says(Vec<(&'t str, &'t str)>),
}

/// Something that can stand in a book file.
pub(crate) trait Written {
    /// What is written; `None` where it is absent.
    fn node(&self) -> Option<Node<'_>>;
}

impl Written for String {
    fn node(&self) -> Option<Node<'_>> {
        Some(Node::Text(self))
    }
}

impl Written for Cow<'_, str> {
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

impl<S: AsRef<str>> Written for BTreeMap<S, S> {
    fn node(&self) -> Option<Node<'_>> {
        let says = || self.iter().map(|(field, value)| (field.as_ref(), value.as_ref())).collect();
        (!self.is_empty()).then(|| Node::Says(says()))
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
    ($($name:ident $(<$text:ident>)? { $($field:ident),+ $(,)? })+) => {
        $(impl $(<$text: Written + AsRef<str>>)? Written for $name $(<$text>)? {
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
    DealText<S> {
        id, kind, instrument, title, parties, announced, period, amount, pre_money, post_money, capacity, scope,
        tranches, clauses, status, history, part_of, supersedes, expands, claims, note,
    }
    PartyText<S> { who, undisclosed, role, commits, stake, with }
    ScopeText<S> { product, activity, channel, mode, region, field }
    TrancheText<S> { id, amount, by, due, status, on, note }
    ClauseText<S> { id, kind, beneficiary, bound, scope, period, carve_outs, amount, note }
    CarveOutText<S> { scope, note }
    StatusChangeText<S> { date, status }
    ExpansionText<S> { deal, by }
    ClaimText<S> { source, says, note }
    SourceText { id, title, publisher, address, date, date_is, kind, note }
    RateText { from, to, rate, date, source }
    RuleText { id, severity, finds, why, example, limits, pattern, claim, parties }
}

/// Returns records as a RON text in the canonical layout.
pub(crate) fn write_records(records: &FileText) -> String {
    let mut out = Vec::new();
    // Memory takes every byte, and what is written is text.
    let _ = write_sections(&mut out, records, &records.deals);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes a RON text in the canonical layout piece by piece: the records, and these deals in the place of theirs.
///
/// # Errors
/// When the place written to refuses.
pub(crate) fn write_sections(out: &mut dyn Write, records: &FileText, deals: &impl Section) -> io::Result<()> {
    let FileText { entities, deals: _, sources, rates, rules } = records;
    out.write_all(b"(\n")?;
    section(out, "entities", entities)?;
    section(out, "deals", deals)?;
    section(out, "sources", sources)?;
    section(out, "rates", rates)?;
    section(out, "rules", rules)?;
    out.write_all(b")\n")
}

/// Records that are written one after another, of which each need be there only while it is written.
pub(crate) trait Section: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// How many positions they stand at, of which some may hold none.
    fn positions(&self) -> usize {
        self.count()
    }

    /// Hands over the record at a position.
    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written));

    /// Hands over the records from one position up to another, in order.
    fn hand_run(&self, from: usize, to: usize, take: &mut dyn FnMut(&dyn Written)) {
        (from..to).for_each(|position| self.hand(position, take));
    }
}

impl<T: Written + Sync> Section for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written)) {
        if let Some(record) = self.get(position) {
            take(record);
        }
    }
}

/// How many records are written as one piece.
const PIECE: usize = 512;

/// More records than these never fit on one line.
const FEW: usize = 12;

fn section(out: &mut dyn Write, name: &'static str, records: &impl Section) -> io::Result<()> {
    let count = records.count();
    if count == 0 {
        return Ok(());
    }
    if count <= FEW
        && let Some(line) = on_one_line(name, records)
    {
        return writeln!(out, "    {name}: {line},");
    }
    writeln!(out, "    {name}: [")?;
    // A blank line between records makes a long section readable.
    in_pieces(out, records, "\n", |node, text, line| write_item(text, 2, "", node, line))?;
    out.write_all(b"    ],\n")
}

/// Writes records with something between each two of them, pieces of them being made by all threads.
pub(super) fn in_pieces(
    out: &mut dyn Write,
    records: &impl Section,
    between: &str,
    append: impl Fn(&Node<'_>, &mut String, &mut String) + Sync,
) -> io::Result<()> {
    let positions = records.positions();
    let make = |piece: usize| {
        let (mut text, mut line) = (String::new(), String::new());
        let from = piece.saturating_mul(PIECE);
        records.hand_run(from, from.saturating_add(PIECE).min(positions), &mut |record| {
            if let Some(node) = record.node() {
                text.push_str(between);
                append(&node, &mut text, &mut line);
            }
        });
        text
    };
    let mut is_first = true;
    in_order(
        positions.div_ceil(PIECE),
        || make,
        |text: String| {
            let first = if is_first { text.strip_prefix(between) } else { None };
            is_first &= text.is_empty();
            out.write_all(first.unwrap_or(&text).as_bytes())
        },
    )
}

/// A section on one line, where it fits there.
fn on_one_line(name: &'static str, records: &impl Section) -> Option<String> {
    let room = room(1, name);
    let mut whole = String::from("[");
    let mut is_first = true;
    records.hand_run(0, records.positions(), &mut |record| {
        if !std::mem::take(&mut is_first) {
            whole.push_str(", ");
        }
        if let Some(node) = record.node()
            && is_within(&whole, room)
        {
            flat(&node, &mut whole, room);
        }
    });
    whole.push(']');
    is_within(&whole, room).then_some(whole)
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
        Node::Word(word) => out.push_str(word),
        Node::Text(text) => push_quoted(out, text),
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
            for (field, value) in values {
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

/// Whether a value fits on its line, with its comma; if so it is left in `line`.
fn fits(node: &Node<'_>, indent: usize, key: &str, line: &mut String) -> bool {
    line.clear();
    flat(node, line, room(indent, key))
}

/// The letters that a value may have on a line, of which the indent and the key take their part, and the comma one.
fn room(indent: usize, key: &str) -> usize {
    let key = if key.is_empty() { 0 } else { key.chars().count().saturating_add(2) };
    WIDEST_LINE.saturating_sub(indent.saturating_mul(4)).saturating_sub(key).saturating_sub(1)
}

/// Appends a value on one line, if it has no more letters with what stands there; else some of it.
fn flat(node: &Node<'_>, out: &mut String, room: usize) -> bool {
    match node {
        Node::Word(word) => out.push_str(word),
        Node::Text(text) => push_quoted(out, text),
        Node::List(items) => joined(out, ('[', ']'), items, room, |item, out| {
            flat(item, out, room);
        }),
        Node::Group(fields) => joined(out, ('(', ')'), fields, room, |(name, value), out| {
            out.push_str(name);
            out.push_str(": ");
            flat(value, out, room);
        }),
        Node::Says(values) => joined(out, ('{', '}'), values, room, |(field, value), out| {
            push_quoted(out, field);
            out.push_str(": ");
            push_quoted(out, value);
        }),
    }
    is_within(out, room)
}

/// Whether a text has no more letters.
fn is_within(text: &str, room: usize) -> bool {
    // Only a text with letters of several bytes need be counted letter by letter.
    text.len() <= room || text.chars().count() <= room
}

fn joined<T>(
    out: &mut String,
    brackets: (char, char),
    items: impl IntoIterator<Item = T>,
    room: usize,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(brackets.0);
    for (rank, item) in items.into_iter().enumerate() {
        if rank > 0 {
            out.push_str(", ");
        }
        write(item, out);
        if !is_within(out, room) {
            return;
        }
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
    // Every byte is looked at, whatever those before it were: so the compiler looks at many at a time.
    if text.bytes().fold(true, |is_plain, byte| is_plain & plain(byte)) {
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
