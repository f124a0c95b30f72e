//! How money is divided of which the ends do not say it: what is promised, and what hangs on conditions or is only reported.

use crate::graph::{DealGraph, Tally};
use crate::model::{Currency, Deal, EntityIx, Interval, MoneyLevel, Split, Status};

/// What the deals of a sum say of how it is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Division {
    /// Whether the firm and the promised, and whether the committed and the contingent, come to no more together than one of
    /// them may come to alone: then the one is what the other leaves, whatever that is.
    pub(super) shared: [bool; 2],
    /// The most that is promised, and that is contingent; absent where nobody says how much. Looked up where the sum has no upper
    /// end that what is less certain could be counted from.
    pub(super) most: [Option<u128>; 2],
    /// Whether all that is not committed is merely reported, and nothing hangs on conditions.
    pub(super) is_reported: bool,
}

impl Division {
    /// That of a sum whose ends say all.
    pub(super) const PLAIN: Self = Self { shared: [false; 2], most: [Some(0); 2], is_reported: true };

    /// The same without what is less certain than a level.
    pub(super) fn at(self, level: MoneyLevel) -> Self {
        let [promised, beyond] = self.most;
        let promised = if level >= MoneyLevel::Committed { promised } else { Some(0) };
        Self { most: [promised, if level >= MoneyLevel::Headline { beyond } else { Some(0) }], ..self }
    }

    /// Which parts of a sum share what there is of it, and what may come on top of one without an upper end. Looks at its deals
    /// where its ends do not say; of those that several pay, at what is paid by whom `is_payer` means.
    pub(super) fn of(
        graph: &DealGraph<'_>,
        money: &Tally,
        (currency, split): (Currency, Split),
        is_in: &dyn Fn(Currency) -> bool,
        is_payer: &dyn Fn(EntityIx) -> bool,
    ) -> Self {
        let Split { firm, committed, headline } = split;
        let is_blurred = |inner: Interval, outer: Interval| !inner.is_exact() && inner != outer && inner.lower() > 0;
        let is_open = headline.upper().is_none();
        if !is_open && !is_blurred(firm, committed) && !is_blurred(committed, headline) {
            return Self::PLAIN;
        }
        let convert = |deal: &Deal, most: [Option<u128>; 3]| {
            let from = deal.money().stated().map(|stated| stated.currency).filter(|from| is_in(*from))?;
            let [firm, committed, headline] = most.map(|most| most.map_or(Interval::ANYTHING, Interval::up_to));
            let Split { firm, committed, headline } =
                graph.rates().convert(Split { firm, committed, headline }, from, currency)?;
            Some([firm, committed, headline].map(Interval::upper))
        };
        let (mut all, mut paid, mut is_reported) = ([Some(0_u128); 3], [Some(0_u128); 3], true);
        for index in money.counted.iter().chain(money.absorbed.iter().map(|(inner, _)| inner)) {
            let Some(deal) = graph.told().deal(*index) else { continue };
            let Some(most) = convert(deal, deal.most_of_each()) else { continue };
            add(&mut all, most);
            if is_open {
                let Some(most) = convert(deal, most_paid(graph, deal, is_payer)) else { continue };
                is_reported &= most[2] == Some(0) || deal.status < Status::Announced;
                // One that counts inside of another is in what that one comes to.
                if money.counted.binary_search(index).is_ok() {
                    add(&mut paid, most);
                }
            }
        }
        let is_shared = |inner: Interval, outer: Interval, most: Option<u128>| {
            let left = outer.upper().zip(inner.upper()).map(|(outer, inner)| outer.saturating_sub(inner));
            // Amounts that were converted are rounded outwards.
            is_blurred(inner, outer)
                && left.is_some_and(|left| {
                    most.is_none_or(|most| most > left.saturating_add(left / 1000).saturating_add(100))
                })
        };
        let [_, promised, beyond] = all;
        let shared = [is_shared(firm, committed, promised), is_shared(committed, headline, beyond)];
        let [_, promised, beyond] = paid;
        Self { shared, most: [promised, beyond], is_reported }
    }
}

/// The most of each of what those meant pay into a deal; of all of it, where none of several payers is meant.
fn most_paid(graph: &DealGraph<'_>, deal: &Deal, is_payer: &dyn Fn(EntityIx) -> bool) -> [Option<u128>; 3] {
    let payers = || deal.in_roles(deal.kind.payers());
    let is_meant = |at: &usize| deal.entity_at(*at).is_some_and(|entity| is_payer(graph.owner(entity)));
    if payers().all(|at| is_meant(&at)) || !payers().any(|at| is_meant(&at)) {
        return deal.most_of_each();
    }
    let mut sum = [Some(0_u128); 3];
    payers().filter(is_meant).for_each(|at| add(&mut sum, graph.told().most_of_each_by(deal, at)));
    sum
}

/// Adds amounts; of those that nobody knows there is no sum.
fn add(to: &mut [Option<u128>; 3], more: [Option<u128>; 3]) {
    for (to, more) in to.iter_mut().zip(more) {
        *to = to.zip(more).and_then(|(to, more)| to.checked_add(more));
    }
}
