//! Counts the deals of a book by kind, status and year, and what each group comes to.
//!
//! Within a group each dollar counts once; groups of one table may not simply be added, since an umbrella
//! and its pieces can fall into different ones. The last line counts the whole book once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::counting::{overlap_notes, replaced_note};
use crate::graph::{DealGraph, Overlap, Summing, Told, Trust, knotted, shares};
use crate::model::{Deal, DealIx, MoneyLevel};
use crate::report::{Report, Section, count, sums_cell, view_record};

/// Deals in groups: by kind, by status and by year, each by its rank with its name; and all of them.
#[derive(Debug, Default)]
struct Groups {
    of: [BTreeMap<usize, (String, Summing)>; 3],
    whole: Summing,
}

impl Groups {
    fn add(&mut self, told: &Told<'_>, knotted: &BTreeSet<DealIx>, index: DealIx, deal: &Deal) {
        let money = deal.money();
        let year = deal.announced.map_or(usize::MAX, |date| date.year().into());
        let name_of_year = || if year == usize::MAX { "undated".to_owned() } else { year.to_string() };
        let [by_kind, by_status, by_year] = &mut self.of;
        let kind = by_kind.entry(deal.kind as usize).or_insert_with(|| (deal.kind.to_string(), Summing::default()));
        let status = by_status.entry(deal.status as usize);
        let status = status.or_insert_with(|| (deal.status.to_string(), Summing::default()));
        let year = by_year.entry(year).or_insert_with(|| (name_of_year(), Summing::default()));
        for sum in [&mut kind.1, &mut status.1, &mut year.1, &mut self.whole] {
            sum.add(told, knotted, index, money);
        }
    }

    fn append(&mut self, others: Self) {
        for (groups, others) in self.of.iter_mut().zip(others.of) {
            for (rank, (name, sum)) in others {
                groups.entry(rank).or_insert_with(|| (name, Summing::default())).1.append(sum);
            }
        }
        self.whole.append(others.whole);
    }
}

/// How many deals the view leaves out because they have ended, or another has replaced them. Absent where it leaves out
/// deals by date or by source too: there one that has ended by now need not be left out for that. Costs a look at each
/// status.
fn hidden_as_ended(told: &Told<'_>) -> Option<usize> {
    let view = &told.view;
    if view.as_of.is_some() || view.known_at.is_some() || view.trust != Trust::All {
        return None;
    }
    let is_over = |deal: &DealIx| {
        let status = told.book.status_of(*deal);
        let is_enough = view.min_status.is_none_or(|least| status >= least);
        status.is_ended() || (is_enough && told.is_replaced(*deal))
    };
    Some(told.book.deal_indices().filter(|deal| !told.sees(*deal)).filter(is_over).count())
}

/// Returns the counts and totals of the deals that a view sees. Costs one pass over the deals.
pub fn stats(graph: &DealGraph<'_>) -> Report {
    let (book, told) = (graph.book(), graph.told());
    let knotted = knotted(told);
    let groups = shares::of(book.deal_count(), shares::SHARE, |from, to| {
        let mut groups = Groups::default();
        told.each_run(from, to, |run| run.iter().for_each(|(index, deal)| groups.add(told, &knotted, *index, deal)));
        groups
    });
    let groups = groups.into_iter().reduce(|mut all, more| {
        all.append(more);
        all
    });
    let Groups { of: [by_kind, by_status, by_year], whole } = groups.unwrap_or_default();
    let tables = [
        ("By kind", "kind", by_kind),
        ("By status", "status", by_status),
        ("By year of announcement", "year", by_year),
    ];
    let mut sections = Vec::new();
    let mut items = Vec::new();
    let mut overlaps: Vec<Overlap> = Vec::new();
    for (heading, column, groups) in tables {
        let mut table = Section::new(heading, &[column, "#deals", "#firm", "#committed", "#headline"]);
        for (name, group) in groups.into_values() {
            let deals = group.deals;
            let sums = group.finish(told);
            overlaps.extend(&sums.overlaps);
            let level = |level| sums_cell(&sums, level);
            table.row([
                name.clone(),
                deals.to_string(),
                level(MoneyLevel::Firm),
                level(MoneyLevel::Committed),
                level(MoneyLevel::Headline),
            ]);
            items.push(json!({
                "by": column, "value": name, "deals": deals, "money": sums.records(),
                "deals_without_amount": sums.unstated, "deals_absorbed": sums.absorbed,
            }));
        }
        sections.push(table);
    }
    let whole = whole.finish(told);
    let mut table = Section::new("The whole book, each dollar once", &["currency", "#firm", "#committed", "#headline"]);
    for (currency, split) in &whole.totals {
        let cell = |interval| crate::report::money_cell(*currency, interval);
        table.row([currency.to_string(), cell(split.firm), cell(split.committed), cell(split.headline)]);
    }
    sections.push(table);
    overlaps.extend(&whole.overlaps);
    let mut notes = vec![
        format!("{} no amount, of the whole or of a part", count(whole.unstated, "deal states", "deals state")),
        format!("{} counted inside another (umbrella, expansion)", count(whole.absorbed, "deal is", "deals are")),
        "groups may not be added up: an umbrella and its pieces can fall into different groups".to_owned(),
    ];
    notes.extend(overlap_notes(told, &overlaps));
    notes.extend(replaced_note(told, book.absorbed()));
    let (unseen, ended) = (told.unseen(), hidden_as_ended(told));
    let over = ended.unwrap_or(0);
    if over > 0 {
        let have = count(over, "deal has ended and is", "deals have ended and are");
        let them = if over == 1 { "it" } else { "them" };
        notes.push(format!("{have} not counted here; --ended counts {them}"));
    }
    if unseen > over {
        notes.push(format!("{} not seen by this view", count(unseen - over, "more deal is", "more deals are")));
    }
    let answer = json!({
        "entities": book.entity_count(), "deals": told.seen(), "unseen": unseen, "ended": ended,
        "sources": book.source_count(), "groups": items, "whole": whole.records(),
    });
    let and_ended = if over == 0 { String::new() } else { format!(" (and {over} ended)") };
    let title = format!(
        "{}, {}{and_ended}, {}",
        count(book.entity_count(), "entity", "entities"),
        count(told.seen(), "deal", "deals"),
        count(book.source_count(), "source", "sources"),
    );
    Report { title, sections, notes, truncated: None, answer, items, view: view_record(book, graph.view()) }
}
