//! Reads books from files: every fault of every file is found in one run and shown where it stands.
//!
//! ```text
//! paths ─files→ texts ─parse→ written records ─check→ Book
//!                        └──────── problems ────┘
//! ```

// Whatever could panic is handled where it stands: by another way, or by the reason why it cannot. Tests may panic.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects
    )
)]

mod anew;
mod canonical;
mod check;
mod checker;
mod claim;
mod deal;
mod deal_rules;
mod embedded;
mod entity;
mod files;
mod format;
mod json;
mod lint;
mod lint_links;
mod numbered;
mod parse;
mod problem;
mod quick;
mod rule;
pub mod snapshot;
pub(crate) mod text;
mod tree;
mod unquoted;
mod write;

use std::path::PathBuf;

pub(crate) use anew::made_anew;
pub(crate) use canonical::{Section, Written, write_sections};
pub use embedded::{embedded_files, embedded_rules};
pub use files::{BookFile, FileError, LARGEST_FILE, find_files, is_named_as_book, links_to_folders, read_files};
pub use format::{FormatError, WIDEST_LINE, format_text};
pub(crate) use json::write_json_sections;
pub(crate) use numbered::Numbered;
pub use problem::{Place, Problem, ProblemRecord, Severity};
pub(crate) use quick::{AtHand, BareRow, Deals, Drawn, Places, Unsound, book_at_hand, check_at_hand};
pub(crate) use write::{deal_text, entity_text, rate_text, records_beside_deals, records_of, rule_text, source_text};
pub use write::{write_book, write_json};

use crate::model::{Book, count};

/// What reading some files came to.
#[derive(Debug)]
pub struct Reading {
    /// The files read, in the order of their names.
    pub files: Vec<BookFile>,
    /// The book; absent where any problem is an error.
    pub book: Option<Book>,
    /// Every fault met, by file and place; those of syntax first, since others may come of them.
    pub problems: Vec<Problem>,
    /// Whether some records could not be read or completed, so that what else is wrong with them, and with what others say of
    /// them, was not looked for.
    pub is_partly_checked: bool,
}

/// Why there is no book.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Some paths could not be read.
    #[error("{}", files_said(.0))]
    Files(Vec<FileError>),
    /// The files hold faults.
    #[error("{}", faults_said(.0))]
    Faults(Box<Reading>),
}

/// Which files cannot be read, and that others were not looked at.
fn files_said(errors: &[FileError]) -> String {
    let mut said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    if errors.iter().any(|error| matches!(error, FileError::NotText { .. })) {
        said.push("what stands in other files was not checked".to_owned());
    }
    said.join("\n")
}

/// How many faults there are, and whether there may be more.
fn faults_said(reading: &Reading) -> String {
    let said = format!("the book has {}", count(reading.problems.len(), "fault", "faults"));
    if reading.is_partly_checked {
        return format!(
            "{said}; what else is wrong with these records, or between records, shows once they are mended"
        );
    }
    said
}

/// Reads the book of the given paths (files, or folders with all `*.ron` below them).
///
/// # Errors
/// When a path cannot be read, or any file has a fault; all faults are reported together.
pub fn load(paths: &[PathBuf]) -> Result<Book, LoadError> {
    load_watched(paths, Vec::new(), &|_| ())
}

/// Reads the book of the given paths as [`load`] does, joined to texts already in memory, and tells `watch` how far it
/// has come. The text of a large file is not held in memory, unless there is something wrong with it.
///
/// # Errors
/// When a path cannot be read, or any file has a fault; all faults are reported together.
pub fn load_watched(paths: &[PathBuf], more: Vec<BookFile>, watch: Watch<'_>) -> Result<Book, LoadError> {
    let found = find_files(paths).map_err(LoadError::Files)?;
    if let Some(book) = quick::read_paths(&found, &more, watch) {
        return Ok(book);
    }
    let mut files = read_files(&found).map_err(LoadError::Files)?;
    files.extend(more);
    load_files_watched(files, watch)
}

/// Reads the book of texts already in memory.
///
/// # Errors
/// When any text has a fault; all faults are reported together.
pub fn load_files(files: Vec<BookFile>) -> Result<Book, LoadError> {
    load_files_watched(files, &|_| ())
}

/// Reads the book of texts already in memory as [`load_files`] does, and tells `watch` how far it has come.
///
/// # Errors
/// When any text has a fault; all faults are reported together.
pub fn load_files_watched(files: Vec<BookFile>, watch: Watch<'_>) -> Result<Book, LoadError> {
    let mut reading = read_book_watched(files, Strictness::Faults, watch);
    match reading.book.take() {
        Some(book) => Ok(book),
        None => Err(LoadError::Faults(Box::new(reading))),
    }
}

/// Reads a book out of one text, for tests and small programs.
///
/// # Errors
/// When the text has a fault.
pub fn load_str(text: &str) -> Result<Book, LoadError> {
    load_files(vec![BookFile { name: "book.ron".to_owned(), text: text.to_owned() }])
}

/// Reads the book that is built into the program: the AI deal web.
///
/// # Errors
/// Never in a released program: the tests read the same texts.
pub fn load_embedded() -> Result<Book, LoadError> {
    load_files(embedded_files())
}

/// What counts as worth reporting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Faults only.
    Faults,
    /// Also what is allowed but unlikely to be meant.
    Lints,
}

/// How far the reading of a book has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many bytes of text are to be read. Where it has begun before, something was out of the ordinary, and all is
    /// read again, slower and more closely.
    Begin(u64),
    /// So many more bytes of text have been read and checked.
    Read(u64),
}

/// Is told how far the reading of a book has come, by whatever thread reads.
pub type Watch<'w> = &'w (dyn Fn(Step) + Sync);

/// Reads files into a book and everything that is wrong with them.
pub fn read_book(files: Vec<BookFile>, strictness: Strictness) -> Reading {
    read_book_watched(files, strictness, &|_| ())
}

/// Reads files as [`read_book`] does, and tells `watch` how far it has come.
pub fn read_book_watched(files: Vec<BookFile>, strictness: Strictness, watch: Watch<'_>) -> Reading {
    if strictness == Strictness::Faults
        && let Some(book) = quick::read_book(&files, watch)
    {
        return Reading { files, book: Some(book), problems: Vec::new(), is_partly_checked: false };
    }
    read_closely(files, strictness, watch)
}

/// Reads files as [`read_book`] does where anything in them is out of the ordinary: slower, and with every fault.
///
/// It comes to the same book; programs want [`read_book`], and tests and measurements want both.
pub fn read_thoroughly(files: Vec<BookFile>, strictness: Strictness) -> Reading {
    read_closely(files, strictness, &|_| ())
}

/// How long some texts are together.
fn bytes_of(files: &[BookFile]) -> u64 {
    files.iter().map(|file| file.text.len() as u64).fold(0, u64::saturating_add)
}

fn read_closely(files: Vec<BookFile>, strictness: Strictness, watch: Watch<'_>) -> Reading {
    watch(Step::Begin(bytes_of(&files)));
    let records = parse::parse(&files, watch);
    let (book, mut problems, is_partly_checked) = check::check(records, &files, strictness);
    // A text that breaks off is told first: what else is told may come of it.
    let rank = |problem: &Problem| problem.code != "syntax";
    problems.sort_by(|one, two| {
        (rank(one), &one.place, one.code, &one.message).cmp(&(rank(two), &two.place, two.code, &two.message))
    });
    problems.dedup();
    let has_error = problems.iter().any(|problem| problem.severity == Severity::Error);
    Reading { files, book: book.filter(|_| !has_error), problems, is_partly_checked }
}
