//! What is next to a node in the tree, in the order of the picture.

use super::{Sources, call_path};
use protocol::{Around, NodeId, TreeRow};

/// Of long lists as many rows are given.
const MOST_ROWS: usize = 100;

/// A node's callers, its siblings around it, and its first children.
pub fn around(sources: &Sources, node: NodeId) -> Around {
    let tree = sources.tree;
    let node = if tree.contains(node) { node } else { NodeId(0) };
    let mut ancestors: Vec<NodeId> = Vec::new();
    if node != NodeId(0) {
        ancestors.push(NodeId(0));
        ancestors.extend(call_path(tree, tree.parent(node)));
    }
    let first_ancestor = ancestors.len().saturating_sub(MOST_ROWS);
    let parent = tree.parent(node);
    let siblings = if node == NodeId(0) { &[] } else { sources.layout.children(tree, parent) };
    // A node that weighs nothing has no place among its siblings, and the root has none.
    let alone = [node.0];
    let (siblings, place) = match siblings.iter().position(|&sibling| sibling == node.0) {
        Some(place) => (siblings, place),
        None => (&alone[..], 0),
    };
    let last_start = siblings.len().saturating_sub(MOST_ROWS);
    let siblings_before = place.saturating_sub(MOST_ROWS / 2).min(last_start);
    let children = sources.layout.children(tree, node);
    let row = |node: &u32| tree_row(sources, NodeId(*node));
    Around {
        node,
        ancestors: ancestors[first_ancestor..].iter().map(|node| row(&node.0)).collect(),
        siblings: siblings.iter().skip(siblings_before).take(MOST_ROWS).map(row).collect(),
        siblings_before: siblings_before as u32,
        sibling_count: siblings.len() as u32,
        children: children.iter().take(MOST_ROWS).map(row).collect(),
    }
}

fn tree_row(sources: &Sources, node: NodeId) -> TreeRow {
    TreeRow {
        node,
        name: sources.name(node).to_owned(),
        self_weight: sources.weights.self_weight(node),
        total_weight: sources.weights.total_weight(node),
        change: None,
        child_count: sources.layout.children(sources.tree, node).len() as u32,
    }
}
