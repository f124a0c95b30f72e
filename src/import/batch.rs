//! What rows tell, handed over by so many at a time.

use super::told::{Assumed, Told};
use super::value;
use crate::model::{Kind, PartialDate};

/// Rows in their order, and the texts and bytes that theirs are parts of.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub text: String,
    /// The bytes of what they say.
    pub says: Vec<u8>,
    pub rows: Vec<Kept>,
    /// The lines of rows that tell nothing, with the reason.
    pub faults: Vec<(usize, String)>,
}

/// What a row tells, as it is kept.
#[derive(Debug)]
pub(super) struct Kept {
    pub line: usize,
    pub ends: [Part; 2],
    pub source: Option<Part>,
    pub title: Option<Part>,
    /// Where the bytes of what it says are.
    pub says_at: u32,
    pub kind: Kind,
    pub announced: Option<PartialDate>,
    pub is_assumed: Assumed,
}

/// A part of the text of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    from: u32,
    to: u32,
}

/// The rows of a batch: enough that handing it over costs nothing beside reading it.
const FULL: usize = if cfg!(test) { 1 << 3 } else { 1 << 9 };
/// The bytes of their texts from which on fewer must do, since what is behind four billions has no place.
const MOST_TEXT: usize = 1 << 30;

/// A number and a bit more.
const fn with_more(count: usize) -> usize {
    count.saturating_add(count / 16)
}

impl Part {
    /// The part of the text.
    #[inline]
    pub(super) fn of(self, text: &str) -> &str {
        text.get(self.from as usize..self.to as usize).unwrap_or_default()
    }

    /// Puts a text behind another, and tells where it is; `None` where that would be behind four billions of bytes.
    #[inline]
    fn push(text: &mut String, part: &str) -> Option<Self> {
        let from = u32::try_from(text.len()).ok()?;
        let to = u32::try_from(part.len()).ok()?.checked_add(from)?;
        text.push_str(part);
        Some(Self { from, to })
    }
}

impl Batch {
    /// An empty one with room for so many bytes of texts, and of what rows say.
    pub(super) fn with_room((text, says): (usize, usize)) -> Self {
        Self {
            text: String::with_capacity(text),
            says: Vec::with_capacity(says),
            rows: Vec::with_capacity(FULL),
            faults: Vec::new(),
        }
    }

    /// The room that another like it will need.
    pub(super) const fn room(&self) -> (usize, usize) {
        (with_more(self.text.len()), with_more(self.says.len()))
    }

    /// How many rows it has.
    pub(super) const fn len(&self) -> usize {
        self.rows.len().saturating_add(self.faults.len())
    }

    /// Whether it should be handed over.
    pub(super) const fn is_full(&self) -> bool {
        self.len() >= FULL || self.text.len().saturating_add(self.says.len()) >= MOST_TEXT
    }

    /// Takes what the row of a line tells, or why it tells nothing.
    pub(super) fn push(&mut self, line: usize, told: Result<Told<'_>, String>) {
        let kept = told.and_then(|told| self.keep(line, &told).ok_or_else(|| "the row is too long".to_owned()));
        match kept {
            Ok(kept) => self.rows.push(kept),
            Err(why) => self.faults.push((line, why)),
        }
    }

    fn keep(&mut self, line: usize, told: &Told<'_>) -> Option<Kept> {
        let &Told { ends: [from, to], source, title, ref says, is_assumed } = told;
        // One source tells most rows, or runs of them.
        let known = self.rows.last().and_then(|row| row.source).filter(|at| Some(at.of(&self.text)) == source);
        let text = &mut self.text;
        let mut keep = |part: &str| Part::push(text, part);
        let ends = [keep(from)?, keep(to)?];
        let source = match (known, source) {
            (Some(known), _) => Some(known),
            (None, Some(source)) => Some(keep(source)?),
            (None, None) => None,
        };
        let title = match title {
            Some(title) => Some(keep(&value::tidy(title))?),
            None => None,
        };
        let says_at = u32::try_from(self.says.len()).ok()?;
        says.pack(&mut self.says);
        let (kind, announced) = (says.kind, says.announced);
        Some(Kept { line, ends, source, title, says_at, kind, announced, is_assumed })
    }
}

#[cfg(test)]
mod tests {
    use super::super::notation::Comma;
    use super::super::told::Words;
    use super::*;

    #[test]
    fn a_batch_keeps_what_rows_tell_and_a_source_that_stands_in_row_after_row_once() {
        let mut batch = Batch::with_room((0, 0));
        let mut words = Words::default();
        let mut row = [None; 10];
        let rows = [
            ["Acme", "Orion", "Supply", "Register"],
            ["Orion", "Acme", "supply", "Register"],
            ["Acme", "Orion", "Bogus", "Register"],
            ["Acme", "Zenith", "Supply", "Paper"],
        ];
        for (line, [from, to, kind, source]) in (2..).zip(rows) {
            for (field, says) in [(0, from), (1, to), (2, kind), (7, source)] {
                row[field] = Some(says);
            }
            row[8] = Some(" A  title ").filter(|_| line == 3);
            batch.push(line, words.read(&row, "date", Comma::Thousands));
        }
        assert_eq!((batch.len(), batch.is_full()), (4, false));
        assert_eq!(batch.faults, [(4, "\"Bogus\" is no kind of deal".to_owned())]);
        let told = batch.rows.iter().map(|row| {
            let part = |at: Part| at.of(&batch.text);
            (row.line, row.ends.map(part), row.source.map(part), row.title.map(part), row.kind)
        });
        let wanted = [
            (2, ["Acme", "Orion"], Some("Register"), None, Kind::Supply),
            (3, ["Orion", "Acme"], Some("Register"), Some("A title"), Kind::Supply),
            (5, ["Acme", "Zenith"], Some("Paper"), None, Kind::Supply),
        ];
        assert!(told.eq(wanted), "{batch:?}");
        assert_eq!(batch.text.matches("Register").count(), 1);
    }
}
