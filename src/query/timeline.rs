//! What happens when: deals announced, statuses changed, tranches due, clauses beginning and ending.
//!
//! **Finds** every dated event of the deals that a view sees, in order of date, the undated ones at the end.
//! **Why it matters**: what is still to come (money due, exclusivities that run out) is read off one list.
//! **Example**: Acme's second payment falls due a month before its exclusivity ends.
//! **Limits**: an event stands for the whole span of its date, "2026" for all of 2026, and comes in order of the
//! first day, the wider span first. A tranche or clause without dates of its own is not listed. As of a date, what was settled by
//! then to come is told and marked, and no change of status that came later.

use serde::Serialize;
use serde_json::json;

use super::counting::replaced_note;
use super::words::{money_words, party_words};
use crate::graph::{DealGraph, shares};
use crate::model::{Clause, Day, Deal, DealIx, EntityIx, Known, PartialDate, Status, Tranche};
use crate::report::{Portion, Records, Report, Rows, Section, count, view_record};

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

/// When an event is, and which one it is of its deal. Ordered as events are told: by date, deal and kind, undated ones last,
/// and what is then alike as its deal has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Point {
    is_undated: bool,
    date: Option<PartialDate>,
    deal: DealIx,
    kind: EventKind,
    /// How many events its deal tells before it.
    rank: u32,
}

/// The particulars of an event, as its deal has them.
#[derive(Debug, Clone, Copy)]
enum What<'d> {
    Amount(&'d Deal),
    Status(Status),
    Tranche(&'d Deal, &'d Tranche),
    Clause(&'d Clause),
}

impl What<'_> {
    fn words(self) -> String {
        match self {
            Self::Amount(deal) => money_words(deal.amount, deal.money()),
            Self::Status(status) => status.to_string(),
            Self::Tranche(deal, tranche) => {
                let amount = money_words(Some(tranche.amount), Known::Unstated);
                let on = if tranche.on.is_empty() { String::new() } else { format!(", on: {}", tranche.on.join("; ")) };
                format!("{} {amount} ({}{on})", tranche.id, tranche.status.unwrap_or(deal.status))
            }
            Self::Clause(clause) => {
                let amount = clause.amount.map_or_else(String::new, |amount| format!(" {amount}"));
                format!("{}{amount} ({})", clause.id, clause.kind)
            }
        }
    }
}

/// Tells the events of a deal.
fn each_event<'d>(index: DealIx, deal: &'d Deal, mut tell: impl FnMut(Point, What<'d>)) {
    let mut rank = 0;
    let mut add = |date: Option<PartialDate>, kind, what| {
        tell(Point { is_undated: date.is_none(), date, deal: index, kind, rank }, what);
        rank += 1;
    };
    add(deal.announced, EventKind::Announced, What::Amount(deal));
    for change in &deal.history {
        add(Some(change.date), EventKind::Status, What::Status(change.status));
    }
    for tranche in deal.tranches.iter().filter(|tranche| tranche.due.is_some()) {
        add(tranche.due, EventKind::Due, What::Tranche(deal, tranche));
    }
    for clause in &deal.clauses {
        let Some(period) = clause.period else { continue };
        if let Some(from) = period.from() {
            add(Some(from), EventKind::ClauseBegins, What::Clause(clause));
        }
        if let Some(until) = period.until() {
            add(Some(until), EventKind::ClauseEnds, What::Clause(clause));
        }
    }
}

/// The deals that a timeline is of.
enum Deals {
    /// All that the view sees.
    All,
    /// These, by id.
    Some(Vec<DealIx>),
}

impl Deals {
    /// Those that have one of `about`, or a part of it, as a party; all where that is empty.
    fn about(graph: &DealGraph<'_>, about: &[EntityIx]) -> Self {
        if about.is_empty() {
            return Self::All;
        }
        let is_meant = |who| graph.book().lineage(who, graph.day()).any(|whole| about.contains(&whole));
        Self::Some(graph.told().indices_with(is_meant))
    }

    /// Whether one is among them.
    fn has(&self, deal: DealIx) -> bool {
        match self {
            Self::All => true,
            Self::Some(deals) => deals.binary_search(&deal).is_ok(),
        }
    }

    /// Returns what `make` makes of the deals, share by share and in order of deal.
    fn shares<T: Send + Default>(&self, graph: &DealGraph<'_>, make: impl Fn(&mut T, DealIx, &Deal) + Sync) -> Vec<T> {
        let told = graph.told();
        let things = match self {
            Self::All => graph.book().deal_count(),
            Self::Some(deals) => deals.len(),
        };
        shares::of(things, shares::SHARE, |from, to| {
            let mut made = T::default();
            match self {
                Self::All => {
                    told.each_run(from, to, |run| run.iter().for_each(|(at, deal)| make(&mut made, *at, deal)));
                }
                Self::Some(deals) => told.look_at(&deals[from..to], |at, deal| make(&mut made, at, deal)),
            }
            made
        })
    }
}

/// Returns the events of the deals that have one of `about`, or a part of it, as a party; of all deals where it is
/// empty. By date, deal and kind; undated ones last.
pub fn timeline(graph: &DealGraph<'_>, about: &[EntityIx]) -> Vec<Event> {
    let events = Deals::about(graph, about).shares(graph, |events: &mut Vec<(Point, String)>, at, deal| {
        each_event(at, deal, |point, what| events.push((point, what.words())));
    });
    let mut events: Vec<(Point, String)> = events.into_iter().flatten().collect();
    events.sort_unstable_by_key(|(point, _)| *point);
    let event = |(point, what): (Point, String)| Event { date: point.date, deal: point.deal, kind: point.kind, what };
    events.into_iter().map(event).collect()
}

/// The dates of the same events, in order.
pub fn dates(graph: &DealGraph<'_>) -> Vec<PartialDate> {
    let points = Deals::All.shares(graph, |dates: &mut Vec<PartialDate>, at, deal| {
        each_event(at, deal, |point, _| dates.extend(point.date));
    });
    super::in_order(points.into_iter().flatten())
}

/// The same events as an answer, as far as it is wanted: of those that are not told no more is made than their dates.
pub fn report(graph: &DealGraph<'_>, about: &[EntityIx], portion: Portion) -> Report {
    let book = graph.book();
    let deals = Deals::about(graph, about);
    let shares = deals.shares(graph, |(points, later): &mut (Vec<Point>, usize), at, deal| {
        each_event(at, deal, |point, _| points.push(point));
        *later += graph.told().later_changes(at);
    });
    let (points, later): (Vec<Vec<Point>>, Vec<usize>) = shares.into_iter().unzip();
    let mut points: Vec<Point> = points.concat();
    let (all, undated) = (points.len(), points.iter().filter(|point| point.is_undated).count());
    if portion.most < all {
        points.select_nth_unstable(portion.most);
        points.truncate(portion.most);
    }
    points.sort_unstable();
    let mut table = Section::new(count(all, "event", "events"), &["date", "event", "what", "deal", "parties"]);
    table.rows = told(graph, &points);
    let (events, items) = portion.held(&records(&table));
    if portion.records() && !portion.rows() {
        table.rows = Rows::default();
    }
    table.more = all - table.rows.len();
    let names: Vec<&str> = about.iter().map(|entity| book.entity(*entity).name.as_str()).collect();
    let mut notes = Vec::new();
    if undated > 0 {
        notes.push(format!("{} no date of announcement", count(undated, "deal has", "deals have")));
    }
    notes.extend(replaced_note(graph.told(), book.absorbed().filter(|deal| deals.has(*deal))));
    notes.extend(later_note(later.into_iter().sum()));
    let unseen = graph.told().unseen();
    if unseen > 0 {
        notes.push(format!(
            "{} not seen from here; --ended shows those that are over",
            count(unseen, "deal is", "deals are")
        ));
    }
    notes.push("a date without day or month stands for all of that month or year".to_owned());
    let mut answer = json!({ "about": about.iter().map(|it| &book.entity(*it).id).collect::<Vec<_>>() });
    answer["events"] = events;
    Report {
        title: if names.is_empty() { "Timeline".to_owned() } else { format!("Timeline of {}", names.join(", ")) },
        sections: vec![table],
        notes,
        truncated: None,
        answer,
        items,
        view: view_record(book, graph.view()),
    }
}

/// Says how many changes of status had not come yet, where there are any.
pub(super) fn later_note(changes: usize) -> Option<String> {
    let words = count(changes, "later change of status is", "later changes of status are");
    (changes > 0).then(|| format!("{words} not told: to come on the day asked about"))
}

/// The events of a table as data, made one by one: the records of its report. A report made for them
/// ([`Wanted::Frame`](crate::report::Wanted)) has the table as well.
pub fn records(table: &Section) -> Records<'_> {
    Records::in_pieces("events", table.rows.len(), |positions, sheaf| {
        for row in table.rows.part(positions) {
            let date = Some(row.at(0)).filter(|date| *date != UNDATED);
            let (event, what, deal, parties) = (row.at(1), row.at(2), row.at(3), row.at(4));
            let (surely, perhaps) = (event.strip_suffix(TO_COME), event.strip_suffix(PERHAPS_TO_COME));
            let (is_to_come, is_perhaps_to_come) = (surely.is_some(), perhaps.is_some());
            let event = surely.or(perhaps).unwrap_or(event);
            sheaf.push(&EventRecord { date, event, is_to_come, is_perhaps_to_come, what, deal, parties });
        }
    })
}

#[derive(Serialize)]
struct EventRecord<'r> {
    date: Option<&'r str>,
    event: &'r str,
    /// Whether it comes only after the day as of which the timeline is told.
    #[serde(rename = "to_come", skip_serializing_if = "std::ops::Not::not")]
    is_to_come: bool,
    /// Whether its date does not say if it had come by that day.
    #[serde(rename = "perhaps_to_come", skip_serializing_if = "std::ops::Not::not")]
    is_perhaps_to_come: bool,
    what: &'r str,
    deal: &'r str,
    parties: &'r str,
}

/// What marks an event that comes after the day asked about, and one of which the date does not say whether it does.
const TO_COME: &str = ", to come";
const PERHAPS_TO_COME: &str = ", perhaps to come";

/// The mark of an event of a date, as of a day; absent where it has come by then, or no day is asked about.
fn to_come(day: Option<Day>, date: Option<PartialDate>) -> Option<&'static str> {
    let (day, date) = (day?, date?);
    if date.first() > day { Some(TO_COME) } else { (date.last() > day).then_some(PERHAPS_TO_COME) }
}

/// What stands for the date of an event that has none.
const UNDATED: &str = "undated";

/// The rows of events, in the order given. They are made deal by deal, so that each deal is read once and none is kept.
fn told(graph: &DealGraph<'_>, points: &[Point]) -> Rows {
    let mut places: Vec<usize> = (0..points.len()).collect();
    places.sort_unstable_by_key(|place| (points[*place].deal, points[*place].rank));
    let mut deals: Vec<DealIx> = places.iter().map(|place| points[*place].deal).collect();
    deals.dedup();
    let made = Deals::Some(deals).shares(graph, |rows: &mut Rows, at, deal| {
        let parties = party_words(graph.book(), deal);
        // The points are in order of date, so that an event is found among them as itself.
        each_event(at, deal, |point, what| {
            if points.binary_search(&point).is_ok() {
                let date = point.date.map_or_else(|| UNDATED.to_owned(), |date| date.to_string());
                let event = format!("{}{}", point.kind.word(), to_come(graph.day(), point.date).unwrap_or_default());
                rows.push([&date, &event, &what.words(), deal.id.as_str(), &parties]);
            }
        });
    });
    let mut rows = Rows::default();
    for more in made {
        rows.append(more);
    }
    let mut order = vec![0; places.len()];
    for (made, place) in places.into_iter().enumerate() {
        order[place] = made;
    }
    rows.arrange(order);
    rows
}
