//! The tables that `export csv` and `export parquet` write, read back into the same book.
//!
//! Only the columns that a book file has are read; those for reckoning follow from them. The tables `legs` and
//! `findings` follow from the deals and are not read.

use csv::StringRecord;
use foldhash::HashMap;
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::{Value, json};

use super::cell::Cell;
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::input::Text;
use super::rows::{Rows, Writer};
use super::table_columns::{Holds, TABLES};
use crate::load::text::{
    CarveOutText, ClaimText, ClauseText, DealText, FileText, PartyText, StatusChangeText, TrancheText,
};

/// A row as the fields of a record, with its place.
struct Row<'g> {
    file: &'g str,
    line: usize,
    /// The deal it belongs to, and its ranks within it.
    deal: String,
    ranks: Ranks,
    fields: Vec<(&'static str, Cell)>,
}

/// The ranks of a row, in the order of their columns.
type Ranks = [Option<usize>; 2];

/// Something that belongs to a deal, with its place; or why it cannot be read.
struct Item<'g, T> {
    file: &'g str,
    line: usize,
    ranks: Ranks,
    made: Result<T, String>,
}

/// Things by the deal that they belong to.
type Lists<'g, T> = HashMap<String, Vec<Item<'g, T>>>;

/// All tables as they are read.
#[derive(Default)]
struct Tables<'g> {
    records: FileText,
    /// Where the records of each section stand, the file and the line.
    places: HashMap<&'static str, Vec<(&'g str, usize)>>,
    /// Each deal with its place and its id, or why it cannot be read.
    deals: Vec<(&'g str, usize, String, Result<DealText, String>)>,
    parties: Lists<'g, PartyText>,
    tranches: Lists<'g, TrancheText>,
    clauses: Lists<'g, ClauseText>,
    carve_outs: Lists<'g, CarveOutText>,
    history: Lists<'g, StatusChangeText>,
    claims: Lists<'g, ClaimText>,
    /// Whether there is any entity, be it one that cannot be read.
    has_entities: bool,
}

/// Reads tables of comma-separated values.
pub fn read_csv(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    read(
        given,
        draft,
        "csv",
        |text, given| Rows::read(text, given, Writer::Ours),
        |cell| crate::import::unguarded(cell).map(str::to_owned),
    )
}

/// Reads Parquet tables.
#[cfg(feature = "parquet")]
pub fn read_parquet(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    // The rows of a Parquet table come with a mark before each text, so that absent and empty differ.
    read(given, draft, "parquet", super::parquet::rows, |cell| cell.strip_prefix('+').map(str::to_owned))
}

/// How the rows of a table are read.
type Reader = for<'g> fn(&'g Text, &Given<'g>) -> Result<Rows<'g>, ImportError>;

fn read(
    given: &Given<'_>,
    draft: &mut Draft<'_>,
    ending: &str,
    rows: Reader,
    value: fn(&str) -> Option<String>,
) -> Result<(), ImportError> {
    let mut tables = Tables::default();
    for file in given.files {
        let name = file.stem();
        let Some((table, columns)) = TABLES.iter().find(|(table, _)| *table == name) else {
            // Legs and findings follow from the rest.
            if !["legs", "findings"].contains(&name) {
                let known: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
                return Err(file.refuse(&format!("no table is called \"{name}\"; known are {}", known.join(", "))));
            }
            continue;
        };
        let Rows { header, rows } = rows(file, given)?;
        header.needs(file, &columns.iter().map(|(column, _)| *column).collect::<Vec<_>>())?;
        let columns: Vec<Column> = columns.iter().map(|&(name, holds)| (name, holds, header.column(name))).collect();
        for (line, cells) in rows {
            let row = cells.and_then(|cells| row(&file.name, line, &columns, &cells, value));
            if let Err(why) = row.and_then(|row| tables.take(table, row)) {
                draft.refuse(&file.name, line, &why);
            }
        }
    }
    if !tables.has_entities {
        let file = given.files.first().map_or("no file", |file| file.name.as_str()).to_owned();
        return Err(ImportError::Form { file, why: format!("there is no table entities.{ending} with any row") });
    }
    let mut places = std::mem::take(&mut tables.places);
    let (records, deals) = tables.assemble(draft);
    places.insert("deals", deals);
    let place = |section: &str, position| places.get(section).and_then(|places| places.get(position)).copied();
    draft.take(records, |section, position| place(section, position).unwrap_or_default());
    Ok(())
}

/// A column: its name, what it holds, and where it stands.
type Column = (&'static str, Holds, Option<usize>);

fn row<'g>(
    file: &'g str,
    line: usize,
    columns: &[Column],
    cells: &StringRecord,
    value: fn(&str) -> Option<String>,
) -> Result<Row<'g>, String> {
    let mut made = Row { file, line, deal: String::new(), ranks: Ranks::default(), fields: Vec::new() };
    for (name, holds, at) in columns {
        let Some(text) = at.and_then(|at| cells.get(at)).and_then(value) else {
            continue;
        };
        match holds {
            Holds::Rank => {
                let rank = text.parse().map_err(|_| format!("\"{text}\" is no {name}"))?;
                if let Some(free) = made.ranks.iter_mut().find(|rank| rank.is_none()) {
                    *free = Some(rank);
                }
            }
            Holds::Json => {
                let parsed: Value = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
                made.fields.push((name, Cell::Json(parsed)));
            }
            Holds::Text if *name == "deal" => made.deal = text,
            Holds::Text => made.fields.push((name, Cell::Text(text))),
        }
    }
    Ok(made)
}

impl Row<'_> {
    /// Takes the cell of a field out.
    fn remove(&mut self, field: &str) -> Option<Cell> {
        let at = self.fields.iter().position(|(name, _)| *name == field)?;
        Some(self.fields.remove(at).1)
    }
}

fn typed<T: DeserializeOwned>(fields: Vec<(&'static str, Cell)>) -> Result<T, String> {
    T::deserialize(MapDeserializer::new(fields.into_iter())).map_err(|error| error.to_string())
}

/// Puts a row behind the others of its deal.
fn list<'g, T: DeserializeOwned>(lists: &mut Lists<'g, T>, row: Row<'g>) {
    let Row { file, line, deal, ranks, fields } = row;
    lists.entry(deal).or_default().push(Item { file, line, ranks, made: typed(fields) });
}

impl<'g> Tables<'g> {
    /// Takes a row of a table.
    fn take(&mut self, table: &'static str, mut row: Row<'g>) -> Result<(), String> {
        let place = (row.file, row.line);
        match table {
            "entities" => {
                self.has_entities = true;
                self.records.entities.push(typed(row.fields)?);
            }
            "deals" => {
                if let Some(expanded) = row.remove("expands") {
                    let by = row.remove("expands_by").map(Cell::into_value);
                    row.fields.push(("expands", Cell::Json(json!({ "deal": expanded.into_value(), "by": by }))));
                }
                row.fields.push(("parties", Cell::Json(Value::Array(Vec::new()))));
                let id = row.fields.iter().find_map(|(name, cell)| match cell {
                    Cell::Text(text) if *name == "id" => Some(text.clone()),
                    _ => None,
                });
                self.deals.push((row.file, row.line, id.unwrap_or_default(), typed(row.fields)));
            }
            "parties" => list(&mut self.parties, row),
            "tranches" => list(&mut self.tranches, row),
            "clauses" => list(&mut self.clauses, row),
            "carve_outs" => list(&mut self.carve_outs, row),
            "history" => list(&mut self.history, row),
            "claims" => {
                let (field, value) = (row.remove("field"), row.remove("value"));
                if let Some(field) = field.map(Cell::into_value) {
                    let field = field.as_str().unwrap_or_default();
                    // Present and empty differ from absent in every cell, and a value is always present.
                    let value = value.map_or_else(|| "".into(), Cell::into_value);
                    row.fields.push(("says", Cell::Json(json!({ field: value }))));
                }
                list(&mut self.claims, row);
            }
            "sources" => self.records.sources.push(typed(row.fields)?),
            "rates" => self.records.rates.push(typed(row.fields)?),
            _ => self.records.rules.push(typed(row.fields)?),
        }
        if ["entities", "sources", "rates", "rules"].contains(&table) {
            self.places.entry(table).or_default().push(place);
        }
        Ok(())
    }

    /// Puts the rows of the lists into their deals; tells where each of these stands.
    fn assemble(mut self, draft: &mut Draft<'_>) -> (FileText, Vec<(&'g str, usize)>) {
        let (mut records, mut places) = (std::mem::take(&mut self.records), Vec::new());
        for (file, line, id, deal) in std::mem::take(&mut self.deals) {
            match self.complete(&id, deal, draft) {
                Ok(deal) => {
                    records.deals.push(deal);
                    places.push((file, line));
                }
                Err(why) => draft.refuse(file, line, &why),
            }
        }
        lost(self.parties, draft);
        lost(self.tranches, draft);
        lost(self.clauses, draft);
        lost(self.carve_outs, draft);
        lost(self.history, draft);
        lost(self.claims, draft);
        (records, places)
    }

    /// Puts into a deal what belongs to it; that is taken even where the deal cannot be read.
    fn complete(
        &mut self,
        id: &str,
        deal: Result<DealText, String>,
        draft: &mut Draft<'_>,
    ) -> Result<DealText, String> {
        let mut freed = self.carve_outs.remove(id).unwrap_or_default();
        freed.sort_by_key(|it| it.ranks);
        let mut clauses = self.clauses.remove(id).unwrap_or_default();
        for clause in &mut clauses {
            let [rank, _] = clause.ranks;
            let own: Vec<_> = freed.extract_if(.., |it| it.ranks.first() == Some(&rank)).collect();
            let own: Result<Vec<CarveOutText>, String> = own.into_iter().map(|it| it.made).collect();
            match (own, &mut clause.made) {
                (Ok(own), Ok(clause)) => clause.carve_outs = own,
                (Err(why), made @ Ok(_)) => *made = Err(why),
                (_, Err(_)) => {}
            }
        }
        for lost in freed {
            draft.refuse(lost.file, lost.line, "its clause does not exist");
        }
        let (parties, tranches) = (self.parties.remove(id), self.tranches.remove(id));
        let (history, claims) = (self.history.remove(id), self.claims.remove(id));
        let mut deal = deal?;
        deal.parties = in_order(parties)?;
        deal.tranches = in_order(tranches)?;
        deal.clauses = in_order(Some(clauses))?;
        deal.history = in_order(history)?;
        deal.claims = in_order(claims)?;
        Ok(deal)
    }
}

/// The things of one deal, in the order of their ranks.
fn in_order<T>(items: Option<Vec<Item<'_, T>>>) -> Result<Vec<T>, String> {
    let mut items = items.unwrap_or_default();
    items.sort_by_key(|it| it.ranks);
    items.into_iter().map(|it| it.made).collect()
}

/// Refuses what belongs to no deal.
fn lost<T>(lists: Lists<'_, T>, draft: &mut Draft<'_>) {
    for (deal, items) in lists {
        for item in items {
            draft.refuse(item.file, item.line, &format!("no deal is called \"{deal}\""));
        }
    }
}
