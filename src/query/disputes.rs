//! Where sources disagree.
//!
//! **Finds** fields of deals to which the sources heard give values that cannot all hold, side by side; and tranches, clauses and
//! parties that one of them says are not there, of which another tells something. Beside them stands what the book tells, where
//! every source heard that speaks of the field says otherwise.
//! **Why it matters**: a figure that everybody repeats may have a rival that somebody official wrote.
//! **Example**: The Daily says that Acme pays Orion USD 5bn; Acme's annual report says 4bn.
//! **Limits**: values are compared by what they do to the deal; a date told to the month and one told to the
//! day within it are told apart only as values, and opinions (`remark.…`) are kept out.

use std::collections::BTreeMap;

use serde_json::json;

use super::reading::reading;
use crate::finding::agrees;
use crate::graph::{DealGraph, Tally};
use crate::model::{Assertion, Claim, Currency, DealIx, EntityIx, MoneyLevel, SourceIx};
use crate::report::{Report, Section, count, money_cell, view_record};

/// A field of a deal with more than one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The deal.
    pub deal: DealIx,
    /// The path of the field.
    pub field: String,
    /// The values, those that the view believes first, then by how many say them.
    pub positions: Vec<Position>,
    /// The most headline money known of the deal, in cents of USD; zero without a rate. For ranking only.
    pub at_stake: u128,
}

/// One value of a field, and who says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The value, as first written; where others say that something is not there, what is told of it, a field a line.
    pub value: String,
    /// Who says so, by id; nobody where only the book itself does.
    pub sources: Vec<SourceIx>,
    /// Whether the deal is told so in this view.
    pub believed: bool,
}

/// Returns the fields on which the sources heard differ, or all of them from the book, those with most money at stake first.
///
/// With `about`, only deals in which every one of those takes part. Costs one pass over the claims.
pub fn disputes(graph: &DealGraph<'_>, about: &[EntityIx]) -> Vec<Dispute> {
    let told = graph.told();
    let mut found = Vec::new();
    for index in told.with_claims_of_fields() {
        let Some(deal) = told.deal(index) else { continue };
        let takes_part = |wanted: EntityIx| {
            let parties = deal.parties.iter().filter_map(|party| party.who.entity());
            parties.into_iter().any(|party| graph.owner(party) == graph.owner(wanted))
        };
        if !about.iter().all(|entity| takes_part(*entity)) {
            continue;
        }
        let claims = told.claims(index);
        let mut by_field: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
        for claim in claims {
            if let Some(said) = claim.says.as_ref().filter(|said| !said.assertion.is_remark()) {
                by_field.entry(said.field.as_str()).or_default().push(claim);
            }
        }
        let money = Tally::of(told, [(index, deal.money())]).in_currency(graph.rates(), Currency::USD);
        let at_stake = money.split.at(MoneyLevel::Headline).most_known();
        for (field, claims) in &by_field {
            let (mut positions, field) = (positions(graph, index, claims), *field);
            let there = said_to_be_there(graph, index, &by_field, field);
            let is_contradicted = there.is_some();
            positions.extend(there);
            // To say the same less exactly ("2026-02" for the 27th) is no dispute.
            let mut said = claims.iter().filter_map(|claim| claim.says.as_ref());
            let disputed = said.clone().any(|said| !agrees(told, index, &said.assertion));
            let is_backed = is_contradicted || said.any(|said| agrees(told, index, &said.assertion));
            if let Some(first) = claims.first().and_then(|claim| claim.says.as_ref()).filter(|_| !is_backed) {
                positions.extend(of_the_book(graph, index, &first.assertion, positions.len()));
            }
            in_order(&mut positions);
            if positions.len() > 1 && (disputed || is_contradicted) {
                found.push(Dispute { deal: index, field: field.to_owned(), positions, at_stake });
            }
        }
    }
    found.sort_by(|one, two| (two.at_stake, one.deal, &one.field).cmp(&(one.at_stake, two.deal, &two.field)));
    found
}

/// What those say of a tranche, a clause or a party to whom it is there, where others say in a field that it is not.
fn said_to_be_there(
    graph: &DealGraph<'_>,
    deal: DealIx,
    by_field: &BTreeMap<&str, Vec<&Claim>>,
    field: &str,
) -> Option<Position> {
    let is_denied = |claim: &&&Claim| {
        claim.says.as_ref().is_some_and(|said| {
            matches!(
                said.assertion,
                Assertion::NoTranches
                    | Assertion::TrancheAbsent(_)
                    | Assertion::ClauseAbsent(_)
                    | Assertion::PartyAbsent(_)
            )
        })
    };
    let denials: Vec<&Claim> = by_field.get(field)?.iter().filter(is_denied).copied().collect();
    let denial = denials.first()?.says.as_ref()?;
    let (mut values, mut sources) = (Vec::new(), Vec::new());
    for (inner, claims) in by_field {
        let Some(rest) = inner.strip_prefix(field).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let of_others = claims.iter().filter(|claim| !denials.iter().any(|denial| denial.source == claim.source));
        for claim in of_others.filter(|claim| !is_denied(claim)) {
            let value = claim.says.as_ref().map_or("", |said| said.value.as_str());
            let value = format!("{rest}: {value}");
            if !values.contains(&value) {
                values.push(value);
            }
            sources.push(claim.source);
        }
    }
    sources.sort_unstable();
    sources.dedup();
    let believed = !graph.told().agrees(deal, &denial.assertion);
    (!sources.is_empty()).then(|| Position { value: values.join("\n"), sources, believed })
}

/// The different values among some claims on one field.
fn positions(graph: &DealGraph<'_>, deal: DealIx, claims: &[&Claim]) -> Vec<Position> {
    let mut positions: Vec<(Position, &Assertion)> = Vec::new();
    for claim in claims {
        let Some(said) = &claim.says else { continue };
        // Two ways to write one value mean the same for the deal.
        if let Some((position, _)) = positions.iter_mut().find(|(_, assertion)| *assertion == &said.assertion) {
            position.sources.push(claim.source);
        } else {
            let believed = graph.told().agrees(deal, &said.assertion);
            let position = Position { value: said.value.clone(), sources: vec![claim.source], believed };
            positions.push((position, &said.assertion));
        }
    }
    let mut positions: Vec<Position> = positions.into_iter().map(|(position, _)| position).collect();
    for position in &mut positions {
        position.sources.sort_unstable();
        position.sources.dedup();
    }
    positions
}

/// What a deal is told to be in a field of which every source heard says otherwise than the book. To say something where the
/// book is silent is no dispute with it, but where sources differ it is told that the book follows none of them.
fn of_the_book(graph: &DealGraph<'_>, index: DealIx, said: &Assertion, others: usize) -> Option<Position> {
    let deal = graph.told().deal(index)?;
    // What is told of an earlier day, or of a part of the deal, is not what its sources speak of.
    let view = graph.view();
    let is_whole = view.as_of.is_none() && view.min_status.is_none();
    let value = match reading(graph.book(), deal, graph.book().deal(index), said) {
        Some(value) if is_whole => value,
        None if is_whole && others > 1 => "not stated".to_owned(),
        _ => return None,
    };
    Some(Position { value, sources: Vec::new(), believed: true })
}

/// Puts those believed first, and then those of most sources.
fn in_order(positions: &mut [Position]) {
    positions.sort_by(|one, two| {
        let key = |it: &Position| (!it.believed, std::cmp::Reverse(it.sources.len()));
        (key(one), &one.value).cmp(&(key(two), &two.value))
    });
}

/// Disputes as tables and data.
pub fn report(graph: &DealGraph<'_>, disputes: &[Dispute], about: &[EntityIx]) -> Report {
    let book = graph.book();
    let heading = format!("{} in dispute", count(disputes.len(), "field", "fields"));
    let mut table = Section::new(heading, &["deal", "field", "value", "told so", "sources", "#at stake"]);
    let mut items = Vec::new();
    for dispute in disputes {
        for (rank, position) in dispute.positions.iter().enumerate() {
            let first = |text: String| if rank == 0 { text } else { String::new() };
            let sources: Vec<&str> = position.sources.iter().map(|it| book.source(*it).id.as_str()).collect();
            let sources = if sources.is_empty() { vec!["no source says so"] } else { sources };
            let money = graph.told().deal(dispute.deal).and_then(|deal| deal.money().stated());
            let stake = money
                .map_or_else(|| "not stated".to_owned(), |stated| money_cell(stated.currency, stated.split.headline));
            table.row([
                first(book.deal(dispute.deal).id.to_string()),
                first(dispute.field.clone()),
                position.value.clone(),
                if position.believed { "yes".to_owned() } else { String::new() },
                sources.join("\n"),
                first(stake),
            ]);
        }
        items.push(json!({
            "deal": book.deal(dispute.deal).id,
            "field": dispute.field,
            "values": dispute.positions.iter().map(|position| json!({
                "value": position.value.replace('\n', "; "),
                "believed": position.believed,
                "sources": position.sources.iter().map(|it| &book.source(*it).id).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        }));
    }
    let names: Vec<&str> = about.iter().map(|it| book.entity(*it).name.as_str()).collect();
    let whom = if names.is_empty() { String::new() } else { format!(" about {}", names.join(" and ")) };
    Report {
        title: format!("Where sources disagree{whom}"),
        sections: vec![table],
        notes: vec!["at stake is the headline money of the whole deal, not of the field".to_owned()],
        truncated: None,
        answer: json!({ "disputes": items }),
        items,
        view: view_record(book, graph.view()),
    }
}
