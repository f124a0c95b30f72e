//! What a party of an enlarged deal puts in: the new total less what others had put into what it enlarges.
//!
//! ```text
//! old (USD 100m, by Acme) ──is enlarged by USD 50m──▶ new (USD 150m, by Lyra)        Lyra puts in 50m, and not 150m
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::told::Told;
use super::view::Rollup;
use crate::model::{Currency, Deal, DealIx, EntityIx, Interval, Known, Money, PartialDate, Split, Stated, Status, Who};

/// What nobody tells anything of.
const ANYTHING: Interval = Interval::at_least(0);

impl Told<'_> {
    /// The part of the money that the party at position `party` of a deal puts in, as [`Deal::money_by`] tells it, without what
    /// others had put into the deals that it enlarges: these are in its total.
    ///
    /// A part of a whole is that whole where the view counts it so. What a party itself commits stands as written.
    pub fn money_by(&self, deal: &Deal, party: usize) -> Known {
        self.own_money(deal, party, deal.money_by(party))
    }

    /// The same where it is known what the deal tells of the party.
    pub(crate) fn own_money(&self, deal: &Deal, party: usize, known: Known) -> Known {
        let Known::Stated(stated) = known else { return known };
        match self.own(deal, party, stated.currency).map(|[added, before]| added + before) {
            Some(most) => Known::Stated(Stated { split: own_part(deal, stated.split, most), ..stated }),
            None => known,
        }
    }

    /// The most of what the party at a position puts in that is firm, that is promised and that is neither, as in
    /// [`Deal::most_of_each_by`], without what others had put into the deals that it enlarges.
    pub fn most_of_each_by(&self, deal: &Deal, party: usize) -> [Option<u128>; 3] {
        let known = deal.most_of_each_by(party);
        let currency = deal.amount.and_then(Money::currency);
        let own = currency.and_then(|currency| self.own(deal, party, currency));
        let own = own.map(|[added, before]| added + before);
        let Some(most) = own.and_then(Interval::upper) else { return known };
        known.map(|level| Some(level.map_or(most, |level| level.min(most))))
    }

    /// Whether a deal enlarges one into which none of its own payers put anything.
    pub(crate) fn is_enlarged_by_others(&self, deal: &Deal) -> bool {
        let currency = deal.amount.and_then(Money::currency);
        let own = |payer| currency.and_then(|currency| self.own(deal, payer, currency));
        let is_new = |payer| own(payer).is_some_and(|[_, before]| before.is_zero());
        deal.expands.is_some() && deal.in_roles(deal.kind.payers()).all(is_new)
    }

    /// What a party's own money in an enlarged deal can be: in what the deal adds, and before; absent where its deal tells as much: it enlarges nothing,
    /// only the party has paid into what it enlarges, or it says what it commits.
    fn own(&self, deal: &Deal, party: usize, currency: Currency) -> Option<[Interval; 2]> {
        deal.expands?;
        let payer = deal.parties.get(party)?;
        if payer.commits.is_some() {
            return None;
        }
        let me = self.counted_as(payer.who.entity()?);
        let is_mine = |who: &Who| who.entity().is_some_and(|entity| self.counted_as(entity) == me);
        let enlarged = self.enlarged(deal);
        let payers = |deal: &Deal| deal.in_roles(deal.kind.payers()).collect::<Vec<_>>();
        let all_mine = |deal: &Deal| payers(deal).iter().all(|at| is_mine(&deal.parties[*at].who));
        if enlarged.iter().all(|deal| all_mine(deal)) {
            return None;
        }
        let mut before = Interval::ZERO;
        for (rank, older) in enlarged.iter().enumerate().rev() {
            let added = match enlarged.get(rank + 1) {
                Some(oldest) => added(older, oldest, currency) + before,
                None => whole(older, currency),
            };
            let paying = payers(older);
            let mine = paying.iter().copied().filter(|at| is_mine(&older.parties[*at].who));
            let mine: Vec<Known> = mine.map(|at| older.money_by(at)).collect();
            let may_be_mine = paying.iter().any(|at| matches!(older.parties[*at].who, Who::Undisclosed(_)));
            let up_to = |most: Interval| most.upper().map_or(ANYTHING, Interval::up_to);
            before = if older.status.is_ended() && older.status != Status::Superseded {
                // Nobody knows whose that part of the total is now.
                ANYTHING
            } else if may_be_mine {
                up_to(whole(older, currency))
            } else if mine.is_empty() {
                before
            } else if all_mine(older) {
                added
            } else {
                let told: Option<Interval> = mine.iter().map(|known| headline(*known, currency)).sum();
                told.map_or(up_to(added), |told| within(told, added))
            };
        }
        let added = enlarged.first().map_or(ANYTHING, |older| added(deal, older, currency));
        Some([added, before])
    }

    /// The deals that one enlarges, the nearest first.
    fn enlarged<'d>(&'d self, deal: &Deal) -> Vec<Cow<'d, Deal>> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::<DealIx>::new());
        let mut next = deal.expands;
        // Loading refuses deals that enlarge one another in a circle; a snapshot made by hand may have them.
        while let Some(older) = next.map(|it| it.deal).filter(|older| seen.insert(*older)) {
            // What the view does not see is in the total all the same.
            let told = self.look(older).unwrap_or_else(|| self.book.sections().deals.look(older.get()));
            next = told.expands;
            found.push(told);
        }
        found
    }

    /// The entity that the view counts another one as.
    fn counted_as(&self, entity: EntityIx) -> EntityIx {
        match self.view.rollup {
            Rollup::Wholes => self.book.root_of(entity, self.view.as_of.map(PartialDate::last)),
            Rollup::Parts => entity,
        }
    }
}

/// What a deal adds to one that it enlarges: as it says, or what its total leaves of the older one.
fn added(deal: &Deal, older: &Deal, currency: Currency) -> Interval {
    let by = deal.expands.and_then(|expansion| expansion.by).filter(|by| by.currency() == Some(currency));
    by.map_or_else(|| whole(deal, currency).minus(whole(older, currency)), Money::interval)
}

/// What a deal comes to; anything, where nobody says so in the currency.
fn whole(deal: &Deal, currency: Currency) -> Interval {
    deal.amount.filter(|amount| amount.currency() == Some(currency)).map_or(ANYTHING, Money::interval)
}

fn headline(known: Known, currency: Currency) -> Option<Interval> {
    known.stated().filter(|stated| stated.currency == currency).map(|stated| stated.split.headline)
}

/// An interval with neither end above the upper end of another.
fn within(interval: Interval, all: Interval) -> Interval {
    let Some(most) = all.upper() else { return interval };
    let upper = interval.upper().map_or(most, |upper| upper.min(most));
    Interval::new(interval.lower().min(most), Some(upper)).unwrap_or(interval)
}

/// What of a payer's part of an enlarged deal is its own: no more than that can be. Where it pays alone, all that the deal adds is
/// its own; how much of it is what is certain, only what is less certain leaves.
fn own_part(deal: &Deal, split: Split, own: Interval) -> Split {
    let alone = deal.in_roles(deal.kind.payers()).take(2).count() == 1;
    let part = |level: Interval| {
        let less_certain = split.headline.minus(level).upper();
        let surely = less_certain.map_or(0, |less| own.lower().saturating_sub(less));
        let lower = if alone { level.lower().min(surely) } else { level.lower() };
        within(Interval::new(lower, level.upper()).unwrap_or(level), own)
    };
    Split { firm: part(split.firm), committed: part(split.committed), headline: part(split.headline) }
}
