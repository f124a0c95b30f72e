//! A book in the making: records with the lines they came from, names that lead to entities, and what was not read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::load::text::{DealText, EntityText, FileText, SourceText};
use crate::load::{BookFile, Severity, Strictness, read_book, write_records};
use crate::model::{Book, EntityKind, SourceKind, fold, kebab};

/// A book in the making.
#[derive(Debug)]
pub struct Draft {
    records: FileText,
    /// Where each deal came from.
    places: Vec<Place>,
    /// Folded names to ids, those of the base book included.
    names: BTreeMap<String, String>,
    /// Ids that are taken, by section.
    taken: BTreeMap<(&'static str, String), usize>,
    base: Option<FileText>,
    read: usize,
    joined: usize,
    guessed: BTreeMap<String, usize>,
    refused: Vec<Refusal>,
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
    /// The id of an entity with a name near it.
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
    /// Names to review.
    pub near: Vec<Near>,
}

impl Draft {
    /// A draft that looks names up in `base`, and whose book is to be read together with it.
    pub(super) fn new(base: Option<&Book>) -> Self {
        let mut draft = Self {
            records: FileText::default(),
            places: Vec::new(),
            names: BTreeMap::new(),
            taken: BTreeMap::new(),
            base: base.map(crate::load::records_of),
            read: 0,
            joined: 0,
            guessed: BTreeMap::new(),
            refused: Vec::new(),
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
                draft.taken.insert((section, id.clone()), 0);
            }
        }
        draft
    }

    /// Counts one row or record met.
    pub(super) fn met(&mut self) {
        self.read += 1;
    }

    /// Counts something that had to be assumed.
    pub(super) fn guess(&mut self, what: &str) {
        *self.guessed.entry(what.to_owned()).or_default() += 1;
    }

    /// Notes what is not imported.
    pub(super) fn refuse(&mut self, file: &str, line: usize, why: &(impl ToString + ?Sized)) {
        self.refused.push(Refusal { place: Place { file: file.to_owned(), line }, why: why.to_string() });
    }

    /// Returns the id of the entity of a name, which is made where no entity bears it.
    ///
    /// # Errors
    /// When nothing of the name can make an id.
    pub(super) fn entity(&mut self, name: &str, kind: EntityKind) -> Result<String, String> {
        let folded = fold(name);
        if folded.is_empty() {
            return Err(format!("\"{name}\" is no name"));
        }
        if let Some(id) = self.names.get(&folded) {
            self.joined += 1;
            return Ok(id.clone());
        }
        let id = self.free_id("entities", name);
        self.names.insert(folded, id.clone());
        self.names.entry(fold(&id)).or_insert_with(|| id.clone());
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
        Ok(id)
    }

    /// The record of an entity of this import; `None` where it belongs to the base book.
    pub(super) fn entity_mut(&mut self, id: &str) -> Option<&mut EntityText> {
        self.records.entities.iter_mut().find(|entity| entity.id == id)
    }

    /// Gives an entity of this import another name, unless the name leads elsewhere.
    pub(super) fn alias(&mut self, id: &str, name: &str) {
        let folded = fold(name);
        if folded.is_empty() || self.names.contains_key(&folded) {
            return;
        }
        self.names.insert(folded, id.to_owned());
        if let Some(entity) = self.entity_mut(id) {
            entity.aliases.push(name.to_owned());
        }
    }

    /// Returns the id of the source of a text: an address, or a title.
    pub(super) fn source(&mut self, text: &str, date: Option<&str>, publisher: &str) -> String {
        let text = text.trim();
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        let known =
            self.records.sources.iter().find(|source| source.address.as_deref() == Some(text) || source.title == text);
        if let Some(source) = known {
            return source.id.clone();
        }
        let id = self.free_id("sources", text.trim_start_matches("https://").trim_start_matches("http://"));
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
        self.places.push(Place { file: file.to_owned(), line });
    }

    /// Takes records that are whole already, as another book's.
    pub(super) fn take(&mut self, records: FileText, file: &str) {
        self.read += records.entities.len() + records.deals.len() + records.sources.len() + records.rates.len();
        self.places.extend((1..=records.deals.len()).map(|line| Place { file: file.to_owned(), line }));
        self.records.entities.extend(records.entities);
        self.records.deals.extend(records.deals);
        self.records.sources.extend(records.sources);
        self.records.rates.extend(records.rates);
    }

    fn free_id(&mut self, section: &'static str, text: &str) -> String {
        let mut stem = kebab(text);
        stem.truncate(70);
        let stem = stem.trim_matches('-');
        let stem = if stem.is_empty() { "x" } else { stem };
        let mut id = stem.to_owned();
        let mut next = self.taken.get(&(section, id.clone())).copied().unwrap_or(0).max(1);
        loop {
            match self.taken.entry((section, id.clone())) {
                Entry::Vacant(free) => {
                    free.insert(0);
                    break;
                }
                Entry::Occupied(_) => {
                    next += 1;
                    id = format!("{stem}-{next}");
                }
            }
        }
        // The next one of this stem starts where this one ended, or many equal names would cost their square.
        self.taken.insert((section, stem.to_owned()), next);
        id
    }

    /// Leaves away what does not load, with its line and reason, and writes the rest.
    pub(super) fn settle(mut self) -> Imported {
        let base = self.base.as_ref().map(write_records);
        // Dropping a faulty deal can leave another without the deal it names, so this goes on until all loads.
        for _ in 0..=self.records.deals.len() {
            let mut files = vec![BookFile { name: "import".to_owned(), text: write_records(&self.records) }];
            files.extend(base.iter().map(|text| BookFile { name: "base".to_owned(), text: text.clone() }));
            let reading = read_book(files, Strictness::Faults);
            let mut faulty: BTreeMap<usize, String> = BTreeMap::new();
            let starts = deal_starts(&reading.files[0].text);
            let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
            for problem in errors.filter(|problem| problem.place.file == 0) {
                let before = starts.partition_point(|start| *start <= problem.place.start);
                // The last start is the end of the section: what follows it are sources and rates.
                if let Some(position) = before.checked_sub(1).filter(|position| position + 1 < starts.len()) {
                    faulty.entry(position).or_insert_with(|| problem.message.clone());
                } else {
                    self.refused.push(Refusal {
                        place: Place { file: "entities and sources".to_owned(), line: 0 },
                        why: format!("{}; it was left in, so mend it before use", problem.message),
                    });
                }
            }
            for (position, why) in faulty.iter().rev() {
                if *position < self.records.deals.len() {
                    self.records.deals.remove(*position);
                    let place = self.places.remove(*position);
                    self.refused.push(Refusal { place, why: why.clone() });
                }
            }
            if faulty.is_empty() {
                break;
            }
        }
        self.refused.sort();
        self.refused.dedup();
        let near = self.near();
        Imported {
            ron: write_records(&self.records),
            made: [self.records.entities.len(), self.records.deals.len(), self.records.sources.len()],
            read: self.read,
            joined: self.joined,
            guessed: self.guessed,
            refused: self.refused,
            near,
        }
    }

    /// Names that are near one another: one without a legal form, or a letter or two apart.
    fn near(&self) -> Vec<Near> {
        let mut found = Vec::new();
        let known: Vec<(String, &str)> = self.names.iter().map(|(name, id)| (bare(name), id.as_str())).collect();
        let mut by_bare: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, id) in &known {
            by_bare.entry(name).or_default().push(id);
        }
        for entity in &self.records.entities {
            let name = fold(&entity.name);
            let stem = bare(&name);
            let same =
                by_bare.get(stem.as_str()).into_iter().flatten().map(|id| (*id, "the same but for a legal form"));
            // Comparing every name with every other is for lists of a size that people review.
            let close = known.iter().filter(|(other, _)| {
                known.len() <= LARGEST_REVIEW
                    && other.len().max(stem.len()) > 4
                    && other.len().abs_diff(stem.len()) <= 1
                    && strsim::osa_distance(other, &stem) == 1
            });
            for (id, why) in same.chain(close.map(|(_, id)| (*id, "one letter apart"))) {
                // Of two names of this import, the later id tells the pair.
                let told = id < entity.id.as_str() || !self.records.entities.iter().any(|it| it.id == id);
                if id != entity.id && told {
                    found.push(Near { name: entity.name.clone(), id: entity.id.clone(), near: id.to_owned(), why });
                }
            }
        }
        found.sort();
        found.dedup_by(|one, two| one.id == two.id && one.near == two.near);
        found
    }
}

/// The most names among which single letters are compared.
const LARGEST_REVIEW: usize = 20_000;

/// A folded name without the legal form at its end.
fn bare(name: &str) -> String {
    const FORMS: &[&str] = &[
        "incorporated",
        "corporation",
        "holdings",
        "limited",
        "group",
        "gmbh",
        "corp",
        "inc",
        "ltd",
        "llc",
        "plc",
        "lp",
        "ag",
        "sa",
        "se",
    ];
    let cut = FORMS.iter().find_map(|form| name.strip_suffix(form)).filter(|rest| rest.len() > 2);
    cut.unwrap_or(name).to_owned()
}

/// Where each deal starts in a text that was written in the canonical layout, and where the last one ends.
fn deal_starts(text: &str) -> Vec<usize> {
    let Some(section) = text.find("\n    deals: [") else {
        return Vec::new();
    };
    let end = text[section..].find("\n    ],").map_or(text.len(), |end| section + end);
    text[section..end].match_indices("\n        (").map(|(at, _)| section + at + 1).chain([end]).collect()
}
