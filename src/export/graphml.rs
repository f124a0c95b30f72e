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
use super::row::{ColumnSet, Row};
use super::sheet::{Fixed, Sheet};
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

/// Columns of an edge that are XML attributes of the element itself, each with what stands in front of it. They are
/// ids, of which nothing has to be changed.
const EDGE_FRAME: &[(Fixed, usize)] = &[
    (Fixed::new("<edge id=\""), edges::ID),
    (Fixed::new("\" source=\""), edges::SOURCE),
    (Fixed::new("\" target=\""), edges::TARGET),
];

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

/// The columns that are data of one sort of element.
struct Keys {
    columns: ColumnSet,
    /// What stands in front of the value of each column: where it is the first of its element, and where it follows
    /// another.
    tags: Vec<[Fixed; 2]>,
}

struct GraphMl {
    dialect: Dialect,
    declared: String,
    nodes: Keys,
    edges: Keys,
}

impl GraphMl {
    fn new(dialect: Dialect) -> Self {
        let mut declared = String::new();
        let mut keys = |of: &str, columns: &[Column], frame: ColumnSet, brief: &[usize]| -> Keys {
            let all = 0..columns.len();
            let told: ColumnSet =
                if dialect == Dialect::Brief { brief.iter().copied().collect() } else { all.clone().collect() };
            let told = told.without(frame);
            told.columns().for_each(|column| declare(&mut declared, dialect, of, column, &columns[column]));
            let tag = |column: usize| format!("<data key=\"{}\">", key(of, column));
            let tags = all.map(|column| [Fixed::new(&tag(column)), Fixed::new(&format!("{END}{}", tag(column)))]);
            Keys { columns: told, tags: tags.collect() }
        };
        let nodes = keys("node", &nodes::columns(), ColumnSet::from_iter([nodes::ID]), BRIEF_NODE);
        let frame = EDGE_FRAME.iter().map(|(_, column)| *column).collect();
        let edges = keys("edge", &edges::columns(), frame, edges::BRIEF);
        Self { dialect, declared, nodes, edges }
    }

    /// Appends the data of an element.
    fn data(&self, keys: &Keys, row: &Row, out: &mut Sheet) -> usize {
        let told = row.present().and(keys.columns);
        let told = if self.dialect == Dialect::Full { told } else { told.without(row.repeated()) };
        let (mut changed, mut follows) = (0, false);
        for column in told.columns() {
            out.fixed(&keys.tags[column][usize::from(follows)]);
            changed += usize::from(xml::push_value(row.value(column), out));
            follows = true;
        }
        if follows {
            out.write(END.as_bytes());
        }
        changed
    }
}

/// What stands after every value.
const END: &str = "</data>";

/// The key of a column: a letter for the element and the number of the column, since it stands at every value; programs
/// show its name.
fn key(of: &str, column: usize) -> String {
    format!("{}{column}", &of[..1])
}

/// Declares the key of a column.
fn declare(declared: &mut String, dialect: Dialect, of: &str, column: usize, it: &Column) {
    let kind = match it.holds {
        Holds::Text => "string",
        Holds::Whole => "long",
        Holds::Flag => "boolean",
    };
    let (id, name) = (key(of, column), &it.name);
    let rule = if of == "edge" && dialect != Dialect::Full { left_out(column) } else { "" };
    let mut about = Sheet::new(0);
    xml::push(&format!("{}{rule}", it.about), &mut about);
    let about = about.into_bytes();
    let about = String::from_utf8_lossy(&about);
    let default = if rule.ends_with("false") { "<default>false</default>" } else { "" };
    declared.push_str(&format!(
        "  <key id=\"{id}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"><desc>{about}</desc>{default}</key>\n"
    ));
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

    fn begin(&self, out: &mut Sheet) {
        let head = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" ",
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
            "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns ",
            "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
        );
        out.write(head.as_bytes());
        out.write(self.declared.as_bytes());
        out.write(b"  <graph id=\"deals\" edgedefault=\"directed\">\n");
    }

    fn node(&self, _: EntityIx, row: &Row, out: &mut Sheet) -> usize {
        out.write(b"<node");
        xml::push_attribute("id", row, nodes::ID, out);
        out.push(b'>');
        let changed = self.data(&self.nodes, row, out);
        out.write(b"</node>\n");
        changed
    }

    fn between(&self, _: &mut Sheet) {}

    fn edge(&self, row: &Row, out: &mut Sheet) -> usize {
        for (before, column) in EDGE_FRAME {
            out.fixed(before);
            xml::push_value(row.value(*column), out);
        }
        out.write(b"\">");
        let changed = self.data(&self.edges, row, out);
        out.write(b"</edge>\n");
        changed
    }

    fn end(&self, out: &mut Sheet) {
        out.write(b"  </graph>\n</graphml>\n");
    }
}
