//! How the values of records are packed: words, money, dates, scopes.

use super::super::currency::Currency;
use super::super::date::{PartialDate, Period};
use super::super::id::Id;
use super::super::interval::Interval;
use super::super::money::Money;
use super::super::quantity::Hedge;
use super::super::scope::{Facet, FacetValue, Scope};
use super::super::severity::Severity;
use super::super::share::{Capacity, CapacityUnit, Share};
use super::super::vocabulary::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status};
use super::{EntityIx, Packed, Unpacker, pack_number, pack_text};

/// Declares how a word of a closed list is packed: as its place in the list.
macro_rules! packed_word {
    ($($name:ident),+ $(,)?) => {
        $(impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }

            #[inline]
            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                Self::ALL.get(usize::from(from.byte()?)).copied()
            }
        })+
    };
}

packed_word!(ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status, Facet, Hedge, CapacityUnit);
packed_word!(Severity);

impl Packed for Id {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self.as_str(), out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.text()?.parse().ok()
    }

    fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
        self.replace_by(from.text()?)
    }
}

impl Packed for Box<str> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.text().map(Into::into)
    }
}

impl Packed for Currency {
    fn pack(&self, out: &mut Vec<u8>) {
        // Most amounts are in dollars; a zero stands for them.
        if *self == Self::USD {
            out.push(0);
        } else {
            out.extend_from_slice(self.code().as_bytes());
        }
    }

    #[inline]
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let first = from.byte()?;
        if first == 0 {
            return Some(Self::USD);
        }
        let rest = from.take(2)?;
        let code = [first, *rest.first()?, *rest.last()?];
        let currency = Self::from_code(std::str::from_utf8(&code).ok()?).ok()?;
        (currency != Self::USD).then_some(currency)
    }
}

/// Packs an interval that a hedge already tells much of: an exact one is one number.
fn pack_hedged(hedge: Hedge, interval: Interval, out: &mut Vec<u8>) {
    let exact = hedge == Hedge::Exact && interval.is_exact();
    // One byte holds the hedge, whether there is an upper end, and whether both ends are the same.
    let upper = interval.upper().filter(|_| !exact);
    out.push(hedge as u8 | u8::from(upper.is_some()) << 4 | u8::from(exact) << 5);
    pack_number(interval.lower(), out);
    if let Some(upper) = upper {
        pack_number(upper.abs_diff(interval.lower()), out);
    }
}

#[inline]
fn unpack_hedged(from: &mut Unpacker<'_>) -> Option<(Hedge, Interval)> {
    let head = from.byte()?;
    let hedge = *Hedge::ALL.get(usize::from(head & 0x0f))?;
    let (has_upper, exact) = (head & 0x10 != 0, head & 0x20 != 0);
    if head >= 0x40 || exact && (has_upper || hedge != Hedge::Exact) {
        return None;
    }
    let lower = from.number()?;
    let interval = if exact {
        Interval::exactly(lower)
    } else if has_upper {
        let upper = lower.checked_add(from.number()?)?;
        // An exact amount with equal ends has a shorter form, and equal values have equal bytes.
        if hedge == Hedge::Exact && upper == lower {
            return None;
        }
        Interval::new(lower, Some(upper))?
    } else {
        Interval::at_least(lower)
    };
    Some((hedge, interval))
}

impl Packed for Money {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_hedged(self.hedge(), self.interval(), out);
        if let Some(currency) = self.currency() {
            currency.pack(out);
        }
    }

    #[inline]
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (hedge, interval) = unpack_hedged(from)?;
        if hedge == Hedge::Undisclosed {
            return (interval == Interval::ANYTHING).then_some(Self::UNDISCLOSED);
        }
        Self::from_parts(Currency::unpack(from)?, hedge, interval)
    }
}

impl Packed for Share {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_hedged(self.hedge(), self.interval(), out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (hedge, interval) = unpack_hedged(from)?;
        Self::from_parts(hedge, interval)
    }
}

impl Packed for Capacity {
    fn pack(&self, out: &mut Vec<u8>) {
        self.unit().pack(out);
        pack_hedged(self.hedge(), self.interval(), out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let unit = CapacityUnit::unpack(from)?;
        let (hedge, interval) = unpack_hedged(from)?;
        Self::from_parts(unit, hedge, interval)
    }
}

impl Packed for PartialDate {
    fn pack(&self, out: &mut Vec<u8>) {
        let (month, day) = (self.month().unwrap_or(0), self.day().unwrap_or(0));
        let number = (u32::from(self.year()) << 9) | (u32::from(month) << 5) | u32::from(day);
        // Three bytes hold every year to 9999 with its months and days.
        out.extend_from_slice(&number.to_le_bytes()[..3]);
    }

    #[inline]
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let &[low, middle, high] = from.take(3)? else { return None };
        let number = u32::from_le_bytes([low, middle, high, 0]);
        let part = |value: u32| u8::try_from(value).ok().filter(|value| *value > 0);
        Self::new(u16::try_from(number >> 9).ok()?, part(number >> 5 & 0xf), part(number & 0x1f))
    }
}

impl Packed for Period {
    fn pack(&self, out: &mut Vec<u8>) {
        self.from().pack(out);
        self.until().pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Self::new(Packed::unpack(from)?, Packed::unpack(from)?)
    }
}

impl Packed for FacetValue {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Product(product) => {
                out.push(0);
                product.pack(out);
            }
            Self::Word(word) => {
                out.push(1);
                word.pack(out);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => EntityIx::unpack(from).map(Self::Product),
            1 => Packed::unpack(from).map(Self::Word),
            _ => None,
        }
    }
}

impl Packed for Scope {
    fn pack(&self, out: &mut Vec<u8>) {
        let facets: Vec<(Facet, &FacetValue)> = self.facets().collect();
        super::pack_size(facets.len(), out);
        for (facet, value) in facets {
            facet.pack(out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let mut scope = Self::default();
        let mut last = None;
        for _ in 0..from.size().filter(|size| *size <= Facet::ALL.len())? {
            let facet = Facet::unpack(from)?;
            if last >= Some(facet) {
                return None;
            }
            last = Some(facet);
            scope.set(facet, Some(FacetValue::unpack(from)?));
        }
        Some(scope)
    }
}
