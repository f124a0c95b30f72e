//! How one deal stands to another that its money may count in.

use crate::model::{Book, DealIx};

/// How a deal stands inside of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Piece,
    /// It enlarges or replaces a piece.
    InPlaceOfPiece,
    Enlarged,
    Replaced,
    /// It may yet replace the other, as several may.
    Contends,
}

impl Relation {
    /// How that is said before the id of the outer deal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Piece => "a piece of",
            Self::InPlaceOfPiece => "in the place of a piece of",
            Self::Enlarged => "enlarged by",
            Self::Replaced => "replaced by",
            Self::Contends => "may yet replace",
        }
    }

    /// How it is told as data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Piece => "part-of",
            Self::InPlaceOfPiece => "in-place-of-part-of",
            Self::Enlarged => "expanded-by",
            Self::Replaced => "superseded-by",
            Self::Contends => "may-supersede",
        }
    }
}

/// Every way in which `inner` is directly inside of `outer`.
pub(super) fn relations(book: &Book, inner: DealIx, outer: DealIx) -> Vec<Relation> {
    let around = book.deal(outer);
    let is_piece = book.deal(inner).part_of == Some(outer);
    let ways = [
        (is_piece, Relation::Piece),
        (!is_piece && book.umbrellas(inner).any(|it| it == outer), Relation::InPlaceOfPiece),
        (around.expands.is_some_and(|it| it.deal == inner), Relation::Enlarged),
        (around.supersedes.contains(&inner), Relation::Replaced),
    ];
    ways.into_iter().filter(|(holds, _)| *holds).map(|(_, relation)| relation).collect()
}
