//! A book written by `export json`: the sections and fields of a book file.

use super::draft::Draft;
use super::format::{Given, ImportError};
use crate::load::text::FileText;

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    for file in given.files {
        let records: FileText =
            serde_json::from_str(&file.whole(given)?).map_err(|error| file.refuse(&error.to_string()))?;
        draft.take(records, |_, position| (&file.name, position.saturating_add(1)));
    }
    Ok(())
}
