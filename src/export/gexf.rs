//! GEXF 1.2draft, or 1.3 on request (<https://gexf.net>), as Gephi and NetworkX read it.
//!
//! Colours are by the kind of the entity and of the deal, node size by the number of legs. `start` and `end` are
//! whole days, since GEXF has no partial dates; the date as known stays in `announced`.

use std::collections::BTreeMap;

use super::format::{Exported, Input, Loss};
use super::table::{Cell, Holds, Table};
use super::web::web;
use super::xml::Xml;
use crate::model::{EntityKind, Kind};

/// The versions of GEXF.
pub const DIALECTS: &[&str] = &["1.2draft", "1.3"];

/// Writes the graph.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let web = web(input.graph);
    let xml = Xml::default();
    let newer = input.options.is("1.3");
    let (space, version) = if newer { ("http://gexf.net/1.3", "1.3") } else { ("http://www.gexf.net/1.2draft", "1.2") };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"{space}\" xmlns:viz=\"{space}/viz\" \
         version=\"{version}\">\n  <graph defaultedgetype=\"directed\" mode=\"dynamic\" timeformat=\"date\">\n"
    );
    attributes(&mut out, &web.nodes, "node");
    attributes(&mut out, &web.edges, "edge");
    let mut legs_at: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &web.edges.rows {
        *legs_at.entry(web.edges.text(row, "source")).or_default() += 1;
        *legs_at.entry(web.edges.text(row, "target")).or_default() += 1;
    }
    out.push_str("    <nodes>\n");
    for row in &web.nodes.rows {
        let text = |name| xml.escape(web.nodes.text(row, name));
        out.push_str(&format!("      <node id=\"{}\" label=\"{}\">\n", text("id"), text("label")));
        values(&mut out, &xml, &web.nodes, row);
        let legs = legs_at.get(web.nodes.text(row, "id")).copied().unwrap_or(0);
        let size = 4 + legs.checked_ilog2().map_or(0, |log| 4 * (log + 1));
        out.push_str(&format!("        <viz:size value=\"{size}.0\"/>\n"));
        let kind = EntityKind::from_word(web.nodes.text(row, "kind")).map_or(0, |kind| kind as usize);
        colour(&mut out, kind);
        out.push_str("      </node>\n");
    }
    out.push_str("    </nodes>\n    <edges>\n");
    let mut untimed = 0;
    for row in &web.edges.rows {
        let text = |name| xml.escape(web.edges.text(row, name));
        let weight = web.edges.cell(row, "weight").plain().unwrap_or_default();
        out.push_str(&format!(
            "      <edge id=\"{}\" source=\"{}\" target=\"{}\" label=\"{}\" weight=\"{weight}.0\"",
            text("id"),
            text("source"),
            text("target"),
            text("label"),
        ));
        let (start, end) = (text("start"), text("end"));
        // A span must not run backwards, and a deal may be announced after its period ended.
        let forwards = start.is_empty() || end.is_empty() || start <= end;
        untimed += usize::from(!forwards);
        for (name, day) in [("start", start), ("end", end)] {
            if forwards && !day.is_empty() {
                out.push_str(&format!(" {name}=\"{day}\""));
            }
        }
        out.push_str(">\n");
        values(&mut out, &xml, &web.edges, row);
        let kind = Kind::from_word(web.edges.text(row, "kind")).map_or(0, |kind| kind as usize);
        colour(&mut out, kind + EntityKind::ALL.len());
        out.push_str("      </edge>\n");
    }
    out.push_str("    </edges>\n  </graph>\n</gexf>\n");
    let untimed = Loss::new(untimed, "edges", "their period ends before they were announced; written without times");
    Exported::one("graph.gexf", out).losing(web.losses).losing([untimed, xml.loss()])
}

/// Columns that are XML attributes of the element itself.
const FRAME: &[&str] = &["id", "source", "target", "label", "weight", "start", "end"];

fn attributes(out: &mut String, table: &Table, of: &str) {
    out.push_str(&format!("    <attributes class=\"{of}\" mode=\"static\">\n"));
    for column in table.columns.iter().filter(|column| !FRAME.contains(&column.name.as_str())) {
        let kind = match column.holds {
            Holds::Text => "string",
            Holds::Whole => "long",
            Holds::Flag => "boolean",
        };
        let name = &column.name;
        out.push_str(&format!("      <attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>\n"));
    }
    out.push_str("    </attributes>\n");
}

fn values(out: &mut String, xml: &Xml, table: &Table, row: &[Cell]) {
    out.push_str("        <attvalues>\n");
    for (column, cell) in table.columns.iter().zip(row) {
        if let Some(value) = cell.plain().filter(|_| !FRAME.contains(&column.name.as_str())) {
            let (name, value) = (&column.name, xml.escape(&value));
            out.push_str(&format!("          <attvalue for=\"{name}\" value=\"{value}\"/>\n"));
        }
    }
    out.push_str("        </attvalues>\n");
}

/// Twenty colours that differ for most eyes (Tableau's, light ones last).
const COLOURS: [(u8, u8, u8); 20] = [
    (31, 119, 180),
    (255, 127, 14),
    (44, 160, 44),
    (214, 39, 40),
    (148, 103, 189),
    (140, 86, 75),
    (227, 119, 194),
    (127, 127, 127),
    (188, 189, 34),
    (23, 190, 207),
    (174, 199, 232),
    (255, 187, 120),
    (152, 223, 138),
    (255, 152, 150),
    (197, 176, 213),
    (196, 156, 148),
    (247, 182, 210),
    (199, 199, 199),
    (219, 219, 141),
    (158, 218, 229),
];

fn colour(out: &mut String, rank: usize) {
    let (red, green, blue) = COLOURS[rank % COLOURS.len()];
    out.push_str(&format!("        <viz:color r=\"{red}\" g=\"{green}\" b=\"{blue}\"/>\n"));
}
