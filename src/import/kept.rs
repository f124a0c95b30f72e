//! The records of a draft, as they are checked and written.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::num::NonZeroU32;
use std::ops::Range;

use super::kept_deals::{KeptDeal, KeptDeals};
use super::labels::Labels;
use super::marks::TextMark;
use super::plain::{EntityNumber, RowDeal};
use super::value;
use crate::load::text::{DealText, EntityText, FileText, PartyText};
use crate::load::{AtHand, BareRow, Deals, Drawn, Places, Section, Written, write_sections};
use crate::model::pack::{Says, SaysBytes};
use crate::model::{EntityIx, LONGEST_ID, SourceIx, is_id};

/// The records of a draft, and those of the base book.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub base: Option<FileText>,
    /// Everything of the import but deals.
    pub own: FileText,
    /// What the entities of both are called.
    labels: Labels,
    /// The deals of the import.
    pub deals: KeptDeals,
}

impl Records {
    /// The records of a base book, and nothing of an import yet.
    pub(super) fn over(base: Option<FileText>) -> Self {
        let mut records = Self { base, ..Self::default() };
        if let Some(base) = &records.base {
            base.entities.iter().for_each(|it| records.labels.push(&it.id, &it.name, true));
            base.deals.iter().for_each(|it| records.deals.take_id(&it.id));
        }
        records
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

    /// The id and the name of an entity.
    pub(super) fn label(&self, number: EntityNumber) -> (&str, &str) {
        self.labels.of(number)
    }

    /// The mark of the id of an entity, where that will never be another one.
    #[inline]
    pub(super) fn mark_of_id(&self, number: EntityNumber) -> Option<TextMark> {
        self.labels.mark(number)
    }

    /// Whether an entity belongs to the import.
    pub(super) fn is_own(&self, number: EntityNumber) -> bool {
        number.0 as usize >= self.base_entities().len()
    }

    /// The other names of an entity.
    pub(super) fn aliases(&self, number: EntityNumber) -> &[String] {
        let (position, base) = (number.0 as usize, self.base_entities());
        let own = || self.own.entities.get(position.checked_sub(base.len())?);
        base.get(position).or_else(own).map_or(&[], |entity| &entity.aliases)
    }

    /// The entity of a number, to be changed, but for its id and its name; `None` where it belongs to the base book.
    pub(super) fn entity_mut(&mut self, number: EntityNumber) -> Option<&mut EntityText> {
        let position = (number.0 as usize).checked_sub(self.base_entities().len())?;
        self.own.entities.get_mut(position)
    }

    /// Adds an entity to the import; `is_settled` tells whether its id is its own for good.
    pub(super) fn add_entity(&mut self, entity: EntityText, is_settled: bool) -> EntityNumber {
        let position = self.base_entities().len().saturating_add(self.own.entities.len());
        self.labels.push(&entity.id, &entity.name, is_settled);
        self.own.entities.push(entity);
        EntityNumber(u32::try_from(position).unwrap_or(u32::MAX))
    }

    /// Gives an entity of the import another id.
    pub(super) fn rename(&mut self, number: EntityNumber, id: String) {
        self.labels.rename(number, &id);
        if let Some(entity) = self.entity_mut(number) {
            entity.id = id;
        }
    }

    /// Puts other ids in the place of those that entities of the import had before.
    pub(super) fn follow(&mut self, moved: &HashMap<String, String>) {
        let wholes = self.own.entities.iter_mut().filter_map(|entity| entity.part_of.as_mut());
        wholes.for_each(|id| follow(id, moved));
        self.deals.each_whole(|deal| {
            let is_named = |party: &PartyText| party.who.iter().chain(&party.with).any(|id| moved.contains_key(id));
            let is_moved = deal.parties.iter().any(is_named);
            for party in deal.parties.iter_mut().filter(|_| is_moved) {
                party.who.iter_mut().chain(&mut party.with).for_each(|id| follow(id, moved));
            }
            is_moved
        });
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

    /// The id of a deal of the import; empty where there is none.
    pub(super) fn deal_id(&self, position: usize) -> String {
        match self.deals.get(position) {
            Some(KeptDeal::Whole(deal)) => deal.id.clone(),
            Some(KeptDeal::Plain(deal)) => self.id_of(&deal),
            None => String::new(),
        }
    }

    /// The id of a plain deal.
    fn id_of(&self, deal: &Plain<'_>) -> String {
        let mut id = String::new();
        push_id(deal, deal.ends.map(|end| self.label(end).0), &mut id);
        id
    }

    /// A plain deal as it is written.
    fn text_of<'r>(&'r self, deal: &Plain<'r>) -> Option<DealText<Cow<'r, str>>> {
        let [(from, from_name), (to, to_name)] = deal.ends.map(|end| self.label(end));
        let between = || Cow::Owned(value::title_between(from_name, to_name, deal.says.kind));
        let title = deal.title.map_or_else(between, Cow::Borrowed);
        let source = Cow::Borrowed(self.own.sources.get(deal.source as usize)?.id.as_str());
        let ends = (Cow::Borrowed(from), Cow::Borrowed(to));
        let Says { kind, status, announced, amount, note } = deal.says.unpack()?;
        let mut made = value::deal_between(Cow::Owned(self.id_of(deal)), kind, title, ends, status, source);
        made.announced = announced.map(|date| date.to_string().into());
        made.amount = amount.map(|money| money.to_string().into());
        made.note = note.map(Cow::Borrowed);
        Some(made)
    }

    /// The entities and the source that a plain deal names, if all of them are in the book, and the ids and names of the
    /// entities.
    fn named(&self, deal: &Plain<'_>, places: &Places) -> Option<Named<'_>> {
        let [from, to] = deal.ends.map(|end| Some((places.entity(end.0 as usize)?, self.label(end))));
        let source = self.base_count("sources").checked_add(deal.source as usize)?;
        Some(([from?, to?], places.source(source)?))
    }
}

/// Puts another id in the place of one that is no longer.
fn follow(id: &mut String, moved: &HashMap<String, String>) {
    if let Some(new) = moved.get(id) {
        id.clone_from(new);
    }
}

/// A plain deal as it was kept.
type Plain<'r> = RowDeal<'r, SaysBytes<'r>>;

/// Entities with their ids and names, and a source.
type Named<'r> = ([(EntityIx, (&'r str, &'r str)); 2], SourceIx);

/// Appends the id of a plain deal between entities of these ids.
fn push_id(deal: &Plain<'_>, [from, to]: [&str; 2], out: &mut String) {
    let mut digits = itoa::Buffer::new();
    if let Some(stem) = deal.stem {
        out.push_str(stem);
    } else {
        out.push_str(from);
        out.push('-');
        out.push_str(to);
        if let Some(date) = deal.says.announced() {
            out.push('-');
            out.push_str(digits.format(date.year()));
        }
    }
    if deal.number > NonZeroU32::MIN {
        out.push('-');
        out.push_str(digits.format(deal.number.get()));
    }
}

/// Tells a plain deal as the bare one that it is, unless its id is none; that is made where `id` was.
fn bare(deal: &Plain<'_>, (ends, source): Named<'_>, id: &mut String, tell: impl FnOnce(Option<&BareRow<'_>>)) {
    let [(from, (from_id, from_name)), (to, (to_id, to_name))] = ends;
    let [giver, taker] = value::sides(deal.says.kind);
    let parties = [(giver, from), (taker, to)];
    let between = value::title_pieces(from_name, to_name, deal.says.kind);
    let title = deal.title.as_ref().map_or(between.as_slice(), std::slice::from_ref);
    id.clear();
    push_id(deal, [from_id, to_id], id);
    // What is made of ids of the book is one, too, but for its length.
    let is_sound = if deal.stem.is_none() { id.len() <= LONGEST_ID } else { is_id(id) };
    tell(is_sound.then_some(&BareRow { id, title, parties, source, says: deal.says }));
}

/// The plain deals that are looked up together, since look-ups that need nothing of one another wait for memory at the
/// same time.
const TOGETHER: usize = 1 << 7;

impl Deals for Records {
    fn deal(&self, position: usize) -> Option<Drawn<'_>> {
        match self.deals.get(position)? {
            KeptDeal::Whole(deal) => Some(Drawn::Kept(deal)),
            KeptDeal::Plain(deal) => Some(Drawn::Made(Box::new(self.text_of(&deal)?))),
        }
    }

    fn each(&self, positions: Range<usize>, places: &Places, tell: &mut dyn FnMut(usize, Option<&BareRow<'_>>)) {
        let mut id = String::new();
        for begin in positions.clone().step_by(TOGETHER) {
            let positions = begin..begin.saturating_add(TOGETHER).min(positions.end);
            let plain = |position| match self.deals.get(position) {
                Some(KeptDeal::Plain(deal)) => Some(deal),
                _ => None,
            };
            let plain: Vec<Option<Plain<'_>>> = positions.clone().map(plain).collect();
            let named: Vec<_> = plain.iter().map(|deal| self.named(deal.as_ref()?, places)).collect();
            for ((position, plain), named) in positions.zip(plain).zip(named) {
                match plain.zip(named) {
                    Some((deal, named)) => bare(&deal, named, &mut id, |deal| tell(position, deal)),
                    None => tell(position, None),
                }
            }
        }
    }
}

impl Section for Records {
    fn count(&self) -> usize {
        self.deals.count()
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

    fn each(&self, positions: Range<usize>, places: &Places, tell: &mut dyn FnMut(usize, Option<&BareRow<'_>>)) {
        let base = self.base().len();
        for position in positions.start..positions.end.min(base) {
            tell(position, None);
        }
        let own = positions.start.saturating_sub(base)..positions.end.saturating_sub(base);
        self.0.each(own, places, &mut |position, deal| tell(position.saturating_add(base), deal));
    }
}

impl Section for AllDeals<'_> {
    fn count(&self) -> usize {
        self.base().len().saturating_add(self.0.count())
    }

    fn hand(&self, position: usize, take: &mut dyn FnMut(&dyn Written)) {
        if let Some(deal) = self.deal(position) {
            take(&deal);
        }
    }
}
