//! Deals that say the same as one that is there already: an earlier one of the import, or one of the base book.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use foldhash::HashMap;

use super::kept::Records;
use super::kept_deals::{First, KeptDeal, SameDeal, mark_of_whole, says_the_same};
use super::plain::{EntityNumber, RowDeal};
use super::value;
use crate::load::text::{DealText, SourceText};
use crate::model::pack::{Counts, Says, SaysBytes, Unpacker};

/// What is looked up of the base book.
struct Base<'r> {
    deals: &'r [DealText],
    /// The numbers of its entities, by id.
    entities: HashMap<&'r str, EntityNumber>,
    /// Whether any deal of the import is kept whole.
    has_whole: bool,
}

impl Records {
    /// The id of a deal of the base book.
    pub(super) fn base_deal_id(&self, position: usize) -> &str {
        self.base.as_ref().and_then(|base| base.deals.get(position)).map_or("", |deal| deal.id.as_str())
    }

    /// The deals of the import that say the same as an earlier one, whatever their ids and sources, each with the first
    /// that does: those of the base book come first. Costs sorting a number a deal, and making one of each deal of the
    /// base book.
    pub(super) fn same(&self) -> Vec<SameDeal> {
        let in_base = self.same_as_in_base();
        let own = self.deals.same();
        if in_base.is_empty() {
            return own;
        }
        let told: BTreeSet<usize> = in_base.iter().map(|same| same.deal).collect();
        let mut same: Vec<SameDeal> = own.into_iter().filter(|same| !told.contains(&same.deal)).collect();
        same.extend(in_base);
        same.sort_by_key(|same| same.deal);
        same
    }

    fn same_as_in_base(&self) -> Vec<SameDeal> {
        let Some(file) = self.base.as_ref().filter(|base| !base.deals.is_empty() && self.deals.count() > 0) else {
            return Vec::new();
        };
        let entities = (0..).map(EntityNumber).zip(&file.entities).map(|(number, entity)| (entity.id.as_str(), number));
        let has_whole = self.deals.has_whole();
        let base = Base { deals: &file.deals, entities: entities.collect(), has_whole };
        let mut firsts: HashMap<u64, usize> = HashMap::default();
        for position in 0..base.deals.len() {
            for mark in base.marks(position) {
                firsts.entry(mark).or_insert(position);
            }
        }
        let titles = Titles::of(&self.own.sources, &file.sources);
        let same = (0..self.deals.count()).filter_map(|deal| {
            let first = firsts.get(&self.deals.mark(deal)?).copied()?;
            let told = base.deals.get(first)?;
            let is_same = match self.deals.get(deal)? {
                KeptDeal::Whole(own) => says_the_same(own, told),
                KeptDeal::Plain(own) => base.tells(told, &own)?,
            };
            let is_same_source = is_same && self.is_same_source(deal, told, &titles);
            is_same.then_some(SameDeal { deal, first: First::Base(first), is_same_source })
        });
        same.collect()
    }

    /// Whether the sources of a deal of the import are those of one of the base book, by what they are called.
    fn is_same_source(&self, deal: usize, first: &DealText, titles: &Titles<'_>) -> bool {
        let own: BTreeSet<Option<&str>> = match self.deals.get(deal) {
            Some(KeptDeal::Whole(deal)) => deal.claims.iter().map(|claim| titles.own(&claim.source)).collect(),
            Some(KeptDeal::Plain(deal)) => {
                BTreeSet::from([self.own.sources.get(deal.source as usize).map(|source| source.title.as_str())])
            }
            None => return false,
        };
        own == first.claims.iter().map(|claim| titles.of_base(&claim.source)).collect()
    }
}

/// What sources are called, by id.
struct Titles<'r> {
    own: HashMap<&'r str, &'r str>,
    base: HashMap<&'r str, &'r str>,
}

impl<'r> Titles<'r> {
    fn of(own: &'r [SourceText], base: &'r [SourceText]) -> Self {
        let titles = |sources: &'r [SourceText]| {
            sources.iter().map(|source| (source.id.as_str(), source.title.as_str())).collect()
        };
        Self { own: titles(own), base: titles(base) }
    }

    fn own(&self, id: &str) -> Option<&'r str> {
        self.own.get(id).copied()
    }

    fn of_base(&self, id: &str) -> Option<&'r str> {
        self.base.get(id).copied()
    }
}

impl Base<'_> {
    /// The marks that deals of the import have that say the same as one of the base book.
    fn marks(&self, position: usize) -> Vec<u64> {
        let Some(deal) = self.deals.get(position) else { return Vec::new() };
        let mut marks = if self.has_whole { vec![mark_of_whole(&mut deal.clone())] } else { Vec::new() };
        if let Some((ends, says)) = self.plain(deal) {
            let mut bytes = Vec::new();
            says.pack(&mut bytes);
            let mut from = Unpacker::new(&bytes, Counts::default());
            let Some(says) = SaysBytes::read(&mut from) else { return marks };
            let (title, number) = (Some(deal.title.as_str()), NonZeroU32::MIN);
            let row = |is_titled| RowDeal { ends, source: 0, stem: None, number, title, is_titled, says };
            // Whether a title of that form was told or made cannot be seen any more.
            let titled = [true, false].into_iter().filter(|is_titled| *is_titled || is_made(deal));
            marks.extend(titled.map(|is_titled| row(is_titled).mark()));
        }
        marks
    }

    /// What a deal says that a plain row may say, with its ends. It may say more.
    fn plain<'d>(&self, deal: &'d DealText) -> Option<([EntityNumber; 2], Says<'d>)> {
        let [from, to] = deal.parties.as_slice() else { return None };
        let number = |who: &Option<String>| self.entities.get(who.as_deref()?).copied();
        let announced = deal.announced.as_deref().map(str::parse).transpose().ok()?;
        let amount = deal.amount.as_deref().map(str::parse).transpose().ok()?;
        let says = Says { kind: deal.kind, status: deal.status, announced, amount, note: deal.note.as_deref() };
        Some(([number(&from.who)?, number(&to.who)?], says))
    }

    /// Whether a deal of the base book says what a plain row does, and no more.
    fn tells(&self, deal: &DealText, own: &RowDeal<'_, SaysBytes<'_>>) -> Option<bool> {
        let (ends, says) = self.plain(deal)?;
        let [from, to] = deal.parties.as_slice() else { return None };
        let who = (from.who.clone()?, to.who.clone()?);
        let bare = value::deal_between(deal.id.clone(), deal.kind, deal.title.clone(), who, deal.status, String::new());
        let (announced, amount, note) = (deal.announced.clone(), deal.amount.clone(), deal.note.clone());
        let bare = DealText { announced, amount, note, ..bare };
        let is_titled_so = if own.is_titled { own.title == Some(deal.title.as_str()) } else { is_made(deal) };
        let mut bytes = Vec::new();
        says.pack(&mut bytes);
        let says = SaysBytes::read(&mut Unpacker::new(&bytes, Counts::default()))?;
        Some(ends == own.ends && says == own.says && is_titled_so && says_the_same(&bare, deal))
    }
}

/// Whether the title of a deal has the form of one that was made.
fn is_made(deal: &DealText) -> bool {
    let names = deal.title.strip_suffix(deal.kind.word()).and_then(|title| title.strip_suffix(": "));
    names.is_some_and(|names| names.contains(" – "))
}
