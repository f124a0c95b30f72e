//! The legs table of published circular-financing data sets: `deal_id,date,deal,from,to,leg_type,usd_bn,leg_note,
//! headline_usd_bn,headline_note,status,confidence,in_totals,sources`.
//!
//! Each row is one deal of two parties, numbered within its `deal_id`.
//! Amounts are billions of dollars. The headline of the whole stays in the note: it is not the amount of a leg.

use std::collections::BTreeMap;

use super::amounts;
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::rows::{Rows, Writer};
use super::unstated::is_unstated;
use super::value;
use crate::model::{EntityKind, Kind, Money, Status};

/// Words in `leg_type` and `status`, in the order they are looked for, with what they mean.
const KINDS: &[(&str, Kind)] = &[
    ("guarant", Kind::Guarantee),
    ("loan", Kind::Loan),
    ("debt", Kind::Loan),
    ("credit", Kind::Loan),
    ("acqui", Kind::Acquisition),
    ("revenue", Kind::RevenueShare),
    ("equity", Kind::Investment),
    ("invest", Kind::Investment),
    ("warrant", Kind::Investment),
    ("purchase", Kind::Purchase),
    ("compute", Kind::Purchase),
    ("cloud", Kind::Purchase),
    ("chip", Kind::Purchase),
    ("hardware", Kind::Purchase),
    ("lease", Kind::Purchase),
    ("commit", Kind::Purchase),
    ("spend", Kind::Purchase),
];
const STATUSES: &[(&str, Status)] = &[
    ("cancel", Status::Cancelled),
    ("laps", Status::Lapsed),
    ("rumo", Status::Rumoured),
    ("report", Status::Reported),
    ("clos", Status::Closed),
    ("complet", Status::Closed),
    ("sign", Status::Signed),
    ("announc", Status::Announced),
    ("active", Status::Announced),
];

/// What is read of a row.
const FIELDS: &[&str] = &[
    "deal_id",
    "date",
    "deal",
    "from",
    "to",
    "leg_type",
    "usd_bn",
    "leg_note",
    "headline_usd_bn",
    "headline_note",
    "status",
    "confidence",
    "in_totals",
    "sources",
];

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    for file in given.files {
        let Rows { header, rows } = Rows::read(file, given, Writer::Theirs)?;
        header.needs(file, &["deal_id", "from", "to", "leg_type", "usd_bn"])?;
        let places: Vec<usize> = FIELDS.iter().filter_map(|field| header.column(field)).collect();
        draft.not_read(&file.name, &header.others(&places));
        let mut ranks: BTreeMap<String, usize> = BTreeMap::new();
        for (line, row) in rows {
            draft.met(1);
            let done = match row {
                Err(why) => Err(why),
                Ok(cells) => {
                    let cell = |field: &str| -> Option<&str> {
                        let written = header.column(field).and_then(|position| cells.get(position))?.trim();
                        Some(written).filter(|cell| !cell.is_empty())
                    };
                    leg(draft, &file.name, line, &cell, &mut ranks)
                }
            };
            if let Err(why) = done {
                draft.refuse(&file.name, line, &why);
            }
        }
    }
    Ok(())
}

fn leg<'c>(
    draft: &mut Draft<'_>,
    file: &str,
    line: usize,
    cell: &dyn Fn(&str) -> Option<&'c str>,
    ranks: &mut BTreeMap<String, usize>,
) -> Result<(), String> {
    let needed = |field: &str| cell(field).ok_or_else(|| format!("the cell \"{field}\" is empty"));
    let (deal, kind) = (needed("deal_id")?, needed("leg_type")?);
    let kind = value::word(kind, Kind::ALL, Kind::from_word, Kind::word)
        .or_else(|| meaning(kind, KINDS))
        .ok_or_else(|| format!("the leg type \"{kind}\" is not understood"))?;
    let status = match cell("status").map(|text| (text, meaning(text, STATUSES))) {
        Some((_, Some(status))) => status,
        Some((text, None)) => return Err(format!("the status \"{text}\" is not understood")),
        None => {
            draft.guess("status taken as Reported");
            Status::Reported
        }
    };
    let is_unstated = cell("usd_bn").is_some_and(is_unstated);
    let amount = match cell("usd_bn") {
        Some(_) if is_unstated => Some(Money::UNDISCLOSED.to_string()),
        number => number.map(|number| amounts::in_unit(number, "bn", "USD")).transpose()?,
    };
    let date = cell("date").map(|text| value::date("date", text)).transpose()?;
    let (from, to) = (needed("from")?, needed("to")?);
    let unnamed = draft.unnamed([from, to])?;
    draft.tell_two(from, to)?;
    let mut end = |name, nobody: Option<_>| match nobody {
        Some(_) => Ok("undisclosed".to_owned()),
        None => draft.entity(name, EntityKind::Company),
    };
    let ends = (end(from, unnamed[0])?, end(to, unnamed[1])?);
    if is_unstated {
        draft.guess("amount taken as undisclosed, since a word like N/A stands in its place");
    }
    let mut sources: Vec<String> = Vec::new();
    for source in cell("sources").unwrap_or(file).split([';', '|', ' ']).map(str::trim).filter(|it| !it.is_empty()) {
        sources.push(draft.source(source, None, "unknown"));
    }
    let rank = ranks.entry(deal.to_owned()).or_default();
    *rank = rank.saturating_add(1);
    let first = sources.first().cloned().ok_or("no source is given")?;
    let title = cell("deal").map(|title| format!("{title} ({})", cell("leg_type").unwrap_or_default()));
    let title = title.unwrap_or_else(|| value::title_between(&ends.0, &ends.1, kind));
    let mut made = value::deal_between(format!("{deal}-{rank}"), kind, title, ends, status, first);
    for ((party, word), name) in made.parties.iter_mut().zip(unnamed).zip([from, to]) {
        if let Some(word) = word {
            *party = value::nobody(name, party.role);
            draft.guess(&format!("party \"{word}\" taken as undisclosed"));
        }
    }
    made.claims.extend(sources.into_iter().skip(1).map(|source| crate::load::text::ClaimText {
        source,
        says: BTreeMap::new(),
        note: None,
    }));
    (made.amount, made.announced) = (amount, date);
    // What has no field of its own is kept in words, so that nothing of the row is lost.
    let kept = ["leg_note", "headline_usd_bn", "headline_note", "confidence", "in_totals"];
    let notes: Vec<String> = kept.iter().filter_map(|field| Some(format!("{field}: {}", cell(field)?))).collect();
    made.note = (!notes.is_empty()).then(|| notes.join("; "));
    draft.deal(file, line, made);
    Ok(())
}

fn meaning<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<T> {
    let text = text.to_lowercase();
    words.iter().find(|(word, _)| text.contains(word)).map(|(_, meaning)| *meaning)
}
