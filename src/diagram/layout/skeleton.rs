//! Ranks of items: what stands between what, before anything has a coordinate.

use super::Tenths;
use super::size::{Measures, port_room};
use crate::diagram::picture::Picture;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    /// A node of the picture; its item has the same position.
    Node,
    /// Where an edge passes a rank.
    Bend,
    /// Where an edge shows its label.
    Label,
    /// Where an edge between two nodes of one layer turns round, with its label if it has one.
    Turn,
    /// Holds a cluster together in a layer where it has no node.
    Phantom,
}

/// Something that takes room in a rank.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    pub(super) rank: usize,
    pub(super) along: Tenths,
    pub(super) across: Tenths,
    /// The innermost cluster, of nodes and phantoms.
    pub(super) cluster: Option<usize>,
    /// The edge, of bends, labels and turns.
    pub(super) edge: Option<usize>,
}

/// A piece of an edge between neighbouring ranks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) edge: usize,
    /// The room it takes at a node's side.
    pub(super) room: Tenths,
}

/// The items that an edge goes through, from the lower layer to the higher.
#[derive(Debug, Clone, Default)]
pub(super) struct Course {
    pub(super) items: Vec<usize>,
    /// Its segments, between one item and the next.
    pub(super) segments: Vec<usize>,
    /// Whether the edge runs from the higher layer to the lower.
    pub(super) reversed: bool,
    /// Whether both ends are in one layer.
    pub(super) flat: bool,
}

/// A row of items.
#[derive(Debug, Clone, Default)]
pub(super) struct Rank {
    /// The items in their order.
    pub(super) items: Vec<usize>,
    /// Whether nodes stand in it; otherwise it is a lane for labels.
    pub(super) column: bool,
}

/// What is drawn, rank by rank.
#[derive(Debug, Default)]
pub(super) struct Skeleton {
    pub(super) ranks: Vec<Rank>,
    pub(super) items: Vec<Item>,
    pub(super) segments: Vec<Segment>,
    /// By edge.
    pub(super) courses: Vec<Course>,
    /// By cluster.
    pub(super) clusters: Vec<ClusterSpan>,
}

/// The ranks that a cluster's nodes stand in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClusterSpan {
    /// The first and the last rank; absent for an empty cluster.
    pub(super) ranks: Option<(usize, usize)>,
    /// Whether nothing but the cluster stands in these ranks: then the box is a band across the picture.
    pub(super) band: bool,
    /// How many clusters are around it.
    pub(super) depth: usize,
    /// How many levels of clusters are inside it.
    pub(super) levels: usize,
    /// The width of its heading.
    pub(super) heading: Tenths,
    /// The cluster around it.
    pub(super) parent: Option<usize>,
}

impl Skeleton {
    /// Returns the clusters around an item, outermost first.
    pub(super) fn path(&self, item: usize) -> Vec<usize> {
        let mut path = Vec::new();
        let mut next = self.items[item].cluster;
        while let Some(cluster) = next {
            path.push(cluster);
            next = self.clusters[cluster].parent;
        }
        path.reverse();
        path
    }
}

/// Builds the ranks, with nodes in the picture's order and everything else between its ends.
pub(super) fn build(picture: &Picture, measures: &Measures, layer_of: &[usize]) -> Skeleton {
    let layer_count = layer_of.iter().max().map_or(0, |&layer| layer + 1);
    let lanes = choose_lanes(picture, measures, layer_of, layer_count);
    let mut has_lane = vec![false; layer_count];
    for &lane in lanes.iter().flatten() {
        has_lane[lane] = true;
    }
    // Every layer is a rank; a lane is one only where something stands in it.
    let mut skeleton = Skeleton::default();
    let mut column_rank = Vec::with_capacity(layer_count);
    let mut lane_rank = vec![None; layer_count];
    for layer in 0..layer_count {
        column_rank.push(skeleton.ranks.len());
        skeleton.ranks.push(Rank { items: Vec::new(), column: true });
        if has_lane[layer] {
            lane_rank[layer] = Some(skeleton.ranks.len());
            skeleton.ranks.push(Rank { items: Vec::new(), column: false });
        }
    }
    for (position, node) in picture.nodes.iter().enumerate() {
        skeleton.items.push(Item {
            kind: ItemKind::Node,
            rank: column_rank[layer_of[position]],
            along: measures.nodes[position].along,
            across: measures.nodes[position].across,
            cluster: node.cluster.filter(|&cluster| cluster < picture.clusters.len()),
            edge: None,
        });
    }
    for (edge, lane) in lanes.into_iter().enumerate() {
        let lane = lane.and_then(|lane| lane_rank[lane]);
        let course = run_course(picture, measures, &mut skeleton, edge, lane);
        skeleton.courses.push(course);
    }
    add_clusters(picture, measures, &mut skeleton);
    for (position, item) in skeleton.items.iter().enumerate() {
        skeleton.ranks[item.rank].items.push(position);
    }
    skeleton
}

/// Chooses for every edge with a label, and every edge within a layer, the layer after which it shows.
///
/// Of the lanes that an edge passes, the one with the fewest labels wins, then the nearest to the middle.
fn choose_lanes(picture: &Picture, measures: &Measures, layer_of: &[usize], layer_count: usize) -> Vec<Option<usize>> {
    let mut load = vec![0; layer_count];
    let mut lanes = vec![None; picture.edges.len()];
    // Edges with one lane to choose from go first.
    let mut turn: Vec<(usize, usize)> = Vec::new();
    for (position, edge) in picture.edges.iter().enumerate() {
        let (Some(&from), Some(&to)) = (layer_of.get(edge.from), layer_of.get(edge.to)) else { continue };
        if from == to || !measures.labels[position].label.is_empty() {
            turn.push((from.abs_diff(to), position));
        }
    }
    turn.sort_unstable();
    for (_, position) in turn {
        let edge = &picture.edges[position];
        let (from, to) = (layer_of[edge.from], layer_of[edge.to]);
        let (low, high) = (from.min(to), from.max(to).max(from.min(to) + 1));
        let best = (low..high).min_by_key(|&lane| (load[lane], (2 * lane + 1).abs_diff(low + high), lane));
        if let Some(lane) = best {
            load[lane] += 1 + measures.labels[position].label.len();
            lanes[position] = Some(lane);
        }
    }
    lanes
}

/// Adds the items and segments of one edge.
fn run_course(
    picture: &Picture,
    measures: &Measures,
    skeleton: &mut Skeleton,
    position: usize,
    lane: Option<usize>,
) -> Course {
    let edge = &picture.edges[position];
    if edge.from >= picture.nodes.len() || edge.to >= picture.nodes.len() {
        return Course::default();
    }
    let label = &measures.labels[position];
    let (from_rank, to_rank) = (skeleton.items[edge.from].rank, skeleton.items[edge.to].rank);
    let reversed = from_rank > to_rank;
    let (first, last) = if reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
    let mut course = Course { items: vec![first], segments: Vec::new(), reversed, flat: from_rank == to_rank };
    let add = |skeleton: &mut Skeleton, kind, rank, along, across| {
        skeleton.items.push(Item { kind, rank, along, across, cluster: None, edge: Some(position) });
        skeleton.items.len() - 1
    };
    let thickness = Tenths::from(edge.width);
    if course.flat {
        let rank = lane.unwrap_or(from_rank);
        let item = add(skeleton, ItemKind::Turn, rank, label.along, label.across.max(80));
        course.items.push(item);
    } else {
        for rank in from_rank.min(to_rank) + 1..from_rank.max(to_rank) {
            let item = if lane == Some(rank) && !label.label.is_empty() {
                add(skeleton, ItemKind::Label, rank, label.along, label.across.max(thickness))
            } else {
                add(skeleton, ItemKind::Bend, rank, 0, thickness)
            };
            course.items.push(item);
        }
    }
    course.items.push(last);
    for pair in 0..course.items.len() - 1 {
        let (mut left, mut right) = (course.items[pair], course.items[pair + 1]);
        if course.flat && pair == 1 {
            std::mem::swap(&mut left, &mut right);
        }
        course.segments.push(skeleton.segments.len());
        skeleton.segments.push(Segment { left, right, edge: position, room: port_room(edge) });
    }
    course
}

/// Finds the ranks of every cluster, and holds a cluster together where it skips a column.
fn add_clusters(picture: &Picture, measures: &Measures, skeleton: &mut Skeleton) {
    skeleton.clusters = picture
        .clusters
        .iter()
        .enumerate()
        .map(|(position, cluster)| ClusterSpan {
            parent: cluster.parent.filter(|&parent| parent < position),
            heading: measures.headings[position],
            ..ClusterSpan::default()
        })
        .collect();
    for cluster in 0..skeleton.clusters.len() {
        if let Some(parent) = skeleton.clusters[cluster].parent {
            skeleton.clusters[cluster].depth = skeleton.clusters[parent].depth + 1;
        }
    }
    for cluster in (0..skeleton.clusters.len()).rev() {
        if let Some(parent) = skeleton.clusters[cluster].parent {
            let levels = skeleton.clusters[cluster].levels + 1;
            skeleton.clusters[parent].levels = skeleton.clusters[parent].levels.max(levels);
        }
    }
    let mut filled: Vec<Vec<bool>> = vec![vec![false; skeleton.ranks.len()]; skeleton.clusters.len()];
    for node in 0..picture.nodes.len() {
        let rank = skeleton.items[node].rank;
        for cluster in skeleton.path(node) {
            filled[cluster][rank] = true;
            let (first, last) = skeleton.clusters[cluster].ranks.unwrap_or((rank, rank));
            skeleton.clusters[cluster].ranks = Some((first.min(rank), last.max(rank)));
        }
    }
    for (cluster, filled) in filled.iter().enumerate() {
        let Some((first, last)) = skeleton.clusters[cluster].ranks else { continue };
        skeleton.clusters[cluster].band = skeleton.clusters[cluster].parent.is_none()
            && (0..picture.nodes.len())
                .filter(|&node| (first..=last).contains(&skeleton.items[node].rank))
                .all(|node| skeleton.path(node).contains(&cluster))
            && skeleton.clusters.iter().enumerate().all(|(other, span)| {
                other == cluster
                    || span.parent.is_some()
                    || span.ranks.is_none_or(|(start, end)| end < first || last < start)
            });
        for (rank, filled) in filled.iter().enumerate().take(last + 1).skip(first) {
            if skeleton.ranks[rank].column && !filled {
                skeleton.items.push(Item {
                    kind: ItemKind::Phantom,
                    rank,
                    along: 0,
                    across: 0,
                    cluster: Some(cluster),
                    edge: None,
                });
            }
        }
    }
    // Bands beside boxes look as if they meant something else.
    let all_bands = skeleton.clusters.iter().all(|span| span.band || span.parent.is_some() || span.ranks.is_none());
    if !all_bands {
        skeleton.clusters.iter_mut().for_each(|span| span.band = false);
    }
}
