//! The money along the legs of one deal.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::told::Told;
use crate::model::{Contributions, Deal, Flow, Known, Leg};

/// The money along the legs of a deal that a view tells. What hangs on the whole deal is worked out once, however many legs are
/// asked for.
#[derive(Debug)]
pub struct MoneyAlong<'d> {
    told: &'d Told<'d>,
    deal: &'d Deal,
    contributions: Contributions<'d>,
    legs: Cow<'d, [Leg]>,
}

impl<'d> MoneyAlong<'d> {
    /// That of a deal with these legs, which are all that it has.
    pub(crate) fn new(told: &'d Told<'_>, deal: &'d Deal, legs: impl Into<Cow<'d, [Leg]>>) -> Self {
        Self { told, deal, contributions: deal.contributions(), legs: legs.into() }
    }

    /// The money that moves along a leg: the giving party's part of the deal, where the taking party is the only one it can
    /// go to. Unstated for a leg of something else.
    pub fn money(&self, leg: Leg) -> Known {
        if leg.flow == Flow::Money { self.to_one_taker(leg.from.into()) } else { Known::Unstated }
    }

    /// What a party pays to the one other that it pays; unstated where those are several, or none.
    pub fn to_one_taker(&self, payer: usize) -> Known {
        let mut takers = self.legs.iter().filter(|leg| leg.flow == Flow::Money && usize::from(leg.from) == payer);
        match (takers.next(), takers.next()) {
            (Some(_), None) => self.told.own_money(self.deal, payer, self.contributions.of(payer)),
            _ => Known::Unstated,
        }
    }

    /// What the payers of some of the money legs move along these: each its part of the deal, where these are all that it pays;
    /// and where several pay nothing else and nobody else does, all of it at once, whoever of them has which part.
    pub fn parts(&self, some: &[Leg]) -> Vec<Known> {
        let count = |legs: &[Leg]| legs.iter().filter(|leg| leg.flow == Flow::Money).count();
        let is_by_several = some.first().is_some_and(|first| some.iter().any(|leg| leg.from != first.from));
        if is_by_several && count(some) == count(&self.legs) && self.deal.expands.is_none() {
            return vec![self.deal.money()];
        }
        let of_payer =
            |legs: &[Leg], payer: u16| legs.iter().filter(|leg| leg.flow == Flow::Money && leg.from == payer).count();
        let payers: BTreeSet<u16> = some.iter().filter(|leg| leg.flow == Flow::Money).map(|leg| leg.from).collect();
        let mut parts = Vec::new();
        for payer in payers {
            let along = of_payer(some, payer);
            if along == of_payer(&self.legs, payer) {
                let at = usize::from(payer);
                parts.push(self.told.own_money(self.deal, at, self.contributions.of(at)));
            } else {
                parts.extend(std::iter::repeat_n(Known::Unstated, along));
            }
        }
        parts
    }
}
