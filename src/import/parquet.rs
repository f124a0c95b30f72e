//! Rows of a Parquet table, read without Arrow.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use csv::StringRecord;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use super::format::{Given, ImportError};
use super::input::Text;
use super::rows::Rows;

/// Reads a table; each value that is there has a `+` before its text.
pub(super) fn rows<'g>(text: &'g Text, given: &Given<'g>) -> Result<Rows<'g>, ImportError> {
    let refuse = |why: String| text.refuse(&format!("no Parquet file: {why}"));
    let bytes = Bytes::from(text.bytes(given)?);
    let reader = caught(|| SerializedFileReader::new(bytes).map_err(|error| error.to_string())).map_err(refuse)?;
    let schema = reader.metadata().file_metadata().schema();
    let header: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_lowercase()).collect();
    // The rows own the reader, so that a table is never held twice.
    let mut iter = RowIter::from_file_into(Box::new(reader));
    // Of a broken part the iterator tells the same error for ever, so it is asked no more after the first.
    let mut is_broken = false;
    let rows = std::iter::from_fn(move || {
        if is_broken {
            return None;
        }
        let row =
            caught(|| iter.next().map(|row| row.map(|row| cells(&row)).map_err(|error| error.to_string())).transpose());
        is_broken = row.is_err();
        row.transpose()
    });
    Ok(Rows::new(header, rows.enumerate().map(|(rank, row)| (rank.saturating_add(1), row))))
}

fn cells(row: &Row) -> StringRecord {
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => format!("+{text}"),
        other => format!("+{other}"),
    };
    row.get_column_iter().map(|(_, field)| cell(field)).collect()
}

/// Asks the Parquet reader for something. At some of the files that are broken inside it panics, which is an error here
/// like any other.
fn caught<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("the file is broken inside".to_owned()))
}
