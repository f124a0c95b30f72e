//! Statements of the Beneficial Ownership Data Standard 0.4 (<https://standard.openownership.org>), as one JSON array
//! or one statement a line.
//!
//! | record | becomes |
//! |---|---|
//! | entity, person | an entity; one that is anonymous or unknown becomes an undisclosed party, with its reason |
//! | relationship: shareholding, or rights to income, profit or surplus | an Investment of the interested party in the subject |
//! | relationship: voting, board, office, trust, other control | a Board seat, whose note names the interest |
//! | interested party or subject that is not specified | an undisclosed party, with its reason |
//!
//! Each interest of a relationship is a deal of its own. Of several statements about one record, the one dated last
//! holds, and the rest are counted; where the record is closed, its deals are Lapsed.

use std::collections::HashMap;

use serde_json::Value;

use super::countries::country;
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::json_stream::JsonRecords;
use super::value;
use crate::load::text::PartyText;
use crate::model::{EntityKind, Kind, Role, Status};

/// Interests that are held as property, and those that are ways to control.
const HELD: &[&str] = &[
    "shareholding",
    "rightsToSurplusAssetsOnDissolution",
    "rightsToProfitOrIncome",
    "rightToProfitOrIncomeFromAssets",
    "enjoymentAndUseOfAssets",
    "beneficiaryOfLegalArrangement",
];
const CONTROLLED: &[&str] = &[
    "votingRights",
    "appointmentOfBoard",
    "otherInfluenceOrControl",
    "seniorManagingOfficial",
    "settlor",
    "trustee",
    "protector",
    "nominee",
    "nominator",
    "rightsGrantedByContract",
    "conditionalRightsGrantedByContract",
    "controlViaCompanyRulesOrArticles",
    "controlByLegalFramework",
    "boardMember",
    "boardChair",
    "unknownInterest",
    "unpublishedInterest",
];

/// A statement, with where it stands.
struct Statement<'g> {
    file: &'g str,
    line: usize,
    record: Value,
}

/// Whom a record id means.
#[derive(Clone)]
enum Party {
    Known(String),
    /// Nobody who is named, with the reason.
    Unnamed(String),
}

/// Reads the files. Statements are kept until all are read, since a later one may replace an earlier one.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    let mut statements: Vec<Statement<'_>> = Vec::new();
    let mut latest: HashMap<(String, String), usize> = HashMap::new();
    for file in given.files {
        for (line, record) in JsonRecords::new(file.open(given)?) {
            draft.met(1);
            let keyed = record.and_then(|record| Ok((key_of(&record)?, record)));
            let (key, record) = match keyed {
                Ok(keyed) => keyed,
                Err(why) => {
                    draft.refuse(&file.name, line, &why);
                    continue;
                }
            };
            let statement = Statement { file: &file.name, line, record };
            match latest.get(&key).copied() {
                None => {
                    latest.insert(key, statements.len());
                    statements.push(statement);
                }
                Some(at) => {
                    draft.guess("statement replaced by a later one about the same record");
                    // Of two of one day, the one that stands later was made later.
                    if let Some(earlier) = statements.get_mut(at)
                        && text(&statement.record, "statementDate") >= text(&earlier.record, "statementDate")
                    {
                        *earlier = statement;
                    }
                }
            }
        }
    }
    let mut parties: HashMap<String, Party> = HashMap::new();
    for Statement { file, line, record } in
        statements.iter().filter(|it| text(&it.record, "recordType") != "relationship")
    {
        match party(draft, record) {
            Ok(party) => drop(parties.insert(text(record, "recordId").to_owned(), party)),
            Err(why) => draft.refuse(file, *line, &why),
        }
    }
    for Statement { file, line, record } in
        statements.iter().filter(|it| text(&it.record, "recordType") == "relationship")
    {
        if let Err(why) = relationship(draft, &parties, file, *line, record) {
            draft.refuse(file, *line, &why);
        }
    }
    Ok(())
}

/// What a statement is about.
fn key_of(record: &Value) -> Result<(String, String), String> {
    if record["statementType"].is_string() || record["statementID"].is_string() {
        return Err("a statement of version 0.3 or before; convert it to 0.4 first".to_owned());
    }
    let kind = text(record, "recordType");
    if !["entity", "person", "relationship"].contains(&kind) {
        return Err(format!("\"{kind}\" is no record type; known are entity, person and relationship"));
    }
    let id = text(record, "recordId");
    if id.is_empty() {
        return Err("the statement has no recordId".to_owned());
    }
    Ok((kind.to_owned(), id.to_owned()))
}

fn text<'r>(record: &'r Value, field: &str) -> &'r str {
    record[field].as_str().map_or("", str::trim)
}

/// Why somebody is not named.
fn reason(details: &Value) -> String {
    let parts = [text(details, "reason"), text(details, "description")];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if said.is_empty() { "no reason is given".to_owned() } else { said.join(": ") }
}

fn party(draft: &mut Draft<'_>, record: &Value) -> Result<Party, String> {
    let details = &record["recordDetails"];
    let id = text(record, "recordId");
    let is_person = text(record, "recordType") == "person";
    let kind = if is_person { text(details, "personType") } else { text(&details["entityType"], "type") };
    let names = details["names"].as_array().into_iter().flatten();
    let mut names: Vec<String> = if is_person {
        names.map(full_name).collect()
    } else {
        let others = details["alternateNames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        std::iter::once(text(details, "name")).chain(others).map(|name| name.trim().to_owned()).collect()
    };
    names.retain(|name| !name.is_empty());
    let Some(name) = names.first().cloned() else {
        let why = if is_person { &details["unspecifiedPersonDetails"] } else { &details["unspecifiedEntityDetails"] };
        if kind.starts_with("unknown") || kind.starts_with("anonymous") || why.is_object() {
            draft.guess("record without a name taken as an undisclosed party");
            return Ok(Party::Unnamed(format!("{kind}: {}", reason(why))));
        }
        return Err(format!("the {} has no name", text(record, "recordType")));
    };
    let made = match kind {
        _ if is_person => EntityKind::Person,
        "state" | "stateBody" => EntityKind::Government,
        "arrangement" => EntityKind::Fund,
        _ => EntityKind::Company,
    };
    let made = draft.keyed_entity(id, &name, made, false)?;
    for other in names.iter().skip(1) {
        draft.alias(&made, other);
    }
    let code = details.pointer(if is_person { "/nationalities/0/code" } else { "/jurisdiction/code" });
    // A jurisdiction may be a part of a country, such as US-DE.
    let code = code.and_then(Value::as_str).map(|code| code.split('-').next().unwrap_or(code)).and_then(country);
    let identifiers: Vec<String> = details["identifiers"].as_array().into_iter().flatten().map(identifier).collect();
    if let Some(entity) = draft.entity_mut(&made) {
        entity.country = entity.country.take().or(code);
        if !identifiers.is_empty() {
            entity.note = Some(format!("identifiers: {}", identifiers.join(", ")));
        }
    }
    Ok(Party::Known(made))
}

fn full_name(name: &Value) -> String {
    let full = text(name, "fullName");
    if !full.is_empty() {
        return full.to_owned();
    }
    let parts = ["givenName", "patronymicName", "familyName"].map(|part| text(name, part));
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn identifier(it: &Value) -> String {
    let scheme = [text(it, "scheme"), text(it, "schemeName")].into_iter().find(|scheme| !scheme.is_empty());
    format!("{} {}", scheme.unwrap_or("unnamed scheme"), text(it, "id"))
}

fn relationship(
    draft: &mut Draft<'_>,
    parties: &HashMap<String, Party>,
    file: &str,
    line: usize,
    record: &Value,
) -> Result<(), String> {
    let details = &record["recordDetails"];
    let end = |field: &str| -> Result<Party, String> {
        match &details[field] {
            Value::String(id) => parties
                .get(id.trim())
                .cloned()
                .ok_or_else(|| format!("the {field} \"{id}\" is no record of the files, or was refused")),
            Value::Object(_) => Ok(Party::Unnamed(reason(&details[field]))),
            _ => Err(format!("the relationship has no {field}")),
        }
    };
    let (holder, company) = (end("interestedParty")?, end("subject")?);
    if let (Party::Unnamed(_), Party::Unnamed(_)) = (&holder, &company) {
        return Err("neither the subject nor the interested party is named".to_owned());
    }
    let none = Value::Object(serde_json::Map::new());
    let mut interests: Vec<&Value> = details["interests"].as_array().into_iter().flatten().collect();
    if interests.is_empty() {
        draft.guess("relationship without interests taken as an unknown interest");
        interests.push(&none);
    }
    for interest in interests {
        // One faulty interest leaves the others of its relationship in.
        if let Err(why) = deal(draft, (&holder, &company), (file, line), record, interest) {
            draft.refuse(file, line, &why);
        }
    }
    Ok(())
}

fn deal(
    draft: &mut Draft<'_>,
    (holder, company): (&Party, &Party),
    (file, line): (&str, usize),
    record: &Value,
    interest: &Value,
) -> Result<(), String> {
    let kind = if interest["type"].is_null() { "unknownInterest" } else { text(interest, "type") };
    let is_held = HELD.contains(&kind);
    if !is_held && !CONTROLLED.contains(&kind) {
        return Err(format!("\"{kind}\" is no type of interest"));
    }
    let share = share(&interest["share"])?;
    let date = |field: &str| interest[field].as_str().map(|text| value::date(field, text)).transpose();
    let (start, until) = (date("startDate")?, date("endDate")?);
    let (deal_kind, roles) = if is_held {
        (Kind::Investment, [Role::Investor, Role::Investee])
    } else {
        (Kind::Board, [Role::Director, Role::Company])
    };
    let party = |party: &Party, role| match party {
        Party::Known(id) => value::party(id.clone(), role),
        Party::Unnamed(reason) => value::undisclosed(reason, role),
    };
    let mut parties: [PartyText; 2] = [party(holder, roles[0]), party(company, roles[1])];
    let names = [holder, company].map(|party| match party {
        Party::Known(id) => id.as_str(),
        Party::Unnamed(_) => "undisclosed",
    });
    let mut notes = vec![format!("interest: {kind}"), format!("record: {}", text(record, "recordId"))];
    if is_held {
        parties[0].stake.clone_from(&share);
    } else if let Some(share) = &share {
        // A vote is no stake.
        notes.push(format!("share of it: {share}"));
    }
    for field in ["directOrIndirect", "details"] {
        if let Some(said) = interest[field].as_str() {
            notes.push(format!("{field}: {said}"));
        }
    }
    if let Some(is_beneficial) = interest["beneficialOwnershipOrControl"].as_bool() {
        notes.push(format!("beneficialOwnershipOrControl: {is_beneficial}"));
    }
    if record.pointer("/recordDetails/isComponent").and_then(Value::as_bool) == Some(true) {
        notes.push("a component of an indirect relationship".to_owned());
    }
    let is_over = text(record, "recordStatus") == "closed";
    let status = if is_over { Status::Lapsed } else { Status::Closed };
    let source = source(draft, file, record);
    let stem = format!("{}-{}-{kind}", names[0], names[1]);
    let title = format!("{} – {}: {kind}", names[0], names[1]);
    let mut deal = value::deal_of(stem, deal_kind, title, parties.into(), status, source);
    deal.period = match (&start, &until) {
        (None, None) => None,
        (start, until) => {
            Some(format!("{}..{}", start.as_deref().unwrap_or_default(), until.as_deref().unwrap_or_default()))
        }
    };
    deal.announced = Some(text(record, "statementDate"))
        .filter(|date| !date.is_empty())
        .map(|date| value::date("statementDate", date))
        .transpose()?;
    deal.note = Some(notes.join("; "));
    draft.deal(file, line, deal);
    Ok(())
}

/// A share, exact or between its ends.
fn share(share: &Value) -> Result<Option<String>, String> {
    let number = |field: &str| share[field].as_number().map(ToString::to_string);
    let least = number("minimum").or_else(|| number("exclusiveMinimum"));
    let most = number("maximum").or_else(|| number("exclusiveMaximum"));
    let written = match (number("exact"), least, most) {
        (Some(exact), ..) => exact,
        (None, Some(least), Some(most)) if least == most => least,
        (None, Some(least), Some(most)) => format!("{least}..{most}"),
        (None, Some(least), None) => format!("at least {least}"),
        (None, None, Some(most)) => format!("up to {most}"),
        (None, None, None) => return Ok(None),
    };
    value::share(&written).map(Some)
}

/// The source of a statement: its own address or description, or else its publisher.
fn source(draft: &mut Draft<'_>, file: &str, record: &Value) -> String {
    let (source, publication) = (&record["source"], &record["publicationDetails"]);
    let publisher = [text(&publication["publisher"], "name"), text(&publication["publisher"], "url")];
    let publisher = publisher.into_iter().find(|name| !name.is_empty()).unwrap_or("unknown");
    let told = [text(source, "url"), text(source, "description")].into_iter().find(|told| !told.is_empty());
    let date = Some(text(publication, "publicationDate")).filter(|date| value::date("publicationDate", date).is_ok());
    match told {
        Some(told) => draft.source(told, date, publisher),
        None if publisher != "unknown" => draft.source(&format!("Statements of {publisher}"), date, publisher),
        None => {
            draft.guess("source taken as the file itself");
            draft.source(file, date, publisher)
        }
    }
}
