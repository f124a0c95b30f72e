//! Which column of a file means what: a small RON or `name = column` text beside the data.

use std::collections::BTreeMap;

/// Names of the format to columns of the file, and fixed values for columns that the file lacks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    columns: BTreeMap<String, String>,
    fixed: BTreeMap<String, String>,
}

/// A line that is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: write `field = column`, or `field := value` for a value that holds for every row")]
pub struct MappingError {
    /// The line, counted from 1.
    pub line: usize,
}

impl Mapping {
    /// Reads a mapping: `from = investor name`, `kind := Investment`; `#` starts a comment.
    ///
    /// # Errors
    /// When a line is neither.
    pub fn read(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (field, column) = line.split_once('=').ok_or(MappingError { line: number })?;
            let (into, field) = match field.strip_suffix(':') {
                Some(field) => (&mut mapping.fixed, field),
                None => (&mut mapping.columns, field),
            };
            let value = column.trim();
            let value = if line.contains(":=") { value.to_owned() } else { value.to_lowercase() };
            into.insert(field.trim().to_owned(), value);
        }
        Ok(mapping)
    }

    /// The column of a field.
    pub(super) fn column<'m>(&'m self, field: &'m str) -> &'m str {
        self.columns.get(field).map_or(field, String::as_str)
    }

    /// The value that a field has in every row.
    pub(super) fn fixed(&self, field: &str) -> Option<&str> {
        self.fixed.get(field).map(String::as_str)
    }
}
