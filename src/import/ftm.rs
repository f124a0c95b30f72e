//! FollowTheMoney JSON lines: entities, and the links that a deal can tell.
//!
//! | schema | becomes |
//! |---|---|
//! | `Company`, `Organization`, `PublicBody`, `Person`, `LegalEntity`, `Asset` | an entity |
//! | Ownership | an Investment of the owner in the asset |
//! | Debt | a Loan |
//! | Payment | a Purchase (guessed: the format does not say what for) |
//! | Directorship | a Board seat |
//!
//! Every other schema is refused with its line.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::Draft;
use super::format::{Given, ImportError};
use super::value;
use crate::model::{EntityKind, Kind, Role, Status};

/// Links: the schema, its ends, and the kind it becomes.
const LINKS: &[(&str, &str, &str, Kind)] = &[
    ("Ownership", "owner", "asset", Kind::Investment),
    ("Debt", "creditor", "debtor", Kind::Loan),
    ("Payment", "payer", "beneficiary", Kind::Purchase),
    ("Directorship", "director", "organization", Kind::Board),
];

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft) -> Result<(), ImportError> {
    let mut links: Vec<(&str, usize, Value)> = Vec::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for file in given.files {
        for (rank, line) in file.utf8()?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            draft.met();
            let record: Value = match serde_json::from_str(line) {
                Ok(record) => record,
                Err(error) => {
                    draft.refuse(&file.name, rank + 1, &error);
                    continue;
                }
            };
            let schema = record["schema"].as_str().unwrap_or_default();
            if LINKS.iter().any(|(link, ..)| *link == schema) {
                links.push((&file.name, rank + 1, record));
            } else if let Err(why) = entity(draft, &mut ids, &record, schema) {
                draft.refuse(&file.name, rank + 1, &why);
            }
        }
    }
    for (file, line, record) in links {
        if let Err(why) = link(draft, &ids, file, line, &record) {
            draft.refuse(file, line, &why);
        }
    }
    Ok(())
}

fn first<'r>(record: &'r Value, property: &str) -> Option<&'r str> {
    record["properties"][property].get(0)?.as_str().filter(|text| !text.is_empty())
}

fn entity(draft: &mut Draft, ids: &mut BTreeMap<String, String>, record: &Value, schema: &str) -> Result<(), String> {
    let kind = match schema {
        "Company" | "Organization" | "LegalEntity" => match first(record, "legalForm") {
            Some("Fund") => EntityKind::Fund,
            Some("Venture") => EntityKind::Venture,
            _ => EntityKind::Company,
        },
        "PublicBody" => EntityKind::Government,
        "Person" => EntityKind::Person,
        "Asset" => EntityKind::Product,
        other => return Err(format!("a book has no record for the schema \"{other}\"")),
    };
    let name = first(record, "name").ok_or("the record has no name")?;
    let id = draft.entity(name, kind)?;
    let aliases = record["properties"]["alias"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for alias in aliases {
        draft.alias(&id, alias);
    }
    if let (Some(country), Some(entity)) = (first(record, "country"), draft.entity_mut(&id)) {
        entity.country = Some(country.to_uppercase()).filter(|country| country.len() == 2);
    }
    ids.insert(record["id"].as_str().ok_or("the record has no id")?.to_owned(), id);
    Ok(())
}

fn link(
    draft: &mut Draft,
    ids: &BTreeMap<String, String>,
    file: &str,
    line: usize,
    record: &Value,
) -> Result<(), String> {
    let schema = record["schema"].as_str().unwrap_or_default();
    let (_, from, to, kind) = LINKS.iter().find(|(link, ..)| *link == schema).ok_or("no link")?;
    let end = |property: &str| -> Result<String, String> {
        let id = first(record, property).ok_or_else(|| format!("the {schema} has no {property}"))?;
        ids.get(id).cloned().ok_or_else(|| format!("no record of the files has the id \"{id}\""))
    };
    let ends = (end(from)?, end(to)?);
    if *kind == Kind::Purchase {
        draft.guess("Payment taken as a Purchase");
    }
    let status = first(record, "status").and_then(|text| value::word(text, Status::ALL, Status::word));
    let status = status.unwrap_or_else(|| {
        draft.guess("status taken as Reported");
        Status::Reported
    });
    let date = first(record, "date").or(first(record, "startDate")).map(value::date).transpose()?;
    let amount = first(record, "amount").map(|text| value::amount(text, first(record, "currency"))).transpose()?;
    let source =
        first(record, "sourceUrl").or(first(record, "publisher")).map_or_else(|| file.to_owned(), str::to_owned);
    let source = draft.source(&source, None, first(record, "publisher").unwrap_or("unknown"));
    let stem = first(record, "recordId").or(record["id"].as_str()).unwrap_or("deal").to_owned();
    let mut deal = value::deal_between(stem, *kind, ends, status, source);
    if *kind == Kind::Board {
        for (party, role) in deal.parties.iter_mut().zip([Role::Director, Role::Company]) {
            party.role = role;
        }
    }
    (deal.announced, deal.amount) = (date, amount);
    deal.title = first(record, "summary").map_or(deal.title, str::to_owned);
    draft.deal(file, line, deal);
    Ok(())
}
