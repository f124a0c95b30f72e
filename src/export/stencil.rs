//! An edge as one format prints it, with gaps for what differs between edges alike: what they have in common is put
//! together once, and then copied.

use super::brief::BriefEdge;
use super::row::{ColumnSet, Row, Value};
use super::sheet::{BLOCK, Fixed, Sheet};

/// What is printed of a row: a fixed text, and the value behind it, where there is one.
pub(super) type Part<'f> = (&'f Fixed, Option<usize>);

/// The stencils of edges that are alike but for the columns told of them, the last one used first.
#[derive(Debug, Default)]
pub(super) struct Stencils(Vec<Stencil>);

/// So many are kept; more combinations than that are rare.
const MOST: usize = 8;

/// Everything between the values that differ.
#[derive(Debug)]
pub(super) struct Stencil {
    /// The columns that are told of a row.
    told: ColumnSet,
    text: Vec<u8>,
    gaps: Vec<Gap>,
    /// What stands behind the last gap.
    end: Piece,
}

/// A place for a value.
#[derive(Debug)]
struct Gap {
    before: Piece,
    column: usize,
}

/// A part of the text: its first bytes, which are copied without a look at how many they are, and where the others are.
#[derive(Debug)]
struct Piece {
    front: Fixed,
    rest: (usize, usize),
}

impl Stencils {
    /// The one for rows of which these columns are told, if there is one.
    pub(super) fn of(&mut self, told: ColumnSet) -> Option<&Stencil> {
        self.find(|stencil| stencil.told == told)
    }

    /// The one for a brief edge, if there is one.
    #[inline]
    pub(super) fn of_brief(&mut self, edge: &BriefEdge<'_>) -> Option<&Stencil> {
        let (optional, present) = (BriefEdge::optional(), edge.present());
        self.find(|stencil| stencil.told.and(optional) == present)
    }

    #[inline]
    fn find(&mut self, fits: impl Fn(&Stencil) -> bool) -> Option<&Stencil> {
        let at = self.0.iter().position(fits)?;
        if at > 0 {
            self.0.swap(0, at);
        }
        self.0.first()
    }

    /// Keeps one, in the place of the one least lately used where there are many.
    pub(super) fn keep(&mut self, stencil: Stencil) -> &Stencil {
        self.0.truncate(MOST - 1);
        self.0.insert(0, stencil);
        &self.0[0]
    }
}

impl Stencil {
    /// Cuts one for rows that are like one in some columns. Values in those have nothing that must be changed.
    pub(super) fn cut<'f>(
        told: ColumnSet,
        parts: impl Iterator<Item = Part<'f>>,
        (row, alike): (&Row, ColumnSet),
        push: fn(Value<'_>, &mut Sheet) -> bool,
    ) -> Self {
        let (mut sheet, mut ends) = (Sheet::new(0), Vec::new());
        for (before, column) in parts {
            sheet.fixed(before);
            match column {
                Some(column) if alike.has(column) => {
                    push(row.value(column), &mut sheet);
                }
                Some(column) => ends.push((sheet.len(), column)),
                None => {}
            }
        }
        let (text, mut from) = (sheet.into_bytes(), 0);
        let mut piece = |to: usize| {
            let middle = to.min(from + BLOCK);
            let front = Fixed::of(&text[from..middle]);
            from = to;
            Piece { front, rest: (middle, to) }
        };
        let gaps = ends.into_iter().map(|(to, column)| Gap { before: piece(to), column }).collect();
        let end = piece(text.len());
        Self { told, text, gaps, end }
    }

    /// Prints a row; answers how many of its values had to be changed.
    #[inline]
    pub(super) fn print(&self, row: &Row, out: &mut Sheet, push: impl Fn(Value<'_>, &mut Sheet) -> bool) -> usize {
        let mut changed = 0;
        self.fill(out, |column, out| changed += usize::from(push(row.value(column), out)));
        changed
    }

    /// Prints a brief edge.
    #[inline]
    pub(super) fn print_brief(&self, edge: &BriefEdge<'_>, out: &mut Sheet) {
        self.fill(out, |column, out| edge.push(column, out));
    }

    #[inline]
    fn fill(&self, out: &mut Sheet, mut push: impl FnMut(usize, &mut Sheet)) {
        for Gap { before, column } in &self.gaps {
            self.write(before, out);
            push(*column, out);
        }
        self.write(&self.end, out);
    }

    #[inline]
    fn write(&self, piece: &Piece, out: &mut Sheet) {
        out.fixed(&piece.front);
        let (from, to) = piece.rest;
        if from < to {
            out.write(&self.text[from..to]);
        }
    }
}
