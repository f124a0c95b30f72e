//! How large nodes and labels are, from their text.

use super::Tenths;
use crate::diagram::picture::{Direction, Edge, Node, Picture};
use crate::diagram::text::metrics::{Face, width};
use crate::diagram::text::{visible, wrap};

/// The type size of a node's name in pixels.
pub(in crate::diagram) const NAME_SIZE: i64 = 13;
/// The type size of a node's second text in pixels.
pub(in crate::diagram) const DETAIL_SIZE: i64 = 11;
/// The type size of an edge's label in pixels.
pub(in crate::diagram) const LABEL_SIZE: i64 = 11;
/// The type size of a cluster's heading in pixels.
pub(in crate::diagram) const HEADING_SIZE: i64 = 13;
/// From one line of a name to the next.
pub(in crate::diagram) const NAME_LEADING: Tenths = 160;
/// From one line of a second text to the next.
pub(in crate::diagram) const DETAIL_LEADING: Tenths = 140;
/// From one line of a label to the next.
pub(in crate::diagram) const LABEL_LEADING: Tenths = 138;
/// Between a node's outline and its text, at the sides.
pub(in crate::diagram) const SIDE_PADDING: Tenths = 110;
/// The room that a cluster's heading takes.
pub(in crate::diagram) const HEADING_ROOM: Tenths = 260;

const NAME_LIMIT: Tenths = 1450;
const DETAIL_LIMIT: Tenths = 1550;
const LABEL_LIMIT: Tenths = 1700;
const TOP_PADDING: Tenths = 65;
/// The room an edge takes at a node's side beyond its own width.
const PORT_ROOM: Tenths = 52;
/// A node is not made longer than this for the sake of its edges.
const PORT_LIMIT: Tenths = 3200;

/// The size of a text with its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Measure {
    /// The lines of the name, or of the label.
    pub(super) label: Vec<String>,
    /// The lines of the second text.
    pub(super) detail: Vec<String>,
    /// The size along the layers' axis.
    pub(super) along: Tenths,
    /// The size across it.
    pub(super) across: Tenths,
}

/// The sizes of a picture's nodes, labels and headings.
#[derive(Debug, Default)]
pub(super) struct Measures {
    pub(super) nodes: Vec<Measure>,
    pub(super) labels: Vec<Measure>,
    /// The widths of the clusters' headings.
    pub(super) headings: Vec<Tenths>,
}

/// Measures everything of a picture that is text.
pub(super) fn measure(picture: &Picture) -> Measures {
    let horizontal = picture.direction == Direction::LeftToRight;
    let turned = |mut measure: Measure| {
        if !horizontal {
            std::mem::swap(&mut measure.along, &mut measure.across);
        }
        measure
    };
    let mut nodes: Vec<Measure> = picture.nodes.iter().map(|node| turned(measure_node(node))).collect();
    for (node, room) in nodes.iter_mut().zip(port_rooms(picture)) {
        node.across = node.across.max(room.min(PORT_LIMIT));
    }
    Measures {
        nodes,
        labels: picture.edges.iter().map(|edge| turned(measure_label(edge))).collect(),
        headings: picture
            .clusters
            .iter()
            .map(|cluster| width(&visible(&cluster.label), HEADING_SIZE, Face::Bold) + 2 * SIDE_PADDING)
            .collect(),
    }
}

/// Returns the room that an edge takes at the side of a node.
pub(super) fn port_room(edge: &Edge) -> Tenths {
    PORT_ROOM + Tenths::from(edge.width)
}

fn port_rooms(picture: &Picture) -> Vec<Tenths> {
    let mut rooms = vec![0; picture.nodes.len()];
    for edge in &picture.edges {
        for end in [edge.from, edge.to] {
            if let Some(room) = rooms.get_mut(end) {
                *room += port_room(edge);
            }
        }
    }
    // Edges mostly share the two sides; a node whose edges are all on one side still has room for them.
    rooms.into_iter().map(|room| room * 7 / 10).collect()
}

fn measure_node(node: &Node) -> Measure {
    let label = wrap(&visible(&node.label), NAME_LIMIT, NAME_SIZE, Face::Bold);
    let detail = wrap(&visible(&node.detail), DETAIL_LIMIT, DETAIL_SIZE, Face::Regular);
    let widest_name = label.iter().map(|line| width(line, NAME_SIZE, Face::Bold)).max();
    let widest_detail = detail.iter().map(|line| width(line, DETAIL_SIZE, Face::Regular)).max();
    let text_width = widest_name.unwrap_or(0).max(widest_detail.unwrap_or(0));
    Measure {
        along: (text_width + 2 * SIDE_PADDING).max(600),
        across: lines(&label) * NAME_LEADING + lines(&detail) * DETAIL_LEADING + 2 * TOP_PADDING,
        label,
        detail,
    }
}

fn measure_label(edge: &Edge) -> Measure {
    let label = wrap(&visible(&edge.label), LABEL_LIMIT, LABEL_SIZE, Face::Regular);
    if label.is_empty() {
        return Measure::default();
    }
    let widest = label.iter().map(|line| width(line, LABEL_SIZE, Face::Regular)).max().unwrap_or(0);
    Measure { along: widest + 120, across: lines(&label) * LABEL_LEADING + 30, label, detail: Vec::new() }
}

fn lines(texts: &[String]) -> Tenths {
    Tenths::try_from(texts.len()).unwrap_or(Tenths::MAX / 1000)
}
