//! Rows of a Parquet table, read without Arrow.

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::format::{ImportError, Text};
use super::rows::Rows;

/// Reads a table; each value that is there has a `+` before its text.
pub(super) fn rows(text: &Text) -> Result<Rows, ImportError> {
    let refuse = |error: parquet::errors::ParquetError| text.refuse(&format!("no Parquet file: {error}"));
    let reader = SerializedFileReader::new(Bytes::from(text.bytes.clone())).map_err(refuse)?;
    let schema = reader.metadata().file_metadata().schema();
    let header: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_lowercase()).collect();
    let mut rows = Vec::new();
    for (rank, row) in reader.get_row_iter(None).map_err(refuse)?.enumerate() {
        let row = row.map_err(refuse)?;
        let cells = row.get_column_iter().map(|(_, field)| match field {
            Field::Null => String::new(),
            Field::Str(text) => format!("+{text}"),
            other => format!("+{other}"),
        });
        rows.push((rank + 1, Ok(cells.collect())));
    }
    Ok(Rows::new(header, rows))
}
