//! CSV for Gephi's import: nodes, one edge a leg, and edges merged by pair and flow.
//!
//! Gephi adds up parallel edges on import unless told otherwise; the merged file has done it already, its
//! weight the number of legs.

use std::io;

use super::csv::with_guards;
use super::csv_text::{push_line, push_values};
use super::edges;
use super::format::{Files, Input, Loss};
use super::ids::Ids;
use super::nodes;
use super::row::Row;
use super::sheet::Sheet;
use super::table::Column;
use super::web::{PIECE, Printed, Printer, print_edges, print_nodes};
use crate::graph::DealGraph;
use crate::model::pack::Unpacker;
use crate::model::{DealIx, EntityIx, in_order};

/// Writes the three files piece by piece.
///
/// # Errors
/// When `files` refuses a file or bytes.
pub fn write(input: &Input<'_, '_>, files: &mut dyn Files) -> io::Result<Vec<Loss>> {
    let graph = input.graph;
    let file = files.add("edges-merged.csv")?;
    merged(graph, |bytes| files.append(file, bytes))?;
    let (of_nodes, of_edges) = (nodes::columns(), edges::columns());
    let listed = Listed { nodes: rest(&of_nodes, NODE), edges: rest(&of_edges, EDGE) };
    let file = files.add("edges.csv")?;
    files.append(file, &header(&["Source", "Target", "Id", "Label", "Weight", "Type"], &listed.edges, &of_edges))?;
    let legs = print_edges(graph, &listed, |bytes| files.append(file, bytes))?;
    let file = files.add("nodes.csv")?;
    files.append(file, &header(&["Id", "Label"], &listed.nodes, &of_nodes))?;
    let entities = print_nodes(graph, &listed, |bytes| files.append(file, bytes))?;
    let Printed { changed, losses } = Printed::of(graph, entities, legs);
    Ok(with_guards(losses, changed))
}

/// The columns of a node that come first, under names that Gephi knows.
const NODE: &[usize] = &[nodes::ID, nodes::LABEL];

/// The same of an edge.
const EDGE: &[usize] = &[edges::SOURCE, edges::TARGET, edges::ID, edges::LABEL, edges::WEIGHT];

/// The columns that do not come first.
fn rest(columns: &[Column], first: &[usize]) -> Vec<usize> {
    (0..columns.len()).filter(|column| !first.contains(column)).collect()
}

fn header(names: &[&str], rest: &[usize], columns: &[Column]) -> Vec<u8> {
    let mut out = Sheet::new(0);
    push_line(names.iter().copied().chain(rest.iter().map(|column| columns[*column].name.as_str())), &mut out);
    out.into_bytes()
}

/// The columns of each file that come after the first ones.
struct Listed {
    nodes: Vec<usize>,
    edges: Vec<usize>,
}

impl Printer for Listed {
    type Memory = ();

    fn begin(&self, _: &mut Sheet) {}

    fn node(&self, _: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        let first = push_values(NODE, row, out);
        out.push(b',');
        let guarded = first + push_values(&self.nodes, row, out);
        out.push(b'\n');
        guarded
    }

    fn between(&self, _: &mut Sheet) {}

    fn edge(&self, row: &Row, _: Option<&mut ()>, out: &mut Sheet) -> usize {
        let first = push_values(EDGE, row, out);
        out.write(b",Directed,");
        let guarded = first + push_values(&self.edges, row, out);
        out.push(b'\n');
        guarded
    }

    fn end(&self, _: &mut Sheet) {}
}

/// Writes an edge for each pair and what moves between the two, with the deals that move it. They are sorted giver by giver,
/// so that no more are held than the legs of some givers.
fn merged<E>(graph: &DealGraph<'_>, mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let (book, sections) = (graph.book(), graph.book().sections());
    let entities = book.entity_count();
    let ids = Ids::read(|tell| sections.entities.each_raw(0, entities, tell));
    let deals = Ids::read(|tell| {
        // Before the id of a deal stands what it has besides.
        let behind = |position, from: &mut Unpacker<'_>| from.number().and_then(|_| tell(position, from));
        sections.deals.each_raw(0, book.deal_count(), behind);
    });
    let (ids, deals) = (&ids, &deals);
    let maker = || {
        let mut legs: Vec<(EntityIx, &str, DealIx)> = Vec::new();
        move |piece: usize| {
            let mut out = Sheet::new(0);
            for giver in (piece * PIECE..entities.min((piece + 1) * PIECE)).map(EntityIx::new) {
                legs.clear();
                let given = graph.legs_of(graph.index().all_out(giver));
                legs.extend(given.map(|(taker, leg)| (taker, leg.flow.word(), leg.deal)));
                // Entities and deals are numbered in the order of their ids.
                legs.sort_unstable();
                for alike in legs.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
                    let Some((taker, flow, _)) = alike.first() else { continue };
                    let of = alike.iter().map(|(.., deal)| *deal);
                    push_merged([ids.get(giver.get()), ids.get(taker.get())], flow, of, deals, &mut out);
                }
            }
            out.into_bytes()
        }
    };
    let mut out = Sheet::new(0);
    push_line(["Source", "Target", "Type", "Id", "Label", "Weight", "deals"].into_iter(), &mut out);
    write(&out.into_bytes())?;
    in_order(entities.div_ceil(PIECE), maker, |bytes: Vec<u8>| write(&bytes))
}

/// Appends the edge of a pair, which has these deals, one for each leg.
fn push_merged(
    [giver, taker]: [&str; 2],
    flow: &str,
    deals: impl ExactSizeIterator<Item = DealIx>,
    ids: &Ids,
    out: &mut Sheet,
) {
    // Nothing of all this has to be guarded, or quoted.
    for part in [giver, ",", taker, ",Directed,", giver, ":"] {
        out.write(part.as_bytes());
    }
    flow.bytes().for_each(|byte| out.push(byte.to_ascii_lowercase()));
    for part in [":", taker, ",", flow, ",", itoa::Buffer::new().format(deals.len()), ","] {
        out.write(part.as_bytes());
    }
    let mut last = None;
    for deal in deals {
        let before = last.replace(deal);
        if before == Some(deal) {
            continue;
        }
        if before.is_some() {
            out.write(b"; ");
        }
        out.write(ids.get(deal.get()).as_bytes());
    }
    out.push(b'\n');
}
