//! The call tree: all stacks merged by their paths of functions. Structure only, no weights.

mod build;
mod growth;
mod siblings;

pub(crate) use build::tables_of;
pub use build::{BuiltTree, TreeBuilder, TreeInput};

pub(crate) use growth::Growth;
pub(crate) use siblings::{Group, NONE, Siblings, rank_names};

use profile::compact::Compact;
use protocol::{FunctionId, NodeId};

/// The function column's value for the root.
const NO_FUNCTION: u32 = u32::MAX;

/// Call nodes in preorder, so that a subtree is a range of nodes. Node 0 is the root, which stands
/// for all samples and has no function. In a tree that is drawn, siblings stand from left to right:
/// so do all nodes of one depth.
#[derive(Clone, Debug, PartialEq)]
pub struct CallTree {
    functions: Vec<u32>,
    /// How many nodes before it the caller of each node stands; the root's is 0.
    parent_distances: Compact,
    /// How many nodes each node's subtree has, itself included.
    subtree_sizes: Compact,
    depths: Compact,
    /// How many nodes each depth has.
    row_lengths: Vec<u32>,
}

impl CallTree {
    /// A tree of nodes in preorder, given as (function, depth); the root is added. A node's depth
    /// is from 1 to one more than that of the node before it (larger ones are cut to that).
    pub fn from_preorder(nodes: impl IntoIterator<Item = (FunctionId, u32)>) -> Self {
        let mut growth = Growth::new();
        for (function, depth) in nodes {
            growth.push(function, depth);
        }
        growth.finish()
    }

    /// How many nodes there are, the root included.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// Whether there is nothing but the root.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// All nodes, parents before children.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.len() as u32).map(NodeId)
    }

    /// Whether `node` is one of these.
    pub fn contains(&self, node: NodeId) -> bool {
        (node.0 as usize) < self.len()
    }

    /// The node's function; `None` for the root.
    #[inline]
    pub fn function(&self, node: NodeId) -> Option<FunctionId> {
        let raw = self.functions[node.0 as usize];
        (raw != NO_FUNCTION).then_some(FunctionId(raw))
    }

    /// The caller's node; the root's is the root.
    #[inline]
    pub fn parent(&self, node: NodeId) -> NodeId {
        NodeId(node.0 - self.parent_distances.at(node.0 as usize))
    }

    /// How many callers the node has; the root's depth is 0.
    #[inline]
    pub fn depth(&self, node: NodeId) -> u32 {
        self.depths.at(node.0 as usize)
    }

    /// The first node after the node's subtree.
    #[inline]
    pub fn subtree_end(&self, node: NodeId) -> NodeId {
        NodeId(node.0 + self.subtree_sizes.at(node.0 as usize))
    }

    /// The node's children, in order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.subtree_end(node);
        let first = Some(NodeId(node.0 + 1)).filter(|&child| child < end);
        std::iter::successors(first, move |&child| {
            Some(self.subtree_end(child)).filter(|&next| next < end)
        })
    }

    /// How many rows the tree takes, the root's included.
    pub fn row_count(&self) -> u32 {
        self.row_lengths.len() as u32
    }

    /// How many nodes each row has.
    pub fn row_lengths(&self) -> &[u32] {
        &self.row_lengths
    }
}

impl Default for CallTree {
    /// Nothing but the root.
    fn default() -> Self {
        Self::from_preorder([])
    }
}
