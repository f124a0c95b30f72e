//! CSV for Gephi's import: nodes, one edge a leg, and edges merged by pair and flow.
//!
//! Gephi adds up parallel edges on import unless told otherwise; the merged file has done it already, its
//! weight the number of legs.

use std::collections::BTreeMap;

use super::csv::{csv_cell, guard_loss, guarded_cells, neutralised, write_rows};
use super::format::{Exported, Input};
use super::table::Table;
use super::web::{Web, web};

/// Writes the three files.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let Web { nodes, edges, losses } = web(input.graph);
    let mut exported = Exported::default().losing(losses);
    exported.push("edges-merged.csv", merged(&edges));
    exported.push("edges.csv", per_leg(&edges));
    exported.push("nodes.csv", listed(&nodes, &["id", "label"], &["Id", "Label"], |_| Vec::new()));
    exported.losing([guard_loss(guarded_cells(&nodes) + guarded_cells(&edges))])
}

/// A table with its first columns renamed, `constant` ones put between, and the rest as they are.
fn listed(
    table: &Table,
    first: &[&str],
    names: &[&str],
    constant: impl Fn(&[super::table::Cell]) -> Vec<String>,
) -> Vec<u8> {
    let rest: Vec<usize> =
        (0..table.columns.len()).filter(|at| !first.contains(&table.columns[*at].name.as_str())).collect();
    let header =
        names.iter().map(|name| (*name).to_owned()).chain(rest.iter().map(|at| table.columns[*at].name.clone()));
    let rows = table.rows.iter().map(|row| {
        let mut cells: Vec<String> = first.iter().map(|name| csv_cell(table.cell(row, name))).collect();
        cells.extend(constant(row));
        cells.extend(rest.iter().map(|at| csv_cell(&row[*at])));
        cells
    });
    write_rows(header.collect(), rows)
}

fn per_leg(edges: &Table) -> Vec<u8> {
    let names = ["Source", "Target", "Id", "Label", "Weight", "Type"];
    listed(edges, &["source", "target", "id", "label", "weight"], &names, |_| vec!["Directed".to_owned()])
}

fn merged(edges: &Table) -> Vec<u8> {
    let mut pairs: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for row in &edges.rows {
        let text = |name| edges.text(row, name);
        pairs.entry((text("source"), text("target"), text("flow"))).or_default().push(text("deal"));
    }
    let header = ["Source", "Target", "Type", "Id", "Label", "Weight", "deals"].map(str::to_owned).to_vec();
    let rows = pairs.into_iter().map(|((source, target, flow), mut deals)| {
        let legs = deals.len();
        deals.dedup();
        let id = format!("{source}:{}:{target}", flow.to_lowercase());
        let cells = [source, target, "Directed", &id, flow, &legs.to_string(), &deals.join("; ")];
        cells.iter().map(|cell| neutralised(cell)).collect()
    });
    write_rows(header, rows)
}
