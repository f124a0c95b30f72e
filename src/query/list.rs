//! Lists what a book holds: entities, deals, legs, sources, and the table of deal kinds.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::json;

use super::counting::replaced_note;
use super::deal_record::DealRecord;
use super::words::{money_words, party_words};
use crate::graph::{DealGraph, Leg, MoneyAlong};
use crate::model::kind::{KINDS, When};
use crate::model::{Deal, DealIx, EntityIx, Flow, Id, Kind, PartialDate, SourceIx, Stated, Status};
use crate::report::{Records, Report, Section, count, money_cell, view_record};

pub use crate::report::Portion;

/// A list as an answer, of which there may be more.
fn finish(
    portion: Portion,
    (all, title): (usize, String),
    table: Section,
    records: Records<'_>,
    graph: &DealGraph<'_>,
) -> Report {
    let view = view_record(graph.book(), graph.view());
    let truncated = (all > portion.most).then(|| format!("{} of {all} rows shown (--limit)", portion.most));
    let (answer, items) = portion.held(&records.first(portion.most));
    Report { title, sections: vec![table], answer, items, view, truncated, ..Report::default() }
}

/// How many deals have each entity as a party, by entity.
fn deals_of_entities(graph: &DealGraph<'_>) -> Vec<usize> {
    let mut deals = vec![0_usize; graph.book().entity_count()];
    for (_, deal) in graph.told().deals() {
        let mut parties: Vec<EntityIx> = deal.parties.iter().filter_map(|party| party.who.entity()).collect();
        parties.sort_unstable();
        parties.dedup();
        for party in parties {
            deals[party.get()] += 1;
        }
    }
    deals
}

/// Every entity, with how many deals it is a party of.
pub fn entities(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut table = Section::new("", &["id", "name", "kind", "group", "part of", "markets", "#deals"]);
    if portion.rows() {
        let deals = deals_of_entities(graph);
        for index in book.entity_indices().take(portion.most) {
            let entity = book.entity(index);
            table.row([
                entity.id.to_string(),
                entity.name.clone(),
                entity.kind.to_string(),
                book.group_of(index).unwrap_or("–").to_owned(),
                entity.part_of.map_or_else(String::new, |part_of| book.entity(part_of.whole).id.to_string()),
                entity.markets.join(", "),
                deals[index.get()].to_string(),
            ]);
        }
    }
    let all = book.entity_count();
    finish(portion, (all, count(all, "entity", "entities")), table, entity_records(graph), graph)
}

/// The same as data, made one by one.
pub fn entity_records<'g>(graph: &'g DealGraph<'_>) -> Records<'g> {
    let (book, deals) = (graph.book(), LazyLock::new(|| deals_of_entities(graph)));
    Records::each("", book.entity_count(), move |position| {
        let index = EntityIx::new(position);
        let entity = book.entity(index);
        let whole = entity.part_of.map(|part_of| &book.entity(part_of.whole).id);
        json!({
            "id": entity.id, "name": entity.name, "kind": entity.kind, "aliases": entity.aliases,
            "group": book.group_of(index), "part_of": whole, "markets": entity.markets,
            "country": entity.country, "note": entity.note, "deals": deals[position],
        })
    })
}

/// Every deal that the view sees, by id.
pub fn deals(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut table = Section::new("", &["id", "kind", "parties", "amount", "announced", "status", "#sources"]);
    if portion.rows() {
        for (_, deal) in graph.told().deals().take(portion.most) {
            table.row([
                deal.id.to_string(),
                deal.kind.to_string(),
                party_words(book, &deal),
                money_words(deal.amount, deal.money()),
                deal.announced.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                deal.status.to_string(),
                deal.sources().len().to_string(),
            ]);
        }
    }
    let all = graph.told().seen();
    let replaced = replaced_note(graph.told(), graph.book().absorbed());
    let mut title = count(all, "deal", "deals");
    let unseen = graph.told().unseen();
    if unseen > 0 {
        title = format!("{title} ({unseen} not seen from this view)");
    }
    let mut report = finish(portion, (all, title), table, deal_records(graph), graph);
    report.notes.extend(replaced);
    report
}

/// The same as data, made one by one. Costs a look at the status of every deal beforehand.
pub fn deal_records<'g>(graph: &'g DealGraph<'_>) -> Records<'g> {
    let told = graph.told();
    let seen: Vec<DealIx> = graph.book().deal_indices().filter(|deal| told.sees(*deal)).collect();
    Records::in_pieces("", seen.len(), move |positions, sheaf| {
        told.look_at(&seen[positions], |_, deal| sheaf.push(&DealRecord::new(told, deal)));
    })
}

/// Every leg of the graph: what moves from whom to whom, by deal.
///
/// Under roll-up the ends are wholes, and the parts that are parties stand beside them. Legs inside one whole
/// are not in the graph, and counted in a note; a leg of a party whom nobody names has no end to stand on.
pub fn legs(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut table = Section::new("", &["deal", "kind", "what moves", "from", "to", "#money", "status"]);
    let all = graph.leg_count();
    let shown = if portion.rows() { all.min(portion.most) } else { 0 };
    for from in (0..shown).step_by(LEGS_AT_ONCE) {
        look_at_legs(graph, from..shown.min(from + LEGS_AT_ONCE), |(from, to, leg), deal, money| {
            table.row([
                deal.id.as_str(),
                &leg.kind.to_string(),
                &leg.flow.to_string(),
                book.entity(from).id.as_str(),
                book.entity(to).id.as_str(),
                &money.map_or_else(String::new, |it| money_cell(it.currency, it.split.headline)),
                &leg.status.to_string(),
            ]);
        });
    }
    let mut report = finish(portion, (all, count(all, "leg", "legs")), table, leg_records(graph), graph);
    if graph.internal() > 0 {
        let inside = count(graph.internal(), "leg", "legs");
        report.notes.push(format!("left out: {inside} inside one whole (--no-rollup tells parts apart)"));
    }
    report
}

/// The same as data, made one by one.
pub fn leg_records<'g>(graph: &'g DealGraph<'_>) -> Records<'g> {
    let book = graph.book();
    Records::in_pieces("", graph.leg_count(), move |positions, sheaf| {
        look_at_legs(graph, positions, |(from, to, leg), deal, money| {
            let id = |entity| &book.entity(entity).id;
            let party = |position: u16| deal.entity_at(position.into()).map(id);
            sheaf.push(&LegRecord {
                deal: &deal.id,
                kind: leg.kind,
                flow: leg.flow,
                from: id(from),
                to: id(to),
                from_party: party(leg.from),
                to_party: party(leg.to),
                money,
                status: leg.status,
                announced: deal.announced,
            });
        });
    })
}

#[derive(Serialize)]
struct LegRecord<'r> {
    deal: &'r Id,
    kind: Kind,
    flow: Flow,
    from: &'r Id,
    to: &'r Id,
    from_party: Option<&'r Id>,
    to_party: Option<&'r Id>,
    money: Option<Stated>,
    status: Status,
    announced: Option<PartialDate>,
}

/// So many rows of legs are made of deals that are looked at together.
const LEGS_AT_ONCE: usize = 1 << 16;

/// Tells the legs from one position up to another, in order of deal, with the deal and the money that moves along. No deal
/// of a large book is kept.
fn look_at_legs(
    graph: &DealGraph<'_>,
    positions: Range<usize>,
    mut tell: impl FnMut((EntityIx, EntityIx, Leg), &Deal, Option<Stated>),
) {
    let legs: Vec<(EntityIx, EntityIx, Leg)> = graph.legs_at(positions).collect();
    let mut deals: Vec<DealIx> = legs.iter().map(|(.., leg)| leg.deal).collect();
    deals.dedup();
    let mut rest = legs.as_slice();
    graph.told().look_at(&deals, |index, deal| {
        let own = crate::model::legs(index, deal);
        let along = MoneyAlong::new(graph.told(), deal, &own);
        rest = &rest[rest.partition_point(|(.., leg)| leg.deal < index)..];
        for (from, to, leg) in rest.iter().take_while(|(.., leg)| leg.deal == index) {
            tell((*from, *to, *leg), deal, along.money(*leg).stated());
        }
    });
}

/// How many deals cite each source, by source.
fn deals_of_sources(graph: &DealGraph<'_>) -> Vec<usize> {
    let mut deals = vec![0_usize; graph.book().source_count()];
    for (_, deal) in graph.told().deals() {
        for source in deal.sources() {
            deals[source.get()] += 1;
        }
    }
    deals
}

/// Every source, with how many deals cite it.
pub fn sources(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut table = Section::new("", &["id", "date", "kind", "publisher", "title", "#deals"]);
    if portion.rows() {
        for (source, cited) in book.sources().zip(deals_of_sources(graph)).take(portion.most) {
            table.row([
                source.id.to_string(),
                super::words::source_date(&source),
                source.kind.to_string(),
                source.publisher.clone(),
                source.title.clone(),
                cited.to_string(),
            ]);
        }
    }
    let all = book.source_count();
    finish(portion, (all, count(all, "source", "sources")), table, source_records(graph), graph)
}

/// The same as data, made one by one.
pub fn source_records<'g>(graph: &'g DealGraph<'_>) -> Records<'g> {
    let (book, deals) = (graph.book(), LazyLock::new(|| deals_of_sources(graph)));
    Records::each("", book.source_count(), move |position| {
        let source = book.source(SourceIx::new(position));
        json!({
            "id": source.id, "title": source.title, "publisher": source.publisher, "address": source.address,
            "date": source.date, "date_is": source.date_is, "kind": source.kind, "note": source.note,
            "deals": deals[position],
        })
    })
}

/// The table of deal kinds: their roles and the legs they project. Needs no book.
pub fn kinds() -> Report {
    let mut table = Section::new("", &["kind", "meaning", "roles", "legs"]);
    let mut items = Vec::new();
    for spec in &KINDS {
        let roles: Vec<String> = spec
            .places
            .iter()
            .map(|place| {
                let names: Vec<&str> = place.roles.iter().map(|role| role.word()).collect();
                format!("{} ({})", names.join("/"), place.count.words())
            })
            .collect();
        let legs: Vec<String> = spec
            .legs
            .iter()
            .map(|leg| {
                let end = |roles: &[crate::model::Role]| roles.first().map_or("", |role| role.word());
                let when = match leg.when {
                    When::Always => String::new(),
                    When::AmountStated => ", if an amount is stated".to_owned(),
                    When::Without(role) => format!(", if there is no {role}"),
                };
                format!("{} {}→{}{when}", leg.flow, end(&leg.from), end(&leg.to))
            })
            .collect();
        table.row([spec.kind.to_string(), spec.meaning.to_owned(), roles.join("\n"), legs.join("\n")]);
        items.push(json!({ "kind": spec.kind, "meaning": spec.meaning, "roles": roles, "legs": legs }));
    }
    let answer = json!(items);
    Report { title: "Deal kinds".to_owned(), sections: vec![table], items, answer, ..Report::default() }
}
