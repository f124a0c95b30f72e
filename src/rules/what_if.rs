//! Which findings appear, vanish or change if something were otherwise.
//!
//! **Finds** what differs between all findings of the book and all findings of the book with some suppositions.
//! **Why it matters**: it shows what a finding hangs on, and what a contingent payment would bring about.
//! **Example**: if the listing that Acme's second payment waits for takes place, the loop carries it as firm money.
//! **Limits**: nothing follows by itself: who loses its only supplier is still there (`impact` follows that).

use serde_json::json;

use super::change::change_section;
use super::{CatalogueError, Change, Comparison, compare};
use crate::graph::{DealGraph, Supposition, Told, View};
use crate::model::{Book, DealIx, Hedge};
use crate::report::{Report, count, view_record};

/// The answer.
#[derive(Debug, Clone)]
pub struct WhatIf<'b> {
    /// The book as it is.
    pub before: Told<'b>,
    /// The book as supposed.
    pub after: Told<'b>,
    /// What is supposed.
    pub suppositions: Vec<Supposition>,
    /// The findings that are not the same, by code, parties and topic.
    pub changes: Vec<Change>,
    /// What is not compared, since a bound left some of it out on either side.
    pub left_out: Vec<String>,
}

/// Returns what changes if all of `suppositions` held. Costs two runs of all rules.
///
/// # Errors
/// When a rule of the book has the code of a built-in one.
pub fn what_if<'b>(book: &'b Book, view: View, suppositions: &[Supposition]) -> Result<WhatIf<'b>, CatalogueError> {
    let before = DealGraph::new(book, view);
    let after = DealGraph::of(Told::if_only(book, view, suppositions));
    let Comparison { changes, left_out } = compare(&before, &after)?;
    Ok(WhatIf {
        changes,
        before: before.told().clone(),
        after: after.told().clone(),
        suppositions: suppositions.to_vec(),
        left_out,
    })
}

impl WhatIf<'_> {
    /// The deals that are seen only under the suppositions: what replaced them is gone.
    pub fn revived(&self) -> Vec<DealIx> {
        self.seen_only(&self.after, &self.before)
    }

    /// The deals that are seen only without the suppositions.
    pub fn lost(&self) -> Vec<DealIx> {
        self.seen_only(&self.before, &self.after)
    }

    fn seen_only(&self, by: &Told<'_>, and_not_by: &Told<'_>) -> Vec<DealIx> {
        self.before.book.deal_indices().filter(|deal| by.sees(*deal) && !and_not_by.sees(*deal)).collect()
    }

    /// The answer, ready to print.
    pub fn report(&self) -> Report {
        let view = &self.before.view;
        let (table, items) = change_section(&self.changes, view.money);
        let ids = |deals: Vec<DealIx>| -> Vec<String> {
            deals.into_iter().map(|deal| self.before.book.deal(deal).id.to_string()).collect()
        };
        let words: Vec<String> = self.suppositions.iter().map(|it| self.words(*it)).collect();
        Report {
            title: format!("Findings if {}", words.join(", and ")),
            sections: vec![table],
            notes: self.notes(),
            truncated: (!self.left_out.is_empty()).then(|| self.left_out.join("; ")),
            answer: json!({
                "suppositions": words, "deals_lost": ids(self.lost()), "deals_seen_again": ids(self.revived()),
                "changes": items,
            }),
            items,
            view: view_record(self.before.book, view),
        }
    }

    fn words(&self, supposition: Supposition) -> String {
        let subject = self.subject(supposition);
        match supposition {
            Supposition::Drop(_) => format!("{subject} had not been made"),
            Supposition::Void(..) => format!("{subject} were void"),
            Supposition::Trigger(..) => format!("{subject} were triggered"),
            Supposition::Fail(_) => format!("{subject} failed"),
        }
    }

    /// What a supposition is about.
    fn subject(&self, supposition: Supposition) -> String {
        let book = self.before.book;
        match supposition {
            Supposition::Drop(deal) => book.deal(deal).id.to_string(),
            Supposition::Void(deal, position) | Supposition::Trigger(deal, position) => {
                let deal = book.deal(deal);
                let tranche = deal.tranches.get(position).map_or("?", |tranche| tranche.id.as_str());
                format!("{}/{tranche}", deal.id)
            }
            Supposition::Fail(entity) => book.entity(entity).name.clone(),
        }
    }

    /// What a reader must know so as not to take too much or too little from the answer.
    fn notes(&self) -> Vec<String> {
        let book = self.before.book;
        let ids = |deals: &[DealIx]| -> String {
            let ids: Vec<&str> = deals.iter().take(6).map(|deal| book.deal(*deal).id.as_str()).collect();
            let more = deals.len().saturating_sub(ids.len());
            if more > 0 { format!("{} and {more} more", ids.join(", ")) } else { ids.join(", ") }
        };
        let mut notes = Vec::new();
        let (lost, revived) = (self.lost(), self.revived());
        if !lost.is_empty() {
            notes.push(format!("{} away: {}", count(lost.len(), "deal falls", "deals fall"), ids(&lost)));
        }
        if !revived.is_empty() {
            let number = count(revived.len(), "deal counts", "deals count");
            notes.push(format!("{number} again, since what replaced it is gone: {}", ids(&revived)));
        }
        for supposition in &self.suppositions {
            let of_tranche = match *supposition {
                Supposition::Void(deal, position) | Supposition::Trigger(deal, position) => Some((deal, position)),
                Supposition::Drop(_) | Supposition::Fail(_) => None,
            };
            let seen = match *supposition {
                Supposition::Drop(deal) => self.before.deal(deal).is_some(),
                Supposition::Fail(_) => true,
                Supposition::Void(deal, position) | Supposition::Trigger(deal, position) => {
                    let id = book.deal(deal).tranches.get(position).map(|tranche| tranche.id.as_str());
                    self.before.deal(deal).zip(id).is_some_and(|(told, id)| told.tranche(id).is_some())
                }
            };
            if !seen {
                notes.push(format!(
                    "this view does not see {}, so supposing it changes nothing",
                    self.subject(*supposition)
                ));
            } else if let (Supposition::Trigger(..), Some((deal, position))) = (supposition, of_tranche)
                && book.deal(deal).tranches.get(position).is_some_and(|it| it.amount.hedge() == Hedge::UpTo)
            {
                let subject = self.subject(*supposition);
                notes.push(format!("{subject} is an \"up to\", so even triggered it stays merely possible"));
            }
        }
        notes
    }
}
