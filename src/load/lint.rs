//! What is allowed in a book but unlikely to be meant; `check --strict` refuses it.

use std::collections::{BTreeMap, BTreeSet};

use super::checker::{At, Checker, Fault};
use super::lint_links::doubtful_links;
use super::problem::Severity;
use super::tree::Step;
use crate::model::{Assertion, Book, Deal, EntityIx, Money, PartialDate, Party, fold};

/// Notes everything doubtful about a sound book.
pub(super) fn lint(checker: &mut Checker, book: &Book, entity_places: &[At], deal_places: &[At]) {
    let mut warn = |at: Option<&At>, path: Vec<Step>, code: &'static str, message: String| {
        if let Some(at) = at {
            let message = format!("{}: {message}", at.name);
            checker.faults.push(Fault {
                origin: at.origin,
                path,
                code,
                severity: Severity::Warning,
                message,
                hint: None,
                also: Vec::new(),
            });
        }
    };
    let used = used_entities(book);
    for (entity, _) in book.entity_indices().zip(used).filter(|(_, is_used)| !is_used) {
        warn(
            entity_places.get(entity.get()),
            vec![],
            "orphan-entity",
            "no deal is about it or a part of it".to_owned(),
        );
    }
    for (one, two) in near_names(book) {
        let message = format!("its name differs from \"{}\" only in spelling", book.entity(one).id);
        warn(entity_places.get(two.get()), vec![Step::Field("name")], "near-name", message);
    }
    for (position, deal) in book.deals().enumerate() {
        let at = deal_places.get(position);
        let mut roots: Vec<_> =
            deal.parties.iter().filter_map(|party| Some(book.root_of(party.who.entity()?, None))).collect();
        let undisclosed = deal.parties.iter().any(|party| party.who.entity().is_none());
        let parties = roots.len();
        roots.dedup();
        if parties > 1 && roots.len() == 1 && !undisclosed {
            let in_house =
                deal.parties.iter().any(|party| party.who.entity().is_some_and(|it| book.whole_of(it, None).is_some()));
            // Parts of one owner may well supply each other; the same entity twice may not.
            let same = deal.parties.iter().zip(deal.parties.iter().skip(1)).all(|(one, two)| one.who == two.who);
            if same || !in_house {
                warn(at, vec![Step::Field("parties")], "self-deal", "every party is the same".to_owned());
            }
        }
        if deal.title.trim().is_empty() {
            warn(at, vec![Step::Field("title")], "empty-title", "the title is empty".to_owned());
        }
        for (path, message) in unsupported(&deal) {
            warn(at, path, "unsupported-amount", message);
        }
        for (path, message) in ahead(book, &deal) {
            warn(at, path, "date-ahead", message);
        }
        if let (Some(announced), Some(from)) = (deal.announced, deal.history.first())
            && from.date.last() < announced.first()
            && deal.status >= crate::model::Status::Announced
            && from.status >= crate::model::Status::Announced
        {
            warn(
                at,
                vec![Step::Field("history")],
                "early-history",
                "its history begins before it was announced".to_owned(),
            );
        }
    }
    for (position, path, code, message) in doubtful_links(book) {
        warn(deal_places.get(position), path, code, message);
    }
    lint_sources(checker, book);
}

/// An amount of a deal, and what sources say of it.
struct Figure<'d> {
    path: Vec<Step>,
    read: Money,
    says: BTreeSet<&'d str>,
    is_supported: bool,
}

/// The amounts of a deal of which sources speak, and none as the book does.
fn unsupported(deal: &Deal) -> Vec<(Vec<Step>, String)> {
    let mut figures: BTreeMap<(usize, usize), Figure<'_>> = BTreeMap::new();
    for said in deal.claims.iter().filter_map(|claim| claim.says.as_ref()) {
        let part = |section, rank, field| vec![Step::Field(section), Step::Index(rank), Step::Field(field)];
        let (place, path, read, says) = match said.assertion {
            Assertion::Amount(says) => ((0, 0), vec![Step::Field("amount")], deal.amount, says),
            Assertion::TrancheAmount(rank, says) => {
                let read = deal.tranches.get(rank).map(|tranche| tranche.amount);
                ((1, rank), part("tranches", rank, "amount"), read, says)
            }
            Assertion::Commits(who, says) => {
                let is_it = |party: &Party| party.who.entity() == Some(who) && party.commits.is_some();
                let Some(rank) = deal.parties.iter().position(is_it) else { continue };
                let read = deal.parties.get(rank).and_then(|party| party.commits);
                ((2, rank), part("parties", rank, "commits"), read, says)
            }
            _ => continue,
        };
        let Some(read) = read else { continue };
        let new = Figure { path, read, says: BTreeSet::new(), is_supported: false };
        let figure = figures.entry(place).or_insert(new);
        figure.says.insert(&said.value);
        // Of another currency nobody can tell here.
        figure.is_supported |= read.currency() != says.currency() || read.interval().overlaps(says.interval());
    }
    let message = |Figure { path, read, says, .. }: Figure<'_>| {
        let says = says.into_iter().collect::<Vec<_>>().join(", ");
        (path, format!("it is {read} here, and no source that speaks of it says so: {says}"))
    };
    figures.into_values().filter(|figure| !figure.is_supported).map(message).collect()
}

/// So many years behind its last source nobody can know of what happened.
const MOST_YEARS_AHEAD: u16 = 1;

/// Days on which something of a deal is said to have happened, years behind all that its sources can tell, where these are
/// dated: where each lies, and what is said of it.
fn ahead(book: &Book, deal: &Deal) -> Vec<(Vec<Step>, String)> {
    let dates: Option<Vec<PartialDate>> = deal.sources().into_iter().map(|source| book.source(source).date).collect();
    let Some(last) = dates.into_iter().flatten().map(PartialDate::year).max() else { return Vec::new() };
    let announced = deal.announced.map(|date| (vec![Step::Field("announced")], date));
    let history = deal.history.iter().map(|change| (vec![Step::Field("history")], change.date));
    let is_ahead = |(_, date): &(Vec<Step>, PartialDate)| date.year() > last.saturating_add(MOST_YEARS_AHEAD);
    let message = |date| format!("{date} is years behind its last source, which is of {last}");
    announced.into_iter().chain(history).filter(is_ahead).map(|(path, date)| (path, message(date))).collect()
}

fn lint_sources(checker: &mut Checker, book: &Book) {
    let mut used = vec![false; book.source_count()];
    for deal in book.deals() {
        for source in deal.sources() {
            mark(&mut used, source.get());
        }
    }
    for rate in book.rates() {
        mark(&mut used, rate.source.get());
    }
    for (position, _) in used.into_iter().enumerate().filter(|(_, is_used)| !is_used) {
        if let Some(at) = checker.source_places.get(position).cloned() {
            checker.faults.push(Fault {
                origin: at.origin,
                path: Vec::new(),
                code: "unused-source",
                severity: Severity::Warning,
                message: format!("{}: nothing cites it", at.name),
                hint: None,
                also: Vec::new(),
            });
        }
    }
}

fn mark(used: &mut [bool], position: usize) {
    if let Some(mark) = used.get_mut(position) {
        *mark = true;
    }
}

/// Which entities a deal is about, or about a part of.
fn used_entities(book: &Book) -> Vec<bool> {
    let mut used = vec![false; book.entity_count()];
    let mut mark_with_wholes = |entity: EntityIx| {
        let mut at = Some(entity);
        while let Some(here) = at {
            mark(&mut used, here.get());
            at = book.entity(here).part_of.map(|part_of| part_of.whole);
        }
    };
    for deal in book.deals() {
        deal.parties.iter().filter_map(|party| party.who.entity()).for_each(&mut mark_with_wholes);
        for clause in &deal.clauses {
            mark_with_wholes(clause.beneficiary);
            mark_with_wholes(clause.bound);
        }
        let scopes = deal.scope.iter().chain(deal.clauses.iter().map(|clause| &clause.scope));
        let carved = deal.clauses.iter().flat_map(|clause| clause.carve_outs.iter().map(|it| &it.scope));
        for scope in scopes.chain(carved) {
            for (_, value) in scope.facets() {
                if let crate::model::FacetValue::Product(product) = value {
                    mark_with_wholes(*product);
                }
            }
        }
    }
    used
}

/// Pairs of entities of the same kind whose folded names are one edit apart, the earlier id first.
fn near_names(book: &Book) -> Vec<(EntityIx, EntityIx)> {
    let names: Vec<(EntityIx, String)> =
        book.entity_indices().map(|entity| (entity, fold(&book.entity(entity).name))).collect();
    // Only names that agree in their first or last half can be one edit apart, so each half is a bucket.
    let mut buckets: BTreeMap<(bool, String), Vec<&(EntityIx, String)>> = BTreeMap::new();
    for named in &names {
        let letters: Vec<char> = named.1.chars().collect();
        let half = letters.len() / 2;
        if half >= 3 {
            let head: String = letters.iter().take(half.saturating_sub(1)).collect();
            let tail: String = letters.iter().rev().take(half.saturating_sub(2)).collect();
            buckets.entry((true, head)).or_default().push(named);
            buckets.entry((false, tail)).or_default().push(named);
        }
    }
    let mut pairs: Vec<(EntityIx, EntityIx)> = Vec::new();
    for bucket in buckets.values().filter(|bucket| bucket.len() > 1 && bucket.len() < 200) {
        let mut left = bucket.as_slice();
        while let [first, behind @ ..] = left {
            for second in behind {
                let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
                // Names that differ in a number are versions, not misspellings.
                if digits(&first.1) == digits(&second.1) && strsim::osa_distance(&first.1, &second.1) <= 1 {
                    pairs.push((first.0.min(second.0), first.0.max(second.0)));
                }
            }
            left = behind;
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
