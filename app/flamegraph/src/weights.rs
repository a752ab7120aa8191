//! What the nodes of a call tree weigh, under one metric.

mod totals;

pub use totals::TotalsBuilder;

use crate::call_tree::CallTree;
use crate::chunks::ROWS_A_CALL;
use crate::compact::Compact;
use protocol::NodeId;
use std::borrow::Cow;

/// Self and total of each node, by [`NodeId`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeWeights {
    /// Weight of the samples that end in the node.
    pub self_weights: Column,
    /// Weight of the samples that pass through it.
    pub total_weights: Column,
}

/// A weight for each node. Most weights count something: whole ones take less memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Weights that are whole and below 2³².
    Whole(Compact),
    /// Any weights.
    Fractions(Vec<f64>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Whole(Compact::default())
    }
}

impl From<Vec<f64>> for Column {
    fn from(weights: Vec<f64>) -> Self {
        let mut column = Self::default();
        column.reserve(weights.len());
        weights.into_iter().for_each(|weight| column.push(weight));
        column.finish();
        column
    }
}

impl Column {
    /// Makes room for so many more.
    pub fn reserve(&mut self, count: usize) {
        match self {
            Self::Whole(weights) => weights.reserve(count),
            Self::Fractions(weights) => weights.reserve_exact(count),
        }
    }

    /// Adds the weight of the next node.
    #[inline]
    pub fn push(&mut self, weight: f64) {
        match self {
            Self::Whole(weights) if f64::from(weight as u32) == weight => {
                weights.push(weight as u32);
            }
            Self::Whole(weights) => {
                let room = weights.capacity();
                weights.finish();
                let mut fractions = Vec::with_capacity(room.max(weights.len() + 1));
                fractions.extend(weights.iter().map(f64::from));
                fractions.push(weight);
                *self = Self::Fractions(fractions);
            }
            Self::Fractions(weights) => weights.push(weight),
        }
    }

    /// Makes it readable.
    pub fn finish(&mut self) {
        match self {
            Self::Whole(weights) => weights.finish(),
            Self::Fractions(weights) => weights.shrink_to_fit(),
        }
    }

    /// The weight of the node of that number.
    #[inline]
    pub fn at(&self, node: usize) -> f64 {
        match self {
            Self::Whole(weights) => f64::from(weights.at(node)),
            Self::Fractions(weights) => weights[node],
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(weights) => weights.len(),
            Self::Fractions(weights) => weights.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them as they are calculated with, by node.
    pub fn as_fractions(&self) -> Cow<'_, [f64]> {
        match self {
            Self::Whole(weights) => weights.iter().map(f64::from).collect(),
            Self::Fractions(weights) => Cow::Borrowed(weights),
        }
    }

    /// All of them, by node.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        (0..self.len()).map(|node| self.at(node))
    }
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

    /// The weight of everything.
    pub fn total(&self) -> f64 {
        if self.total_weights.is_empty() { 0.0 } else { self.total_weights.at(0) }
    }
}
