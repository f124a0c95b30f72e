//! Pictures as DOT, built from `graphviz-rust` types and accepted by every Graphviz from 2.42 on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use graphviz_rust::dot_structures::{
    Attribute, Edge as DotEdge, EdgeTy, Graph, GraphAttributes, Id, Node as DotNode, NodeId, Stmt, Subgraph, Vertex,
};

pub use super::dot_printer::quote;
use super::dot_printer::{Line as Statement, Pairs, print_digraph, quoted};
use super::picture::{Arrow, Direction, Edge, Line, Node, NodeLook, Picture, Sample, Weight};
use super::text::metrics::Face;
use super::text::{is_one_line, visible, wrap};
use super::theme::Theme;

const FONT: &str = "Helvetica";
/// The name of the graph.
const NAME: &str = "dealgraph";
/// The shape of a node where it says no other.
const SHAPE: &str = "box";
/// The style of a node where it says no other.
const STYLE: &str = "filled,rounded";
/// The longest line of a label, in tenths of a pixel.
const LINE: i64 = 1900;
/// The width of a line where it says no other, in tenths of a point.
const USUAL_WIDTH: u32 = 10;

/// Returns a picture as DOT.
pub fn print(picture: &Picture, theme: &Theme) -> String {
    // A statement takes some hundred bytes.
    let room = (picture.nodes.len() + picture.edges.len() + 16) * 100;
    let mut text = print_digraph(&string(NAME), statements(picture, &names(picture), theme), room);
    text.push('\n');
    text
}

/// Returns a picture as a DOT graph.
pub fn graph(picture: &Picture, theme: &Theme) -> Graph {
    let stmts = statements(picture, &names(picture), theme).map(Statement::stmt).collect();
    Graph::DiGraph { id: string(NAME), strict: false, stmts }
}

/// Makes the statements of a picture one after another: whoever prints them needs no more than one at a time. `names`
/// are those of its nodes.
fn statements<'p>(
    picture: &'p Picture,
    names: &'p [NodeId],
    theme: &'p Theme,
) -> impl Iterator<Item = Statement<'p>> + use<'p> {
    let edges = picture.edges.iter().filter_map(|edge| edge_statement(picture, names, edge, theme));
    let explains = !picture.legend.is_empty() || !picture.footnotes.is_empty();
    let legend = explains.then(|| Statement::Other(Stmt::Subgraph(legend(picture, theme))));
    let others = |stmts: Vec<Stmt>| stmts.into_iter().map(Statement::Other);
    others(defaults(picture, theme))
        .chain(members(picture, names, None, theme))
        .chain(others(layers(picture, names)))
        .chain(edges)
        .chain(legend)
}

fn string(text: &str) -> Id {
    Id::Escaped(quote(text))
}

fn attribute(key: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(key.to_owned()), string(value))
}

fn attributes(pairs: &[(&str, &str)]) -> Vec<Attribute> {
    pairs.iter().map(|(key, value)| attribute(key, value)).collect()
}

/// An attribute, unless it has the value that it has anyhow.
fn unless(usual: &str, key: &'static str, value: &'static str) -> Option<(&'static str, Cow<'static, str>)> {
    (value != usual).then_some((key, Cow::Borrowed(value)))
}

fn defaults(picture: &Picture, theme: &Theme) -> Vec<Stmt> {
    let direction = match picture.direction {
        Direction::LeftToRight => "LR",
        Direction::TopToBottom => "TB",
    };
    vec![
        Stmt::GAttribute(GraphAttributes::Graph(attributes(&[
            ("rankdir", direction),
            ("label", &picture.title),
            ("labelloc", "t"),
            ("labeljust", "l"),
            ("fontname", FONT),
            ("fontsize", "22"),
            ("fontcolor", theme.ink),
            ("bgcolor", theme.background),
            ("newrank", "true"),
            ("nodesep", "0.2"),
            ("ranksep", "1.1"),
            ("pad", "0.4"),
        ]))),
        Stmt::GAttribute(GraphAttributes::Node(attributes(&[
            ("shape", SHAPE),
            ("style", STYLE),
            ("fontname", FONT),
            ("fontsize", "12"),
            ("fontcolor", theme.ink),
            ("fillcolor", theme.card),
            ("color", theme.card_line),
            ("margin", "0.12,0.06"),
        ]))),
        Stmt::GAttribute(GraphAttributes::Edge(attributes(&[
            ("fontname", FONT),
            ("fontsize", "10"),
            ("fontcolor", theme.muted),
            ("arrowsize", "0.7"),
        ]))),
    ]
}

/// Returns the nodes of a cluster, then the clusters inside it.
fn members<'p>(
    picture: &'p Picture,
    names: &'p [NodeId],
    cluster: Option<usize>,
    theme: &'p Theme,
) -> impl Iterator<Item = Statement<'p>> + use<'p> {
    let home = |node: &Node| node.cluster.filter(|&cluster| cluster < picture.clusters.len());
    let nodes = picture.nodes.iter().zip(names).filter(move |(node, _)| home(node) == cluster);
    let nodes = nodes.map(|(node, name)| Statement::Node(name, node_attributes(node, theme)));
    let inner = picture.clusters.iter().enumerate();
    let inner = inner.filter(move |(position, inner)| inner.parent.filter(|parent| parent < position) == cluster);
    let fill = if cluster.is_none() { theme.panel } else { theme.inner_panel };
    let inner = inner.filter_map(move |(position, inner)| {
        let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(attributes(&[
            ("label", &inner.label),
            ("style", "filled,rounded"),
            ("fillcolor", fill),
            ("color", theme.panel_line),
            ("fontsize", "13"),
            ("fontcolor", theme.muted),
            ("margin", "14"),
        ])))];
        // Boxed, since a cluster may stand in another.
        let inside: Box<dyn Iterator<Item = Statement<'_>> + '_> =
            Box::new(members(picture, names, Some(position), theme));
        stmts.extend(inside.map(Statement::stmt));
        let cluster = (stmts.len() > 1).then(|| Subgraph { id: string(&format!("cluster_{position}")), stmts });
        cluster.map(|cluster| Statement::Other(Stmt::Subgraph(cluster)))
    });
    nodes.chain(inner)
}

/// Returns the name of each node: its id where that is plain, else its position.
fn names(picture: &Picture) -> Vec<NodeId> {
    let is_plain = |id: &str| !id.is_empty() && id.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it));
    let name = |(position, node): (usize, &Node)| {
        // The position is told from every plain id by its space.
        let name = if is_plain(&node.id) { string(&node.id) } else { string(&format!("node {position}")) };
        NodeId(name, None)
    };
    picture.nodes.iter().enumerate().map(name).collect()
}

/// A line between two nodes.
fn between(tail: &NodeId, head: &NodeId, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Edge(DotEdge { ty: EdgeTy::Pair(Vertex::N(tail.clone()), Vertex::N(head.clone())), attributes })
}

fn node_attributes<'p>(node: &'p Node, theme: &'p Theme) -> Pairs<'p> {
    let accent = faded(theme.look(node.look), node.weight, theme);
    let (shape, style) = match node.look {
        NodeLook::Company | NodeLook::Fund => (SHAPE, STYLE),
        NodeLook::Product => (SHAPE, "filled,rounded,bold"),
        NodeLook::Government => (SHAPE, "filled"),
        NodeLook::Venture => ("octagon", "filled"),
        NodeLook::Person => ("ellipse", "filled"),
        NodeLook::Deal => ("note", "filled"),
        NodeLook::Stub => (SHAPE, "dashed,rounded"),
    };
    // Most nodes have a label, a colour and a tooltip.
    let mut all: Pairs = Vec::with_capacity(3);
    all.push(("label", joined([(&node.label, Face::Bold), (&node.detail, Face::Regular)], 12)));
    all.push(("color", accent));
    all.extend(unless(SHAPE, "shape", shape));
    all.extend(unless(STYLE, "style", style));
    let tooltip = if node.tooltip.is_empty() { &node.label } else { &node.tooltip };
    all.push(("tooltip", Cow::Borrowed(tooltip)));
    match node.weight {
        Weight::Front => all.push(("penwidth", Cow::Borrowed("2.2"))),
        Weight::Normal => {}
        Weight::Faded => all.push(("fontcolor", faded(theme.ink, node.weight, theme))),
    }
    all
}

/// Texts in lines of a width that can be read, one below the other.
fn joined<const N: usize>(texts: [(&String, Face); N], size: i64) -> Cow<'_, str> {
    let mut told = texts.iter().filter(|(text, _)| !text.is_empty());
    if let (Some((text, face)), None) = (told.next(), told.next())
        && is_one_line(text, LINE, size, *face)
    {
        return Cow::Borrowed(text);
    }
    let lines = texts.into_iter().flat_map(|(text, face)| wrap(&visible(text), LINE, size, face));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// Returns a colour with the opacity of a weight.
fn faded<'c>(colour: &'c str, weight: Weight, theme: &Theme) -> Cow<'c, str> {
    let hundredths = match weight {
        Weight::Faded => theme.faded_opacity + 12,
        Weight::Normal | Weight::Front => 100,
    };
    if hundredths >= 100 {
        return Cow::Borrowed(colour);
    }
    Cow::Owned(format!("{colour}{:02x}", hundredths * 255 / 100))
}

/// Keeps nodes of one natural layer in one rank, and the layers in their order.
fn layers(picture: &Picture, names: &[NodeId]) -> Vec<Stmt> {
    let mut by_layer: BTreeMap<usize, Vec<&NodeId>> = BTreeMap::new();
    for (node, name) in picture.nodes.iter().zip(names) {
        if let Some(layer) = node.layer {
            by_layer.entry(layer).or_default().push(name);
        }
    }
    let mut stmts = Vec::new();
    for (layer, members) in &by_layer {
        let mut inside = vec![Stmt::Attribute(attribute("rank", "same"))];
        let bare = |name: &&NodeId| Stmt::Node(DotNode { id: (*name).clone(), attributes: Vec::new() });
        inside.extend(members.iter().map(bare));
        stmts.push(Stmt::Subgraph(Subgraph { id: string(&format!("layer_{layer}")), stmts: inside }));
    }
    let first: Vec<&NodeId> = by_layer.values().map(|members| members[0]).collect();
    stmts.extend(
        first.windows(2).map(|pair| between(pair[0], pair[1], attributes(&[("style", "invis"), ("weight", "0")]))),
    );
    stmts
}

fn edge_statement<'p>(
    picture: &'p Picture,
    names: &'p [NodeId],
    edge: &'p Edge,
    theme: &'p Theme,
) -> Option<Statement<'p>> {
    let (from, to) = (picture.nodes.get(edge.from)?, picture.nodes.get(edge.to)?);
    // Against the natural layers an edge is written backwards, so that it does not turn their order round.
    let backwards = matches!((from.layer, to.layer), (Some(from), Some(to)) if from > to);
    let (tail, head) = if backwards { (edge.to, edge.from) } else { (edge.from, edge.to) };
    let mut all = edge_attributes(edge.tone, edge.line, edge.arrow, edge.width, backwards, theme, edge.weight);
    if !edge.label.is_empty() {
        all.push(("label", joined([(&edge.label, Face::Regular)], 11)));
    }
    if !edge.tooltip.is_empty() {
        all.push(("tooltip", Cow::Borrowed(&*edge.tooltip)));
        all.push(("labeltooltip", Cow::Borrowed(&*edge.tooltip)));
    }
    Some(Statement::Edge([names.get(tail)?, names.get(head)?], all))
}

fn edge_attributes(
    tone: super::picture::Tone,
    line: Line,
    arrow: Arrow,
    width: u32,
    backwards: bool,
    theme: &Theme,
    weight: Weight,
) -> Pairs<'_> {
    let style = match line {
        Line::Solid => "solid",
        Line::Dashed | Line::DashDotted => "dashed",
        Line::Dotted => "dotted",
    };
    let shape = match arrow {
        // There is no such pattern in DOT: dashes to a hollow end.
        _ if line == Line::DashDotted => "onormal",
        Arrow::Filled => "normal",
        Arrow::Vee => "vee",
        Arrow::Diamond => "diamond",
        Arrow::Dot => "dot",
        Arrow::None => "none",
    };
    // Most lines have a colour and a head.
    let mut all: Pairs = Vec::with_capacity(2);
    all.push(("color", faded(theme.tone(tone), weight, theme)));
    all.extend(unless("solid", "style", style));
    if width != USUAL_WIDTH {
        all.push(("penwidth", Cow::Owned(format!("{}.{}", width / 10, width % 10))));
    }
    if backwards {
        all.extend([("dir", Cow::Borrowed("back")), ("arrowtail", Cow::Borrowed(shape))]);
    } else {
        all.push(("arrowhead", Cow::Borrowed(shape)));
    }
    all
}

/// Returns the legend and the footnotes as a cluster of their own.
fn legend(picture: &Picture, theme: &Theme) -> Subgraph {
    let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(attributes(&[
        ("label", ""),
        ("style", "solid"),
        ("color", theme.background),
    ])))];
    let plain = |name: &str, text: &str, pairs: &[(&str, &str)]| {
        let mut all = attributes(&[("label", text), ("fontsize", "10"), ("fontcolor", theme.muted)]);
        all.extend(attributes(pairs));
        Stmt::Node(DotNode { id: NodeId(string(name), None), attributes: all })
    };
    for (position, entry) in picture.legend.iter().enumerate() {
        let (sample, meaning) = (format!("legend sample {position}"), format!("legend {position}"));
        stmts.push(plain(&meaning, &entry.text, &[("shape", "plaintext")]));
        let joined = EdgeTy::Pair(Vertex::N(NodeId(string(&sample), None)), Vertex::N(NodeId(string(&meaning), None)));
        match entry.sample {
            Sample::Node(look) => {
                stmts.push(plain(&sample, "", &[("color", theme.look(look)), ("width", "0.4"), ("height", "0.2")]));
                let hidden = attributes(&[("style", "invis")]);
                stmts.push(Stmt::Edge(DotEdge { ty: joined, attributes: hidden }));
            }
            Sample::Edge { tone, line, arrow, width } => {
                stmts.push(plain(&sample, "", &[("shape", "point"), ("style", "invis")]));
                let shown = quoted(edge_attributes(tone, line, arrow, width, false, theme, Weight::Normal));
                stmts.push(Stmt::Edge(DotEdge { ty: joined, attributes: shown }));
            }
        }
    }
    if !picture.footnotes.is_empty() {
        let notes: Vec<String> =
            picture.footnotes.iter().flat_map(|note| wrap(&visible(note), 6000, 10, Face::Regular)).collect();
        stmts.push(plain("footnotes", &notes.join("\n"), &[("shape", "plaintext"), ("fontcolor", theme.faint)]));
    }
    Subgraph { id: string("cluster_legend"), stmts }
}

#[cfg(test)]
mod tests {
    use graphviz_rust::printer::{DotPrinter, PrinterContext};

    use super::*;
    use crate::diagram::picture::{Cluster, Tone};
    use crate::diagram::theme::THEMES;

    /// A picture with everything that a statement can have: names plain and odd, labels of one line and of several,
    /// clusters, layers, faded and broad lines.
    fn odd_picture() -> Picture {
        let long = "a label of words & \"marks\" \\ that is too long for one line of a node";
        let labels = ["Acme", "", " two  blanks ", long, "one\ntwo", "\u{1}é", "WWWWWWWWWWWWWWWWWWWWWWWW"];
        let looks = [NodeLook::Company, NodeLook::Person, NodeLook::Stub];
        let weights = [Weight::Normal, Weight::Front, Weight::Faded];
        let node = |(at, label): (usize, &&str)| Node {
            id: if at == 2 { "odd id".to_owned() } else { format!("n{at}") },
            label: (*label).to_owned(),
            detail: if at % 2 == 0 { String::new() } else { "USD 5bn".to_owned() },
            tooltip: if at == 4 { long.to_owned() } else { String::new() },
            look: looks[at % looks.len()],
            cluster: [None, Some(0), Some(1)][at % 3],
            layer: (at > 3).then_some(7 - at),
            weight: weights[at % weights.len()],
        };
        let edge = |(at, label): (usize, &&str)| Edge {
            id: at.to_string(),
            from: at,
            to: (at + 1) % labels.len(),
            label: (*label).to_owned(),
            tooltip: if at % 2 == 0 { String::new() } else { long.to_owned() },
            tone: Tone::Goods,
            line: [Line::Solid, Line::Dotted, Line::DashDotted][at % 3],
            width: [10, 25][at % 2],
            arrow: [Arrow::Vee, Arrow::Diamond][at % 2],
            weight: weights[at % weights.len()],
        };
        let cluster = |at: usize| Cluster { id: at.to_string(), label: format!("\"{at}\""), parent: at.checked_sub(1) };
        Picture {
            nodes: labels.iter().enumerate().map(node).collect(),
            edges: labels.iter().enumerate().map(edge).collect(),
            clusters: vec![cluster(0), cluster(1)],
            footnotes: vec![long.to_owned()],
            ..Picture::default()
        }
    }

    #[test]
    fn a_picture_is_printed_as_the_crate_prints_its_graph() {
        let picture = odd_picture();
        for theme in THEMES {
            let graph = graph(&picture, theme).print(&mut PrinterContext::default());
            assert_eq!(print(&picture, theme), graph + "\n");
        }
    }

    #[test]
    fn a_text_of_one_line_is_what_its_lines_are_joined_to() {
        for node in odd_picture().nodes {
            let lines = wrap(&visible(&node.label), LINE, 12, Face::Bold).join("\n");
            assert_eq!(joined([(&node.label, Face::Bold)], 12), lines, "{:?}", node.label);
        }
    }
}
