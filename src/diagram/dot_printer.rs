//! Prints graphs of `graphviz-rust` types as its own printer does (but for edges that end at a subgraph, which we do
//! not draw, byte for byte), into one text: that one makes a text of
//! every id, attribute and statement, which is most of the time that a drawing of a thousand legs takes.

use std::borrow::Borrow;

use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, GraphAttributes, Id, Node, NodeId, Port, Stmt, Subgraph, Vertex,
};

/// Returns the directed graph of these statements as DOT, which may take so many bytes.
pub(super) fn print_digraph(id: &Id, stmts: impl Iterator<Item = Stmt>, room: usize) -> String {
    Printer { out: String::with_capacity(room), bond: " -> " }.graph("digraph ", id, stmts)
}

struct Printer {
    out: String,
    bond: &'static str,
}

impl Printer {
    fn graph(mut self, word: &str, id: &Id, stmts: impl Iterator<Item = impl Borrow<Stmt>>) -> String {
        self.out.push_str(word);
        self.id(id);
        self.out.push_str(" {\n");
        self.stmts(stmts, 1);
        self.out.push_str("\n}");
        self.out
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
            if rank > 0 {
                self.out.push('\n');
            }
            self.pad(indent);
            match stmt.borrow() {
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

    use super::Printer;

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
            let printed = Printer { out: String::new(), bond }.graph(word, id, stmts.iter());
            assert_eq!(printed, graph.print(&mut PrinterContext::default()), "{text}");
        }
    }
}
