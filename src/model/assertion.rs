//! What a claim means for a deal: one field and the value a source gives it.

use super::date::{PartialDate, Period};
use super::id::EntityIx;
use super::money::Money;
use super::record::{Deal, Party, Who};
use super::scope::{Facet, FacetValue};
use super::share::{Capacity, Share};
use super::vocabulary::{Instrument, Role, Status};

/// A value for one field of a deal. Tranches and clauses are named by their position in the deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assertion {
    /// The whole amount.
    Amount(Money),
    /// The valuation before.
    PreMoney(Money),
    /// The valuation after.
    PostMoney(Money),
    /// When it became public.
    Announced(PartialDate),
    /// When it holds.
    Period(Period),
    /// How far it has come.
    Status(Status),
    /// Power or chips.
    Capacity(Capacity),
    /// What an investment gives.
    Instrument(Instrument),
    /// What a party puts in.
    Commits(EntityIx, Money),
    /// What share a party holds.
    Stake(EntityIx, Share),
    /// The role of a party.
    PartyRole(EntityIx, Role),
    /// The entity is no party.
    PartyAbsent(EntityIx),
    /// The deal has no tranches: its amount is one, under the deal's own status.
    NoTranches,
    /// How much a tranche is.
    TrancheAmount(usize, Money),
    /// When a tranche falls due.
    TrancheDue(usize, PartialDate),
    /// How far a tranche has come.
    TrancheStatus(usize, Status),
    /// What a tranche hangs on; empty means nothing.
    TrancheConditions(usize, Vec<String>),
    /// There is no such tranche.
    TrancheAbsent(usize),
    /// There is no such clause.
    ClauseAbsent(usize),
    /// When a clause holds.
    ClausePeriod(usize, Period),
    /// One facet of a clause's scope; `None` is told without it.
    ClauseFacet(usize, Facet, Option<FacetValue>),
    /// The clause leaves nothing free.
    NoCarveOuts(usize),
    /// One facet of the right that the deal gives.
    ScopeFacet(Facet, Option<FacetValue>),
    /// An opinion or statement, which changes nothing.
    Remark,
}

impl Assertion {
    /// Whether it says that something is not there, or tells it without a limit.
    pub const fn is_denial(&self) -> bool {
        matches!(
            self,
            Self::NoTranches
                | Self::TrancheAbsent(_)
                | Self::ClauseAbsent(_)
                | Self::PartyAbsent(_)
                | Self::NoCarveOuts(_)
                | Self::ClauseFacet(_, _, None)
                | Self::ScopeFacet(_, None)
        )
    }

    /// The clause that it speaks of, by its position.
    pub(crate) const fn clause(&self) -> Option<usize> {
        match (self, self.part_spoken_of()) {
            (Self::ClauseAbsent(index), _) => Some(*index),
            (_, Some(Part::Clause(index))) => Some(index),
            _ => None,
        }
    }

    /// The tranche that it says is there, by its position.
    pub(crate) const fn tranche(&self) -> Option<usize> {
        match self.part_spoken_of() {
            Some(Part::Tranche(index)) => Some(index),
            _ => None,
        }
    }

    /// Whether it changes nothing in a deal.
    pub const fn is_remark(&self) -> bool {
        matches!(self, Self::Remark)
    }
}

/// A part of a deal that an assertion speaks of.
enum Part {
    Tranche(usize),
    Clause(usize),
    Party(EntityIx),
}

impl Assertion {
    /// The part whose being there is taken for granted.
    const fn part_spoken_of(&self) -> Option<Part> {
        match self {
            Self::TrancheAmount(index, _)
            | Self::TrancheDue(index, _)
            | Self::TrancheStatus(index, _)
            | Self::TrancheConditions(index, _) => Some(Part::Tranche(*index)),
            Self::ClausePeriod(index, _) | Self::ClauseFacet(index, ..) | Self::NoCarveOuts(index) => {
                Some(Part::Clause(*index))
            }
            Self::Commits(entity, _) | Self::Stake(entity, _) | Self::PartyRole(entity, _) => {
                Some(Part::Party(*entity))
            }
            _ => None,
        }
    }
}

/// Returns `deal` as told by someone who asserts all of `assertions`; a later one overrides an earlier.
pub fn retell<'a>(deal: &Deal, assertions: impl IntoIterator<Item = &'a Assertion>) -> Deal {
    let mut told = deal.clone();
    let mut without_tranches = false;
    // Positions must keep their meaning until every assertion is read, so removals wait.
    let mut absent_tranches: Vec<usize> = Vec::new();
    let mut absent_clauses: Vec<usize> = Vec::new();
    let mut absent_parties: Vec<EntityIx> = Vec::new();
    for assertion in assertions {
        match assertion {
            Assertion::NoTranches => without_tranches = true,
            Assertion::TrancheAbsent(index) => absent_tranches.push(*index),
            Assertion::ClauseAbsent(index) => absent_clauses.push(*index),
            Assertion::PartyAbsent(entity) => absent_parties.push(*entity),
            other => {
                // Who speaks of a part later says that it is there after all.
                match other.part_spoken_of() {
                    Some(Part::Tranche(index)) => {
                        without_tranches = false;
                        absent_tranches.retain(|absent| *absent != index);
                    }
                    Some(Part::Clause(index)) => absent_clauses.retain(|absent| *absent != index),
                    Some(Part::Party(entity)) => absent_parties.retain(|absent| *absent != entity),
                    None => {}
                }
                set(&mut told, other);
            }
        }
    }
    let mut position = 0..;
    told.tranches.retain(|_| !without_tranches && position.next().is_some_and(|at| !absent_tranches.contains(&at)));
    let mut position = 0..;
    told.clauses.retain(|_| position.next().is_some_and(|at| !absent_clauses.contains(&at)));
    for entity in absent_parties {
        told.parties.retain(|party| party.who != Who::Entity(entity));
        told.tranches.retain(|tranche| tranche.by != Some(entity));
    }
    told
}

fn set(deal: &mut Deal, assertion: &Assertion) {
    match assertion {
        Assertion::Amount(amount) => deal.amount = Some(*amount),
        Assertion::PreMoney(amount) => deal.pre_money = Some(*amount),
        Assertion::PostMoney(amount) => deal.post_money = Some(*amount),
        Assertion::Announced(date) => deal.announced = Some(*date),
        Assertion::Period(period) => deal.period = Some(*period),
        // A source that names the status the deal has anyway does not unsay when it came there.
        Assertion::Status(status) if *status == deal.status => {}
        Assertion::Status(status) => {
            deal.status = *status;
            deal.history.clear();
        }
        Assertion::Capacity(capacity) => deal.capacity = Some(*capacity),
        Assertion::Instrument(instrument) => deal.instrument = Some(*instrument),
        Assertion::Commits(entity, amount) => {
            deal.parties_of(*entity).for_each(|party| party.commits = Some(*amount));
        }
        Assertion::Stake(entity, share) => {
            deal.parties_of(*entity).for_each(|party| party.stake = Some(*share));
        }
        Assertion::PartyRole(entity, role) => {
            deal.parties_of(*entity).for_each(|party| party.role = *role);
        }
        Assertion::TrancheAmount(index, amount) => change(&mut deal.tranches, *index, |it| it.amount = *amount),
        Assertion::TrancheDue(index, date) => change(&mut deal.tranches, *index, |it| it.due = Some(*date)),
        Assertion::TrancheStatus(index, status) => {
            change(&mut deal.tranches, *index, |it| it.status = Some(*status));
        }
        Assertion::TrancheConditions(index, on) => change(&mut deal.tranches, *index, |it| it.on.clone_from(on)),
        Assertion::ClausePeriod(index, period) => {
            change(&mut deal.clauses, *index, |it| it.period = Some(*period));
        }
        Assertion::ClauseFacet(index, facet, value) => {
            change(&mut deal.clauses, *index, |it| it.scope.set(*facet, value.clone()));
        }
        Assertion::NoCarveOuts(index) => change(&mut deal.clauses, *index, |it| it.carve_outs.clear()),
        Assertion::ScopeFacet(facet, value) => {
            deal.scope.get_or_insert_default().set(*facet, value.clone());
        }
        Assertion::NoTranches
        | Assertion::TrancheAbsent(_)
        | Assertion::ClauseAbsent(_)
        | Assertion::PartyAbsent(_)
        | Assertion::Remark => {}
    }
}

impl Deal {
    /// The parties that an entity is.
    pub(crate) fn parties_of(&mut self, entity: EntityIx) -> impl Iterator<Item = &mut Party> {
        self.parties.iter_mut().filter(move |party| party.who.entity() == Some(entity))
    }
}

fn change<T>(items: &mut [T], index: usize, how: impl FnOnce(&mut T)) {
    if let Some(item) = items.get_mut(index) {
        how(item);
    }
}
