//! The one table of formats that can be read.

use super::draft::Draft;
use super::imported::Imported;
use super::input::Text;
use super::mapping::{Fields, Mapping};
use super::names::Names;
use crate::model::{Book, nearest};

/// What an import reads from.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The files, in the order of their names.
    pub files: &'a [Text],
    /// Which column means what; empty for the format's own names.
    pub mapping: &'a Mapping,
    /// Which near names mean the same; empty where nobody has said so.
    pub names: &'a Names,
    /// Told how many bytes were read, time and again.
    pub watch: Option<&'a dyn Fn(u64)>,
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
    /// What a mapping can tell of its fields.
    pub fields: Fields,
    /// How it is read.
    pub read: Read,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        name: "deals-csv",
        about: "one deal a row: from, to, kind, amount, date, status, source",
        endings: &["csv", "tsv"],
        fields: super::deals_csv::MAPPED,
        read: super::deals_csv::read,
    },
    Format {
        name: "legs-csv",
        about: "circular-financing legs: deal_id, from, to, leg_type, usd_bn, headline_usd_bn, …",
        endings: &["csv", "tsv"],
        fields: Fields::NONE,
        read: super::legs_csv::read,
    },
    Format {
        name: "crunchbase",
        about: "tables of organizations, people, funding_rounds, investments and acquisitions",
        endings: &["csv", "tsv"],
        fields: super::crunchbase_columns::MAPPED,
        read: super::crunchbase::read,
    },
    Format {
        name: "bods",
        about: "statements of the Beneficial Ownership Data Standard 0.4, an array or one a line",
        endings: &["json", "jsonl", "ndjson"],
        fields: Fields::NONE,
        read: super::bods::read,
    },
    Format {
        name: "graphml",
        about: "GraphML: our own, or of NetworkX, yEd or Gephi with a mapping of its attributes",
        endings: &["graphml", "xml"],
        fields: super::graphml::MAPPED,
        read: super::graphml::read,
    },
    Format {
        name: "ftm",
        about: "FollowTheMoney JSON lines",
        endings: &["json", "jsonl", "ndjson"],
        fields: Fields::NONE,
        read: super::ftm::read,
    },
    Format {
        name: "csv",
        about: "tables written by `export csv`",
        endings: &["csv"],
        fields: Fields::NONE,
        read: super::tables::read_csv,
    },
    #[cfg(feature = "parquet")]
    Format {
        name: "parquet",
        about: "tables written by `export parquet`",
        endings: &["parquet"],
        fields: Fields::NONE,
        read: super::tables::read_parquet,
    },
    Format {
        name: "json",
        about: "a book written by `export json`",
        endings: &["json"],
        fields: Fields::NONE,
        read: super::json::read,
    },
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
    let mut draft = Draft::new(base, given.names);
    (format.read)(given, &mut draft)?;
    Ok(draft.settle())
}

/// Reads files of a format as [`import`] does, straight into a book, in which `base` is joined to what was read. There is
/// no book where an entity or a source is faulty: those are not left away.
///
/// # Errors
/// When a file does not have the form of the format. Faults of single rows are refusals, not errors.
pub fn import_book(
    format: &Format,
    given: &Given<'_>,
    base: Option<&Book>,
) -> Result<(Imported, Option<Book>), ImportError> {
    let mut draft = Draft::new(base, given.names);
    (format.read)(given, &mut draft)?;
    Ok(draft.settle_as_book())
}
