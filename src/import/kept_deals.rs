//! The deals of a draft: those of a plain row are kept as the few bytes that make them.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::num::NonZeroU32;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};

use super::marks::TextMark;
use super::plain::{EntityNumber, Plains, Row, RowDeal};
use super::taken::Taken;
use crate::load::text::DealText;
use crate::model::pack::SaysBytes;

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
    /// The bytes of plain deals, as they were handed over: a large text is not copied to have room for more.
    blocks: Vec<Block>,
}

/// Bytes of plain deals.
#[derive(Debug)]
struct Block {
    /// The number of the file that these came from.
    file: u32,
    bytes: Vec<u8>,
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
    Whole {
        deal: Box<DealText>,
        /// A mark of what it says, whatever its id and its sources.
        mark: u64,
        /// The number of the file that it came from, and its line.
        place: (u32, u32),
    },
    Plain(Row),
}

/// A deal of a draft, as it is kept.
#[derive(Debug)]
pub(super) enum KeptDeal<'r> {
    Whole(&'r DealText),
    Plain(RowDeal<'r, SaysBytes<'r>>),
}

impl KeptDeals {
    /// Is told how many more deals may come, so that what grows with them is not copied to have room for more.
    pub(super) fn expect(&mut self, more: usize) {
        self.ids.expect(more);
        self.deals.reserve(more);
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.deals.len()
    }

    /// The deal at a position.
    #[inline]
    pub(super) fn get(&self, position: usize) -> Option<KeptDeal<'_>> {
        match self.deals.get(position)? {
            Kept::Whole { deal, .. } => Some(KeptDeal::Whole(deal)),
            Kept::Plain(row) => self.plain(row).map(KeptDeal::Plain),
        }
    }

    #[inline]
    fn plain(&self, row: &Row) -> Option<RowDeal<'_, SaysBytes<'_>>> {
        row.deal(&self.blocks.get(row.block as usize)?.bytes)
    }

    /// Where a deal came from: the number of its file, and its line.
    pub(super) fn place(&self, position: usize) -> Option<(usize, usize)> {
        let (file, line) = match self.deals.get(position)? {
            Kept::Whole { place, .. } => *place,
            Kept::Plain(row) => (self.blocks.get(row.block as usize)?.file, row.line),
        };
        Some((file as usize, line as usize))
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
    pub(super) fn add_as_it_is(&mut self, (file, line): (usize, usize), mut deal: DealText) {
        let mark = mark_of_whole(&mut deal);
        self.deals.push(Kept::Whole { deal: Box::new(deal), mark, place: (narrow(file), narrow(line)) });
    }

    /// Adds plain deals of a file, and the others among them. Their ids are made free where they are taken.
    pub(super) fn add_plain(&mut self, file: usize, plains: Plains) {
        let Plains { bytes, rows, others } = plains;
        let block = narrow(self.blocks.len());
        self.blocks.push(Block { file: narrow(file), bytes });
        let mut done = 0;
        for other in others {
            self.add_run(block, rows.get(done..other.before).unwrap_or_default());
            self.add((file, other.line), other.deal);
            done = other.before;
        }
        self.add_run(block, rows.get(done..).unwrap_or_default());
    }

    fn add_run(&mut self, block: u32, rows: &[(TextMark, Row)]) {
        // In a large table a look-up waits for memory; these wait together, since next to nothing is done between one and
        // the next.
        let numbers: Vec<NonZeroU32> = rows.iter().map(|(stem, _)| self.ids.number(*stem)).collect();
        let kept = rows.iter().zip(numbers).map(|((_, row), number)| Kept::Plain(Row { number, block, ..*row }));
        self.deals.extend(kept);
    }

    /// Changes deals that are kept whole; `change` tells whether it did.
    pub(super) fn each_whole(&mut self, change: impl Fn(&mut DealText) -> bool) {
        for kept in &mut self.deals {
            if let Kept::Whole { deal, mark, .. } = kept
                && change(deal)
            {
                *mark = mark_of_whole(deal);
            }
        }
    }

    /// Whether any deal is kept whole.
    pub(super) fn has_whole(&self) -> bool {
        self.deals.iter().any(|deal| matches!(deal, Kept::Whole { .. }))
    }

    /// A mark of what a deal says, whatever its id and its sources.
    pub(super) fn mark(&self, position: usize) -> Option<u64> {
        match self.deals.get(position)? {
            Kept::Whole { mark, .. } => Some(*mark),
            Kept::Plain(row) => self.plain(row).map(|deal| deal.mark()),
        }
    }

    /// Forgets which ids are taken: no more deals come.
    pub(super) fn close(&mut self) {
        self.ids = Taken::default();
    }

    /// Takes deals out by their positions.
    pub(super) fn remove(&mut self, positions: &BTreeMap<usize, String>) {
        let mut rank = 0..;
        self.deals.retain(|_| rank.next().is_some_and(|rank| !positions.contains_key(&rank)));
    }

    /// The deals that say the same as an earlier one, whatever their ids and sources. Costs a look at each.
    pub(super) fn same(&self) -> Vec<SameDeal> {
        let marks = self.marks_of_alike();
        let mut sorted: Vec<u64> = marks.iter().map(|(_, mark)| *mark).collect();
        sorted.sort_unstable();
        let twice = sorted.chunk_by(|one, two| one == two).filter(|same| same.len() > 1);
        let mut firsts: HashMap<u64, Option<usize>> = twice.filter_map(|same| Some((*same.first()?, None))).collect();
        let mut found = Vec::new();
        if firsts.is_empty() {
            return found;
        }
        for (deal, mark) in marks {
            let Some(first) = firsts.get_mut(&mark) else { continue };
            match *first {
                None => *first = Some(deal),
                Some(first) => found.extend(self.compare(first, deal)),
            }
        }
        found
    }

    /// The deals that may say the same as another one, in their order, with a mark of what they say.
    ///
    /// Plain ones that do are of the same ends and of one year, so that their ids begin with the same: all but one have a
    /// number behind it, unless that beginning is one of their own.
    fn marks_of_alike(&self) -> Vec<(usize, u64)> {
        let is_numbered = |row: &Row| {
            row.number > NonZeroU32::MIN || row.aside_at != 0 && self.plain(row).is_some_and(|deal| deal.stem.is_some())
        };
        let ends: HashSet<[EntityNumber; 2]> = self
            .deals
            .iter()
            .filter_map(|deal| match deal {
                Kept::Plain(row) if is_numbered(row) => Some(row.ends),
                _ => None,
            })
            .collect();
        let marked = self.deals.iter().enumerate().filter_map(|(position, deal)| match deal {
            Kept::Plain(row) if ends.contains(&row.ends) => Some((position, self.plain(row)?.mark())),
            Kept::Plain(_) => None,
            Kept::Whole { mark, .. } => Some((position, *mark)),
        });
        marked.collect()
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

#[cfg(test)]
mod tests {
    use super::super::{Given, Mapping, Names, Text, import, import_format};
    use super::*;

    /// The ids of the deals of rows, and those that say the same as an earlier one, each with that one.
    fn read(rows: &[String]) -> (Vec<String>, Vec<[String; 2]>) {
        let files = [Text::of("rows.csv", format!("from,to,date\n{}\n", rows.join("\n")))];
        let (mapping, names) = (Mapping::default(), Names::default());
        let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
        let imported = import(import_format("deals-csv").expect("a format"), &given, None).expect("it has its form");
        let ids = (0..imported.made[1]).map(|position| imported.records.deal_id(position)).collect();
        (ids, imported.equal_deals().map(|it| [it.id, it.first]).collect())
    }

    #[test]
    fn a_plain_deal_takes_no_more_room_than_its_row() {
        assert_eq!(size_of::<Kept>(), size_of::<Row>());
    }

    #[test]
    fn ids_that_begin_with_the_same_have_numbers_whatever_their_ends_are() {
        let long = format!("{},B,", "Long Name ".repeat(8));
        let rows = ["A-B,C,2024", "A,B-C,2024", "A,B-C,2023", "A,B-C,2024", "A-B,C,2024", "A,B,", "A,B,", &long];
        let (mut ids, same) = read(&rows.map(str::to_owned));
        let last = ids.pop().unwrap_or_default();
        assert_eq!(ids, ["a-b-c-2024", "a-b-c-2024-2", "a-b-c-2023", "a-b-c-2024-3", "a-b-c-2024-4", "a-b", "a-b-2"]);
        assert_eq!(last, "long-name-".repeat(7).trim_end_matches('-'), "there is no room for more");
        let pairs = [["a-b-c-2024-3", "a-b-c-2024-2"], ["a-b-c-2024-4", "a-b-c-2024"], ["a-b-2", "a-b"]];
        assert_eq!(same, pairs.map(|pair| pair.map(str::to_owned)));
    }

    #[test]
    fn deals_keep_the_id_that_they_came_with_and_say_the_same_though_an_end_has_another_one_now() {
        let others = || (2001..2031).map(|year| format!("Acme,Lyra,{year}"));
        let of = |name: &str| std::iter::once(format!("{name},Orion,2024"));
        let rows: Vec<String> =
            of("Nestlé").chain(others()).chain(of("Nestle")).chain(others()).chain(of("Nestlé")).collect();
        let (ids, same) = read(&rows);
        let of_nestle: Vec<&str> = ids.iter().filter(|id| id.starts_with("nestle")).map(String::as_str).collect();
        assert_eq!(of_nestle, ["nestle-orion-2024", "nestle-3-orion-2024", "nestle-2-orion-2024"]);
        assert_eq!(same.len(), 31, "{same:?}");
        assert_eq!(same.last(), Some(&["nestle-2-orion-2024", "nestle-orion-2024"].map(str::to_owned)));
    }
}
