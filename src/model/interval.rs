//! Closed intervals of whole numbers, the arithmetic under every amount and total.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A closed interval of whole units; `upper` absent means that no most is known.
///
/// Invariant: `lower ≤ upper` wherever `upper` is present. No sum of checked amounts comes near `u128::MAX`; one that
/// did would stay true: its lower end stays at that number, and no most is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Interval {
    lower: u128,
    upper: Option<u128>,
}

impl Interval {
    /// The interval that holds only zero.
    pub const ZERO: Self = Self { lower: 0, upper: Some(0) };
    /// Anything from zero up: an amount of which nothing is known.
    pub const ANYTHING: Self = Self { lower: 0, upper: None };

    /// Returns the interval from `lower` to `upper`, or `None` when it would run backwards.
    #[inline]
    pub fn new(lower: u128, upper: Option<u128>) -> Option<Self> {
        upper.is_none_or(|upper| lower <= upper).then_some(Self { lower, upper })
    }

    /// The interval that holds only `value`.
    #[inline]
    pub const fn exactly(value: u128) -> Self {
        Self { lower: value, upper: Some(value) }
    }

    /// From zero to `value`.
    pub const fn up_to(value: u128) -> Self {
        Self { lower: 0, upper: Some(value) }
    }

    /// From `value` up.
    #[inline]
    pub const fn at_least(value: u128) -> Self {
        Self { lower: value, upper: None }
    }

    /// `radius` to either side of `value`, never below zero.
    pub const fn around(value: u128, radius: u128) -> Self {
        Self { lower: value.saturating_sub(radius), upper: value.checked_add(radius) }
    }

    /// The least it can be.
    #[inline]
    pub const fn lower(self) -> u128 {
        self.lower
    }

    /// The most it can be; `None` where no most is known.
    #[inline]
    pub const fn upper(self) -> Option<u128> {
        self.upper
    }

    /// The most it can be, or its least where no most is known; for ranking only.
    #[inline]
    pub fn most_known(self) -> u128 {
        self.upper.unwrap_or(self.lower)
    }

    /// Whether both ends are the same.
    pub fn is_exact(self) -> bool {
        self.upper == Some(self.lower)
    }

    /// Whether it holds only zero.
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Whether every value of `other` lies in it.
    pub fn contains(self, other: Self) -> bool {
        self.lower <= other.lower
            && match (self.upper, other.upper) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(mine), Some(theirs)) => theirs <= mine,
            }
    }

    /// Whether the two have a value in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.upper.is_none_or(|upper| other.lower <= upper) && other.upper.is_none_or(|upper| self.lower <= upper)
    }

    /// The interval of what is left of `self` when `other` is taken away, never below zero.
    pub fn minus(self, other: Self) -> Self {
        let lower = other.upper.map_or(0, |taken| self.lower.saturating_sub(taken));
        let upper = self.upper.map(|upper| upper.saturating_sub(other.lower));
        Self { lower, upper }
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Self) -> Self {
        let upper = match (self.upper, other.upper) {
            (Some(mine), Some(theirs)) => Some(mine.max(theirs)),
            _ => None,
        };
        Self { lower: self.lower.min(other.lower), upper }
    }
}

impl std::ops::Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let upper = match (self.upper, other.upper) {
            (Some(mine), Some(theirs)) => mine.checked_add(theirs),
            _ => None,
        };
        Self { lower: self.lower.saturating_add(other.lower), upper }
    }
}

impl std::iter::Sum for Interval {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, |total, part| total + part)
    }
}

/// A count as JSON can hold it: a number up to 2^64, and past that its digits as a text.
pub(super) struct Count(pub u128);

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match u64::try_from(self.0) {
            Ok(count) => serializer.serialize_u64(count),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

impl Serialize for Interval {
    /// As an object of `lower` and `upper`; `upper` is null where no most is known.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Interval", 2)?;
        record.serialize_field("lower", &Count(self.lower))?;
        record.serialize_field("upper", &self.upper.map(Count))?;
        record.end()
    }
}
