//! Money of which nobody says how it is divided: whether one part of it is what another leaves.

use crate::graph::{DealGraph, Tally};
use crate::model::{Currency, Interval, Split};

/// Which parts of a sum share what there is of it, see [`Sum`](super::amounts::Sum). Looks at its deals where its ends do not say.
pub(super) fn shared(
    graph: &DealGraph<'_>,
    money: &Tally,
    (currency, split): (Currency, Split),
    is_in: &dyn Fn(Currency) -> bool,
) -> [bool; 2] {
    let Split { firm, committed, headline } = split;
    let is_blurred = |inner: Interval, outer: Interval| !inner.is_exact() && inner != outer && inner.lower() > 0;
    if !is_blurred(firm, committed) && !is_blurred(committed, headline) {
        return [false; 2];
    }
    let mut most = [Some(0_u128); 3];
    let deals = money.counted.iter().chain(money.absorbed.iter().map(|(inner, _)| inner));
    for deal in deals.filter_map(|index| graph.told().deal(*index)) {
        let Some(from) = deal.money().stated().map(|stated| stated.currency).filter(|from| is_in(*from)) else {
            continue;
        };
        let [firm, committed, headline] =
            deal.most_of_each().map(|most| most.map_or(Interval::ANYTHING, Interval::up_to));
        let Some(split) = graph.rates().convert(Split { firm, committed, headline }, from, currency) else { continue };
        for (most, part) in most.iter_mut().zip([split.firm, split.committed, split.headline]) {
            *most = most.zip(part.upper()).and_then(|(most, part)| most.checked_add(part));
        }
    }
    let [_, promised, beyond] = most;
    let is_shared = |inner: Interval, outer: Interval, most: Option<u128>| {
        let left = outer.upper().zip(inner.upper()).map(|(outer, inner)| outer.saturating_sub(inner));
        // Amounts that were converted are rounded outwards.
        is_blurred(inner, outer)
            && left
                .is_some_and(|left| most.is_none_or(|most| most > left.saturating_add(left / 1000).saturating_add(100)))
    };
    [is_shared(firm, committed, promised), is_shared(committed, headline, beyond)]
}
