//! What an import came to: its records, and everything that was not taken as it was written.

use std::collections::BTreeMap;
use std::io;

use super::alike;
use super::kept::Records;
use super::kept_deals::{First, SameDeal};

/// A place in an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, counted from 1; for tables without lines, the row.
    pub line: usize,
}

/// Something that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub why: String,
}

/// Two names that may mean one entity. They were not merged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// The name imported.
    pub name: String,
    /// The id made for it.
    pub id: String,
    /// The name that it is near to.
    pub near_name: String,
    /// The id of the entity of that name; empty where it is a part of the name imported, and nobody's yet.
    pub near: String,
    /// Why they may be the same.
    pub why: &'static str,
}

/// A name that was joined to another one, from which it differs in case, blanks and punctuation alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling {
    /// The name as it is written.
    pub name: String,
    /// The name of the entity that it leads to.
    pub other: String,
    /// The id of that entity.
    pub id: String,
}

/// A deal that says the same as an earlier one. Both were kept, since two deals may be equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EqualDeal {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// The id of the first deal that says the same.
    pub first: String,
    /// Where that one stands; in the book that the import joins, no line.
    pub first_place: Place,
    /// Whether the same sources tell both.
    pub is_same_source: bool,
}

/// A deal that may be one of the book that the import joins, told otherwise: of the same kind between the same parties in
/// the same roles, or parts and wholes of these, or two of several; of amounts that overlap or are not stated, be it with what
/// one party commits, a tranche, or what an enlargement adds; and of the same year where both have one. It was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeDeal {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// The id of the deal of the book that it may be, the nearest of several.
    pub other: String,
    /// What the two tell otherwise besides their sources: parties, title, amount, date, status.
    pub differ: Vec<&'static str>,
}

/// What an import came to.
#[derive(Debug)]
pub struct Imported {
    pub(super) records: Records,
    /// The files that deals came from.
    pub(super) files: Vec<String>,
    /// Deals that say the same as earlier ones.
    pub(super) same: Vec<SameDeal>,
    /// Deals that look like ones of the book that the import joins.
    pub(super) alike: Vec<alike::AlikeDeal>,
    /// Whether it joins a book that has anything.
    pub is_joined: bool,
    /// Records in it: entities, deals, sources.
    pub made: [usize; 3],
    /// Rows or records met.
    pub read: usize,
    /// Names and records that led to something already there.
    pub joined: usize,
    /// Names that were joined though they are written otherwise.
    pub spellings: Vec<Spelling>,
    /// What was not written and had to be assumed, with how often.
    pub guessed: BTreeMap<String, usize>,
    /// What was not imported.
    pub refused: Vec<Refusal>,
    /// Whether something of that is in it all the same, so that it does not load: entities and sources are not left away.
    pub is_faulty: bool,
    /// Columns or fields that nothing was read from, by file.
    pub unread: Vec<String>,
    /// Properties of records that nothing was read from, behind their schemas, by file.
    pub unread_properties: Vec<String>,
    /// Names to review.
    pub near: Vec<Near>,
    /// Joins of reviewed names that met none of their names here.
    pub unused_joins: usize,
}

impl Imported {
    /// The deals that say the same as an earlier one, or as one of the book that the import joins, in the order they came: the same parties, amount, date and
    /// everything else but their sources.
    pub fn equal_deals(&self) -> impl ExactSizeIterator<Item = EqualDeal> + '_ {
        let id = |position| self.records.deal_id(position);
        let place = |position| {
            let (file, line) = self.records.deals.place(position).unwrap_or_default();
            Place { file: self.files.get(file).cloned().unwrap_or_default(), line }
        };
        self.same.iter().map(move |&SameDeal { deal, first, is_same_source }| {
            let (first, first_place) = match first {
                First::Own(first) => (id(first), place(first)),
                First::Base(first) => {
                    (self.records.base_deal_id(first).to_owned(), Place { file: "the book".to_owned(), line: 0 })
                }
            };
            EqualDeal { id: id(deal), place: place(deal), first, first_place, is_same_source }
        })
    }

    /// The deals that may be ones of the book that the import joins, told otherwise, in the order they came.
    pub fn alike_deals(&self) -> impl ExactSizeIterator<Item = AlikeDeal> + '_ {
        self.alike.iter().map(|&alike::AlikeDeal { deal, base, ref differ }| {
            let id = self.records.deal_id(deal);
            let (file, line) = self.records.deals.place(deal).unwrap_or_default();
            let place = Place { file: self.files.get(file).cloned().unwrap_or_default(), line };
            AlikeDeal { id, place, other: self.records.base_deal_id(base).to_owned(), differ: differ.clone() }
        })
    }

    /// How many of the deals that say the same as an earlier one are told by other sources than that.
    pub fn equal_deals_of_other_sources(&self) -> usize {
        self.same.iter().filter(|it| !it.is_same_source).count()
    }

    /// The book, as RON in the canonical layout.
    pub fn ron(&self) -> String {
        let mut text = Vec::new();
        // Memory takes every byte, and what is written is text.
        let _ = self.write(&mut text);
        String::from_utf8(text).unwrap_or_default()
    }

    /// Writes the book as RON in the canonical layout, piece by piece: of a large one the text need not be in memory.
    ///
    /// # Errors
    /// When the place written to refuses.
    pub fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        self.records.write(to)
    }
}
