//! A book in the making: records with the lines they came from, names that lead to entities, and what was not read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::names::Names;
use super::value::is_formula;
use crate::load::text::{DealText, EntityText, FileText, SourceText};
use crate::model::{Book, EntityKind, Id, SourceKind, fold, kebab};

/// A book in the making.
#[derive(Debug)]
pub struct Draft<'n> {
    pub(super) records: FileText,
    /// The files that deals came from, and for each deal its file among them and its line.
    files: Vec<String>,
    places: Vec<(usize, usize)>,
    /// Folded names to ids, those of the base book included.
    pub(super) names: HashMap<String, String>,
    /// Ids that are taken, by section, each with how often it was asked for as a stem.
    taken: HashMap<&'static str, HashMap<String, usize>>,
    /// Where the entities and sources of this import stand, by id and by text.
    entities_at: HashMap<String, usize>,
    sources_at: HashMap<String, usize>,
    pub(super) base: Option<FileText>,
    /// What a reader said of near names, and which of it was of use.
    pub(super) reviewed: &'n Names,
    pub(super) reviewed_of_use: BTreeSet<String>,
    /// Ids of entities whose files give them one name and two keys.
    pub(super) same_named: Vec<(String, String)>,
    pub(super) read: usize,
    pub(super) joined: usize,
    pub(super) guessed: BTreeMap<String, usize>,
    pub(super) refused: Vec<Refusal>,
    pub(super) unread: Vec<String>,
}

/// A place in an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, counted from 1; for tables without lines, the row.
    pub line: usize,
}

/// Something that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub why: String,
}

/// Two names that may mean one entity. They were not merged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// The name imported.
    pub name: String,
    /// The id made for it.
    pub id: String,
    /// The name that it is near to.
    pub near_name: String,
    /// The id of the entity of that name.
    pub near: String,
    /// Why they may be the same.
    pub why: &'static str,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The book, as RON in the canonical layout.
    pub ron: String,
    /// Records in it: entities, deals, sources.
    pub made: [usize; 3],
    /// Rows or records met.
    pub read: usize,
    /// Names and records that led to something already there.
    pub joined: usize,
    /// What was not written and had to be assumed, with how often.
    pub guessed: BTreeMap<String, usize>,
    /// What was not imported.
    pub refused: Vec<Refusal>,
    /// Columns or fields that nothing was read from, by file.
    pub unread: Vec<String>,
    /// Names to review.
    pub near: Vec<Near>,
    /// Joins of reviewed names that met none of their names here.
    pub unused_joins: usize,
}

impl<'n> Draft<'n> {
    /// A draft that looks names up in `base`, and whose book is to be read together with it.
    pub(super) fn new(base: Option<&Book>, reviewed: &'n Names) -> Self {
        let mut draft = Self {
            records: FileText::default(),
            files: Vec::new(),
            places: Vec::new(),
            names: HashMap::new(),
            taken: HashMap::new(),
            entities_at: HashMap::new(),
            sources_at: HashMap::new(),
            base: base.map(crate::load::records_of),
            reviewed,
            reviewed_of_use: BTreeSet::new(),
            same_named: Vec::new(),
            read: 0,
            joined: 0,
            guessed: BTreeMap::new(),
            refused: Vec::new(),
            unread: Vec::new(),
        };
        if let Some(base) = &draft.base {
            for entity in &base.entities {
                for name in [&entity.id, &entity.name].into_iter().chain(&entity.aliases) {
                    draft.names.insert(fold(name), entity.id.clone());
                }
            }
            let ids = base.entities.iter().map(|it| ("entities", &it.id));
            let ids = ids.chain(base.deals.iter().map(|it| ("deals", &it.id)));
            for (section, id) in ids.chain(base.sources.iter().map(|it| ("sources", &it.id))) {
                draft.taken.entry(section).or_default().insert(id.clone(), 0);
            }
        }
        draft
    }

    /// Counts one row or record met.
    pub(super) fn met(&mut self) {
        self.read = self.read.saturating_add(1);
    }

    /// Counts one that was told before.
    pub(super) fn join(&mut self) {
        self.joined = self.joined.saturating_add(1);
    }

    /// Counts something that had to be assumed.
    pub(super) fn guess(&mut self, what: &str) {
        match self.guessed.get_mut(what) {
            Some(count) => *count = count.saturating_add(1),
            None => drop(self.guessed.insert(what.to_owned(), 1)),
        }
    }

    /// Tells columns or fields of a file that nothing is read from.
    pub(super) fn not_read(&mut self, file: &str, columns: &[&str]) {
        if !columns.is_empty() {
            self.unread.push(format!("{file}: {}", columns.join(", ")));
        }
    }

    /// Notes what is not imported.
    pub(super) fn refuse(&mut self, file: &str, line: usize, why: &(impl ToString + ?Sized)) {
        self.refused.push(Refusal { place: Place { file: file.to_owned(), line }, why: why.to_string() });
    }

    /// Returns the id of the entity of a name, which is made where no entity bears it.
    ///
    /// # Errors
    /// When the text is no name.
    pub(super) fn entity(&mut self, name: &str, kind: EntityKind) -> Result<String, String> {
        let folded = check_name(name)?;
        if let Some(id) = self.names.get(&folded).cloned() {
            self.join();
            return Ok(id);
        }
        if let Some(other) = self.reviewed.joined(&folded) {
            let id = self.entity(other, kind)?;
            self.reviewed_of_use.insert(folded);
            self.join();
            self.alias(&id, name);
            return Ok(id);
        }
        Ok(self.make_entity(name, folded, kind, name))
    }

    /// Returns the id of an entity that its file knows by a key. Two keys are two entities, though they bear one
    /// name: the second is told apart by its key, unless a reviewed file joins them. The key is the id, where it
    /// can be one and `keeps_key` says so.
    ///
    /// # Errors
    /// When the text is no name.
    pub(super) fn keyed_entity(
        &mut self,
        key: &str,
        name: &str,
        kind: EntityKind,
        keeps_key: bool,
    ) -> Result<String, String> {
        let folded = check_name(name)?;
        let stem = if keeps_key && key.parse::<Id>().is_ok() { key } else { name };
        match self.names.get(&folded) {
            None if self.reviewed.joined(&folded).is_none() => Ok(self.make_entity(name, folded, kind, stem)),
            Some(id) if self.entities_at.contains_key(id) => {
                let first = id.clone();
                let apart = format!("{} ({key})", name.trim());
                let id = self.entity(&apart, kind)?;
                if id != first {
                    self.guess("one name under two keys taken as two entities; the second has its key in its name");
                    self.same_named.push((id.clone(), first));
                }
                Ok(id)
            }
            _ => self.entity(name, kind),
        }
    }

    fn make_entity(&mut self, name: &str, folded: String, kind: EntityKind, stem: &str) -> String {
        // An id answers as a name does, so that of another entity will not do.
        let mut id = self.free_id("entities", stem);
        while self.names.get(&fold(&id)).is_some_and(|owner| *owner != id) {
            id = self.free_id("entities", stem);
        }
        self.names.insert(folded, id.clone());
        self.names.entry(fold(&id)).or_insert_with(|| id.clone());
        self.entities_at.insert(id.clone(), self.records.entities.len());
        self.records.entities.push(EntityText {
            id: id.clone(),
            name: name.trim().to_owned(),
            kind,
            aliases: Vec::new(),
            part_of: None,
            markets: Vec::new(),
            group: None,
            country: None,
            note: None,
        });
        id
    }

    /// The record of an entity of this import; `None` where it belongs to the base book.
    pub(super) fn entity_mut(&mut self, id: &str) -> Option<&mut EntityText> {
        self.entities_at.get(id).and_then(|at| self.records.entities.get_mut(*at))
    }

    /// Gives an entity of this import another name, unless the name leads elsewhere.
    pub(super) fn alias(&mut self, id: &str, name: &str) {
        let folded = fold(name);
        if folded.is_empty() || is_formula(name) {
            return;
        }
        match self.names.get(&folded).map(|owner| owner == id) {
            Some(true) => {}
            Some(false) => self.guess("alias left out, since it is the name of another entity"),
            None => {
                self.names.insert(folded, id.to_owned());
                if let Some(entity) = self.entity_mut(id) {
                    entity.aliases.push(name.trim().to_owned());
                }
            }
        }
    }

    /// Returns the id of the source of a text: an address, or a title.
    pub(super) fn source(&mut self, text: &str, date: Option<&str>, publisher: &str) -> String {
        let text = text.trim();
        if let Some(known) = self.sources_at.get(text).and_then(|at| self.records.sources.get(*at)) {
            return known.id.clone();
        }
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        let id = self.free_id("sources", text.trim_start_matches("https://").trim_start_matches("http://"));
        self.sources_at.insert(text.to_owned(), self.records.sources.len());
        self.records.sources.push(SourceText {
            id: id.clone(),
            title: text.to_owned(),
            publisher: publisher.to_owned(),
            address: is_address.then(|| text.to_owned()),
            date: date.map(str::to_owned),
            date_is: None,
            kind: SourceKind::Aggregator,
            note: None,
        });
        id
    }

    /// Adds a deal that came from a line. Its id is made free where it is taken.
    pub(super) fn deal(&mut self, file: &str, line: usize, mut deal: DealText) {
        deal.id = self.free_id("deals", &deal.id);
        self.records.deals.push(deal);
        let file = self.file(file);
        self.places.push((file, line));
    }

    /// The number of a file.
    fn file(&mut self, file: &str) -> usize {
        // Rows come file by file.
        self.files.iter().rposition(|known| known == file).unwrap_or_else(|| {
            let next = self.files.len();
            self.files.push(file.to_owned());
            next
        })
    }

    /// Takes deals out by their positions, and refuses each for its reason.
    pub(super) fn refuse_deals(&mut self, faulty: &BTreeMap<usize, String>) {
        for (position, why) in faulty {
            if let Some((file, line)) = self.places.get(*position).copied() {
                let place = Place { file: self.files.get(file).cloned().unwrap_or_default(), line };
                self.refused.push(Refusal { place, why: why.clone() });
            }
        }
        let mut rank = 0..;
        self.records.deals.retain(|_| rank.next().is_some_and(|rank| !faulty.contains_key(&rank)));
        let mut rank = 0..;
        self.places.retain(|_| rank.next().is_some_and(|rank| !faulty.contains_key(&rank)));
    }

    /// Takes records that are whole already, as another book's.
    pub(super) fn take(&mut self, records: FileText, file: &str) {
        let (entities, deals, sources) = (records.entities.len(), records.deals.len(), records.sources.len());
        let read = [entities, deals, sources, records.rates.len(), records.rules.len()];
        self.read = read.into_iter().fold(self.read, usize::saturating_add);
        let file = self.file(file);
        self.places.extend((1..=records.deals.len()).map(|line| (file, line)));
        self.records.entities.extend(records.entities);
        self.records.deals.extend(records.deals);
        self.records.sources.extend(records.sources);
        self.records.rates.extend(records.rates);
        self.records.rules.extend(records.rules);
    }

    fn free_id(&mut self, section: &'static str, text: &str) -> String {
        let mut stem = kebab(text);
        stem.truncate(70);
        let stem = stem.trim_matches('-');
        let stem = if stem.is_empty() { "x" } else { stem };
        let taken = self.taken.entry(section).or_default();
        let Some(asked) = taken.get(stem).copied() else {
            taken.insert(stem.to_owned(), 1);
            return stem.to_owned();
        };
        let mut next = asked.max(1);
        let id = loop {
            next = next.saturating_add(1);
            let id = format!("{stem}-{next}");
            if !taken.contains_key(&id) {
                break id;
            }
        };
        taken.insert(id.clone(), 0);
        // The next one of this stem starts where this one ended, or many equal names would cost their square.
        taken.insert(stem.to_owned(), next);
        id
    }
}

/// Returns a name folded.
fn check_name(name: &str) -> Result<String, String> {
    if is_formula(name) {
        return Err(format!("\"{name}\" is a formula or an error of a spreadsheet, and no name"));
    }
    let folded = fold(name);
    if folded.is_empty() { Err(format!("\"{name}\" is no name")) } else { Ok(folded) }
}
