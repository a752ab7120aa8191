//! What the nodes of a call tree weigh, under one metric.

use crate::call_tree::CallTree;
use protocol::NodeId;

/// Self and total of each node, by [`NodeId`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeWeights {
    /// Weight of the samples that end in the node.
    pub self_weights: Column,
    /// Weight of the samples that pass through it.
    pub total_weights: Column,
}

/// A weight for each node. Most weights count something: whole ones take half the memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Any weights.
    Fractions(Vec<f64>),
    /// Weights that are whole and fit.
    Whole(Vec<u32>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Fractions(Vec::new())
    }
}

impl From<Vec<f64>> for Column {
    fn from(weights: Vec<f64>) -> Self {
        Self::Fractions(weights)
    }
}

impl Column {
    /// The weight of the node of that number.
    #[inline]
    pub fn at(&self, node: usize) -> f64 {
        match self {
            Self::Fractions(weights) => weights[node],
            Self::Whole(weights) => f64::from(weights[node]),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Fractions(weights) => weights.len(),
            Self::Whole(weights) => weights.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, by node.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        (0..self.len()).map(|node| self.at(node))
    }
}

impl NodeWeights {
    /// Sums self weights up to totals; `self_weights` has an entry for each node of `tree`.
    pub fn from_self(tree: &CallTree, self_weights: Vec<f64>) -> Self {
        // Sums of whole numbers are whole, and none is larger than that of all.
        let is_whole = |weight: &f64| weight.fract() == 0.0 && *weight >= 0.0;
        let fits = self_weights.iter().sum::<f64>() <= f64::from(u32::MAX);
        if fits && self_weights.iter().all(is_whole) {
            let own: Vec<u32> = self_weights.iter().map(|&weight| weight as u32).collect();
            drop(self_weights);
            let total_weights = Column::Whole(summed_up(tree, own.clone()));
            return Self { self_weights: Column::Whole(own), total_weights };
        }
        let total_weights = summed_up(tree, self_weights.clone()).into();
        Self { self_weights: self_weights.into(), total_weights }
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

    /// The weight of everything.
    pub fn total(&self) -> f64 {
        if self.total_weights.is_empty() { 0.0 } else { self.total_weights.at(0) }
    }
}

/// Adds the weight of each node to that of its caller, children before parents.
fn summed_up<T: Copy + std::ops::AddAssign>(tree: &CallTree, mut weights: Vec<T>) -> Vec<T> {
    for node in tree.nodes().skip(1).rev() {
        let total = weights[node.0 as usize];
        weights[tree.parent(node).0 as usize] += total;
    }
    weights
}
