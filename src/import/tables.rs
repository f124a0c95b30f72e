//! The tables that `export csv` and `export parquet` write, read back into the same book.
//!
//! Only the columns that a book file has are read; those for reckoning follow from them. The tables `legs` and
//! `findings` follow from the deals and are not read.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::draft::Draft;
use super::format::{Given, ImportError};
use super::input::Text;
use super::rows::{Header, Rows, Writer};
use crate::load::text::FileText;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    /// A JSON text: a list, or an object of facets.
    Json,
    /// A rank, for putting rows in order; no field of the record.
    Rank,
}

use Holds::{Json, Rank, Text as Words};

/// Each table with the columns that are read.
const TABLES: &[(&str, &[(&str, Holds)])] = &[
    (
        "entities",
        &[
            ("id", Words),
            ("name", Words),
            ("kind", Words),
            ("aliases", Json),
            ("part_of", Words),
            ("markets", Json),
            ("group", Words),
            ("country", Words),
            ("note", Words),
        ],
    ),
    (
        "deals",
        &[
            ("id", Words),
            ("kind", Words),
            ("instrument", Words),
            ("title", Words),
            ("status", Words),
            ("announced", Words),
            ("period", Words),
            ("amount", Words),
            ("pre_money", Words),
            ("post_money", Words),
            ("capacity", Words),
            ("scope", Json),
            ("part_of", Words),
            ("supersedes", Json),
            ("expands", Words),
            ("expands_by", Words),
            ("note", Words),
        ],
    ),
    (
        "parties",
        &[
            ("deal", Words),
            ("position", Rank),
            ("who", Words),
            ("undisclosed", Words),
            ("role", Words),
            ("commits", Words),
            ("stake", Words),
            ("with", Json),
        ],
    ),
    (
        "tranches",
        &[
            ("deal", Words),
            ("position", Rank),
            ("id", Words),
            ("amount", Words),
            ("by", Words),
            ("due", Words),
            ("status", Words),
            ("on", Json),
            ("note", Words),
        ],
    ),
    (
        "clauses",
        &[
            ("deal", Words),
            ("position", Rank),
            ("id", Words),
            ("kind", Words),
            ("beneficiary", Words),
            ("bound", Words),
            ("scope", Json),
            ("period", Words),
            ("amount", Words),
            ("note", Words),
        ],
    ),
    ("carve_outs", &[("deal", Words), ("clause", Rank), ("position", Rank), ("scope", Json), ("note", Words)]),
    ("history", &[("deal", Words), ("position", Rank), ("date", Words), ("status", Words)]),
    (
        "claims",
        &[("deal", Words), ("position", Rank), ("source", Words), ("field", Words), ("value", Words), ("note", Words)],
    ),
    (
        "sources",
        &[
            ("id", Words),
            ("title", Words),
            ("publisher", Words),
            ("address", Words),
            ("date", Words),
            ("date_is", Words),
            ("kind", Words),
            ("note", Words),
        ],
    ),
    ("rates", &[("from", Words), ("to", Words), ("rate", Words), ("date", Words), ("source", Words)]),
    (
        "rules",
        &[
            ("id", Words),
            ("severity", Words),
            ("finds", Words),
            ("why", Words),
            ("example", Words),
            ("limits", Words),
            ("pattern", Words),
            ("claim", Words),
            ("parties", Json),
        ],
    ),
];

/// A row as the fields of a record, with its place.
struct Record {
    file: String,
    line: usize,
    /// The deal it belongs to, and its ranks within it.
    deal: String,
    ranks: Vec<usize>,
    fields: Map<String, Value>,
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
    let mut tables: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
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
        for (line, row) in rows {
            match row.and_then(|cells| record(file, line, &header, columns, &cells, value)) {
                Ok(record) => tables.entry(table).or_default().push(record),
                Err(why) => draft.refuse(&file.name, line, &why),
            }
        }
    }
    if !tables.contains_key("entities") {
        let file = given.files.first().map_or("no file", |file| file.name.as_str()).to_owned();
        return Err(ImportError::Form { file, why: format!("there is no table entities.{ending} with any row") });
    }
    let records = assemble(tables, draft);
    draft.take(records, "deals");
    Ok(())
}

fn record(
    file: &Text,
    line: usize,
    header: &Header,
    columns: &[(&str, Holds)],
    cells: &StringRecord,
    value: fn(&str) -> Option<String>,
) -> Result<Record, String> {
    let mut made = Record { file: file.name.clone(), line, deal: String::new(), ranks: Vec::new(), fields: Map::new() };
    for (name, holds) in columns {
        let Some(text) = header.column(name).and_then(|at| cells.get(at)).and_then(value) else {
            continue;
        };
        match holds {
            Rank => made.ranks.push(text.parse().map_err(|_| format!("\"{text}\" is no {name}"))?),
            Json => {
                let parsed: Value = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
                made.fields.insert((*name).to_owned(), parsed);
            }
            Words if *name == "deal" => made.deal = text,
            Words => {
                made.fields.insert((*name).to_owned(), Value::String(text));
            }
        }
    }
    Ok(made)
}

/// Puts the rows of the lists into their deals, and turns everything into records.
fn assemble(mut tables: BTreeMap<&str, Vec<Record>>, draft: &mut Draft<'_>) -> FileText {
    let mut take = |table: &str| tables.remove(table).unwrap_or_default();
    let mut carve_outs = by_deal(take("carve_outs"));
    let mut lists: Vec<(&str, BTreeMap<String, Vec<Record>>)> =
        ["parties", "tranches", "clauses", "history", "claims"].map(|table| (table, by_deal(take(table)))).into();
    let mut deals = take("deals");
    for deal in &mut deals {
        let id = deal.fields.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(expanded) = deal.fields.remove("expands") {
            let by = deal.fields.remove("expands_by").unwrap_or_default();
            deal.fields.insert("expands".to_owned(), json!({ "deal": expanded, "by": by }));
        }
        let mut freed = carve_outs.remove(&id).unwrap_or_default();
        for (table, rows) in &mut lists {
            let items = rows.remove(&id).unwrap_or_default().into_iter().map(|mut row| {
                if *table == "claims"
                    && let (Some(field), value) = (row.fields.remove("field"), row.fields.remove("value"))
                {
                    let field = field.as_str().unwrap_or_default();
                    // Present and empty differ from absent in every cell, and a value is always present.
                    row.fields.insert("says".to_owned(), json!({ field: value.unwrap_or_else(|| "".into()) }));
                }
                if *table == "clauses" {
                    let rank = row.ranks.first().copied();
                    let own = freed.extract_if(.., |it| it.ranks.first().copied() == rank);
                    row.fields.insert("carve_outs".to_owned(), own.map(|it| Value::Object(it.fields)).collect());
                }
                Value::Object(row.fields)
            });
            deal.fields.insert((*table).to_owned(), items.collect());
        }
        for lost in freed {
            draft.refuse(&lost.file, lost.line, "its clause does not exist");
        }
    }
    for lost in lists.into_iter().flat_map(|(_, rows)| rows).chain(carve_outs).flat_map(|(_, rows)| rows) {
        draft.refuse(&lost.file, lost.line, &format!("no deal is called \"{}\"", lost.deal));
    }
    FileText {
        entities: typed(take("entities"), draft),
        deals: typed(deals, draft),
        sources: typed(take("sources"), draft),
        rates: typed(take("rates"), draft),
        rules: typed(take("rules"), draft),
    }
}

fn by_deal(rows: Vec<Record>) -> BTreeMap<String, Vec<Record>> {
    let mut deals: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for row in rows {
        deals.entry(row.deal.clone()).or_default().push(row);
    }
    for rows in deals.values_mut() {
        rows.sort_by(|one, two| one.ranks.cmp(&two.ranks));
    }
    deals
}

fn typed<T: DeserializeOwned>(rows: Vec<Record>, draft: &mut Draft<'_>) -> Vec<T> {
    let mut made = Vec::with_capacity(rows.len());
    for row in rows {
        match serde_json::from_value(Value::Object(row.fields)) {
            Ok(record) => made.push(record),
            Err(error) => draft.refuse(&row.file, row.line, &error),
        }
    }
    made
}
