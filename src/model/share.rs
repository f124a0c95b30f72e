//! Shares of a company's equity, and capacities in power or in chips.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::compact::{Shown, write_compact};
use super::interval::{Count, Interval};
use super::quantity::{self, Hedge, QuantityError};

/// Decimals kept of a percentage: a share is counted in hundred-millionths of the whole.
const SHARE_DECIMALS: u32 = 6;

/// The whole company, in millionths of a percent.
const WHOLE: u128 = 100_000_000;

/// Part of a company's equity, as an interval of millionths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Share {
    hedge: Hedge,
    interval: Interval,
}

impl Share {
    /// An interval with its hedge, or `None` where the two do not go together.
    pub(super) fn from_parts(hedge: Hedge, interval: Interval) -> Option<Self> {
        let fits = interval.most_known() <= 2 * WHOLE;
        (fits && hedge.fits(interval)).then_some(Self { hedge, interval })
    }

    /// How it was hedged.
    pub(super) const fn hedge(self) -> Hedge {
        self.hedge
    }

    /// The interval, in millionths of one percent (27% is 27,000,000).
    pub const fn interval(self) -> Interval {
        self.interval
    }
}

impl FromStr for Share {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (hedge, rest) = quantity::split_hedge(text);
        let Some(number) = rest.trim_end().strip_suffix('%') else {
            return Err(QuantityError::Unit(format!("\"{text}\" is no share; write for example \"27%\"")));
        };
        let number = number.replace("%..", "..");
        match quantity::read_interval(&number, hedge, SHARE_DECIMALS, WHOLE) {
            Ok((hedge, interval)) => Ok(Self { hedge, interval }),
            Err(QuantityError::TooLarge(number)) => {
                Err(QuantityError::Unit(format!("{number}% is more than the whole company")))
            }
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: u128, shown: Shown| decimal(value, SHARE_DECIMALS, shown);
        quantity::write_hedged(f, self.hedge, self.interval, number, ("", "%"))
    }
}

/// Writes `value` with up to `decimals` digits after the point, padded as far as is to be shown. It never needs a
/// multiplier.
#[expect(clippy::arithmetic_side_effects, reason = "a power of ten is never zero, nor a digit's worth once clamped")]
fn decimal(value: u128, decimals: u32, shown: Shown) -> String {
    let unit = 10_u128.pow(decimals);
    let mut fraction = format!("{:0width$}", value % unit, width = decimals as usize);
    let wanted = match shown {
        Shown::ToDigit(last) => (unit / last.clamp(1, unit)).ilog10() as usize,
        Shown::Short | Shown::Plain => 0,
    };
    while fraction.len() > wanted && fraction.ends_with('0') {
        fraction.pop();
    }
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", value / unit)
}

impl Serialize for Share {
    /// As an object: `text`, and `lower` and `upper` in millionths of one percent.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Share", 3)?;
        record.serialize_field("text", &self.to_string())?;
        record.serialize_field("lower", &Count(self.interval.lower()))?;
        record.serialize_field("upper", &self.interval.upper().map(Count))?;
        record.end()
    }
}

/// What a capacity is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CapacityUnit {
    /// Electric power, in watts.
    Watts,
    /// Graphics processors, in pieces.
    Gpus,
    /// Tensor processors, in pieces.
    Tpus,
    /// Chips of any kind, in pieces.
    Chips,
}

/// The size of a data centre or an order of chips: an interval of watts or of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capacity {
    unit: CapacityUnit,
    hedge: Hedge,
    interval: Interval,
}

impl CapacityUnit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::Watts, Self::Gpus, Self::Tpus, Self::Chips];
}

impl Capacity {
    /// An interval with its hedge, or `None` where the two do not go together.
    pub(super) fn from_parts(unit: CapacityUnit, hedge: Hedge, interval: Interval) -> Option<Self> {
        let fits = interval.most_known() <= 2 * LARGEST_CAPACITY;
        (fits && hedge.fits(interval)).then_some(Self { unit, hedge, interval })
    }

    /// How it was hedged.
    pub(super) const fn hedge(self) -> Hedge {
        self.hedge
    }

    /// An interval of watts or pieces, with the plainest hedge that says it.
    pub fn from_interval(unit: CapacityUnit, interval: Interval) -> Self {
        Self { unit, hedge: Hedge::plainest(interval), interval }
    }

    /// What it is counted in.
    pub const fn unit(self) -> CapacityUnit {
        self.unit
    }

    /// The interval, in watts or in pieces.
    pub const fn interval(self) -> Interval {
        self.interval
    }
}

/// Unit words, the watts or pieces of one, and whether they are watts.
const CAPACITY_UNITS: &[(&str, CapacityUnit, u32)] = &[
    ("GW", CapacityUnit::Watts, 9),
    ("MW", CapacityUnit::Watts, 6),
    ("kW", CapacityUnit::Watts, 3),
    ("GPUs", CapacityUnit::Gpus, 0),
    ("TPUs", CapacityUnit::Tpus, 0),
    ("chips", CapacityUnit::Chips, 0),
];

/// The largest capacity that can be kept: a million gigawatts, or as many chips.
const LARGEST_CAPACITY: u128 = 1_000_000_000_000_000;

impl FromStr for Capacity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (hedge, rest) = quantity::split_hedge(text);
        let rest = rest.trim_end();
        for (word, unit, exponent) in CAPACITY_UNITS {
            if let Some(number) = rest.strip_suffix(word) {
                let number = number.replace(&format!("{word}.."), "..").replace(&format!(" {word}.."), "..");
                let (hedge, interval) = quantity::read_interval(&number, hedge, *exponent, LARGEST_CAPACITY)?;
                return Ok(Self { unit: *unit, hedge, interval });
            }
        }
        Err(QuantityError::Unit(format!(
            "\"{text}\" is no capacity; write for example \"2 GW\", \"900 MW\" or \"250,000 GPUs\""
        )))
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let top = self.interval.upper().unwrap_or_else(|| self.interval.lower());
        let (word, exponent) = match self.unit {
            CapacityUnit::Gpus => ("GPUs", 0),
            CapacityUnit::Tpus => ("TPUs", 0),
            CapacityUnit::Chips => ("chips", 0),
            CapacityUnit::Watts if top >= 1_000_000_000 => ("GW", 9),
            CapacityUnit::Watts if top >= 1_000_000 => ("MW", 6),
            CapacityUnit::Watts => ("kW", 3),
        };
        let number = |value: u128, shown: Shown| {
            if exponent == 0 { write_compact(value, 0, shown) } else { decimal(value, exponent, shown) }
        };
        quantity::write_hedged(f, self.hedge, self.interval, number, ("", &format!(" {word}")))
    }
}

impl Serialize for Capacity {
    /// As an object: `text`, `unit`, and `lower` and `upper` in that unit.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Capacity", 4)?;
        record.serialize_field("text", &self.to_string())?;
        record.serialize_field("unit", &self.unit)?;
        record.serialize_field("lower", &Count(self.interval.lower()))?;
        record.serialize_field("upper", &self.interval.upper().map(Count))?;
        record.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rounded_may_reach_a_little_past_the_largest_that_is_written() {
        let share: Share = "about 100%".parse().expect("a share");
        assert!(share.interval().upper().is_some_and(|upper| upper > WHOLE), "{:?}", share.interval());
        assert_eq!(Share::from_parts(share.hedge(), share.interval()), Some(share));
        assert_eq!(Share::from_parts(Hedge::Exact, Interval::exactly(2 * WHOLE + 1)), None);
        assert_eq!(Share::from_parts(Hedge::Exact, Interval::up_to(WHOLE)), None, "an exact share is no range");
        let largest: Capacity = format!("about {LARGEST_CAPACITY} GPUs").parse().expect("a capacity");
        let parts = |interval| Capacity::from_parts(CapacityUnit::Gpus, Hedge::About, interval);
        assert_eq!(parts(largest.interval()), Some(largest));
        assert!(parts(Interval::exactly(2 * LARGEST_CAPACITY)).is_some());
        assert_eq!(parts(Interval::exactly(2 * LARGEST_CAPACITY + 1)), None);
        assert_eq!(Capacity::from_parts(CapacityUnit::Gpus, Hedge::AtLeast, Interval::exactly(5)), None);
    }
}
