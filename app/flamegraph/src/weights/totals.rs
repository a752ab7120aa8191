//! Totals in the making: self weights summed up along the tree, in steps.

use super::{Column, NodeWeights};
use crate::call_tree::CallTree;
use protocol::NodeId;
use std::ops::{AddAssign, Range};

/// Sums self weights up to totals.
#[derive(Debug)]
pub struct TotalsBuilder {
    own: Column,
    totals: Totals,
    /// How many nodes, from the first, haven't been added to their callers.
    left_count: usize,
}

#[derive(Debug)]
enum Totals {
    Whole(Vec<u32>),
    Fractions(Vec<f64>),
}

impl TotalsBuilder {
    /// A builder that has added nothing yet; `own` has an entry for each node of the tree.
    pub fn new(own: Column) -> Self {
        let totals = match &own {
            // Sums of whole numbers are whole, and none is larger than that of all.
            Column::Whole(whole) if own.iter().sum::<f64>() <= f64::from(u32::MAX) => {
                Totals::Whole(whole.iter().collect())
            }
            Column::Whole(_) => Totals::Fractions(own.iter().collect()),
            Column::Fractions(weights) => Totals::Fractions(weights.clone()),
        };
        Self { left_count: own.len(), own, totals }
    }

    /// Goes on for about `items` nodes of the same `tree` as before. Returns whether all is done.
    pub fn step(&mut self, tree: &CallTree, items: usize) -> bool {
        let nodes = self.left_count.saturating_sub(items.max(1))..self.left_count;
        self.left_count = nodes.start;
        match &mut self.totals {
            Totals::Whole(totals) => add_to_callers(tree, nodes, totals),
            Totals::Fractions(totals) => add_to_callers(tree, nodes, totals),
        }
        self.left_count == 0
    }

    /// Self and total weights, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> NodeWeights {
        let total_weights = match self.totals {
            Totals::Whole(totals) => Column::Whole(totals.into_iter().collect()),
            Totals::Fractions(totals) => Column::Fractions(totals),
        };
        NodeWeights { self_weights: self.own, total_weights }
    }
}

/// Adds the totals of some nodes to those of their callers, children before parents.
#[inline(never)]
fn add_to_callers<T: Copy + AddAssign>(tree: &CallTree, nodes: Range<usize>, totals: &mut [T]) {
    // The root has no caller.
    for node in (nodes.start.max(1)..nodes.end).rev() {
        let total = totals[node];
        totals[tree.parent(NodeId(node as u32)).0 as usize] += total;
    }
}
