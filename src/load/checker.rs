//! Collects faults while records are checked, knows every id, and finds where each fault stands.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use super::files::BookFile;
use super::numbered::Numbered;
use super::parse::{Origin, singular};
use super::problem::{Place, Problem, Severity};
use super::tree::{Step, Tree};
use crate::model::{DealIx, EntityIx, Id, IdError, SourceIx, nearest};

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
    pub entities: Arc<Names>,
    pub deals: DealNames,
    pub sources: Arc<Names>,
    /// Where each source stands.
    pub source_places: Vec<At>,
    /// How many references led to records that were complained of already.
    pub passed_over: usize,
    /// Whether some records were not read at all, so that an id which is not known may be one of theirs.
    pub is_cut: bool,
}

/// What is known of the ids of deals.
#[derive(Debug)]
pub(super) enum DealNames {
    /// All of them.
    Known(Names),
    /// None yet: each reference is kept, and the index it gets is its own position here.
    Later(Vec<Reference>),
}

/// A reference to a deal, to be looked up once all are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// The field that refers: `part_of`, `supersedes` or `expands`.
    pub field: &'static str,
    /// The id it names.
    pub id: Box<str>,
}

/// The ids of one section.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: Numbered,
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

impl Fault {
    /// An error at `path` of a record.
    pub fn error(at: &At, path: &[Step], code: &'static str, message: impl Display, hint: Option<String>) -> Self {
        Self {
            origin: at.origin,
            path: path.to_vec(),
            code,
            severity: Severity::Error,
            message: format!("{}: {message}", at.name),
            hint,
            also: Vec::new(),
        }
    }

    /// The same, shown beside what stands at `path` of another record.
    pub fn beside(mut self, other: &At, path: &[Step], label: &str) -> Self {
        self.also.push((other.origin, path.to_vec(), label.to_owned()));
        self
    }
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
        self.faults.push(Fault::error(at, path, code, message, hint));
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
        let found = match &mut self.deals {
            DealNames::Known(names) => names.find(id),
            DealNames::Later(references) => {
                let field = path.first().map_or("", |step| if let Step::Field(name) = step { name } else { "" });
                let position = references.len();
                references.push(Reference { field, id: id.into() });
                Ok(position)
            }
        };
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
            Err(near) => {
                let Some(near) = near.filter(|_| !self.is_cut) else {
                    self.passed_over = self.passed_over.saturating_add(1);
                    return None;
                };
                let suggestion = if near.is_empty() { String::new() } else { format!("; did you mean \"{near}\"?") };
                let hint =
                    near.is_empty().then(|| format!("no {} has that id; add one to `{section}`", singular(section)));
                self.error_with(at, path, "unknown-id", format!("{what} \"{id}\" is unknown{suggestion}"), hint);
                None
            }
        }
    }
}

impl Default for DealNames {
    fn default() -> Self {
        Self::Known(Names::default())
    }
}

impl At {
    /// A record of which nothing need be told: whoever checks it wants to know only whether it is sound.
    pub const fn nowhere() -> Self {
        Self { origin: Origin { file: 0, section: "deals", index: 0 }, name: String::new() }
    }
}

impl Names {
    /// The names of a section in the order of their ids.
    pub fn of<'i>(ids: impl Iterator<Item = &'i Id>) -> Self {
        let mut names = Self { known: Numbered::with_room(ids.size_hint().0), unread: Vec::new() };
        for (position, id) in (0..).zip(ids) {
            names.known.insert(id.as_str(), position);
        }
        names
    }

    /// Tells the positions of some ids, in their order, where they are known. Costs less than looking up one after another.
    pub fn each<'i>(&self, ids: impl Iterator<Item = &'i str>, mut tell: impl FnMut(Option<usize>)) {
        self.known.each(ids, |position| tell(position.map(|position| position as usize)));
    }

    /// The position of an id, if it is known.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.known.get(id).map(|position| position as usize)
    }

    /// The position of an id; where unknown, the nearest id (empty for none), or `None` when the record
    /// exists and has been complained of already.
    fn find(&self, id: &str) -> Result<usize, Option<String>> {
        if let Some(position) = self.position(id) {
            return Ok(position);
        }
        if self.unread.iter().any(|unread| unread == id) {
            return Err(None);
        }
        let mut known: Vec<&str> = self.known.texts().collect();
        known.sort_unstable();
        let near = nearest(id, known, 2.max(id.len() / 4)).unwrap_or_default();
        Err(Some(near.to_owned()))
    }
}

/// Sorts the records of a section by id; notes ids that are no ids, or stand twice.
pub(super) fn order<T>(
    checker: &mut Checker,
    records: Vec<(Origin, T)>,
    id_of: impl Fn(&T) -> &str,
    mut unread: Vec<String>,
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
                unread.push(text.to_owned());
            }
        }
    }
    ordered.sort_by(|one, two| (&one.1, one.0.origin).cmp(&(&two.1, two.0.origin)));
    for pair in ordered.windows(2) {
        if let [(first, id, _), (second, other, _)] = pair
            && id == other
        {
            let path = [Step::Field("id")];
            let hint = Some("rename one of them, or merge the two records".to_owned());
            let fault = Fault::error(second, &path, "duplicate-id", "this id is given twice", hint);
            checker.faults.push(fault.beside(first, &path, "first given here"));
        }
    }
    ordered.dedup_by(|later, earlier| later.1 == earlier.1);
    let names = Names { unread, ..Names::of(ordered.iter().map(|(_, id, _)| id)) };
    (ordered, names)
}

/// Looks up where each fault stands. Files are walked only here, and only those that hold a fault.
pub(super) fn locate(faults: Vec<Fault>, files: &[BookFile]) -> Vec<Problem> {
    let mut trees: HashMap<usize, Tree> = HashMap::new();
    let mut place = |origin: Origin, path: &[Step]| -> Place {
        let text = files.get(origin.file).map_or("", |file| file.text.as_str());
        // Of a text that breaks off, records before that were read.
        let tree = trees.entry(origin.file).or_insert_with(|| Tree::read(text).unwrap_or_else(|broken| broken.read));
        let span = Some(&*tree).and_then(|tree| {
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
