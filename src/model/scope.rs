//! What a right reaches over: facets, and when one scope covers another.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::book::Book;
use super::id::EntityIx;

/// One side from which a right is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// Which product; covers its parts.
    Product,
    /// What is done with it: `hosting`, `hosting/api`.
    Activity,
    /// To whom it goes: `third-party-cloud`.
    Channel,
    /// In which manner: `stateless`.
    Mode,
    /// Where.
    Region,
    /// In which field of use.
    Field,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 6] = [Self::Product, Self::Activity, Self::Channel, Self::Mode, Self::Region, Self::Field];

    /// The name a book writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Activity => "activity",
            Self::Channel => "channel",
            Self::Mode => "mode",
            Self::Region => "region",
            Self::Field => "field",
        }
    }

    /// Returns the facet of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }
}

/// The value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetValue {
    /// A product of the book.
    Product(EntityIx),
    /// A kebab word, or a path of them from the general to the special: `hosting/api`.
    Word(Box<str>),
}

/// A region of rights: each facet given narrows it; no facet at all is everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    facets: BTreeMap<Facet, FacetValue>,
}

/// How far one scope reaches over another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cover {
    /// Some facet rules it out.
    No,
    /// Nothing rules it out, and the other scope is silent on a facet that this one names.
    Possible,
    /// Every facet of this scope equals or is an ancestor of the other's.
    Certain,
}

impl Scope {
    /// The scope with one more facet set (or, for `None`, open).
    pub fn set(&mut self, facet: Facet, value: Option<FacetValue>) {
        match value {
            Some(value) => self.facets.insert(facet, value),
            None => self.facets.remove(&facet),
        };
    }

    /// The value of a facet; absent where the scope is silent on it.
    pub fn get(&self, facet: Facet) -> Option<&FacetValue> {
        self.facets.get(&facet)
    }

    /// The facets given, in the order of [`Facet::ALL`].
    pub fn facets(&self) -> impl Iterator<Item = (Facet, &FacetValue)> {
        self.facets.iter().map(|(facet, value)| (*facet, value))
    }

    /// Whether no facet is given.
    pub fn is_everything(&self) -> bool {
        self.facets.is_empty()
    }

    /// Returns how far this scope reaches over `other`.
    ///
    /// Each facet of this scope must equal the other's or be its ancestor (a product of its parts, a path
    /// of its continuations). Where the other is silent, the cover is possible only.
    pub fn covers(&self, other: &Self, book: &Book) -> Cover {
        self.facets.iter().fold(Cover::Certain, |cover, (facet, mine)| {
            cover.min(match other.facets.get(facet) {
                None => Cover::Possible,
                Some(theirs) if reaches(mine, theirs, book) => Cover::Certain,
                // The other names something wider than this scope: part of it lies inside.
                Some(theirs) if reaches(theirs, mine, book) => Cover::Possible,
                Some(_) => Cover::No,
            })
        })
    }

    /// Writes the scope with entity ids: `product openai-models, mode stateless`.
    pub fn describe(&self, book: &Book) -> String {
        if self.facets.is_empty() {
            return "everything".to_owned();
        }
        let words: Vec<String> =
            self.facets.iter().map(|(facet, value)| format!("{} {}", facet.name(), value.text(book))).collect();
        words.join(", ")
    }
}

impl FacetValue {
    /// The value as a book writes it.
    pub fn text<'b>(&'b self, book: &'b Book) -> &'b str {
        match self {
            Self::Product(product) => book.entity(*product).id.as_str(),
            Self::Word(word) => word,
        }
    }
}

/// Whether `wide` equals `narrow` or is an ancestor of it.
fn reaches(wide: &FacetValue, narrow: &FacetValue, book: &Book) -> bool {
    match (wide, narrow) {
        (FacetValue::Product(whole), FacetValue::Product(part)) => book.is_within(*part, *whole),
        (FacetValue::Word(wide), FacetValue::Word(narrow)) => {
            narrow.strip_prefix(&**wide).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        _ => false,
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Facet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
