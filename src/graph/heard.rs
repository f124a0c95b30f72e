//! What a view hears of a deal: the claims that were published in time by those whom it trusts, and what these change.

use std::borrow::Cow;

use super::view::{Trust, View};
use crate::model::{Assertion, Book, Claim, Deal, PartialDate, Said, SourceIx, retell};

/// The deal as the trusted sources tell it.
pub(super) fn believe<'b>(book: &Book, view: &View, deal: &'b Deal) -> Option<Cow<'b, Deal>> {
    if is_curated(view) {
        return Some(Cow::Borrowed(deal));
    }
    let claims = heard(book, view, deal);
    if claims.is_empty() {
        return None;
    }
    let assertions = assertions(view, deal, &claims);
    let told = if assertions.is_empty() { Cow::Borrowed(deal) } else { Cow::Owned(retell(deal, assertions)) };
    Some(without_later_claims(book, view, told))
}

/// Leaves out what had not been published yet.
fn without_later_claims<'b>(book: &Book, view: &View, mut told: Cow<'b, Deal>) -> Cow<'b, Deal> {
    let Some(known_at) = view.known_at else { return told };
    let published = |claim: &Claim| book.source(claim.source).date.is_some_and(|date| date.last() <= known_at.last());
    if !told.claims.iter().all(published) {
        told.to_mut().claims.retain(published);
    }
    told
}

/// What the claims heard change in a deal: all that they say, or where the curator has weighed them, only what
/// the curator could not know yet.
pub(super) fn assertions<'b>(view: &View, deal: &'b Deal, claims: &[&'b Claim]) -> Vec<&'b Assertion> {
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
pub(super) fn is_curated(view: &View) -> bool {
    view.trust == Trust::All && view.known_at.is_none()
}

/// Whether a claim was published in time and is trusted.
pub(super) fn is_heard(book: &Book, view: &View, claim: &Claim) -> bool {
    let is_known = view
        .known_at
        .is_none_or(|known_at| book.source(claim.source).date.is_some_and(|date| date.last() <= known_at.last()));
    is_known
        && match view.trust {
            Trust::All | Trust::Latest => true,
            Trust::Official => book.source(claim.source).kind.is_official(),
            Trust::Source(source) => claim.source == source,
        }
}

/// The claims on a deal that were published in time and are trusted, in the order in which they speak.
pub(super) fn heard<'b>(book: &Book, view: &View, deal: &'b Deal) -> Vec<&'b Claim> {
    let mut claims: Vec<&'b Claim> = deal.claims.iter().filter(|claim| is_heard(book, view, claim)).collect();
    // The latest source speaks last and so has the last word; of equals, the later id.
    claims.sort_by_cached_key(|claim| (book.source(claim.source).date.map(PartialDate::last), claim.source));
    claims
}

/// What some claims say of the deal, remarks left out.
fn said<'d>(claims: &[&'d Claim]) -> impl Iterator<Item = &'d Said> {
    claims.iter().filter_map(|claim| claim.says.as_ref()).filter(|said| !said.assertion.is_remark())
}

/// What was said of fields whose curated value only later sources give: there the latest word known stands.
///
/// A value that no source gives at all is the curator's own reading, and stands at any time. That something is
/// not there ("told without tranches") is silence rather than a value, so it stands only where every source that
/// tells the deal is silent in the same way.
fn unknown_to_the_curator<'d>(deal: &'d Deal, known: &[&'d Claim]) -> Vec<&'d Assertion> {
    let mut sources: Vec<SourceIx> = known.iter().map(|claim| claim.source).collect();
    sources.dedup();
    let denied_by_all = |said: &Said| {
        sources.iter().all(|source| {
            known.iter().filter(|claim| claim.source == *source).any(|claim| claim.says.as_ref() == Some(said))
        })
    };
    let supported = |claims: &[&'d Claim]| -> Vec<&'d str> {
        said(claims).filter(|said| retell(deal, [&said.assertion]) == *deal).map(|said| said.field.as_str()).collect()
    };
    let supported_now = supported(known);
    let later: Vec<&Claim> = deal.claims.iter().filter(|claim| !known.contains(claim)).collect();
    let supported_later = supported(&later);
    said(known)
        .filter(|said| !supported_now.contains(&said.field.as_str()))
        .filter(|said| {
            if said.assertion.is_denial() {
                denied_by_all(said) && !later.is_empty()
            } else {
                supported_later.contains(&said.field.as_str())
            }
        })
        .map(|said| &said.assertion)
        .collect()
}
