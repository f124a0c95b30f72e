//! Where the records of a file stand: small sections are read at once, deals are cut into chunks.

use std::ops::Range;

use super::cursor::Cursor;
use super::record::Read;
use crate::load::text::{EntityText, RateText, RuleText, SourceText};

/// A file without its deals, and where those stand.
#[derive(Debug, Default)]
pub struct Layout {
    pub entities: Vec<EntityText>,
    pub sources: Vec<SourceText>,
    pub rates: Vec<RateText>,
    pub rules: Vec<RuleText>,
    /// Runs of whole deals, with the comma after each.
    pub deals: Vec<Range<usize>>,
}

/// How the places are found at which deals are cut into chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cuts {
    /// By the look of lines, without reading what is before: where every chunk turns out to be whole deals, so is
    /// the whole. Only for deals that are the last section of a file.
    Guessed,
    /// By passing over everything, brackets counted.
    Passed,
}

impl Layout {
    /// Reads a file; its deals are cut into chunks of `chunk` bytes or a little more.
    pub fn of(text: &str, chunk: usize, cuts: Cuts) -> Option<Self> {
        let mut cursor = begin(text)?;
        let mut layout = Self::default();
        let mut seen = Vec::new();
        while layout.sections(&mut cursor, &mut seen)? {
            layout.deals = cut(&mut cursor, text, chunk, cuts)?;
            cursor.comma(b')')?;
        }
        cursor.skip()?;
        cursor.is_at_end().then_some(layout)
    }

    /// Reads sections up to the deals, or else up to the end of the book; tells which.
    fn sections<'t>(&mut self, cursor: &mut Cursor<'t>, seen: &mut Vec<&'t str>) -> Option<bool> {
        while let Some(section) = cursor.field()? {
            if seen.contains(&section) {
                return None;
            }
            seen.push(section);
            match section {
                "entities" => self.entities = Vec::read(cursor)?,
                "sources" => self.sources = Vec::read(cursor)?,
                "rates" => self.rates = Vec::read(cursor)?,
                "rules" => self.rules = Vec::read(cursor)?,
                "deals" => return Some(true),
                _ => return None,
            }
            cursor.comma(b')')?;
        }
        Some(false)
    }
}

/// Reads what a text has before its deals, of which only the first need be there; tells where those begin.
pub fn head(text: &str) -> Option<(Layout, usize)> {
    let mut cursor = begin(text)?;
    let mut layout = Layout::default();
    layout.sections(&mut cursor, &mut Vec::new())?.then_some(())?;
    cursor.expect(b'[')?;
    Some((layout, cursor.at()))
}

/// How much of the last bytes of a book is deals, if nothing but the end of the book follows.
pub fn closes(bytes: &[u8]) -> Option<usize> {
    // What is no text among the deals is found when they are read.
    let end = last_bracket(bytes)?;
    let mut cursor = Cursor::new(std::str::from_utf8(bytes.get(end.saturating_add(1)..)?).ok()?, 0);
    cursor.comma(b')')?;
    if cursor.field()?.is_some() {
        return None;
    }
    cursor.skip()?;
    cursor.is_at_end().then_some(end)
}

/// Stands inside of the book, before its first section.
fn begin(text: &str) -> Option<Cursor<'_>> {
    let mut cursor = Cursor::new(text, 0);
    header(&mut cursor)?;
    cursor.open("Book")?;
    Some(cursor)
}

/// Passes over `#![enable(implicit_some)]`, which says what is the case anyway.
fn header(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.skip()?;
    while cursor.peek() == b'#' {
        cursor.expect_all("#![enable(implicit_some)]")?;
        cursor.skip()?;
    }
    Some(())
}

fn cut<'t>(cursor: &mut Cursor<'t>, text: &'t str, chunk: usize, cuts: Cuts) -> Option<Vec<Range<usize>>> {
    cursor.expect(b'[')?;
    if cuts == Cuts::Guessed {
        let end = last_bracket(text.as_bytes())?;
        if end > cursor.at().saturating_add(chunk) {
            let chunks = guess(text, cursor.at()..end, chunk)?;
            *cursor = Cursor::new(text, end.saturating_add(1));
            return Some(chunks);
        }
    }
    let mut chunks = Vec::new();
    loop {
        let start = cursor.at();
        cursor.pass_elements(start.saturating_add(chunk))?;
        // Nothing was passed: some other bracket closes here.
        if cursor.at() == start && cursor.peek() != b']' {
            return None;
        }
        chunks.push(start..cursor.at());
        if cursor.eat(b']') {
            return Some(chunks);
        }
    }
}

/// Where the bracket stands that closes the last section, if nothing but the end of the book is behind it.
fn last_bracket(text: &[u8]) -> Option<usize> {
    let end = text.iter().rposition(|byte| !matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b',' | b')'))?;
    (text.get(end) == Some(&b']')).then_some(end)
}

/// What the line of the first deal begins with, from the end of the line before it up to its bracket.
pub fn mark(deals: &str) -> Option<&str> {
    let indent = deals.len().checked_sub(deals.trim_start().len())?;
    let newline = deals.get(..indent)?.rfind('\n')?;
    deals.get(newline..=indent).filter(|mark| mark.ends_with('('))
}

/// Cuts between lines that look like the first: deals written one below another begin alike.
fn guess(text: &str, deals: Range<usize>, chunk: usize) -> Option<Vec<Range<usize>>> {
    let section = text.get(deals.clone())?;
    let lines = memchr::memmem::Finder::new(mark(section)?);
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < section.len() {
        let from = start.saturating_add(chunk).min(section.len());
        let found = lines.find(section.as_bytes().get(from..)?);
        // The mark begins with the line break before a deal.
        let next = found.map_or(section.len(), |found| from.saturating_add(found).saturating_add(1));
        chunks.push(deals.start.saturating_add(start)..deals.start.saturating_add(next));
        start = next;
    }
    Some(chunks)
}
