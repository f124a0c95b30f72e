//! CSV for `neo4j-admin database import`: typed headers, one file of nodes and one of relationships.

use super::csv::{csv_cell, guard_loss, guarded_cells, write_rows};
use super::format::{Exported, Input};
use super::table::{Cell, Holds, Table};
use super::web::{Web, web};

/// Writes the two files.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let Web { nodes, edges, losses } = web(input.graph);
    let mut exported = Exported::default().losing(losses);
    exported.push("nodes.csv", write_rows(header(&nodes, node_header), nodes.rows.iter().map(|row| node(&nodes, row))));
    exported.push(
        "relationships.csv",
        write_rows(relationship_header(&edges), edges.rows.iter().map(|row| edge(&edges, row))),
    );
    exported.losing([guard_loss(guarded_cells(&nodes) + guarded_cells(&edges))])
}

fn typed(name: &str, holds: Holds) -> String {
    match holds {
        Holds::Text => name.to_owned(),
        Holds::Whole => format!("{name}:long"),
        Holds::Flag => format!("{name}:boolean"),
    }
}

fn header(table: &Table, name: impl Fn(&str, Holds) -> String) -> Vec<String> {
    let names = table.columns.iter().map(|column| name(&column.name, column.holds));
    names.chain([":LABEL".to_owned()]).collect()
}

fn node_header(name: &str, holds: Holds) -> String {
    if name == "id" { "id:ID".to_owned() } else { typed(name, holds) }
}

/// The labels of a node: what it is, and that it is an entity.
fn node(table: &Table, row: &[Cell]) -> Vec<String> {
    let labels = format!("Entity;{}", table.text(row, "kind"));
    row.iter().map(csv_cell).chain([labels]).collect()
}

fn relationship_header(table: &Table) -> Vec<String> {
    let names = table.columns.iter().map(|column| match column.name.as_str() {
        "source" => ":START_ID".to_owned(),
        "target" => ":END_ID".to_owned(),
        name => typed(name, column.holds),
    });
    names.chain([":TYPE".to_owned()]).collect()
}

fn edge(table: &Table, row: &[Cell]) -> Vec<String> {
    row.iter().map(csv_cell).chain([relationship_type(table, row)]).collect()
}

/// The type of a relationship: `INVESTMENT_MONEY`, `RIVALRY`.
pub(super) fn relationship_type(table: &Table, row: &[Cell]) -> String {
    table.text(row, "interaction").to_uppercase().replace(' ', "_")
}
