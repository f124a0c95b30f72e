//! The deals of a draft: those of a plain row are kept as the few bytes that make them.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::HashMap;
use foldhash::fast::FixedState;

use super::plain::{Other, Plains, RowDeal};
use super::taken::Taken;
use crate::load::text::DealText;
use crate::model::pack::SaysBytes;

/// The bytes after which a new block begins.
const BLOCK: usize = 1 << 22;

/// A number that is far below four billions, or told as that.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whether two deals say the same, whatever their ids and their sources.
pub(super) fn says_the_same(one: &DealText, two: &DealText) -> bool {
    let says = |it: &DealText| DealText { id: String::new(), claims: Vec::new(), ..it.clone() };
    says(one) == says(two)
}

/// A mark of what a deal says, whatever its id and its sources.
pub(super) fn mark_of_whole(deal: &mut DealText) -> u64 {
    let (id, claims) = (std::mem::take(&mut deal.id), std::mem::take(&mut deal.claims));
    let mark = FixedState::default().hash_one(&*deal);
    (deal.id, deal.claims) = (id, claims);
    mark
}

/// The deals of an import, in the order they came.
#[derive(Debug, Default)]
pub(super) struct KeptDeals {
    ids: Taken,
    deals: Vec<Kept>,
    /// The bytes of plain deals, one behind the other, in blocks that never grow much: a large text is not copied to
    /// have room for more.
    plain: Vec<Vec<u8>>,
    /// Where each deal came from: the number of its file, and its line.
    places: Vec<(u32, u32)>,
    /// A mark of what each deal says, whatever its id and its sources.
    marks: Vec<u64>,
}

/// A deal that says the same as an earlier one, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SameDeal {
    pub deal: usize,
    pub first: First,
    /// Whether the same sources tell both.
    pub is_same_source: bool,
}

/// The first deal that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// One of the import.
    Own(usize),
    /// One of the base book.
    Base(usize),
}

/// A deal of a draft.
#[derive(Debug)]
enum Kept {
    Whole(Box<DealText>),
    /// The block of its bytes, and where in it they begin.
    Plain(u32, u32),
}

/// A deal of a draft, as it is kept.
#[derive(Debug)]
pub(super) enum KeptDeal<'r> {
    Whole(&'r DealText),
    Plain(RowDeal<&'r str, SaysBytes<'r>>),
}

impl KeptDeal<'_> {
    /// Its id.
    pub(super) const fn id(&self) -> &str {
        match self {
            Self::Whole(deal) => deal.id.as_str(),
            Self::Plain(deal) => deal.id,
        }
    }
}

impl KeptDeals {
    /// Is told how many more deals may come, so that what grows with them is not copied to have room for more.
    pub(super) fn expect(&mut self, more: usize) {
        self.ids.expect(more);
        self.deals.reserve(more);
        self.places.reserve(more);
        self.marks.reserve(more);
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.deals.len()
    }

    /// The deal at a position.
    pub(super) fn get(&self, position: usize) -> Option<KeptDeal<'_>> {
        match self.deals.get(position)? {
            Kept::Whole(deal) => Some(KeptDeal::Whole(deal)),
            Kept::Plain(block, from) => {
                let bytes = self.plain.get(*block as usize)?.get(*from as usize..)?;
                RowDeal::unpack(bytes).map(KeptDeal::Plain)
            }
        }
    }

    /// Where a deal came from: the number of its file, and its line.
    pub(super) fn place(&self, position: usize) -> Option<(usize, usize)> {
        self.places.get(position).map(|(file, line)| (*file as usize, *line as usize))
    }

    /// Takes an id that no deal may have any more.
    pub(super) fn take_id(&mut self, id: &str) {
        self.ids.take(id);
    }

    /// Adds a deal that came from a line of a file. Its id is made free where it is taken.
    pub(super) fn add(&mut self, place: (usize, usize), mut deal: DealText) {
        deal.id = self.ids.free(&deal.id).into_owned();
        self.add_as_it_is(place, deal);
    }

    /// Adds a deal that came from a line of a file, whatever its id.
    pub(super) fn add_as_it_is(&mut self, place: (usize, usize), mut deal: DealText) {
        let mark = mark_of_whole(&mut deal);
        self.push(place, mark, Kept::Whole(Box::new(deal)));
    }

    /// Adds plain deals of a file, and the others among them. Their ids are made free where they are taken.
    pub(super) fn add_plain(&mut self, file: usize, plains: &Plains) {
        let mut done = 0;
        for Other { before, line, deal } in &plains.others {
            self.add_run(file, plains, done..*before);
            self.add((file, *line), deal.clone());
            done = *before;
        }
        self.add_run(file, plains, done..plains.deals.len());
    }

    fn add_run(&mut self, file: usize, plains: &Plains, run: Range<usize>) {
        let ids = self.ids.free_each(plains.deals(run.clone()).map(|(_, deal)| deal.id));
        for ((line, deal), id) in plains.deals(run).zip(&ids) {
            if self.plain.last().is_none_or(|block| block.len() >= BLOCK) {
                self.plain.push(Vec::with_capacity(BLOCK.saturating_add(BLOCK / 16)));
            }
            let number = self.plain.len().saturating_sub(1);
            let Some(block) = self.plain.last_mut() else { return };
            let kept = Kept::Plain(narrow(number), narrow(block.len()));
            let mark = RowDeal { id: &**id, ..deal }.pack(block);
            self.push((file, line), mark, kept);
        }
    }

    fn push(&mut self, (file, line): (usize, usize), mark: u64, deal: Kept) {
        self.deals.push(deal);
        self.places.push((narrow(file), narrow(line)));
        self.marks.push(mark);
    }

    /// Changes deals that are kept whole; `change` tells whether it did.
    pub(super) fn each_whole(&mut self, change: impl Fn(&mut DealText) -> bool) {
        for (deal, mark) in self.deals.iter_mut().zip(&mut self.marks) {
            if let Kept::Whole(deal) = deal
                && change(deal)
            {
                *mark = mark_of_whole(deal);
            }
        }
    }

    /// Whether any deal is kept whole.
    pub(super) fn has_whole(&self) -> bool {
        self.deals.iter().any(|deal| matches!(deal, Kept::Whole(_)))
    }

    /// A mark of what each deal says, in their order.
    pub(super) fn marks(&self) -> &[u64] {
        &self.marks
    }

    /// Forgets which ids are taken: no more deals come.
    pub(super) fn close(&mut self) {
        self.ids = Taken::default();
    }

    /// Takes deals out by their positions.
    pub(super) fn remove(&mut self, positions: &BTreeMap<usize, String>) {
        fn keep<T>(all: &mut Vec<T>, positions: &BTreeMap<usize, String>) {
            let mut rank = 0..;
            all.retain(|_| rank.next().is_some_and(|rank| !positions.contains_key(&rank)));
        }
        keep(&mut self.deals, positions);
        keep(&mut self.places, positions);
        keep(&mut self.marks, positions);
    }

    /// The deals that say the same as an earlier one, whatever their ids and sources. Costs sorting a number a deal.
    pub(super) fn same(&self) -> Vec<SameDeal> {
        let mut sorted = self.marks.clone();
        sorted.sort_unstable();
        let twice = sorted.chunk_by(|one, two| one == two).filter(|same| same.len() > 1);
        let mut firsts: HashMap<u64, Option<usize>> = twice.filter_map(|same| Some((*same.first()?, None))).collect();
        let mut found = Vec::new();
        if firsts.is_empty() {
            return found;
        }
        for (deal, mark) in self.marks.iter().enumerate() {
            let Some(first) = firsts.get_mut(mark) else { continue };
            match *first {
                None => *first = Some(deal),
                Some(first) => found.extend(self.compare(first, deal)),
            }
        }
        found
    }

    /// Compares two deals of one mark; `None` where they say something else after all.
    fn compare(&self, first: usize, deal: usize) -> Option<SameDeal> {
        let is_same_source = match (self.get(first)?, self.get(deal)?) {
            (KeptDeal::Plain(one), KeptDeal::Plain(two)) if one.content() == two.content() => one.source == two.source,
            (KeptDeal::Whole(one), KeptDeal::Whole(two)) => {
                if !says_the_same(one, two) {
                    return None;
                }
                one.claims == two.claims
            }
            _ => return None,
        };
        Some(SameDeal { deal, first: First::Own(first), is_same_source })
    }
}
