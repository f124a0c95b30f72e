//! When findings first hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::CatalogueError;
use super::everything::findings_but;
use crate::finding::{Beyond, Finding, MOST_OF_A_RULE, Selection, Subject, Whom};
use crate::graph::{DealGraph, Ended, View};
use crate::model::{Book, EntityIx, PartialDate};
use crate::query::timeline::dates;

/// Findings by the first date at which they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSeen {
    /// The findings, by the date at which they first hold, then code, parties and topic.
    pub findings: Vec<Seen>,
    /// The dates asked, in order of their last days.
    pub dates: Vec<PartialDate>,
    /// What was left out, since a bound left some of it out at some date.
    pub left_out: Vec<String>,
}

/// A finding with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The first date at which it holds.
    pub date: PartialDate,
    /// The first date from which on it holds no more; absent where it holds at the last date asked.
    pub gone: Option<PartialDate>,
    /// The finding as it is when it first holds.
    pub finding: Finding,
}

/// Returns when each finding about any of some entities (as the graph counts them; about anybody where there are none)
/// first holds, asking at the end of every date at which something happens in the book,
/// up to the date of the view where it has one. Costs a run of all rules for each date; most proofs are made only once.
///
/// A finding that holds first between two of these dates, since the period of a deal begins or a part changes
/// hands, is told at the next. Codes of which a bound leaves findings out at some date are left out at all: what is
/// not kept at a date need not be gone.
///
/// # Errors
/// When a rule of the book has the code of a built-in one.
pub fn first_seen(book: &Book, view: View, about: &[EntityIx]) -> Result<FirstSeen, CatalogueError> {
    // What is over by now may have held then.
    let whole = DealGraph::new(book, View { as_of: None, min_status: None, ended: Ended::Shown, ..view });
    let within = |date: &PartialDate| view.as_of.is_none_or(|as_of| date.last() <= as_of.last());
    // A deal without an announcement is told from the date of its first source.
    let published = book.sources().filter_map(|source| source.date);
    let happens = dates(&whole);
    let mut dates: BTreeMap<_, PartialDate> = BTreeMap::new();
    for date in happens.into_iter().chain(published).filter(within) {
        // Dates that end on one day ask the same question; the narrowest names it best.
        dates.entry(date.last()).and_modify(|known| *known = (*known).max(date)).or_insert(date);
    }
    let dates: Vec<PartialDate> = dates.into_values().collect();
    let mut place: BTreeMap<Subject, usize> = BTreeMap::new();
    let mut proven: Arc<BTreeSet<Subject>> = Arc::default();
    let mut findings: Vec<Seen> = Vec::new();
    let mut cut: BTreeSet<String> = BTreeSet::new();
    for date in &dates {
        // What held at an earlier date is told as it was then, so that its proof is made once.
        let (whom, proven_before) = (Whom::any_of(about), Arc::clone(&proven));
        let beyond = Beyond::GivenUp;
        let selection = Selection { whom, proven: proven_before, beyond, ..Selection::default() };
        let found = findings_but(&DealGraph::new(book, View { as_of: Some(*date), ..view }), selection, &cut)?;
        cut.extend(found.cuts.into_iter().map(|cut| cut.code));
        let mut new: Vec<Finding> = found.list;
        new.sort_by(|one, two| one.subject().cmp(&two.subject()));
        let mut held: BTreeSet<usize> = found.held.iter().filter_map(|subject| place.get(subject).copied()).collect();
        for finding in new {
            let subject = finding.to_subject();
            let at = *place.entry(subject.clone()).or_insert_with(|| {
                Arc::make_mut(&mut proven).insert(subject);
                findings.push(Seen { date: *date, gone: None, finding });
                findings.len() - 1
            });
            held.insert(at);
        }
        for (at, seen) in findings.iter_mut().enumerate() {
            seen.gone = if held.contains(&at) { None } else { seen.gone.or(Some(*date)) };
        }
    }
    findings.retain(|seen| {
        let is_about = about.is_empty() || about.iter().any(|it| seen.finding.is_about(*it));
        is_about && !cut.contains(&seen.finding.code)
    });
    let told = |code: &String| {
        format!("{code} is left out: at some date there are more findings than the {MOST_OF_A_RULE} kept")
    };
    Ok(FirstSeen { findings, dates, left_out: cut.iter().map(told).collect() })
}
