//! Counts the deals of a book by kind, status and year, and what each group comes to.
//!
//! Within a group each dollar counts once; groups of one table may not simply be added, since an umbrella
//! and its pieces can fall into different ones. The last line counts the whole book once.

use std::collections::BTreeMap;

use serde_json::json;

use crate::graph::{DealGraph, Tally};
use crate::model::{Deal, DealIx, Known, MoneyLevel};
use crate::report::{Report, Section, count, tally_cell, view_record};

/// Returns the counts and totals of the deals that a view sees.
pub fn stats(graph: &DealGraph<'_>) -> Report {
    let book = graph.book();
    let by = |key: &dyn Fn(&Deal) -> (usize, String)| -> BTreeMap<(usize, String), Vec<(DealIx, Known)>> {
        let mut groups: BTreeMap<(usize, String), Vec<(DealIx, Known)>> = BTreeMap::new();
        for (index, deal) in graph.told().deals() {
            groups.entry(key(&deal)).or_default().push((index, deal.money()));
        }
        groups
    };
    let year = |deal: &Deal| {
        deal.announced
            .map_or((usize::MAX, "undated".to_owned()), |date| (usize::from(date.year()), date.year().to_string()))
    };
    let tables = [
        ("By kind", "kind", by(&|deal| (deal.kind as usize, deal.kind.to_string()))),
        ("By status", "status", by(&|deal| (deal.status as usize, deal.status.to_string()))),
        ("By year of announcement", "year", by(&year)),
    ];
    let mut sections = Vec::new();
    let mut items = Vec::new();
    for (heading, column, groups) in tables {
        let mut table = Section::new(heading, &[column, "#deals", "#firm", "#committed", "#headline"]);
        for ((_, name), deals) in groups {
            let tally = Tally::of(graph.told(), deals.iter().copied());
            let level = |level| tally_cell(&tally, level);
            table.row([
                name.clone(),
                deals.len().to_string(),
                level(MoneyLevel::Firm),
                level(MoneyLevel::Committed),
                level(MoneyLevel::Headline),
            ]);
            items.push(json!({
                "by": column, "value": name, "deals": deals.len(), "money": tally.records(),
                "deals_without_amount": tally.unstated.len(), "deals_absorbed": tally.absorbed.len(),
            }));
        }
        sections.push(table);
    }
    let whole = Tally::of(graph.told(), graph.told().deals().map(|(index, deal)| (index, deal.money())));
    let mut table = Section::new("The whole book, each dollar once", &["currency", "#firm", "#committed", "#headline"]);
    for (currency, split) in &whole.totals {
        let cell = |interval| crate::report::money_cell(*currency, interval);
        table.row([currency.to_string(), cell(split.firm), cell(split.committed), cell(split.headline)]);
    }
    sections.push(table);
    let notes = vec![
        format!("{} state no amount", count(whole.unstated.len(), "deal", "deals")),
        format!("{} counted inside another (umbrella, expansion)", count(whole.absorbed.len(), "deal is", "deals are")),
        "groups may not be added up: an umbrella and its pieces can fall into different groups".to_owned(),
    ];
    let answer = json!({
        "entities": book.entity_count(), "deals": graph.told().seen(), "unseen": graph.told().unseen(),
        "sources": book.source_count(), "groups": items, "whole": whole.records(),
    });
    let title = format!(
        "{}, {}, {}",
        count(book.entity_count(), "entity", "entities"),
        count(graph.told().seen(), "deal", "deals"),
        count(book.source_count(), "source", "sources"),
    );
    Report { title, sections, notes, truncated: None, answer, items, view: view_record(book, graph.view()) }
}
