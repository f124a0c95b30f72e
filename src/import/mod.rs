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

mod accents;
mod alike;
mod amount_column;
mod amounts;
mod batch;
mod bods;
mod cell;
mod column_currency;
mod countries;
mod crunchbase;
mod crunchbase_columns;
mod deals_csv;
mod delimited;
mod draft;
mod format;
mod ftm;
mod ftm_foreign;
mod graphml;
mod graphml_reader;
mod imported;
mod input;
mod json;
mod json_stream;
mod kept;
mod kept_deals;
mod labels;
mod legs;
mod legs_csv;
mod line_count;
mod made_up;
mod mapping;
mod marks;
mod names;
mod near;
mod notation;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod quoted;
mod rows;
mod same;
mod settle;
mod table_columns;
mod tables;
mod taken;
mod told;
mod unguarded;
mod unit;
mod unstated;
mod value;
mod written;

pub use draft::Draft;
pub use format::{FORMATS, Format, Given, ImportError, import, import_book, import_format};
pub use imported::{AlikeDeal, EqualDeal, Imported, Near, Place, Refusal, Spelling};
pub use input::Text;
pub use mapping::{Fields, Mapping, MappingError};
pub use names::{COLUMNS as NAME_COLUMNS, Names, NamesError};
pub use unguarded::unguarded;
