//! What a view hears of a deal: the claims that were published in time by those whom it trusts, and what these change.

use std::borrow::Cow;

use super::by_then::{ByThen, known_by};
use super::view::{Trust, View};
use crate::model::{Assertion, Book, Claim, Day, Deal, PartialDate, Said, SourceIx, retell};

/// A deal as a view believes it: what its curator could read of it by then, and what the sources heard say instead.
#[derive(Debug)]
pub(super) struct Believed<'d> {
    basis: Cow<'d, Deal>,
    assertions: Vec<Cow<'d, Assertion>>,
}

impl<'d> Believed<'d> {
    /// Weighs the claims heard of a deal.
    pub fn of(book: &Book, view: &View, deal: &'d Deal, claims: &[&'d Claim]) -> Self {
        let as_it_is = || ByThen { deal: Cow::Borrowed(deal), absent: Vec::new(), has_ended: false };
        let then = view.known_at.map_or_else(as_it_is, |date| known_by(book, view, deal, date.last()));
        let said = assertions(view, deal, claims).into_iter();
        // How far it had come is weighed already, unless what only some say was asked for.
        let is_weighed = then.has_ended || view.trust == Trust::All;
        let said = said.filter(|said| !(is_weighed && matches!(said, Assertion::Status(_)))).map(Cow::Borrowed);
        Self { assertions: then.absent.into_iter().map(Cow::Owned).chain(said).collect(), basis: then.deal }
    }

    fn told(self) -> Cow<'d, Deal> {
        if self.assertions.is_empty() { self.basis } else { Cow::Owned(self.told_by([])) }
    }

    fn told_by<'a>(&'a self, others: impl IntoIterator<Item = &'a Assertion>) -> Deal {
        retell(&self.basis, self.assertions.iter().map(|it| &**it).chain(others))
    }

    /// Whether it already is as `assertion` says.
    pub fn agrees(&self, assertion: &Assertion) -> bool {
        self.told_by([assertion]) == self.told_by([])
    }
}

/// The deal as the trusted sources tell it.
pub(super) fn believe<'b>(book: &Book, view: &View, deal: &'b Deal) -> Option<Cow<'b, Deal>> {
    if is_curated(view) {
        return Some(Cow::Borrowed(deal));
    }
    let claims = heard(book, view, deal);
    if claims.is_empty() {
        return None;
    }
    Some(without_later_claims(book, view, Believed::of(book, view, deal, &claims).told()))
}

/// Leaves out what had not been published yet.
fn without_later_claims<'b>(book: &Book, view: &View, mut told: Cow<'b, Deal>) -> Cow<'b, Deal> {
    let is_known = |claim: &Claim| view.knows_of(book.source(claim.source).date);
    if !told.claims.iter().all(is_known) {
        told.to_mut().claims.retain(is_known);
    }
    told
}

/// What the claims heard change in a deal: all that they say, or where the curator has weighed them, only what
/// the curator could not know yet.
fn assertions<'b>(view: &View, deal: &'b Deal, claims: &[&'b Claim]) -> Vec<&'b Assertion> {
    if is_curated(view) {
        return Vec::new();
    }
    if view.trust == Trust::All {
        unknown_to_the_curator(deal, claims)
    } else {
        said(claims).map(|said| &said.assertion).collect()
    }
}

/// Whether a view tells deals as their curator does, who has weighed all claims.
fn is_curated(view: &View) -> bool {
    view.trust == Trust::All && view.known_at.is_none()
}

/// Whether a claim was published in time and is trusted.
pub(super) fn is_heard(book: &Book, view: &View, claim: &Claim) -> bool {
    let source = book.source(claim.source);
    let is_trusted = match view.trust {
        Trust::All | Trust::Latest => true,
        Trust::Official => source.kind.is_official(),
        Trust::Source(trusted) => claim.source == trusted,
    };
    is_trusted && view.knows_of(source.date)
}

/// The claims on a deal that were published in time and are trusted, in the order in which they speak.
pub(super) fn heard<'b>(book: &Book, view: &View, deal: &'b Deal) -> Vec<&'b Claim> {
    let mut claims: Vec<&'b Claim> = deal.claims.iter().filter(|claim| is_heard(book, view, claim)).collect();
    // The latest source speaks last and so has the last word; of equals, the later id.
    claims.sort_by_cached_key(|claim| turn(book, claim));
    claims
}

/// When a claim has its turn to speak: the latest source last, and of equals the one of the later id.
pub(super) fn turn(book: &Book, claim: &Claim) -> (Option<Day>, SourceIx) {
    (book.source(claim.source).date.map(PartialDate::last), claim.source)
}

/// What some claims say of the deal, remarks left out.
pub(super) fn said<'d>(claims: &[&'d Claim]) -> impl Iterator<Item = &'d Said> {
    claims.iter().filter_map(|claim| claim.says.as_ref()).filter(|said| !said.assertion.is_remark())
}

/// What was said of fields whose curated value none of those who had spoken gives: there the latest word known stands, since
/// the curator may have weighed what came later.
///
/// Where nobody speaks of a field later, the curator's reading stands, but of how far something has come and of what it hangs
/// on: that changes though nobody says so. That something is not there ("told without tranches") is silence
/// rather than a value, so it stands only where every source that tells the deal is silent in the same way.
fn unknown_to_the_curator<'d>(deal: &'d Deal, known: &[&'d Claim]) -> Vec<&'d Assertion> {
    if known.len() == deal.claims.len() {
        return Vec::new();
    }
    let mut sources: Vec<SourceIx> = known.iter().map(|claim| claim.source).collect();
    sources.dedup();
    let denied_by_all = |said: &Said| {
        sources.iter().all(|source| {
            known.iter().filter(|claim| claim.source == *source).any(|claim| claim.says.as_ref() == Some(said))
        })
    };
    let is_later = |claim: &&Claim| !known.iter().any(|it| std::ptr::eq(*it, *claim));
    let later: Vec<&Claim> = deal.claims.iter().filter(is_later).collect();
    let is_spoken_of_later = |field: &str| said(&later).any(|later| is_of_one_part(&later.field, field));
    let supported: Vec<&str> =
        said(known).filter(|said| retell(deal, [&said.assertion]) == *deal).map(|said| said.field.as_str()).collect();
    said(known)
        .filter(|said| !supported.contains(&said.field.as_str()))
        .filter(|said| changes_unsaid(&said.assertion) || is_spoken_of_later(&said.field))
        .filter(|said| !said.assertion.is_denial() || denied_by_all(said))
        .map(|said| &said.assertion)
        .collect()
}

/// Whether an assertion is of something that goes on by itself.
const fn changes_unsaid(assertion: &Assertion) -> bool {
    matches!(assertion, Assertion::Status(_) | Assertion::TrancheStatus(..) | Assertion::TrancheConditions(..))
}

/// Whether two paths of fields are one, or one of them leads to a part of what the other is (`tranches`, `tranches.later.on`).
fn is_of_one_part(one: &str, two: &str) -> bool {
    let (outer, inner) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
