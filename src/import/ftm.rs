//! FollowTheMoney JSON lines: entities, and the links that a deal can tell.
//!
//! | schema | becomes |
//! |---|---|
//! | `Company`, `Organization`, `PublicBody`, `Person`, `LegalEntity`, `Asset` | an entity |
//! | Ownership | an Investment of the owner in the asset |
//! | Debt | a Loan |
//! | Payment | a Purchase (guessed: the format does not say what for) |
//! | Directorship | a Board seat |
//! | Contract with `ContractAward` | a Purchase of the authority from the supplier |
//!
//! A link with several owners, assets, directors and the like is one deal for each pair of them. Properties that nothing
//! is read from are told.
//!
//! Links that `export ftm` wrote are known by their ids, and are put together again into the deals they came from:
//! kind, parties, title, dates, status, amount, stakes and addresses of sources. Tranches, clauses, claims, undisclosed
//! parties and what counts in what are not in the format, so that money may come back surer than it was; both are counted. Every other schema is refused with its line.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::amounts;
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::ftm_foreign::{properties_read, sources};
use super::json_stream::JsonRecords;
use super::legs::{LegTold, Legs};
use super::value;
use crate::model::{EntityKind, Flow, Kind, Money, Role, Status};

/// A link: its schema, the properties of its ends, and the kind it becomes.
pub(super) struct Link {
    pub schema: &'static str,
    pub ends: [&'static str; 2],
    pub kind: Kind,
}

pub(super) const LINKS: &[Link] = &[
    Link { schema: "Ownership", ends: ["owner", "asset"], kind: Kind::Investment },
    Link { schema: "Debt", ends: ["creditor", "debtor"], kind: Kind::Loan },
    Link { schema: "Payment", ends: ["payer", "beneficiary"], kind: Kind::Purchase },
    Link { schema: "Directorship", ends: ["director", "organization"], kind: Kind::Board },
    Link { schema: "ContractAward", ends: ["contract", "supplier"], kind: Kind::Purchase },
    Link { schema: "UnknownLink", ends: ["subject", "object"], kind: Kind::Purchase },
];

/// Properties that nothing is read from, behind their schemas.
#[derive(Default)]
struct Unread {
    told: BTreeSet<String>,
}

impl Unread {
    /// Looks at the properties of a record of another program, as far as records of its schema are read.
    fn meet(&mut self, schema: &str, record: &Value) {
        let Some(properties) = record.get("properties").and_then(Value::as_object) else { return };
        let is_read = LINKS.iter().any(|link| link.schema == schema) || schema == "Contract" || is_entity(schema);
        let read = if is_read { properties_read(schema) } else { return };
        for property in properties.keys().filter(|property| !read.contains(&property.as_str())) {
            self.told.insert(format!("{schema}.{property}"));
        }
    }

    fn tell(self, draft: &mut Draft<'_>, file: &str) {
        if !self.told.is_empty() {
            let told: Vec<String> = self.told.into_iter().collect();
            draft.unread_properties.push(format!("{file}: {}", told.join(", ")));
        }
    }
}

/// A record that waits until all entities are known.
struct Waiting<'g> {
    file: &'g str,
    line: usize,
    record: Value,
}

/// What the records of entities and contracts said.
#[derive(Default)]
pub(super) struct Known {
    /// Ids of records to ids of entities.
    pub entities: BTreeMap<String, String>,
    pub contracts: HashMap<String, Value>,
    /// How many awards each contract has.
    pub awards: HashMap<String, usize>,
}

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    let mut links: Vec<Waiting<'_>> = Vec::new();
    let mut known = Known::default();
    let mut contracts: Vec<(&str, usize, String)> = Vec::new();
    for file in given.files {
        let mut unread = Unread::default();
        for (line, record) in JsonRecords::new(file.open(given)?) {
            draft.met(1);
            let record: Value = match record {
                Ok(record) => record,
                Err(error) => {
                    draft.refuse(&file.name, line, &error);
                    continue;
                }
            };
            let schema = text(&record, "schema");
            if our_leg(&record).is_none() {
                unread.meet(schema, &record);
            }
            if LINKS.iter().any(|link| link.schema == schema) {
                links.push(Waiting { file: &file.name, line, record });
            } else if schema == "Contract" {
                let id = text(&record, "id").to_owned();
                contracts.push((&file.name, line, id.clone()));
                known.contracts.insert(id, record);
            } else if let Err(why) = entity(draft, &mut known.entities, &record, schema) {
                draft.refuse(&file.name, line, &why);
            }
        }
        unread.tell(draft, &file.name);
    }
    for contract in links.iter().flat_map(|link| all(&link.record, "contract")) {
        let awards = known.awards.entry(contract.to_owned()).or_default();
        *awards = awards.saturating_add(1);
    }
    let mut legs = Legs::default();
    for Waiting { file, line, record } in &links {
        let done = match our_leg(record) {
            Some((deal, flow)) => known.leg(draft, record, deal, flow).and_then(|leg| legs.add(draft, *line, leg)),
            None => known.foreign(draft, file, *line, record),
        };
        if let Err(why) = done {
            draft.refuse(file, *line, &why);
        }
    }
    for (file, line, id) in contracts.iter().filter(|(.., id)| !known.awards.contains_key(id)) {
        draft.refuse(file, *line, &format!("no ContractAward says who supplies the contract \"{id}\""));
    }
    let file = given.files.first().map_or("the files", |file| file.name.as_str());
    legs.settle(draft, file);
    Ok(())
}

/// A field of the record itself; empty where it is missing or no text.
pub(super) fn text<'r>(record: &'r Value, field: &str) -> &'r str {
    record.get(field).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn all<'r>(record: &'r Value, property: &str) -> impl Iterator<Item = &'r str> {
    let values = record.get("properties").and_then(|properties| properties.get(property)).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str)
}

pub(super) fn first<'r>(record: &'r Value, property: &str) -> Option<&'r str> {
    all(record, property).map(str::trim).find(|text| !text.is_empty())
}

fn is_entity(schema: &str) -> bool {
    matches!(schema, "Company" | "Organization" | "LegalEntity" | "PublicBody" | "Person" | "Asset")
}

fn entity(
    draft: &mut Draft<'_>,
    ids: &mut BTreeMap<String, String>,
    record: &Value,
    schema: &str,
) -> Result<(), String> {
    let form = first(record, "legalForm").and_then(EntityKind::from_word);
    let kind = match schema {
        "Company" | "Organization" | "LegalEntity" => form.unwrap_or(EntityKind::Company),
        "PublicBody" => EntityKind::Government,
        "Person" => EntityKind::Person,
        "Asset" => EntityKind::Product,
        "" => return Err("the record has no schema".to_owned()),
        other => return Err(format!("{other} is no party and no deal")),
    };
    let key = record["id"].as_str().ok_or("the record has no id")?;
    if ids.contains_key(key) {
        return Err(format!("the id \"{key}\" stands here twice"));
    }
    let name = first(record, "name").or(first(record, "caption")).ok_or("the record has no name")?;
    // Ids that are sums of digits say less than a name.
    let keeps_key = !key.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id = draft.keyed_entity(key, name, kind, keeps_key)?;
    for alias in all(record, "name").skip(1).chain(all(record, "alias")) {
        draft.alias(&id, alias);
    }
    let country = first(record, "country").or(first(record, "jurisdiction")).map(super::countries::country);
    if let Some(None) = &country {
        draft.guess("country left out, since there is no such code");
    }
    let markets: Vec<String> = all(record, "keywords").map(str::to_owned).collect();
    let note = first(record, "summary").map(str::to_owned);
    if let Some(entity) = draft.entity_mut(&id) {
        entity.country = entity.country.take().or(country.flatten());
        entity.markets = markets.into_iter().filter(|market| market.parse::<crate::model::Id>().is_ok()).collect();
        entity.note = entity.note.take().or(note);
    }
    ids.insert(key.to_owned(), id);
    Ok(())
}

/// The deal and flow of a link that `export ftm` wrote: its id is the deal's, what moves, and places of parties.
fn our_leg(record: &Value) -> Option<(&str, Flow)> {
    let deal = first(record, "recordId")?;
    let rest = record["id"].as_str()?.strip_prefix(deal)?.strip_prefix('.')?;
    let (flow, places) = rest.split_once('.')?;
    let (one, two) = places.split_once('-')?;
    let is_place = |text: &str| text.parse::<u16>().is_ok();
    let flow = Flow::ALL.iter().copied().find(|it| it.word().to_lowercase() == flow)?;
    (is_place(one) && is_place(two)).then_some((deal, flow))
}

/// What a link that `export ftm` wrote says of its deal: the kind, the status, and the roles of giver and taker.
fn our_words(record: &Value) -> Option<(Kind, Status, [Option<Role>; 2])> {
    let (words, ends) = first(record, "description")?.strip_suffix(')')?.split_once(" (")?;
    let (moves, status) = words.split_once(", ")?;
    let (giver, taker) = ends.split_once(" to ")?;
    let kind = Kind::from_word(moves.split_once(' ')?.0)?;
    Some((kind, Status::from_word(status)?, [Role::from_word(giver), Role::from_word(taker)]))
}

impl Known {
    fn end(&self, record: &Value, property: &str) -> Result<String, String> {
        let id = first(record, property).ok_or_else(|| format!("the record has no {property}"))?;
        self.entities.get(id).cloned().ok_or_else(|| format!("no record of the files has the id \"{id}\""))
    }

    /// The contract of an award.
    fn contract(&self, record: &Value) -> Result<&Value, String> {
        let id = first(record, "contract").ok_or("the ContractAward has no contract")?;
        self.contracts.get(id).ok_or_else(|| format!("no record of the files has the id \"{id}\""))
    }

    /// The leg that one of our own links tells.
    fn leg(&self, draft: &mut Draft<'_>, record: &Value, deal: &str, flow: Flow) -> Result<LegTold, String> {
        let schema = text(record, "schema");
        let (kind, status, roles) =
            our_words(record).ok_or_else(|| format!("nothing tells what kind of deal \"{deal}\" is"))?;
        let ends = match schema {
            "Ownership" => [self.end(record, "asset")?, self.end(record, "owner")?],
            "Debt" => [self.end(record, "creditor")?, self.end(record, "debtor")?],
            "Directorship" => [self.end(record, "organization")?, self.end(record, "director")?],
            "UnknownLink" => [self.end(record, "subject")?, self.end(record, "object")?],
            "ContractAward" => [self.end(record, "supplier")?, self.end(self.contract(record)?, "authority")?],
            _ => [self.end(record, "payer")?, self.end(record, "beneficiary")?],
        };
        let date = |property: &str| first(record, property).map(|text| value::date(property, text)).transpose();
        let (announced, start, until) = (date("date")?, date("startDate")?, date("endDate")?);
        let period = match (&start, &until) {
            (None, None) => None,
            (Some(start), None) if announced.as_ref() == Some(start) => None,
            (start, until) => {
                Some(format!("{}..{}", start.as_deref().unwrap_or_default(), until.as_deref().unwrap_or_default()))
            }
        };
        let (title, amount) = first(record, "summary").map_or((None, None), titled);
        let sources = sources(draft, record);
        let paid = first(record, "amount").map(|text| amounts::amount(text, first(record, "currency"))).transpose()?;
        Ok(LegTold {
            deal: deal.to_owned(),
            kind,
            flow: Some(flow),
            ends,
            roles,
            stake: first(record, "percentage").map(value::share).transpose()?,
            status: Some(status),
            instrument: None,
            title,
            announced,
            period,
            amount,
            money: paid,
            parts: None,
            counted_in: None,
            sources,
        })
    }
}

/// A title with the amount that `export ftm` puts behind it.
fn titled(summary: &str) -> (Option<String>, Option<String>) {
    let parted = summary.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    match parted {
        Some((title, amount)) if amount.parse::<Money>().is_ok_and(|money| money.to_string() == amount) => {
            (Some(title.to_owned()), Some(amount.to_owned()))
        }
        _ => (Some(summary.to_owned()), None),
    }
}
