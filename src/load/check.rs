//! Turns written records into a checked book, and finds every fault on the way.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use super::files::BookFile;
use super::lint;
use super::parse::{Origin, Records, singular};
use super::problem::{Place, Problem, Severity};
use super::text::{EntityText, RateText, SourceText};
use super::tree::{Step, Tree};
use super::{Strictness, deal, rule};
use crate::model::{
    Book, Currency, Deal, DealIx, Entity, EntityIx, Id, IdError, PartOf, PartialDate, Period, Rate, Source, SourceIx,
    fold, nearest,
};

/// A fault before its place is looked up: which record, and the way to the value.
#[derive(Debug)]
pub(super) struct Fault {
    pub origin: Origin,
    pub path: Vec<Step>,
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub hint: Option<String>,
    pub also: Vec<(Origin, Vec<Step>, String)>,
}

/// Collects faults while records are checked, and knows every id of the book.
#[derive(Debug, Default)]
pub(super) struct Checker {
    pub faults: Vec<Fault>,
    pub entities: Names,
    pub deals: Names,
    pub sources: Names,
    /// Where each source stands.
    pub source_places: Vec<At>,
}

/// The ids of one section.
#[derive(Debug, Default)]
pub(super) struct Names {
    positions: HashMap<Box<str>, usize>,
    /// Ids of records that could not be read: known, but leading nowhere.
    unread: Vec<String>,
}

/// The record that is being checked.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub origin: Origin,
    /// `deal acme-orion`, for the front of a message.
    pub name: String,
}

impl Checker {
    /// Notes an error at `path` of a record.
    pub fn error(&mut self, at: &At, path: &[Step], code: &'static str, message: impl Display) {
        self.error_with(at, path, code, message, None);
    }

    /// Notes an error with a hint.
    pub fn error_with(
        &mut self,
        at: &At,
        path: &[Step],
        code: &'static str,
        message: impl Display,
        hint: Option<String>,
    ) {
        self.faults.push(Fault {
            origin: at.origin,
            path: path.to_vec(),
            code,
            severity: Severity::Error,
            message: format!("{}: {message}", at.name),
            hint,
            also: Vec::new(),
        });
    }

    /// Reads a text of some notation, or notes why it cannot be read.
    pub fn read<T>(&mut self, at: &At, path: &[Step], code: &'static str, text: &str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        text.parse().map_err(|error: T::Err| self.error(at, path, code, error)).ok()
    }

    /// Reads an optional text; absent stays absent.
    pub fn read_some<T>(&mut self, at: &At, path: &[Step], code: &'static str, text: Option<&str>) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        text.and_then(|text| self.read(at, path, code, text))
    }

    /// The entity of an id, or a note that it is unknown.
    pub fn entity(&mut self, at: &At, path: &[Step], what: &str, id: &str) -> Option<EntityIx> {
        let found = self.entities.find(id);
        self.known(at, path, what, id, "entities", found).map(EntityIx::new)
    }

    /// The deal of an id, or a note that it is unknown.
    pub fn deal(&mut self, at: &At, path: &[Step], what: &str, id: &str) -> Option<DealIx> {
        let found = self.deals.find(id);
        self.known(at, path, what, id, "deals", found).map(DealIx::new)
    }

    /// The source of an id, or a note that it is unknown.
    pub fn source(&mut self, at: &At, path: &[Step], id: &str) -> Option<SourceIx> {
        let found = self.sources.find(id);
        self.known(at, path, "source", id, "sources", found).map(SourceIx::new)
    }

    fn known(
        &mut self,
        at: &At,
        path: &[Step],
        what: &str,
        id: &str,
        section: &'static str,
        found: Result<usize, Option<String>>,
    ) -> Option<usize> {
        match found {
            Ok(position) => Some(position),
            Err(None) => None,
            Err(Some(near)) => {
                let suggestion = if near.is_empty() { String::new() } else { format!("; did you mean \"{near}\"?") };
                let hint =
                    near.is_empty().then(|| format!("no {} has that id; add one to `{section}`", singular(section)));
                self.error_with(at, path, "unknown-id", format!("{what} \"{id}\" is unknown{suggestion}"), hint);
                None
            }
        }
    }
}

impl Names {
    /// The position of an id; where unknown, the nearest id (empty for none), or `None` when the record
    /// exists and has been complained of already.
    fn find(&self, id: &str) -> Result<usize, Option<String>> {
        if let Some(position) = self.positions.get(id) {
            return Ok(*position);
        }
        if self.unread.iter().any(|unread| unread == id) {
            return Err(None);
        }
        let mut known: Vec<&str> = self.positions.keys().map(|id| &**id).collect();
        known.sort_unstable();
        let near = nearest(id, known, 2.max(id.len() / 4)).unwrap_or_default();
        Err(Some(near.to_owned()))
    }
}

/// Sorts the records of a section by id; notes ids that are no ids, or stand twice.
fn order<T>(
    checker: &mut Checker,
    records: Vec<(Origin, T)>,
    id_of: impl Fn(&T) -> &str,
    unread: Vec<String>,
) -> (Vec<(At, Id, T)>, Names) {
    let mut ordered: Vec<(At, Id, T)> = Vec::with_capacity(records.len());
    for (origin, record) in records {
        let text = id_of(&record);
        let at = At { origin, name: format!("{} {text}", singular(origin.section)) };
        match text.parse::<Id>() {
            Ok(id) => ordered.push((at, id, record)),
            Err(error) => {
                let hint = match &error {
                    IdError::NotKebab { .. } => None,
                    _ => Some("choose a short name of a-z, 0-9 and hyphens".to_owned()),
                };
                checker.error_with(&at, &[Step::Field("id")], "bad-id", error, hint);
            }
        }
    }
    ordered.sort_by(|one, two| (&one.1, one.0.origin).cmp(&(&two.1, two.0.origin)));
    for pair in ordered.windows(2) {
        if let [(first, id, _), (second, other, _)] = pair
            && id == other
        {
            let path = vec![Step::Field("id")];
            checker.faults.push(Fault {
                origin: second.origin,
                path: path.clone(),
                code: "duplicate-id",
                severity: Severity::Error,
                message: format!("{}: this id is given twice", second.name),
                hint: Some("rename one of them, or merge the two records".to_owned()),
                also: vec![(first.origin, path, "first given here".to_owned())],
            });
        }
    }
    ordered.dedup_by(|later, earlier| later.1 == earlier.1);
    let positions = ordered.iter().enumerate().map(|(position, (_, id, _))| (id.as_str().into(), position));
    let names = Names { positions: positions.collect(), unread };
    (ordered, names)
}

/// Checks all records. The book is absent where a section could not be completed.
pub(super) fn check(records: Records, files: &[BookFile], strictness: Strictness) -> (Option<Book>, Vec<Problem>) {
    let Records { entities, deals, sources, rates, rules, unread, mut problems } = records;
    let mut checker = Checker::default();
    let unread_of = |section: &str| -> Vec<String> {
        unread.iter().filter(|(of, _)| *of == section).map(|(_, id)| id.clone()).collect()
    };
    let (entities, entity_names) = order(&mut checker, entities, |it| &it.id, unread_of("entities"));
    let (deals, deal_names) = order(&mut checker, deals, |it| &it.id, unread_of("deals"));
    let (sources, source_names) = order(&mut checker, sources, |it| &it.id, unread_of("sources"));
    checker.entities = entity_names;
    checker.deals = deal_names;
    checker.sources = source_names;

    let (entity_places, entities) = check_all(&mut checker, entities, check_entity);
    let (source_places, sources) = check_all(&mut checker, sources, check_source);
    checker.source_places = source_places;
    let (deal_places, deals) = check_all(&mut checker, deals, deal::check_deal);
    let rates = check_rates(&mut checker, rates);
    let (rules, _) = order(&mut checker, rules, |it| &it.id, unread_of("rules"));
    let (_, rules) = check_all(&mut checker, rules, rule::check_rule);

    if let (Some(entities), Some(mut deals), Some(sources), Some(rules)) = (entities, deals, sources, rules) {
        check_names(&mut checker, &entities, &entity_places);
        check_wholes(&mut checker, &entities, &entity_places);
        deal::check_references(&mut checker, &mut deals, &deal_places);
        let whole = problems.is_empty() && checker.faults.is_empty();
        let book = whole.then(|| Book::from_checked(entities, deals, sources, rates, rules));
        if let (Some(book), Strictness::Lints) = (&book, strictness) {
            lint::lint(&mut checker, book, &entity_places, &deal_places);
        }
        problems.extend(locate(checker.faults, files));
        return (book, problems);
    }
    problems.extend(locate(checker.faults, files));
    (None, problems)
}

/// Checks every record of a section; the records are absent where any of them could not be completed.
fn check_all<T, U>(
    checker: &mut Checker,
    records: Vec<(At, Id, T)>,
    check: impl Fn(&mut Checker, &At, Id, T) -> Option<U>,
) -> (Vec<At>, Option<Vec<U>>) {
    let mut places = Vec::with_capacity(records.len());
    let mut checked = Some(Vec::with_capacity(records.len()));
    for (at, id, record) in records {
        match (check(checker, &at, id, record), &mut checked) {
            (Some(record), Some(list)) => list.push(record),
            _ => checked = None,
        }
        places.push(at);
    }
    (places, checked)
}

fn check_entity(checker: &mut Checker, at: &At, id: Id, text: EntityText) -> Option<Entity> {
    if text.name.trim().is_empty() {
        checker.error(at, &[Step::Field("name")], "empty-name", "the name is empty");
    }
    let part_of = text.part_of.as_deref().and_then(|written| {
        let path = [Step::Field("part_of")];
        let (whole, period) = match written.trim().split_once(char::is_whitespace) {
            Some((whole, period)) => (whole, Some(period)),
            None => (written.trim(), None),
        };
        let whole = checker.entity(at, &path, "the whole", whole);
        let period = period.and_then(|period| {
            Period::read(period, None).map_err(|error| checker.error(at, &path, "bad-period", error)).ok()
        });
        whole.map(|whole| PartOf { whole, period })
    });
    if let Some(country) = &text.country
        && !(country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        let message = format!("\"{country}\" is no country code; write ISO 3166 alpha-2, such as \"US\"");
        checker.error(at, &[Step::Field("country")], "bad-country", message);
    }
    for (index, market) in text.markets.iter().enumerate() {
        if let Err(error) = market.parse::<Id>() {
            checker.error(at, &[Step::Field("markets"), Step::Index(index)], "bad-id", error);
        }
    }
    if let Some(Err(error)) = text.group.as_deref().map(str::parse::<Id>) {
        checker.error(at, &[Step::Field("group")], "bad-id", error);
    }
    Some(Entity {
        id,
        name: text.name,
        kind: text.kind,
        aliases: text.aliases,
        part_of,
        markets: text.markets,
        group: text.group,
        country: text.country,
        note: text.note,
    })
}

fn check_source(checker: &mut Checker, at: &At, id: Id, text: SourceText) -> Option<Source> {
    let date: Option<PartialDate> = checker.read_some(at, &[Step::Field("date")], "bad-date", text.date.as_deref());
    let date_is = text.date_is.unwrap_or(if text.date.is_some() {
        crate::model::DateIs::Exact
    } else {
        crate::model::DateIs::Undated
    });
    Some(Source {
        id,
        title: text.title,
        publisher: text.publisher,
        address: text.address,
        date,
        date_is,
        kind: text.kind,
        note: text.note,
    })
}

fn check_rates(checker: &mut Checker, rates: Vec<(Origin, RateText)>) -> Vec<Rate> {
    let mut checked = Vec::with_capacity(rates.len());
    for (origin, text) in rates {
        let at = At { origin, name: format!("rate {}/{}", text.from, text.to) };
        let from = currency(checker, &at, "from", &text.from);
        let to = currency(checker, &at, "to", &text.to);
        let date = checker.read(&at, &[Step::Field("date")], "bad-date", &text.date);
        let source = checker.source(&at, &[Step::Field("source")], &text.source);
        let rate = read_rate(&text.rate);
        if rate.is_none() {
            let message = format!("\"{}\" is no rate; write a decimal number such as \"1.1735\"", text.rate);
            checker.error(&at, &[Step::Field("rate")], "bad-rate", message);
        }
        if let (Some(from), Some(to), Some(date), Some(source), Some((numerator, decimals))) =
            (from, to, date, source, rate)
        {
            checked.push(Rate { from, to, numerator, decimals, date, source });
        }
    }
    checked.sort_by_key(|rate| (rate.from, rate.to, rate.date, rate.source, rate.numerator));
    checked
}

fn currency(checker: &mut Checker, at: &At, field: &'static str, code: &str) -> Option<Currency> {
    Currency::from_code(code).map_err(|error| checker.error(at, &[Step::Field(field)], "bad-money", error)).ok()
}

/// Reads a positive decimal number of at most twelve digits after the point.
fn read_rate(text: &str) -> Option<(u64, u8)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = [whole, fraction].concat();
    let plain = !whole.is_empty() && fraction.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let numerator = digits.parse().ok().filter(|numerator| plain && *numerator > 0)?;
    Some((numerator, u8::try_from(fraction.len()).ok()?))
}

/// No two entities may answer to one name.
fn check_names(checker: &mut Checker, entities: &[Entity], places: &[At]) {
    let mut owner: HashMap<String, usize> = HashMap::new();
    for (position, entity) in entities.iter().enumerate() {
        let names = std::iter::once((&entity.name, vec![Step::Field("name")])).chain(
            entity
                .aliases
                .iter()
                .enumerate()
                .map(|(index, alias)| (alias, vec![Step::Field("aliases"), Step::Index(index)])),
        );
        let own_id = std::iter::once((fold(entity.id.as_str()), vec![Step::Field("id")]));
        for (name, path) in own_id.chain(names.map(|(name, path)| (fold(name), path))) {
            if name.is_empty() {
                continue;
            }
            let holder = *owner.entry(name).or_insert(position);
            if let (true, Some(at), Some(other), Some(held)) =
                (holder != position, places.get(position), places.get(holder), entities.get(holder))
            {
                checker.faults.push(Fault {
                    origin: at.origin,
                    path,
                    code: "ambiguous-name",
                    severity: Severity::Error,
                    message: format!("{}: this name already leads to \"{}\"", at.name, held.id),
                    hint: Some("names, ids and aliases are compared without case, blanks and punctuation".to_owned()),
                    also: vec![(other.origin, vec![Step::Field("name")], "that entity".to_owned())],
                });
            }
        }
    }
}

/// Nothing may be a part of itself, however far round.
fn check_wholes(checker: &mut Checker, entities: &[Entity], places: &[At]) {
    let whole = |position: usize| entities.get(position)?.part_of.map(|part_of| part_of.whole.get());
    for start in cycles(entities.len(), whole) {
        if let (Some(at), Some(entity)) = (places.get(start), entities.get(start)) {
            let message = format!("\"{}\" is, through its wholes, a part of itself", entity.id);
            checker.error(at, &[Step::Field("part_of")], "part-cycle", message);
        }
    }
}

/// Returns the least member of every cycle of a function from positions to positions.
pub(super) fn cycles(count: usize, next: impl Fn(usize) -> Option<usize>) -> Vec<usize> {
    let mut seen_in = vec![usize::MAX; count];
    let mut found = Vec::new();
    for start in 0..count {
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| seen_in.get(*here) == Some(&usize::MAX)) {
            if let Some(seen) = seen_in.get_mut(here) {
                *seen = start;
            }
            at = next(here);
        }
        if let Some(entry) = at.filter(|entry| seen_in.get(*entry) == Some(&start)) {
            let members = std::iter::successors(next(entry), |here| next(*here).filter(|_| *here != entry));
            found.extend(members.take(count).take_while(|here| *here != entry).chain([entry]).min());
        }
    }
    found
}

/// Looks up where each fault stands. Files are walked only here, and only those that hold a fault.
fn locate(faults: Vec<Fault>, files: &[BookFile]) -> Vec<Problem> {
    let mut trees: HashMap<usize, Option<Tree>> = HashMap::new();
    let mut place = |origin: Origin, path: &[Step]| -> Place {
        let text = files.get(origin.file).map_or("", |file| file.text.as_str());
        let tree = trees.entry(origin.file).or_insert_with(|| Tree::read(text).ok());
        let span = tree.as_ref().and_then(|tree| {
            let record = tree.field(origin.section)?.elements().get(origin.index)?;
            let value = record.follow(path, text);
            // A record as a whole is shown by its id.
            let shown = if value == record { record.field("id").unwrap_or(record) } else { value };
            Some(shown.span.clone())
        });
        Place::new(origin.file, &span.unwrap_or(0..0))
    };
    faults
        .into_iter()
        .map(|fault| Problem {
            code: fault.code,
            severity: fault.severity,
            message: fault.message,
            place: place(fault.origin, &fault.path),
            label: String::new(),
            also: fault.also.into_iter().map(|(origin, path, label)| (place(origin, &path), label)).collect(),
            hint: fault.hint,
        })
        .collect()
}

/// What [`deal::check_deal`] is given and gives, named for the section table.
pub(super) type CheckedDeal = Deal;
