//! CSV for `neo4j-admin database import`: typed headers, one file of nodes and one of relationships.

use std::io;

use super::csv::with_guards;
use super::csv_text::{push_line, push_values};
use super::edges;
use super::format::{Files, Input, Loss};
use super::nodes;
use super::row::Row;
use super::sheet::Sheet;
use super::table::{Column, Holds};
use super::web::{Printed, Printer, print_edges, print_nodes};
use crate::model::EntityIx;

/// Writes the two files piece by piece.
///
/// # Errors
/// When `files` refuses a file or bytes.
pub fn write(input: &Input<'_, '_>, files: &mut dyn Files) -> io::Result<Vec<Loss>> {
    let (of_nodes, of_edges) = (nodes::columns(), edges::columns());
    let import = Import { nodes: (0..of_nodes.len()).collect(), relationships: (0..of_edges.len()).collect() };
    let file = files.add("nodes.csv")?;
    files.append(file, &header(&of_nodes, &[(nodes::ID, "id:ID")], ":LABEL"))?;
    let entities = print_nodes(input.graph, &import, |bytes| files.append(file, bytes))?;
    let file = files.add("relationships.csv")?;
    files.append(file, &header(&of_edges, &[(edges::SOURCE, ":START_ID"), (edges::TARGET, ":END_ID")], ":TYPE"))?;
    let relationships = print_edges(input.graph, &import, |bytes| files.append(file, bytes))?;
    let Printed { changed, losses } = Printed::of(input.graph, entities, relationships);
    Ok(with_guards(losses, changed))
}

/// The line of names: ids and ends are known by theirs, and other columns tell what they hold.
fn header(columns: &[Column], known: &[(usize, &str)], last: &str) -> Vec<u8> {
    let name = |(at, column): (usize, &Column)| match known.iter().find(|(known, _)| *known == at) {
        Some((_, name)) => (*name).to_owned(),
        None => match column.holds {
            Holds::Text => column.name.clone(),
            Holds::Whole => format!("{}:long", column.name),
            Holds::Flag => format!("{}:boolean", column.name),
        },
    };
    let names: Vec<String> = columns.iter().enumerate().map(name).collect();
    let mut out = Sheet::new(0);
    push_line(names.iter().map(String::as_str).chain([last]), &mut out);
    out.into_bytes()
}

/// The columns of each file.
struct Import {
    nodes: Vec<usize>,
    relationships: Vec<usize>,
}

impl Printer for Import {
    type Memory = ();

    fn begin(&self, _: &mut Sheet) {}

    /// A node has two labels: what it is, and that it is an entity.
    fn node(&self, _: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        let guarded = push_values(&self.nodes, row, out);
        out.write(b",Entity;");
        out.write(row.str(nodes::KIND).as_bytes());
        out.push(b'\n');
        guarded
    }

    fn between(&self, _: &mut Sheet) {}

    fn edge(&self, row: &Row, _: Option<&mut ()>, out: &mut Sheet) -> usize {
        let guarded = push_values(&self.relationships, row, out);
        out.push(b',');
        push_relationship_type(row, out);
        out.push(b'\n');
        guarded
    }

    fn end(&self, _: &mut Sheet) {}
}

/// Appends the type of a relationship: `INVESTMENT_MONEY`, `RIVALRY`.
pub(super) fn push_relationship_type(row: &Row, out: &mut Sheet) {
    for byte in row.str(edges::INTERACTION).bytes() {
        out.push(if byte == b' ' { b'_' } else { byte.to_ascii_uppercase() });
    }
}
