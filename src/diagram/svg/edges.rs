//! Edges as curves with arrows, and their labels.

use std::fmt::Write as _;

use super::write_text;
use super::xml::{Document, hundredths, pixels};
use crate::diagram::layout::{
    Heading, LABEL_LEADING, LABEL_SIZE, Layout, PlacedEdge, Point, Rectangle, Stroke, Tenths,
};
use crate::diagram::picture::{Arrow, Edge, Line, Picture, Weight};
use crate::diagram::theme::Theme;

/// Writes the edges of one weight, wide ones first so that thin ones stay in sight.
pub(super) fn write_lines(document: &mut Document, picture: &Picture, layout: &Layout, theme: &Theme, weight: Weight) {
    let mut edges: Vec<(&Edge, &PlacedEdge)> = picture
        .edges
        .iter()
        .zip(&layout.edges)
        .filter(|(edge, placed)| edge.weight == weight && !placed.strokes.is_empty())
        .collect();
    edges.sort_by_key(|(edge, _)| std::cmp::Reverse(edge.width));
    for (edge, placed) in edges {
        let opacity = match weight {
            Weight::Faded => hundredths(theme.faded_opacity),
            Weight::Normal => hundredths(theme.edge_opacity),
            Weight::Front => String::new(),
        };
        document.open("g", &[("opacity", &opacity)]);
        if !edge.tooltip.is_empty() {
            document.text("title", &[], &edge.tooltip);
        }
        write_line(document, edge, placed, theme);
        document.close("g");
    }
}

/// Writes one edge and its arrow.
pub(super) fn write_line(document: &mut Document, edge: &Edge, placed: &PlacedEdge, theme: &Theme) {
    let colour = theme.tone(edge.tone);
    let width = Tenths::from(edge.width);
    let tip = placed.strokes.last().map_or(placed.start, Stroke::end);
    let length = arrow_length(edge.arrow, width);
    let strokes = shortened(&placed.strokes, placed.heading, length);
    let path = match broken(edge, placed, &strokes) {
        Some([before, after]) => format!("{}{}", path(before.0, &before.1), path(after.0, &after.1)),
        None => path(placed.start, &strokes),
    };
    document.empty(
        "path",
        &[
            ("d", &path),
            ("fill", "none"),
            ("stroke", colour),
            ("stroke-width", &pixels(width)),
            ("stroke-dasharray", &dashes(edge.line, width)),
        ],
    );
    write_arrow(document, edge.arrow, width, tip, placed.heading, colour);
}

/// Writes the labels of all edges, over everything else.
pub(super) fn write_labels(document: &mut Document, picture: &Picture, layout: &Layout, theme: &Theme) {
    for (edge, placed) in picture.edges.iter().zip(&layout.edges) {
        let Some(label) = &placed.label else { continue };
        let colour = theme.tone(edge.tone);
        let opacity = match edge.weight {
            Weight::Faded => hundredths(theme.faded_opacity + 25),
            Weight::Normal | Weight::Front => String::new(),
        };
        document.open(
            "g",
            &[
                ("opacity", &opacity),
                ("text-anchor", "middle"),
                ("fill", theme.ink),
                ("stroke", theme.background),
                ("stroke-width", "4"),
                ("stroke-linejoin", "round"),
                ("paint-order", "stroke"),
                ("font-weight", if edge.weight == Weight::Front { "bold" } else { "" }),
            ],
        );
        if let Some((from, to)) = label.leader {
            let d = format!("M{}L{}", pair(from), pair(to));
            document.empty("path", &[("d", &d), ("stroke", colour), ("stroke-width", "0.7")]);
        }
        // The line breaks off under its label.
        let paper = label.rectangle;
        let [left, right] = sides(paper);
        document.empty(
            "rect",
            &[
                ("x", &pixels(left)),
                ("y", &pixels(paper.y + 5)),
                ("width", &pixels(right - left)),
                ("height", &pixels(paper.height - 10)),
                ("fill", theme.background),
                ("stroke", "none"),
            ],
        );
        let middle = label.rectangle.x + label.rectangle.width / 2;
        let mut baseline = label.rectangle.y + 120;
        for line in &label.lines {
            write_text(document, line, middle, baseline, &[], LABEL_SIZE);
            baseline += LABEL_LEADING;
        }
        document.close("g");
    }
}

/// Returns the dashes of a line, longer for wider ones.
fn dashes(line: Line, width: Tenths) -> String {
    match line {
        Line::Solid => String::new(),
        Line::Dashed => format!("{} {}", pixels(60 + width), pixels(40 + width / 2)),
        Line::DashDotted => {
            let (gap, dot) = (pixels(26 + width / 3), pixels(14 + width / 4));
            format!("{} {gap} {dot} {gap}", pixels(60 + width))
        }
        Line::Dotted => format!("{} {}", pixels(14 + width / 6), pixels(26 + width / 6)),
    }
}

/// Returns how much of a line its arrow replaces.
fn arrow_length(arrow: Arrow, width: Tenths) -> Tenths {
    match arrow {
        Arrow::Filled => 60 + width,
        Arrow::Vee => 10 + width / 2,
        Arrow::Diamond => 90 + width,
        Arrow::Dot => 50 + width,
        Arrow::None => 0,
    }
}

fn write_arrow(document: &mut Document, arrow: Arrow, width: Tenths, tip: Point, heading: Heading, colour: &str) {
    let half = 32 + width * 6 / 10;
    let length = arrow_length(arrow, width);
    // A point so far behind the tip and so far to its side.
    let at = |behind: Tenths, side: Tenths| match heading {
        Heading::Right => Point { x: tip.x - behind, y: tip.y + side },
        Heading::Left => Point { x: tip.x + behind, y: tip.y + side },
        Heading::Down => Point { x: tip.x + side, y: tip.y - behind },
        Heading::Up => Point { x: tip.x + side, y: tip.y + behind },
    };
    let shape = match arrow {
        Arrow::None => return,
        Arrow::Filled => format!("M{}L{}L{}Z", pair(tip), pair(at(length, half)), pair(at(length, -half))),
        Arrow::Diamond => format!(
            "M{}L{}L{}L{}Z",
            pair(tip),
            pair(at(length / 2, half)),
            pair(at(length, 0)),
            pair(at(length / 2, -half))
        ),
        Arrow::Vee => {
            let back = 70 + width / 2;
            let d = format!("M{}L{}L{}", pair(at(back, half)), pair(at(4, 0)), pair(at(back, -half)));
            let stroke = pixels((width * 6 / 10).clamp(10, 30));
            document.empty("path", &[("d", &d), ("fill", "none"), ("stroke", colour), ("stroke-width", &stroke)]);
            return;
        }
        Arrow::Dot => {
            let centre = at(length / 2, 0);
            document.empty(
                "circle",
                &[("cx", &pixels(centre.x)), ("cy", &pixels(centre.y)), ("r", &pixels(length / 2)), ("fill", colour)],
            );
            return;
        }
    };
    document.empty("path", &[("d", &shape), ("fill", colour)]);
}

/// Ends a course before its arrow.
fn shortened(strokes: &[Stroke], heading: Heading, length: Tenths) -> Vec<Stroke> {
    let mut strokes = strokes.to_vec();
    let back = |point: Point| match heading {
        Heading::Right => Point { x: point.x - length, ..point },
        Heading::Left => Point { x: point.x + length, ..point },
        Heading::Down => Point { y: point.y - length, ..point },
        Heading::Up => Point { y: point.y + length, ..point },
    };
    match strokes.last_mut() {
        Some(Stroke::Line(end)) => *end = back(*end),
        Some(Stroke::Curve(_, second, end)) => {
            *second = back(*second);
            *end = back(*end);
        }
        None => {}
    }
    strokes
}

/// A course: where it starts, and its strokes.
type Course = (Point, Vec<Stroke>);

/// The two courses of a dashed line that lead away from its label, where that stands on it. Dashes begin anew with each, so that
/// no sliver of one is left beside the label.
fn broken(edge: &Edge, placed: &PlacedEdge, strokes: &[Stroke]) -> Option<[Course; 2]> {
    let label = placed.label.as_ref().filter(|label| edge.line != Line::Solid && label.leader.is_none())?;
    let [left, right] = sides(label.rectangle);
    let mut from = placed.start;
    for (rank, stroke) in strokes.iter().enumerate() {
        let to = stroke.end();
        let is_under = from.y == to.y && from.x.min(to.x) <= left && right <= from.x.max(to.x);
        if matches!(stroke, Stroke::Line(_)) && is_under {
            let [near, far] = if from.x <= to.x { [left, right] } else { [right, left] };
            let before = reversed(placed.start, &strokes[..rank], Point { x: near, ..from });
            return Some([before, (Point { x: far, ..from }, strokes[rank..].to_vec())]);
        }
        from = to;
    }
    None
}

/// The course that leads back from a point straight to the end of some strokes, and along them to their start.
fn reversed(start: Point, strokes: &[Stroke], from: Point) -> Course {
    let mut ends: Vec<Point> = vec![start];
    ends.extend(strokes.iter().map(Stroke::end));
    let mut back = vec![Stroke::Line(ends[strokes.len()])];
    back.extend(strokes.iter().zip(&ends).rev().map(|(stroke, end)| match stroke {
        Stroke::Line(_) => Stroke::Line(*end),
        Stroke::Curve(first, second, _) => Stroke::Curve(*second, *first, *end),
    }));
    (from, back)
}

/// Where the paper under a label begins and ends.
const fn sides(label: Rectangle) -> [Tenths; 2] {
    [label.x + 25, label.x + label.width - 25]
}

fn path(start: Point, strokes: &[Stroke]) -> String {
    let mut path = format!("M{}", pair(start));
    for stroke in strokes {
        let _ = match stroke {
            Stroke::Line(end) => write!(path, "L{}", pair(*end)),
            Stroke::Curve(first, second, end) => {
                write!(path, "C{} {} {}", pair(*first), pair(*second), pair(*end))
            }
        };
    }
    path
}

fn pair(point: Point) -> String {
    format!("{},{}", pixels(point.x), pixels(point.y))
}
