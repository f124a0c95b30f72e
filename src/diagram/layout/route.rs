//! From ranks to coordinates: columns, boxes, and edges as curves.

use super::place::{Placement, box_padding};
use super::size::{HEADING_ROOM, Measures};
use super::skeleton::{Course, ItemKind, Skeleton};
use super::{Heading, Layout, PlacedCluster, PlacedEdge, PlacedLabel, PlacedNode, Point, Rectangle, Stroke, Tenths};
use crate::diagram::picture::{Direction, Picture};

/// The least and the most room for curves between two ranks.
const CURVE_ROOM: (Tenths, Tenths) = (560, 1500);
/// The same beside a lane.
const LANE_ROOM: (Tenths, Tenths) = (340, 1100);
/// How far an edge within a layer bulges out.
const BULGE: Tenths = 150;
/// Between two such edges that run side by side.
const TRACK: Tenths = 62;

/// Where each rank begins and ends along the layers.
struct Columns {
    start: Vec<Tenths>,
    end: Vec<Tenths>,
}

/// Draws everything, layers from left to right.
pub(super) fn route(picture: &Picture, measures: &Measures, skeleton: &Skeleton, placement: &Placement) -> Layout {
    let tracks = tracks(skeleton, placement);
    let columns = columns(picture, skeleton, placement, &tracks);
    let nodes: Vec<PlacedNode> = measures
        .nodes
        .iter()
        .enumerate()
        .map(|(position, measure)| {
            let item = &skeleton.items[position];
            PlacedNode {
                rectangle: Rectangle {
                    x: columns.start[item.rank],
                    y: placement.middle[position] - item.across / 2,
                    width: columns.end[item.rank] - columns.start[item.rank],
                    height: item.across,
                },
                label: measure.label.clone(),
                detail: measure.detail.clone(),
            }
        })
        .collect();
    let router = Router { measures, skeleton, placement, columns: &columns, tracks: &tracks };
    let edges = skeleton.courses.iter().enumerate().map(|(edge, course)| router.edge(edge, course)).collect();
    let clusters = boxes(picture, skeleton, placement, &columns, &nodes);
    Layout { width: 0, height: 0, nodes, edges, clusters }
}

/// Spaces the ranks by how steep the edges between them are.
fn columns(picture: &Picture, skeleton: &Skeleton, placement: &Placement, tracks: &[Tenths]) -> Columns {
    let count = skeleton.ranks.len();
    let mut steepest = vec![0; count];
    let mut edges = vec![0; count];
    for (segment, &(left_port, right_port)) in skeleton.segments.iter().zip(&placement.ports) {
        let rank = skeleton.items[segment.left].rank;
        let rise = placement.middle[segment.left] + left_port - placement.middle[segment.right] - right_port;
        steepest[rank] = steepest[rank].max(rise.abs());
        edges[rank] += 1;
    }
    let mut bulges = vec![0; count];
    for (course, &track) in skeleton.courses.iter().zip(tracks).filter(|(course, _)| course.flat) {
        let rank = skeleton.items[course.items[0]].rank;
        bulges[rank] = bulges[rank].max(BULGE + track * TRACK + 150);
    }
    let horizontal = picture.direction == Direction::LeftToRight;
    let mut columns = Columns { start: Vec::with_capacity(count), end: Vec::with_capacity(count) };
    let mut place = 0;
    for (rank, row) in skeleton.ranks.iter().enumerate() {
        if rank > 0 {
            let lane = !row.column || !skeleton.ranks[rank - 1].column;
            let (least, most) = if lane { LANE_ROOM } else { CURVE_ROOM };
            let room = (least + steepest[rank - 1] / 10 + 3 * edges[rank - 1]).clamp(least, most);
            place += room.max(bulges[rank - 1]);
        }
        let mut width = row.items.iter().map(|&item| skeleton.items[item].along).max().unwrap_or(0);
        for span in skeleton.clusters.iter().filter(|span| span.ranks == Some((rank, rank))) {
            if horizontal {
                width = width.max(span.heading - 2 * box_padding(span.levels));
            }
        }
        if !horizontal {
            // Headings stand above the first row of their boxes.
            let opened = skeleton.clusters.iter().filter(|span| span.ranks.is_some_and(|(first, _)| first == rank));
            let levels = opened.map(|span| span.levels + 1).max().unwrap_or(0);
            place += HEADING_ROOM * Tenths::try_from(levels).unwrap_or(0);
        }
        columns.start.push(place);
        place += width;
        columns.end.push(place);
    }
    columns
}

/// Puts edges within one layer that run beside one another on tracks of their own, short ones inside.
fn tracks(skeleton: &Skeleton, placement: &Placement) -> Vec<Tenths> {
    let mut tracks = vec![0; skeleton.courses.len()];
    let mut flat: Vec<(Tenths, Tenths, usize)> = Vec::new();
    for (edge, course) in skeleton.courses.iter().enumerate().filter(|(_, course)| course.flat) {
        let end = |segment: usize| {
            let node = skeleton.segments[course.segments[segment]].left;
            placement.middle[node] + placement.ports[course.segments[segment]].0
        };
        flat.push((end(0).min(end(1)), end(0).max(end(1)), edge));
    }
    flat.sort_unstable_by_key(|&(low, high, edge)| (high - low, edge));
    let rank_of = |edge: usize| skeleton.items[skeleton.courses[edge].items[0]].rank;
    for (position, &(low, high, edge)) in flat.iter().enumerate() {
        let beside = flat[..position].iter().filter(|&&(other_low, other_high, other)| {
            rank_of(other) == rank_of(edge) && other_low <= high + 40 && low <= other_high + 40
        });
        let taken: Vec<Tenths> = beside.map(|&(_, _, other)| tracks[other]).collect();
        tracks[edge] =
            (0..=Tenths::try_from(taken.len()).unwrap_or(0)).find(|track| !taken.contains(track)).unwrap_or(0);
    }
    tracks
}

/// Draws the boxes of the clusters around their nodes.
fn boxes(
    picture: &Picture,
    skeleton: &Skeleton,
    placement: &Placement,
    columns: &Columns,
    nodes: &[PlacedNode],
) -> Vec<PlacedCluster> {
    let horizontal = picture.direction == Direction::LeftToRight;
    let (along_room, across_room) = if horizontal { (0, HEADING_ROOM) } else { (HEADING_ROOM, 0) };
    let count = skeleton.clusters.len();
    let mut extent: Vec<Option<(Tenths, Tenths)>> = vec![None; count];
    let widen = |extent: &mut Option<(Tenths, Tenths)>, low: Tenths, high: Tenths| {
        *extent = Some(extent.map_or((low, high), |(least, most)| (least.min(low), most.max(high))));
    };
    for (item, middle) in placement.middle.iter().enumerate() {
        if let Some(cluster) = skeleton.items[item].cluster {
            let half = (skeleton.items[item].across + 1) / 2;
            widen(&mut extent[cluster], middle - half, middle + half);
        }
    }
    for cluster in (0..count).rev() {
        let span = &skeleton.clusters[cluster];
        if let Some((low, high)) = extent[cluster] {
            let (low, high) = (low - box_padding(0) - across_room, high + box_padding(0));
            let missing = if horizontal { 0 } else { (span.heading - (high - low)).max(0) };
            let (low, high) = (low - missing / 2, high + missing - missing / 2);
            extent[cluster] = Some((low, high));
            if let Some(parent) = span.parent {
                widen(&mut extent[parent], low, high);
            }
        }
    }
    // Bands reach across the whole drawing, so that their headings stand in one line.
    let mut whole = None;
    for &(low, high) in extent.iter().flatten() {
        widen(&mut whole, low, high);
    }
    for (item, middle) in placement.middle.iter().enumerate().filter(|(item, _)| *item >= nodes.len()) {
        let half = (skeleton.items[item].across + 1) / 2 + across_room;
        widen(&mut whole, middle - half, middle + half - across_room + 40);
    }
    for (node, placed) in nodes.iter().enumerate() {
        let room = if skeleton.items[node].cluster.is_some() { box_padding(0) } else { 0 };
        widen(&mut whole, placed.rectangle.y - room, placed.rectangle.y + placed.rectangle.height + room);
    }
    (0..count)
        .filter_map(|cluster| {
            let span = &skeleton.clusters[cluster];
            let (first, last) = span.ranks?;
            let (low, high) = if span.band { whole? } else { extent[cluster]? };
            let padding = box_padding(span.levels);
            let levels = Tenths::try_from(span.levels + 1).unwrap_or(1);
            let start = columns.start[first] - padding - along_room * levels;
            Some(PlacedCluster {
                cluster,
                rectangle: Rectangle {
                    x: start,
                    y: low,
                    width: columns.end[last] + padding - start,
                    height: high - low,
                },
                depth: span.depth,
            })
        })
        .collect()
}

struct Router<'a> {
    measures: &'a Measures,
    skeleton: &'a Skeleton,
    placement: &'a Placement,
    columns: &'a Columns,
    tracks: &'a [Tenths],
}

impl Router<'_> {
    fn edge(&self, edge: usize, course: &Course) -> PlacedEdge {
        if course.items.len() < 2 {
            return PlacedEdge { start: Point::default(), strokes: Vec::new(), heading: Heading::Right, label: None };
        }
        if course.flat { self.bulge(edge, course) } else { self.run(edge, course) }
    }

    /// Returns where a segment leaves its left item and enters its right one.
    fn ends(&self, segment: usize) -> (Point, Point) {
        let (left, right) = (self.skeleton.segments[segment].left, self.skeleton.segments[segment].right);
        let (left_port, right_port) = self.placement.ports[segment];
        let (left_rank, right_rank) = (self.skeleton.items[left].rank, self.skeleton.items[right].rank);
        (
            Point { x: self.columns.end[left_rank], y: self.placement.middle[left] + left_port },
            Point { x: self.columns.start[right_rank], y: self.placement.middle[right] + right_port },
        )
    }

    /// An edge between layers: level through every rank, curved between ranks.
    fn run(&self, edge: usize, course: &Course) -> PlacedEdge {
        let mut strokes = Vec::new();
        let mut label = None;
        let start = self.ends(course.segments[0]).0;
        let mut at = start;
        for (step, &segment) in course.segments.iter().enumerate() {
            let (from, to) = self.ends(segment);
            if from != at {
                strokes.push(Stroke::Line(from));
            }
            strokes.push(level_curve(from, to));
            at = to;
            let item = &self.skeleton.items[course.items[step + 1]];
            if item.kind == ItemKind::Label {
                let middle = i64::midpoint(self.columns.start[item.rank], self.columns.end[item.rank]);
                label = Some(PlacedLabel {
                    rectangle: Rectangle {
                        x: middle - item.along / 2,
                        y: self.placement.middle[course.items[step + 1]] - item.across / 2,
                        width: item.along,
                        height: item.across,
                    },
                    lines: self.measures.labels[edge].label.clone(),
                    leader: None,
                });
            }
        }
        if course.reversed {
            let (start, strokes) = reverse(start, &strokes);
            return PlacedEdge { start, strokes, heading: Heading::Left, label };
        }
        PlacedEdge { start, strokes, heading: Heading::Right, label }
    }

    /// An edge within a layer: out, along, and back in.
    fn bulge(&self, edge: usize, course: &Course) -> PlacedEdge {
        let (start, _) = self.ends(course.segments[0]);
        let (end, lane) = self.ends(course.segments[1]);
        let rise = (end.y - start.y).abs();
        let depth = BULGE + self.tracks[edge] * TRACK;
        let apex = start.x + depth;
        let sign = (end.y - start.y).signum();
        let corner = depth.min(rise / 2);
        let strokes = if corner < depth {
            let reach = start.x + depth * 4 / 3;
            vec![Stroke::Curve(Point { x: reach, y: start.y }, Point { x: reach, y: end.y }, end)]
        } else {
            let first = Point { x: apex, y: start.y + sign * corner };
            let last = Point { x: apex, y: end.y - sign * corner };
            let bend = corner * 55 / 100;
            vec![
                Stroke::Curve(
                    Point { x: start.x + bend, y: start.y },
                    Point { x: apex, y: first.y - sign * bend },
                    first,
                ),
                Stroke::Line(last),
                Stroke::Curve(Point { x: apex, y: last.y + sign * bend }, Point { x: end.x + bend, y: end.y }, end),
            ]
        };
        let item = &self.skeleton.items[course.items[1]];
        let middle = self.placement.middle[course.items[1]];
        let lines = self.measures.labels[edge].label.clone();
        let label = (!lines.is_empty()).then(|| {
            let rectangle =
                Rectangle { x: lane.x, y: middle - item.across / 2, width: item.along, height: item.across };
            let nearest =
                middle.clamp(start.y.min(end.y) + corner.min(rise / 2), start.y.max(end.y) - corner.min(rise / 2));
            PlacedLabel {
                rectangle,
                lines,
                leader: Some((Point { x: apex, y: nearest }, Point { x: lane.x + 30, y: middle })),
            }
        });
        PlacedEdge { start, strokes, heading: Heading::Left, label }
    }
}

/// Returns a curve that leaves and enters level.
fn level_curve(from: Point, to: Point) -> Stroke {
    if from.y == to.y {
        return Stroke::Line(to);
    }
    let half = (to.x - from.x) / 2;
    Stroke::Curve(Point { x: from.x + half, y: from.y }, Point { x: to.x - half, y: to.y }, to)
}

/// Turns a course round.
fn reverse(start: Point, strokes: &[Stroke]) -> (Point, Vec<Stroke>) {
    let mut ends = vec![start];
    ends.extend(strokes.iter().map(Stroke::end));
    let turned = strokes
        .iter()
        .enumerate()
        .rev()
        .map(|(position, stroke)| match *stroke {
            Stroke::Line(_) => Stroke::Line(ends[position]),
            Stroke::Curve(first, second, _) => Stroke::Curve(second, first, ends[position]),
        })
        .collect();
    (ends[ends.len() - 1], turned)
}
