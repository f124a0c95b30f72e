//! The tables that have their rows of deals.

use std::collections::BTreeMap;

use super::digits::iso;
use super::seen::SeenDeal;
use super::shape::leg_id;
use super::table::{Cell, Column, Table};
use crate::graph::{DealGraph, MoneyAlong, Tally, knotted, legs};
use crate::load::text::{DealText, ScopeText};
use crate::model::{Currency, DealIx, EntityIx, Known, MoneyLevel, PartialDate, Split, Stated};

/// A deal whose rows are told.
pub(super) struct Given<'d> {
    /// The deal.
    pub seen: &'d SeenDeal<'d>,
    /// The same, as it would be written in a file.
    pub text: DealText,
}

/// What must be known of all deals to tell the rows of one.
pub(super) struct Reckoned<'g, 'b> {
    graph: &'g DealGraph<'b>,
    /// For each deal that another one counts in the place of, that other one.
    absorbed: BTreeMap<DealIx, DealIx>,
    /// What deals come to in which others count.
    parts: BTreeMap<DealIx, BTreeMap<Currency, Split>>,
}

impl<'g, 'b> Reckoned<'g, 'b> {
    /// What holds in a graph. Costs a look at the deals that hang together with others.
    pub fn of(graph: &'g DealGraph<'b>) -> Self {
        let told = graph.told();
        let knotted: Vec<DealIx> = knotted(told).into_iter().collect();
        let mut money = Vec::with_capacity(knotted.len());
        // No other deal counts inside of one, or has one inside of it.
        told.look_at(&knotted, |index, deal| money.push((index, deal.money())));
        let Tally { absorbed, parts, .. } = Tally::of(told, money);
        Self { graph, absorbed: absorbed.into_iter().collect(), parts }
    }

    fn deal_id(&self, deal: DealIx) -> String {
        self.graph.book().sections().deals.look(deal.get()).id.to_string()
    }
}

/// Takes the rows of a table.
type Take<'t> = &'t mut dyn FnMut(Vec<Cell>);

/// The table of deals, without rows.
pub(super) fn deals() -> Table {
    let mut columns = vec![
        Column::text("id", "id"),
        Column::text("kind", "Investment, Loan, Purchase, …"),
        Column::text("instrument", "what an investment gives; absent where nobody says"),
        Column::text("title", "one line that tells it"),
        Column::text("status", "how far it has come"),
        Column::text("announced", "when it became public: a year, month or day; absent where undated"),
        Column::text("announced_first", "first day of that, for sorting"),
        Column::text("announced_last", "last day of that"),
        Column::text("period", "when it holds, from..until; absent where not stated"),
    ];
    columns.extend(Column::money("amount", "the whole of it, all parties together; absent where no amount is stated"));
    columns.extend(Column::money("pre_money", "the valuation before an investment"));
    columns.extend(Column::money("post_money", "the valuation after an investment"));
    columns.push(Column::text("capacity", "power or chips it is about, as a book writes it"));
    columns.push(Column::text("capacity_unit", "watts, gpus, tpus or chips"));
    columns.extend(Column::interval("capacity", "capacity, in that unit"));
    columns.extend([
        Column::text("scope", "the right it gives, a JSON object of facets; absent where it has none"),
        Column::text("part_of", "id of the umbrella deal"),
        Column::text("supersedes", "ids of the deals it replaces, a JSON list"),
        Column::text("expands", "id of the deal it enlarges"),
        Column::text("expands_by", "by how much"),
        Column::text("note", "the curator's words"),
        Column::flag("seen", "whether the view sees it; a deal that is over is not seen unless asked for"),
        Column::text("counted_in", "deal that counts in the place of this one; absent where it counts itself"),
        Column::text("money_currency", "ISO 4217 code of the columns that follow; absent where nothing is stated"),
    ]);
    columns.extend(Column::interval(
        "firm",
        "paid or owed without condition, with the deals counted in this one, in minor units",
    ));
    columns.extend(Column::interval("committed", "firm and promised, in minor units"));
    columns.extend(Column::interval("headline", "committed and contingent, in minor units"));
    Table::new("deals", "one deal; add up rows that are seen and have no counted_in", columns)
}

/// The row of a deal.
pub(super) fn deal(reckoned: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    let (text, deal) = (&given.text, &*given.seen.deal);
    let mut row = vec![
        Cell::text(&text.id),
        Cell::text(&text.kind),
        Cell::of(text.instrument),
        Cell::text(&text.title),
        Cell::text(&text.status),
        Cell::of(text.announced.as_ref()),
        Cell::of(deal.announced.map(|date| iso(PartialDate::first(date)))),
        Cell::of(deal.announced.map(|date| iso(PartialDate::last(date)))),
        Cell::of(text.period.as_ref()),
    ];
    row.extend(Cell::money(deal.amount));
    row.extend(Cell::money(deal.pre_money));
    row.extend(Cell::money(deal.post_money));
    row.extend(Cell::capacity(deal.capacity));
    row.extend([
        scope_cell(text.scope.as_ref()),
        Cell::of(text.part_of.as_ref()),
        Cell::list(&text.supersedes),
        Cell::of(text.expands.as_ref().map(|it| &it.deal)),
        Cell::of(text.expands.as_ref().and_then(|it| it.by.as_ref())),
        Cell::of(text.note.as_ref()),
        Cell::Flag(given.seen.told.is_some()),
        Cell::of(reckoned.absorbed.get(&given.seen.index).map(|instead| reckoned.deal_id(*instead))),
    ]);
    let own = deal.money();
    let counts_for = own.stated().and_then(|own| {
        let split = *reckoned.parts.get(&given.seen.index)?.get(&own.currency)?;
        Some(Known::Stated(Stated { split, ..own }))
    });
    row.extend(split_cells(counts_for.unwrap_or(own)));
    take(row);
}

/// Currency, and the ends of firm, committed and headline.
fn split_cells(money: Known) -> Vec<Cell> {
    let stated = money.stated();
    let mut cells = vec![Cell::of(stated.map(|stated| stated.currency))];
    for level in MoneyLevel::ALL {
        cells.extend(Cell::interval(stated.map(|stated| Split::at(stated.split, level))));
    }
    cells
}

fn scope_cell(scope: Option<&ScopeText>) -> Cell {
    scope.map_or(Cell::Absent, |scope| Cell::text(&serde_json::json!(scope.facets().collect::<BTreeMap<_, _>>())))
}

fn placed(columns: impl IntoIterator<Item = Column>) -> Vec<Column> {
    let place = [Column::text("deal", "id of the deal"), Column::whole("position", "rank within the deal, from 0")];
    place.into_iter().chain(columns).collect()
}

/// Tells a row of each item of a list of a deal: its deal and position, then its own cells.
fn each_placed<T>(given: &Given<'_>, items: &[T], take: Take<'_>, cells: impl Fn(usize, &T) -> Vec<Cell>) {
    for (position, item) in items.iter().enumerate() {
        let place = [Cell::text(&given.text.id), Cell::whole(Some(position as u128))];
        take(place.into_iter().chain(cells(position, item)).collect());
    }
}

/// The table of parties, without rows.
pub(super) fn parties() -> Table {
    let mut columns = vec![
        Column::text("who", "id of the entity; absent where undisclosed"),
        Column::text("undisclosed", "why nobody says who, or what is known; absent where known"),
        Column::text("role", "the role it plays in this deal"),
    ];
    columns.extend(Column::money("commits", "what it puts in; absent where not stated apart from the whole"));
    columns.push(Column::text("stake", "the share it holds after the deal, as a book writes it"));
    columns.extend(Column::interval("stake", "that share, in millionths of one percent"));
    columns.push(Column::text("with", "ids of the parties it deals with, a JSON list; absent where all"));
    Table::new("parties", "one party of a deal, in a role", placed(columns))
}

/// The parties of a deal as rows.
pub(super) fn parties_of(_: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    each_placed(given, &given.text.parties, take, |position, text| {
        let party = &given.seen.deal.parties[position];
        let mut row = vec![Cell::of(text.who.as_ref()), Cell::of(text.undisclosed.as_ref()), Cell::text(&text.role)];
        row.extend(Cell::money(party.commits));
        row.extend(Cell::share(party.stake));
        row.push(Cell::list(&text.with));
        row
    });
}

/// The table of tranches, without rows.
pub(super) fn tranches() -> Table {
    let mut columns = vec![Column::text("id", "id within the deal")];
    columns.extend(Column::money("amount", "how much"));
    columns.extend([
        Column::text("by", "id of the party that pays; absent where only one does"),
        Column::text("due", "when it falls due: a year, month or day"),
        Column::text("status", "how far it has come; absent means as far as the deal"),
        Column::text("on", "conditions precedent, a JSON list; absent means unconditional"),
        Column::text("note", "the curator's words"),
    ]);
    Table::new("tranches", "one part of a deal's amount", placed(columns))
}

/// The tranches of a deal as rows.
pub(super) fn tranches_of(_: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    each_placed(given, &given.text.tranches, take, |position, text| {
        let mut row = vec![Cell::text(&text.id)];
        row.extend(Cell::money(Some(given.seen.deal.tranches[position].amount)));
        row.extend([
            Cell::of(text.by.as_ref()),
            Cell::of(text.due.as_ref()),
            Cell::of(text.status),
            Cell::list(&text.on),
            Cell::of(text.note.as_ref()),
        ]);
        row
    });
}

/// The table of clauses, without rows.
pub(super) fn clauses() -> Table {
    let mut columns = vec![
        Column::text("id", "id within the deal"),
        Column::text("kind", "Exclusivity, RightOfFirstRefusal, MinimumSpend or Exit"),
        Column::text("beneficiary", "id of the entity in whose favour"),
        Column::text("bound", "id of the entity that is bound"),
        Column::text("scope", "what it reaches over, a JSON object of facets; {} is everything"),
        Column::text("period", "when it holds; absent means as long as the deal"),
    ];
    columns.extend(Column::money("amount", "the least spend of a MinimumSpend"));
    columns.push(Column::text("note", "the curator's words"));
    Table::new("clauses", "one term that binds a party in favour of another", placed(columns))
}

/// The clauses of a deal as rows.
pub(super) fn clauses_of(_: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    each_placed(given, &given.text.clauses, take, |position, text| {
        let mut row = vec![
            Cell::text(&text.id),
            Cell::text(&text.kind),
            Cell::text(&text.beneficiary),
            Cell::text(&text.bound),
            scope_cell(Some(&text.scope)),
            Cell::of(text.period.as_ref()),
        ];
        row.extend(Cell::money(given.seen.deal.clauses[position].amount));
        row.push(Cell::of(text.note.as_ref()));
        row
    });
}

/// The table of carve-outs, without rows.
pub(super) fn carve_outs() -> Table {
    let columns = vec![
        Column::text("deal", "id of the deal"),
        Column::whole("clause", "position of the clause within the deal, from 0"),
        Column::whole("position", "rank within the clause, from 0"),
        Column::text("scope", "what is left free, a JSON object of facets"),
        Column::text("note", "the curator's words"),
    ];
    Table::new("carve_outs", "one thing that a clause leaves free", columns)
}

/// The carve-outs of the clauses of a deal as rows.
pub(super) fn carve_outs_of(_: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    for (clause, text) in given.text.clauses.iter().enumerate() {
        for (position, carve_out) in text.carve_outs.iter().enumerate() {
            take(vec![
                Cell::text(&given.text.id),
                Cell::whole(Some(clause as u128)),
                Cell::whole(Some(position as u128)),
                scope_cell(Some(&carve_out.scope)),
                Cell::of(carve_out.note.as_ref()),
            ]);
        }
    }
}

/// The table of histories, without rows.
pub(super) fn history() -> Table {
    let columns =
        [Column::text("date", "since when: a year, month or day"), Column::text("status", "the status from then on")];
    Table::new("history", "one change of a deal's status", placed(columns))
}

/// The history of a deal as rows.
pub(super) fn history_of(_: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    each_placed(given, &given.text.history, take, |_, text| vec![Cell::text(&text.date), Cell::text(&text.status)]);
}

/// The table of claims, without rows.
pub(super) fn claims() -> Table {
    let columns = [
        Column::text("source", "id of the source"),
        Column::text("field", "path of the field it speaks of; absent where it only tells the deal"),
        Column::text("value", "what it says there"),
        Column::text("note", "the curator's words"),
    ];
    Table::new("claims", "what one source says about one field of a deal", placed(columns))
}

/// The claims on a deal as rows.
pub(super) fn claims_of(_: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    each_placed(given, &given.text.claims, take, |_, text| {
        let said = text.says.first_key_value();
        vec![
            Cell::text(&text.source),
            Cell::of(said.map(|(field, _)| field)),
            Cell::of(said.map(|(_, value)| value)),
            Cell::of(text.note.as_ref()),
        ]
    });
}

/// The table of legs, without rows.
pub(super) fn legs_table() -> Table {
    let mut columns = vec![
        Column::text("id", "deal:flow:giver-taker, the same in every view"),
        Column::text("deal", "id of the deal"),
        Column::text("kind", "kind of the deal"),
        Column::text("flow", "Money, Goods, Equity, Rights, Control or None"),
        Column::text("status", "how far the deal has come"),
        Column::text("from", "id of the giving party; absent where undisclosed"),
        Column::text("to", "id of the taking party; absent where undisclosed"),
        Column::text("source", "id of the node the leg starts from: the giver, or its whole"),
        Column::text("target", "id of the node the leg ends at: the taker, or its whole"),
        Column::flag("in_graph", "whether graph files have it: both ends are known and differ"),
        Column::text("money_currency", "ISO 4217 code of the money along this leg; absent where unstated"),
    ];
    columns.extend(Column::interval("money", "the money along this leg at the level of the view, in minor units"));
    Table::new("legs", "one thing that moves from one party of a deal to another, in the view", columns)
}

/// Every leg of a deal that the view sees as a row, those without a node at one end and those inside one company included.
pub(super) fn legs_of(reckoned: &Reckoned<'_, '_>, given: &Given<'_>, take: Take<'_>) {
    let (graph, SeenDeal { index, told: Some(deal), .. }) = (reckoned.graph, given.seen) else { return };
    let all = legs(*index, deal);
    let along = MoneyAlong::new(graph.told(), deal, &all);
    for leg in all.iter().copied() {
        let ends = [deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into())];
        let id = |entity: EntityIx| Cell::text(&graph.book().entity(entity).id);
        let [from, to] = ends.map(|end| end.map_or(Cell::Absent, id));
        let [source, target] = ends.map(|end| end.map_or(Cell::Absent, |end| id(graph.owner(end))));
        let stated = along.money(leg).stated();
        let mut row = vec![
            Cell::text(&leg_id(deal, leg)),
            Cell::text(&deal.id),
            Cell::text(&deal.kind),
            Cell::text(&leg.flow),
            Cell::text(&deal.status),
            from,
            to,
            source.clone(),
            target.clone(),
            Cell::Flag(!source.is_absent() && !target.is_absent() && source != target),
            Cell::of(stated.map(|stated| stated.currency)),
        ];
        row.extend(Cell::interval(stated.map(|stated| stated.split.at(graph.view().money))));
        take(row);
    }
}
