//! Where everything of a picture stands: a layered layout in whole numbers, the same on every machine.
//!
//! After Sugiyama, Tagawa and Toda (1981): nodes get layers (`layers`), layers and the lanes between them
//! become ranks of items (`skeleton`), items are ordered so that few edges cross (`order`) and moved so
//! that edges run straight (`place`), and edges become curves between them (`route`). An edge that
//! passes a layer has a slot of its own there, and an edge with a label has a slot as large as the label in
//! the lane where it shows, so that no edge runs under a node or a label of another.
//!
//! All lengths are tenths of a pixel. Inside, *along* is the axis that the layers follow one another on and
//! *across* the other; the last step turns them into x and y.

mod boxes;
mod constraints;
mod layers;
mod order;
mod place;
mod route;
mod size;
mod skeleton;

use super::picture::{Direction, Picture};

pub(super) use size::{
    DETAIL_LEADING, DETAIL_SIZE, HEADING_SIZE, LABEL_LEADING, LABEL_SIZE, NAME_LEADING, NAME_SIZE, SIDE_PADDING,
};

/// A length or coordinate in tenths of a pixel.
pub type Tenths = i64;

/// A picture with coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The width of everything.
    pub width: Tenths,
    /// The height of everything.
    pub height: Tenths,
    /// The nodes, in the picture's order.
    pub nodes: Vec<PlacedNode>,
    /// The edges, in the picture's order.
    pub edges: Vec<PlacedEdge>,
    /// The boxes of the clusters that hold a node, outer before inner.
    pub clusters: Vec<PlacedCluster>,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rectangle {
    /// Its left side.
    pub x: Tenths,
    /// Its top.
    pub y: Tenths,
    /// Its width.
    pub width: Tenths,
    /// Its height.
    pub height: Tenths,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point {
    /// From the left.
    pub x: Tenths,
    /// From the top.
    pub y: Tenths,
}

/// A node with its place and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedNode {
    /// Where it stands.
    pub rectangle: Rectangle,
    /// Its name, wrapped.
    pub label: Vec<String>,
    /// Its second text, wrapped.
    pub detail: Vec<String>,
}

/// An edge with its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedEdge {
    /// Where it leaves its source.
    pub start: Point,
    /// How it goes on.
    pub strokes: Vec<Stroke>,
    /// The direction at its end, where the arrow points.
    pub heading: Heading,
    /// Its label.
    pub label: Option<PlacedLabel>,
}

/// One piece of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// Straight to a point.
    Line(Point),
    /// A cubic Bézier curve: two controls and the end.
    Curve(Point, Point, Point),
}

impl Stroke {
    /// Returns where the piece ends.
    pub fn end(&self) -> Point {
        match *self {
            Stroke::Line(end) | Stroke::Curve(_, _, end) => end,
        }
    }
}

/// Where an arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// To the right.
    Right,
    /// To the left.
    Left,
    /// Down.
    Down,
    /// Up.
    Up,
}

/// A label with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLabel {
    /// The box that nothing else stands in.
    pub rectangle: Rectangle,
    /// Its lines.
    pub lines: Vec<String>,
    /// A thin line from the edge to the label, where it stands beside it.
    pub leader: Option<(Point, Point)>,
}

/// A cluster with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedCluster {
    /// Its position in the picture.
    pub cluster: usize,
    /// Its box; the heading stands in the top of it.
    pub rectangle: Rectangle,
    /// How many clusters are around it.
    pub depth: usize,
}

/// Lays a picture out.
///
/// Edges whose ends do not exist are given no course (an empty list of strokes). Cost: some 150 rounds
/// over all items, where an edge has one item for every layer it passes.
pub fn lay_out(picture: &Picture) -> Layout {
    let measures = size::measure(picture);
    let layer_of = layers::assign(picture);
    let mut skeleton = skeleton::build(picture, &measures, &layer_of);
    order::reduce_crossings(&mut skeleton, picture.order);
    let placement = place::place(&skeleton, picture);
    let mut layout = route::route(picture, &measures, &skeleton, &placement);
    if picture.direction == Direction::TopToBottom {
        transpose(&mut layout);
    }
    boxes::normalise(&mut layout);
    layout
}

/// Swaps the axes of everything but the text.
fn transpose(layout: &mut Layout) {
    let point = |point: &mut Point| std::mem::swap(&mut point.x, &mut point.y);
    let rectangle = |rectangle: &mut Rectangle| {
        std::mem::swap(&mut rectangle.x, &mut rectangle.y);
        std::mem::swap(&mut rectangle.width, &mut rectangle.height);
    };
    for node in &mut layout.nodes {
        rectangle(&mut node.rectangle);
    }
    for cluster in &mut layout.clusters {
        rectangle(&mut cluster.rectangle);
    }
    for edge in &mut layout.edges {
        point(&mut edge.start);
        for stroke in &mut edge.strokes {
            match stroke {
                Stroke::Line(end) => point(end),
                Stroke::Curve(first, second, end) => {
                    point(first);
                    point(second);
                    point(end);
                }
            }
        }
        edge.heading = match edge.heading {
            Heading::Right => Heading::Down,
            Heading::Left => Heading::Up,
            other => other,
        };
        if let Some(label) = &mut edge.label {
            rectangle(&mut label.rectangle);
            if let Some((from, to)) = &mut label.leader {
                point(from);
                point(to);
            }
        }
    }
}
