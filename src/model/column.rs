//! Columns of whole numbers: in memory, or in a file and read page by page as they are asked for.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use bytemuck::Pod;
use elsa::sync::FrozenMap;

use super::damage::Damage;

/// Somewhere that bytes can be read from: a file.
pub(crate) trait Store: Send + Sync + fmt::Debug {
    /// Whether there are so many bytes from `at`, so that a false length asks for no memory.
    fn holds(&self, at: u64, length: usize) -> bool;

    /// Reads bytes from `at`; `None` where they are not there or cannot be read.
    fn read_into(&self, at: u64, bytes: &mut [u8]) -> Option<()>;

    /// Returns `length` bytes from `at`; `None` where they are not there or cannot be read.
    fn read(&self, at: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = self.holds(at, length).then(|| vec![0; length])?;
        self.read_into(at, &mut bytes)?;
        Some(bytes)
    }
}

/// A number as a file holds it: the lowest byte first.
pub(crate) trait Number: Pod + Ord + fmt::Debug {
    /// The same number with its bytes in the order of a file.
    fn to_file(self) -> Self;
}

macro_rules! number {
    ($($name:ty),+) => {
        $(impl Number for $name {
            fn to_file(self) -> Self {
                self.to_le()
            }
        })+
    };
}

number!(u8, u16, u32, u64);

/// The bytes of a stored column that are read and checked together.
pub(crate) const PAGE: usize = 16 << 10;

/// A column of numbers.
///
/// One that is stored is read in pages by whoever asks for a part of it, and whole by whoever asks for all of it or
/// for more than a quarter of its pages.
#[derive(Clone)]
pub(crate) struct Column<N> {
    whole: OnceLock<Arc<Vec<N>>>,
    stored: Option<Arc<Stored<N>>>,
}

/// A column in a store, and what of it has been read.
struct Stored<N> {
    store: Arc<dyn Store>,
    at: u64,
    length: usize,
    /// The checksum of each page.
    sums: Box<[u64]>,
    rule: Rule<N>,
    damage: Arc<Damage>,
    pages: Box<[OnceLock<Box<[N]>>]>,
    pages_read: AtomicUsize,
    /// Parts that lie on more than one page, by their first number and their length.
    across: FrozenMap<(usize, usize), Box<[N]>>,
}

/// What must be true of a column, so that whoever uses it need not look again.
#[derive(Clone, Copy)]
pub(crate) enum Rule<N> {
    /// Anything.
    Any,
    /// Every number lies below this one.
    Below(N),
    /// The first number is zero, none is smaller than the one before it, and the last is this one.
    Upwards(N),
}

impl<N: Number> Column<N> {
    /// A column in memory.
    pub fn of(numbers: Vec<N>) -> Self {
        Self { whole: OnceLock::from(Arc::new(numbers)), stored: None }
    }

    /// A column of `length` numbers in a store, with the checksum of each of its pages.
    pub fn stored(
        (store, at): (Arc<dyn Store>, u64),
        length: usize,
        sums: Box<[u64]>,
        rule: Rule<N>,
        damage: Arc<Damage>,
    ) -> Self {
        let pages = std::iter::repeat_with(OnceLock::new).take(sums.len()).collect();
        let (pages_read, across) = (AtomicUsize::new(0), FrozenMap::new());
        let stored = Stored { store, at, length, sums, rule, damage, pages, pages_read, across };
        Self { whole: OnceLock::new(), stored: Some(Arc::new(stored)) }
    }

    /// How many numbers there are. Reads nothing.
    pub fn len(&self) -> usize {
        self.stored.as_ref().map_or_else(|| self.whole.get().map_or(0, |whole| whole.len()), |stored| stored.length)
    }

    /// Every number. Reads a stored column whole.
    pub fn all(&self) -> &[N] {
        self
    }

    /// The numbers of a range: zeros where they cannot be read, and none where it runs beyond the column; both are
    /// noted as damage.
    pub fn part(&self, range: Range<usize>) -> &[N] {
        if range.start == range.end {
            return &[];
        }
        if self.whole.get().is_none()
            && let Some(stored) = &self.stored
            && let Some(part) = stored.part(range.clone())
        {
            return part;
        }
        self.get(range).unwrap_or_else(|| {
            // Only the lists of a broken snapshot lead there.
            if let Some(stored) = &self.stored {
                stored.damage.note("a list runs beyond its column");
            }
            &[]
        })
    }

    /// The number at a position; zero where there is none.
    pub fn at(&self, position: usize) -> N {
        match self.whole.get() {
            Some(whole) => whole.get(position).copied().unwrap_or_else(N::zeroed),
            None => self.part(position..position.saturating_add(1)).first().copied().unwrap_or_else(N::zeroed),
        }
    }

    /// Where the numbers that satisfy `first` end, which stand before all others. Costs log n, and of a stored column
    /// the reading of as few pages.
    pub fn partition_point(&self, from: usize, first: impl Fn(N) -> bool) -> usize {
        let (mut from, mut to) = (from, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if first(self.at(middle)) {
                from = middle.saturating_add(1);
            } else {
                to = middle;
            }
        }
        from
    }

    /// The checksum of each page of the bytes that a file holds.
    pub fn page_sums(bytes: &[u8]) -> Vec<u64> {
        bytes.chunks(PAGE).map(super::checksum).collect()
    }

    /// The bytes as a file holds them.
    pub fn as_bytes(&self) -> Cow<'_, [u8]> {
        if cfg!(target_endian = "little") {
            return Cow::Borrowed(bytemuck::cast_slice(self));
        }
        let turned: Vec<N> = self.iter().map(|number| number.to_file()).collect();
        Cow::Owned(bytemuck::cast_slice(&turned).to_vec())
    }
}

impl<N: Number> Stored<N> {
    /// How many numbers lie on a page.
    const ON_A_PAGE: usize = PAGE / size_of::<N>();

    /// The numbers of a range that is not empty and lies within the column; absent where the whole column is to be read for it.
    #[expect(clippy::arithmetic_side_effects, reason = "a page has room for some numbers, whatever their width")]
    fn part(&self, range: Range<usize>) -> Option<&[N]> {
        let (first, last) = (range.start / Self::ON_A_PAGE, range.end.saturating_sub(1) / Self::ON_A_PAGE);
        if range.start > range.end || range.end > self.length {
            return None;
        }
        if first == last {
            let page = self.page(first)?;
            let start = range.start % Self::ON_A_PAGE;
            return page.get(start..start.saturating_add(range.len()));
        }
        let key = (range.start, range.len());
        if let Some(part) = self.across.get(&key) {
            return Some(part);
        }
        let mut part = Vec::with_capacity(range.len());
        for page in first..=last {
            let begin = page.saturating_mul(Self::ON_A_PAGE);
            let numbers = self.page(page)?;
            let (from, to) = (range.start.saturating_sub(begin), range.end.saturating_sub(begin).min(numbers.len()));
            part.extend_from_slice(numbers.get(from..to)?);
        }
        Some(self.across.insert(key, part.into_boxed_slice()))
    }

    /// A page; absent where so many have been read that the whole column is better read at once, or where it is broken.
    fn page(&self, page: usize) -> Option<&[N]> {
        let kept = self.pages.get(page)?;
        if let Some(numbers) = kept.get() {
            return Some(numbers);
        }
        if self.pages_read.fetch_add(1, Ordering::Relaxed) > 64.max(self.pages.len() / 4) {
            return None;
        }
        let begin = page.saturating_mul(Self::ON_A_PAGE);
        let count = self.length.saturating_sub(begin).min(Self::ON_A_PAGE);
        let numbers = self.read(begin, count, self.sums.get(page..=page)?)?;
        Some(kept.get_or_init(|| numbers.into_boxed_slice()))
    }

    fn whole(&self) -> Option<Vec<N>> {
        let numbers = self.read(0, self.length, &self.sums)?;
        let holds = match self.rule {
            Rule::Any | Rule::Below(_) => true,
            Rule::Upwards(last) => numbers.first() == Some(&N::zeroed()) && numbers.last() == Some(&last),
        };
        holds.then_some(numbers)
    }

    /// Reads numbers from the begin of a page, and holds them to their checksums and to what can be seen of the rule.
    fn read(&self, begin: usize, count: usize, sums: &[u64]) -> Option<Vec<N>> {
        let size = count.checked_mul(size_of::<N>())?;
        let at = self.at.checked_add(begin.checked_mul(size_of::<N>())? as u64)?;
        let mut numbers: Vec<N> = self.store.holds(at, size).then(|| vec![N::zeroed(); count])?;
        self.store.read_into(at, bytemuck::cast_slice_mut(&mut numbers))?;
        let bytes: &[u8] = bytemuck::cast_slice(&numbers);
        if size.div_ceil(PAGE) != sums.len() || !bytes.chunks(PAGE).map(super::checksum).eq(sums.iter().copied()) {
            return None;
        }
        if cfg!(target_endian = "big") {
            for number in &mut numbers {
                *number = number.to_file();
            }
        }
        let holds = match self.rule {
            Rule::Any => true,
            Rule::Below(bound) => numbers.iter().max().is_none_or(|most| *most < bound),
            Rule::Upwards(last) => numbers.is_sorted() && numbers.last().is_none_or(|most| *most <= last),
        };
        holds.then_some(numbers)
    }
}

impl<N: Number> Deref for Column<N> {
    type Target = [N];

    fn deref(&self) -> &[N] {
        self.whole.get_or_init(|| {
            let Some(stored) = &self.stored else { return Arc::default() };
            Arc::new(stored.whole().unwrap_or_else(|| {
                stored.damage.note("a column of numbers cannot be read");
                vec![N::zeroed(); stored.length]
            }))
        })
    }
}

impl<N: Number> PartialEq for Column<N> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<N: Number> Eq for Column<N> {}

impl<N: Number> fmt::Debug for Column<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column of {}", self.len())
    }
}
