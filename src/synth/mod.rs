//! Makes invented webs of any size, for measuring: the same legs and seed give the same bytes anywhere.
//!
//! Portfolios, customers and markets follow power laws, as in real registers: a few hold very much, most hold
//! little. Everything is drawn with integers, so no mathematical library can change a byte.

mod csv;
mod random;
mod ron;
mod web;

use std::io::{self, Write};

pub use web::Plan;

use crate::load::BookFile;

/// A file of a web: its name, and what writes it.
pub struct SynthFile {
    /// The name, without a folder.
    pub name: &'static str,
    write: fn(Plan, &mut dyn Write) -> io::Result<()>,
}

impl SynthFile {
    /// Writes the file piece by piece; memory stays small however large the web is.
    ///
    /// # Errors
    /// When the place written to refuses.
    pub fn write(&self, plan: Plan, to: &mut dyn Write) -> io::Result<()> {
        (self.write)(plan, to)
    }

    /// The whole text of the file.
    ///
    /// # Panics
    /// Never: memory takes every byte, and what is written is text.
    pub fn text(&self, plan: Plan) -> String {
        let mut bytes = Vec::new();
        self.write(plan, &mut bytes).expect("memory takes every byte");
        String::from_utf8(bytes).expect("a web is text")
    }
}

/// A web as the files of a book, in memory.
pub fn book_files(plan: Plan) -> Vec<BookFile> {
    RON.iter().map(|file| BookFile { name: file.name.to_owned(), text: file.text(plan) }).collect()
}

/// A web as a book: one deal a line.
pub const RON: &[SynthFile] = &[
    SynthFile { name: "entities.ron", write: ron::entities },
    SynthFile { name: "sources.ron", write: ron::sources },
    SynthFile { name: "deals.ron", write: ron::deals },
];

/// A web as two tables: the entities, and one row for each giver and taker of a deal.
pub const CSV: &[SynthFile] =
    &[SynthFile { name: "companies.csv", write: csv::companies }, SynthFile { name: "deals.csv", write: csv::deals }];
