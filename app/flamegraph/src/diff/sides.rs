//! Both sides of a diff: one tree, and what its nodes and functions weigh on either side.

use super::union::Union;
use crate::call_tree::CallTree;
use crate::function_table::FunctionWeights;
use crate::names::Names;
use crate::weights::NodeWeights;
use protocol::NodeId;
use protocol::diff::{Presence, Side};

/// The union of two sides, before scaling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    /// The tree of both.
    pub tree: CallTree,
    /// The functions of both.
    pub names: Names,
    /// What nodes weigh on each side: the mean of its recordings.
    pub weights: [NodeWeights; 2],
    /// What functions weigh on each side.
    pub functions: [FunctionWeights; 2],
    /// What each side weighs in nodes where the other weighs nothing.
    pub alone: [f64; 2],
    /// The single recordings of each side; empty unless both sides have several.
    pub runs: [Vec<Run>; 2],
}

/// What one of several recordings weighs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// By node.
    pub weights: NodeWeights,
    /// By function.
    pub functions: FunctionWeights,
}

impl Sides {
    /// Weighs the sides of a union; `side_of` says of which side each of its inputs is.
    pub fn new(union: Union, names: Names, side_of: &[Side]) -> Self {
        let Union { tree, mut self_weights, .. } = union;
        let count = |side| side_of.iter().filter(|&&of| of == side).count();
        let counts = [count(Side::Baseline), count(Side::Comparison)];
        let mut runs: [Vec<Run>; 2] = Default::default();
        if counts.iter().all(|&count| count >= 2) {
            for (&side, column) in side_of.iter().zip(&self_weights) {
                let weights = NodeWeights::from_self(&tree, column.clone());
                let functions = FunctionWeights::new(&tree, &weights, &names);
                runs[side.index()].push(Run { weights, functions });
            }
        }
        let mut side_weights = |side: Side| {
            let mut sum: Option<Vec<f64>> = None;
            for (_, column) in side_of.iter().zip(&mut self_weights).filter(|(of, _)| **of == side)
            {
                match &mut sum {
                    None => sum = Some(std::mem::take(column)),
                    Some(sum) => {
                        sum.iter_mut().zip(column.iter()).for_each(|(sum, own)| *sum += own);
                    }
                }
            }
            let mut mean = sum.unwrap_or_else(|| vec![0.0; tree.len()]);
            let count = counts[side.index()];
            if count > 1 {
                mean.iter_mut().for_each(|weight| *weight /= count as f64);
            }
            NodeWeights::from_self(&tree, mean)
        };
        let weights = [side_weights(Side::Baseline), side_weights(Side::Comparison)];
        let functions =
            [0, 1].map(|side: usize| FunctionWeights::new(&tree, &weights[side], &names));
        let alone = [0, 1].map(|side: usize| {
            let own = weights[side].self_weights.iter();
            let pairs = own.zip(&weights[1 - side].total_weights);
            pairs.filter(|&(_, &total)| total <= 0.0).map(|(own, _)| own).sum()
        });
        Self { tree, names, weights, functions, alone, runs }
    }

    /// The total of a side.
    pub fn total(&self, side: Side) -> f64 {
        self.weights[side.index()].total()
    }

    /// On which sides a node has weight.
    #[inline]
    pub fn presence(&self, node: NodeId) -> Presence {
        presence(self.weights[0].total_weight(node), self.weights[1].total_weight(node))
    }
}

/// On which sides something of these weights is.
#[inline]
pub fn presence(baseline: f64, comparison: f64) -> Presence {
    match (baseline > 0.0, comparison > 0.0) {
        (true, false) => Presence::Baseline,
        (false, true) => Presence::Comparison,
        _ => Presence::Both,
    }
}
