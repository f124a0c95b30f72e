//! JSON for Cytoscape.js (`cytoscape({ elements })`) and Cytoscape.
//!
//! Ids are strings. JavaScript counts exactly up to 2^53; a larger number is written as text.

use serde_json::{Map, Value, json};

use super::format::{Exported, Input, Loss};
use super::node_link::record;
use super::table::Table;
use super::web::web;

/// The largest number that JavaScript counts exactly.
const LARGEST_EXACT: i64 = (1 << 53) - 1;

/// Writes the graph.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let web = web(input.graph);
    let mut large = 0;
    let nodes = elements(&web.nodes, "nodes", &mut large);
    let edges = elements(&web.edges, "edges", &mut large);
    let document = json!({
        "format_version": "1.0",
        "generated_by": "dealgraph",
        "data": { "name": "deals" },
        "elements": { "nodes": nodes, "edges": edges },
    });
    let large = Loss::new(large, "numbers", "JavaScript cannot count so far; written as text");
    Exported::one("graph.cyjs", format!("{document:#}\n")).losing(web.losses).losing([large])
}

fn elements(table: &Table, group: &str, large: &mut usize) -> Value {
    let mut elements = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut data: Map<String, Value> = record(table, row);
        for value in data.values_mut() {
            if value.as_i64().is_some_and(|number| number > LARGEST_EXACT) {
                *large += 1;
                *value = Value::String(value.to_string());
            }
        }
        elements.push(json!({ "group": group, "data": data }));
    }
    Value::Array(elements)
}
