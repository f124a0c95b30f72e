//! What has become of findings between two tellings of one book, or between two books.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::CatalogueError;
use super::everything::findings_but;
use crate::finding::{Beyond, Finding, Findings, MOST_OF_A_RULE, Selection, money_records, money_words};
use crate::graph::DealGraph;
use crate::model::{Book, MoneyLevel};
use crate::report::{Section, count};

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

/// What differs between the findings of two graphs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The findings that are not the same, by code, parties and topic.
    pub changes: Vec<Change>,
    /// What is not compared, since there are more findings on either side than are kept; one sentence each.
    pub left_out: Vec<String>,
}

/// Returns what differs between all findings of two graphs, which may be of two books. Costs two runs of all rules; one
/// that finds more than are kept is stopped there, and not asked again.
///
/// # Errors
/// When a rule of either book has the code of a built-in one.
pub fn compare(before: &DealGraph<'_>, after: &DealGraph<'_>) -> Result<Comparison, CatalogueError> {
    let whole = Selection { beyond: Beyond::GivenUp, ..Selection::default() };
    let mut then = findings_but(before, whole.clone(), &BTreeSet::new())?;
    let given_up = then.cuts.iter().map(|cut| cut.code.clone()).collect();
    let mut now = findings_but(after, whole, &given_up)?;
    let left_out = comparable(&mut [&mut then, &mut now]);
    let changes = changes((before.book(), &then.list), (after.book(), &now.list));
    Ok(Comparison { changes, left_out })
}

/// Returns what differs between findings before and after, by subject: code, parties and topic. Each side names its
/// own book, since the same subject is known by the ids of its parties, whatever their places in a book.
///
/// A claim or caveat in other words is no change; another strength, money at any level or proof is. Where several
/// findings have one subject, those of one fingerprint belong together, and the others in their order.
pub fn changes(before: (&Book, &[Finding]), after: (&Book, &[Finding])) -> Vec<Change> {
    type Subject<'f> = (&'f str, Vec<&'f str>, &'f str);
    type Sides<'f> = (Vec<&'f Finding>, Vec<&'f Finding>);
    fn subject<'f>(book: &'f Book, finding: &'f Finding) -> Subject<'f> {
        let (code, parties, topic) = finding.subject();
        (code, parties.iter().map(|party| book.entity(*party).id.as_str()).collect(), topic)
    }
    let mut by_subject: BTreeMap<Subject<'_>, Sides<'_>> = BTreeMap::new();
    for finding in before.1 {
        by_subject.entry(subject(before.0, finding)).or_default().0.push(finding);
    }
    for finding in after.1 {
        by_subject.entry(subject(after.0, finding)).or_default().1.push(finding);
    }
    by_subject.into_values().flat_map(|(then, now)| of_subject(then, now)).collect()
}

/// Takes the findings of codes of which a bound left some out on any of several sides out of all of them, since what is
/// kept on one side and not on another need not have come or gone; returns what is not compared, one sentence each.
pub fn comparable(sides: &mut [&mut Findings]) -> Vec<String> {
    let cut: BTreeSet<String> = sides.iter().flat_map(|side| &side.cuts).map(|cut| cut.code.clone()).collect();
    for side in sides {
        side.list.retain(|finding| !cut.contains(&finding.code));
    }
    let told =
        |code: &String| format!("{code} is not compared: there are more findings than the {MOST_OF_A_RULE} kept");
    cut.iter().map(told).collect()
}

/// What became of the findings of one subject.
fn of_subject<'f>(mut then: Vec<&'f Finding>, mut now: Vec<&'f Finding>) -> Vec<Change> {
    let mut pairs: Vec<(&Finding, &Finding)> = Vec::new();
    then.retain(|one| {
        let same = now.iter().position(|two| one.fingerprint == two.fingerprint);
        pairs.extend(same.map(|at| (*one, now.remove(at))));
        same.is_none()
    });
    let both = then.len().min(now.len());
    pairs.extend(then.drain(..both).zip(now.drain(..both)));
    let same = |one: &Finding, two: &Finding| {
        (one.strength, &one.money, &one.fingerprint) == (two.strength, &two.money, &two.fingerprint)
    };
    pairs.retain(|(one, two)| !same(one, two));
    let changed = pairs.into_iter().map(|(one, two)| Change::Changed(Box::new(one.clone()), Box::new(two.clone())));
    let vanished = then.into_iter().map(|it| Change::Vanished(Box::new(it.clone())));
    changed.chain(vanished).chain(now.into_iter().map(|it| Change::Appeared(Box::new(it.clone())))).collect()
}

/// Changes as a table, and as data.
pub fn change_section(changes: &[Change], level: MoneyLevel) -> (Section, Vec<Value>) {
    let columns = ["change", "code", "claim", "from → to", "strength", "money", "fingerprint"];
    let mut table = Section::new(count(changes.len(), "change", "changes"), &columns);
    let mut items = Vec::new();
    for change in changes {
        let finding = change.finding();
        let differences = change.differences(level);
        table.row([
            change.word().to_owned(),
            finding.code.clone(),
            finding.claim.clone(),
            differences.join("\n"),
            finding.strength.to_string(),
            money_words(&finding.money, level),
            finding.fingerprint.to_string(),
        ]);
        let (then, now) = match change {
            Change::Appeared(now) => (None, Some(now)),
            Change::Vanished(then) => (Some(then), None),
            Change::Changed(then, now) => (Some(then), Some(now)),
        };
        let side = |it: Option<&Box<Finding>>| {
            it.map(|it| {
                json!({
                    "claim": it.claim, "strength": it.strength, "money": money_records(&it.money),
                    "fingerprint": it.fingerprint,
                })
            })
        };
        items.push(json!({
            "change": change.word(), "code": finding.code, "claim": finding.claim, "differences": differences,
            "strength": finding.strength, "fingerprint": finding.fingerprint,
            "before": side(then), "after": side(now),
        }));
    }
    (table, items)
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

    /// What was, and what is: strength, money at every level that differs, `level` first, and deals; empty where it
    /// only came or went.
    pub fn differences(&self, level: MoneyLevel) -> Vec<String> {
        let Self::Changed(then, now) = self else { return Vec::new() };
        let of_level = |level| (money_words(&then.money, level), money_words(&now.money, level));
        let mut pairs = vec![
            ("strength", (then.strength.to_string(), now.strength.to_string())),
            ("money", of_level(level)),
            ("deals", (then.deals().len().to_string(), now.deals().len().to_string())),
        ];
        let levels = [
            (MoneyLevel::Firm, "firm money"),
            (MoneyLevel::Committed, "committed money"),
            (MoneyLevel::Headline, "headline money"),
        ];
        pairs.extend(levels.iter().filter(|(other, _)| *other != level).map(|(other, word)| (*word, of_level(*other))));
        let differing = pairs.iter().filter(|(_, (one, two))| one != two);
        let mut lines: Vec<String> = differing.map(|(what, (one, two))| format!("{what} {one} → {two}")).collect();
        if then.fingerprint != now.fingerprint && then.deals().len() == now.deals().len() {
            lines.push("rests on other deals".to_owned());
        }
        lines
    }
}
