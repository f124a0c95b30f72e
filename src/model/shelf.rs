//! A section of a book: many records kept as bytes, each made into a record only when somebody asks for it.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::column::{Column, Store};
use super::damage::Damage;
use super::pack::{Counts, Packed, Unpacker};
use super::scattered::{Scattered, pack_sized};

/// Records that share one entry of the table of places; a record is found by passing over those before it.
const BLOCK: usize = 32;

/// A section with at most so many records keeps every record once it is made, scans included.
const SMALL: usize = 20_000;

/// A record that stands where none could be made, so that an answer can be finished before it is refused.
pub(crate) trait Placeholder {
    /// The empty record.
    fn placeholder() -> Self;
}

/// Records as bytes, by position.
///
/// A record is its length as a varint, and its bytes. Reading one costs a walk over at most 31 lengths (none where
/// records are scattered) and the making of the record; a record asked for by [`Shelf::get`] is kept.
pub(crate) struct Shelf<T> {
    length: usize,
    bytes: Bytes,
    /// Where each block begins, and where the last one ends; empty where records are scattered.
    starts: Column<u64>,
    kept: Vec<OnceLock<Page<T>>>,
    counts: Counts,
    damage: Arc<Damage>,
}

/// The records of a block that have been made and kept.
type Page<T> = Box<[OnceLock<Box<T>>]>;

/// Where the bytes of a shelf are.
enum Bytes {
    Here(Vec<u8>),
    /// In memory, as they came.
    Scattered(Scattered),
    /// In a file, with a checksum for each block.
    There(Arc<dyn Store>, u64, Column<u64>),
}

impl<T: Packed> Shelf<T> {
    /// A shelf of records, in their order.
    pub fn of(records: &[T], counts: Counts, damage: &Arc<Damage>) -> Self {
        let (mut bytes, mut starts, mut scratch) = (Vec::new(), Vec::new(), Vec::new());
        for (position, record) in records.iter().enumerate() {
            if position.is_multiple_of(BLOCK) {
                starts.push(bytes.len() as u64);
            }
            scratch.clear();
            record.pack(&mut scratch);
            pack_sized(&scratch, &mut bytes);
        }
        starts.push(bytes.len() as u64);
        bytes.shrink_to_fit();
        Self::new(records.len(), Bytes::Here(bytes), Column::of(starts), counts, Arc::clone(damage))
    }
}

impl<T> Shelf<T> {
    fn new(length: usize, bytes: Bytes, starts: Column<u64>, counts: Counts, damage: Arc<Damage>) -> Self {
        let kept = std::iter::repeat_with(OnceLock::new).take(length.div_ceil(BLOCK)).collect();
        Self { length, bytes, starts, kept, counts, damage }
    }

    /// A shelf whose records lie where they were packed.
    pub fn scattered(records: Scattered, counts: Counts, damage: Arc<Damage>) -> Self {
        Self::new(records.len(), Bytes::Scattered(records), Column::of(Vec::new()), counts, damage)
    }

    /// A shelf whose bytes are in a store, from `at`, with the blocks' places and checksums.
    pub fn stored(
        length: usize,
        (store, at): (Arc<dyn Store>, u64),
        starts: Column<u64>,
        sums: Column<u64>,
        counts: Counts,
        damage: Arc<Damage>,
    ) -> Self {
        Self::new(length, Bytes::There(store, at, sums), starts, counts, damage)
    }

    /// How many blocks so many records take.
    pub const fn blocks(length: usize) -> usize {
        length.div_ceil(BLOCK)
    }

    /// How many records there are.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// The bytes of a block, from wherever they are.
    fn block(&self, block: usize) -> Option<Cow<'_, [u8]>> {
        let place = || {
            let &[from, to] = self.starts.part(block..block.checked_add(2)?) else { return None };
            Some((from, to))
        };
        match &self.bytes {
            Bytes::Here(bytes) => {
                let (from, to) = place()?;
                bytes.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?).map(Cow::Borrowed)
            }
            Bytes::Scattered(records) => {
                let from = block.checked_mul(BLOCK)?;
                records.run(from..from.checked_add(BLOCK)?.min(self.length)).map(Cow::Owned)
            }
            Bytes::There(store, at, sums) => {
                let (from, to) = place()?;
                let length = usize::try_from(to.checked_sub(from)?).ok()?;
                let bytes = store.read(at.checked_add(from)?, length)?;
                (super::checksum(&bytes) == sums.at(block)).then_some(Cow::Owned(bytes))
            }
        }
    }

    /// The bytes of every block in turn, for a snapshot; `None` where they cannot be read.
    pub fn raw_blocks(&self) -> Option<Vec<Cow<'_, [u8]>>> {
        (0..Self::blocks(self.length)).map(|block| self.block(block)).collect()
    }
}

/// Passes over records from the front of a block; returns the bytes of the one at `position`.
fn nth_in_block(block: &[u8], position: usize) -> Option<&[u8]> {
    let mut from = Unpacker::new(block, Counts::default());
    for _ in 0..position {
        let length = from.size()?;
        from.take(length)?;
    }
    let length = from.size()?;
    from.take(length)
}

impl<T: Packed + Placeholder> Shelf<T> {
    fn unpack(&self, bytes: &[u8]) -> Option<T> {
        let mut from = Unpacker::new(bytes, self.counts);
        T::unpack(&mut from).filter(|_| from.is_done())
    }

    /// Makes the record at `position` anew.
    fn make(&self, position: usize) -> T {
        let made = match &self.bytes {
            Bytes::Scattered(records) => records.record(position).and_then(|bytes| self.unpack(bytes)),
            _ => self.block(position / BLOCK).and_then(|block| self.unpack(nth_in_block(&block, position % BLOCK)?)),
        };
        made.unwrap_or_else(|| {
            self.damage.note("a record cannot be read");
            T::placeholder()
        })
    }

    /// The record at `position`, made when first asked for and then kept.
    ///
    /// # Panics
    /// When there are not so many records.
    #[expect(
        clippy::indexing_slicing,
        reason = "a position below the length has its page, and a page all of its block"
    )]
    pub fn get(&self, position: usize) -> &T {
        assert!(position < self.length, "the book has a record of that index");
        let page =
            self.kept[position / BLOCK].get_or_init(|| std::iter::repeat_with(OnceLock::new).take(BLOCK).collect());
        page[position % BLOCK].get_or_init(|| Box::new(self.make(position)))
    }

    /// The record at `position` where it has been made already and kept.
    fn kept(&self, position: usize) -> Option<&T> {
        self.kept.get(position / BLOCK)?.get()?.get(position % BLOCK)?.get().map(|record| &**record)
    }

    /// The record at `position` for a short look: one of a large section is not kept.
    pub fn look(&self, position: usize) -> Cow<'_, T>
    where
        T: Clone,
    {
        if self.length <= SMALL {
            return Cow::Borrowed(self.get(position));
        }
        self.kept(position).map_or_else(|| Cow::Owned(self.make(position)), Cow::Borrowed)
    }

    /// Tells the bytes of the records from one position up to another, in order, until `tell` finds them broken.
    #[expect(clippy::arithmetic_side_effects, reason = "blocks up to that of a record are counted")]
    pub fn each_raw(&self, from: usize, to: usize, mut tell: impl FnMut(usize, &mut Unpacker<'_>) -> Option<()>) {
        self.walk(from, to, |number, mut rest, to| {
            for position in number * BLOCK..to.min((number + 1) * BLOCK) {
                let length = rest.size()?;
                let record = rest.take(length)?;
                if position >= from {
                    tell(position, &mut Unpacker::new(record, self.counts))?;
                }
            }
            Some(())
        });
    }

    /// Tells the bytes of the records as [`Shelf::each_raw`] does, those of a block together, with the position of the
    /// first.
    #[expect(clippy::arithmetic_side_effects, reason = "blocks up to that of a record are counted")]
    pub fn each_block(&self, from: usize, to: usize, mut tell: impl FnMut(usize, &[Unpacker<'_>]) -> Option<()>) {
        self.walk(from, to, |number, mut rest, to| {
            let mut records = Vec::with_capacity(BLOCK);
            for position in number * BLOCK..to.min((number + 1) * BLOCK) {
                let length = rest.size()?;
                let record = rest.take(length)?;
                if position >= from {
                    records.push(Unpacker::new(record, self.counts));
                }
            }
            tell(from.max(number * BLOCK), &records)
        });
    }

    /// Hands out every block that has a record from one position up to another, with the lower of that other and of how
    /// many records there are, until `read` finds one broken.
    #[expect(clippy::arithmetic_side_effects, reason = "`to` is not 0")]
    fn walk(&self, from: usize, to: usize, mut read: impl FnMut(usize, Unpacker<'_>, usize) -> Option<()>) {
        let to = to.min(self.length);
        let mut told = |number: usize| read(number, Unpacker::new(&self.block(number)?, self.counts), to);
        if from < to && !(from / BLOCK..=(to - 1) / BLOCK).all(|number| told(number).is_some()) {
            self.damage.note("a record cannot be read");
        }
    }

    /// Tells the records from one position up to another, in order, until one cannot be read. Those of a large section
    /// are made one after another in the same memory.
    pub fn each(&self, from: usize, to: usize, mut tell: impl FnMut(usize, &T)) {
        self.each_run(from, to, |first, run| (first..).zip(run).for_each(|(position, record)| tell(position, record)));
    }

    /// Tells the records as [`Shelf::each`] does, in runs with the position of their first, for whoever wants to look at
    /// several at once.
    pub fn each_run(&self, from: usize, to: usize, mut tell: impl FnMut(usize, &[&T])) {
        let to = to.min(self.length);
        if self.length <= SMALL {
            let records: Vec<&T> = (from..to).map(|position| self.get(position)).collect();
            return tell(from, &records);
        }
        let mut made: Vec<T> = Vec::with_capacity(BLOCK);
        let (mut first, mut count) = (from, 0);
        let mut hand_over = |first: usize, made: &[T]| tell(first, &made.iter().collect::<Vec<&T>>());
        self.each_raw(from, to, |position, bytes| {
            if made.len() == count {
                made.push(T::placeholder());
            }
            made.get_mut(count)?.refill(bytes)?;
            bytes.is_done().then_some(())?;
            count = count.saturating_add(1);
            let next = position.saturating_add(1);
            if next == to || next.is_multiple_of(BLOCK) {
                hand_over(first, made.get(..count)?);
                (first, count) = (next, 0);
            }
            Some(())
        });
        // Those before one that cannot be read.
        if let Some(made) = made.get(..count).filter(|made| !made.is_empty()) {
            hand_over(first, made);
        }
    }

    /// Every record in turn, for a short look at each: those of a large section are not kept.
    pub fn looks(&self) -> Looks<'_, T> {
        Looks { shelf: self, next: 0, end: self.length, block: None }
    }
}

/// Walks over the records of a shelf, each block read once.
pub(crate) struct Looks<'s, T> {
    shelf: &'s Shelf<T>,
    next: usize,
    end: usize,
    /// The block being walked over, and how many of its bytes are behind.
    block: Option<(usize, Cow<'s, [u8]>, usize)>,
}

impl<T: Packed + Placeholder> Looks<'_, T> {
    /// Makes the next record out of its block.
    fn make(&mut self, position: usize) -> Option<T> {
        let number = position / BLOCK;
        if self.block.as_ref().is_none_or(|(of, ..)| *of != number) {
            let block = self.shelf.block(number)?;
            let mut from = Unpacker::new(&block, Counts::default());
            for _ in 0..position % BLOCK {
                let length = from.size()?;
                from.take(length)?;
            }
            let behind = block.len().checked_sub(from.left())?;
            self.block = Some((number, block, behind));
        }
        let (_, block, behind) = self.block.as_mut()?;
        let mut from = Unpacker::new(block.get(*behind..)?, Counts::default());
        let length = from.size()?;
        let record = from.take(length)?;
        *behind = block.len().checked_sub(from.left())?;
        self.shelf.unpack(record)
    }
}

impl<'s, T: Packed + Placeholder + Clone> Iterator for Looks<'s, T> {
    type Item = Cow<'s, T>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let position = self.next;
        self.next = position.saturating_add(1);
        if self.shelf.length <= SMALL {
            return Some(Cow::Borrowed(self.shelf.get(position)));
        }
        let made = self.make(position).unwrap_or_else(|| {
            self.shelf.damage.note("a record cannot be read");
            self.block = None;
            T::placeholder()
        });
        Some(Cow::Owned(made))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.next);
        (left, Some(left))
    }
}

impl<T: Packed + Placeholder + Clone> ExactSizeIterator for Looks<'_, T> {}

impl<T> PartialEq for Shelf<T> {
    /// Equal records have equal bytes, so no record need be made.
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length
            && match (self.raw_blocks(), other.raw_blocks()) {
                (Some(mine), Some(theirs)) => mine == theirs,
                _ => false,
            }
    }
}

impl<T> Eq for Shelf<T> {}

impl<T> Clone for Shelf<T> {
    fn clone(&self) -> Self {
        let bytes = match &self.bytes {
            Bytes::Here(bytes) => Bytes::Here(bytes.clone()),
            Bytes::Scattered(records) => Bytes::Scattered(records.clone()),
            Bytes::There(store, at, sums) => Bytes::There(Arc::clone(store), *at, sums.clone()),
        };
        Self::new(self.length, bytes, self.starts.clone(), self.counts, Arc::clone(&self.damage))
    }
}

impl<T> fmt::Debug for Shelf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("length", &self.length).finish_non_exhaustive()
    }
}
