//! The one table of formats that can be read.

use super::draft::{Draft, Imported};
use super::mapping::Mapping;
use crate::model::{Book, nearest};

/// A file to be read.
#[derive(Debug, Clone)]
pub struct Text {
    /// The name shown in messages.
    pub name: String,
    /// Its bytes; most formats ask for UTF-8.
    pub bytes: Vec<u8>,
}

/// What an import reads from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The files, in the order of their names.
    pub files: &'a [Text],
    /// Which column means what; empty for the format's own names.
    pub mapping: &'a Mapping,
}

/// Why nothing was imported at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// A name that is no format.
    #[error("\"{name}\" is no import format{}; known are {}", .nearest.map_or_else(String::new, |near| format!(" (did you mean \"{near}\"?)")), .known.join(", "))]
    Unknown {
        /// The name asked for.
        name: String,
        /// The nearest one.
        nearest: Option<&'static str>,
        /// All of them.
        known: Vec<&'static str>,
    },
    /// A file does not have the form of its format.
    #[error("{file}: {why}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

/// How a format is read.
pub type Read = fn(&Given<'_>, &mut Draft) -> Result<(), ImportError>;

/// A row of the table of formats.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it reads, in one line.
    pub about: &'static str,
    /// Endings of the files that it takes out of a folder.
    pub endings: &'static [&'static str],
    /// How it is read.
    pub read: Read,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        name: "deals-csv",
        about: "one deal a row: from, to, kind, amount, date, status, source",
        endings: &["csv", "tsv"],
        read: super::deals_csv::read,
    },
    Format {
        name: "legs-csv",
        about: "circular-financing legs: deal_id, from, to, leg_type, usd_bn, headline_usd_bn, …",
        endings: &["csv", "tsv"],
        read: super::legs_csv::read,
    },
    Format {
        name: "ftm",
        about: "FollowTheMoney JSON lines",
        endings: &["json", "jsonl", "ndjson"],
        read: super::ftm::read,
    },
    Format { name: "csv", about: "tables written by `export csv`", endings: &["csv"], read: super::tables::read_csv },
    #[cfg(feature = "parquet")]
    Format {
        name: "parquet",
        about: "tables written by `export parquet`",
        endings: &["parquet"],
        read: super::tables::read_parquet,
    },
    Format { name: "json", about: "a book written by `export json`", endings: &["json"], read: super::json::read },
];

/// Returns the format of a name.
///
/// # Errors
/// When there is none; the nearest is suggested.
pub fn import_format(name: &str) -> Result<&'static Format, ImportError> {
    let known: Vec<&'static str> = FORMATS.iter().map(|format| format.name).collect();
    FORMATS.iter().find(|format| format.name == name).ok_or_else(|| ImportError::Unknown {
        name: name.to_owned(),
        nearest: nearest(name, known.iter().copied(), 3),
        known: known.clone(),
    })
}

/// Reads files of a format; names are looked up in `base` before new entities are made.
///
/// # Errors
/// When a file does not have the form of the format. Faults of single rows are refusals, not errors.
pub fn import(format: &Format, given: &Given<'_>, base: Option<&Book>) -> Result<Imported, ImportError> {
    let mut draft = Draft::new(base);
    (format.read)(given, &mut draft)?;
    Ok(draft.settle())
}

impl Text {
    /// The text.
    ///
    /// # Errors
    /// When it is not UTF-8; the line of the first such byte is named.
    pub(super) fn utf8(&self) -> Result<&str, ImportError> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        std::str::from_utf8(bytes).map_err(|error| {
            let line = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).matches('\n').count() + 1;
            self.refuse(&format!("line {line} is not UTF-8; convert the file first (for example with iconv)"))
        })
    }

    /// An error about this file.
    pub(super) fn refuse(&self, why: &str) -> ImportError {
        ImportError::Form { file: self.name.clone(), why: why.to_owned() }
    }
}
