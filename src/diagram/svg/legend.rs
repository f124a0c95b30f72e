//! The legend: a row of samples with their meanings, broken into columns.

use super::xml::Document;
use super::{Tenths, edges, nodes, write_text};
use crate::diagram::layout::{Heading, PlacedEdge, Point, Rectangle, Stroke};
use crate::diagram::picture::{Edge, LegendEntry, Picture, Sample, Weight};
use crate::diagram::text::metrics::{Face, width};
use crate::diagram::text::visible_line;
use crate::diagram::theme::Theme;

const TEXT_SIZE: i64 = 11;
const SAMPLE: Tenths = 380;
const SAMPLE_GAP: Tenths = 90;
const COLUMN_GAP: Tenths = 280;
const ROW: Tenths = 200;

/// A legend with its places.
pub(super) struct Legend<'a> {
    entries: Vec<(&'a LegendEntry, Tenths, Tenths)>,
    /// Its width.
    pub(super) width: Tenths,
    /// Its height; zero without entries.
    pub(super) height: Tenths,
}

/// Arranges a picture's legend in columns of one width, read downwards.
pub(super) fn arrange(picture: &Picture, available: Tenths) -> Legend<'_> {
    let widest = picture
        .legend
        .iter()
        .map(|entry| SAMPLE + SAMPLE_GAP + width(&visible_line(&entry.text), TEXT_SIZE, Face::Regular))
        .max();
    let Some(column) = widest else {
        return Legend { entries: Vec::new(), width: 0, height: 0 };
    };
    let count = Tenths::try_from(picture.legend.len()).unwrap_or(1);
    let columns = ((available + COLUMN_GAP) / (column + COLUMN_GAP)).clamp(1, count);
    let rows = (count + columns - 1) / columns;
    let columns = (count + rows - 1) / rows;
    let entries = (0..)
        .zip(&picture.legend)
        .map(|(number, entry)| (entry, number / rows * (column + COLUMN_GAP), number % rows * ROW))
        .collect();
    Legend { entries, width: columns * (column + COLUMN_GAP) - COLUMN_GAP, height: rows * ROW }
}

impl Legend<'_> {
    /// Writes the legend with its top left corner at a point.
    pub(super) fn write(&self, document: &mut Document, left: Tenths, top: Tenths, theme: &Theme) {
        for &(entry, x, y) in &self.entries {
            let (x, y) = (left + x, top + y);
            match entry.sample {
                Sample::Edge { tone, line, arrow, width } => {
                    let edge = Edge {
                        id: String::new(),
                        from: 0,
                        to: 0,
                        label: String::new(),
                        tooltip: String::new(),
                        tone,
                        line,
                        width,
                        arrow,
                        weight: Weight::Normal,
                    };
                    let placed = PlacedEdge {
                        start: Point { x, y: y + ROW / 2 },
                        strokes: vec![Stroke::Line(Point { x: x + SAMPLE, y: y + ROW / 2 })],
                        heading: Heading::Right,
                        label: None,
                    };
                    edges::write_line(document, &edge, &placed, theme);
                }
                Sample::Node(look) => {
                    let card = Rectangle { x: x + 50, y: y + 30, width: SAMPLE - 100, height: ROW - 60 };
                    nodes::write_card(document, card, look, false, theme);
                }
            }
            let text = visible_line(&entry.text);
            let attributes = [("fill", theme.muted)];
            write_text(document, &text, x + SAMPLE + SAMPLE_GAP, y + ROW / 2 + 40, &attributes, TEXT_SIZE);
        }
    }
}
