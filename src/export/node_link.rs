//! Node-link JSON, as NetworkX, rustworkx and D3 read it.
//!
//! NetworkX 3.4 and later read the edges from `edges`; earlier ones from `links`, which the dialect `links` writes.
//! The dialect `rustworkx` numbers the nodes and puts attributes, as texts, under `data`, as that library asks. Absent values are left out, so that a reader's `get` answers nothing.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::edges;
use super::format::{Input, Loss, Options};
use super::json_text::{Fields, Large, push_text};
use super::nodes;
use super::row::Row;
use super::sheet::Sheet;
use super::table::{Cell, Table};
use super::totals::Totals;
use super::web::{Printer, Web, print, web};
use crate::model::EntityIx;
use crate::report::view_record;

/// The names under which the edges stand.
pub const DIALECTS: &[&str] = &["edges", "links", "rustworkx"];

/// The name of the file, by its dialect.
pub fn file_name(options: &Options) -> &'static str {
    match options.dialect.as_deref() {
        Some("rustworkx") => "graph.rustworkx.json",
        Some("links") => "graph.links.json",
        _ => "graph.json",
    }
}

/// Writes the graph piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    if input.options.is("rustworkx") {
        let web = web(input.graph);
        writeln!(to, "{:#}", numbered(&web))?;
        return Ok(web.losses);
    }
    let document = Document {
        list: if input.options.is("links") { "links" } else { "edges" },
        view: json!(view_record(input.graph.book(), input.graph.view())),
        nodes: Fields::new(&nodes::columns()),
        edges: Fields::new(&edges::columns()),
        totals: Mutex::default(),
    };
    Ok(print(input.graph, &document, |bytes| to.write_all(bytes))?.losses)
}

/// The document of NetworkX: what it adds up to comes last, when it is known.
struct Document {
    list: &'static str,
    view: Value,
    nodes: Fields,
    edges: Fields,
    totals: Mutex<Totals>,
}

impl Document {
    fn count(&self, count: impl FnOnce(&mut Totals)) {
        count(&mut self.totals.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Printer for Document {
    type Memory = ();

    fn begin(&self, out: &mut Sheet) {
        out.write(b"{\"directed\":true,\"multigraph\":true,\"nodes\":[\n");
    }

    fn node(&self, _: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        self.count(|totals| totals.nodes += 1);
        out.push(b'{');
        self.nodes.push(row, Large::Number, out);
        out.push(b'}');
        0
    }

    fn between(&self, out: &mut Sheet) {
        out.write(format!("\n],\"{}\":[\n", self.list).as_bytes());
    }

    /// An edge has a `key`, which tells parallel ones apart.
    fn edge(&self, row: &Row, _: Option<&mut ()>, out: &mut Sheet) -> usize {
        self.count(|totals| totals.add(row));
        out.push(b'{');
        self.edges.push(row, Large::Number, out);
        out.write(b",\"key\":");
        push_text(row.str(edges::ID), out);
        out.push(b'}');
        0
    }

    fn end(&self, out: &mut Sheet) {
        self.count(|totals| {
            let about = json!({ "name": "deals", "view": self.view, "totals": totals });
            out.write(format!("\n],\"graph\":{about}}}\n").as_bytes());
        });
    }

    fn separator(&self) -> &'static [u8] {
        b",\n"
    }
}

/// The document that rustworkx reads: nodes are numbers, and every attribute is a text.
fn numbered(web: &Web) -> Value {
    let texts = |table: &Table, row: &[Cell]| -> Value {
        let present =
            table.columns.iter().zip(row).filter_map(|(column, cell)| Some((column.name.clone(), cell.plain()?)));
        Value::Object(present.map(|(name, text)| (name, Value::String(text))).collect())
    };
    let places: BTreeMap<&str, usize> =
        web.nodes.rows.iter().enumerate().map(|(place, row)| (web.nodes.text(row, "id"), place)).collect();
    let nodes = web.nodes.rows.iter().enumerate().map(|(id, row)| json!({ "id": id, "data": texts(&web.nodes, row) }));
    let links = web.edges.rows.iter().enumerate().map(|(id, row)| {
        let place = |end| places.get(web.edges.text(row, end));
        json!({ "id": id, "source": place("source"), "target": place("target"), "data": texts(&web.edges, row) })
    });
    json!({
        "directed": true, "multigraph": true, "attrs": { "name": "deals" },
        "nodes": nodes.collect::<Vec<_>>(), "links": links.collect::<Vec<_>>(),
    })
}
