//! Node-link JSON, as NetworkX, rustworkx and D3 read it.
//!
//! NetworkX 3.4 and later read the edges from `edges`; earlier ones and rustworkx from `links`, which the
//! dialect `links` writes. Absent values are left out, so that a reader's `get` answers nothing.

use serde_json::{Map, Value, json};

use super::format::{Exported, Input};
use super::table::{Cell, Table};
use super::totals::Totals;
use super::web::web;
use crate::report::view_record;

/// The names under which the edges stand.
pub const DIALECTS: &[&str] = &["edges", "links"];

/// Writes the graph.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let web = web(input.graph);
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
