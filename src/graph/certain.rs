//! Whether money that moves along a leg surely is as certain as asked for.

use super::deal_graph::DealGraph;
use crate::model::{Deal, Flow, Hedge, Kind, Leg, MoneyLevel, Status, Tranche};

impl DealGraph<'_> {
    /// Whether some money along a leg is as certain as `level`; where nobody says how much there is, whether its deal is, and
    /// nothing that the payer may pay hangs on conditions, is "up to", is less certain or has ended: that may be all there is.
    pub fn surely_moves(&self, leg: Leg, level: MoneyLevel) -> bool {
        debug_assert_eq!(leg.flow, Flow::Money, "other things have no money");
        let deal = self.deal(leg);
        match self.money_along(leg).stated().map(|stated| stated.split.at(level)) {
            Some(money) if money.lower() > 0 => true,
            Some(money) if money.is_zero() => false,
            _ => deal.status >= least_status(level) && !may_all_be_weaker(deal, leg.from.into(), level),
        }
    }
}

/// How far that has come which is as certain as a level, at the least.
const fn least_status(level: MoneyLevel) -> Status {
    match level {
        MoneyLevel::Firm => Status::Signed,
        MoneyLevel::Committed => Status::Announced,
        MoneyLevel::Headline => Status::Rumoured,
    }
}

/// Whether all that a payer puts into a deal may be less certain than a level, as far as its parts tell.
fn may_all_be_weaker(deal: &Deal, payer: usize, level: MoneyLevel) -> bool {
    if level == MoneyLevel::Headline {
        return false;
    }
    let may_pay = |tranche: &&Tranche| tranche.by.is_none() || tranche.by == deal.entity_at(payer);
    let is_weaker = |tranche: &Tranche| {
        !tranche.open_conditions().is_empty()
            || tranche.amount.hedge() == Hedge::UpTo
            || tranche.status.is_some_and(|status| status.is_ended() || status < least_status(level))
    };
    let whole = deal.parties.get(payer).and_then(|party| party.commits).or(deal.amount);
    whole.is_some_and(|whole| whole.hedge() == Hedge::UpTo) || deal.tranches.iter().filter(may_pay).any(is_weaker)
}

/// Whether money of a deal of which nobody states how much may be as certain as a level, for all that its parts tell. Its
/// tranches are all there is, where no amount is spoken of beside them.
pub(super) fn may_be(deal: &Deal, level: MoneyLevel) -> bool {
    let is_sure_enough = |tranche: &Tranche| {
        tranche.open_conditions().is_empty()
            && tranche.amount.hedge() != Hedge::UpTo
            && tranche.status.is_none_or(|status| !status.is_ended() && status >= least_status(level))
    };
    let has_more = deal.tranches.is_empty() || deal.amount.is_some();
    // A guarantee is contingent by nature.
    level == MoneyLevel::Headline
        || (deal.kind != Kind::Guarantee && (has_more || deal.tranches.iter().any(is_sure_enough)))
}
