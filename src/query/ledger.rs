//! Accounts for the statements that a book was made from: which deal each went into, or why into none.
//!
//! **Finds** how many statements were used, merged or left out, and which.
//! **Why it matters**: a reader can trace any statement to its deal, and see that none was lost on the way.
//! **Example**: `fact-17 ⇥ merged ⇥ acme-orion-2026` says that statement 17 became a claim of that deal.
//! **Limits**: the ledger is kept by hand; that the deals named exist is checked, that they say what the
//! statement said is not.

use std::collections::BTreeMap;

use serde_json::json;

use crate::model::{Book, NameError};
use crate::report::{Report, Section, count};

/// One line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The statement's id in the collection it came from.
    pub fact: String,
    /// What became of it.
    pub disposition: Disposition,
    /// The deals it went into; empty where left out.
    pub deals: Vec<String>,
    /// Why it was left out; empty otherwise.
    pub reason: String,
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// It made the deal.
    Used,
    /// It became a claim, or a part, of a deal that others tell too.
    Merged,
    /// It states no relation between parties.
    LeftOut,
}

/// Why a ledger cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A line does not have the four columns.
    #[error("line {0}: a line has four columns: fact, disposition, deals, reason")]
    Columns(usize),
    /// A disposition is none of the three.
    #[error("line {0}: \"{1}\" is no disposition; known are used, merged and left-out")]
    Disposition(usize, String),
    /// A statement went into a deal that is not there.
    #[error("line {0}: {1}")]
    Deal(usize, NameError),
    /// A statement was left out without a reason, or used without a deal.
    #[error("line {0}: \"{1}\" needs {2}")]
    Unexplained(usize, String, &'static str),
}

/// Reads the lines of a ledger, tab-separated with a header, and checks that every deal named exists.
///
/// # Errors
/// At the first line that is not sound.
pub fn read(text: &str, book: &Book) -> Result<Vec<Entry>, LedgerError> {
    let mut entries = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let number = index + 1;
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [fact, disposition, deals, reason] = cells.as_slice() else { return Err(LedgerError::Columns(number)) };
        let disposition = match *disposition {
            "used" => Disposition::Used,
            "merged" => Disposition::Merged,
            "left-out" => Disposition::LeftOut,
            other => return Err(LedgerError::Disposition(number, other.to_owned())),
        };
        let deals: Vec<String> =
            deals.split(';').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        for deal in &deals {
            book.find_deal(deal).map_err(|error| LedgerError::Deal(number, error))?;
        }
        let missing = match disposition {
            Disposition::LeftOut if reason.is_empty() => Some("a reason"),
            Disposition::Used | Disposition::Merged if deals.is_empty() => Some("a deal"),
            _ => None,
        };
        if let Some(missing) = missing {
            return Err(LedgerError::Unexplained(number, (*fact).to_owned(), missing));
        }
        entries.push(Entry { fact: (*fact).to_owned(), disposition, deals, reason: (*reason).to_owned() });
    }
    Ok(entries)
}

/// Sums up a ledger: how many statements went where, and each of them.
pub fn ledger(mut entries: Vec<Entry>) -> Report {
    entries.sort();
    let mut counts: BTreeMap<Disposition, usize> = BTreeMap::new();
    for entry in &entries {
        *counts.entry(entry.disposition).or_insert(0) += 1;
    }
    let mut summary = Section::new("What became of the statements", &["disposition", "meaning", "#statements"]);
    for disposition in [Disposition::Used, Disposition::Merged, Disposition::LeftOut] {
        let number = counts.get(&disposition).copied().unwrap_or(0);
        summary.row([disposition.word().to_owned(), disposition.meaning().to_owned(), number.to_string()]);
    }
    let mut each = Section::new("Every statement", &["statement", "disposition", "deals, or why none"]);
    let mut items = Vec::new();
    for entry in &entries {
        let whither = if entry.deals.is_empty() { entry.reason.clone() } else { entry.deals.join(", ") };
        each.row([entry.fact.clone(), entry.disposition.word().to_owned(), whither]);
        items.push(json!({
            "statement": entry.fact, "disposition": entry.disposition.word(), "deals": entry.deals,
            "reason": entry.reason,
        }));
    }
    Report {
        title: count(entries.len(), "statement", "statements"),
        sections: vec![summary, each],
        answer: json!(items),
        items,
        ..Report::default()
    }
}

impl Disposition {
    /// The word a ledger writes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Merged => "merged",
            Self::LeftOut => "left-out",
        }
    }

    const fn meaning(self) -> &'static str {
        match self {
            Self::Used => "made a deal",
            Self::Merged => "became a claim or a part of a deal that others tell too",
            Self::LeftOut => "states no relation between parties",
        }
    }
}
