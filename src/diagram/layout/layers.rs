//! Which layer each node stands in.

use crate::diagram::picture::Picture;

/// Returns a layer for every node, from 0 without a layer left empty.
///
/// A node with a natural layer keeps it. Of the others, when no node has one, edges that close a cycle are
/// turned (depth first, in the picture's order) and every node stands one layer after the last of its
/// sources, then as near to its targets as they allow. Where only some have one, the others stand beside
/// the middle one of their neighbours.
pub(super) fn assign(picture: &Picture) -> Vec<usize> {
    let given: Vec<Option<usize>> = picture.nodes.iter().map(|node| node.layer).collect();
    let mut layers = if given.iter().all(Option::is_none) { longest_paths(picture) } else { fill_in(picture, &given) };
    let mut used = layers.clone();
    used.sort_unstable();
    used.dedup();
    for layer in &mut layers {
        *layer = used.partition_point(|other| other < layer);
    }
    layers
}

/// Gives the nodes without a layer the median layer of their neighbours that have one.
fn fill_in(picture: &Picture, given: &[Option<usize>]) -> Vec<usize> {
    let mut layers = given.to_vec();
    for _round in 0..3 {
        for node in 0..layers.len() {
            if given[node].is_some() {
                continue;
            }
            let mut around: Vec<usize> = picture
                .edges
                .iter()
                .filter_map(|edge| match (edge.from == node, edge.to == node) {
                    (true, false) => layers.get(edge.to).copied().flatten(),
                    (false, true) => layers.get(edge.from).copied().flatten(),
                    _ => None,
                })
                .collect();
            around.sort_unstable();
            layers[node] = around.get(around.len() / 2).copied().or(layers[node]);
        }
    }
    layers.into_iter().map(|layer| layer.unwrap_or(0)).collect()
}

/// Layers by longest path over the edges without cycles.
fn longest_paths(picture: &Picture) -> Vec<usize> {
    let count = picture.nodes.len();
    let mut targets = vec![Vec::new(); count];
    for edge in &picture.edges {
        if edge.from < count && edge.to < count && edge.from != edge.to {
            targets[edge.from].push(edge.to);
        }
    }
    let (finished, back) = depth_first(&targets);
    let mut forward = vec![Vec::new(); count];
    for (from, ends) in targets.iter().enumerate() {
        for &to in ends {
            if back.binary_search(&(from, to)).is_ok() {
                forward[to].push(from);
            } else {
                forward[from].push(to);
            }
        }
    }
    let mut layers = vec![0; count];
    for &node in finished.iter().rev() {
        for &target in &forward[node] {
            layers[target] = layers[target].max(layers[node] + 1);
        }
    }
    // A source moves towards its targets when nothing holds it back.
    let mut entered = vec![0_usize; count];
    for &target in forward.iter().flatten() {
        entered[target] += 1;
    }
    for &node in &finished {
        let nearest = forward[node].iter().map(|&target| layers[target]).min();
        if let Some(nearest) = nearest
            && entered[node] < forward[node].len()
        {
            layers[node] = nearest - 1;
        }
    }
    layers
}

/// Returns the nodes in the order they finish, and the edges (sorted) that lead back to an unfinished one.
fn depth_first(targets: &[Vec<usize>]) -> (Vec<usize>, Vec<(usize, usize)>) {
    let count = targets.len();
    let mut entered: Vec<bool> = vec![false; count];
    let mut open: Vec<bool> = vec![false; count];
    let mut finished = Vec::with_capacity(count);
    let mut back = Vec::new();
    let mut has_source = vec![false; count];
    for &target in targets.iter().flatten() {
        has_source[target] = true;
    }
    let roots = (0..count).filter(|&node| !has_source[node]).chain(0..count);
    for root in roots {
        if entered[root] {
            continue;
        }
        entered[root] = true;
        open[root] = true;
        let mut stack = vec![(root, 0)];
        while let Some((node, next)) = stack.last_mut() {
            let node = *node;
            let Some(&target) = targets[node].get(*next) else {
                open[node] = false;
                finished.push(node);
                stack.pop();
                continue;
            };
            *next += 1;
            if open[target] {
                back.push((node, target));
            } else if !entered[target] {
                entered[target] = true;
                open[target] = true;
                stack.push((target, 0));
            }
        }
    }
    back.sort_unstable();
    back.dedup();
    (finished, back)
}
