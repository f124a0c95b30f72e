//! The graph of a view as two tables: nodes and edges. Every graph format prints these two.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::brief::BriefEdge;
use super::edges::{self, Edges, Extent};
use super::format::Loss;
use super::nodes;
use super::row::Row;
use super::sheet::Sheet;
use super::table::Table;
use super::walk::{Missing, Tell, Walk};
use crate::graph::{DealGraph, Tally};
use crate::model::{EntityIx, in_order};

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

/// Returns the nodes and edges of a graph. Costs one pass over the deals; a format that prints each row as it comes
/// holds no table.
///
/// An edge's id is made of its deal, flow and party positions, so that it stays the same in every view.
pub fn web(graph: &DealGraph<'_>) -> Web {
    let mut nodes = Table::new("nodes", "one entity", nodes::columns());
    let mut edges =
        Table::new("edges", "one leg of a deal: something that moves from source to target", edges::columns());
    each_node(graph, 0, graph.book().entity_count(), |_, row| nodes.rows.push(row.cells()));
    let deals = graph.book().deal_count();
    let whole = Edges::new(graph, Extent::Whole);
    let missing = Walk::<()>::new(&whole).each(0, deals, |row, _| edges.rows.push(row.cells()));
    Web { losses: losses(graph, nodes.rows.len(), missing), nodes, edges }
}

/// How a format prints the two tables. Printers are asked by several threads at once.
pub(super) trait Printer: Sync {
    /// What it remembers of edges alike.
    type Memory: Default;

    /// Appends what stands before the nodes.
    fn begin(&self, out: &mut Sheet);

    /// Appends a node; answers how many of its texts had to be changed.
    fn node(&self, entity: EntityIx, row: &Row, out: &mut Sheet) -> usize;

    /// Appends what stands between nodes and edges.
    fn between(&self, out: &mut Sheet);

    /// Appends an edge; answers how many of its texts had to be changed. What is remembered, where it is given, is of
    /// edges that have the same in all columns of [`shaped_columns`](super::shape::shaped_columns).
    fn edge(&self, row: &Row, memory: Option<&mut Self::Memory>, out: &mut Sheet) -> usize;

    /// Appends a brief edge out of what is remembered of edges alike; answers whether that was enough. None of its texts
    /// has to be changed.
    fn brief(&self, _: &BriefEdge<'_>, _: &mut Self::Memory, _: &mut Sheet) -> bool {
        false
    }

    /// Appends what stands after the edges.
    fn end(&self, out: &mut Sheet);

    /// How much of the graph is printed.
    fn extent(&self) -> Extent {
        Extent::Whole
    }

    /// What stands between two nodes, and between two edges.
    fn separator(&self) -> &'static [u8] {
        b""
    }
}

/// What a printer printed, and could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Printed {
    /// Texts that were changed.
    pub changed: usize,
    /// What a graph cannot show.
    pub losses: Vec<Loss>,
}

/// What was printed of nodes, or of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Run {
    rows: usize,
    changed: usize,
    missing: Missing,
}

impl Printed {
    /// What is to be told of nodes and edges that were printed.
    pub(super) fn of(graph: &DealGraph<'_>, nodes: Run, edges: Run) -> Self {
        Self { changed: nodes.changed + edges.changed, losses: losses(graph, nodes.rows, edges.missing) }
    }
}

/// Some nodes or edges, printed.
struct Piece {
    bytes: Vec<u8>,
    run: Run,
}

/// How many entities or deals are printed as one piece: enough to be worth handing over, and few enough to stay in a
/// processor's cache.
pub(super) const PIECE: usize = 512;

/// Prints a graph piece by piece, on all threads, in order. Holds a few pieces at a time.
///
/// # Errors
/// When `write` fails.
pub(super) fn print<E, P: Printer>(
    graph: &DealGraph<'_>,
    printer: &P,
    mut write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<Printed, E> {
    let frame = |append: fn(&P, &mut Sheet)| {
        let mut out = Sheet::new(0);
        append(printer, &mut out);
        out.into_bytes()
    };
    write(&frame(Printer::begin))?;
    let nodes = print_nodes(graph, printer, &mut write)?;
    write(&frame(Printer::between))?;
    let edges = print_edges(graph, printer, &mut write)?;
    write(&frame(Printer::end))?;
    Ok(Printed::of(graph, nodes, edges))
}

/// Prints the nodes of a graph as [`print`] does, and nothing before or after them.
///
/// # Errors
/// When `write` fails.
pub(super) fn print_nodes<E, P: Printer>(
    graph: &DealGraph<'_>,
    printer: &P,
    write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<Run, E> {
    let (entities, separator) = (graph.book().entity_count(), printer.separator());
    let longest = AtomicUsize::new(0);
    let make = |piece: usize| {
        let (mut sheet, mut run) = (Sheet::new(longest.load(Ordering::Relaxed)), Run::default());
        each_node(graph, piece * PIECE, entities.min((piece + 1) * PIECE), |entity, row| {
            sheet.write(separator);
            run.changed += printer.node(entity, row, &mut sheet);
            run.rows += 1;
        });
        Piece::new(sheet, run, &longest)
    };
    in_pieces(entities.div_ceil(PIECE), || make, separator, write)
}

/// Prints the edges of a graph as [`print`] does, and nothing before or after them.
///
/// # Errors
/// When `write` fails.
pub(super) fn print_edges<E, P: Printer>(
    graph: &DealGraph<'_>,
    printer: &P,
    write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<Run, E> {
    let (deals, separator) = (graph.book().deal_count(), printer.separator());
    let edges = &Edges::new(graph, printer.extent());
    let longest = &AtomicUsize::new(0);
    let maker = || {
        let mut walk = Walk::new(edges);
        move |piece: usize| {
            let sheet = Sheet::new(longest.load(Ordering::Relaxed));
            let mut press = Press { printer, separator, sheet, run: Run::default() };
            let missing = walk.tell(piece * PIECE, deals.min((piece + 1) * PIECE), &mut press);
            Piece::new(press.sheet, Run { missing, ..press.run }, longest)
        }
    };
    in_pieces(deals.div_ceil(PIECE), maker, separator, write)
}

/// Prints the edges of a piece as they are told.
struct Press<'p, P> {
    printer: &'p P,
    separator: &'p [u8],
    sheet: Sheet,
    run: Run,
}

impl<'e, P: Printer> Tell<'e, P::Memory> for Press<'_, P> {
    fn row(&mut self, row: &Row<'e>, memory: Option<&mut P::Memory>) {
        self.sheet.write(self.separator);
        self.run.changed += self.printer.edge(row, memory, &mut self.sheet);
        self.run.rows += 1;
    }

    fn brief(&mut self, edge: &BriefEdge<'_>, memory: &mut P::Memory) -> bool {
        let is_printed = self.printer.brief(edge, memory, &mut self.sheet);
        self.run.rows += usize::from(is_printed);
        is_printed
    }
}

impl Piece {
    /// What was printed. Pieces come to about as many bytes as those before them.
    fn new(sheet: Sheet, run: Run, longest: &AtomicUsize) -> Self {
        let bytes = sheet.into_bytes();
        longest.fetch_max(bytes.len(), Ordering::Relaxed);
        Self { bytes, run }
    }
}

/// Writes so many pieces, one by one.
fn in_pieces<E, M: FnMut(usize) -> Piece>(
    pieces: usize,
    maker: impl Fn() -> M + Sync,
    separator: &[u8],
    mut write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<Run, E> {
    let mut all = Run::default();
    in_order(pieces, maker, |Piece { bytes, run }| {
        // Nothing stands before the first one for a separator to divide it from.
        let from = if all.rows == 0 && run.rows > 0 { separator.len() } else { 0 };
        all.rows += run.rows;
        all.changed += run.changed;
        all.missing.add(run.missing);
        write(&bytes[from..])
    })?;
    Ok(all)
}

/// Tells the row of each entity that has a node, from one position up to another.
fn each_node(graph: &DealGraph<'_>, from: usize, to: usize, mut tell: impl FnMut(EntityIx, &Row)) {
    let book = graph.book();
    let mut row = Row::new(nodes::columns().len());
    book.sections().entities.each(from, to, |position, entity| {
        let index = EntityIx::new(position);
        if graph.owner(index) == index {
            nodes::fill(graph, index, entity, &mut row);
            tell(index, &row);
        }
    });
}

/// All money that the view sees, each dollar once.
pub(super) fn everything(graph: &DealGraph<'_>) -> Tally {
    Tally::of(graph.told(), graph.told().deals().map(|(index, deal)| (index, deal.money())))
}

/// What a graph leaves out.
pub(super) fn losses(graph: &DealGraph<'_>, nodes: usize, missing: Missing) -> Vec<Loss> {
    [
        Loss::new(missing.unnamed_legs, ["leg", "legs"], "one end is an undisclosed party, and has no node (tables keep them)"),
        Loss::of(graph.internal(), ["leg", "legs"], ["it runs inside one company (--no-rollup keeps it)", "they run inside one company (--no-rollup keeps them)"]),
        Loss::of(
            graph.book().entity_count() - nodes,
            ["entity", "entities"],
            [
                "it is a part, and its legs count for the whole (--no-rollup keeps it)",
                "they are parts, and their legs count for the whole (--no-rollup keeps them)",
            ],
        ),
        Loss::of(graph.told().unseen(), ["deal", "deals"], ["the view does not see it (--ended shows those that are over; its dates and --min-status may hide others)", "the view does not see them (--ended shows those that are over; its dates and --min-status may hide others)"]),
        Loss::of(missing.bare_deals, ["deal", "deals"], ["it projects no leg", "they project no leg"]),
        Loss::new(
            missing.further_legs,
            ["leg", "legs"],
            "a brief graph has what else moves between two parties of a deal in no edge (other dialects have)",
        ),
    ]
    .into_iter()
    .filter(|loss| loss.count > 0)
    .collect()
}
