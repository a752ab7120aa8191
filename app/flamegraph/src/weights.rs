//! What the nodes of a call tree weigh, under one metric.

use crate::call_tree::CallTree;
use protocol::NodeId;

/// Self and total of each node, by [`NodeId`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeWeights {
    /// Weight of the samples that end in the node.
    pub self_weights: Vec<f64>,
    /// Weight of the samples that pass through it.
    pub total_weights: Vec<f64>,
}

impl NodeWeights {
    /// Sums self weights up to totals; `self_weights` has an entry for each node of `tree`.
    pub fn from_self(tree: &CallTree, self_weights: Vec<f64>) -> Self {
        let mut total_weights = self_weights.clone();
        for node in tree.nodes().skip(1).rev() {
            let total = total_weights[node.0 as usize];
            total_weights[tree.parent(node).0 as usize] += total;
        }
        Self { self_weights, total_weights }
    }

    /// Weight of the samples that end in `node`.
    #[inline]
    pub fn self_weight(&self, node: NodeId) -> f64 {
        self.self_weights[node.0 as usize]
    }

    /// Weight of the samples that pass through `node`.
    #[inline]
    pub fn total_weight(&self, node: NodeId) -> f64 {
        self.total_weights[node.0 as usize]
    }

    /// The weight of everything.
    pub fn total(&self) -> f64 {
        self.total_weights.first().copied().unwrap_or(0.0)
    }
}
