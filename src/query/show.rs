//! Everything a book knows about one entity, one deal or one source.

use serde_json::{Value, json};

use super::clauses::{CLAUSE_COLUMNS, clause_row};
use super::counting::{Counting, counting_notes, foreign_note, nobodys_parts};
use super::deal_record::DealRecord;
use super::part_words::part_words;
use super::timeline::later_note;
use super::words::{listed, money_words, overspent, party_words, source_date, split_words, who};
use crate::graph::{DealGraph, Ended, Leg, Tally, Told, View, legs};
use crate::model::{Book, Deal, DealIx, EntityIx, Flow, Known, Party, SourceIx};
use crate::report::{Report, Section, view_record};

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An entity.
    Entity(EntityIx),
    /// A deal.
    Deal(DealIx),
    /// A source.
    Source(SourceIx),
}

/// Returns everything known about a subject, with its sources.
pub fn show(graph: &DealGraph<'_>, subject: Subject) -> Report {
    let mut report = match subject {
        Subject::Entity(entity) => show_entity(graph, entity),
        Subject::Deal(deal) => show_deal(graph, deal),
        Subject::Source(source) => show_source(graph, source),
    };
    report.view = view_record(graph.book(), graph.view());
    report
}

fn facts(pairs: Vec<(&str, String)>) -> Section {
    let mut table = Section::new("", &["field", "value"]);
    for (field, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        table.row([field.to_owned(), value]);
    }
    table
}

fn show_entity(graph: &DealGraph<'_>, index: EntityIx) -> Report {
    let book = graph.book();
    let entity = book.entity(index);
    let wholes: Vec<String> =
        book.lineage(index, graph.day()).skip(1).map(|whole| book.entity(whole).name.clone()).collect();
    let parts: Vec<&str> = book
        .entity_indices()
        .filter(|part| *part != index && book.is_within(*part, index))
        .map(|part| book.entity(part).name.as_str())
        .collect();
    let rivals: Vec<&str> =
        market_rivals(book, index).into_iter().map(|rival| book.entity(rival).name.as_str()).collect();
    let about = facts(vec![
        ("id", entity.id.to_string()),
        ("kind", entity.kind.to_string()),
        ("aliases", entity.aliases.join(", ")),
        ("part of", wholes.join(" ⊂ ")),
        ("parts", listed(&parts)),
        ("markets", entity.markets.join(", ")),
        ("in its markets", listed(&rivals)),
        ("group", book.group_of(index).unwrap_or_default().to_owned()),
        ("country", entity.country.clone().unwrap_or_default()),
        ("note", entity.note.clone().unwrap_or_default()),
    ]);
    let mut deals = Section::new("Deals", &["deal", "kind", "role", "with", "amount", "announced", "status"]);
    let mut items = Vec::new();
    let mut sources: Vec<SourceIx> = Vec::new();
    let mut money: Vec<(DealIx, Known)> = Vec::new();
    for (deal_index, deal) in graph.told().deals_with(|party| book.is_within(party, index)) {
        money.push((deal_index, deal.money()));
        let paid: Vec<Leg> = legs(deal_index, deal).into_iter().filter(|leg| leg.flow == Flow::Money).collect();
        for (position, party) in deal.parties.iter().enumerate() {
            let Some(played_by) = party.who.entity().filter(|it| book.is_within(*it, index)) else {
                continue;
            };
            let others: Vec<String> = deal
                .parties
                .iter()
                .filter(|other| *other != party && other.role != party.role)
                .map(|other| who(book, other))
                .collect();
            let through =
                if played_by == index { String::new() } else { format!(" ({})", book.entity(played_by).name) };
            let amount = match party.commits {
                Some(commits) if deal.amount != Some(commits) && !commits.is_undisclosed() => {
                    format!("{commits} of {}", money_words(deal.amount, deal.money()))
                }
                _ => {
                    let is_own = |leg: &&Leg| [leg.from, leg.to].map(usize::from).contains(&position);
                    let own: Vec<Leg> = paid.iter().filter(is_own).copied().collect();
                    part_words(graph.told(), deal_index, deal, &own)
                }
            };
            deals.row([
                deal.id.to_string(),
                deal.kind.to_string(),
                format!("{}{through}", party.role),
                others.join(", "),
                amount,
                deal.announced.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                deal.status.to_string(),
            ]);
            items.push(json!({
                "deal": deal.id, "role": party.role, "through": book.entity(played_by).id,
                "record": DealRecord::new(graph.told(), deal),
            }));
            sources.extend(deal.sources());
        }
    }
    sources.sort_unstable();
    sources.dedup();
    let answer = json!({
        "entity": {
            "id": entity.id, "name": entity.name, "kind": entity.kind, "aliases": entity.aliases,
            "part_of": entity.part_of.map(|part_of| &book.entity(part_of.whole).id),
            "parts": parts, "markets": entity.markets, "group": book.group_of(index),
            "country": entity.country, "note": entity.note,
        },
        "deals": items,
        "sources": sources.iter().map(|source| &book.source(*source).id).collect::<Vec<_>>(),
    });
    let notes = counting_notes(std::iter::once(&Tally::of(graph.told(), money)), graph.told());
    let sections = vec![about, deals, source_table(book, &sources)];
    Report { title: entity.name.clone(), sections, notes, items, answer, ..Report::default() }
}

/// The entities that share a market with `entity`, itself and its own parts left out.
fn market_rivals(book: &Book, entity: EntityIx) -> Vec<EntityIx> {
    let index = book.market_index();
    let markets = index.of(entity);
    book.entity_indices()
        .filter(|other| {
            index.of(*other).iter().any(|market| markets.contains(market))
                && !book.is_within(*other, entity)
                && !book.is_within(entity, *other)
        })
        .collect()
}

fn source_table(book: &Book, sources: &[SourceIx]) -> Section {
    let mut table = Section::new("Sources", &["source", "date", "kind", "publisher", "title"]);
    for source in sources.iter().map(|source| book.source(*source)) {
        table.row([
            source.id.to_string(),
            source_date(source),
            source.kind.to_string(),
            source.publisher.clone(),
            source.title.clone(),
        ]);
    }
    table
}

/// Says that a view tells but those tranches of a deal that have come as far as it asks for, and those who pay them.
fn part_notes(graph: &DealGraph<'_>, index: DealIx, told: &Deal) -> Vec<String> {
    let Some(least) = graph.view().min_status.filter(|_| graph.told().sees(index)) else { return Vec::new() };
    let book = graph.book();
    let whole = Told::new(book, View { min_status: None, ended: Ended::Shown, ..*graph.view() });
    let Some(written) = whole.deal(index) else { return Vec::new() };
    let tranches = written.tranches.iter().filter(|it| told.tranche(it.id.as_str()).is_none());
    let tranches: Vec<String> = tranches.map(|tranche| tranche.id.to_string()).collect();
    let is_told = |party: &Party| told.parties.iter().any(|it| it.who == party.who && it.role == party.role);
    let parties: Vec<String> = written.parties.iter().filter(|it| !is_told(it)).map(|it| who(book, it)).collect();
    let is_part = written.status < least;
    if !is_part && tranches.is_empty() {
        return Vec::new();
    }
    let least = least.word().to_lowercase();
    let of_it = if tranches.is_empty() { String::new() } else { format!(", without {}", listed(&tranches)) };
    let mut notes = vec![if is_part {
        let status = written.status.word().to_lowercase();
        let weakest = "the status is that of this part";
        format!("the deal is {status}: told is only what of it is at least {least}{of_it}, and {weakest}")
    } else {
        format!("told is only what is at least {least}{of_it}")
    }];
    if !parties.is_empty() {
        notes.push(format!("nothing that has come so far is told of {}", listed(&parties)));
    }
    let nobodys: Vec<String> = nobodys_parts(told).filter(|_| is_part).map(|it| it.id.to_string()).collect();
    if !nobodys.is_empty() {
        notes.push(format!("nobody says who of those told here pays {}", listed(&nobodys)));
    }
    notes
}

fn show_deal(graph: &DealGraph<'_>, index: DealIx) -> Report {
    let book = graph.book();
    let mut notes = Vec::new();
    let deal = graph.told().deal(index).unwrap_or_else(|| {
        notes.push("this view does not see the deal; it is shown as the curator tells it".to_owned());
        book.deal(index)
    });
    notes.extend(part_notes(graph, index, deal));
    notes.extend(later_note(graph.told().later_changes(index)));
    let text = |value: Option<String>| value.unwrap_or_default();
    let ids =
        |deals: Vec<DealIx>| deals.iter().map(|deal| book.deal(*deal).id.to_string()).collect::<Vec<_>>().join(", ");
    let history: Vec<String> = deal.history.iter().map(|change| format!("{} {}", change.date, change.status)).collect();
    let counting = Counting::new(graph.told(), index);
    notes.extend(counting.notes());
    notes.extend(foreign_note(deal));
    notes.extend(overspent(deal).map(|told| format!("{told}: the lines of parties need not add up to the total")));
    let mut about = vec![
        ("id", deal.id.to_string()),
        ("kind", deal.kind.to_string()),
        ("instrument", text(deal.instrument.map(|it| it.to_string()))),
        ("status", deal.status.to_string()),
        ("history", history.join(", ")),
        ("announced", text(deal.announced.map(|it| it.to_string()))),
        ("period", text(deal.period.map(|it| it.to_string()))),
        ("amount", text(deal.amount.map(|it| it.to_string()))),
        ("money", if deal.money() == Known::Unstated { String::new() } else { split_words(deal.money()) }),
        ("pre-money", text(deal.pre_money.map(|it| it.to_string()))),
        ("post-money", text(deal.post_money.map(|it| it.to_string()))),
        ("capacity", text(deal.capacity.map(|it| it.to_string()))),
        ("scope", text(deal.scope.as_ref().map(|scope| scope.describe(book)))),
        ("supersedes", ids(deal.supersedes.clone())),
        (
            "expands",
            text(deal.expands.map(|it| {
                let by = it.by.map_or_else(String::new, |by| format!(" by {by}"));
                format!("{}{by}", book.deal(it.deal).id)
            })),
        ),
    ];
    about.extend(counting.facts());
    about.push(("note", deal.note.clone().unwrap_or_default()));
    let mut parties = Section::new("Parties", &["party", "role", "commits", "stake", "money"]);
    let contributions = deal.contributions();
    for (position, party) in deal.parties.iter().enumerate() {
        let money = graph.told().own_money(deal, position, contributions.of(position));
        parties.row([
            who(book, party),
            party.role.to_string(),
            text(party.commits.map(|it| it.to_string())),
            text(party.stake.map(|it| it.to_string())),
            if money.stated().is_some() { split_words(money) } else { String::new() },
        ]);
    }
    let mut sections = vec![facts(about), parties];
    sections.extend(counting.section());
    if !deal.tranches.is_empty() {
        let mut table = Section::new("Tranches", &["tranche", "amount", "by", "due", "status", "on condition of"]);
        for tranche in &deal.tranches {
            table.row([
                tranche.id.to_string(),
                tranche.amount.to_string(),
                text(tranche.by.map(|by| book.entity(by).name.clone())),
                text(tranche.due.map(|it| it.to_string())),
                tranche.status.unwrap_or(deal.status).to_string(),
                tranche.on.join("; "),
            ]);
        }
        sections.push(table);
    }
    if !deal.clauses.is_empty() {
        let mut table = Section::new("Clauses", &CLAUSE_COLUMNS);
        for clause in &deal.clauses {
            table.row(clause_row(book, clause.id.to_string(), clause));
        }
        sections.push(table);
    }
    sections.push(claim_table(book, deal));
    let mut record = json!(DealRecord::new(graph.told(), deal));
    if let Value::Object(fields) = &mut record {
        fields.insert("counting".to_owned(), counting.record());
    }
    Report {
        title: deal.title.clone(),
        sections,
        notes,
        items: vec![record.clone()],
        answer: record,
        ..Report::default()
    }
}

/// What each source says, the values of one field side by side.
fn claim_table(book: &Book, deal: &Deal) -> Section {
    let mut table =
        Section::new("What the sources say", &["field", "value", "source", "date", "kind", "publisher", "title"]);
    let mut claims: Vec<_> = deal.claims.iter().collect();
    claims.sort_by_key(|claim| {
        (claim.says.as_ref().map(|said| said.field.clone()), book.source(claim.source).date, claim.source)
    });
    for claim in claims {
        let source = book.source(claim.source);
        let (field, value) = claim.says.as_ref().map_or(("", ""), |said| (said.field.as_str(), said.value.as_str()));
        table.row([
            if field.is_empty() { "tells it".to_owned() } else { field.to_owned() },
            value.to_owned(),
            source.id.to_string(),
            source_date(source),
            source.kind.to_string(),
            source.publisher.clone(),
            source.title.clone(),
        ]);
    }
    table
}

fn show_source(graph: &DealGraph<'_>, index: SourceIx) -> Report {
    let book = graph.book();
    let source = book.source(index);
    let about = facts(vec![
        ("id", source.id.to_string()),
        ("publisher", source.publisher.clone()),
        ("date", source_date(source)),
        ("kind", source.kind.to_string()),
        ("address", source.address.clone().unwrap_or_default()),
        ("note", source.note.clone().unwrap_or_default()),
    ]);
    let mut deals = Section::new("Deals it tells", &["deal", "parties", "field", "value"]);
    let mut items = Vec::new();
    for (_, deal) in graph.told().deals() {
        for claim in deal.claims.iter().filter(|claim| claim.source == index) {
            let (field, value) =
                claim.says.as_ref().map_or(("", ""), |said| (said.field.as_str(), said.value.as_str()));
            deals.row([deal.id.to_string(), party_words(book, &deal), field.to_owned(), value.to_owned()]);
            items.push(json!({ "deal": deal.id, "field": field, "value": value }));
        }
    }
    let answer = json!({
        "source": {
            "id": source.id, "title": source.title, "publisher": source.publisher, "address": source.address,
            "date": source.date, "date_is": source.date_is, "kind": source.kind, "note": source.note,
        },
        "claims": items,
    });
    Report { title: source.title.clone(), sections: vec![about, deals], items, answer, ..Report::default() }
}
