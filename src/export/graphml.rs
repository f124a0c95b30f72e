//! GraphML 1.0 (<http://graphml.graphdrawing.org>), as NetworkX, igraph, yEd and Gephi read it.
//!
//! Keys are typed; whole numbers are `long`, since `int` ends at twenty million dollars in cents. Absent values
//! have no `data`.

use super::format::{Exported, Input};
use super::table::{Cell, Holds, Table};
use super::web::{each_edge, frame};
use super::xml::Xml;

/// Writes the graph.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let web = frame(input.graph);
    let xml = Xml::default();
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" ",
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
        "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns ",
        "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    ));
    let (node_keys, edge_keys) = (data_keys(&web.nodes, "node", NODE_FRAME), data_keys(&web.edges, "edge", EDGE_FRAME));
    keys(&mut out, &web.nodes, "node", NODE_FRAME);
    keys(&mut out, &web.edges, "edge", EDGE_FRAME);
    out.push_str("  <graph id=\"deals\" edgedefault=\"directed\">\n");
    for row in &web.nodes.rows {
        out.push_str(&format!("    <node id=\"{}\">\n", xml.escape(web.nodes.text(row, "id"))));
        data(&mut out, &xml, &node_keys, row);
        out.push_str("    </node>\n");
    }
    each_edge(input.graph, |row| {
        let end = |name| xml.escape(web.edges.text(&row, name));
        let (id, source, target) = (end("id"), end("source"), end("target"));
        out.push_str(&format!("    <edge id=\"{id}\" source=\"{source}\" target=\"{target}\">\n"));
        data(&mut out, &xml, &edge_keys, &row);
        out.push_str("    </edge>\n");
    });
    out.push_str("  </graph>\n</graphml>\n");
    Exported::one("graph.graphml", out).losing(web.losses).losing([xml.loss()])
}

/// Columns that are XML attributes of the element itself.
const NODE_FRAME: &[&str] = &["id"];
const EDGE_FRAME: &[&str] = &["id", "source", "target"];

fn keys(out: &mut String, table: &Table, of: &str, frame: &[&str]) {
    for column in table.columns.iter().filter(|column| !frame.contains(&column.name.as_str())) {
        let kind = match column.holds {
            Holds::Text => "string",
            Holds::Whole => "long",
            Holds::Flag => "boolean",
        };
        let name = &column.name;
        out.push_str(&format!("  <key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"));
    }
}

/// How the data of each column begins; absent for those that are XML attributes of the element itself.
fn data_keys(table: &Table, of: &str, frame: &[&str]) -> Vec<Option<String>> {
    let begin = |name: &str| (!frame.contains(&name)).then(|| format!("      <data key=\"{of}-{name}\">"));
    table.columns.iter().map(|column| begin(&column.name)).collect()
}

fn data(out: &mut String, xml: &Xml, keys: &[Option<String>], row: &[Cell]) {
    for (key, cell) in keys.iter().zip(row) {
        if let (Some(key), Some(value)) = (key, cell.plain()) {
            out.push_str(key);
            out.push_str(&xml.escape(&value));
            out.push_str("</data>\n");
        }
    }
}
