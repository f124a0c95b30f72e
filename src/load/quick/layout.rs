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

impl Layout {
    /// Reads a file; its deals are cut into chunks of `chunk` bytes or a little more.
    pub fn of(text: &str, chunk: usize) -> Option<Self> {
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
                "deals" => layout.deals = cut(&mut cursor, chunk)?,
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

fn cut(cursor: &mut Cursor<'_>, chunk: usize) -> Option<Vec<Range<usize>>> {
    cursor.expect(b'[')?;
    let mut chunks = Vec::new();
    loop {
        let start = cursor.at();
        cursor.pass_elements(start + chunk)?;
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
