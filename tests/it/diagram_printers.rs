//! Every printer: hostile names come out as the text they are, and equal pictures as equal bytes.

use dealgraph::diagram::layout::{Layout, Rectangle, lay_out};
use dealgraph::diagram::picture::{
    Arrow, Cluster, Direction, Edge, LegendEntry, Line, Node, NodeLook, NodeOrder, Picture, Sample, Tone, Weight,
};
use dealgraph::diagram::text::visible;
use dealgraph::diagram::theme::{LIGHT, THEMES};
use dealgraph::diagram::{d2, dot, mermaid, svg};
use graphviz_rust::dot_structures::{Attribute, Graph, Id, Stmt};
use proptest::prelude::*;

fn node(id: &str, label: &str, layer: Option<usize>, cluster: Option<usize>) -> Node {
    Node {
        id: id.to_owned(),
        label: label.to_owned(),
        detail: String::new(),
        tooltip: label.to_owned(),
        look: NodeLook::Company,
        cluster,
        layer,
        weight: Weight::Normal,
    }
}

fn edge(from: usize, to: usize, label: &str) -> Edge {
    Edge {
        id: format!("{from}-{to}"),
        from,
        to,
        label: label.to_owned(),
        tooltip: label.to_owned(),
        tone: Tone::Investment,
        line: Line::Solid,
        width: 20,
        arrow: Arrow::Filled,
        weight: Weight::Normal,
    }
}

/// A picture with everything named `text`.
fn named(text: &str) -> Picture {
    Picture {
        title: text.to_owned(),
        footnotes: vec![text.to_owned()],
        unmet: vec![text.to_owned()],
        direction: Direction::LeftToRight,
        order: NodeOrder::Free,
        nodes: vec![node(text, text, None, Some(0)), node("orion", "Orion", None, None)],
        edges: vec![edge(0, 1, text), edge(1, 1, text), edge(0, 9, "an edge to nowhere")],
        clusters: vec![Cluster { id: text.to_owned(), label: text.to_owned(), parent: None }],
        legend: vec![
            LegendEntry {
                sample: Sample::Edge { tone: Tone::Debt, line: Line::Dotted, arrow: Arrow::Vee, width: 10 },
                text: text.to_owned(),
            },
            LegendEntry { sample: Sample::Node(NodeLook::Fund), text: text.to_owned() },
        ],
    }
}

fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "say \"hi\"",
        "back\\slash\\",
        "\\",
        "\\N \\G \\E \\l \\r",
        "two\nlines\r\nthree",
        "<b>bold</b>",
        "<<i>html-like</i>>",
        "A & B &amp; &#65;",
        "🚀👩‍🚀",
        "שלום עולם",
        "\u{202e}gnp.exe",
        "nul\0bell\u{7}escape\u{1b}[31m",
        "]; } // /* -->",
        "${injected} {x} #1; `y` %%",
        "</text><script>alert(1)</script>",
        "",
        " ",
        "end",
        "\u{fffe}\u{feff}",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("x".repeat(500));
    texts.push("word ".repeat(100));
    texts
}

/// The labels of all statements of a DOT graph, as Graphviz would read them.
fn labels(stmts: &[Stmt], found: &mut Vec<String>) {
    for stmt in stmts {
        let attributes = match stmt {
            Stmt::Node(node) => &node.attributes,
            Stmt::Edge(edge) => &edge.attributes,
            Stmt::Subgraph(subgraph) => {
                labels(&subgraph.stmts, found);
                continue;
            }
            Stmt::GAttribute(
                graphviz_rust::dot_structures::GraphAttributes::Graph(attributes)
                | graphviz_rust::dot_structures::GraphAttributes::Node(attributes)
                | graphviz_rust::dot_structures::GraphAttributes::Edge(attributes),
            ) => attributes,
            Stmt::Attribute(_) => continue,
        };
        for Attribute(key, value) in attributes {
            if *key == Id::Plain("label".to_owned()) {
                let Id::Escaped(quoted) = value else { panic!("a label is a quoted string: {value:?}") };
                found.push(unquote(quoted));
            }
        }
    }
}

/// Reads a quoted DOT string as Graphviz does: as a token, as an escape string, and its references.
fn unquote(quoted: &str) -> String {
    let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect("a quoted string");
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => panic!("a bare quote in {quoted}"),
            '\\' => match characters.next().expect("no backslash ends a string") {
                'n' => text.push('\n'),
                literal @ ('\\' | '"') => text.push(literal),
                other => panic!("\\{other} means something to Graphviz in {quoted}"),
            },
            other => text.push(other),
        }
    }
    assert!(!text.contains('\0'));
    text.replace("&amp;", "&")
}

/// The text without blanks, which wrapping may move.
fn dense(text: &str) -> String {
    visible(text).replace([' ', '\n'], "")
}

fn check_dot(text: &str) {
    let picture = named(text);
    let printed = dot::print(&picture, &LIGHT);
    let Ok(Graph::DiGraph { stmts, .. }) = graphviz_rust::parse(&printed) else {
        panic!("{text:?} makes DOT that does not parse:\n{printed}");
    };
    let mut found = Vec::new();
    labels(&stmts, &mut found);
    let shown = found.iter().filter(|label| dense(label) == dense(text)).count();
    // Title, cluster, node, two edges, two legend lines, footnote. An empty label is not written for edges,
    // and samples of the legend have an empty one.
    assert!(shown >= if dense(text).is_empty() { 4 } else { 8 }, "{text:?} shows {shown} times:\n{printed}");
}

/// Every start tag is closed, and no text holds a bare angle bracket or ampersand.
fn check_xml(document: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = document;
    while let Some(start) = rest.find('<') {
        check_references(&rest[..start]);
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        check_references(tag);
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a tag has a name"));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    let forbidden = |c: char| (c < ' ' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202e}' | '\u{7f}');
    assert!(!document.contains(forbidden));
}

fn check_references(text: &str) {
    for (position, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#10;"];
        assert!(known.iter().any(|reference| text[position..].starts_with(reference)), "{text}");
    }
}

fn check_all(text: &str) {
    check_dot(text);
    let picture = named(text);
    let document = svg::print(&picture, &LIGHT);
    check_xml(&document);
    assert!(!document.contains("<script"), "{document}");
    check_layout(&lay_out(&picture));
    let mermaid = mermaid::print(&picture, &LIGHT);
    // The title and remarks are never read as markup; everything else is.
    let body = mermaid.splitn(3, "---\n").nth(2).expect("a body after the title");
    let body: Vec<&str> = body.lines().filter(|line| !line.trim_start().starts_with("%%")).collect();
    assert!(!body.concat().replace("<br/>", "").contains('<'), "{mermaid}");
    let subgraphs = mermaid.lines().filter(|line| line.trim_start().starts_with("subgraph ")).count();
    assert_eq!(mermaid.lines().filter(|line| line.trim() == "end").count(), subgraphs, "{mermaid}");
    let printed = d2::print(&picture, &LIGHT);
    assert!(!printed.chars().any(|c| c < ' ' && c != '\n'), "{printed}");
}

fn overlaps(one: &Rectangle, other: &Rectangle) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

fn holds(outer: &Rectangle, inner: &Rectangle) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.x + inner.width <= outer.x + outer.width
        && inner.y + inner.height <= outer.y + outer.height
}

/// Nodes and labels stand free of one another, inside the drawing.
fn check_layout(layout: &Layout) {
    let mut boxes: Vec<Rectangle> = layout.nodes.iter().map(|node| node.rectangle).collect();
    boxes.extend(layout.edges.iter().filter_map(|edge| edge.label.as_ref()).map(|label| label.rectangle));
    let whole = Rectangle { x: 0, y: 0, width: layout.width, height: layout.height };
    for (position, one) in boxes.iter().enumerate() {
        assert!(holds(&whole, one), "{one:?} leaves the drawing {whole:?}");
        for other in &boxes[..position] {
            assert!(!overlaps(one, other), "{one:?} and {other:?} overlap");
        }
    }
}

#[test]
fn hostile_names_come_out_as_text() {
    for text in hostile() {
        check_all(&text);
    }
}

#[test]
fn the_same_picture_prints_the_same_bytes() {
    let picture = named("Acme & Orion");
    for theme in THEMES {
        for print in [svg::print, dot::print, mermaid::print, d2::print] {
            assert_eq!(print(&picture, theme), print(&picture, theme));
        }
    }
}

#[test]
fn dashes_begin_anew_on_both_sides_of_a_label() {
    let starts = |line: Line, from: usize| {
        let nodes = vec![node("acme", "Acme", Some(0), None), node("orion", "Orion", Some(1), None)];
        let edges = vec![Edge { line, ..edge(from, 1 - from, "USD 5bn") }];
        let picture = Picture { nodes, edges, ..named("Dashes") };
        let layout = lay_out(&picture);
        let label = layout.edges[0].label.as_ref().expect("it has one").rectangle;
        let document = svg::print(&Picture { legend: Vec::new(), ..picture }, &LIGHT);
        let path = document.split("<path d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a line");
        let starts = path.split('M').skip(1).map(|course| course.split(',').next().expect("a start").to_owned());
        let pixels = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10).replace(".0", "");
        let sides = [label.x + 25, label.x + label.width - 25].map(pixels);
        (starts.collect::<Vec<_>>(), sides)
    };
    for line in [Line::Dashed, Line::DashDotted, Line::Dotted] {
        let (found, [left, right]) = starts(line, 0);
        assert_eq!(found, [left, right], "{line:?}");
        let (found, [left, right]) = starts(line, 1);
        assert_eq!(found, [right, left], "{line:?}, drawn from the right");
    }
    assert_eq!(starts(Line::Solid, 0).0.len(), 1);
}

#[test]
fn an_empty_picture_prints() {
    let picture = Picture::default();
    check_xml(&svg::print(&picture, &LIGHT));
    assert!(graphviz_rust::parse(&dot::print(&picture, &LIGHT)).is_ok());
    assert!(mermaid::print(&picture, &LIGHT).contains("flowchart LR"));
}

#[test]
fn a_position_cannot_be_mistaken_for_an_id() {
    let mut picture = named("x");
    picture.nodes = vec![node("node-1", "A", None, None), node("a b", "B", None, None)];
    picture.edges = Vec::new();
    let printed = dot::print(&picture, &LIGHT);
    assert!(printed.contains("\"node-1\"[") && printed.contains("\"node 1\"["), "{printed}");
}

/// Some picture: nodes with and without layers and clusters, edges of every sort.
fn pictures() -> impl Strategy<Value = Picture> {
    let layers = prop_oneof![Just(0_usize), 1..5_usize];
    (
        1..24_usize,
        layers,
        0..4_usize,
        any::<bool>(),
        proptest::collection::vec((0..24_usize, 0..24_usize, 0..3_usize), 0..50),
    )
        .prop_map(|(count, layers, clusters, down, ends)| {
            let nodes = (0..count).map(|position| {
                let layer = (layers > 0).then(|| position * 7 % layers);
                let cluster = (clusters > 0 && position % 5 != 4).then(|| position * 3 % clusters.max(1));
                node(&format!("n{position}"), &format!("Company {position}"), layer, cluster)
            });
            let edges = ends
                .into_iter()
                .map(|(from, to, label)| edge(from % count, to % count, ["", "$15B", "$15B\n+ up to $35B"][label]));
            Picture {
                title: "A picture".to_owned(),
                direction: if down { Direction::TopToBottom } else { Direction::LeftToRight },
                order: if count % 3 == 0 { NodeOrder::Given } else { NodeOrder::Free },
                nodes: nodes.collect(),
                edges: edges.collect(),
                clusters: (0..clusters)
                    .map(|position| Cluster {
                        id: format!("c{position}"),
                        label: format!("Cluster {position}"),
                        parent: (position == 2).then_some(1),
                    })
                    .collect(),
                ..Picture::default()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_comes_back_from_dot(text in any::<String>()) {
        check_dot(&text);
        check_dot(&format!("x{text}"));
    }

    #[test]
    fn any_name_makes_well_formed_svg(text in any::<String>()) {
        check_all(&text);
    }

    #[test]
    fn nodes_labels_and_boxes_never_overlap(picture in pictures()) {
        let layout = lay_out(&picture);
        check_layout(&layout);
        prop_assert_eq!(&layout, &lay_out(&picture));
        for placed in &layout.clusters {
            for (node, spot) in picture.nodes.iter().zip(&layout.nodes) {
                let mut around = node.cluster;
                let mut inside = false;
                while let Some(cluster) = around {
                    inside |= cluster == placed.cluster;
                    around = picture.clusters[cluster].parent;
                }
                if inside {
                    prop_assert!(holds(&placed.rectangle, &spot.rectangle), "{:?} {:?}", placed, spot);
                } else {
                    prop_assert!(!overlaps(&placed.rectangle, &spot.rectangle), "{:?} {:?}", placed, spot);
                }
            }
            for other in &layout.clusters {
                let related = |one: usize, other: usize| {
                    one == other || picture.clusters[one].parent == Some(other)
                };
                if !related(placed.cluster, other.cluster) && !related(other.cluster, placed.cluster) {
                    prop_assert!(!overlaps(&placed.rectangle, &other.rectangle), "{:?} {:?}", placed, other);
                }
            }
        }
    }
}
