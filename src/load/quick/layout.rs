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
        let mut cursor = Cursor::new(text, 0);
        header(&mut cursor)?;
        cursor.open("Book")?;
        let mut layout = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(section) = cursor.field()? {
            if seen.contains(&section) {
                return None;
            }
            seen.push(section);
            match section {
                "entities" => layout.entities = Vec::read(&mut cursor)?,
                "sources" => layout.sources = Vec::read(&mut cursor)?,
                "rates" => layout.rates = Vec::read(&mut cursor)?,
                "rules" => layout.rules = Vec::read(&mut cursor)?,
                "deals" => layout.deals = cut(&mut cursor, text, chunk, cuts)?,
                _ => return None,
            }
            cursor.comma(b')')?;
        }
        cursor.skip()?;
        cursor.is_at_end().then_some(layout)
    }
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
        let end = last_bracket(text)?;
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
fn last_bracket(text: &str) -> Option<usize> {
    let before = text.trim_end_matches([' ', '\n', '\t', '\r', ',', ')']);
    before.strip_suffix(']').map(str::len)
}

/// Cuts between lines that look like the first: deals written one below another begin alike.
fn guess(text: &str, deals: Range<usize>, chunk: usize) -> Option<Vec<Range<usize>>> {
    let section = text.get(deals.clone())?;
    let indent = section.len().checked_sub(section.trim_start().len())?;
    let newline = section.get(..indent)?.rfind('\n')?;
    let mark = section.get(newline..=indent).filter(|mark| mark.ends_with('('))?;
    let lines = memchr::memmem::Finder::new(mark);
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
