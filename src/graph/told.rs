//! The deals of a book as one view tells them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::by_then::{carried_on, growing};
use super::heard::{Believed, heard, is_heard};
use super::shares;
use super::tell::{sees, tell};
use super::view::{Ended, Trust, View};
use crate::model::pack::{Skim, Unpacker};
use crate::model::{Assertion, Book, Claim, Deal, DealIx, EntityIx, Leg, PartialDate, Projections, Status, each_leg};

/// Every deal of a book as a view tells it; a deal that the view does not see is absent.
///
/// Deals that are told as they are written are not held here but read from the book.
#[derive(Debug, Clone)]
pub struct Told<'b> {
    /// The book.
    pub book: &'b Book,
    /// The view.
    pub view: View,
    tellings: Tellings,
    /// The deals told otherwise than they are written.
    changed: BTreeMap<DealIx, Deal>,
    /// The deals that another one seen has replaced.
    replaced: BTreeSet<DealIx>,
    /// Whether something is supposed to be otherwise than the book tells it.
    supposes: bool,
}

/// How each deal is told.
#[derive(Debug, Clone)]
enum Tellings {
    /// As it is written, where its status is one that the view sees and nothing has replaced it. Looked up in the book
    /// for the deals asked about.
    ByStatus,
    /// As worked out.
    Each(Vec<Telling>),
}

/// How a deal is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    Unseen,
    AsWritten,
    Changed,
}

/// A deal for whoever may have no need of its record.
#[derive(Debug, Clone)]
pub(crate) enum Sight<'d> {
    /// It is told as it is written, with these bytes.
    Written(Unpacker<'d>),
    /// It is told otherwise.
    Changed(&'d Deal),
}

impl<'b> Told<'b> {
    /// Tells a book from a view. Costs a look at the deals that another replaces where the view asks for no date, no trust
    /// and no status, and else one pass over the claims.
    pub fn new(book: &'b Book, view: View) -> Self {
        if !view.tells_as_written() {
            return Self { supposes: false, ..Self::supposing(book, view, |_, deal| Some(deal)) };
        }
        Self::finish(book, view, Tellings::ByStatus, BTreeMap::new(), false)
    }

    /// Tells a book from a view, with each deal seen changed by `suppose`, or no longer seen where it answers
    /// nothing. Deals keep their indices.
    ///
    /// A deal that was replaced is seen again where its successor no longer is.
    pub fn supposing(
        book: &'b Book,
        view: View,
        suppose: impl for<'d> Fn(DealIx, Cow<'d, Deal>) -> Option<Cow<'d, Deal>> + Sync,
    ) -> Self {
        let day = view.as_of.map(PartialDate::last);
        let growing = day.map(|day| growing(book, day)).unwrap_or_default();
        let carried_on = day.map(|day| carried_on(book, day)).unwrap_or_default();
        let pieces = shares::of(book.deal_count(), shares::SHARE, |from, to| {
            let (mut tellings, mut changed) = (Vec::with_capacity(to.saturating_sub(from)), Vec::new());
            book.sections().deals.each(from, to, |position, written| {
                let index = DealIx::new(position);
                let told = tell(book, &view, written, (growing.contains(&index), carried_on.contains(&index)));
                tellings.push(match told.and_then(|deal| suppose(index, deal)) {
                    None => Telling::Unseen,
                    Some(Cow::Borrowed(_)) => Telling::AsWritten,
                    Some(Cow::Owned(deal)) => {
                        changed.push((index, deal));
                        Telling::Changed
                    }
                });
            });
            // What comes behind a deal that cannot be read is not told, and the answer will be refused.
            tellings.resize(to.saturating_sub(from), Telling::Unseen);
            (tellings, changed)
        });
        let (tellings, changed): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        let changed = changed.into_iter().flatten().collect();
        Self::finish(book, view, Tellings::Each(tellings.concat()), changed, true)
    }

    /// Tells a book from a view that tells deals as they are written, but for those that `otherwise` finds: these are told
    /// as it says, or are not seen where it says nothing. It is given the deals as told before any replaces another.
    pub(super) fn but_for(
        book: &'b Book,
        view: View,
        otherwise: impl FnOnce(&Self) -> BTreeMap<DealIx, Option<Deal>>,
    ) -> Self {
        let (changed, replaced) = (BTreeMap::new(), BTreeSet::new());
        let written = Self { book, view, tellings: Tellings::ByStatus, changed, replaced, supposes: true };
        let mut tellings: Vec<Telling> = book.deal_indices().map(|index| written.telling(index)).collect();
        let mut changed = BTreeMap::new();
        for (index, deal) in otherwise(&written) {
            tellings[index.get()] = if deal.is_some() { Telling::Changed } else { Telling::Unseen };
            changed.extend(deal.map(|deal| (index, deal)));
        }
        Self::finish(book, view, Tellings::Each(tellings), changed, true)
    }

    fn finish(book: &'b Book, view: View, tellings: Tellings, changed: BTreeMap<DealIx, Deal>, supposes: bool) -> Self {
        let mut told = Self { book, view, tellings, changed, replaced: BTreeSet::new(), supposes };
        told.drop_superseded();
        told
    }

    /// How a deal of the book is told.
    pub(super) fn telling(&self, index: DealIx) -> Telling {
        match &self.tellings {
            Tellings::Each(tellings) => tellings.get(index.get()).copied().unwrap_or(Telling::Unseen),
            Tellings::ByStatus => {
                let hidden = self.view.ended == Ended::Hidden && self.replaced.contains(&index);
                if hidden || !sees(&self.view, self.book.status_of(index)) {
                    Telling::Unseen
                } else {
                    Telling::AsWritten
                }
            }
        }
    }

    /// The deal as told; absent where the view does not see it.
    pub fn deal(&self, index: DealIx) -> Option<&Deal> {
        match self.telling(index) {
            Telling::Unseen => None,
            Telling::AsWritten => Some(self.book.deal(index)),
            Telling::Changed => self.changed.get(&index),
        }
    }

    /// How far a deal has come, as told; as its curator says, where the view does not see it.
    pub(super) fn status_of(&self, index: DealIx) -> Status {
        match self.telling(index) {
            Telling::Changed => self.changed.get(&index).map_or(self.book.status_of(index), |deal| deal.status),
            Telling::AsWritten | Telling::Unseen => self.book.status_of(index),
        }
    }

    /// The deal as told, where it is at hand as it is written; absent where the view does not see it.
    pub(crate) fn as_told<'d>(&'d self, index: DealIx, written: &'d Deal) -> Option<&'d Deal> {
        match self.telling(index) {
            Telling::Unseen => None,
            Telling::AsWritten => Some(written),
            Telling::Changed => self.changed.get(&index),
        }
    }

    /// The deal as told, for a short look: one of a large book is not kept.
    pub(crate) fn look(&self, index: DealIx) -> Option<Cow<'_, Deal>> {
        match self.telling(index) {
            Telling::Unseen => None,
            Telling::AsWritten => Some(self.book.sections().deals.look(index.get())),
            Telling::Changed => self.changed.get(&index).map(Cow::Borrowed),
        }
    }

    /// The deal as the view would tell it if it saw what has ended and asked for no status; absent where it tells nothing of it,
    /// or where it is supposed to be away.
    pub(crate) fn whatever_its_status(&self, index: DealIx) -> Option<Cow<'_, Deal>> {
        if self.supposes {
            return self.look(index);
        }
        let view = View { min_status: None, ended: Ended::Shown, ..self.view };
        tell(self.book, &view, self.book.deal(index), (false, false))
    }

    /// Tells those of some deals, given by id, that the view sees, for a short look at each. Where they lie close together
    /// the deals between them are read as well, which costs less than to look each up.
    pub(crate) fn look_at(&self, deals: &[DealIx], mut tell: impl FnMut(DealIx, &Deal)) {
        let (Some(first), Some(last)) = (deals.first(), deals.last()) else { return };
        let span = first.get()..last.get().saturating_add(1);
        if span.len() / 8 > deals.len() {
            for index in deals {
                if let Some(deal) = self.look(*index) {
                    tell(*index, &deal);
                }
            }
            return;
        }
        let mut wanted = deals.iter().copied().peekable();
        self.each_run(span.start, span.end, |run| {
            for (index, deal) in run {
                while wanted.next_if(|it| it < index).is_some() {}
                if wanted.next_if_eq(index).is_some() {
                    tell(*index, deal);
                }
            }
        });
    }

    /// Whether the view sees a deal.
    pub fn sees(&self, index: DealIx) -> bool {
        self.telling(index) != Telling::Unseen
    }

    /// Whether this is what the plain view tells, with every claim heard and nothing supposed.
    pub(super) fn is_plain(&self) -> bool {
        self.view.is_plain() && !self.supposes
    }

    /// The claims on a deal that the view hears, the latest source last; the empty list where it does not see
    /// the deal.
    pub fn claims(&self, index: DealIx) -> Vec<&'b Claim> {
        if self.sees(index) { heard(self.book, &self.view, self.book.deal(index)) } else { Vec::new() }
    }

    /// The same claims in the order in which the deal has them.
    pub fn claims_as_written(&self, index: DealIx) -> impl Iterator<Item = &'b Claim> {
        let claims: &[Claim] = if self.sees(index) { &self.book.deal(index).claims } else { &[] };
        claims.iter().filter(|claim| is_heard(self.book, &self.view, claim))
    }

    /// Whether a deal, as the sources heard tell it, already is as `assertion` says.
    pub fn agrees(&self, index: DealIx, assertion: &Assertion) -> bool {
        Believed::of(self.book, &self.view, self.book.deal(index), &self.claims(index)).agrees(assertion)
    }

    /// Every deal seen, by id. Costs the making of each record, unless the book is small.
    pub fn deals(&self) -> impl Iterator<Item = (DealIx, Cow<'_, Deal>)> {
        self.book.deal_indices().zip(self.book.deals()).filter_map(|(index, written)| match self.telling(index) {
            Telling::Unseen => None,
            Telling::AsWritten => Some((index, written)),
            Telling::Changed => Some((index, Cow::Borrowed(self.changed.get(&index)?))),
        })
    }

    /// Tells every leg that has both ends, of the deals seen from one position up to another, in order.
    ///
    /// Of a deal told as it is written only the parties are read, unless it says who deals with whom.
    pub(super) fn each_leg(&self, from: usize, to: usize, mut tell: impl FnMut(EntityIx, EntityIx, Leg)) {
        let (mut skim, mut projections) = (Skim::default(), Projections::default());
        self.book.sections().deals.each_raw(from, to, |position, bytes| {
            let index = DealIx::new(position);
            let head = match self.telling(index) {
                Telling::Unseen => return Some(()),
                Telling::AsWritten => Some(skim.read(bytes)?).filter(|head| !head.pairs_written),
                Telling::Changed => None,
            };
            if let Some(head) = head {
                let party = |at: u16| skim.parties.get(usize::from(at)).copied().flatten();
                projections.each_leg(index, head, &skim.roles, |leg| {
                    if let (Some(from), Some(to)) = (party(leg.from), party(leg.to)) {
                        tell(from, to, leg);
                    }
                });
            } else if let Some(deal) = self.deal(index) {
                each_leg(index, deal, |leg| {
                    if let (Some(from), Some(to)) = (deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into())) {
                        tell(from, to, leg);
                    }
                });
            }
            Some(())
        });
    }

    /// Tells the deals seen from one position up to another, by id, in runs, for a short look at each.
    pub(crate) fn each_run(&self, from: usize, to: usize, mut tell: impl FnMut(&[(DealIx, &Deal)])) {
        self.book.sections().deals.each_run(from, to, |first, written| {
            let deals = (first..).map(DealIx::new).zip(written);
            let told = deals.filter_map(|(index, written)| Some((index, self.as_told(index, written)?)));
            tell(&told.collect::<Vec<_>>());
        });
    }

    /// Tells the deals seen from one position up to another, by id, in runs, until `tell` finds bytes broken.
    pub(crate) fn each_block(
        &self,
        from: usize,
        to: usize,
        mut tell: impl FnMut(&mut dyn Iterator<Item = (DealIx, Sight<'_>)>) -> Option<()>,
    ) {
        self.book.sections().deals.each_block(from, to, |first, written| {
            let deals = (first..).map(DealIx::new).zip(written);
            tell(&mut deals.filter_map(|(index, written)| match self.telling(index) {
                Telling::Unseen => None,
                Telling::AsWritten => Some((index, Sight::Written(written.clone()))),
                Telling::Changed => Some((index, Sight::Changed(self.changed.get(&index)?))),
            }))
        });
    }

    /// How many deals the view sees.
    pub fn seen(&self) -> usize {
        self.book.deal_count() - self.unseen()
    }

    /// How many deals the view does not see.
    pub fn unseen(&self) -> usize {
        match &self.tellings {
            Tellings::Each(tellings) => tellings.iter().filter(|telling| **telling == Telling::Unseen).count(),
            Tellings::ByStatus => {
                let of_status = self.book.count_by_status().into_iter();
                let unseen = of_status.filter(|(status, _)| !sees(&self.view, *status)).map(|(_, count)| count);
                let hidden = |deal: &&DealIx| sees(&self.view, self.book.status_of(**deal));
                let replaced =
                    if self.view.ended == Ended::Hidden { self.replaced.iter().filter(hidden).count() } else { 0 };
                unseen.sum::<usize>() + replaced
            }
        }
    }

    /// How many changes of the status of a deal seen came only after the day as of which it is told, so that they are not. None
    /// where only what was known by a day is told: of them nothing was.
    pub(crate) fn later_changes(&self, index: DealIx) -> usize {
        let day = self.view.as_of.filter(|_| self.view.known_at.is_none() && self.telling(index) == Telling::Changed);
        day.map_or(0, |day| {
            let written = self.book.sections().deals.look(index.get());
            written.history.iter().filter(|change| change.date.last() > day.last()).count()
        })
    }

    /// The deals that have replaced one which the view sees, by id, but which it does not see itself: since they have not come as
    /// far as it asks for, or since those whom it trusts do not tell them.
    pub fn replaced_by_unseen(&self, index: DealIx) -> Vec<DealIx> {
        if (self.view.min_status.is_none() && self.view.trust == Trust::All)
            || !self.sees(index)
            || self.is_replaced(index)
        {
            return Vec::new();
        }
        let view = View { min_status: None, trust: Trust::All, ..self.view };
        let enough = self.book.status_of(index).min(Status::Announced);
        let has_come = |newer: &DealIx| {
            let told = tell(self.book, &view, self.book.deal(*newer), (false, false));
            !self.sees(*newer) && told.is_some_and(|newer| newer.status >= enough && !newer.status.is_ended())
        };
        self.book.superseded_by(index).filter(has_come).collect()
    }

    /// Whether another deal seen has replaced this one.
    pub fn is_replaced(&self, index: DealIx) -> bool {
        self.replaced.contains(&index)
    }

    /// A deal that another one seen replaces is no longer seen. A successor that is weaker than announced, and
    /// weaker than the deal itself, does not replace it yet.
    fn drop_superseded(&mut self) {
        let mut replaced = BTreeSet::new();
        for old in self.book.absorbed() {
            let enough = self.book.status_of(old).min(Status::Announced);
            let gone = self
                .book
                .superseded_by(old)
                .any(|newer| self.deal(newer).is_some_and(|newer| newer.status >= enough && !newer.status.is_ended()));
            if gone {
                replaced.insert(old);
            }
        }
        self.replaced = replaced;
        if self.view.ended == Ended::Hidden
            && let Tellings::Each(tellings) = &mut self.tellings
        {
            for old in &self.replaced {
                tellings[old.get()] = Telling::Unseen;
            }
        }
    }
}
