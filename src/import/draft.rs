//! A book in the making: records with the lines they came from, names that lead to entities, and what was not read.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};

use super::imported::{Place, Refusal, Spelling};
use super::kept::Records;
use super::names::Names;
use super::plain::EntityNumber;
use super::taken::Taken;
use super::value::{check_name, is_formula, sole_party, tidy, with_itself};
use super::written::{Met, Written};
use crate::load::text::{DealText, EntityText, FileText, SourceText};
use crate::model::{Book, EntityKind, Id, SourceKind, fold};

/// A book in the making.
#[derive(Debug)]
pub struct Draft<'n> {
    pub(super) records: Records,
    /// The files that deals came from.
    pub(super) files: Vec<String>,
    /// Folded names, those of the base book included, with what they lead to. Every id is one of them.
    pub(super) names: HashMap<String, EntityNumber>,
    /// Which of them are ids that were made of names here, and that their entities are called nowhere else.
    pub(super) made_up: HashSet<String>,
    /// Ids that entities had before they made room for a name.
    pub(super) moved: HashMap<String, EntityNumber>,
    pub(super) written: Written,
    /// Where records stand that are no deals and were taken as they are, by their section.
    origins: BTreeMap<&'static str, Vec<(usize, usize)>>,
    pub(super) entity_ids: Taken,
    source_ids: Taken,
    /// The positions of the sources of this import, by text.
    sources_at: HashMap<String, u32>,
    /// The position of the source that was named last.
    source_before: Option<u32>,
    /// What a reader said of near names, and which of it was of use.
    pub(super) reviewed: &'n Names,
    pub(super) reviewed_of_use: BTreeSet<String>,
    /// Entities that were told apart by their keys, each with the first one and with what made that needful.
    pub(super) told_apart: Vec<(EntityNumber, EntityNumber, &'static str)>,
    pub(super) read: usize,
    pub(super) joined: usize,
    pub(super) spellings: Vec<Spelling>,
    pub(super) guessed: BTreeMap<String, usize>,
    pub(super) refused: Vec<Refusal>,
    /// Whether something faulty had to be left in.
    pub(super) is_faulty: bool,
    pub(super) unread: Vec<String>,
    pub(super) unread_properties: Vec<String>,
}

impl<'n> Draft<'n> {
    /// A draft that looks names up in `base`, and whose book is to be read together with it.
    pub(super) fn new(base: Option<&Book>, reviewed: &'n Names) -> Self {
        let mut draft = Self {
            records: Records::over(base.map(crate::load::records_of)),
            files: Vec::new(),
            names: HashMap::default(),
            made_up: HashSet::default(),
            moved: HashMap::default(),
            written: Written::default(),
            origins: BTreeMap::new(),
            entity_ids: Taken::default(),
            source_ids: Taken::default(),
            sources_at: HashMap::default(),
            source_before: None,
            reviewed,
            reviewed_of_use: BTreeSet::new(),
            told_apart: Vec::new(),
            read: 0,
            joined: 0,
            spellings: Vec::new(),
            guessed: BTreeMap::new(),
            refused: Vec::new(),
            is_faulty: false,
            unread: Vec::new(),
            unread_properties: Vec::new(),
        };
        if let Some(base) = &draft.records.base {
            for (number, entity) in (0..).map(EntityNumber).zip(&base.entities) {
                for name in [&entity.id, &entity.name].into_iter().chain(&entity.aliases) {
                    draft.names.insert(fold(name), number);
                }
            }
            base.entities.iter().for_each(|it| draft.entity_ids.take(&it.id));
            base.sources.iter().for_each(|it| draft.source_ids.take(&it.id));
        }
        draft
    }

    /// Counts rows or records met.
    pub(super) fn met(&mut self, count: usize) {
        self.read = self.read.saturating_add(count);
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
        let number = self.entity_number(name, kind)?;
        Ok(self.id_of(number).to_owned())
    }

    /// Returns the number of the entity of a name, which is made where no entity bears it.
    ///
    /// # Errors
    /// When the text is no name.
    pub(super) fn entity_number(&mut self, name: &str, kind: EntityKind) -> Result<EntityNumber, String> {
        if let Some(met) = self.written.get(name) {
            self.join();
            return Ok(met.number);
        }
        let (written, name) = (name, &*tidy(name));
        let folded = check_name(name)?;
        if let Some(number) = self.bearer(&folded) {
            self.written.insert(written, Met { number, is_name: written == self.records.label(number).1 });
            self.note_spelling(name, number);
            self.join();
            return Ok(number);
        }
        if let Some(other) = self.joined(&folded) {
            let number = self.entity_number(other, kind)?;
            self.reviewed_of_use.insert(folded);
            self.other_name(number, name);
            return Ok(number);
        }
        let number = self.make_entity(name, folded, kind, name);
        self.written.insert(written, Met { number, is_name: written == name });
        Ok(number)
    }

    /// The name that a reader joined a folded name to, at whatever distance: the first that is known, or else the last.
    pub(super) fn joined(&self, folded: &str) -> Option<&'n str> {
        let mut last = None;
        for name in self.reviewed.joined(folded) {
            last = Some(name);
            let folded = fold(name);
            if self.bearer(&folded).is_some() {
                break;
            }
        }
        last
    }

    /// Notes a name that leads to an entity, where it is written otherwise than the names of that one.
    fn note_spelling(&mut self, name: &str, number: EntityNumber) {
        let (id, other) = self.records.label(number);
        if name != other && name != id && !self.records.aliases(number).iter().any(|alias| alias == name) {
            let [name, other, id] = [name, other, id].map(str::to_owned);
            self.spellings.push(Spelling { name, other, id });
        }
    }

    /// Returns the id of an entity that its file knows by a key. Two keys are two entities, though they bear one
    /// name: the second is told apart by its key, unless a reviewed file joins them. The key is the id, where it can be one
    /// and `keeps_key` says so.
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
        let name = &*tidy(name);
        let folded = check_name(name)?;
        let stem = if keeps_key && key.parse::<Id>().is_ok() { key } else { name };
        let number = match self.bearer(&folded) {
            None if self.joined(&folded).is_none() => self.make_entity(name, folded, kind, stem),
            Some(first) if self.records.entity_mut(first).is_some() => {
                let apart = format!("{name} ({key})");
                let number = self.entity_number(&apart, kind)?;
                if number != first {
                    self.guess("one name under two keys taken as two entities; the second has its key in its name");
                    self.told_apart.push((number, first, "the same name under another key"));
                }
                number
            }
            _ => self.entity_number(name, kind)?,
        };
        Ok(self.id_of(number).to_owned())
    }

    fn make_entity(&mut self, name: &str, folded: String, kind: EntityKind, stem: &str) -> EntityNumber {
        let moved = self.make_room(&folded);
        let (id, answers) = self.free_id(stem, &folded);
        let is_made_up = answers != folded && stem == name;
        let entity = EntityText {
            id,
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            part_of: None,
            markets: Vec::new(),
            group: None,
            country: None,
            note: None,
        };
        let number = self.records.add_entity(entity, !is_made_up);
        if answers != folded {
            if is_made_up {
                self.made_up.insert(answers.clone());
            }
            self.names.insert(answers, number);
        }
        self.names.insert(folded, number);
        if let Some(moved) = moved {
            self.tell_moved(number, moved);
        }
        number
    }

    /// The id of an entity.
    pub(super) fn id_of(&self, number: EntityNumber) -> &str {
        self.records.label(number).0
    }

    /// The record of an entity of this import, to be changed, but for its id and its name; `None` where it belongs to
    /// the base book.
    pub(super) fn entity_mut(&mut self, id: &str) -> Option<&mut EntityText> {
        let number = self.number_of(id)?;
        self.records.entity_mut(number)
    }

    /// Gives an entity of this import another name, unless the name leads elsewhere.
    pub(super) fn alias(&mut self, id: &str, name: &str) {
        if let Some(number) = self.number_of(id) {
            self.other_name(number, name);
        }
    }

    fn other_name(&mut self, number: EntityNumber, name: &str) {
        let name = &*tidy(name);
        let folded = fold(name);
        if folded.is_empty() || is_formula(name) {
            return;
        }
        if self.names.get(&folded).is_some_and(|owner| *owner != number) {
            self.make_room(&folded);
        }
        match self.names.get(&folded).map(|owner| *owner == number) {
            // What reads like its id is a name of its own now.
            Some(true) => drop(self.made_up.remove(&folded)),
            Some(false) => self.guess("alias left out, since it is the name of another entity"),
            None => {
                self.names.insert(folded, number);
                if let Some(entity) = self.records.entity_mut(number) {
                    entity.aliases.push(name.to_owned());
                }
            }
        }
    }

    /// Returns the id of the source of a text: an address, or a title.
    pub(super) fn source(&mut self, text: &str, date: Option<&str>, publisher: &str) -> String {
        let position = self.source_position(text, date, publisher);
        self.records.own.sources.get(position as usize).map_or_else(String::new, |source| source.id.clone())
    }

    /// Returns the position of the source of a text, an address or a title, among those of this import.
    pub(super) fn source_position(&mut self, text: &str, date: Option<&str>, publisher: &str) -> u32 {
        let text = text.trim();
        // One source tells most rows, or runs of them.
        let is_it = |before: &u32| self.records.own.sources.get(*before as usize).is_some_and(|it| it.title == text);
        if let Some(before) = self.source_before.filter(is_it) {
            return before;
        }
        if let Some(known) = self.sources_at.get(text) {
            self.source_before = Some(*known);
            return *known;
        }
        let (written, text) = (text, &*tidy(text));
        if let Some(known) = self.sources_at.get(text).copied() {
            self.sources_at.insert(written.to_owned(), known);
            return known;
        }
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        let id = self.source_ids.free(text.trim_start_matches("https://").trim_start_matches("http://")).into_owned();
        let position = u32::try_from(self.records.own.sources.len()).unwrap_or(u32::MAX);
        self.sources_at.insert(text.to_owned(), position);
        if written != text {
            self.sources_at.insert(written.to_owned(), position);
        }
        self.records.own.sources.push(SourceText {
            id,
            title: text.to_owned(),
            publisher: publisher.to_owned(),
            address: is_address.then(|| text.to_owned()),
            date: date.map(str::to_owned),
            date_is: None,
            kind: SourceKind::Aggregator,
            note: None,
        });
        position
    }

    /// Adds a deal that came from a line, unless all of its parties are one entity. Its id is made free where it is taken.
    pub(super) fn deal(&mut self, file: &str, line: usize, mut deal: DealText) {
        if let Some(who) = sole_party(&deal) {
            let why = with_itself(who);
            return self.refuse(file, line, &why);
        }
        deal.title = tidy(&deal.title).into_owned();
        let file = self.file(file);
        self.records.deals.add((file, line), deal);
    }

    /// The number of a file.
    pub(super) fn file(&mut self, file: &str) -> usize {
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
            if let Some((file, line)) = self.records.deals.place(*position) {
                let place = Place { file: self.files.get(file).cloned().unwrap_or_default(), line };
                self.refused.push(Refusal { place, why: why.clone() });
            }
        }
        self.records.deals.remove(faulty);
    }

    /// Takes records that are whole already, as another book's. `place` tells where each of a section stands.
    pub(super) fn take<'f>(&mut self, records: FileText, place: impl Fn(&str, usize) -> (&'f str, usize)) {
        let FileText { entities, deals, sources, rates, rules } = records;
        let counts =
            [("entities", entities.len()), ("sources", sources.len()), ("rates", rates.len()), ("rules", rules.len())];
        for (section, count) in counts {
            self.met(count);
            for position in 0..count {
                let (file, line) = place(section, position);
                let file = self.file(file);
                self.origins.entry(section).or_default().push((file, line));
            }
        }
        for (position, deal) in deals.into_iter().enumerate() {
            self.met(1);
            let (file, line) = place("deals", position);
            let file = self.file(file);
            self.records.deals.add_as_it_is((file, line), deal);
        }
        for entity in entities {
            self.records.add_entity(entity, true);
        }
        let own = &mut self.records.own;
        own.sources.extend(sources);
        own.rates.extend(rates);
        own.rules.extend(rules);
    }

    /// Where a record of a section stands that is no deal; for one that was made of others, no line.
    pub(super) fn place_of(&self, section: &str, position: usize) -> Place {
        let found = self.origins.get(section).and_then(|places| places.get(position));
        let found = found.and_then(|(file, line)| Some(Place { file: self.files.get(*file)?.clone(), line: *line }));
        found.unwrap_or_else(|| Place { file: "entities and sources".to_owned(), line: 0 })
    }
}
