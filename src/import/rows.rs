//! Rows of a table of texts, whatever file it was written in.

use super::format::{ImportError, Text};

/// A table of texts.
#[derive(Debug)]
pub(super) struct Rows {
    header: Vec<String>,
    /// Each row with its line; a fault of its own stands in its place.
    pub rows: Vec<(usize, Result<Vec<String>, String>)>,
}

/// The most columns that a table may have.
const MOST_COLUMNS: usize = 10_000;

impl Rows {
    /// Reads delimited text; the delimiter is whichever of comma, semicolon and tab stands most often in the header.
    ///
    /// # Errors
    /// When the file is empty, is not UTF-8, or its header is no header. Faults of single rows stay with them.
    pub(super) fn read(text: &Text) -> Result<Self, ImportError> {
        let content = text.utf8()?;
        let first = content.lines().next().unwrap_or_default();
        let count = |delimiter: char| first.matches(delimiter).count();
        let delimiter =
            [',', ';', '\t'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == ',')).unwrap_or(',');
        if count(delimiter) >= MOST_COLUMNS {
            return Err(text.refuse(&format!(
                "the header has {} columns; at most {MOST_COLUMNS} make sense",
                count(delimiter) + 1
            )));
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .flexible(true)
            .from_reader(content.as_bytes());
        let header: Vec<String> = reader
            .headers()
            .map_err(|error| text.refuse(&error.to_string()))?
            .iter()
            .map(|name| name.trim().to_lowercase())
            .collect();
        if header.iter().all(String::is_empty) {
            return Err(text.refuse("the file is empty: no header was found"));
        }
        for (rank, name) in header.iter().enumerate() {
            if !name.is_empty() && header[..rank].contains(name) {
                return Err(text.refuse(&format!("the column \"{name}\" stands in the header twice")));
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
                    let cells: Vec<String> = record.iter().map(str::to_owned).collect();
                    let whole = cells.len() == header.len();
                    let fault = format!("{} cells under a header of {}", cells.len(), header.len());
                    rows.push((line, if whole { Ok(cells) } else { Err(fault) }));
                }
                Err(error) => {
                    let line = error.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
                    rows.push((line, Err(error.to_string())));
                }
            }
        }
        Ok(Self { header, rows })
    }

    /// A table that was read elsewhere.
    #[cfg(feature = "parquet")]
    pub(super) fn new(header: Vec<String>, rows: Vec<(usize, Result<Vec<String>, String>)>) -> Self {
        Self { header, rows }
    }

    /// The position of the column of a name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// Refuses a table that lacks a column.
    ///
    /// # Errors
    /// When none of the names is in the header; the header is told.
    pub(super) fn needs(&self, text: &Text, names: &[&str]) -> Result<(), ImportError> {
        let lacking: Vec<&str> = names.iter().copied().filter(|name| self.column(name).is_none()).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let shown: Vec<&str> = self.header.iter().take(20).map(String::as_str).collect();
        Err(text.refuse(&format!("no column \"{}\"; the header has: {}", lacking.join("\", \""), shown.join(", "))))
    }
}
