//! Pictures as D2 text, for people who draw with that.

use std::fmt::Write as _;

use super::picture::{Arrow, Direction, Edge, Line, Node, NodeLook, Picture, Weight};
use super::text::visible;
use super::theme::Theme;

/// Returns a picture as D2 text.
pub fn print(picture: &Picture, theme: &Theme) -> String {
    let direction = match picture.direction {
        Direction::LeftToRight => "right",
        Direction::TopToBottom => "down",
    };
    let mut text = String::new();
    let _ = writeln!(text, "direction: {direction}");
    if !picture.title.is_empty() {
        let _ = writeln!(text, "title: {} {{", quote(&picture.title));
        let _ = writeln!(text, "  near: top-center\n  shape: text\n  style.font-size: 28\n  style.bold: true\n}}");
    }
    write_members(&mut text, picture, None, 0, theme);
    for edge in &picture.edges {
        if edge.from < picture.nodes.len() && edge.to < picture.nodes.len() {
            write_edge(&mut text, picture, edge, theme);
        }
    }
    if !picture.footnotes.is_empty() {
        let _ = writeln!(text, "footnotes: {} {{", quote(&picture.footnotes.join("\n")));
        let _ = writeln!(text, "  near: bottom-center\n  shape: text\n  style.font-size: 14\n}}");
    }
    text
}

/// Returns text as a D2 string in double quotes that shows as that text.
///
/// Quotes, backslashes and `$` (which begins a substitution) get a backslash; line breaks become `\n`.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in visible(text).chars() {
        match character {
            '"' | '\\' | '$' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns the key of a node with the keys of the clusters around it.
fn key(picture: &Picture, position: usize) -> String {
    let mut keys = vec![format!("n{position}")];
    let mut next = picture.nodes[position].cluster.filter(|&cluster| cluster < picture.clusters.len());
    while let Some(cluster) = next {
        keys.push(format!("c{cluster}"));
        next = picture.clusters[cluster].parent.filter(|&parent| parent < cluster);
    }
    keys.reverse();
    keys.join(".")
}

fn write_members(text: &mut String, picture: &Picture, cluster: Option<usize>, depth: usize, theme: &Theme) {
    let indent = "  ".repeat(depth);
    for (position, node) in picture.nodes.iter().enumerate() {
        if node.cluster.filter(|&cluster| cluster < picture.clusters.len()) == cluster {
            write_node(text, &indent, position, node, theme);
        }
    }
    for (position, inner) in picture.clusters.iter().enumerate() {
        if inner.parent.filter(|&parent| parent < position) == cluster {
            let _ = writeln!(text, "{indent}c{position}: {} {{", quote(&inner.label));
            let _ = writeln!(text, "{indent}  style.fill: \"{}\"", theme.panel);
            let _ = writeln!(text, "{indent}  style.stroke: \"{}\"", theme.panel_line);
            write_members(text, picture, Some(position), depth + 1, theme);
            let _ = writeln!(text, "{indent}}}");
        }
    }
}

fn write_node(text: &mut String, indent: &str, position: usize, node: &Node, theme: &Theme) {
    let shown = if node.detail.is_empty() { node.label.clone() } else { format!("{}\n{}", node.label, node.detail) };
    let _ = writeln!(text, "{indent}n{position}: {} {{", quote(&shown));
    let shape = match node.look {
        NodeLook::Company | NodeLook::Government | NodeLook::Product | NodeLook::Stub => "rectangle",
        NodeLook::Fund => "stored_data",
        NodeLook::Venture => "hexagon",
        NodeLook::Person => "oval",
        NodeLook::Deal => "page",
    };
    let _ = writeln!(text, "{indent}  shape: {shape}");
    let _ = writeln!(text, "{indent}  style.fill: \"{}\"", theme.card);
    let _ = writeln!(text, "{indent}  style.stroke: \"{}\"", theme.look(node.look));
    let _ = writeln!(text, "{indent}  style.font-color: \"{}\"", theme.ink);
    if node.look == NodeLook::Stub {
        let _ = writeln!(text, "{indent}  style.stroke-dash: 3");
    }
    if !node.tooltip.is_empty() {
        let _ = writeln!(text, "{indent}  tooltip: {}", quote(&node.tooltip));
    }
    write_opacity(text, indent, node.weight);
    let _ = writeln!(text, "{indent}}}");
}

fn write_edge(text: &mut String, picture: &Picture, edge: &Edge, theme: &Theme) {
    let arrow = if edge.arrow == Arrow::None { "--" } else { "->" };
    let label = if edge.label.is_empty() { String::new() } else { format!(": {}", quote(&edge.label)) };
    let separator = if label.is_empty() { ":" } else { "" };
    let (from, to) = (key(picture, edge.from), key(picture, edge.to));
    let _ = writeln!(text, "{from} {arrow} {to}{label}{separator} {{");
    let _ = writeln!(text, "  style.stroke: \"{}\"", theme.tone(edge.tone));
    let _ = writeln!(text, "  style.stroke-width: {}", (edge.width + 5) / 10);
    match edge.line {
        Line::Solid => {}
        Line::Dashed => text.push_str("  style.stroke-dash: 5\n"),
        // There is no such pattern here: shorter dashes.
        Line::DashDotted => text.push_str("  style.stroke-dash: 3\n"),
        Line::Dotted => text.push_str("  style.stroke-dash: 2\n"),
    }
    let shape = match edge.arrow {
        Arrow::Filled => Some("triangle"),
        Arrow::Vee => Some("arrow"),
        Arrow::Diamond => Some("diamond"),
        Arrow::Dot => Some("circle"),
        Arrow::None => None,
    };
    if let Some(shape) = shape {
        let _ = writeln!(text, "  target-arrowhead: {{shape: {shape}}}");
    }
    write_opacity(text, "", edge.weight);
    text.push_str("}\n");
}

fn write_opacity(text: &mut String, indent: &str, weight: Weight) {
    if weight == Weight::Faded {
        let _ = writeln!(text, "{indent}  style.opacity: 0.3");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substitutions_and_quotes_stay_text() {
        assert_eq!(quote("${x} \"y\" \\"), "\"\\${x} \\\"y\\\" \\\\\"");
        assert_eq!(quote("a\nb: {c}"), "\"a\\nb: {c}\"");
    }
}
