//! Deals at hand: kept as they are written, or made when they are asked for.

use std::borrow::Cow;
use std::ops::Range;

use crate::load::canonical::{Node, Section, Written};
use crate::load::checker::{At, Checker};
use crate::load::deal::check_deal;
use crate::load::text::DealText;
use crate::model::pack::{BareDeal, SaysBytes};
use crate::model::{Deal, EntityIx, Id, SourceIx};

/// A bare deal that was kept as bytes.
pub(crate) type BareRow<'d> = BareDeal<'d, SaysBytes<'d>>;

/// Deals at hand, each made when it is asked for.
pub(crate) trait Deals: Section {
    /// The deal at a position.
    fn deal(&self, position: usize) -> Option<Drawn<'_>>;

    /// Tells of every position in its order the deal, where it is a bare one with an id of which whatever it names is looked
    /// up: then what is left to check is what must hold within it.
    fn each(&self, positions: Range<usize>, places: &Places, tell: &mut dyn FnMut(usize, Option<&BareRow<'_>>));
}

/// A deal that was kept, or made of less, or written out of a book.
#[derive(Debug)]
pub(crate) enum Drawn<'d> {
    Kept(&'d DealText),
    Made(Box<DealText<Cow<'d, str>>>),
    Written(Box<DealText>),
}

impl Drawn<'_> {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Kept(deal) => &deal.id,
            Self::Made(deal) => &deal.id,
            Self::Written(deal) => &deal.id,
        }
    }

    pub(super) fn check(&self, checker: &mut Checker, at: &At, id: Id) -> Option<Deal> {
        match self {
            Self::Kept(deal) => check_deal(checker, at, id, *deal),
            Self::Made(deal) => check_deal(checker, at, id, deal),
            Self::Written(deal) => check_deal(checker, at, id, deal),
        }
    }
}

impl Written for Drawn<'_> {
    fn node(&self) -> Option<Node<'_>> {
        match self {
            Self::Kept(deal) => deal.node(),
            Self::Made(deal) => deal.node(),
            Self::Written(deal) => deal.node(),
        }
    }
}

/// Which entities and sources of a book those at hand become.
#[derive(Debug)]
pub(crate) struct Places {
    entities: Vec<Option<EntityIx>>,
    sources: Vec<Option<SourceIx>>,
}

impl Places {
    /// Takes the positions of entities and of sources in the order of the book, and how many of each were at hand.
    pub(super) fn of(
        (entities, entity_count): (impl Iterator<Item = usize>, usize),
        (sources, source_count): (impl Iterator<Item = usize>, usize),
    ) -> Self {
        Self {
            entities: places(entities, entity_count, EntityIx::new),
            sources: places(sources, source_count, SourceIx::new),
        }
    }

    /// The entity at a position among those at hand; `None` where its id is none, or stood there before.
    pub(crate) fn entity(&self, position: usize) -> Option<EntityIx> {
        self.entities.get(position).copied().flatten()
    }

    /// The source at a position among those at hand; `None` where its id is none, or stood there before.
    pub(crate) fn source(&self, position: usize) -> Option<SourceIx> {
        self.sources.get(position).copied().flatten()
    }
}

fn places<I: Copy>(ordered: impl Iterator<Item = usize>, count: usize, index: impl Fn(usize) -> I) -> Vec<Option<I>> {
    let mut places = vec![None; count];
    for (place, position) in ordered.enumerate() {
        if let Some(of) = places.get_mut(position) {
            *of = Some(index(place));
        }
    }
    places
}
