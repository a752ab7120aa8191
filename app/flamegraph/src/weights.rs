//! What the nodes of a call tree weigh, under one metric.

mod totals;

pub use profile::column::Column;
pub use totals::{SumsBuilder, TotalsBuilder};

use crate::call_tree::CallTree;
use profile::calls::ROWS_A_CALL;
use protocol::NodeId;

/// Self and total of each node, by [`NodeId`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeWeights {
    /// Weight of the samples that end in the node.
    pub self_weights: Column,
    /// Weight of the samples that pass through it.
    pub total_weights: Column,
}

impl NodeWeights {
    /// Sums self weights up to totals, see [`TotalsBuilder`]; `self_weights` has an entry for each node of `tree`.
    pub fn from_self(tree: &CallTree, self_weights: impl Into<Column>) -> Self {
        let mut builder = TotalsBuilder::new(self_weights.into());
        while !builder.step(tree, ROWS_A_CALL) {}
        builder.finish()
    }

    /// Weight of the samples that end in `node`.
    #[inline]
    pub fn self_weight(&self, node: NodeId) -> f64 {
        self.self_weights.at(node.0 as usize)
    }

    /// Weight of the samples that pass through `node`.
    #[inline]
    pub fn total_weight(&self, node: NodeId) -> f64 {
        self.total_weights.at(node.0 as usize)
    }

    /// The weight of everything, where all weights are kept as whole numbers.
    pub fn whole_total(&self) -> Option<f64> {
        let are_whole = matches!(self.total_weights, Column::Whole(_));
        are_whole.then(|| self.total())
    }

    /// The weight of everything.
    pub fn total(&self) -> f64 {
        if self.total_weights.is_empty() { 0.0 } else { self.total_weights.at(0) }
    }
}
