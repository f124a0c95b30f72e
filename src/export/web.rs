//! The graph of a view as two tables: nodes and edges. Every graph format prints these two.

use std::collections::BTreeMap;

use super::format::Loss;
use super::table::{Cell, Column, Table};
use crate::graph::{DealGraph, Leg, Tally, legs};
use crate::model::{Currency, Deal, DealIx, EntityIx, Flow, Interval, Known, MoneyLevel, Period, Stated};

/// Nodes and edges, with what a graph of them leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// One row an entity: `id`, `label`, `name`, then what is known of it.
    pub nodes: Table,
    /// One row a leg: `id`, `source`, `target`, `label`, `interaction`, `weight`, then what is known of it.
    pub edges: Table,
    /// What a graph cannot show.
    pub losses: Vec<Loss>,
}

/// Returns the nodes and edges of a graph. Costs one pass over the legs.
///
/// An edge's id is made of its deal, flow and party positions, so that it stays the same in every view.
pub fn web(graph: &DealGraph<'_>) -> Web {
    let mut web = frame(graph);
    each_edge(graph, |row| web.edges.rows.push(row));
    web
}

/// Returns the nodes of a graph, and its edges without their rows.
pub(super) fn frame(graph: &DealGraph<'_>) -> Web {
    let mut nodes = Table::new("nodes", "one entity", node_columns());
    for entity in graph.book().entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
        nodes.rows.push(node_row(graph, entity));
    }
    let edges = Table::new("edges", "one leg of a deal: something that moves from source to target", edge_columns());
    Web { losses: losses(graph, nodes.rows.len()), nodes, edges }
}

/// Tells the row of every edge in turn, for a format that writes each as it comes.
pub(super) fn each_edge(graph: &DealGraph<'_>, mut tell: impl FnMut(Vec<Cell>)) {
    let absorbed = absorbed(graph);
    graph.each_deal(|deal, legs| legs.iter().for_each(|leg| tell(edge_row(graph, deal, *leg, &absorbed))));
}

/// For each deal that another one counts in the place of, that other one.
pub(super) fn absorbed(graph: &DealGraph<'_>) -> BTreeMap<DealIx, DealIx> {
    // Most large books have no deals inside of others, and then there is nothing to add up.
    if graph.book().absorbed().next().is_none() {
        return BTreeMap::new();
    }
    everything(graph).absorbed.into_iter().collect()
}

/// All money that the view sees, each dollar once.
pub(super) fn everything(graph: &DealGraph<'_>) -> Tally {
    Tally::of(graph.told(), graph.told().deals().map(|(index, deal)| (index, deal.money())))
}

fn losses(graph: &DealGraph<'_>, nodes: usize) -> Vec<Loss> {
    let (mut unnamed, mut bare) = (0, 0);
    for (index, deal) in graph.told().deals() {
        let legs = legs(index, &deal);
        let named = |party: u16| deal.entity_at(party.into()).is_some();
        unnamed += legs.iter().filter(|leg| !named(leg.from) || !named(leg.to)).count();
        bare += usize::from(legs.is_empty());
    }
    [
        Loss::new(unnamed, "legs", "one end is an undisclosed party, and has no node (tables keep them)"),
        Loss::new(graph.internal(), "legs", "they run inside one company (--no-rollup keeps them)"),
        Loss::new(
            graph.book().entity_count() - nodes,
            "entities",
            "they are parts, and their legs count for the whole (--no-rollup keeps them)",
        ),
        Loss::new(graph.told().unseen(), "deals", "the view does not see them (--ended shows those that are over)"),
        Loss::new(bare, "deals", "they project no leg"),
    ]
    .into_iter()
    .filter(|loss| loss.count > 0)
    .collect()
}

fn node_columns() -> Vec<Column> {
    vec![
        Column::text("id", "id of the entity"),
        Column::text("label", "its name, for programs that show labels"),
        Column::text("name", "its name"),
        Column::text("kind", "Company, Product, Fund, Government, Venture or Person"),
        Column::text("part_of", "id of what it is a part of; absent where it is no part"),
        Column::text("group", "where diagrams put it; absent where nowhere"),
        Column::text("country", "ISO 3166 alpha-2 code; absent where unknown"),
        Column::text("markets", "what it competes in, joined by \"; \""),
        Column::text("aliases", "other names, joined by \"; \""),
    ]
}

fn node_row(graph: &DealGraph<'_>, entity: EntityIx) -> Vec<Cell> {
    let book = graph.book();
    let it = book.entity(entity);
    let joined = |items: &[String]| if items.is_empty() { Cell::Absent } else { Cell::text(&items.join("; ")) };
    vec![
        Cell::text(&it.id),
        Cell::text(&it.name),
        Cell::text(&it.name),
        Cell::text(&it.kind),
        Cell::of(book.whole_of(entity, graph.day()).map(|whole| &book.entity(whole).id)),
        Cell::of(book.group_of(entity)),
        Cell::of(it.country.as_ref()),
        joined(&it.markets),
        joined(&it.aliases),
    ]
}

fn edge_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::text("id", "deal:flow:giver-taker, the same in every view"),
        Column::text("source", "id of the giver"),
        Column::text("target", "id of the taker"),
        Column::text("label", "title of the deal"),
        Column::text("interaction", "kind of the deal and what moves, as one phrase"),
        Column::whole(
            "weight",
            "1 where no dollar amount is stated, else the digits of its most, in whole dollars, plus 1",
        ),
        Column::text("deal", "id of the deal"),
        Column::text("kind", "kind of the deal"),
        Column::text("flow", "Money, Goods, Equity, Rights, Control or None"),
        Column::text("source_role", "what the giver is in the deal"),
        Column::text("target_role", "what the taker is in the deal"),
        Column::text("stake", "the share that the taker comes to hold; absent where none is stated"),
        Column::text("instrument", "what an investment gives; absent where nobody says"),
        Column::text("amount", "the amount of the whole deal, as a book writes it; absent where none is stated"),
        Column::text("period", "when the deal holds, from..until; absent where not stated"),
        Column::flag("symmetric", "whether source and target could change places (rivals, partners)"),
        Column::text("status", "how far the deal has come"),
        Column::text("announced", "when it became public: a year, month or day"),
        Column::text("start", "first day of its period, or of its announcement; absent where neither is known"),
        Column::text("end", "last day of its period; absent where open"),
        Column::text("counted_in", "deal that counts in the place of this one; absent where it counts itself"),
        Column::text("sources", "ids of the sources that tell it, joined by \"; \""),
        Column::text("money_currency", "ISO 4217 code of the money that moves along this leg; absent where unstated"),
    ];
    columns.extend(Column::interval("money", "the money at the level of the view, in minor units (cents)"));
    columns.extend(Column::interval("firm", "what is paid or owed without condition, in minor units"));
    columns.extend(Column::interval("committed", "firm and promised, in minor units"));
    columns.extend(Column::interval("headline", "committed and contingent, in minor units"));
    columns
}

fn edge_row(
    graph: &DealGraph<'_>,
    deal: &Deal,
    (from, to, leg): (EntityIx, EntityIx, Leg),
    absorbed: &BTreeMap<DealIx, DealIx>,
) -> Vec<Cell> {
    let book = graph.book();
    let money = DealGraph::money_of(deal, leg);
    let stated = money.stated();
    let start = deal.period.and_then(Period::from).or(deal.announced);
    let [giver, taker] = [leg.from, leg.to].map(|party| deal.parties.get(usize::from(party)));
    let sources: Vec<&str> = deal.sources().iter().map(|source| book.source(*source).id.as_str()).collect();
    let mut row = vec![
        Cell::text(&leg_id(deal, leg)),
        Cell::text(&book.entity(from).id),
        Cell::text(&book.entity(to).id),
        Cell::text(&deal.title),
        Cell::text(&interaction(leg)),
        Cell::Whole(weight(graph, money)),
        Cell::text(&deal.id),
        Cell::text(&deal.kind),
        Cell::text(&leg.flow),
        Cell::of(giver.map(|party| party.role)),
        Cell::of(taker.map(|party| party.role)),
        Cell::of(taker.and_then(|party| party.stake)),
        Cell::of(deal.instrument),
        Cell::of(deal.amount),
        Cell::of(deal.period),
        Cell::Flag(deal.kind.spec().is_symmetric()),
        Cell::text(&deal.status),
        Cell::of(deal.announced),
        Cell::of(start.map(|date| iso(date.first()))),
        Cell::of(deal.period.and_then(Period::until).map(|date| iso(date.last()))),
        Cell::of(absorbed.get(&leg.deal).map(|instead| &book.deal(*instead).id)),
        Cell::text(&sources.join("; ")),
        Cell::of(stated.map(|stated| stated.currency)),
    ];
    let levels = [graph.view().money, MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline];
    for level in levels {
        row.extend(Cell::interval(stated.map(|stated| stated.split.at(level))));
    }
    row
}

/// The id of a leg: a name token of XML, the same in every view.
pub(super) fn leg_id(deal: &Deal, leg: Leg) -> String {
    let flow = leg.flow.word().to_lowercase();
    format!("{}:{flow}:{}-{}", deal.id, leg.from, leg.to)
}

/// What moves and why, in one phrase without blanks at its ends: `Investment Money`, `Rivalry`.
fn interaction(leg: Leg) -> String {
    if leg.flow == Flow::None { leg.kind.to_string() } else { format!("{} {}", leg.kind, leg.flow) }
}

/// A weight for layouts: how many digits the amount has, so that a billion outweighs a million without
/// hiding it. Other currencies count where the book has a rate to dollars.
fn weight(graph: &DealGraph<'_>, money: Known) -> i64 {
    let Some(Stated { currency, split }) = money.stated() else {
        return 1;
    };
    let tally = Tally { totals: BTreeMap::from([(currency, split)]), ..Tally::default() };
    let dollars: Interval = tally.in_currency(graph.book(), Currency::USD).split.at(graph.view().money);
    let whole = dollars.most_known() / 100;
    if whole == 0 { 1 } else { i64::from(whole.ilog10()) + 2 }
}

/// A day as `2026-02-27`.
pub(super) fn iso(day: crate::model::Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}
