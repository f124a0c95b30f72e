//! GraphML 1.0 (<http://graphml.graphdrawing.org>), as NetworkX, igraph, yEd and Gephi read it.
//!
//! Keys are typed; whole numbers are `long`, since `int` ends at twenty million dollars in cents. Absent values
//! have no `data`. A web of a million deals has tens of millions of values, so that an edge leaves out what the rest of
//! it says already; each key's description tells its rule, and the dialect `full` leaves out nothing. The dialect
//! `brief` is for webs that are too large to be opened otherwise: an edge for each deal and two of its parties, with its
//! kind, status and money. Every element has a line of its own.

use std::io::{self, Write};

use super::edges::{self, Extent};
use super::format::{Exported, Input, Loss};
use super::nodes;
use super::row::{Row, Value};
use super::table::{Column, Holds};
use super::web::{Printer, print};
use super::xml;
use crate::model::EntityIx;

/// How much stands at each edge; the first is what is written where nothing is asked for.
pub const DIALECTS: &[&str] = &["lean", "full", "brief"];

/// Writes the graph.
pub fn make(input: &Input<'_, '_>) -> Exported {
    Exported::streamed("graph.graphml", input, write)
}

/// Writes the graph piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let dialect = if input.options.is("full") {
        Dialect::Full
    } else if input.options.is("brief") {
        Dialect::Brief
    } else {
        Dialect::Lean
    };
    let printed = print(input.graph, &GraphMl::new(dialect), |bytes| to.write_all(bytes))?;
    let losses = printed.losses.into_iter().chain([xml::loss(printed.changed)]);
    Ok(losses.filter(|loss| loss.count > 0).collect())
}

/// Columns that are XML attributes of the element itself.
const NODE_FRAME: &[usize] = &[nodes::ID];
const EDGE_FRAME: &[usize] = &[edges::ID, edges::SOURCE, edges::TARGET];

/// Columns that a brief node has.
const BRIEF_NODE: &[usize] = &[nodes::LABEL, nodes::KIND, nodes::PART_OF, nodes::GROUP, nodes::COUNTRY, nodes::MARKETS];

/// See [`DIALECTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// Without what other values of the edge say.
    Lean,
    Full,
    /// Without it, and of few columns.
    Brief,
}

/// A column that is data of its element.
struct Key {
    column: usize,
    /// What stands between the value before and its own.
    tag: Vec<u8>,
}

struct GraphMl {
    dialect: Dialect,
    declared: String,
    nodes: Vec<Key>,
    edges: Vec<Key>,
}

impl GraphMl {
    fn new(dialect: Dialect) -> Self {
        let mut declared = String::new();
        let is_brief = dialect == Dialect::Brief;
        let mut keys = |of: &str, columns: &[Column], frame: &[usize], brief: &[usize]| -> Vec<Key> {
            let told = |column: &usize| !frame.contains(column) && (!is_brief || brief.contains(column));
            let told = columns.iter().enumerate().filter(|(column, _)| told(column));
            told.map(|(column, it)| key(&mut declared, dialect, of, column, it)).collect()
        };
        let nodes = keys("node", &nodes::columns(), NODE_FRAME, BRIEF_NODE);
        let edges = keys("edge", &edges::columns(), EDGE_FRAME, edges::BRIEF);
        Self { dialect, declared, nodes, edges }
    }

    /// Appends the data of an element.
    fn data(&self, keys: &[Key], row: &Row, out: &mut Vec<u8>) -> usize {
        let mut changed = 0;
        // Nothing stands before the first that would have to end.
        let mut passed = END.len();
        for key in keys {
            let value = row.value(key.column);
            if value == Value::Absent || self.dialect != Dialect::Full && row.is_repeated(key.column) {
                continue;
            }
            out.extend_from_slice(&key.tag[passed..]);
            changed += usize::from(xml::push_value(value, out));
            passed = 0;
        }
        if passed == 0 {
            out.extend_from_slice(END.as_bytes());
        }
        changed
    }
}

/// What stands after every value.
const END: &str = "</data>";

/// Declares the key of a column. Its id is a letter for the element and the number of the column, since it stands at
/// every value; programs show its name.
fn key(declared: &mut String, dialect: Dialect, of: &str, column: usize, it: &Column) -> Key {
    let kind = match it.holds {
        Holds::Text => "string",
        Holds::Whole => "long",
        Holds::Flag => "boolean",
    };
    let (id, name) = (format!("{}{column}", &of[..1]), &it.name);
    let rule = if of == "edge" && dialect != Dialect::Full { left_out(column) } else { "" };
    let mut about = Vec::new();
    xml::push(&format!("{}{rule}", it.about), &mut about);
    let about = String::from_utf8_lossy(&about);
    let default = if rule.ends_with("false") { "<default>false</default>" } else { "" };
    declared.push_str(&format!(
        "  <key id=\"{id}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"><desc>{about}</desc>{default}</key>\n"
    ));
    Key { column, tag: format!("{END}<data key=\"{id}\">").into_bytes() }
}

/// When a column of an edge is left out though it has a value.
const fn left_out(column: usize) -> &'static str {
    match column {
        edges::AMOUNT => "; left out where money_lower and money_upper say it exactly",
        edges::SYMMETRIC => "; left out where false",
        edges::ANNOUNCED => "; left out where it is the day of start, and the deal has no period",
        edges::FIRM..edges::WIDTH => "; left out where firm, committed and headline are the same, as money says it",
        _ => "",
    }
}

impl Printer for GraphMl {
    fn extent(&self) -> Extent {
        if self.dialect == Dialect::Brief { Extent::Brief } else { Extent::Whole }
    }

    fn begin(&self, out: &mut Vec<u8>) {
        let head = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" ",
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
            "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns ",
            "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(self.declared.as_bytes());
        out.extend_from_slice(b"  <graph id=\"deals\" edgedefault=\"directed\">\n");
    }

    fn node(&self, _: EntityIx, row: &Row, out: &mut Vec<u8>) -> usize {
        out.extend_from_slice(b"<node");
        xml::push_attribute("id", row, nodes::ID, out);
        out.push(b'>');
        let changed = self.data(&self.nodes, row, out);
        out.extend_from_slice(b"</node>\n");
        changed
    }

    fn between(&self, _: &mut Vec<u8>) {}

    fn edge(&self, row: &Row, out: &mut Vec<u8>) -> usize {
        out.extend_from_slice(b"<edge");
        for (name, column) in [("id", edges::ID), ("source", edges::SOURCE), ("target", edges::TARGET)] {
            xml::push_attribute(name, row, column, out);
        }
        out.push(b'>');
        let changed = self.data(&self.edges, row, out);
        out.extend_from_slice(b"</edge>\n");
        changed
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"  </graph>\n</graphml>\n");
    }
}
