//! Samples: what was observed, with weights.

use crate::column::Column;
use crate::id::{MetricId, StackId};

/// The weights of a table's samples under one metric, each ≥ 0.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// Every sample weighs 1.
    Ones,
    /// One weight a sample.
    Each(Column),
}

impl Weights {
    /// The weight of sample `index`.
    #[inline]
    pub fn get(&self, index: usize) -> f64 {
        match self {
            Self::Ones => 1.0,
            Self::Each(weights) => weights.at(index),
        }
    }
}

/// Samples in the file's order: a stack each, one weight per metric, and a time where known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// The stack of each sample; `None` where a sample has weight but an empty stack.
    pub stacks: Vec<Option<StackId>>,
    /// Nanoseconds since the profile's start, one a sample; empty where the format has no
    /// times, or where they were left behind.
    pub times_ns: Vec<f64>,
    /// A column of weights for each metric that these samples measure.
    pub weights: Vec<(MetricId, Weights)>,
}

impl Samples {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.stacks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// The weights under `metric`, if these samples measure it.
    pub fn weights_of(&self, metric: MetricId) -> Option<&Weights> {
        self.weights.iter().find(|(id, _)| *id == metric).map(|(_, weights)| weights)
    }

    /// The sum of the weights under `metric`; 0 if they don't measure it.
    pub fn total(&self, metric: MetricId) -> f64 {
        match self.weights_of(metric) {
            None => 0.0,
            Some(Weights::Ones) => self.len() as f64,
            Some(Weights::Each(weights)) => weights.sum(),
        }
    }
}
