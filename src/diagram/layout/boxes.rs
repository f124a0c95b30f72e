//! The frame around a finished layout.

use super::{Layout, Point, Rectangle, Stroke, Tenths};

/// Moves everything so that the drawing begins at the origin, and sets its size.
pub(super) fn normalise(layout: &mut Layout) {
    let mut frame = Frame::default();
    for rectangle in layout
        .nodes
        .iter()
        .map(|node| node.rectangle)
        .chain(layout.clusters.iter().map(|cluster| cluster.rectangle))
        .chain(layout.edges.iter().filter_map(|edge| edge.label.as_ref().map(|label| label.rectangle)))
    {
        frame.take(Point { x: rectangle.x, y: rectangle.y });
        frame.take(Point { x: rectangle.x + rectangle.width, y: rectangle.y + rectangle.height });
    }
    for edge in layout.edges.iter().filter(|edge| !edge.strokes.is_empty()) {
        frame.take(edge.start);
        for stroke in &edge.strokes {
            frame.take(stroke.end());
            if let Stroke::Curve(first, second, _) = stroke {
                frame.take(*first);
                frame.take(*second);
            }
        }
    }
    let Some((least, most)) = frame.corners else { return };
    layout.width = most.x - least.x;
    layout.height = most.y - least.y;
    shift(layout, -least.x, -least.y);
}

/// The corners of what was taken in.
#[derive(Default)]
struct Frame {
    corners: Option<(Point, Point)>,
}

impl Frame {
    fn take(&mut self, point: Point) {
        let (least, most) = self.corners.unwrap_or((point, point));
        self.corners = Some((
            Point { x: least.x.min(point.x), y: least.y.min(point.y) },
            Point { x: most.x.max(point.x), y: most.y.max(point.y) },
        ));
    }
}

/// Moves everything.
fn shift(layout: &mut Layout, right: Tenths, down: Tenths) {
    let point = |point: &mut Point| {
        point.x += right;
        point.y += down;
    };
    let rectangle = |rectangle: &mut Rectangle| {
        rectangle.x += right;
        rectangle.y += down;
    };
    layout.nodes.iter_mut().for_each(|node| rectangle(&mut node.rectangle));
    layout.clusters.iter_mut().for_each(|cluster| rectangle(&mut cluster.rectangle));
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
        if let Some(label) = &mut edge.label {
            rectangle(&mut label.rectangle);
            if let Some((from, to)) = &mut label.leader {
                point(from);
                point(to);
            }
        }
    }
}
