//! A book as tables: one row a record, lists of records in tables of their own.
//!
//! The columns that a book file has keep its names and notations, so that the tables can be read back as an
//! equal book. Beside them stand columns for reckoning: ends of intervals in minor units, first and last days.
//! Lists and scopes are JSON texts.

use std::collections::BTreeMap;

use super::digits::iso;
use super::format::{Exported, Input, Loss};
use super::seen::{Seen, seen};
use super::shape::leg_id;
use super::table::{Cell, Column, Table};
use super::web::everything;
use crate::graph::{DealGraph, legs};
use crate::load::text::{DealText, FileText, ScopeText};
use crate::load::{json_of, write_records};
use crate::model::{Deal, DealIx, Known, MoneyLevel, PartialDate, Split, Stated};

/// Tables, with what they leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The tables.
    pub tables: Vec<Table>,
    /// What the view leaves out.
    pub losses: Vec<Loss>,
}

/// Writes the book as JSON.
pub fn make_json(input: &Input<'_, '_>) -> Exported {
    let seen = seen(input.graph);
    Exported::one("book.json", json_of(&seen.records)).losing(seen.losses)
}

/// Writes the book as RON.
pub fn make_ron(input: &Input<'_, '_>) -> Exported {
    let seen = seen(input.graph);
    Exported::one("book.ron", write_records(&seen.records)).losing(seen.losses)
}

/// Returns the tables of what a view sees: the whole book, unless the view asks for a date, trust or status.
pub fn tables(graph: &DealGraph<'_>) -> Told {
    let Seen { records, deals, losses } = seen(graph);
    let tables = vec![
        entities(&records),
        deals_table(graph, &records, &deals),
        parties(&records, &deals),
        tranches(&records, &deals),
        clauses(&records, &deals),
        carve_outs(&records),
        history(&records),
        claims(&records),
        sources(&records),
        rates(&records),
        rules(&records),
        legs_table(graph),
    ];
    Told { tables, losses }
}

fn entities(records: &FileText) -> Table {
    let columns = vec![
        Column::text("id", "id"),
        Column::text("name", "the name people know it by"),
        Column::text("kind", "Company, Product, Fund, Government, Venture or Person"),
        Column::text("aliases", "other names, a JSON list; absent where none"),
        Column::text("part_of", "id of the whole, and the period where not always; absent where it is no part"),
        Column::text("markets", "what it competes in, a JSON list; absent where nothing"),
        Column::text("group", "where diagrams put it; absent where nowhere of its own"),
        Column::text("country", "ISO 3166 alpha-2 code; absent where unknown"),
        Column::text("note", "the curator's words"),
    ];
    let mut table = Table::new("entities", "one company, product, fund, state, venture or person", columns);
    table.rows = records
        .entities
        .iter()
        .map(|it| {
            vec![
                Cell::text(&it.id),
                Cell::text(&it.name),
                Cell::text(&it.kind),
                Cell::list(&it.aliases),
                Cell::of(it.part_of.as_ref()),
                Cell::list(&it.markets),
                Cell::of(it.group.as_ref()),
                Cell::of(it.country.as_ref()),
                Cell::of(it.note.as_ref()),
            ]
        })
        .collect();
    table
}

fn scope_cell(scope: Option<&ScopeText>) -> Cell {
    scope.map_or(Cell::Absent, |scope| Cell::text(&serde_json::json!(scope.facets().collect::<BTreeMap<_, _>>())))
}

fn deals_table(graph: &DealGraph<'_>, records: &FileText, deals: &[(DealIx, &Deal)]) -> Table {
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
    let tally = everything(graph);
    let absorbed: BTreeMap<DealIx, DealIx> = tally.absorbed.iter().copied().collect();
    let mut table = Table::new("deals", "one deal; add up rows that are seen and have no counted_in", columns);
    for (text, (index, deal)) in records.deals.iter().zip(deals) {
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
            Cell::Flag(graph.told().deal(*index).is_some()),
            Cell::of(absorbed.get(index).map(|instead| &graph.book().deal(*instead).id)),
        ]);
        let own = deal.money();
        let counts_for = own.stated().and_then(|own| {
            let split = *tally.parts.get(index)?.get(&own.currency)?;
            Some(Known::Stated(Stated { split, ..own }))
        });
        row.extend(split_cells(counts_for.unwrap_or(own)));
        table.rows.push(row);
    }
    table
}

/// Currency, and the ends of firm, committed and headline.
fn split_cells(money: Known) -> Vec<Cell> {
    let stated = money.stated();
    let mut cells = vec![Cell::of(stated.map(|stated| stated.currency))];
    for level in [MoneyLevel::Firm, MoneyLevel::Committed, MoneyLevel::Headline] {
        cells.extend(Cell::interval(stated.map(|stated| Split::at(stated.split, level))));
    }
    cells
}

/// A table of the lists of all deals: each item's deal and position, then its own cells.
fn of_deals<'t, T: 't>(
    mut table: Table,
    deals: &'t [DealText],
    items: impl Fn(&'t DealText) -> &'t [T],
    cells: impl Fn(usize, usize, &'t T) -> Vec<Cell>,
) -> Table {
    for (rank, deal) in deals.iter().enumerate() {
        for (position, item) in items(deal).iter().enumerate() {
            let place = [Cell::text(&deal.id), Cell::whole(Some(position as u128))];
            table.rows.push(place.into_iter().chain(cells(rank, position, item)).collect());
        }
    }
    table
}

fn placed(columns: impl IntoIterator<Item = Column>) -> Vec<Column> {
    let place = [Column::text("deal", "id of the deal"), Column::whole("position", "rank within the deal, from 0")];
    place.into_iter().chain(columns).collect()
}

fn parties(records: &FileText, deals: &[(DealIx, &Deal)]) -> Table {
    let mut columns = vec![
        Column::text("who", "id of the entity; absent where undisclosed"),
        Column::text("undisclosed", "why nobody says who, or what is known; absent where known"),
        Column::text("role", "the role it plays in this deal"),
    ];
    columns.extend(Column::money("commits", "what it puts in; absent where not stated apart from the whole"));
    columns.push(Column::text("stake", "the share it holds after the deal, as a book writes it"));
    columns.extend(Column::interval("stake", "that share, in millionths of one percent"));
    columns.push(Column::text("with", "ids of the parties it deals with, a JSON list; absent where all"));
    let table = Table::new("parties", "one party of a deal, in a role", placed(columns));
    of_deals(
        table,
        &records.deals,
        |deal| &deal.parties,
        |rank, position, text| {
            let party = &deals[rank].1.parties[position];
            let mut row =
                vec![Cell::of(text.who.as_ref()), Cell::of(text.undisclosed.as_ref()), Cell::text(&text.role)];
            row.extend(Cell::money(party.commits));
            row.extend(Cell::share(party.stake));
            row.push(Cell::list(&text.with));
            row
        },
    )
}

fn tranches(records: &FileText, deals: &[(DealIx, &Deal)]) -> Table {
    let mut columns = vec![Column::text("id", "id within the deal")];
    columns.extend(Column::money("amount", "how much"));
    columns.extend([
        Column::text("by", "id of the party that pays; absent where only one does"),
        Column::text("due", "when it falls due: a year, month or day"),
        Column::text("status", "how far it has come; absent means as far as the deal"),
        Column::text("on", "conditions precedent, a JSON list; absent means unconditional"),
        Column::text("note", "the curator's words"),
    ]);
    let table = Table::new("tranches", "one part of a deal's amount", placed(columns));
    of_deals(
        table,
        &records.deals,
        |deal| &deal.tranches,
        |rank, position, text| {
            let mut row = vec![Cell::text(&text.id)];
            row.extend(Cell::money(Some(deals[rank].1.tranches[position].amount)));
            row.extend([
                Cell::of(text.by.as_ref()),
                Cell::of(text.due.as_ref()),
                Cell::of(text.status),
                Cell::list(&text.on),
                Cell::of(text.note.as_ref()),
            ]);
            row
        },
    )
}

fn clauses(records: &FileText, deals: &[(DealIx, &Deal)]) -> Table {
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
    let table = Table::new("clauses", "one term that binds a party in favour of another", placed(columns));
    of_deals(
        table,
        &records.deals,
        |deal| &deal.clauses,
        |rank, position, text| {
            let mut row = vec![
                Cell::text(&text.id),
                Cell::text(&text.kind),
                Cell::text(&text.beneficiary),
                Cell::text(&text.bound),
                scope_cell(Some(&text.scope)),
                Cell::of(text.period.as_ref()),
            ];
            row.extend(Cell::money(deals[rank].1.clauses[position].amount));
            row.push(Cell::of(text.note.as_ref()));
            row
        },
    )
}

fn carve_outs(records: &FileText) -> Table {
    let columns = vec![
        Column::text("deal", "id of the deal"),
        Column::whole("clause", "position of the clause within the deal, from 0"),
        Column::whole("position", "rank within the clause, from 0"),
        Column::text("scope", "what is left free, a JSON object of facets"),
        Column::text("note", "the curator's words"),
    ];
    let mut table = Table::new("carve_outs", "one thing that a clause leaves free", columns);
    for deal in &records.deals {
        for (clause, text) in deal.clauses.iter().enumerate() {
            for (position, carve_out) in text.carve_outs.iter().enumerate() {
                table.rows.push(vec![
                    Cell::text(&deal.id),
                    Cell::whole(Some(clause as u128)),
                    Cell::whole(Some(position as u128)),
                    scope_cell(Some(&carve_out.scope)),
                    Cell::of(carve_out.note.as_ref()),
                ]);
            }
        }
    }
    table
}

fn history(records: &FileText) -> Table {
    let columns =
        [Column::text("date", "since when: a year, month or day"), Column::text("status", "the status from then on")];
    let table = Table::new("history", "one change of a deal's status", placed(columns));
    of_deals(
        table,
        &records.deals,
        |deal| &deal.history,
        |_, _, text| vec![Cell::text(&text.date), Cell::text(&text.status)],
    )
}

fn claims(records: &FileText) -> Table {
    let columns = [
        Column::text("source", "id of the source"),
        Column::text("field", "path of the field it speaks of; absent where it only tells the deal"),
        Column::text("value", "what it says there"),
        Column::text("note", "the curator's words"),
    ];
    let table = Table::new("claims", "what one source says about one field of a deal", placed(columns));
    of_deals(
        table,
        &records.deals,
        |deal| &deal.claims,
        |_, _, text| {
            let said = text.says.first_key_value();
            vec![
                Cell::text(&text.source),
                Cell::of(said.map(|(field, _)| field)),
                Cell::of(said.map(|(_, value)| value)),
                Cell::of(text.note.as_ref()),
            ]
        },
    )
}

fn sources(records: &FileText) -> Table {
    let columns = vec![
        Column::text("id", "id"),
        Column::text("title", "title"),
        Column::text("publisher", "who published it"),
        Column::text("address", "where it is; absent where it has no public address"),
        Column::text("date", "when it was published: a year, month or day; absent where nothing tells"),
        Column::text("date_is", "Exact, Approximate or Undated"),
        Column::text("kind", "Filing, PressRelease, Company, News, Analysis or Aggregator"),
        Column::text("note", "the curator's words"),
    ];
    let mut table = Table::new("sources", "one publication that claims point to", columns);
    table.rows = records
        .sources
        .iter()
        .map(|it| {
            vec![
                Cell::text(&it.id),
                Cell::text(&it.title),
                Cell::text(&it.publisher),
                Cell::of(it.address.as_ref()),
                Cell::of(it.date.as_ref()),
                Cell::of(it.date_is),
                Cell::text(&it.kind),
                Cell::of(it.note.as_ref()),
            ]
        })
        .collect();
    table
}

fn rates(records: &FileText) -> Table {
    let columns = vec![
        Column::text("from", "ISO 4217 code of the currency converted"),
        Column::text("to", "ISO 4217 code of the currency converted into"),
        Column::text("rate", "units of `to` for one of `from`, a decimal"),
        Column::text("date", "when it held"),
        Column::text("source", "id of the source"),
    ];
    let mut table = Table::new("rates", "what one currency was worth in another", columns);
    let row =
        |it: &crate::load::text::RateText| [&it.from, &it.to, &it.rate, &it.date, &it.source].map(Cell::text).to_vec();
    table.rows = records.rates.iter().map(row).collect();
    table
}

fn rules(records: &FileText) -> Table {
    let columns = vec![
        Column::text("id", "id, the code of what it finds"),
        Column::text("severity", "how much its findings matter"),
        Column::text("finds", "what it finds"),
        Column::text("why", "why that matters"),
        Column::text("example", "an example"),
        Column::text("limits", "what it does not find"),
        Column::text("pattern", "the pattern of legs it looks for"),
        Column::text("claim", "what a finding says, with variables of the pattern"),
        Column::text("parties", "variables that are the parties of a finding, a JSON list; absent where all"),
    ];
    let mut table = Table::new("rules", "one rule that the book writes itself", columns);
    let row = |it: &crate::load::text::RuleText| {
        let said = [&it.id, &it.severity, &it.finds, &it.why, &it.example, &it.limits, &it.pattern, &it.claim];
        said.map(Cell::text).into_iter().chain([Cell::list(&it.parties)]).collect()
    };
    table.rows = records.rules.iter().map(row).collect();
    table
}

/// Every leg, those without a node at one end and those inside one company included.
fn legs_table(graph: &DealGraph<'_>) -> Table {
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
    let mut table =
        Table::new("legs", "one thing that moves from one party of a deal to another, in the view", columns);
    for (index, deal) in graph.told().deals() {
        for leg in legs(index, &deal) {
            let ends = [deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into())];
            let id = |entity| Cell::text(&graph.book().entity(entity).id);
            let [from, to] = ends.map(|end| end.map_or(Cell::Absent, id));
            let [source, target] = ends.map(|end| end.map_or(Cell::Absent, |end| id(graph.owner(end))));
            let stated = graph.money_along(leg).stated();
            let mut row = vec![
                Cell::text(&leg_id(&deal, leg)),
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
            table.rows.push(row);
        }
    }
    table
}
