//! Pictures as Mermaid flowcharts, for pages that draw those.

use std::fmt::Write as _;

use super::picture::{Arrow, Direction, Edge, Line, Node, NodeLook, Picture, Weight};
use super::text::visible;
use super::theme::Theme;

/// Returns a picture as a Mermaid flowchart.
///
/// Mermaid draws no dotted line apart from a dashed one: what is reported shows as dotted by its dashes.
pub fn print(picture: &Picture, theme: &Theme) -> String {
    let direction = match picture.direction {
        Direction::LeftToRight => "LR",
        Direction::TopToBottom => "TB",
    };
    let mut text = String::new();
    let _ = writeln!(text, "---\ntitle: {}\n---", front_matter(&picture.title));
    let _ = writeln!(text, "flowchart {direction}");
    write_members(&mut text, picture, None, 1);
    let mut styles = Vec::new();
    for edge in &picture.edges {
        if edge.from >= picture.nodes.len() || edge.to >= picture.nodes.len() {
            continue;
        }
        let _ = writeln!(text, "  n{} {} n{}", edge.from, link(edge), edge.to);
        styles.push(link_style(styles.len(), edge, theme));
    }
    for style in styles {
        let _ = writeln!(text, "  {style}");
    }
    write_classes(&mut text, picture, theme);
    for note in &picture.footnotes {
        let _ = writeln!(text, "  %% {}", visible(note).replace(['\n', '{', '}'], " "));
    }
    text
}

/// Returns text as a quoted Mermaid label that shows as that text.
///
/// Every ASCII character that Mermaid, Markdown or HTML could read as markup becomes a character reference
/// in Mermaid's spelling (`#35;`), and line breaks become `<br/>`.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in visible(text).chars() {
        match character {
            '\n' => quoted.push_str("<br/>"),
            ' ' | '.' | ',' | '$' | '+' | '-' | '(' | ')' | '/' | ':' | '%' => quoted.push(character),
            _ if character.is_ascii_alphanumeric() || !character.is_ascii() => quoted.push(character),
            _ => {
                let _ = write!(quoted, "#{};", u32::from(character));
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Returns text as a YAML string in double quotes.
fn front_matter(text: &str) -> String {
    let escaped = visible(text).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ");
    format!("\"{escaped}\"")
}

fn write_members(text: &mut String, picture: &Picture, cluster: Option<usize>, depth: usize) {
    let indent = "  ".repeat(depth);
    for (position, node) in picture.nodes.iter().enumerate() {
        if node.cluster.filter(|&cluster| cluster < picture.clusters.len()) == cluster {
            let _ = writeln!(text, "{indent}n{position}{}", shape(node));
        }
    }
    for (position, inner) in picture.clusters.iter().enumerate() {
        if inner.parent.filter(|&parent| parent < position) == cluster {
            let _ = writeln!(text, "{indent}subgraph c{position} [{}]", quote(&inner.label));
            write_members(text, picture, Some(position), depth + 1);
            let _ = writeln!(text, "{indent}end");
        }
    }
}

fn shape(node: &Node) -> String {
    let shown = if node.detail.is_empty() { node.label.clone() } else { format!("{}\n{}", node.label, node.detail) };
    // Mermaid takes an empty label for a fault.
    let label = quote(if shown.trim().is_empty() { "\u{a0}" } else { &shown });
    match node.look {
        NodeLook::Company | NodeLook::Government | NodeLook::Stub => format!("[{label}]"),
        NodeLook::Fund => format!("[[{label}]]"),
        NodeLook::Product => format!("({label})"),
        NodeLook::Venture => format!("{{{{{label}}}}}"),
        NodeLook::Person => format!("([{label}])"),
        NodeLook::Deal => format!("[/{label}/]"),
    }
}

fn link(edge: &Edge) -> String {
    let (body, head) = match (edge.line, edge.arrow) {
        (Line::Solid, Arrow::None) => ("---", ""),
        (Line::Solid, Arrow::Dot) => ("--o", ""),
        (Line::Solid, _) => ("-->", ""),
        (_, Arrow::None) => ("-.-", ""),
        (_, Arrow::Dot) => ("-.-", "o"),
        (_, _) => ("-.->", ""),
    };
    let label = if edge.label.trim().is_empty() { String::new() } else { format!("|{}|", quote(&edge.label)) };
    format!("{body}{head}{label}")
}

fn link_style(position: usize, edge: &Edge, theme: &Theme) -> String {
    let width = format!("{}.{}px", edge.width / 10, edge.width % 10);
    let dashes = match edge.line {
        Line::Solid => "",
        Line::Dashed => ",stroke-dasharray:6 4",
        Line::DashDotted => ",stroke-dasharray:6 3 2 3",
        Line::Dotted => ",stroke-dasharray:2 4",
    };
    let opacity = if edge.weight == Weight::Faded { ",opacity:0.25" } else { "" };
    format!("linkStyle {position} stroke:{},stroke-width:{width}{dashes}{opacity}", theme.tone(edge.tone))
}

fn write_classes(text: &mut String, picture: &Picture, theme: &Theme) {
    let looks = [
        (NodeLook::Company, "company"),
        (NodeLook::Product, "product"),
        (NodeLook::Fund, "fund"),
        (NodeLook::Government, "government"),
        (NodeLook::Venture, "venture"),
        (NodeLook::Person, "person"),
        (NodeLook::Deal, "deal"),
        (NodeLook::Stub, "stub"),
    ];
    for (look, class) in looks {
        let members: Vec<String> = (0..picture.nodes.len())
            .filter(|&position| picture.nodes[position].look == look)
            .map(|position| format!("n{position}"))
            .collect();
        if members.is_empty() {
            continue;
        }
        let dashes = if look == NodeLook::Stub { ",stroke-dasharray:4 3" } else { "" };
        let (fill, line, ink) = (theme.card, theme.look(look), theme.ink);
        let _ = writeln!(text, "  classDef {class} fill:{fill},stroke:{line},color:{ink}{dashes}");
        let _ = writeln!(text, "  class {} {class}", members.join(","));
    }
    let faded: Vec<String> = (0..picture.nodes.len())
        .filter(|&position| picture.nodes[position].weight == Weight::Faded)
        .map(|position| format!("n{position}"))
        .collect();
    if !faded.is_empty() {
        let _ = writeln!(text, "  classDef faded opacity:0.35\n  class {} faded", faded.join(","));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_label_stays_text() {
        assert_eq!(quote("<b>\"A\" & B</b>"), "\"#60;b#62;#34;A#34; #38; B#60;/b#62;\"");
        assert_eq!(quote("a]; click n0 `x` #1"), "\"a#93;#59; click n0 #96;x#96; #35;1\"");
        assert_eq!(quote("two\nlines"), "\"two<br/>lines\"");
    }

    #[test]
    fn a_title_cannot_leave_the_front_matter() {
        assert_eq!(front_matter("x\"\n---\nconfig: \\"), "\"x\\\" --- config: \\\\\"");
    }
}
