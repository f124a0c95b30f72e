//! Prints graphs of `graphviz-rust` types as its own printer does (but for edges that end at a subgraph, which we do
//! not draw, byte for byte), into one text: that one makes a text of
//! every id, attribute and statement, which is most of the time that a drawing of a thousand legs takes.

use std::borrow::{Borrow, Cow};

use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, GraphAttributes, Id, Node, NodeId, Port, Stmt, Subgraph, Vertex,
};

use super::text::visible;

/// Attributes with their texts, not yet quoted.
pub(super) type Pairs<'p> = Vec<(&'static str, Cow<'p, str>)>;

/// A statement. Nodes and edges, of which a drawing has most, need no text of their own for each attribute.
pub(super) enum Line<'p> {
    Node(&'p NodeId, Pairs<'p>),
    Edge([&'p NodeId; 2], Pairs<'p>),
    Other(Stmt),
}

impl Line<'_> {
    /// The statement of a graph of the crate.
    pub(super) fn stmt(self) -> Stmt {
        match self {
            Self::Node(id, pairs) => Stmt::Node(Node { id: id.clone(), attributes: quoted(pairs) }),
            Self::Edge([tail, head], pairs) => {
                let ends = EdgeTy::Pair(Vertex::N(tail.clone()), Vertex::N(head.clone()));
                Stmt::Edge(Edge { ty: ends, attributes: quoted(pairs) })
            }
            Self::Other(stmt) => stmt,
        }
    }
}

/// Attributes as the crate has them.
pub(super) fn quoted(pairs: Pairs<'_>) -> Vec<Attribute> {
    let attribute = |(key, text): (&str, Cow<'_, str>)| {
        let mut quoted = String::with_capacity(text.len() + 2);
        push_quoted(&text, &mut quoted);
        Attribute(Id::Plain(key.to_owned()), Id::Escaped(quoted))
    };
    pairs.into_iter().map(attribute).collect()
}

/// Returns text as a quoted DOT string that Graphviz shows as that text.
///
/// Graphviz reads a string three times: as a token, where `\"` is a quote; as an escape string, where a
/// backslash before `N`, `l` and others means something; and for character references such as `&amp;`. So
/// quotes and backslashes get a backslash, `&` becomes `&amp;`, and line breaks become `\n`. A quoted string
/// is never HTML-like. Controls are made visible first.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    push_quoted(text, &mut quoted);
    quoted
}

/// Appends text as [`quote`] returns it.
fn push_quoted(text: &str, out: &mut String) {
    out.push('"');
    // Most names are of letters that mean nothing but themselves. Looking at all of them is quicker than to stop at one.
    let plain = |byte: u8| matches!(byte, b' '..=b'~') & !matches!(byte, b'"' | b'\\' | b'&');
    if text.bytes().fold(true, |so_far, byte| so_far & plain(byte)) {
        out.push_str(text);
        return out.push('"');
    }
    for character in visible(text).chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Returns the directed graph of these statements as DOT, which may take so many bytes.
pub(super) fn print_digraph<'p>(id: &Id, lines: impl Iterator<Item = Line<'p>>, room: usize) -> String {
    let mut printer = Printer { out: String::with_capacity(room), bond: " -> " };
    printer.begin("digraph ", id);
    for (rank, line) in lines.enumerate() {
        printer.line(rank, line);
    }
    printer.end()
}

struct Printer {
    out: String,
    bond: &'static str,
}

impl Printer {
    fn begin(&mut self, word: &str, id: &Id) {
        self.out.push_str(word);
        self.id(id);
        self.out.push_str(" {\n");
    }

    fn end(mut self) -> String {
        self.out.push_str("\n}");
        self.out
    }

    /// A statement of the graph itself, which is the first one or a later one.
    fn line(&mut self, rank: usize, line: Line<'_>) {
        let (id, head, pairs) = match line {
            Line::Node(id, pairs) => (id, None, pairs),
            Line::Edge([tail, head], pairs) => (tail, Some(head), pairs),
            Line::Other(stmt) => return self.stmt(rank, &stmt, 1),
        };
        self.start(rank, 1);
        self.node_id(id);
        if let Some(head) = head {
            self.out.push_str(self.bond);
            self.node_id(head);
            if !pairs.is_empty() {
                self.out.push(' ');
            }
        }
        for (rank, (key, text)) in pairs.iter().enumerate() {
            self.out.push(if rank == 0 { '[' } else { ' ' });
            self.out.push_str(key);
            self.out.push('=');
            push_quoted(text, &mut self.out);
        }
        if !pairs.is_empty() {
            self.out.push(']');
        }
    }

    fn id(&mut self, id: &Id) {
        if let Id::Html(text) | Id::Escaped(text) | Id::Plain(text) = id {
            self.out.push_str(text);
        }
    }

    fn pad(&mut self, indent: usize) {
        (0..indent).for_each(|_| self.out.push_str("  "));
    }

    fn stmts(&mut self, stmts: impl Iterator<Item = impl Borrow<Stmt>>, indent: usize) {
        for (rank, stmt) in stmts.enumerate() {
            self.stmt(rank, stmt.borrow(), indent);
        }
    }

    fn start(&mut self, rank: usize, indent: usize) {
        if rank > 0 {
            self.out.push('\n');
        }
        self.pad(indent);
    }

    fn stmt(&mut self, rank: usize, stmt: &Stmt, indent: usize) {
        self.start(rank, indent);
        match stmt {
            Stmt::Node(node) => self.node(node),
            Stmt::Edge(edge) => self.edge(edge, indent),
            Stmt::Subgraph(subgraph) => self.subgraph(subgraph, indent),
            Stmt::Attribute(attribute) => self.attribute(attribute),
            Stmt::GAttribute(defaults) => {
                let (word, attributes) = match defaults {
                    GraphAttributes::Graph(attributes) => ("graph", attributes),
                    GraphAttributes::Node(attributes) => ("node", attributes),
                    GraphAttributes::Edge(attributes) => ("edge", attributes),
                };
                self.out.push_str(word);
                self.attributes(attributes);
            }
        }
    }

    fn subgraph(&mut self, subgraph: &Subgraph, indent: usize) {
        self.out.push_str("subgraph ");
        self.id(&subgraph.id);
        self.out.push_str(" {\n");
        self.stmts(subgraph.stmts.iter(), indent + 1);
        self.out.push('\n');
        self.pad(indent);
        self.out.push('}');
    }

    fn node(&mut self, node: &Node) {
        self.node_id(&node.id);
        self.attributes(&node.attributes);
    }

    fn node_id(&mut self, NodeId(id, port): &NodeId) {
        self.id(id);
        if let Some(Port(place, side)) = port {
            if let Some(place) = place {
                self.out.push(':');
                self.id(place);
            }
            if let Some(side) = side {
                self.out.push(':');
                self.out.push_str(side);
            }
        }
    }

    fn vertex(&mut self, vertex: &Vertex, indent: usize) {
        match vertex {
            Vertex::N(node) => self.node_id(node),
            Vertex::S(subgraph) => self.subgraph(subgraph, indent),
        }
    }

    fn edge(&mut self, edge: &Edge, indent: usize) {
        let bond = self.bond;
        match &edge.ty {
            EdgeTy::Pair(tail, head) => {
                self.vertex(tail, indent);
                self.out.push_str(bond);
                self.vertex(head, indent);
                if !edge.attributes.is_empty() {
                    self.out.push(' ');
                }
            }
            EdgeTy::Chain(vertices) => {
                for (rank, vertex) in vertices.iter().enumerate() {
                    if rank > 0 {
                        self.out.push_str(bond);
                    }
                    self.vertex(vertex, indent);
                }
            }
        }
        self.attributes(&edge.attributes);
    }

    fn attributes(&mut self, attributes: &[Attribute]) {
        for (rank, attribute) in attributes.iter().enumerate() {
            self.out.push(if rank == 0 { '[' } else { ' ' });
            self.attribute(attribute);
        }
        if !attributes.is_empty() {
            self.out.push(']');
        }
    }

    fn attribute(&mut self, Attribute(key, value): &Attribute) {
        self.id(key);
        self.out.push('=');
        self.id(value);
    }
}

#[cfg(test)]
mod tests {
    use graphviz_rust::dot_structures::Graph;
    use graphviz_rust::parse;
    use graphviz_rust::printer::{DotPrinter, PrinterContext};

    use super::{Printer, quote};

    #[test]
    fn the_printer_of_the_crate_prints_the_same() {
        let texts = [
            "digraph \"a web\" { rankdir=\"LR\"; node[shape=\"box\" style=\"filled\"]; a; \"b c\"[label=\"B\\\"\"]; \
             a -> \"b c\" [label=\"one\" color=\"red\"]; subgraph \"cluster_0\" { graph[label=\"\"]; d; \
             subgraph inner { e; f } e -> f } a:p:n -> d }",
            "strict graph g { a -- b -- c [x=1]; }",
        ];
        for text in texts {
            let graph = parse(text).expect("DOT");
            let (word, bond, id, stmts) = match &graph {
                Graph::Graph { id, strict: true, stmts } => ("strict graph ", " -- ", id, stmts),
                Graph::Graph { id, stmts, .. } => ("graph ", " -- ", id, stmts),
                Graph::DiGraph { id, stmts, .. } => ("digraph ", " -> ", id, stmts),
            };
            let mut printer = Printer { out: String::new(), bond };
            printer.begin(word, id);
            printer.stmts(stmts.iter(), 1);
            let printed = printer.end();
            assert_eq!(printed, graph.print(&mut PrinterContext::default()), "{text}");
        }
    }

    #[test]
    fn escapes_of_graphviz_mean_nothing_in_a_name() {
        assert_eq!(quote("\\N \\G \\l"), "\"\\\\N \\\\G \\\\l\"");
        assert_eq!(quote("say \"hi\"\\"), "\"say \\\"hi\\\"\\\\\"");
        assert_eq!(quote("<b>A&amp;B</b>"), "\"<b>A&amp;amp;B</b>\"");
        assert_eq!(quote("one\r\ntwo\0"), "\"one\\ntwo␀\"");
    }
}
