//! Deals that are sought for something: most are passed over by their bytes, and none but those found is kept.

use super::shares;
use super::told::{Telling, Told};
use crate::model::pack::{PlainDeal, Skim, Unpacker, has_clauses};
use crate::model::{Claim, Deal, DealIx, EntityIx, Hedge, Money, Packed as _, Placeholder as _};

impl Told<'_> {
    /// Every deal seen that has clauses, by id, each kept. Costs a look at the first bytes of every deal, and the making
    /// of those found.
    pub fn deals_with_clauses(&self) -> impl Iterator<Item = (DealIx, &Deal)> {
        self.kept(self.find(has_clauses, |deal| !deal.clauses.is_empty()))
    }

    /// The deals seen with a named party of whom `is_meant` is true, by id, each kept. Costs a look at the parties of
    /// every deal, and the making of those found.
    pub fn deals_with(&self, is_meant: impl Fn(EntityIx) -> bool) -> impl Iterator<Item = (DealIx, &Deal)> {
        self.kept(self.indices_with(is_meant))
    }

    /// The indices of the same deals. Costs a look at the parties of every deal.
    pub(crate) fn indices_with(&self, is_meant: impl Fn(EntityIx) -> bool) -> Vec<DealIx> {
        let mut skim = Skim::default();
        let is_written = |bytes: &mut Unpacker<'_>| {
            skim.read(bytes)?;
            Some(skim.parties.iter().flatten().any(|party| is_meant(*party)))
        };
        let is_changed = |deal: &Deal| deal.parties.iter().filter_map(|party| party.who.entity()).any(&is_meant);
        self.find(is_written, is_changed)
    }

    /// The deals not seen with a named party of whom `is_meant` is true, by id. Costs a look at the parties of these.
    pub(crate) fn unseen_with(&self, is_meant: impl Fn(EntityIx) -> bool) -> Vec<DealIx> {
        let (mut skim, mut found) = (Skim::default(), Vec::new());
        if self.unseen() == 0 {
            return found;
        }
        self.book.sections().deals.each_raw(0, self.book.deal_count(), |position, bytes| {
            let index = DealIx::new(position);
            if !self.sees(index) {
                skim.read(bytes)?;
                if skim.parties.iter().flatten().any(|party| is_meant(*party)) {
                    found.push(index);
                }
            }
            Some(())
        });
        found
    }

    /// The deals seen that are meant, by their bytes where they are told as they are written, by id.
    fn find(
        &self,
        mut is_written: impl FnMut(&mut Unpacker<'_>) -> Option<bool>,
        is_changed: impl Fn(&Deal) -> bool,
    ) -> Vec<DealIx> {
        let mut found = Vec::new();
        self.book.sections().deals.each_raw(0, self.book.deal_count(), |position, bytes| {
            let index = DealIx::new(position);
            let is_found = match self.telling(index) {
                Telling::Unseen => false,
                Telling::AsWritten => is_written(bytes)?,
                Telling::Changed => self.deal(index).is_some_and(&is_changed),
            };
            if is_found {
                found.push(index);
            }
            Some(())
        });
        found
    }

    /// Deals seen, each kept.
    fn kept(&self, deals: Vec<DealIx>) -> impl Iterator<Item = (DealIx, &Deal)> {
        deals.into_iter().filter_map(|index| Some((index, self.deal(index)?)))
    }

    /// The deals seen of whose money some may be less sure than the rest, by id: those with an "up to", tranches, commitments
    /// of single parties, or what few deals have. Costs a look at the bytes of every deal.
    pub(crate) fn perhaps_divided(&self) -> Vec<DealIx> {
        let found = shares::of(self.book.deal_count(), shares::SHARE, |from, to| {
            let mut found = Vec::new();
            self.book.sections().deals.each_raw(from, to, |position, bytes| {
                let index = DealIx::new(position);
                let mut is_sure = || PlainDeal::read(bytes).is_some_and(|it| !it.amount.is_some_and(is_up_to));
                if self.telling(index) == Telling::Changed || (self.sees(index) && !is_sure()) {
                    found.push(index);
                }
                Some(())
            });
            found
        });
        found.concat()
    }

    /// The deals seen of which a claim, heard or not, says something of a field, by id. Costs a look at every deal.
    pub(crate) fn with_claims_of_fields(&self) -> Vec<DealIx> {
        let says = |claim: &Claim| claim.says.as_ref().is_some_and(|said| !said.assertion.is_remark());
        let found = shares::of(self.book.deal_count(), shares::SHARE, |from, to| {
            let (mut found, mut deal) = (Vec::new(), Deal::placeholder());
            self.book.sections().deals.each_raw(from, to, |position, bytes| {
                // Of a plain deal no claim says anything, and most deals are plain.
                let index = DealIx::new(position);
                if self.sees(index) && PlainDeal::read(&mut bytes.clone()).is_none() {
                    deal.refill(bytes)?;
                    if deal.claims.iter().any(says) {
                        found.push(index);
                    }
                }
                Some(())
            });
            found
        });
        found.concat()
    }
}

fn is_up_to(amount: Money) -> bool {
    amount.hedge() == Hedge::UpTo
}
