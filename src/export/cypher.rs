//! A Cypher script that merges nodes and relationships by id, so that running it twice changes nothing more.

use super::format::{Exported, Input};
use super::neo4j::relationship_type;
use super::table::{Cell, Table};
use super::web::web;

/// Writes the script.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let web = web(input.graph);
    let mut out = String::from("CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;\n");
    for row in &web.nodes.rows {
        let label = web.nodes.text(row, "kind");
        let id = quoted(web.nodes.text(row, "id"));
        out.push_str(&format!(
            "MERGE (e:Entity {{id: {id}}}) SET e:{label}, e += {};\n",
            map(&web.nodes, row, &["id"])
        ));
    }
    for row in &web.edges.rows {
        let text = |name| quoted(web.edges.text(row, name));
        out.push_str(&format!(
            "MATCH (s:Entity {{id: {}}}), (t:Entity {{id: {}}}) MERGE (s)-[r:{} {{id: {}}}]->(t) SET r += {};\n",
            text("source"),
            text("target"),
            relationship_type(&web.edges, row),
            text("id"),
            map(&web.edges, row, &["id", "source", "target"]),
        ));
    }
    Exported::one("graph.cypher", out).losing(web.losses)
}

fn map(table: &Table, row: &[Cell], without: &[&str]) -> String {
    let entries = table
        .columns
        .iter()
        .zip(row)
        .filter(|(column, cell)| !cell.is_absent() && !without.contains(&column.name.as_str()));
    let entries = entries.map(|(column, cell)| {
        let value = match cell {
            Cell::Text(text) => quoted(text),
            other => other.plain().unwrap_or_default(),
        };
        format!("{}: {value}", column.name)
    });
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

/// A Cypher string: every character that could end it, or end a line, is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
