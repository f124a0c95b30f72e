//! A book as tables: one row a record, lists of records in tables of their own.
//!
//! The columns that a book file has keep its names and notations, so that the tables can be read back as an
//! equal book. Beside them stand columns for reckoning: ends of intervals in minor units, first and last days.
//! Lists and scopes are JSON texts.
//!
//! ```text
//! deals ─piece─▶ rows of each of their tables ─add─▶ what a format makes of them ─take─▶ in order
//! ```
//!
//! Rows are made a piece at a time by all threads, so that tables of any length take a few pieces of memory.

use std::convert::Infallible;

use super::deal_tables::{self, Given, Reckoned};
use super::format::Loss;
use super::record_tables;
use super::seen::Seen;
use super::table::{Cell, Table};
use crate::graph::DealGraph;
use crate::load::text::{EntityText, RateText, RuleText, SourceText};
use crate::load::{deal_text, entity_text, rate_text, rule_text, source_text};
use crate::model::in_order;

/// Tables, with what they leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The tables.
    pub tables: Vec<Table>,
    /// What the view leaves out.
    pub losses: Vec<Loss>,
}

/// A table of a book, and of what it has its rows.
pub(super) struct Layout {
    /// The table, without rows.
    pub table: Table,
    rows: Rows,
}

/// Of what a table has its rows, and how.
enum Rows {
    Entity(fn(&EntityText) -> Vec<Cell>),
    Deal(fn(&Reckoned<'_, '_>, &Given<'_>, &mut dyn FnMut(Vec<Cell>))),
    Source(fn(&SourceText) -> Vec<Cell>),
    Rate(fn(&RateText) -> Vec<Cell>),
    Rule(fn(&RuleText) -> Vec<Cell>),
}

/// The tables of a book, in their order.
pub(super) fn layouts() -> Vec<Layout> {
    let layout = |table, rows| Layout { table, rows };
    vec![
        layout(record_tables::entities(), Rows::Entity(record_tables::entity)),
        layout(deal_tables::deals(), Rows::Deal(deal_tables::deal)),
        layout(deal_tables::parties(), Rows::Deal(deal_tables::parties_of)),
        layout(deal_tables::tranches(), Rows::Deal(deal_tables::tranches_of)),
        layout(deal_tables::clauses(), Rows::Deal(deal_tables::clauses_of)),
        layout(deal_tables::carve_outs(), Rows::Deal(deal_tables::carve_outs_of)),
        layout(deal_tables::history(), Rows::Deal(deal_tables::history_of)),
        layout(deal_tables::claims(), Rows::Deal(deal_tables::claims_of)),
        layout(record_tables::sources(), Rows::Source(record_tables::source)),
        layout(record_tables::rates(), Rows::Rate(record_tables::rate)),
        layout(record_tables::rules(), Rows::Rule(record_tables::rule)),
        layout(deal_tables::legs_table(), Rows::Deal(deal_tables::legs_of)),
    ]
}

/// Returns the tables of what a view sees: the whole book, unless the view asks for a date, trust or status. Costs the
/// memory of every cell; formats that are written piece by piece hold no table.
pub fn tables(graph: &DealGraph<'_>) -> Told {
    let layouts = layouts();
    let mut tables: Vec<Table> = layouts.iter().map(|layout| layout.table.clone()).collect();
    let Ok(losses) = each_piece(graph, &layouts, Vec::push, |table, rows: Vec<_>| {
        tables[table].rows.extend(rows);
        Ok::<_, Infallible>(())
    });
    Told { tables, losses }
}

/// How many records have their rows made as one piece.
const PIECE: usize = 512;

/// Makes the rows of some tables, pieces of them by all threads: each row is added to the part of its table, and parts are
/// taken by the positions of their tables, those of one table in order. Returns what the view leaves out.
///
/// # Errors
/// When `take` fails.
pub(super) fn each_piece<P: Default + Send, E>(
    graph: &DealGraph<'_>,
    layouts: &[Layout],
    add: impl Fn(&mut P, Vec<Cell>) + Sync,
    mut take: impl FnMut(usize, P) -> Result<(), E>,
) -> Result<Vec<Loss>, E> {
    let (book, seen, reckoned) = (graph.book(), Seen::of(graph), Reckoned::of(graph));
    let sections = book.sections();
    let mut pieces = |count: usize, of: &(dyn Fn(usize, usize, &mut [P]) + Sync)| {
        let make = |piece: usize| {
            let mut parts: Vec<P> = layouts.iter().map(|_| P::default()).collect();
            of(piece * PIECE, count.min((piece + 1) * PIECE), &mut parts);
            parts
        };
        in_order(
            count.div_ceil(PIECE),
            || make,
            |parts: Vec<P>| parts.into_iter().enumerate().try_for_each(|(table, part)| take(table, part)),
        )
    };
    pieces(book.entity_count(), &|from, to, parts| {
        sections.entities.each(from, to, |_, entity| {
            let text = entity_text(book, entity);
            for (layout, part) in layouts.iter().zip(&mut *parts) {
                if let Rows::Entity(row) = layout.rows {
                    add(part, row(&text));
                }
            }
        });
    })?;
    pieces(book.deal_count(), &|from, to, parts| {
        seen.each(from, to, |seen| {
            let given = Given { seen, text: deal_text(book, &seen.deal) };
            for (layout, part) in layouts.iter().zip(&mut *parts) {
                if let Rows::Deal(rows) = layout.rows {
                    rows(&reckoned, &given, &mut |row| add(part, row));
                }
            }
        });
    })?;
    pieces(book.source_count(), &|from, to, parts| {
        sections.sources.each(from, to, |_, source| {
            let text = source_text(source);
            for (layout, part) in layouts.iter().zip(&mut *parts) {
                if let Rows::Source(row) = layout.rows {
                    add(part, row(&text));
                }
            }
        });
    })?;
    for (table, layout) in layouts.iter().enumerate() {
        let mut part = P::default();
        match layout.rows {
            Rows::Rate(row) => book.rates().iter().for_each(|rate| add(&mut part, row(&rate_text(book, rate)))),
            Rows::Rule(row) => book.rules().iter().for_each(|rule| add(&mut part, row(&rule_text(rule)))),
            _ => continue,
        }
        take(table, part)?;
    }
    Ok(seen.losses())
}
