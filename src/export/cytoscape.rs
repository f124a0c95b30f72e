//! JSON for Cytoscape.js (`cytoscape({ elements })`) and Cytoscape.
//!
//! Ids are strings. JavaScript counts exactly up to 2^53; a larger number is written as text.

use std::io::{self, Write};

use super::edges;
use super::format::{Input, Loss};
use super::json_text::{Fields, Large};
use super::nodes;
use super::row::Row;
use super::sheet::Sheet;
use super::web::{Printer, print};
use crate::model::EntityIx;

/// Writes the graph piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let elements = Elements { nodes: Fields::new(&nodes::columns()), edges: Fields::new(&edges::columns()) };
    let printed = print(input.graph, &elements, |bytes| to.write_all(bytes))?;
    let large = Loss::new(printed.changed, ["number", "numbers"], "JavaScript cannot count so far; written as text");
    Ok(printed.losses.into_iter().chain([large]).filter(|loss| loss.count > 0).collect())
}

struct Elements {
    nodes: Fields,
    edges: Fields,
}

fn element(group: &str, fields: &Fields, row: &Row, out: &mut Sheet) -> usize {
    out.write(b"{\"group\":\"");
    out.write(group.as_bytes());
    out.write(b"\",\"data\":{");
    let large = fields.push(row, Large::Text, out);
    out.write(b"}}");
    large
}

impl Printer for Elements {
    type Memory = ();

    fn begin(&self, out: &mut Sheet) {
        out.write(
            b"{\"format_version\":\"1.0\",\"generated_by\":\"dealgraph\",\"data\":{\"name\":\"deals\"},\n\
              \"elements\":{\"nodes\":[\n",
        );
    }

    fn node(&self, _: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        element("nodes", &self.nodes, row, out)
    }

    fn between(&self, out: &mut Sheet) {
        out.write(b"\n],\"edges\":[\n");
    }

    fn edge(&self, row: &Row, _: Option<&mut ()>, out: &mut Sheet) -> usize {
        element("edges", &self.edges, row, out)
    }

    fn end(&self, out: &mut Sheet) {
        out.write(b"\n]}}\n");
    }

    fn separator(&self) -> &'static [u8] {
        b",\n"
    }
}
