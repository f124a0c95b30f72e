//! GEXF 1.2draft, or 1.3 on request (<https://gexf.net>), as Gephi and NetworkX read it.
//!
//! Colours are by the kind of the entity and of the deal, node size by the number of legs. `start` and `end` are
//! whole days, since GEXF has no partial dates; the date as known stays in `announced`.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::digits::push_whole;
use super::edges;
use super::format::{Input, Loss};
use super::nodes;
use super::row::{Row, Value};
use super::sheet::Sheet;
use super::table::{Column, Holds};
use super::web::{Printer, print};
use super::xml;
use crate::graph::DealGraph;
use crate::model::{EntityIx, EntityKind, Kind};

/// The versions of GEXF.
pub const DIALECTS: &[&str] = &["1.2draft", "1.3"];

/// Writes the graph piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let gexf = Gexf::new(input);
    let printed = print(input.graph, &gexf, |bytes| to.write_all(bytes))?;
    let untimed = gexf.untimed.into_inner();
    let untimed = Loss::of(
        untimed,
        ["edge", "edges"],
        [
            "its period ends before it was announced; written without times",
            "their period ends before they were announced; written without times",
        ],
    );
    let losses = printed.losses.into_iter().chain([untimed, xml::loss(printed.changed)]);
    Ok(losses.filter(|loss| loss.count > 0).collect())
}

/// Columns that are XML attributes of the element itself.
const NODE_FRAME: &[usize] = &[nodes::ID, nodes::LABEL];
const EDGE_FRAME: &[usize] =
    &[edges::ID, edges::SOURCE, edges::TARGET, edges::LABEL, edges::WEIGHT, edges::START, edges::END];

/// A column that is a value of its element, with how the value begins.
struct Attribute {
    column: usize,
    tag: Vec<u8>,
}

struct Gexf<'g, 'b> {
    graph: &'g DealGraph<'b>,
    head: String,
    nodes: Vec<Attribute>,
    edges: Vec<Attribute>,
    /// Edges whose times would run backwards.
    untimed: AtomicUsize,
}

impl<'g, 'b> Gexf<'g, 'b> {
    fn new(input: &Input<'g, 'b>) -> Self {
        let newer = input.options.is("1.3");
        let (space, version) =
            if newer { ("http://gexf.net/1.3", "1.3") } else { ("http://www.gexf.net/1.2draft", "1.2") };
        let mut head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"{space}\" xmlns:viz=\"{space}/viz\" \
             version=\"{version}\">\n  <graph defaultedgetype=\"directed\" mode=\"dynamic\" timeformat=\"date\">\n"
        );
        let nodes = attributes(&mut head, &nodes::columns(), "node", NODE_FRAME);
        let edges = attributes(&mut head, &edges::columns(), "edge", EDGE_FRAME);
        Self { graph: input.graph, head, nodes, edges, untimed: AtomicUsize::new(0) }
    }
}

/// Declares the columns that are values.
fn attributes(head: &mut String, columns: &[Column], of: &str, frame: &[usize]) -> Vec<Attribute> {
    let mut made = Vec::new();
    head.push_str(&format!("    <attributes class=\"{of}\" mode=\"static\">\n"));
    for (column, it) in columns.iter().enumerate().filter(|(column, _)| !frame.contains(column)) {
        let kind = match it.holds {
            Holds::Text => "string",
            Holds::Whole => "long",
            Holds::Flag => "boolean",
        };
        let name = &it.name;
        head.push_str(&format!("      <attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>\n"));
        made.push(Attribute { column, tag: format!("<attvalue for=\"{name}\" value=\"").into_bytes() });
    }
    head.push_str("    </attributes>\n");
    made
}

fn values(attributes: &[Attribute], row: &Row, out: &mut Sheet) -> usize {
    let mut changed = 0;
    out.write(b"<attvalues>");
    for attribute in attributes {
        let value = row.value(attribute.column);
        if value != Value::Absent {
            out.write(&attribute.tag);
            changed += usize::from(xml::push_value(value, out));
            out.write(b"\"/>");
        }
    }
    out.write(b"</attvalues>");
    changed
}

impl Printer for Gexf<'_, '_> {
    type Memory = ();

    fn begin(&self, out: &mut Sheet) {
        out.write(self.head.as_bytes());
        out.write(b"    <nodes>\n");
    }

    fn node(&self, entity: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        out.write(b"<node");
        xml::push_attribute("id", row, nodes::ID, out);
        let mut changed = usize::from(xml::push_attribute("label", row, nodes::LABEL, out));
        out.push(b'>');
        changed += values(&self.nodes, row, out);
        let index = self.graph.index();
        let legs = index.all_out(entity).ends.len() + index.all_into(entity).ends.len();
        let size = 4 + legs.checked_ilog2().map_or(0, |log| 4 * (log + 1));
        out.write(format!("<viz:size value=\"{size}.0\"/>").as_bytes());
        let kind = EntityKind::from_word(row.str(nodes::KIND)).map_or(0, |kind| kind as usize);
        colour(out, kind);
        out.write(b"</node>\n");
        changed
    }

    fn between(&self, out: &mut Sheet) {
        out.write(b"    </nodes>\n    <edges>\n");
    }

    fn edge(&self, row: &Row, _: Option<&mut ()>, out: &mut Sheet) -> usize {
        let frame = [("id", edges::ID), ("source", edges::SOURCE), ("target", edges::TARGET), ("label", edges::LABEL)];
        let mut changed = 0;
        out.write(b"<edge");
        for (name, column) in frame {
            changed += usize::from(xml::push_attribute(name, row, column, out));
        }
        out.write(b" weight=\"");
        xml::push_value(row.value(edges::WEIGHT), out);
        out.write(b".0\"");
        let (start, end) = (row.day_in(edges::START), row.day_in(edges::END));
        // A span must not run backwards, and a deal may be announced after its period ended.
        if start.zip(end).is_none_or(|(start, end)| start <= end) {
            for (name, column, day) in [("start", edges::START, start), ("end", edges::END, end)] {
                if day.is_some() {
                    xml::push_attribute(name, row, column, out);
                }
            }
        } else {
            self.untimed.fetch_add(1, Ordering::Relaxed);
        }
        out.push(b'>');
        changed += values(&self.edges, row, out);
        let kind = Kind::from_word(row.str(edges::KIND)).map_or(0, |kind| kind as usize);
        colour(out, kind + EntityKind::ALL.len());
        out.write(b"</edge>\n");
        changed
    }

    fn end(&self, out: &mut Sheet) {
        out.write(b"    </edges>\n  </graph>\n</gexf>\n");
    }
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

/// Appends a colour.
fn colour(out: &mut Sheet, rank: usize) {
    let (red, green, blue) = COLOURS[rank % COLOURS.len()];
    for (before, part) in [("<viz:color r=\"", red), ("\" g=\"", green), ("\" b=\"", blue)] {
        out.write(before.as_bytes());
        push_whole(part.into(), out);
    }
    out.write(b"\"/>");
}
