//! Totals in the making: self weights summed up along the tree, in steps.

use super::{Column, NodeWeights};
use crate::call_tree::CallTree;
use protocol::NodeId;
use std::ops::{AddAssign, Range};

/// Sums self weights up to totals.
///
/// From the last node to the first, children come before their parents, and all that is summed up
/// at any time are the children of one node of each depth.
#[derive(Debug)]
pub struct TotalsBuilder {
    own: Column,
    totals: Totals,
    /// How many nodes, from the first, don't have their totals.
    left_count: usize,
}

#[derive(Debug)]
enum Totals {
    Whole(Sums<u32>),
    Fractions(Sums<f64>),
}

#[derive(Debug)]
struct Sums<T> {
    /// By node: the self weight at first, then the total.
    totals: Vec<T>,
    /// By depth: the totals of the children that the next node of the depth above has.
    of_children: Vec<T>,
}

impl TotalsBuilder {
    /// A builder that has added nothing yet; `own` has an entry for each node of the tree.
    pub fn new(own: Column) -> Self {
        let totals = match &own {
            // Sums of whole numbers are whole, and none is larger than that of all.
            Column::Whole(whole) if own.iter().sum::<f64>() <= f64::from(u32::MAX) => {
                Totals::Whole(Sums::of(whole.iter().collect()))
            }
            Column::Whole(_) => Totals::Fractions(Sums::of(own.iter().collect())),
            Column::Fractions(weights) => Totals::Fractions(Sums::of(weights.clone())),
        };
        Self { left_count: own.len(), own, totals }
    }

    /// Goes on for about `items` nodes of the same `tree` as before. Returns whether all is done.
    pub fn step(&mut self, tree: &CallTree, items: usize) -> bool {
        let nodes = self.left_count.saturating_sub(items.max(1))..self.left_count;
        self.left_count = nodes.start;
        match &mut self.totals {
            Totals::Whole(sums) => sums.add(tree, nodes),
            Totals::Fractions(sums) => sums.add(tree, nodes),
        }
        self.left_count == 0
    }

    /// Self and total weights, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> NodeWeights {
        let total_weights = match self.totals {
            Totals::Whole(sums) => Column::Whole(sums.totals.into_iter().collect()),
            Totals::Fractions(sums) => Column::Fractions(sums.totals),
        };
        NodeWeights { self_weights: self.own, total_weights }
    }
}

/// Totals alone, of self weights that are nowhere kept.
#[derive(Debug)]
pub struct SumsBuilder {
    sums: Sums<f64>,
    /// How many nodes, from the first, don't have their totals.
    left_count: usize,
}

impl SumsBuilder {
    /// A builder that has added nothing yet, for a tree of so many nodes.
    pub fn new(node_count: usize) -> Self {
        Self { sums: Sums::of(vec![0.0; node_count]), left_count: node_count }
    }

    /// Goes on for about `items` nodes of the same `tree` as before; `set_own` sets their self weights.
    /// Returns whether all is done.
    pub fn step(
        &mut self,
        tree: &CallTree,
        items: usize,
        set_own: impl FnOnce(&mut [f64], Range<usize>),
    ) -> bool {
        let nodes = self.left_count.saturating_sub(items.max(1))..self.left_count;
        self.left_count = nodes.start;
        set_own(&mut self.sums.totals[nodes.clone()], nodes.clone());
        self.sums.add(tree, nodes);
        self.left_count == 0
    }

    /// The total weights, once all nodes have theirs.
    pub fn finish(self) -> Vec<f64> {
        self.sums.totals
    }
}

impl<T: Copy + Default + AddAssign> Sums<T> {
    fn of(own: Vec<T>) -> Self {
        Self { totals: own, of_children: Vec::new() }
    }

    /// Adds to each of some nodes what its children weigh.
    #[inline(never)]
    fn add(&mut self, tree: &CallTree, nodes: Range<usize>) {
        for node in nodes.rev() {
            let depth = tree.depth(NodeId(node as u32)) as usize;
            if self.of_children.len() < depth + 2 {
                self.of_children.resize(depth + 2, T::default());
            }
            let total = &mut self.totals[node];
            *total += std::mem::take(&mut self.of_children[depth + 1]);
            self.of_children[depth] += *total;
        }
    }
}
