//! Coordinates across the layers: edges as straight as the order allows, boxes apart.

use super::Tenths;
use super::constraints::Constraints;
use super::size::HEADING_ROOM;
use super::skeleton::{ItemKind, Skeleton};
use crate::diagram::picture::{Direction, NodeOrder, Picture};

const ROUNDS: usize = 160;
const STRAIGHTENINGS: usize = 8;
/// How much everything is drawn to the middle of the drawing; a short edge draws forty times as much.
const GRAVITY: Tenths = 1;
/// Between two nodes.
const NODE_GAP: Tenths = 130;
/// Between a node and an edge that passes it.
const PASSING_GAP: Tenths = 75;
/// Between two edges that pass the same rank.
const EDGE_GAP: Tenths = 50;
/// Between two passing edges that have an end in common.
const BUNDLE_GAP: Tenths = 22;
/// Between two labels.
const LABEL_GAP: Tenths = 26;
/// Between two boxes, or a box and a node.
const BOX_GAP: Tenths = 140;
/// Between a box and what it holds.
const BOX_PADDING: Tenths = 90;

/// Where items stand across the layers.
#[derive(Debug)]
pub(super) struct Placement {
    /// The middle of each item.
    pub(super) middle: Vec<Tenths>,
    /// Where each segment meets its left and its right item, from their middles.
    pub(super) ports: Vec<(Tenths, Tenths)>,
}

/// Returns how far a box reaches beyond what it holds.
pub(super) fn box_padding(levels: usize) -> Tenths {
    BOX_PADDING + 40 * Tenths::try_from(levels).unwrap_or(0)
}

/// Places every item.
pub(super) fn place(skeleton: &Skeleton, picture: &Picture) -> Placement {
    let ports = choose_ports(skeleton);
    let gaps = Gaps::new(skeleton, picture);
    let constraints = gaps.constraints();
    let variables = skeleton.items.len() + 2 * skeleton.clusters.len();
    let mut wanted: Vec<Option<Tenths>> = vec![None; variables];
    stack(skeleton, &gaps, &mut wanted);
    let mut places = constraints.settle(&wanted);
    let pulls = pulls(skeleton, &ports);
    let given = picture.order == NodeOrder::Given;
    free_what_nothing_pulls(skeleton, &pulls, given, &mut wanted);
    for _round in 0..ROUNDS {
        let centre = mean(&places[..skeleton.items.len()]);
        for (item, pulls) in pulls.iter().enumerate() {
            if pulls.is_empty() || (given && skeleton.items[item].kind == ItemKind::Node) {
                continue;
            }
            let weight: Tenths = GRAVITY + pulls.iter().map(|pull| pull.weight).sum::<Tenths>();
            let sum: Tenths = GRAVITY * centre
                + pulls.iter().map(|pull| pull.weight * (places[pull.other] + pull.offset)).sum::<Tenths>();
            wanted[item] = Some(i64::midpoint(sum.div_euclid(weight), places[item]));
        }
        places = constraints.settle(&wanted);
    }
    constraints.push(&mut places);
    constraints.tighten(&mut places, |variable| wanted[variable].is_none());
    for round in 0..STRAIGHTENINGS {
        straighten(skeleton, &gaps, &ports, &mut places, round.is_multiple_of(2));
    }
    places.truncate(skeleton.items.len());
    Placement { middle: places, ports }
}

/// Lets items without edges stand wherever their neighbours leave room. In a given order all nodes do, from
/// the start of their layer.
fn free_what_nothing_pulls(skeleton: &Skeleton, pulls: &[Vec<Pull>], given: bool, wanted: &mut [Option<Tenths>]) {
    for (item, pulls) in pulls.iter().enumerate() {
        if pulls.is_empty() || (given && skeleton.items[item].kind == ItemKind::Node) {
            wanted[item] = None;
        }
    }
    for rank in skeleton.ranks.iter().filter(|rank| given && rank.column) {
        if let Some(&first) = rank.items.first().filter(|&&item| skeleton.items[item].kind == ItemKind::Node) {
            wanted[first] = Some(skeleton.items[first].across / 2);
        }
    }
}

fn mean(places: &[Tenths]) -> Tenths {
    let count = Tenths::try_from(places.len()).unwrap_or(1).max(1);
    places.iter().sum::<Tenths>().div_euclid(count)
}

/// What draws an item towards another.
struct Pull {
    other: usize,
    offset: Tenths,
    weight: Tenths,
}

fn pulls(skeleton: &Skeleton, ports: &[(Tenths, Tenths)]) -> Vec<Vec<Pull>> {
    let mut pulls: Vec<Vec<Pull>> = skeleton.items.iter().map(|_| Vec::new()).collect();
    for (segment, &(left_port, right_port)) in skeleton.segments.iter().zip(ports) {
        let nodes = [segment.left, segment.right]
            .into_iter()
            .filter(|&item| skeleton.items[item].kind == ItemKind::Node)
            .count();
        // Long edges are to be straight first, short ones after them.
        let weight = [160, 60, 40][nodes];
        pulls[segment.left].push(Pull { other: segment.right, offset: right_port - left_port, weight });
        pulls[segment.right].push(Pull { other: segment.left, offset: left_port - right_port, weight });
    }
    pulls
}

/// Stacks every rank around zero.
fn stack(skeleton: &Skeleton, gaps: &Gaps, wanted: &mut [Option<Tenths>]) {
    for rank in &skeleton.ranks {
        let mut places = Vec::with_capacity(rank.items.len());
        let mut place = 0;
        for (position, &item) in rank.items.iter().enumerate() {
            if let Some(before) = position.checked_sub(1) {
                place += gaps.between(rank.items[before], item);
            }
            places.push(place);
        }
        for (&item, stacked) in rank.items.iter().zip(places) {
            wanted[item] = Some(stacked - place / 2);
        }
    }
}

/// Spreads the segments of each node over its sides, in the order of their other ends.
fn choose_ports(skeleton: &Skeleton) -> Vec<(Tenths, Tenths)> {
    let mut position = vec![0; skeleton.items.len()];
    for rank in &skeleton.ranks {
        for (place, &item) in rank.items.iter().enumerate() {
            position[item] = place;
        }
    }
    let mut ports = vec![(0, 0); skeleton.segments.len()];
    let mut sides: Vec<[Vec<usize>; 2]> = skeleton.items.iter().map(|_| [Vec::new(), Vec::new()]).collect();
    for (number, segment) in skeleton.segments.iter().enumerate() {
        sides[segment.left][1].push(number);
        sides[segment.right][0].push(number);
    }
    for (item, sides) in sides.iter_mut().enumerate() {
        if skeleton.items[item].kind != ItemKind::Node {
            continue;
        }
        for (side, segments) in sides.iter_mut().enumerate() {
            segments.sort_by_key(|&number| {
                let segment = &skeleton.segments[number];
                let other = if side == 1 { segment.right } else { segment.left };
                (position[other], segment.edge, number)
            });
            let total: Tenths = segments.iter().map(|&number| skeleton.segments[number].room).sum();
            let available = total.min(skeleton.items[item].across - 60).max(1);
            let mut before = 0;
            for &number in segments.iter() {
                let room = skeleton.segments[number].room;
                let port = (2 * before + room - total) * available / (2 * total.max(1));
                before += room;
                if side == 1 {
                    ports[number].0 = port;
                } else {
                    ports[number].1 = port;
                }
            }
        }
    }
    ports
}

/// Pulls the runs of long edges straight where there is room.
fn straighten(skeleton: &Skeleton, gaps: &Gaps, ports: &[(Tenths, Tenths)], places: &mut [Tenths], from_left: bool) {
    let mut neighbours: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); skeleton.items.len()];
    for rank in &skeleton.ranks {
        for pair in rank.items.windows(2) {
            neighbours[pair[0]].1 = Some(pair[1]);
            neighbours[pair[1]].0 = Some(pair[0]);
        }
    }
    let room = |places: &[Tenths], item: usize| {
        let (before, after) = neighbours[item];
        let low = before.map_or(Tenths::MIN / 4, |before| places[before] + gaps.between(before, item));
        let high = after.map_or(Tenths::MAX / 4, |after| places[after] - gaps.between(item, after));
        (low, high)
    };
    for course in skeleton.courses.iter().filter(|course| !course.flat && course.items.len() > 2) {
        let inner = &course.items[1..course.items.len() - 1];
        let (first, last) = (course.items[0], course.items[course.items.len() - 1]);
        let start = places[first] + ports[course.segments[0]].0;
        let end = places[last] + ports[course.segments[course.segments.len() - 1]].1;
        let rooms: Vec<(Tenths, Tenths)> = inner.iter().map(|&item| room(places, item)).collect();
        let low = rooms.iter().map(|room| room.0).max().unwrap_or(0);
        let high = rooms.iter().map(|room| room.1).min().unwrap_or(0);
        if low <= high {
            let mean = inner
                .iter()
                .map(|&item| places[item])
                .sum::<Tenths>()
                .div_euclid(Tenths::try_from(inner.len()).unwrap_or(1));
            let wishes = if from_left { [start, end] } else { [end, start] };
            let straight = wishes.into_iter().find(|wish| (low..=high).contains(wish));
            let place = straight.unwrap_or_else(|| mean.clamp(low, high));
            for &item in inner {
                places[item] = place;
            }
            continue;
        }
        // No common height: each bend takes over its neighbour's height as far as it can.
        let follow = |places: &mut [Tenths], item: usize, wish: Tenths| {
            let (low, high) = room(places, item);
            if low <= high {
                places[item] = wish.clamp(low, high);
            }
            places[item]
        };
        let mut wish = if from_left { start } else { end };
        if from_left {
            for &item in inner {
                wish = follow(places, item, wish);
            }
        } else {
            for &item in inner.iter().rev() {
                wish = follow(places, item, wish);
            }
        }
    }
}

/// How far apart things must be.
struct Gaps<'a> {
    skeleton: &'a Skeleton,
    picture: &'a Picture,
    /// The room that boxes take before an item that opens them, and after one that closes them.
    frames: Vec<(Tenths, Tenths)>,
}

impl<'a> Gaps<'a> {
    fn new(skeleton: &'a Skeleton, picture: &'a Picture) -> Self {
        let mut gaps = Self { skeleton, picture, frames: vec![(0, 0); skeleton.items.len()] };
        for rank in &skeleton.ranks {
            let fixed: Vec<usize> =
                rank.items.iter().copied().filter(|&item| skeleton.items[item].edge.is_none()).collect();
            for (place, &item) in fixed.iter().enumerate() {
                let path = gaps.boxes_around(item);
                let beside = |other: Option<&usize>| other.map_or_else(Vec::new, |&other| gaps.boxes_around(other));
                let before = beside(place.checked_sub(1).and_then(|place| fixed.get(place)));
                let after = beside(fixed.get(place + 1));
                gaps.frames[item] = (gaps.frame(&path, &before, true), gaps.frame(&path, &after, false));
            }
        }
        gaps
    }

    /// Returns the room of the boxes of one item that its neighbour is not in.
    fn frame(&self, path: &[usize], other: &[usize], with_heading: bool) -> Tenths {
        let common = path.iter().zip(other).take_while(|(one, other)| one == other).count();
        let heading = if with_heading && self.picture.direction == Direction::LeftToRight { HEADING_ROOM } else { 0 };
        path[common..].iter().map(|&cluster| box_padding(self.skeleton.clusters[cluster].levels) + heading).sum()
    }

    /// Returns the distance between the middles of two neighbours in a rank.
    fn between(&self, before: usize, after: usize) -> Tenths {
        let (first, second) = (&self.skeleton.items[before], &self.skeleton.items[after]);
        let gap = match (first.kind, second.kind) {
            (ItemKind::Node | ItemKind::Phantom, ItemKind::Node | ItemKind::Phantom) => NODE_GAP,
            (ItemKind::Node | ItemKind::Phantom, _) => PASSING_GAP.max(self.frames[before].1 + EDGE_GAP),
            (_, ItemKind::Node | ItemKind::Phantom) => PASSING_GAP.max(self.frames[after].0 + EDGE_GAP),
            (ItemKind::Bend, ItemKind::Bend) => self.bend_gap(first.edge, second.edge),
            _ => LABEL_GAP,
        };
        (first.across + second.across + 1) / 2 + gap
    }

    fn bend_gap(&self, first: Option<usize>, second: Option<usize>) -> Tenths {
        let edge = |position: Option<usize>| position.and_then(|position| self.picture.edges.get(position));
        match (edge(first), edge(second)) {
            (Some(first), Some(second)) if first.from == second.from || first.to == second.to => BUNDLE_GAP,
            _ => EDGE_GAP,
        }
    }

    /// Collects all distances between items and boxes.
    ///
    /// The top of a cluster's box is variable `items + 2 × cluster`, its bottom the next one.
    fn constraints(&self) -> Constraints {
        let skeleton = self.skeleton;
        let horizontal = self.picture.direction == Direction::LeftToRight;
        let count = skeleton.items.len();
        let top = |cluster: usize| count + 2 * cluster;
        let bottom = |cluster: usize| count + 2 * cluster + 1;
        let heading = if horizontal { HEADING_ROOM } else { 0 };
        let mut distances = Vec::new();
        for (cluster, span) in skeleton.clusters.iter().enumerate() {
            if span.band || span.ranks.is_none() {
                continue;
            }
            distances.push((top(cluster), bottom(cluster), if horizontal { 0 } else { span.heading }));
            if let Some(parent) = span.parent.filter(|&parent| !skeleton.clusters[parent].band) {
                let padding = box_padding(skeleton.clusters[parent].levels) - box_padding(span.levels) + BOX_PADDING;
                distances.push((top(parent), top(cluster), padding + heading));
                distances.push((bottom(cluster), bottom(parent), padding));
            }
        }
        for rank in &skeleton.ranks {
            let mut last_fixed: Option<usize> = None;
            let mut passing: Vec<usize> = Vec::new();
            for (position, &item) in rank.items.iter().enumerate() {
                if let Some(before) = position.checked_sub(1) {
                    let before = rank.items[before];
                    distances.push((before, item, self.between(before, item)));
                }
                if skeleton.items[item].edge.is_some() {
                    passing.push(item);
                    continue;
                }
                let half = (skeleton.items[item].across + 1) / 2;
                let path = self.boxes_around(item);
                if let Some(&inner) = path.last() {
                    let padding = box_padding(skeleton.clusters[inner].levels);
                    distances.push((top(inner), item, half + padding + heading));
                    distances.push((item, bottom(inner), half + padding));
                }
                // What passes between two boxes passes outside both, clear of their headings.
                let before_path = last_fixed.map_or_else(Vec::new, |before| self.boxes_around(before));
                let common = path.iter().zip(&before_path).take_while(|(one, other)| one == other).count();
                for passing in passing.drain(..) {
                    let room = (skeleton.items[passing].across + 1) / 2 + EDGE_GAP;
                    if let Some(&closed) = before_path.get(common) {
                        distances.push((bottom(closed), passing, room));
                    }
                    if let Some(&opened) = path.get(common) {
                        distances.push((passing, top(opened), room));
                    }
                }
                if let Some(before) = last_fixed {
                    let half_before = (skeleton.items[before].across + 1) / 2;
                    match (before_path.get(common), path.get(common)) {
                        (Some(&closed), Some(&opened)) => distances.push((bottom(closed), top(opened), BOX_GAP)),
                        (Some(&closed), None) => distances.push((bottom(closed), item, half + BOX_GAP)),
                        (None, Some(&opened)) => distances.push((before, top(opened), half_before + BOX_GAP)),
                        (None, None) => {}
                    }
                }
                last_fixed = Some(item);
            }
            let last_path = last_fixed.map_or_else(Vec::new, |last| self.boxes_around(last));
            for passing in passing {
                if let Some(&closed) = last_path.first() {
                    let room = (skeleton.items[passing].across + 1) / 2 + EDGE_GAP;
                    distances.push((bottom(closed), passing, room));
                }
            }
        }
        Constraints::new(count + 2 * skeleton.clusters.len(), &distances)
    }

    /// Returns the clusters around an item that have a box of their own, outermost first.
    fn boxes_around(&self, item: usize) -> Vec<usize> {
        let mut path = self.skeleton.path(item);
        path.retain(|&cluster| !self.skeleton.clusters[cluster].band);
        path
    }
}
