//! The deal model: entities, deals, sources, and the exact notations they are written in.
//!
//! Nothing here reads a file or knows a graph. Everything is checked on construction, so that the rest of
//! the crate never meets an impossible date, a backwards interval or a dangling id.

// Whatever could panic is handled where it stands: by another way, or by the reason why it cannot. Tests may panic.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects
    )
)]

mod allocation;
mod assertion;
mod book;
mod column;
mod columns;
mod compact;
mod composed;
mod contacts;
mod count;
mod currency;
mod damage;
mod date;
mod deal_money;
mod flow_bounds;
mod id;
mod interval;
pub mod kind;
mod leg;
mod leg_index;
mod leg_rows;
mod leg_sizes;
mod market_index;
mod money;
mod name_index;
mod ordered;
pub(crate) mod pack;
mod pairs;
mod parts;
pub mod pattern;
mod payer_groups;
mod payer_money;
mod quantity;
mod record;
mod roles;
mod rule;
mod scattered;
mod scope;
pub(crate) mod seek;
mod severity;
mod share;
mod shelf;
mod split;
mod succession;
mod taken_out;
mod visible;
mod vocabulary;

#[cfg(test)]
pub(crate) use allocation::allocations_made;
pub use assertion::{Assertion, retell};
pub(crate) use book::did_you_mean;
pub use book::{Book, NameError, fold};
pub(crate) use book::{Columns, Derived, Sections};
pub(crate) use column::{Column, Number, Rule, Store};
pub(crate) use columns::{ColumnsBuilder, named_beside_unnamed};
pub use composed::composed;
pub(crate) use contacts::{Contacts, Lists, Side};
pub use count::count;
pub use currency::{Currency, UnknownCurrency};
pub use damage::Damage;
pub use date::{DateError, Day, PartialDate, Period};
pub(crate) use deal_money::undivided;
pub use id::{DealIx, EntityIx, Id, IdError, LONGEST_ID, SourceIx, kebab};
pub(crate) use id::{is_id, is_kebab};
pub use interval::Interval;
pub use leg::{Leg, legs};
pub(crate) use leg::{Projections, each_leg};
pub(crate) use leg_index::{LegIndex, LegNumber, Neighbours, RawLeg, WorkedOut, distinct};
pub(crate) use leg_sizes::Size;
pub(crate) use market_index::MarketIndex;
pub use money::{LARGEST_AMOUNT, Money};
pub(crate) use name_index::NameIndex;
pub(crate) use ordered::{Next, each, hand_over, in_order, processors};
pub(crate) use pack::Packed;
pub use pattern::{Pattern, PatternError};
pub use payer_money::Contributions;
pub(crate) use quantity::split_hedge;
pub use quantity::{Hedge, QuantityError};
pub use record::{
    CarveOut, Claim, Clause, Deal, Entity, Expansion, PartOf, Party, Rate, Said, Source, StatusChange, Tranche, Who,
};
pub use rule::PatternRule;
pub(crate) use scattered::{Scattered, pack_sized};
pub use scope::{Cover, Facet, FacetValue, Scope};
pub use severity::Severity;
pub use share::{Capacity, CapacityUnit, Share};
pub(crate) use shelf::{Placeholder, Shelf};
pub use split::{Known, MoneyLevel, Split, Stated};
pub(crate) use visible::can_be_seen;
pub use visible::visible;
pub use vocabulary::{ClauseKind, DateIs, EntityKind, Flow, Instrument, Kind, Role, SourceKind, Status};

/// Returns the word of `known` nearest to `wanted`, if it is within `most` edits; the first of equals in
/// the order given.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (strsim::osa_distance(wanted, word), word))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Returns what somebody may have meant by `wanted`: the nearest word of `known` as [`nearest`] does, or else up to three
/// that begin with it, or else three that hold it. Of less than three letters nothing is told.
pub fn meant<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    const MOST: usize = 3;
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(wanted, known.iter().copied(), most) {
        return vec![near];
    }
    let wanted = wanted.to_lowercase();
    if wanted.chars().count() < 3 {
        return Vec::new();
    }
    let begins: Vec<&str> = known.iter().copied().filter(|word| word.starts_with(&wanted)).take(MOST).collect();
    if !begins.is_empty() {
        return begins;
    }
    known.into_iter().filter(|word| word.contains(&wanted)).take(MOST).collect()
}

/// A mark of bytes by which they are told from others: XXH3 with 64 bits (Collet, 2019).
pub(crate) fn mark_of(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

/// The checksum of bytes that somebody may have changed: their mark.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    // A fuzzer would spend its life on finding checksums, and never see what is behind them.
    if cfg!(fuzzing) { 0 } else { mark_of(bytes) }
}

/// The checksum of all bytes that can be read, and how many those are.
pub(crate) fn checksum_of(mut from: impl std::io::Read) -> std::io::Result<(u64, u64)> {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    let (mut buffer, mut length) = (vec![0; 1 << 18], 0);
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((if cfg!(fuzzing) { 0 } else { hasher.digest() }, length)),
            read => {
                hasher.update(buffer.get(..read).unwrap_or_default());
                length = length.saturating_add(read as u64);
            }
        }
    }
}
