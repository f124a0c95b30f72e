//! One deal a row: `from,to,kind,amount,date,status,source`, and where there `title,currency,note`.
//!
//! `from` pays (or gives) and `to` is paid (or takes). A mapping file tells other column names.

use super::draft::Draft;
use super::format::{Given, ImportError};
use super::kept::PlainDeal;
use super::rows::{Rows, Writer};
use super::value;
use crate::model::{EntityKind, Kind, Status};

/// What is read of a row.
pub(super) const FIELDS: [&str; 10] =
    ["from", "to", "kind", "amount", "currency", "date", "status", "source", "title", "note"];

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    for file in given.files {
        let Rows { header, rows } = Rows::read(file, given, Writer::Theirs)?;
        let needed: Vec<&str> = ["from", "to"].into_iter().map(|field| given.mapping.column(field)).collect();
        header.needs(file, &needed)?;
        let fields = FIELDS.map(|field| (header.column(given.mapping.column(field)), given.mapping.fixed(field)));
        let places: Vec<usize> = fields.iter().filter_map(|(at, _)| *at).collect();
        draft.not_read(&file.name, &header.others(&places));
        for (line, row) in rows {
            draft.met();
            let done = row.and_then(|cells| {
                let cell = |(at, fixed): (Option<usize>, _)| {
                    let written = at.and_then(|at| cells.get(at)).map(str::trim).filter(|cell| !cell.is_empty());
                    written.or(fixed)
                };
                deal(draft, &file.name, line, fields.map(cell))
            });
            if let Err(why) = done {
                draft.refuse(&file.name, line, &why);
            }
        }
    }
    Ok(())
}

/// Makes a deal of what a row says of each of the [`FIELDS`].
pub(super) fn deal(draft: &mut Draft<'_>, file: &str, line: usize, row: [Option<&str>; 10]) -> Result<(), String> {
    let [from, to, kind, amount, currency, date, status, source, title, note] = row;
    let kind = kind
        .map(|text| value::word(text, Kind::ALL, Kind::word).ok_or_else(|| format!("\"{text}\" is no kind of deal")));
    let status = status
        .map(|text| value::word(text, Status::ALL, Status::word).ok_or_else(|| format!("\"{text}\" is no status")));
    let (kind, status) = (kind.transpose()?, status.transpose()?);
    let amount = amount.map(|text| value::amount(text, currency)).transpose()?;
    let date = date.map(value::date).transpose()?;
    let (from, to) = (from.ok_or("the cell \"from\" is empty")?, to.ok_or("the cell \"to\" is empty")?);
    let ends = (draft.entity_number(from, EntityKind::Company)?, draft.entity_number(to, EntityKind::Company)?);
    // What is assumed is counted of rows that are not refused.
    let kind = kind.unwrap_or_else(|| {
        draft.guess("kind of a deal taken as Investment");
        Kind::Investment
    });
    let status = status.unwrap_or_else(|| {
        draft.guess("status taken as Reported");
        Status::Reported
    });
    let source = source.unwrap_or_else(|| {
        draft.guess("source taken as the file itself");
        file
    });
    let source = draft.source_position(source, None, "unknown");
    let year = date.as_deref().map_or("", |date| date.get(..4).unwrap_or_default());
    let id = [draft.id_of(ends.0), "-", draft.id_of(ends.1), "-", year].concat();
    // Where the names are those of the entities, the title need not be kept.
    let is_told = draft.name_of(ends.0) == from && draft.name_of(ends.1) == to;
    let own = (title.is_none() && !is_told).then(|| value::title_between(from, to, kind));
    let title = title.or(own.as_deref());
    let (amount, announced) = (amount.as_deref(), date.as_deref());
    draft.plain_deal(file, line, &PlainDeal { id: &id, kind, status, ends, title, announced, amount, note, source });
    Ok(())
}
