//! What happens when: deals announced, statuses changed, tranches due, clauses beginning and ending.
//!
//! **Finds** every dated event of the deals that a view sees, in order of date, the undated ones at the end.
//! **Why it matters**: what is still to come (money due, exclusivities that run out) is read off one list.
//! **Example**: Acme's second payment falls due a month before its exclusivity ends.
//! **Limits**: an event stands for the whole span of its date, "2026" for all of 2026, and comes in order of the
//! first day, the wider span first. A tranche or clause without dates of its own is not listed.

use serde_json::json;

use super::words::{money_words, party_words};
use crate::graph::DealGraph;
use crate::model::{Deal, DealIx, EntityIx, Known, PartialDate};
use crate::report::{Report, Section, count, view_record};

/// What kind of thing happens. In the order in which events of one date and deal are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// A deal becomes public.
    Announced,
    /// A deal gets another status.
    Status,
    /// A tranche falls due.
    Due,
    /// A clause begins to hold.
    ClauseBegins,
    /// A clause holds no longer.
    ClauseEnds,
}

impl EventKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Status => "status",
            Self::Due => "due",
            Self::ClauseBegins => "clause begins",
            Self::ClauseEnds => "clause ends",
        }
    }
}

/// One event of one deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When; absent where nobody says.
    pub date: Option<PartialDate>,
    /// The deal.
    pub deal: DealIx,
    /// What happens.
    pub kind: EventKind,
    /// The particulars: the status, the tranche with its amount, the clause.
    pub what: String,
}

/// Returns the events of the deals that have one of `about`, or a part of it, as a party; of all deals where it is
/// empty. By date, deal and kind; undated ones last.
pub fn timeline(graph: &DealGraph<'_>, about: &[EntityIx]) -> Vec<Event> {
    let book = graph.book();
    let mut events = Vec::new();
    if about.is_empty() {
        for (index, deal) in graph.told().deals() {
            events_of(index, &deal, &mut events);
        }
    } else {
        let is_meant = |who| book.lineage(who, graph.day()).any(|whole| about.contains(&whole));
        for (index, deal) in graph.told().deals_with(is_meant) {
            events_of(index, deal, &mut events);
        }
    }
    // The sort is stable, so tranches and clauses of one date stay in the order of their deal.
    events.sort_by_key(|event| (event.date.is_none(), event.date, event.deal, event.kind));
    events
}

fn events_of(index: DealIx, deal: &Deal, events: &mut Vec<Event>) {
    let mut add = |date, kind, what| events.push(Event { date, deal: index, kind, what });
    add(deal.announced, EventKind::Announced, money_words(deal.amount, deal.money()));
    for change in &deal.history {
        add(Some(change.date), EventKind::Status, change.status.to_string());
    }
    for tranche in deal.tranches.iter().filter(|tranche| tranche.due.is_some()) {
        let amount = money_words(Some(tranche.amount), Known::Unstated);
        let on = if tranche.on.is_empty() { String::new() } else { format!(", on: {}", tranche.on.join("; ")) };
        let status = tranche.status.unwrap_or(deal.status);
        add(tranche.due, EventKind::Due, format!("{} {amount} ({status}{on})", tranche.id));
    }
    for clause in &deal.clauses {
        let Some(period) = clause.period else { continue };
        let what = format!("{} ({})", clause.id, clause.kind);
        if let Some(from) = period.from() {
            add(Some(from), EventKind::ClauseBegins, what.clone());
        }
        if let Some(until) = period.until() {
            add(Some(until), EventKind::ClauseEnds, what);
        }
    }
}

/// The answer, ready to print.
pub fn report(graph: &DealGraph<'_>, about: &[EntityIx], events: &[Event]) -> Report {
    let book = graph.book();
    let mut table = Section::new(count(events.len(), "event", "events"), &["date", "event", "what", "deal", "parties"]);
    let mut items = Vec::new();
    for event in events {
        let Some(deal) = graph.told().deal(event.deal) else { continue };
        table.row([
            event.date.map_or_else(|| "undated".to_owned(), |date| date.to_string()),
            event.kind.word().to_owned(),
            event.what.clone(),
            deal.id.to_string(),
            party_words(book, deal),
        ]);
        items.push(json!({
            "date": event.date, "event": event.kind.word(), "what": event.what, "deal": deal.id,
            "parties": party_words(book, deal),
        }));
    }
    let names: Vec<&str> = about.iter().map(|entity| book.entity(*entity).name.as_str()).collect();
    let undated = events.iter().filter(|event| event.date.is_none()).count();
    let mut notes = Vec::new();
    if undated > 0 {
        notes.push(format!("{} no date of announcement", count(undated, "deal has", "deals have")));
    }
    let unseen = graph.told().unseen();
    if unseen > 0 {
        notes.push(format!(
            "{} not seen from here; --ended shows those that are over",
            count(unseen, "deal is", "deals are")
        ));
    }
    notes.push("a date without day or month stands for all of that month or year".to_owned());
    Report {
        title: if names.is_empty() { "Timeline".to_owned() } else { format!("Timeline of {}", names.join(", ")) },
        sections: vec![table],
        notes,
        truncated: None,
        answer: json!({ "about": about.iter().map(|it| &book.entity(*it).id).collect::<Vec<_>>(), "events": items }),
        items,
        view: view_record(book, graph.view()),
    }
}
