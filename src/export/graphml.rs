//! GraphML 1.0 (<http://graphml.graphdrawing.org>), as NetworkX, igraph, yEd and Gephi read it.
//!
//! Keys are typed; whole numbers are `long`, since `int` ends at twenty million dollars in cents. Absent values
//! have no `data`. A web of a million deals has tens of millions of values, so that an edge leaves out what the rest of
//! it says already; each key's description tells its rule, and the dialect `full` leaves out nothing. The dialect
//! `brief` is for webs that are too large to be opened otherwise: an edge for each deal and two of its parties, with its
//! kind, status and money. Every element has a line of its own.

use std::io::{self, Write};

use super::brief::BriefEdge;
use super::edges::{self, Extent};
use super::format::{Input, Loss};
use super::nodes;
use super::row::{ColumnSet, Row};
use super::shape::shaped_columns;
use super::sheet::{Fixed, Sheet};
use super::stencil::{Part, Stencil, Stencils};
use super::table::{Column, Holds};
use super::web::{Printer, print};
use super::xml;
use crate::model::EntityIx;

/// How much stands at each edge; the first is what is written where nothing is asked for.
pub const DIALECTS: &[&str] = &["lean", "full", "brief"];

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

/// Columns of a node that are XML attributes of the element itself, each with what stands in front of it. They are ids, of
/// which nothing has to be changed.
const NODE_FRAME: &[(Fixed, usize)] = &[(Fixed::new("<node id=\""), nodes::ID)];

/// The same of an edge.
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

/// How one sort of element is printed.
struct Element {
    frame: &'static [(Fixed, usize)],
    /// The columns that are data.
    columns: ColumnSet,
    /// What stands in front of the value of each column: where it is the first of its element, and where it follows
    /// another.
    tags: Vec<[Fixed; 2]>,
    /// What stands at the end: behind the frame, and behind data.
    ends: [Fixed; 2],
}

struct GraphMl {
    dialect: Dialect,
    declared: String,
    nodes: Element,
    edges: Element,
    /// The columns in which edges alike are the same.
    shaped: ColumnSet,
}

impl GraphMl {
    fn new(dialect: Dialect) -> Self {
        let mut declared = String::new();
        let mut element = |of: &str, columns: &[Column], frame: &'static [(Fixed, usize)], brief: &[usize]| {
            let all = 0..columns.len();
            let told: ColumnSet =
                if dialect == Dialect::Brief { brief.iter().copied().collect() } else { all.clone().collect() };
            let told = told.without(frame.iter().map(|(_, column)| *column).collect());
            told.columns().for_each(|column| declare(&mut declared, dialect, of, column, &columns[column]));
            let both = |next: &str| BEFORE.map(|before| Fixed::new(&format!("{before}{next}")));
            let tags = all.map(|column| both(&format!("<data key=\"{}\">", key(of, column))));
            Element { frame, columns: told, tags: tags.collect(), ends: both(&format!("</{of}>\n")) }
        };
        let nodes = element("node", &nodes::columns(), NODE_FRAME, BRIEF_NODE);
        let edges = element("edge", &edges::columns(), EDGE_FRAME, edges::BRIEF);
        Self { dialect, declared, nodes, edges, shaped: shaped_columns() }
    }

    /// The columns that are data of an element.
    fn told(&self, element: &Element, row: &Row) -> ColumnSet {
        let told = row.present().and(element.columns);
        if self.dialect == Dialect::Full { told } else { told.without(row.repeated()) }
    }
}

/// What ends the frame of an element, and what ends a value.
const BEFORE: [&str; 2] = ["\">", "</data>"];

impl Element {
    /// An element with data in some columns, part by part.
    fn parts(&self, told: ColumnSet) -> impl Iterator<Item = Part<'_>> {
        let frame = self.frame.iter().map(|(before, column)| (before, Some(*column)));
        let columns = told.columns().enumerate();
        let data = columns.map(|(at, column)| (&self.tags[column][usize::from(at > 0)], Some(column)));
        frame.chain(data).chain([(&self.ends[usize::from(!told.is_empty())], None)])
    }

    /// Appends an element part by part; answers how many of its texts had to be changed.
    fn print(&self, told: ColumnSet, row: &Row, out: &mut Sheet) -> usize {
        let mut changed = 0;
        self.parts(told).for_each(|(before, column)| {
            out.fixed(before);
            if let Some(column) = column {
                changed += usize::from(xml::push_value(row.value(column), out));
            }
        });
        changed
    }
}

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
    type Memory = Stencils;

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
        self.nodes.print(self.told(&self.nodes, row), row, out)
    }

    fn between(&self, _: &mut Sheet) {}

    fn edge(&self, row: &Row, memory: Option<&mut Stencils>, out: &mut Sheet) -> usize {
        let told = self.told(&self.edges, row);
        let Some(stencils) = memory else { return self.edges.print(told, row, out) };
        if let Some(stencil) = stencils.of(told) {
            return stencil.print(row, out, xml::push_value);
        }
        let stencil = Stencil::cut(told, self.edges.parts(told), (row, self.shaped), xml::push_value);
        stencils.keep(stencil).print(row, out, xml::push_value)
    }

    fn brief(&self, edge: &BriefEdge<'_>, memory: &mut Stencils, out: &mut Sheet) -> bool {
        let stencil = memory.of_brief(edge);
        stencil.inspect(|stencil| stencil.print_brief(edge, out)).is_some()
    }

    fn end(&self, out: &mut Sheet) {
        out.write(b"  </graph>\n</graphml>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::edges::Edges;
    use crate::export::walk::tests::odd_book;
    use crate::export::walk::{Tell, Walk};
    use crate::graph::{DealGraph, Rollup, View};
    use crate::model::MoneyLevel;

    #[test]
    fn an_edge_is_printed_the_same_with_what_is_remembered_of_edges_alike() {
        let book = odd_book();
        let graph = DealGraph::new(&book, View::default());
        for dialect in [Dialect::Lean, Dialect::Full, Dialect::Brief] {
            let printer = GraphMl::new(dialect);
            let edges = Edges::new(&graph, printer.extent());
            let (mut walk, mut remembered) = (Walk::new(&edges), 0);
            // Once more, so that everything that can be is remembered.
            for _ in 0..2 {
                walk.each(0, book.deal_count(), |row, mut memory| {
                    let (mut quick, mut slow) = (Sheet::new(0), Sheet::new(0));
                    let told = printer.told(&printer.edges, row);
                    remembered +=
                        usize::from(memory.as_deref_mut().is_some_and(|it: &mut Stencils| it.of(told).is_some()));
                    let changed = printer.edge(row, memory, &mut quick);
                    assert_eq!(changed, printer.edge(row, None, &mut slow));
                    let [quick, slow] = [quick, slow].map(|it| String::from_utf8(it.into_bytes()).expect("text"));
                    assert_eq!(quick, slow, "{dialect:?}");
                });
            }
            assert!(remembered > 20, "{remembered} edges were printed from memory");
        }
    }

    /// Prints edges as a graph does, and counts those of which it was told no row.
    struct Briefly<'p>(&'p GraphMl, Sheet, usize);

    impl<'e> Tell<'e, Stencils> for Briefly<'_> {
        fn row(&mut self, row: &Row<'e>, memory: Option<&mut Stencils>) {
            self.0.edge(row, memory, &mut self.1);
        }

        fn brief(&mut self, edge: &BriefEdge<'_>, memory: &mut Stencils) -> bool {
            let is_printed = self.0.brief(edge, memory, &mut self.1);
            self.2 += usize::from(is_printed);
            is_printed
        }
    }

    #[test]
    fn a_brief_edge_is_printed_the_same_without_its_row() {
        let book = odd_book();
        let printer = GraphMl::new(Dialect::Brief);
        for (money, rollup) in MoneyLevel::ALL.into_iter().flat_map(|it| [(it, Rollup::Wholes), (it, Rollup::Parts)]) {
            let graph = DealGraph::new(&book, View { money, rollup, ..View::default() });
            let edges = Edges::new(&graph, printer.extent());
            let (mut walk, mut rows) = (Walk::new(&edges), Sheet::new(0));
            walk.each(0, book.deal_count(), |row, _: Option<&mut Stencils>| {
                printer.edge(row, None, &mut rows);
            });
            let rows = String::from_utf8(rows.into_bytes()).expect("text");
            // Once more, so that everything that can be is remembered.
            for least in [0, 10] {
                let mut brief = Briefly(&printer, Sheet::new(0), 0);
                walk.tell(0, book.deal_count(), &mut brief);
                assert_eq!(String::from_utf8(brief.1.into_bytes()).expect("text"), rows, "{money:?} {rollup:?}");
                assert!(brief.2 >= least, "{money:?}: {} edges were printed without a row", brief.2);
            }
        }
    }
}
