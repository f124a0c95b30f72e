//! What might be otherwise: deals gone, tranches void or triggered, entities failed.

use std::borrow::Cow;

use super::marks::Marks;
use super::told::Told;
use super::view::View;
use crate::model::{Book, Deal, DealIx, EntityIx, PartialDate, Status, Tranche};

/// One thing supposed to be otherwise than the book tells it. A tranche is named by its position in the deal as
/// the book tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Supposition {
    /// The deal was never made.
    Drop(DealIx),
    /// The tranche is cancelled: nothing of it is ever paid.
    Void(DealIx, usize),
    /// The conditions of the tranche are met, and it is closed. An "up to" stays one: a condition met does not
    /// say how much is drawn.
    Trigger(DealIx, usize),
    /// The entity fails: no deal to which it, or a part of it, is a party is there any more.
    Fail(EntityIx),
}

impl<'b> Told<'b> {
    /// Tells a book from a view, as it would be if all of `suppositions` held. A tranche that the view does not
    /// tell stays untold.
    pub fn if_only(book: &'b Book, view: View, suppositions: &[Supposition]) -> Self {
        if !view.tells_as_written() {
            return Self::supposing(book, view, |index, deal| suppose(book, &view, suppositions, index, deal));
        }
        Self::but_for(book, view, |written| {
            let otherwise = |index: DealIx| {
                let deal = written.look(index)?;
                match suppose(book, &view, suppositions, index, Cow::Borrowed(&*deal)) {
                    None => Some((index, None)),
                    Some(Cow::Owned(deal)) => Some((index, Some(deal))),
                    Some(Cow::Borrowed(_)) => None,
                }
            };
            touched(written, suppositions).into_iter().filter_map(otherwise).collect()
        })
    }
}

/// The deals that some suppositions are about, or may be, as far as `told` sees them.
fn touched(told: &Told<'_>, suppositions: &[Supposition]) -> Vec<DealIx> {
    let day = told.view.as_of.map(PartialDate::last);
    let mut failed = Marks::none(told.book.entity_count());
    let mut fails = false;
    let mut deals = Vec::new();
    for supposition in suppositions {
        match *supposition {
            Supposition::Drop(deal) | Supposition::Void(deal, _) | Supposition::Trigger(deal, _) => deals.push(deal),
            Supposition::Fail(whole) => {
                fails = true;
                let entities = told.book.entity_indices();
                let parts = entities.filter(|it| told.book.lineage(*it, day).any(|above| above == whole));
                for part in parts {
                    failed.mark(part.number());
                }
            }
        }
    }
    if fails {
        deals.extend(told.indices_with(|party| failed.has(party.number())));
    }
    deals
}

/// A deal as it would be if all of `suppositions` held; `None` where it would not be there.
fn suppose<'d>(
    book: &Book,
    view: &View,
    suppositions: &[Supposition],
    index: DealIx,
    mut deal: Cow<'d, Deal>,
) -> Option<Cow<'d, Deal>> {
    for supposition in suppositions {
        match *supposition {
            Supposition::Drop(gone) if gone == index => return None,
            Supposition::Fail(failed) if is_party(book, view, &deal, failed) => return None,
            Supposition::Void(of, position) if of == index => {
                change(book, &mut deal, index, position, |tranche| tranche.status = Some(Status::Cancelled));
            }
            Supposition::Trigger(of, position) if of == index => {
                change(book, &mut deal, index, position, |tranche| {
                    tranche.on.clear();
                    tranche.status = Some(Status::Closed);
                });
            }
            _ => {}
        }
    }
    Some(deal)
}

/// Whether `whole`, or what is a part of it on the day of the view, is a party.
fn is_party(book: &Book, view: &View, deal: &Deal, whole: EntityIx) -> bool {
    let day = view.as_of.map(PartialDate::last);
    deal.parties.iter().filter_map(|party| party.who.entity()).any(|who| book.lineage(who, day).any(|it| it == whole))
}

/// Changes one tranche. A view may tell fewer tranches than the book, so it is found by its id.
fn change(book: &Book, deal: &mut Cow<'_, Deal>, index: DealIx, position: usize, how: impl FnOnce(&mut Tranche)) {
    let Some(wanted) = book.deal(index).tranches.get(position) else { return };
    if let Some(here) = deal.tranches.iter().position(|tranche| tranche.id == wanted.id) {
        how(&mut deal.to_mut().tranches[here]);
    }
}
