//! Pictures as DOT, built from `graphviz-rust` types and accepted by every Graphviz from 2.42 on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use graphviz_rust::dot_structures::{
    Attribute, Edge as DotEdge, EdgeTy, Graph, GraphAttributes, Id, Node as DotNode, NodeId, Stmt, Subgraph, Vertex,
};

use super::dot_printer;
use super::picture::{Arrow, Direction, Edge, Line, Node, NodeLook, Picture, Sample, Weight};
use super::text::metrics::Face;
use super::text::{visible, wrap};
use super::theme::Theme;

const FONT: &str = "Helvetica";
/// The name of the graph.
const NAME: &str = "dealgraph";
/// The shape of a node where it says no other.
const SHAPE: &str = "box";
/// The style of a node where it says no other.
const STYLE: &str = "filled,rounded";
/// The width of a line where it says no other, in tenths of a point.
const USUAL_WIDTH: u32 = 10;

/// Returns a picture as DOT.
pub fn print(picture: &Picture, theme: &Theme) -> String {
    // A statement takes some hundred bytes.
    let room = (picture.nodes.len() + picture.edges.len() + 16) * 100;
    let mut text = dot_printer::print_digraph(&string(NAME), statements(picture, &names(picture), theme), room);
    text.push('\n');
    text
}

/// Returns text as a quoted DOT string that Graphviz shows as that text.
///
/// Graphviz reads a string three times: as a token, where `\"` is a quote; as an escape string, where a
/// backslash before `N`, `l` and others means something; and for character references such as `&amp;`. So
/// quotes and backslashes get a backslash, `&` becomes `&amp;`, and line breaks become `\n`. A quoted string
/// is never HTML-like. Controls are made visible first.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    // Most names are of letters that mean nothing but themselves.
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'&');
    if text.bytes().all(plain) {
        quoted.push_str(text);
        quoted.push('"');
        return quoted;
    }
    for character in visible(text).chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            '\n' => quoted.push_str("\\n"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns a picture as a DOT graph.
pub fn graph(picture: &Picture, theme: &Theme) -> Graph {
    Graph::DiGraph { id: string(NAME), strict: false, stmts: statements(picture, &names(picture), theme).collect() }
}

/// Makes the statements of a picture one after another: whoever prints them needs no more than one at a time. `names`
/// are those of its nodes.
fn statements<'p>(picture: &'p Picture, names: &'p [NodeId], theme: &'p Theme) -> impl Iterator<Item = Stmt> + use<'p> {
    let edges = picture.edges.iter().filter_map(|edge| edge_statement(picture, names, edge, theme));
    let explains = !picture.legend.is_empty() || !picture.footnotes.is_empty();
    let legend = explains.then(|| Stmt::Subgraph(legend(picture, theme)));
    defaults(picture, theme)
        .into_iter()
        .chain(members(picture, names, None, theme))
        .chain(layers(picture, names))
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
fn unless(usual: &str, key: &str, value: &str) -> Option<Attribute> {
    (value != usual).then(|| attribute(key, value))
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
) -> impl Iterator<Item = Stmt> + use<'p> {
    let home = |node: &Node| node.cluster.filter(|&cluster| cluster < picture.clusters.len());
    let nodes = picture.nodes.iter().zip(names).filter(move |(node, _)| home(node) == cluster);
    let nodes = nodes.map(|(node, name)| Stmt::Node(node_statement(node, name, theme)));
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
        let inside: Box<dyn Iterator<Item = Stmt> + '_> = Box::new(members(picture, names, Some(position), theme));
        stmts.extend(inside);
        (stmts.len() > 1).then(|| Stmt::Subgraph(Subgraph { id: string(&format!("cluster_{position}")), stmts }))
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

fn node_statement(node: &Node, name: &NodeId, theme: &Theme) -> DotNode {
    let mut lines = wrap(&visible(&node.label), 1900, 12, Face::Bold);
    lines.extend(wrap(&visible(&node.detail), 1900, 12, Face::Regular));
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
    let mut all = Vec::with_capacity(3);
    all.push(attribute("label", &lines.join("\n")));
    all.push(attribute("color", &accent));
    all.extend(unless(SHAPE, "shape", shape));
    all.extend(unless(STYLE, "style", style));
    let tooltip = if node.tooltip.is_empty() { &node.label } else { &node.tooltip };
    all.push(attribute("tooltip", tooltip));
    match node.weight {
        Weight::Front => all.push(attribute("penwidth", "2.2")),
        Weight::Normal => {}
        Weight::Faded => all.push(attribute("fontcolor", &faded(theme.ink, node.weight, theme))),
    }
    DotNode { id: name.clone(), attributes: all }
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

fn edge_statement(picture: &Picture, names: &[NodeId], edge: &Edge, theme: &Theme) -> Option<Stmt> {
    let (from, to) = (picture.nodes.get(edge.from)?, picture.nodes.get(edge.to)?);
    // Against the natural layers an edge is written backwards, so that it does not turn their order round.
    let backwards = matches!((from.layer, to.layer), (Some(from), Some(to)) if from > to);
    let (tail, head) = if backwards { (edge.to, edge.from) } else { (edge.from, edge.to) };
    let mut all = edge_attributes(edge.tone, edge.line, edge.arrow, edge.width, backwards, theme, edge.weight);
    if !edge.label.is_empty() {
        let lines = wrap(&visible(&edge.label), 1900, 11, Face::Regular);
        all.push(attribute("label", &lines.join("\n")));
    }
    if !edge.tooltip.is_empty() {
        all.push(attribute("tooltip", &edge.tooltip));
        all.push(attribute("labeltooltip", &edge.tooltip));
    }
    Some(between(names.get(tail)?, names.get(head)?, all))
}

fn edge_attributes(
    tone: super::picture::Tone,
    line: Line,
    arrow: Arrow,
    width: u32,
    backwards: bool,
    theme: &Theme,
    weight: Weight,
) -> Vec<Attribute> {
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
    let mut all = Vec::with_capacity(2);
    all.push(attribute("color", &faded(theme.tone(tone), weight, theme)));
    all.extend(unless("solid", "style", style));
    if width != USUAL_WIDTH {
        all.push(attribute("penwidth", &format!("{}.{}", width / 10, width % 10)));
    }
    if backwards {
        all.extend(attributes(&[("dir", "back"), ("arrowtail", shape)]));
    } else {
        all.push(attribute("arrowhead", shape));
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
                let shown = edge_attributes(tone, line, arrow, width, false, theme, Weight::Normal);
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
    use super::*;

    #[test]
    fn escapes_of_graphviz_mean_nothing_in_a_name() {
        assert_eq!(quote("\\N \\G \\l"), "\"\\\\N \\\\G \\\\l\"");
        assert_eq!(quote("say \"hi\"\\"), "\"say \\\"hi\\\"\\\\\"");
        assert_eq!(quote("<b>A&amp;B</b>"), "\"<b>A&amp;amp;B</b>\"");
        assert_eq!(quote("one\r\ntwo\0"), "\"one\\ntwo␀\"");
    }
}
