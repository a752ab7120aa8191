//! The inverted tree as it is now, in the form of a call tree.

use super::{Children, InvertedId, InvertedTree};
use crate::call_tree::CallTree;
use crate::weights::NodeWeights;
use protocol::{FunctionId, NodeId};

/// What is expanded of an inverted tree: something to lay out and draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The nodes, in preorder. Their numbers change when more is expanded.
    pub tree: CallTree,
    /// Totals are the weights of the samples that end with the node's path. Self is that of the leaf
    /// functions, in the first row: the same weight, and nothing above their callers.
    pub weights: NodeWeights,
    /// By node of `tree`.
    ids: Vec<InvertedId>,
    /// By [`InvertedId`].
    nodes: Vec<NodeId>,
}

impl Snapshot {
    /// What is expanded of `inverted`.
    pub fn of(inverted: &InvertedTree) -> Self {
        let count = inverted.len();
        let mut ids = Vec::with_capacity(count);
        let mut nodes = vec![NodeId(0); count];
        let mut open = vec![0u32];
        let (mut self_weights, mut total_weights) = (Vec::new(), Vec::new());
        while let Some(id) = open.pop() {
            let row = id as usize;
            nodes[row] = NodeId(ids.len() as u32);
            ids.push(InvertedId(id));
            total_weights.push(inverted.totals[row]);
            self_weights.push(match inverted.depths[row] {
                0 => inverted.root_self_weight,
                1 => inverted.totals[row],
                _ => 0.0,
            });
            if let Children::Nodes(children) = &inverted.children[row] {
                open.extend(children.clone().rev());
            }
        }
        let tree = CallTree::from_preorder(ids.iter().skip(1).map(|id| {
            let row = id.0 as usize;
            (FunctionId(inverted.functions[row]), inverted.depths[row])
        }));
        let (self_weights, total_weights) = (self_weights.into(), total_weights.into());
        Self { tree, weights: NodeWeights { self_weights, total_weights }, ids, nodes }
    }

    /// What the node `node` of this snapshot is in the inverted tree.
    pub fn id(&self, node: NodeId) -> Option<InvertedId> {
        self.ids.get(node.0 as usize).copied()
    }

    /// Where a node of the inverted tree is in this snapshot; `None` if it was added later.
    pub fn node(&self, id: InvertedId) -> Option<NodeId> {
        self.nodes.get(id.0 as usize).copied()
    }
}
