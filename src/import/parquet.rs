//! Rows of a Parquet table, read without Arrow.

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;

use super::format::{Given, ImportError};
use super::input::Text;
use super::rows::Rows;

/// Reads a table; each value that is there has a `+` before its text.
pub(super) fn rows<'g>(text: &'g Text, given: &Given<'g>) -> Result<Rows<'g>, ImportError> {
    let refuse = |error: parquet::errors::ParquetError| text.refuse(&format!("no Parquet file: {error}"));
    let reader = SerializedFileReader::new(Bytes::from(text.bytes(given)?)).map_err(refuse)?;
    let schema = reader.metadata().file_metadata().schema();
    let header: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_lowercase()).collect();
    // The rows own the reader, so that a table is never held twice.
    let iter = RowIter::from_file_into(Box::new(reader));
    // Of a broken part the iterator tells the same error for ever, so it is asked no more after the first.
    let mut is_broken = false;
    let iter = iter.map_while(move |row| (!std::mem::replace(&mut is_broken, row.is_err())).then_some(row));
    let rows = iter.enumerate().map(|(rank, row)| {
        let cells = row.map_err(|error| error.to_string()).map(|row| {
            let cells = row.get_column_iter().map(|(_, field)| match field {
                Field::Null => String::new(),
                Field::Str(text) => format!("+{text}"),
                other => format!("+{other}"),
            });
            cells.collect()
        });
        (rank + 1, cells)
    });
    Ok(Rows::new(header, rows))
}
