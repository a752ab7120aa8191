//! A call tree while its nodes arrive, one after the other in preorder.

use super::{CallTree, NO_FUNCTION};
use profile::compact::Compact;
use protocol::{FunctionId, NodeId};

/// A tree that is not complete: the nodes on the path to the newest one are still open.
#[derive(Debug)]
pub(crate) struct Growth {
    tree: CallTree,
    /// The open nodes, from the root to the newest node.
    path: Vec<u32>,
}

impl Growth {
    pub(crate) fn new() -> Self {
        let mut tree = CallTree {
            functions: vec![NO_FUNCTION],
            parent_distances: Compact::default(),
            subtree_sizes: Compact::default(),
            depths: Compact::default(),
            row_lengths: vec![1],
        };
        for column in [&mut tree.parent_distances, &mut tree.subtree_sizes, &mut tree.depths] {
            column.push(0);
        }
        Self { tree, path: vec![0] }
    }

    /// Makes room for so many nodes, about as many as there will be.
    pub(crate) fn reserve(&mut self, node_count: usize) {
        let CallTree { functions, parent_distances, subtree_sizes, depths, .. } = &mut self.tree;
        functions.reserve_exact(node_count);
        for column in [parent_distances, subtree_sizes, depths] {
            column.reserve(node_count);
        }
    }

    /// Adds the next node. Its depth is from 1 to one more than that of the node before it (larger
    /// ones are cut to that).
    pub(crate) fn push(&mut self, function: FunctionId, depth: u32) -> NodeId {
        let tree = &mut self.tree;
        let node = tree.functions.len() as u32;
        let depth = (depth.max(1) as usize).min(self.path.len());
        for &closed in &self.path[depth..] {
            tree.subtree_sizes.set(closed as usize, node - closed);
        }
        self.path.truncate(depth);
        tree.functions.push(function.0);
        tree.parent_distances.push(node - self.path[depth - 1]);
        tree.subtree_sizes.push(0);
        tree.depths.push(depth as u32);
        match tree.row_lengths.get_mut(depth) {
            Some(length) => *length += 1,
            None => tree.row_lengths.push(1),
        }
        self.path.push(node);
        NodeId(node)
    }

    pub(crate) fn finish(mut self) -> CallTree {
        let end = self.tree.functions.len() as u32;
        for open in self.path {
            self.tree.subtree_sizes.set(open as usize, end - open);
        }
        let CallTree { functions, parent_distances, subtree_sizes, depths, .. } = &mut self.tree;
        functions.shrink_to_fit();
        for column in [parent_distances, subtree_sizes, depths] {
            column.finish();
        }
        self.tree
    }
}
