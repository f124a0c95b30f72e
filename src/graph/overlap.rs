//! Money that stands beside other money which it is part of, since the two are in different currencies.
//!
//! ```text
//! frame (USD 9bn) ⊃ piece (EUR 4bn)        by currency: EUR 4bn + USD 9bn, of which the four are inside of the nine
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Currency, DealIx, Split, Stated};

/// A deal that counts inside of another one with money in another currency. Totals by currency have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The inner deal.
    pub inner: DealIx,
    /// The deal that it counts inside of.
    pub outer: DealIx,
    /// What the inner one comes to by itself in its currency.
    pub part: Stated,
    /// What the outer one comes to by itself in another.
    pub of: Stated,
}

impl Overlap {
    /// The currency of the inner deal and that of the outer.
    pub const fn currencies(&self) -> (Currency, Currency) {
        (self.part.currency, self.of.currency)
    }
}

/// Returns the overlaps of deals, each with the one that it counts inside of, by inner deal and currencies. What comes to
/// nothing overlaps with nothing.
pub(super) fn among(absorbed: &[(DealIx, DealIx)], own: &impl Fn(DealIx) -> BTreeMap<Currency, Split>) -> Vec<Overlap> {
    let money = |deal: DealIx| {
        let stated = own(deal).into_iter().map(|(currency, split)| Stated { currency, split });
        stated.filter(|stated| stated.split.headline.most_known() > 0).collect::<Vec<_>>()
    };
    let pair = |&(inner, outer): &(DealIx, DealIx)| {
        let whole = money(outer);
        money(inner).into_iter().flat_map(move |part| {
            let others: Vec<Stated> = whole.iter().filter(|of| of.currency != part.currency).copied().collect();
            others.into_iter().map(move |of| Overlap { inner, outer, part, of })
        })
    };
    absorbed.iter().flat_map(pair).collect()
}

/// The currencies of which money in one is inside.
pub(super) fn around(overlaps: &[Overlap], currency: Currency) -> BTreeSet<Currency> {
    overlaps.iter().filter(|it| it.part.currency == currency).map(|it| it.of.currency).collect()
}
