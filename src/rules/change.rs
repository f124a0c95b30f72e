//! What has become of findings between two tellings of one book.

use std::collections::BTreeMap;

use crate::finding::{Finding, money_words};
use crate::model::{EntityIx, MoneyLevel};

/// A finding that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Appeared(Box<Finding>),
    /// It is there no more.
    Vanished(Box<Finding>),
    /// It is as strong or as large no more, or rests on other deals.
    Changed(Box<Finding>, Box<Finding>),
}

/// Returns what differs between findings before and after, by subject: code, parties and topic.
///
/// A claim or caveat in other words is no change; another strength, money at any level or proof is.
pub fn changes(before: &[Finding], after: &[Finding]) -> Vec<Change> {
    type Sides<'f> = (Option<&'f Finding>, Option<&'f Finding>);
    let mut by_subject: BTreeMap<(&str, &[EntityIx], &str), Sides<'_>> = BTreeMap::new();
    for finding in before {
        by_subject.entry(finding.subject()).or_default().0 = Some(finding);
    }
    for finding in after {
        by_subject.entry(finding.subject()).or_default().1 = Some(finding);
    }
    let same = |one: &Finding, two: &Finding| {
        (one.strength, &one.money, &one.fingerprint) == (two.strength, &two.money, &two.fingerprint)
    };
    let of_sides = |sides: &Sides<'_>| match *sides {
        (None, Some(now)) => Some(Change::Appeared(Box::new(now.clone()))),
        (Some(then), None) => Some(Change::Vanished(Box::new(then.clone()))),
        (Some(then), Some(now)) if !same(then, now) => {
            Some(Change::Changed(Box::new(then.clone()), Box::new(now.clone())))
        }
        _ => None,
    };
    by_subject.values().filter_map(of_sides).collect()
}

impl Change {
    /// The finding as it is now, or as it last was.
    pub const fn finding(&self) -> &Finding {
        match self {
            Self::Appeared(it) | Self::Vanished(it) | Self::Changed(_, it) => it,
        }
    }

    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Appeared(_) => "appears",
            Self::Vanished(_) => "vanishes",
            Self::Changed(..) => "changes",
        }
    }

    /// What was, and what is, of strength, money at `level` and deals; empty where it only came or went.
    pub fn differences(&self, level: MoneyLevel) -> Vec<String> {
        let Self::Changed(then, now) = self else { return Vec::new() };
        let pairs = [
            ("strength", then.strength.to_string(), now.strength.to_string()),
            ("money", money_words(&then.money, level), money_words(&now.money, level)),
            ("deals", then.deals().len().to_string(), now.deals().len().to_string()),
        ];
        pairs
            .iter()
            .filter(|(_, one, two)| one != two)
            .map(|(what, one, two)| format!("{what} {one} → {two}"))
            .collect()
    }
}
