//! Which column of a file means what: a small `name = column` text beside the data.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::amounts::currency_of;
use super::format::Format;
use super::unit::{self, Unit};
use super::unstated::is_unstated;
use super::value;
use crate::model::{EntityKind, Kind, Status, nearest};

/// Names of the format to columns of the file, and fixed values for columns that the file lacks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    columns: BTreeMap<String, Said>,
    fixed: BTreeMap<String, Said>,
}

/// What a line says of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    line: usize,
    value: String,
}

/// The fields of which a mapping can tell something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// Those that can be read from a column of another name.
    pub columns: &'static [&'static str],
    /// Those that can have one value for every row.
    pub fixed: &'static [&'static str],
}

impl Fields {
    /// A format that reads no mapping.
    pub const NONE: Self = Self { columns: &[], fixed: &[] };
}

/// A line that is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct MappingError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

impl Mapping {
    /// Reads a mapping: `from = investor name`, `kind := Investment`; `#` starts a comment. A field may have both, a
    /// column and a value for the rows in which that is empty.
    ///
    /// # Errors
    /// When a line is neither, or tells of a field what another told already.
    pub fn read(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let text = line.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let wrong = |why: String| MappingError { line: number, why };
            let (field, value) = text.split_once('=').ok_or_else(|| {
                wrong("write `field = column`, or `field := value` for a value that holds for every row".to_owned())
            })?;
            let value = value.trim();
            let (into, field, value) = match field.strip_suffix(':') {
                Some(field) => (&mut mapping.fixed, field.trim(), value.to_owned()),
                None => (&mut mapping.columns, field.trim(), value.to_lowercase()),
            };
            match into.entry(field.to_owned()) {
                Entry::Vacant(place) => drop(place.insert(Said { line: number, value })),
                Entry::Occupied(told) => {
                    return Err(wrong(format!("\"{field}\" is told twice, first in line {}", told.get().line)));
                }
            }
        }
        Ok(mapping)
    }

    /// Sees to it that a format reads everything that the mapping tells.
    ///
    /// # Errors
    /// When it names a field that the format has not; the nearest is suggested.
    pub fn check(&self, format: &Format) -> Result<(), MappingError> {
        let Fields { columns, fixed } = format.fields;
        let said = self.columns.iter().map(|it| (it, columns, "")).chain(self.fixed.iter().map(|it| (it, fixed, ":")));
        let unknown = said.filter(|((field, _), known, _)| !known.contains(&field.as_str()));
        let Some(((field, said), known, colon)) = unknown.min_by_key(|((_, said), ..)| said.line) else {
            return self.check_values();
        };
        let wrong = |why: String| Err(MappingError { line: said.line, why });
        if known.is_empty() {
            return wrong(format!("{} reads no mapping", format.name));
        }
        let near = nearest(&field.to_lowercase(), known.iter().copied(), 2.max(field.len() / 3));
        let near = near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        let what = if colon.is_empty() { "field" } else { "field with one value for every row" };
        wrong(format!("\"{field} {colon}=\" names no {what}{near} ({} has {})", format.name, known.join(", ")))
    }

    /// Sees to it that values which hold for every row are of their fields, so that they are told once, and not with every row.
    fn check_values(&self) -> Result<(), MappingError> {
        let wrong = self.fixed.iter().filter_map(|(field, said)| Some((said, why_no_value(field, &said.value)?)));
        match wrong.min_by_key(|(said, _)| said.line) {
            Some((said, why)) => Err(MappingError { line: said.line, why }),
            None => Ok(()),
        }
    }

    /// The column of a field.
    pub(super) fn column<'m>(&'m self, field: &'m str) -> &'m str {
        self.columns.get(field).map_or(field, |said| said.value.as_str())
    }

    /// Whether it names the column of a field.
    pub(super) fn names_column(&self, field: &str) -> bool {
        self.columns.contains_key(field)
    }

    /// The columns that it names, in the order of their lines.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut said: Vec<&Said> = self.columns.values().collect();
        said.sort_by_key(|said| said.line);
        said.into_iter().map(|said| said.value.as_str()).collect()
    }

    /// The fields of which it names the columns, each with that.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(|(field, said)| (field.as_str(), said.value.as_str()))
    }

    /// The line that names a column, and of which field: "line 2 of the mapping: amount = sum"; `None` where none does.
    pub(super) fn line_of(&self, column: &str) -> Option<String> {
        let (field, said) = self.columns.iter().find(|(_, said)| said.value == column)?;
        Some(format!("line {} of the mapping: {field} = {column}", said.line))
    }

    /// The value that a field has in every row.
    pub(super) fn fixed(&self, field: &str) -> Option<&str> {
        self.fixed.get(field).map(|said| said.value.as_str())
    }
}

/// Why a value is none of a field, where that can be said without a row.
fn why_no_value(field: &str, value: &str) -> Option<String> {
    match field {
        "kind" => no_word(value, "kind of deal", Kind::ALL, Kind::from_word, Kind::word),
        "status" => no_word(value, "status", Status::ALL, Status::from_word, Status::word),
        "entity_kind" => no_word(value, "kind of entity", EntityKind::ALL, EntityKind::from_word, EntityKind::word),
        "currency" if !is_unstated(value) => currency_of(value).err(),
        "unit" if Unit::of_word(value).is_none() => Some(unit::unknown(value)),
        _ => None,
    }
}

/// Why a value is no word of a vocabulary; `None` where it is one.
fn no_word<T: Copy>(
    text: &str,
    what: &str,
    all: &[T],
    known: impl Fn(&str) -> Option<T>,
    name: impl Fn(T) -> &'static str,
) -> Option<String> {
    value::word(text, all, known, &name).is_none().then(|| value::no_word(text, what, all, name))
}
