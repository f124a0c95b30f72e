//! Links of other programs' FollowTheMoney records, each a deal of its own.
//!
//! Every property of the format may have several values. A link with several parties a side is one deal for each pair of
//! them; what it says once of money or a share is then no pair's, and stands in the notes of the deals alone.

use serde_json::Value;

use super::amounts;
use super::draft::Draft;
use super::ftm::{Known, LINKS, Link, all, first, text};
use super::value;
use crate::load::text::{DealText, StatusChangeText};
use crate::model::{Kind, Role, Status};

/// The properties of a schema that are read; those of links are joined by the two of their ends.
pub(super) fn properties_read(schema: &str) -> Vec<&'static str> {
    const ENTITY: &[&str] =
        &["name", "caption", "alias", "country", "jurisdiction", "keywords", "summary", "legalForm"];
    const CONTRACT: &[&str] =
        &["authority", "amount", "currency", "contractDate", "title", "name", "summary", "sourceUrl", "type", "status"];
    const LINK: &[&str] = &[
        "status",
        "date",
        "startDate",
        "endDate",
        "amount",
        "currency",
        "sourceUrl",
        "publisher",
        "recordId",
        "summary",
    ];
    match (schema, LINKS.iter().find(|link| link.schema == schema)) {
        (_, Some(Link { ends, .. })) => {
            let share = (schema == "Ownership").then_some("percentage");
            LINK.iter().copied().chain(*ends).chain(share).collect()
        }
        ("Contract", None) => CONTRACT.to_vec(),
        _ => ENTITY.to_vec(),
    }
}

/// The one value of a property.
///
/// # Errors
/// When it has several.
fn sole<'r>(record: &'r Value, property: &str) -> Result<Option<&'r str>, String> {
    let mut values: Vec<&str> = all(record, property).map(str::trim).filter(|text| !text.is_empty()).collect();
    values.sort_unstable();
    values.dedup();
    match values.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(format!("\"{property}\" says {}, and a deal has one of it", values.join(" and "))),
    }
}

/// The date of a property: of several the most exact, where the others are the same less exactly.
///
/// # Errors
/// When it is no date, or there are several.
fn date(record: &Value, property: &str) -> Result<Option<String>, String> {
    let dates: Vec<String> = all(record, property)
        .filter(|text| !text.trim().is_empty())
        .map(|text| value::date(property, text))
        .collect::<Result<_, _>>()?;
    let Some(most) = dates.iter().max_by_key(|date| date.len()) else { return Ok(None) };
    match dates.iter().find(|date| !most.starts_with(date.as_str())) {
        None => Ok(Some(most.clone())),
        Some(other) => Err(format!("\"{property}\" says {other} and {most}, and a deal has one of it")),
    }
}

/// When a deal was announced, its period, and the days on which that begins and ends.
#[derive(Clone)]
struct Dates {
    announced: Option<String>,
    period: Option<String>,
    start: Option<String>,
    until: Option<String>,
}

/// The dates of a link: `begun` is where its contract says when it began.
fn dates(record: &Value, begun: Option<&Value>) -> Result<Dates, String> {
    let (start, until) = (date(record, "startDate")?, date(record, "endDate")?);
    let signed = begun.map(|contract| date(contract, "contractDate")).transpose()?.flatten();
    let announced = date(record, "date")?.or(signed);
    let period = match (&start, &until) {
        (None, None) => None,
        // A day alone is when something happened.
        (Some(start), None) if announced.as_ref().is_none_or(|announced| announced == start) => None,
        (start, until) => {
            Some(format!("{}..{}", start.as_deref().unwrap_or_default(), until.as_deref().unwrap_or_default()))
        }
    };
    Ok(Dates { announced: announced.or_else(|| start.clone()), period, start, until })
}

/// Texts of the sources of a link, with their publishers.
pub(super) fn sources(draft: &mut Draft<'_>, record: &Value) -> Vec<(String, String)> {
    let publishers: Vec<&str> = all(record, "publisher").collect();
    let publisher = if let [one] = publishers.as_slice() { *one } else { "unknown" };
    let sources: Vec<(String, String)> =
        all(record, "sourceUrl").map(|address| (address.to_owned(), publisher.to_owned())).collect();
    if publishers.len() > 1 && !sources.is_empty() {
        draft.guess("link whose publishers are not told apart; its sources say \"unknown\"");
    }
    if sources.is_empty() {
        return publishers.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    }
    sources
}

/// What a link says of each of its deals.
struct Says {
    kind: Kind,
    status: Status,
    dates: Dates,
    amount: Option<String>,
    stake: Option<String>,
    note: Option<String>,
    title: Option<String>,
    /// Ids of sources.
    sources: Vec<String>,
}

impl Known {
    /// The entities at one end of a link; those that no record tells are refused.
    fn all_at(&self, draft: &mut Draft<'_>, (file, line): (&str, usize), record: &Value, end: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut ids: Vec<&str> = all(record, end).map(str::trim).filter(|id| !id.is_empty()).collect();
        if ids.is_empty() {
            draft.refuse(file, line, &format!("the record has no {end}"));
        }
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            match self.entities.get(id) {
                Some(entity) => found.push(entity.clone()),
                None => draft.refuse(file, line, &format!("no record of the files has the id \"{id}\"")),
            }
        }
        found
    }

    /// Reads a link of another program: one deal for each pair of its parties.
    pub(super) fn foreign(&self, draft: &mut Draft<'_>, file: &str, line: usize, record: &Value) -> Result<(), String> {
        let schema = text(record, "schema");
        let Link { ends: [from, to], kind, .. } = LINKS.iter().find(|link| link.schema == schema).ok_or("no link")?;
        let place = (file, line);
        match schema {
            "UnknownLink" => Err("an UnknownLink does not say what kind of deal it is".to_owned()),
            "ContractAward" => {
                let contracts: Vec<&str> = all(record, "contract").collect();
                if contracts.is_empty() {
                    return Err("the ContractAward has no contract".to_owned());
                }
                let suppliers = self.all_at(draft, place, record, to);
                for id in &contracts {
                    let Some(contract) = self.contracts.get(*id) else {
                        draft.refuse(file, line, &format!("no record of the files has the id \"{id}\""));
                        continue;
                    };
                    let pairs = pairs(&self.all_at(draft, place, contract, "authority"), &suppliers);
                    let of_award = first(record, "amount").is_some();
                    let told = if of_award { record } else { contract };
                    let awards = self.awards.get(*id).copied().unwrap_or(1);
                    let shared = pairs.len() > 1 || if of_award { contracts.len() > 1 } else { awards > 1 };
                    deals(draft, place, record, (*kind, Some(contract)), (told, shared), pairs)?;
                }
                Ok(())
            }
            _ => {
                let givers = self.all_at(draft, place, record, from);
                let pairs = pairs(&givers, &self.all_at(draft, place, record, to));
                let shared = pairs.len() > 1;
                deals(draft, place, record, (*kind, None), (record, shared), pairs)
            }
        }
    }
}

/// Makes a deal of each pair. `told` says the amount, which is of several deals where it is `shared`.
fn deals(
    draft: &mut Draft<'_>,
    (file, line): (&str, usize),
    record: &Value,
    (kind, contract): (Kind, Option<&Value>),
    (told, shared): (&Value, bool),
    pairs: Vec<(String, String)>,
) -> Result<(), String> {
    if pairs.is_empty() {
        return Ok(());
    }
    let status = sole(record, "status")?;
    let status = status.and_then(|text| value::word(text, Status::ALL, Status::from_word, Status::word));
    let amount = sole(told, "amount")?.map(|text| amounts::amount(text, sole(told, "currency")?)).transpose()?;
    let stake = if kind == Kind::Investment { sole(record, "percentage")? } else { None };
    let mut says = Says {
        kind,
        status: status.unwrap_or(Status::Reported),
        dates: dates(record, contract)?,
        amount,
        stake: stake.map(value::share).transpose()?,
        note: None,
        title: first(record, "summary").or(first(told, "title")).map(str::to_owned),
        sources: Vec::new(),
    };
    if status.is_none() {
        draft.guess("status taken as Reported");
    }
    if kind == Kind::Investment && says.dates.until.is_some() {
        draft.guess("holding with an end taken as Lapsed from then on");
    }
    if text(record, "schema") == "Payment" {
        draft.guess("Payment taken as a Purchase");
    }
    if shared {
        let amount = says.amount.take().map(|amount| format!("amount of several deals together: {amount}"));
        let stake = says.stake.take().map(|stake| format!("percentage of several holders or assets: {stake}"));
        let said: Vec<String> = amount.into_iter().chain(stake).collect();
        if !said.is_empty() {
            draft.guess("amount or share of several deals together, which no one of them has; it is in their notes");
            says.note = Some(said.join("; "));
        }
    }
    let mut sources = sources(draft, record);
    if sources.is_empty() {
        draft.guess("source taken as the file itself");
        sources.push((file.to_owned(), "unknown".to_owned()));
    }
    says.sources = sources.iter().map(|(source, publisher)| draft.source(source, None, publisher)).collect();
    let stem = first(record, "recordId").or(record["id"].as_str()).unwrap_or("deal");
    let is_one = pairs.len() == 1;
    for (giver, taker) in pairs {
        let stem = if is_one { stem.to_owned() } else { format!("{stem}-{giver}-{taker}") };
        draft.deal(file, line, deal(stem, (giver, taker), &says));
    }
    Ok(())
}

/// Everybody of one side with everybody of the other.
fn pairs(givers: &[String], takers: &[String]) -> Vec<(String, String)> {
    givers.iter().flat_map(|giver| takers.iter().map(|taker| (giver.clone(), taker.clone()))).collect()
}

fn deal(stem: String, names: (String, String), says: &Says) -> DealText {
    let title = says.title.clone().unwrap_or_else(|| value::title_between(&names.0, &names.1, says.kind));
    let (source, others) = match says.sources.split_first() {
        Some((source, others)) => (source.clone(), others),
        None => (String::new(), &[][..]),
    };
    let mut deal = value::deal_between(stem, says.kind, title, names, says.status, source);
    for other in others.iter().filter(|other| Some(*other) != says.sources.first()) {
        deal.claims.push(value::told_by(other.clone()));
    }
    if says.kind == Kind::Board {
        for (party, role) in deal.parties.iter_mut().zip([Role::Director, Role::Company]) {
            party.role = role;
        }
    }
    if says.kind == Kind::Investment
        && let Some(investor) = deal.parties.first_mut()
    {
        investor.stake.clone_from(&says.stake);
    }
    let Dates { announced, period, start, until } = says.dates.clone();
    (deal.announced, deal.period) = (announced, period);
    // Shares stay bought when a period is over, so that the end of a holding is an end of the deal.
    if let (Kind::Investment, Some(until), false) = (says.kind, until, says.status.is_ended()) {
        if let Some(start) = start.filter(|start| *start < until) {
            let status = says.status;
            let until = StatusChangeText { date: until, status: Status::Lapsed };
            deal.history = vec![StatusChangeText { date: start, status }, until];
        }
        deal.status = Status::Lapsed;
    }
    deal.amount.clone_from(&says.amount);
    deal.note.clone_from(&says.note);
    deal
}
