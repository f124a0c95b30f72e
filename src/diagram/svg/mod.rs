//! Pictures as SVG, laid out and painted here: no Graphviz, no scripts, no outside resources.

mod edges;
mod legend;
mod nodes;
mod xml;

use super::layout::{Layout, PlacedCluster, Tenths, lay_out};
use super::picture::{Picture, Weight};
use super::text::metrics::{Face, width};
use super::text::{visible, wrap};
use super::theme::Theme;
use crate::model::count;
use xml::{Document, pixels};

/// The fonts asked for, the widest known last.
const FONTS: &str = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans', sans-serif";
const MARGIN: Tenths = 360;
const LEAST_WIDTH: Tenths = 6400;
const TITLE_SIZE: i64 = 23;
const TITLE_LEADING: Tenths = 290;
const NOTE_SIZE: i64 = 11;
const NOTE_LEADING: Tenths = 155;

/// Returns a picture as an SVG document.
///
/// The same picture and theme give the same bytes everywhere. The document carries its title, a description
/// that lists what it shows, and a tooltip on every node and edge that has one.
pub fn print(picture: &Picture, theme: &Theme) -> String {
    print_layout(picture, &lay_out(picture), theme)
}

/// Returns a picture that has been laid out as an SVG document.
pub fn print_layout(picture: &Picture, layout: &Layout, theme: &Theme) -> String {
    let legend = legend::arrange(picture, layout.width.max(LEAST_WIDTH));
    let inner = layout.width.max(LEAST_WIDTH).max(legend.width);
    let title = wrap(&visible(&picture.title), inner, TITLE_SIZE, Face::Bold);
    let notes: Vec<String> =
        picture.footnotes.iter().flat_map(|note| wrap(&visible(note), inner, NOTE_SIZE, Face::Regular)).collect();
    let title_height = if title.is_empty() { 0 } else { lines(&title) * TITLE_LEADING + 140 };
    let drawing_top = MARGIN + title_height;
    let legend_top = drawing_top + layout.height + if legend.height > 0 { 280 } else { 0 };
    let notes_top = legend_top + legend.height + if notes.is_empty() { 0 } else { 220 };
    let height = notes_top + lines(&notes) * NOTE_LEADING + MARGIN;
    let full_width = inner + 2 * MARGIN;

    let mut document = Document::default();
    let (width_text, height_text) = (pixels(full_width), pixels(height));
    document.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", &width_text),
            ("height", &height_text),
            ("viewBox", &format!("0 0 {width_text} {height_text}")),
            ("role", "img"),
            ("font-family", FONTS),
        ],
    );
    document.text("title", &[], &picture.title);
    document.text("desc", &[], &description(picture));
    document.empty("rect", &[("width", &width_text), ("height", &height_text), ("fill", theme.background)]);
    for (line, baseline) in title.iter().zip((0..).map(|line| MARGIN + 210 + line * TITLE_LEADING)) {
        write_text(&mut document, line, MARGIN, baseline, &[("font-weight", "bold"), ("fill", theme.ink)], TITLE_SIZE);
    }
    // A drawing narrower than its title or legend stands in the middle.
    let left = MARGIN + (inner - layout.width) / 2;
    let shift = format!("translate({} {})", pixels(left), pixels(drawing_top));
    document.open("g", &[("transform", &shift)]);
    for cluster in &layout.clusters {
        write_cluster(&mut document, cluster, theme);
    }
    for weight in [Weight::Faded, Weight::Normal, Weight::Front] {
        edges::write_lines(&mut document, picture, layout, theme, weight);
    }
    for (node, placed) in picture.nodes.iter().zip(&layout.nodes) {
        nodes::write(&mut document, picture.direction, node, placed, theme);
    }
    for cluster in &layout.clusters {
        write_heading(&mut document, picture, cluster, theme);
    }
    edges::write_labels(&mut document, picture, layout, theme);
    document.close("g");
    legend.write(&mut document, MARGIN, legend_top, theme);
    for (line, baseline) in notes.iter().zip((0..).map(|line| notes_top + 100 + line * NOTE_LEADING)) {
        write_text(&mut document, line, MARGIN, baseline, &[("fill", theme.faint)], NOTE_SIZE);
    }
    document.close("svg");
    document.finish()
}

/// Writes one line of text at its baseline.
fn write_text(document: &mut Document, text: &str, x: Tenths, y: Tenths, attributes: &[(&str, &str)], size: i64) {
    let (x, y, size) = (pixels(x), pixels(y), size.to_string());
    let mut all = vec![("x", x.as_str()), ("y", y.as_str()), ("font-size", size.as_str())];
    all.extend_from_slice(attributes);
    document.text("text", &all, text);
}

fn write_cluster(document: &mut Document, placed: &PlacedCluster, theme: &Theme) {
    let rectangle = placed.rectangle;
    let fill = if placed.depth == 0 { theme.panel } else { theme.inner_panel };
    document.empty(
        "rect",
        &[
            ("x", &pixels(rectangle.x)),
            ("y", &pixels(rectangle.y)),
            ("width", &pixels(rectangle.width)),
            ("height", &pixels(rectangle.height)),
            ("rx", "6"),
            ("fill", fill),
            ("stroke", theme.panel_line),
        ],
    );
}

/// Writes a cluster's heading, readable over edges that pass it.
fn write_heading(document: &mut Document, picture: &Picture, placed: &PlacedCluster, theme: &Theme) {
    let rectangle = placed.rectangle;
    let paper = if placed.depth == 0 { theme.panel } else { theme.inner_panel };
    let size = super::layout::HEADING_SIZE;
    let label = visible(&picture.clusters[placed.cluster].label).replace('\n', " ");
    let shown = fit(&label, rectangle.width - 160, size);
    write_text(
        document,
        &shown,
        rectangle.x + 90,
        rectangle.y + 190,
        &[
            ("font-weight", "bold"),
            ("fill", theme.muted),
            ("stroke", paper),
            ("stroke-width", "4"),
            ("stroke-linejoin", "round"),
            ("paint-order", "stroke"),
        ],
        size,
    );
}

/// Shortens a heading that its box cannot hold; the full text stands in the description.
fn fit(text: &str, limit: Tenths, size: i64) -> String {
    if width(text, size, Face::Bold) <= limit {
        return text.to_owned();
    }
    let mut shown = String::new();
    for character in text.chars() {
        shown.push(character);
        if width(&format!("{shown}…"), size, Face::Bold) > limit {
            shown.pop();
            break;
        }
    }
    format!("{}…", shown.trim_end())
}

/// Says in words what the picture shows, for readers who cannot see it.
fn description(picture: &Picture) -> String {
    let mut parts = vec![format!(
        "{}, {}.",
        count(picture.nodes.len(), "node", "nodes"),
        count(picture.edges.len(), "edge", "edges")
    )];
    for (position, cluster) in picture.clusters.iter().enumerate() {
        let names: Vec<&str> = picture
            .nodes
            .iter()
            .filter(|node| node.cluster == Some(position))
            .map(|node| node.label.as_str())
            .collect();
        if !names.is_empty() {
            parts.push(format!("{}: {}.", cluster.label, names.join(", ")));
        }
    }
    parts.extend(picture.footnotes.iter().cloned());
    parts.join(" ").replace('\n', " ")
}

fn lines(texts: &[String]) -> Tenths {
    Tenths::try_from(texts.len()).unwrap_or(0)
}
