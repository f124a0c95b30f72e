//! Node-link JSON, as NetworkX, rustworkx and D3 read it.
//!
//! NetworkX 3.4 and later read the edges from `edges`; earlier ones from `links`, which the dialect `links` writes.
//! The dialect `rustworkx` numbers the nodes and puts attributes, as texts, under `data`, as that library asks. Absent values are left out, so that a reader's `get` answers nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::format::{Exported, Input};
use super::table::{Cell, Table};
use super::totals::Totals;
use super::web::{Web, web};
use crate::report::view_record;

/// The names under which the edges stand.
pub const DIALECTS: &[&str] = &["edges", "links", "rustworkx"];

/// Writes the graph.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let web = web(input.graph);
    if input.options.is("rustworkx") {
        return Exported::one("graph.rustworkx.json", format!("{:#}\n", numbered(&web))).losing(web.losses);
    }
    let links = input.options.is("links");
    let mut document = Map::new();
    document.insert("directed".into(), json!(true));
    document.insert("multigraph".into(), json!(true));
    let view = view_record(input.graph.book(), input.graph.view());
    document.insert("graph".into(), json!({ "name": "deals", "view": view, "totals": Totals::of(&web) }));
    document.insert("nodes".into(), records(&web.nodes));
    document.insert(if links { "links" } else { "edges" }.into(), edges(&web.edges));
    let name = if links { "graph.links.json" } else { "graph.json" };
    Exported::one(name, format!("{:#}\n", Value::Object(document))).losing(web.losses)
}

/// The rows of a table as objects, absent values left out.
pub(super) fn records(table: &Table) -> Value {
    table.rows.iter().map(|row| Value::Object(record(table, row))).collect()
}

/// One row as an object.
pub(super) fn record(table: &Table, row: &[Cell]) -> Map<String, Value> {
    let present = table.columns.iter().zip(row).filter(|(_, cell)| !cell.is_absent());
    present.map(|(column, cell)| (column.name.clone(), cell.json())).collect()
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

/// Edges have a `key`, which tells parallel ones apart.
fn edges(table: &Table) -> Value {
    let keyed = |row: &Vec<Cell>| {
        let mut edge = record(table, row);
        let key = edge.get("id").cloned().unwrap_or_default();
        edge.insert("key".into(), key);
        Value::Object(edge)
    };
    table.rows.iter().map(keyed).collect()
}
