//! One deal a row: `from,to,kind,amount,date,status,source`, and where there `title,currency,note`.
//!
//! `from` pays (or gives) and `to` is paid (or takes). A mapping file tells other column names.

use super::draft::Draft;
use super::format::{Given, ImportError};
use super::rows::{Rows, Writer};
use super::value;
use crate::model::{EntityKind, Kind, Status};

/// What is read of a row.
pub(super) const FIELDS: &[&str] =
    &["from", "to", "kind", "amount", "currency", "date", "status", "source", "title", "note"];

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    for file in given.files {
        let Rows { header, rows } = Rows::read(file, given, Writer::Theirs)?;
        let needed: Vec<&str> = ["from", "to"].into_iter().map(|field| given.mapping.column(field)).collect();
        header.needs(file, &needed)?;
        let positions: Vec<Option<usize>> =
            FIELDS.iter().map(|field| header.column(given.mapping.column(field))).collect();
        let places: Vec<usize> = positions.iter().copied().flatten().collect();
        draft.not_read(&file.name, &header.others(&places));
        for (line, row) in rows {
            draft.met();
            let done = match row {
                Err(why) => Err(why),
                Ok(cells) => {
                    let cell = |field: &str| {
                        let field_at = FIELDS.iter().position(|known| *known == field);
                        let position = field_at.and_then(|at| positions.get(at).copied().flatten());
                        let written = position.and_then(|position| cells.get(position)).map(|cell| cell.trim());
                        written
                            .filter(|cell| !cell.is_empty())
                            .or_else(|| given.mapping.fixed(field))
                            .map(str::to_owned)
                    };
                    deal(draft, &file.name, line, &cell)
                }
            };
            if let Err(why) = done {
                draft.refuse(&file.name, line, &why);
            }
        }
    }
    Ok(())
}

/// Makes a deal of what `cell` says of each field.
pub(super) fn deal(
    draft: &mut Draft<'_>,
    file: &str,
    line: usize,
    cell: &dyn Fn(&str) -> Option<String>,
) -> Result<(), String> {
    let kind = if let Some(text) = cell("kind") {
        value::word(&text, Kind::ALL, Kind::word).ok_or_else(|| format!("\"{text}\" is no kind of deal"))?
    } else {
        draft.guess("kind of a deal taken as Investment");
        Kind::Investment
    };
    let status = if let Some(text) = cell("status") {
        value::word(&text, Status::ALL, Status::word).ok_or_else(|| format!("\"{text}\" is no status"))?
    } else {
        draft.guess("status taken as Reported");
        Status::Reported
    };
    let amount = cell("amount").map(|text| value::amount(&text, cell("currency").as_deref())).transpose()?;
    let date = cell("date").map(|text| value::date(&text)).transpose()?;
    let names = (cell("from").ok_or("the cell \"from\" is empty")?, cell("to").ok_or("the cell \"to\" is empty")?);
    let ends = (draft.entity(&names.0, EntityKind::Company)?, draft.entity(&names.1, EntityKind::Company)?);
    let source = cell("source").unwrap_or_else(|| {
        draft.guess("source taken as the file itself");
        file.to_owned()
    });
    let source = draft.source(&source, None, "unknown");
    let year = date.as_deref().map_or("", |date| date.get(..4).unwrap_or_default());
    let mut made = value::deal_between(format!("{}-{}-{year}", ends.0, ends.1), kind, ends, status, source);
    made.title = cell("title").unwrap_or_else(|| format!("{} – {}: {kind}", names.0, names.1));
    (made.amount, made.announced, made.note) = (amount, date, cell("note"));
    draft.deal(file, line, made);
    Ok(())
}
