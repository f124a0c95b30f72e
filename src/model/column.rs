//! Columns of whole numbers: in memory, or in a file and read when first asked for.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bytemuck::Pod;

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

/// A column of numbers.
#[derive(Clone)]
pub(crate) struct Column<N> {
    numbers: OnceLock<Arc<Vec<N>>>,
    place: Option<Place<N>>,
}

/// Where a column lies, and what must be true of it.
#[derive(Clone)]
struct Place<N> {
    store: Arc<dyn Store>,
    at: u64,
    length: usize,
    sum: u64,
    rule: Rule<N>,
    damage: Arc<Damage>,
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
        Self { numbers: OnceLock::from(Arc::new(numbers)), place: None }
    }

    /// A column of `length` numbers in a store, with the checksum of its bytes.
    pub fn stored(
        (store, at): (Arc<dyn Store>, u64),
        length: usize,
        sum: u64,
        rule: Rule<N>,
        damage: Arc<Damage>,
    ) -> Self {
        Self { numbers: OnceLock::new(), place: Some(Place { store, at, length, sum, rule, damage }) }
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

impl<N: Number> Place<N> {
    fn read(&self) -> Option<Arc<Vec<N>>> {
        let fits = self.store.holds(self.at, self.length.checked_mul(size_of::<N>())?);
        let mut numbers: Vec<N> = fits.then(|| vec![N::zeroed(); self.length])?;
        self.store.read_into(self.at, bytemuck::cast_slice_mut(&mut numbers))?;
        if super::checksum(bytemuck::cast_slice(&numbers)) != self.sum {
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
            Rule::Upwards(last) => {
                numbers.first() == Some(&N::zeroed()) && numbers.is_sorted() && numbers.last() == Some(&last)
            }
        };
        holds.then(|| Arc::new(numbers))
    }
}

impl<N: Number> Deref for Column<N> {
    type Target = [N];

    fn deref(&self) -> &[N] {
        self.numbers.get_or_init(|| {
            let Some(place) = &self.place else { return Arc::default() };
            place.read().unwrap_or_else(|| {
                place.damage.note("a column of numbers cannot be read");
                Arc::new(vec![N::zeroed(); place.length])
            })
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
        match self.numbers.get() {
            Some(numbers) => write!(f, "Column of {}", numbers.len()),
            None => f.write_str("Column not yet read"),
        }
    }
}
