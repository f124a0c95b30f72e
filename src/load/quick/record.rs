//! Written records, read out of tokens.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cursor::Cursor;
use crate::load::text::{
    CarveOutText, ClaimText, ClauseText, DealText, EntityText, ExpansionText, PartyText, RateText, RuleText, ScopeText,
    SourceText, StatusChangeText, TrancheText,
};
use crate::model::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status};

/// What can be read where a cursor stands; `None` is "ask the thorough reader".
pub trait Read<'t>: Sized {
    fn read(cursor: &mut Cursor<'t>) -> Option<Self>;
}

impl<'t> Read<'t> for Cow<'t, str> {
    fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
        cursor.string()
    }
}

impl<'t> Read<'t> for String {
    fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
        cursor.string().map(Cow::into_owned)
    }
}

impl<'t, T: Read<'t>> Read<'t> for Option<T> {
    fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
        if !matches!(cursor.peek(), b'N' | b'S') {
            return T::read(cursor).map(Some);
        }
        let mut ahead = *cursor;
        match ahead.word() {
            "None" => {
                *cursor = ahead;
                Some(None)
            }
            "Some" => {
                *cursor = ahead;
                cursor.skip()?;
                cursor.expect(b'(')?;
                cursor.skip()?;
                let read = T::read(cursor)?;
                cursor.comma(b')')?;
                cursor.skip()?;
                cursor.expect(b')')?;
                Some(Some(read))
            }
            _ => T::read(cursor).map(Some),
        }
    }
}

impl<'t, T: Read<'t>> Read<'t> for Vec<T> {
    fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
        let mut read = Self::new();
        cursor.each(|cursor| {
            read.push(T::read(cursor)?);
            Some(())
        })?;
        Some(read)
    }
}

/// A map in which no key stands twice.
impl<'t, S: Read<'t> + Ord> Read<'t> for BTreeMap<S, S> {
    fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
        cursor.expect(b'{')?;
        let mut read = Self::new();
        loop {
            cursor.skip()?;
            if cursor.eat(b'}') {
                return Some(read);
            }
            let key = S::read(cursor)?;
            cursor.colon()?;
            if read.insert(key, S::read(cursor)?).is_some() {
                return None;
            }
            cursor.comma(b'}')?;
        }
    }
}

macro_rules! words {
    ($($name:ident),+) => {
        $(impl<'t> Read<'t> for $name {
            fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
                Self::from_word(cursor.word())
            }
        })+
    };
}

words!(ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status);

/// Sets a field that may stand once.
#[inline]
pub fn once<T>(field: &mut Option<T>, value: T) -> Option<()> {
    match field.replace(value) {
        None => Some(()),
        Some(_) => None,
    }
}

/// Tells how a struct is read: its name, its type, the fields it needs, and those it may lack.
macro_rules! record {
    ($shown:literal, $name:ident $(<$text:ident>)?, [$($needed:ident),*], [$($other:ident),*]) => {
        impl<'t $(, $text: Read<'t> + Ord)?> Read<'t> for $name $(<$text>)? {
            fn read(cursor: &mut Cursor<'t>) -> Option<Self> {
                cursor.open($shown)?;
                $(let mut $needed = None;)*
                $(let mut $other = None;)*
                while let Some(field) = cursor.field()? {
                    match field {
                        $(stringify!($needed) => once(&mut $needed, Read::read(cursor)?)?,)*
                        $(stringify!($other) => once(&mut $other, Read::read(cursor)?)?,)*
                        _ => return None,
                    }
                    cursor.comma(b')')?;
                }
                Some(Self { $($needed: $needed?,)* $($other: $other.unwrap_or_default(),)* })
            }
        }
    };
}

record!("Entity", EntityText, [id, name, kind], [aliases, part_of, markets, group, country, note]);
record!(
    "Deal",
    DealText<S>,
    [id, kind, title, parties, status],
    [
        instrument, announced, period, amount, pre_money, post_money, capacity, scope, tranches, clauses, history,
        part_of, supersedes, expands, claims, note
    ]
);
record!("Party", PartyText<S>, [role], [who, undisclosed, commits, stake, with]);
record!("Scope", ScopeText<S>, [], [product, activity, channel, mode, region, field]);
record!("Tranche", TrancheText<S>, [id, amount], [by, due, status, on, note]);
record!("Clause", ClauseText<S>, [id, kind, beneficiary, bound], [scope, period, carve_outs, amount, note]);
record!("CarveOut", CarveOutText<S>, [scope], [note]);
record!("StatusChange", StatusChangeText<S>, [date, status], []);
record!("Expansion", ExpansionText<S>, [deal], [by]);
record!("Claim", ClaimText<S>, [source], [says, note]);
record!("Source", SourceText, [id, title, publisher, kind], [address, date, date_is, note]);
record!("Rate", RateText, [from, to, rate, date, source], []);
record!("Rule", RuleText, [id, severity, finds, why, pattern, claim], [example, limits, parties]);
