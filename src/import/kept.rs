//! The records of a draft: deals of a plain row are kept as the little that makes them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use super::value;
use crate::load::text::{DealText, EntityText, FileText};
use crate::load::{AtHand, Deals, Drawn, Section, Written, write_sections};
use crate::model::{Kind, Status};

/// The number of an entity in a draft: those of the base book come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntityNumber(pub u32);

/// The records of a draft, and those of the base book.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub base: Option<FileText>,
    /// Everything of the import but deals.
    pub own: FileText,
    /// The deals of the import, in the order they came.
    deals: Vec<Kept>,
    /// What plain deals say in words, one behind the other.
    words: String,
    /// Where each deal came from: the number of its file, and its line.
    places: Vec<(u32, u32)>,
}

/// A deal of a draft.
#[derive(Debug)]
enum Kept {
    Whole(Box<DealText>),
    Plain(Plain),
}

/// What makes a plain deal. Its words stand one behind the other: id, title, date, amount and note.
#[derive(Debug, Clone, Copy)]
struct Plain {
    kind: Kind,
    status: Status,
    from: EntityNumber,
    to: EntityNumber,
    /// The position of its source.
    source: u32,
    /// Where its words begin, and how long each is, with one more; 0 for what is absent.
    words: usize,
    lengths: [u32; 5],
}

/// A deal between two parties, told by one source.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainDeal<'r> {
    pub id: &'r str,
    pub kind: Kind,
    pub status: Status,
    /// Giver and taker of the first leg of its kind.
    pub ends: (EntityNumber, EntityNumber),
    /// Absent where the title is that of its kind between the names of its ends.
    pub title: Option<&'r str>,
    pub announced: Option<&'r str>,
    pub amount: Option<&'r str>,
    pub note: Option<&'r str>,
    /// The position of its source among those of the import.
    pub source: u32,
}

impl Records {
    /// How many deals the import has.
    pub(super) fn deal_count(&self) -> usize {
        self.deals.len()
    }

    /// The entities of the base book.
    pub(super) fn base_entities(&self) -> &[EntityText] {
        self.base.as_ref().map_or(&[], |base| &base.entities)
    }

    /// How many records of a section the base book has.
    pub(super) fn base_count(&self, section: &str) -> usize {
        self.base.as_ref().map_or(0, |base| match section {
            "entities" => base.entities.len(),
            "deals" => base.deals.len(),
            "sources" => base.sources.len(),
            "rates" => base.rates.len(),
            _ => base.rules.len(),
        })
    }

    /// The entity of a number.
    pub(super) fn entity(&self, number: EntityNumber) -> Option<&EntityText> {
        let (position, base) = (number.0 as usize, self.base_entities());
        base.get(position).or_else(|| self.own.entities.get(position.checked_sub(base.len())?))
    }

    /// The entity of a number, to be changed; `None` where it belongs to the base book.
    pub(super) fn entity_mut(&mut self, number: EntityNumber) -> Option<&mut EntityText> {
        let position = (number.0 as usize).checked_sub(self.base_entities().len())?;
        self.own.entities.get_mut(position)
    }

    /// Adds an entity to the import.
    pub(super) fn add_entity(&mut self, entity: EntityText) -> EntityNumber {
        let position = self.base_entities().len().saturating_add(self.own.entities.len());
        self.own.entities.push(entity);
        EntityNumber(u32::try_from(position).unwrap_or(u32::MAX))
    }

    /// Adds a deal that came from a line of a file.
    pub(super) fn add_deal(&mut self, place: (usize, usize), deal: DealText) {
        self.add(place, Kept::Whole(Box::new(deal)));
    }

    /// Adds a plain deal that came from a line of a file.
    pub(super) fn add_plain(&mut self, place: (usize, usize), deal: &PlainDeal<'_>) {
        let words = self.words.len();
        let lengths = [Some(deal.id), deal.title, deal.announced, deal.amount, deal.note].map(|word| {
            self.words.push_str(word.unwrap_or_default());
            word.map_or(0, |word| u32::try_from(word.len()).map_or(u32::MAX, |length| length.saturating_add(1)))
        });
        let &PlainDeal { kind, status, ends: (from, to), source, .. } = deal;
        self.add(place, Kept::Plain(Plain { kind, status, from, to, source, words, lengths }));
    }

    fn add(&mut self, (file, line): (usize, usize), deal: Kept) {
        self.deals.push(deal);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.places.push((number(file), number(line)));
    }

    /// Where a deal came from: the number of its file, and its line.
    pub(super) fn place(&self, position: usize) -> Option<(usize, usize)> {
        self.places.get(position).map(|(file, line)| (*file as usize, *line as usize))
    }

    /// Takes deals out by their positions.
    pub(super) fn remove_deals(&mut self, positions: &BTreeMap<usize, String>) {
        let mut rank = 0..;
        self.deals.retain(|_| rank.next().is_some_and(|rank| !positions.contains_key(&rank)));
        let mut rank = 0..;
        self.places.retain(|_| rank.next().is_some_and(|rank| !positions.contains_key(&rank)));
    }

    /// Everything to be checked: the base book comes first, so that what both have is a fault of what is imported.
    pub(super) fn at_hand<'r>(&'r self, all: &'r AllDeals<'r>) -> AtHand<'r, AllDeals<'r>> {
        fn both<'r, T>(records: &'r Records, section: impl Fn(&'r FileText) -> &'r Vec<T>) -> Vec<&'r T> {
            records.base.iter().flat_map(&section).chain(section(&records.own)).collect()
        }
        AtHand {
            entities: both(self, |file| &file.entities),
            deals: all,
            sources: both(self, |file| &file.sources),
            rates: both(self, |file| &file.rates),
            rules: both(self, |file| &file.rules),
        }
    }

    /// Writes the import as RON in the canonical layout.
    ///
    /// # Errors
    /// When the place written to refuses.
    pub(super) fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        write_sections(to, &self.own, self)
    }

    fn make(&self, deal: &Plain) -> Option<DealText<Cow<'_, str>>> {
        let mut at = deal.words;
        let [id, title, announced, amount, note] = deal.lengths.map(|length| {
            let end = at.checked_add(length.checked_sub(1)? as usize)?;
            let word = self.words.get(at..end)?;
            at = end;
            Some(Cow::Borrowed(word))
        });
        let (from, to) = (self.entity(deal.from)?, self.entity(deal.to)?);
        let title = title.unwrap_or_else(|| Cow::Owned(value::title_between(&from.name, &to.name, deal.kind)));
        let source = Cow::Borrowed(self.own.sources.get(deal.source as usize)?.id.as_str());
        let ends = (Cow::Borrowed(from.id.as_str()), Cow::Borrowed(to.id.as_str()));
        let mut made = value::deal_between(id?, deal.kind, title, ends, deal.status, source);
        (made.announced, made.amount, made.note) = (announced, amount, note);
        Some(made)
    }
}

impl Deals for Records {
    fn deal(&self, position: usize) -> Option<Drawn<'_>> {
        match self.deals.get(position)? {
            Kept::Whole(deal) => Some(Drawn::Kept(deal)),
            Kept::Plain(deal) => Some(Drawn::Made(Box::new(self.make(deal)?))),
        }
    }
}

impl Section for Records {
    fn count(&self) -> usize {
        self.deals.len()
    }

    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written)) {
        if let Some(deal) = self.deal(position) {
            take(&deal);
        }
    }
}

/// The deals of the base book, and then those of the import.
#[derive(Debug)]
pub(super) struct AllDeals<'r>(pub &'r Records);

impl AllDeals<'_> {
    fn base(&self) -> &[DealText] {
        self.0.base.as_ref().map_or(&[], |base| &base.deals)
    }
}

impl Deals for AllDeals<'_> {
    fn deal(&self, position: usize) -> Option<Drawn<'_>> {
        let base = self.base();
        base.get(position).map(Drawn::Kept).or_else(|| self.0.deal(position.checked_sub(base.len())?))
    }
}

impl Section for AllDeals<'_> {
    fn count(&self) -> usize {
        self.base().len().saturating_add(self.0.deals.len())
    }

    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written)) {
        if let Some(deal) = self.deal(position) {
            take(&deal);
        }
    }
}
