//! When findings first hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{CatalogueError, all_findings};
use crate::finding::Finding;
use crate::graph::{DealGraph, Ended, View};
use crate::model::{Book, EntityIx, PartialDate};
use crate::query::timeline::timeline;

/// Findings by the first date at which they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSeen {
    /// Each finding as it is when it first holds; by date, then code, parties and topic.
    pub findings: Vec<(PartialDate, Finding)>,
    /// The dates asked, in order of their last days.
    pub dates: Vec<PartialDate>,
    /// What a bound left out at some date.
    pub left_out: Vec<String>,
}

/// Returns when each finding first holds, asking at the end of every date at which something happens in the book,
/// up to the date of the view where it has one. Costs a run of all rules for each date.
///
/// A finding that holds first between two of these dates, since the period of a deal begins or a part changes
/// hands, is told at the next.
///
/// # Errors
/// When a rule of the book has the code of a built-in one.
pub fn first_seen(book: &Book, view: View) -> Result<FirstSeen, CatalogueError> {
    // What is over by now may have held then.
    let whole = DealGraph::new(book, View { as_of: None, min_status: None, ended: Ended::Shown, ..view });
    let within = |date: &PartialDate| view.as_of.is_none_or(|as_of| date.last() <= as_of.last());
    // A deal without an announcement is told from the date of its first source.
    let published = book.sources().filter_map(|source| source.date);
    let happens = timeline(&whole, &[]).into_iter().filter_map(|event| event.date);
    let mut dates: BTreeMap<_, PartialDate> = BTreeMap::new();
    for date in happens.chain(published).filter(within) {
        // Dates that end on one day ask the same question; the narrowest names it best.
        dates.entry(date.last()).and_modify(|known| *known = (*known).max(date)).or_insert(date);
    }
    let dates: Vec<PartialDate> = dates.into_values().collect();
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    let mut left_out = BTreeSet::new();
    for date in &dates {
        let found = all_findings(&DealGraph::new(book, View { as_of: Some(*date), ..view }))?;
        left_out.extend(found.left_out);
        let mut new: Vec<Finding> = found.list;
        new.retain(|finding| seen.insert((finding.code.clone(), finding.parties.clone(), finding.topic.clone())));
        new.sort_by(|one, two| one.subject().cmp(&two.subject()));
        findings.extend(new.into_iter().map(|finding| (*date, finding)));
    }
    Ok(FirstSeen { findings, dates, left_out: left_out.into_iter().collect() })
}

impl FirstSeen {
    /// Keeps the findings about one of `about`; all of them where it is empty.
    pub fn keep_about(&mut self, about: &[EntityIx]) {
        self.findings.retain(|(_, finding)| about.is_empty() || about.iter().any(|it| finding.is_about(*it)));
    }
}
