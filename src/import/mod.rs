//! Files of other programs, read into the text of a book.
//!
//! ```text
//! rows ─reader─▶ Draft ─settle─▶ records that load without a fault ─▶ *.ron
//!                  │                      │
//!                  └── guessed, joined    └── refused (file, line, why)
//! ```
//!
//! Nothing is dropped silently: every row is read, joined to a record, or refused with its line. Names lead to
//! entities by id, name or alias; a name that is merely near another is never merged, but put on a list for review.

mod deals_csv;
mod draft;
mod format;
mod ftm;
mod json;
mod legs_csv;
mod mapping;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;
mod tables;
mod unguarded;
mod value;

pub use draft::{Draft, Imported, Near, Refusal};
pub use format::{FORMATS, Format, Given, ImportError, Text, import, import_format};
pub use mapping::{Mapping, MappingError};
pub use unguarded::unguarded;
