//! A call tree while its nodes arrive, one after the other in preorder.

use super::{CallTree, NO_FUNCTION};
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
        let tree = CallTree {
            functions: vec![NO_FUNCTION],
            parents: vec![0],
            subtree_ends: vec![0],
            depths: vec![0],
        };
        Self { tree, path: vec![0] }
    }

    /// Makes room for so many nodes, about as many as there will be.
    pub(crate) fn reserve(&mut self, node_count: usize) {
        let tree = &mut self.tree;
        let columns =
            [&mut tree.functions, &mut tree.parents, &mut tree.subtree_ends, &mut tree.depths];
        for column in columns {
            column.reserve(node_count);
        }
    }

    /// Adds the next node. Its depth is from 1 to one more than that of the node before it (larger
    /// ones are cut to that).
    pub(crate) fn push(&mut self, function: FunctionId, depth: u32) -> NodeId {
        let tree = &mut self.tree;
        let node = tree.functions.len() as u32;
        let depth = (depth.max(1) as usize).min(self.path.len());
        for closed in self.path.drain(depth..) {
            tree.subtree_ends[closed as usize] = node;
        }
        tree.functions.push(function.0);
        tree.parents.push(self.path[depth - 1]);
        tree.subtree_ends.push(node + 1);
        tree.depths.push(depth as u32);
        self.path.push(node);
        NodeId(node)
    }

    pub(crate) fn finish(mut self) -> CallTree {
        let end = self.tree.functions.len() as u32;
        for open in self.path {
            self.tree.subtree_ends[open as usize] = end;
        }
        self.tree
    }
}
