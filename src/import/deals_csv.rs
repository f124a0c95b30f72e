//! One deal a row: `from,to,kind,amount,date,status,source`, and where there `title,currency,note`.
//!
//! `from` pays (or gives) and `to` is paid (or takes). A mapping file tells other column names.

use super::amount_column::AmountColumn;
use super::batch::Batch;
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::mapping::Fields;
use super::rows::{CsvRows, Writer};
use super::told::Words;
use super::value::trimmed;
use crate::model::hand_over;

/// What is read of a row.
pub(super) const FIELDS: [&str; 10] =
    ["from", "to", "kind", "amount", "currency", "date", "status", "source", "title", "note"];

/// What a mapping can tell.
pub(super) const MAPPED: Fields = Fields {
    columns: &FIELDS,
    fixed: &["from", "to", "kind", "amount", "currency", "unit", "date", "status", "source", "title", "note"],
};

/// Reads the files: one thread reads what rows tell, the next finds whom they name, and the last keeps the deals.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    for file in given.files {
        let (header, mut rows) = CsvRows::open(file, given, Writer::Theirs)?;
        let ends = ["from", "to"].into_iter().map(|field| given.mapping.column(field));
        let mut needed: Vec<&str> = given.mapping.columns();
        needed.extend(ends.filter(|end| !given.mapping.columns().contains(end)));
        header.needs_mapped(file, &needed, given.mapping)?;
        let fields = FIELDS.map(|field| (header.column(given.mapping.column(field)), given.mapping.fixed(field)));
        let places: Vec<usize> = fields.iter().filter_map(|(at, _)| *at).collect();
        let always = fields.map(|(_, fixed)| fixed);
        let columns: Vec<(usize, usize)> =
            (0..).zip(&fields).filter_map(|(field, (at, _))| Some((field, (*at)?))).collect();
        draft.not_read(&file.name, &header.others(&places));
        let comma = rows.comma();
        let date_column = given.mapping.column("date");
        let amounts = AmountColumn::of(given.mapping, "amount").map_err(|why| file.refuse(&why))?;
        let (mut room, mut words) = ((0, 0), Words::with_amounts_in(amounts));
        let mut read_batch = |rows: &mut CsvRows<'_>| {
            let mut batch = Batch::with_room(room);
            while !batch.is_full()
                && let Some((line, row)) = rows.next()
            {
                let told = row.and_then(|cells| {
                    let mut row = always;
                    for &(field, at) in &columns {
                        let written = cells.get(at).map(trimmed).filter(|cell| !cell.is_empty());
                        if let Some((says, written)) = row.get_mut(field).zip(written) {
                            *says = Some(written);
                        }
                    }
                    words.read(&row, date_column, comma)
                });
                batch.push(line, told);
            }
            room = batch.room();
            Some(batch).filter(|batch| batch.len() > 0)
        };
        let number = draft.file(&file.name);
        let mut deals = std::mem::take(&mut draft.records.deals);
        let mut first = read_batch(&mut rows);
        let count = first.as_ref().map_or(0, Batch::len);
        deals.expect(expected(count, rows.passed(), file.size()));
        let find = |batch: Batch| {
            draft.met(batch.len());
            draft.plains(&file.name, batch)
        };
        hand_over(|| first.take().or_else(|| read_batch(&mut rows)), find, |plains| deals.add_plain(number, plains));
        draft.records.deals = deals;
    }
    Ok(())
}

/// The most rows that room is made for before they are met.
const MOST_EXPECTED: u64 = 1 << 22;

/// How many rows a file of so many bytes may have, of which some were read out of others.
fn expected(rows: usize, passed: u64, size: Option<u64>) -> usize {
    let rows = size.unwrap_or(0).saturating_mul(rows as u64).checked_div(passed).unwrap_or(0);
    usize::try_from(rows.min(MOST_EXPECTED)).unwrap_or(0)
}
