//! One hop of a loop: who pays whom, by which deals, and how much.

use crate::graph::{DealGraph, Leg, Tally};
use crate::model::{DealIx, EntityIx, Kind, Known, Money, PartialDate, Status};

/// Money from one entity to another; its deals are alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Who pays.
    pub from: EntityIx,
    /// Who is paid.
    pub to: EntityIx,
    /// The deals, by id. Never empty.
    pub deals: Vec<HopDeal>,
    /// The money of all of them, each dollar once.
    pub money: Tally,
}

/// One deal of a hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HopDeal {
    /// The deal.
    pub deal: DealIx,
    /// Its legs between the two.
    pub legs: Vec<Leg>,
    /// When it was announced, where known.
    pub announced: Option<PartialDate>,
    /// Its kind.
    pub kind: Kind,
    /// How far it has come.
    pub status: Status,
    /// What it adds to an earlier deal, where it enlarges one of the same payer, so that its money is the new total.
    pub adds: Option<Addition>,
}

/// What an expansion adds: its own money is the new total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addition {
    /// The deal enlarged.
    pub to: DealIx,
    /// By how much; absent where not stated.
    pub by: Option<Money>,
}

impl Hop {
    pub(super) fn new(graph: &DealGraph<'_>, from: EntityIx, to: EntityIx, legs: &[Leg]) -> Self {
        let mut deals: Vec<HopDeal> = Vec::new();
        for &leg in legs {
            match deals.last_mut() {
                Some(last) if last.deal == leg.deal => last.legs.push(leg),
                _ => {
                    let deal = graph.deal(leg);
                    // Of a deal of others its money is what was added, and no total.
                    let is_all_new = graph.told().is_enlarged_by_others(deal);
                    let adds = deal.expands.filter(|_| !is_all_new).map(|it| Addition { to: it.deal, by: it.by });
                    let (announced, kind, status) = (deal.announced, deal.kind, deal.status);
                    deals.push(HopDeal { deal: leg.deal, legs: vec![leg], announced, kind, status, adds });
                }
            }
        }
        let parts: Vec<(DealIx, Known)> = legs.iter().map(|leg| (leg.deal, graph.money_along(*leg))).collect();
        Self { from, to, deals, money: Tally::of(graph.told(), parts) }
    }

    /// The deals, by id.
    pub fn deals(&self) -> impl Iterator<Item = DealIx> + '_ {
        self.deals.iter().map(|deal| deal.deal)
    }

    /// The strongest of its deals: one is enough.
    pub fn status(&self) -> Status {
        self.deals.iter().map(|deal| deal.status).max_by_key(|it| (!it.is_ended(), *it)).unwrap_or(Status::Rumoured)
    }

    /// Whether some deal of it gives money for a share or on credit.
    pub fn finances(&self) -> bool {
        self.deals.iter().any(|deal| matches!(deal.kind, Kind::Investment | Kind::Loan))
    }

    /// The increments of the expansions that its money counts.
    pub fn additions(&self) -> impl Iterator<Item = (DealIx, Addition)> + '_ {
        let counted = self.deals.iter().filter(|deal| self.money.counted.contains(&deal.deal));
        counted.filter_map(|deal| Some((deal.deal, deal.adds?)))
    }
}
