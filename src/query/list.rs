//! Lists what a book holds: entities, deals, legs, sources, and the table of deal kinds.

use serde_json::{Value, json};

use super::words::{money_words, party_words};
use crate::graph::DealGraph;
use crate::model::EntityIx;
use crate::model::kind::{KINDS, When};
use crate::report::{Report, Section, count, money_cell, view_record};

pub use crate::report::Portion;

/// A list as an answer, of which there may be more.
fn finish(
    portion: Portion,
    (all, title): (usize, String),
    table: Section,
    items: Vec<Value>,
    graph: &DealGraph<'_>,
) -> Report {
    let view = view_record(graph.book(), graph.view());
    let truncated = (all > portion.most).then(|| format!("{} of {all} rows shown (--limit)", portion.most));
    let (answer, items) = portion.split(items);
    Report { title, sections: vec![table], answer, items, view, truncated, ..Report::default() }
}

/// Every entity, with how many deals it is a party of.
pub fn entities(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut deals = vec![0_usize; book.entity_count()];
    for (_, deal) in graph.told().deals() {
        let mut parties: Vec<EntityIx> = deal.parties.iter().filter_map(|party| party.who.entity()).collect();
        parties.sort_unstable();
        parties.dedup();
        for party in parties {
            deals[party.get()] += 1;
        }
    }
    let mut table = Section::new("", &["id", "name", "kind", "group", "part of", "markets", "#deals"]);
    let mut items = Vec::new();
    for index in book.entity_indices().take(portion.most) {
        let entity = book.entity(index);
        let whole = entity.part_of.map(|part_of| book.entity(part_of.whole).id.to_string());
        table.row([
            entity.id.to_string(),
            entity.name.clone(),
            entity.kind.to_string(),
            book.group_of(index).unwrap_or("–").to_owned(),
            whole.clone().unwrap_or_default(),
            entity.markets.join(", "),
            deals[index.get()].to_string(),
        ]);
        portion.push(&mut items, || {
            json!({
                "id": entity.id, "name": entity.name, "kind": entity.kind, "aliases": entity.aliases,
                "group": book.group_of(index), "part_of": whole, "markets": entity.markets,
                "country": entity.country, "note": entity.note, "deals": deals[index.get()],
            })
        });
    }
    let all = book.entity_count();
    finish(portion, (all, count(all, "entity", "entities")), table, items, graph)
}

/// Every deal that the view sees, by id.
pub fn deals(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut table = Section::new("", &["id", "kind", "parties", "amount", "announced", "status", "#sources"]);
    let mut items = Vec::new();
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
        portion.push(&mut items, || super::show::deal_record(graph.told(), &deal));
    }
    let all = graph.told().seen();
    let mut title = count(all, "deal", "deals");
    let unseen = graph.told().unseen();
    if unseen > 0 {
        title = format!("{title} ({unseen} not seen from this view)");
    }
    finish(portion, (all, title), table, items, graph)
}

/// Every leg of the graph: what moves from whom to whom, by deal.
///
/// Under roll-up the ends are wholes, and the parts that are parties stand beside them. Legs inside one whole
/// are not in the graph, and counted in a note; a leg of a party whom nobody names has no end to stand on.
pub fn legs(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut table = Section::new("", &["deal", "kind", "what moves", "from", "to", "#money", "status"]);
    let mut items = Vec::new();
    for (from, to, leg) in graph.legs().take(portion.most) {
        let deal = graph.deal(leg);
        let party = |position: u16| deal.entity_at(position.into()).map(|entity| &book.entity(entity).id);
        let money = graph.money_along(leg).stated();
        table.row([
            deal.id.to_string(),
            leg.kind.to_string(),
            leg.flow.to_string(),
            book.entity(from).id.to_string(),
            book.entity(to).id.to_string(),
            money.map_or_else(String::new, |it| money_cell(it.currency, it.split.headline)),
            leg.status.to_string(),
        ]);
        portion.push(&mut items, || {
            json!({
                "deal": deal.id, "kind": leg.kind, "flow": leg.flow, "from": book.entity(from).id,
                "to": book.entity(to).id, "from_party": party(leg.from), "to_party": party(leg.to),
                "money": money, "status": leg.status, "announced": deal.announced,
            })
        });
    }
    let all = graph.leg_count();
    let mut report = finish(portion, (all, count(all, "leg", "legs")), table, items, graph);
    if graph.internal() > 0 {
        let inside = count(graph.internal(), "leg", "legs");
        report.notes.push(format!("left out: {inside} inside one whole (--no-rollup tells parts apart)"));
    }
    report
}

/// Every source, with how many deals cite it.
pub fn sources(graph: &DealGraph<'_>, portion: Portion) -> Report {
    let book = graph.book();
    let mut deals = vec![0_usize; book.source_count()];
    for (_, deal) in graph.told().deals() {
        for source in deal.sources() {
            deals[source.get()] += 1;
        }
    }
    let mut table = Section::new("", &["id", "date", "kind", "publisher", "title", "#deals"]);
    let mut items = Vec::new();
    for (source, cited) in book.sources().zip(deals).take(portion.most) {
        table.row([
            source.id.to_string(),
            super::words::source_date(&source),
            source.kind.to_string(),
            source.publisher.clone(),
            source.title.clone(),
            cited.to_string(),
        ]);
        portion.push(&mut items, || {
            json!({
                "id": source.id, "title": source.title, "publisher": source.publisher, "address": source.address,
                "date": source.date, "date_is": source.date_is, "kind": source.kind, "note": source.note,
                "deals": cited,
            })
        });
    }
    let all = book.source_count();
    finish(portion, (all, count(all, "source", "sources")), table, items, graph)
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
