//! How records are packed. Deals are many, so what they mostly lack costs them a bit each and not a byte.

use super::super::assertion::Assertion;
use super::super::pattern::Pattern;
use super::super::record::{
    CarveOut, Claim, Clause, Deal, Entity, Expansion, PartOf, Party, Rate, Said, Source, StatusChange, Tranche, Who,
};
use super::super::rule::PatternRule;
use super::{EntityIx, Packed, Unpacker, pack_number, pack_text};

/// Declares that a record is packed field by field, in the order given.
macro_rules! packed_fields {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {
        $(impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                $($field.pack(out);)+
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                $(let $field = Packed::unpack(from)?;)+
                Some(Self { $($field),+ })
            }

            fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
                $(self.$field.refill(from)?;)+
                Some(())
            }
        })+
    };
}

packed_fields! {
    Entity { id, name, kind, aliases, part_of, markets, group, country, note }
    PartOf { whole, period }
    Source { id, title, publisher, address, date, date_is, kind, note }
    Clause { id, kind, beneficiary, bound, scope, period, carve_outs, amount, note }
    CarveOut { scope, note }
    Tranche { id, amount, by, due, status, on, note }
    StatusChange { date, status }
    Expansion { deal, by }
    Claim { source, says, note }
    Said { field, value, assertion }
}

/// Declares that a record is packed as a mask of which of its optional fields are there, followed by the fields
/// that always are and by those of the optional ones that are.
macro_rules! packed_with_mask {
    ($name:ident { $($field:ident),+ $(,)? } optional { $($optional:ident: $is_empty:ident),+ $(,)? }) => {
        impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                let mut mask = 0_u128;
                let mut bit = 1;
                $(if !self.$optional.$is_empty() {
                    mask |= bit;
                }
                bit <<= 1;)+
                let _ = bit;
                pack_number(mask, out);
                $(self.$field.pack(out);)+
                $(if !self.$optional.$is_empty() {
                    present::pack(&self.$optional, out);
                })+
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                let mut mask = from.number()?;
                $(let $field = Packed::unpack(from)?;)+
                $(let $optional = if mask & 1 == 1 { present::unpack(from)? } else { Default::default() };
                mask >>= 1;)+
                (mask == 0).then_some(Self { $($field,)+ $($optional),+ })
            }

            fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
                let mut mask = from.number()?;
                $(self.$field.refill(from)?;)+
                $(if mask & 1 == 1 {
                    present::refill(&mut self.$optional, from)?;
                } else {
                    present::clear(&mut self.$optional);
                }
                mask >>= 1;)+
                (mask == 0).then_some(())
            }
        }
    };
}

/// The bits of masks, for whoever reads a record in part: the optional fields in the order in which they are declared below.
pub(super) mod bits {
    pub mod deal {
        pub const CLAIMS: usize = 1;
        pub const ANNOUNCED: usize = 1 << 1;
        pub const AMOUNT: usize = 1 << 2;
        pub const TRANCHES: usize = 1 << 3;
        pub const INSTRUMENT: usize = 1 << 4;
        pub const NOTE: usize = 1 << 5;
        pub const PERIOD: usize = 1 << 6;
        pub const CLAUSES: usize = 1 << 11;
    }

    pub mod party {
        pub const COMMITS: usize = 1;
        pub const STAKE: usize = 1 << 1;
        pub const WITH: usize = 1 << 2;
    }
}

packed_with_mask! {
    Deal { id, kind, title, parties, status } optional {
        claims: is_empty, announced: is_none, amount: is_none, tranches: is_empty, instrument: is_none,
        note: is_none, period: is_none, pre_money: is_none, post_money: is_none, capacity: is_none, scope: is_none,
        clauses: is_empty, history: is_empty, part_of: is_none, supersedes: is_empty, expands: is_none,
    }
}

packed_with_mask! {
    Party { role, who } optional { commits: is_none, stake: is_none, with: is_empty }
}

/// A field that its mask says is there: its value alone, with nothing in front.
mod present {
    use super::{Packed, Unpacker};

    pub trait Field: Sized {
        fn pack(&self, out: &mut Vec<u8>);
        fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
        fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()>;
        fn clear(&mut self);
    }

    impl<T: Packed> Field for Option<T> {
        fn pack(&self, out: &mut Vec<u8>) {
            if let Some(value) = self {
                value.pack(out);
            }
        }

        fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
            T::unpack(from).map(Some)
        }

        fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
            match self {
                Some(value) => value.refill(from),
                None => T::unpack(from).map(|value| *self = Some(value)),
            }
        }

        fn clear(&mut self) {
            *self = None;
        }
    }

    impl<T: Packed> Field for Vec<T> {
        fn pack(&self, out: &mut Vec<u8>) {
            Packed::pack(self, out);
        }

        fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
            Packed::unpack(from).filter(|list: &Self| !list.is_empty())
        }

        fn refill(&mut self, from: &mut Unpacker<'_>) -> Option<()> {
            Packed::refill(self, from)?;
            (!self.is_empty()).then_some(())
        }

        fn clear(&mut self) {
            Self::clear(self);
        }
    }

    pub fn pack<F: Field>(field: &F, out: &mut Vec<u8>) {
        field.pack(out);
    }

    pub fn unpack<F: Field>(from: &mut Unpacker<'_>) -> Option<F> {
        F::unpack(from)
    }

    pub fn refill<F: Field>(field: &mut F, from: &mut Unpacker<'_>) -> Option<()> {
        field.refill(from)
    }

    pub fn clear<F: Field>(field: &mut F) {
        field.clear();
    }
}

impl Packed for Who {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            // Zero is nobody known; entities count from one.
            Self::Entity(entity) => super::pack_size(entity.get().saturating_add(1), out),
            Self::Undisclosed(reason) => {
                out.push(0);
                pack_text(reason, out);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.size()?.checked_sub(1) {
            Some(position) => (position < from.counts().entities).then(|| Self::Entity(EntityIx::new(position))),
            None => Packed::unpack(from).map(Self::Undisclosed),
        }
    }
}

impl Packed for Rate {
    fn pack(&self, out: &mut Vec<u8>) {
        self.from.pack(out);
        self.to.pack(out);
        pack_number(self.numerator.into(), out);
        out.push(self.decimals);
        self.date.pack(out);
        self.source.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (currency, to) = (Packed::unpack(from)?, Packed::unpack(from)?);
        let numerator = u64::try_from(from.number()?).ok().filter(|numerator| *numerator > 0)?;
        // More decimals than these would not fit the power of ten that converting takes.
        let decimals = from.byte().filter(|decimals| *decimals <= 18)?;
        let (date, source) = (Packed::unpack(from)?, Packed::unpack(from)?);
        Some(Self { from: currency, to, numerator, decimals, date, source })
    }
}

impl Packed for PatternRule {
    fn pack(&self, out: &mut Vec<u8>) {
        self.id.pack(out);
        self.severity.pack(out);
        for text in [&self.finds, &self.why, &self.example, &self.limits, &self.pattern.text, &self.claim] {
            pack_text(text, out);
        }
        self.parties.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (id, severity) = (Packed::unpack(from)?, Packed::unpack(from)?);
        let mut text = || from.text().map(str::to_owned);
        let (finds, why, example, limits) = (text()?, text()?, text()?, text()?);
        let pattern: Pattern = text()?.parse().ok()?;
        let claim = text()?;
        let parties: Vec<usize> = Packed::unpack(from)?;
        let known = parties.iter().all(|party| *party < pattern.variables.len());
        known.then_some(Self { id, severity, finds, why, example, limits, pattern, claim, parties })
    }
}

/// Declares how the variants of an assertion are packed: a number for each, and its values in order.
macro_rules! packed_assertions {
    ($($number:literal = $variant:ident ( $($value:ident),* )),+ $(,)?) => {
        impl Packed for Assertion {
            fn pack(&self, out: &mut Vec<u8>) {
                match self {
                    $(packed_assertions!(@pattern $variant $($value)*) => {
                        out.push($number);
                        $($value.pack(out);)*
                    })+
                }
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                match from.byte()? {
                    $($number => {
                        $(let $value = Packed::unpack(from)?;)*
                        Some(packed_assertions!(@build $variant $($value)*))
                    })+
                    _ => None,
                }
            }
        }
    };
    (@pattern $variant:ident) => { Self::$variant };
    (@pattern $variant:ident $($value:ident)+) => { Self::$variant($($value),+) };
    (@build $variant:ident) => { Self::$variant };
    (@build $variant:ident $($value:ident)+) => { Self::$variant($($value),+) };
}

packed_assertions! {
    0 = Amount(money),
    1 = PreMoney(money),
    2 = PostMoney(money),
    3 = Announced(date),
    4 = Period(period),
    5 = Status(status),
    6 = Capacity(capacity),
    7 = Instrument(instrument),
    8 = Commits(entity, money),
    9 = Stake(entity, share),
    10 = PartyRole(entity, role),
    11 = PartyAbsent(entity),
    12 = NoTranches(),
    13 = TrancheAmount(position, money),
    14 = TrancheDue(position, date),
    15 = TrancheStatus(position, status),
    16 = TrancheConditions(position, conditions),
    17 = TrancheAbsent(position),
    18 = ClauseAbsent(position),
    19 = ClausePeriod(position, period),
    20 = ClauseFacet(position, facet, value),
    21 = NoCarveOuts(position),
    22 = ScopeFacet(facet, value),
    23 = Remark(),
}
