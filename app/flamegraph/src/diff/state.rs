//! What became of nodes and functions: numbers and states.

use super::scale::Scaling;
use super::sides::{Sides, presence};
use super::significance::Noise;
use super::width::change;
use protocol::diff::{Change, ChangeState, NodeChange, Presence};
use protocol::{FunctionId, NodeId};

/// The state of something of these scaled weights; `has_changed` if it passed the test.
#[inline]
pub fn state(baseline: f64, comparison: f64, has_changed: bool) -> ChangeState {
    let delta = change(baseline, comparison);
    match presence(baseline, comparison) {
        _ if !has_changed => {
            if delta == 0.0 {
                ChangeState::Same
            } else {
                ChangeState::Noise
            }
        }
        Presence::Comparison => ChangeState::New,
        Presence::Baseline => ChangeState::Removed,
        Presence::Both if delta > 0.0 => ChangeState::More,
        Presence::Both if delta < 0.0 => ChangeState::Less,
        // More samples than expected of an equal weight: nothing to show.
        Presence::Both => ChangeState::Same,
    }
}

/// A diff that is scaled and tested: what numbers are made from.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Both sides.
    pub sides: &'a Sides,
    /// The scale.
    pub scaling: &'a Scaling,
    /// The noise.
    pub noise: &'a Noise,
}

impl Judged<'_> {
    /// The numbers of a weight.
    pub fn change(&self, raw: [f64; 2], p: Option<f64>, has_changed: bool) -> Change {
        let [baseline, comparison] =
            [0, 1].map(|side: usize| raw[side] * self.scaling.factors[side]);
        let delta = change(baseline, comparison);
        let reference = self.scaling.reference;
        Change {
            baseline,
            comparison,
            delta,
            points: if reference > 0.0 { delta / reference } else { 0.0 },
            ratio: if delta == 0.0 && baseline > 0.0 { 1.0 } else { comparison / baseline },
            p,
            state: state(baseline, comparison, has_changed),
        }
    }

    /// The numbers of a node; of one that isn't there, those of the root.
    pub fn node(&self, node: NodeId) -> NodeChange {
        let node = if self.sides.tree.contains(node) { node } else { NodeId(0) };
        self.node_with(node, self.noise.node_p(self.sides, node))
    }

    /// The numbers of a node without their p, which takes longest.
    pub fn node_without_p(&self, node: NodeId) -> NodeChange {
        self.node_with(node, [None; 2])
    }

    fn node_with(&self, node: NodeId, [own_p, total_p]: [Option<f64>; 2]) -> NodeChange {
        let (own, total) = self.noise.node_changed(node);
        let weights = &self.sides.weights;
        NodeChange {
            own: self.change([0, 1].map(|side: usize| weights[side].self_weight(node)), own_p, own),
            total: self.change(
                [0, 1].map(|side: usize| weights[side].total_weight(node)),
                total_p,
                total,
            ),
        }
    }

    /// The numbers of a function without their p, which takes longest.
    pub fn function_without_p(&self, function: FunctionId) -> NodeChange {
        self.function_with(function, [None; 2])
    }

    /// The numbers of a function.
    pub fn function(&self, function: FunctionId) -> NodeChange {
        self.function_with(function, self.noise.function_p(self.sides, function))
    }

    fn function_with(
        &self,
        function: FunctionId,
        [own_p, total_p]: [Option<f64>; 2],
    ) -> NodeChange {
        let (own, total) = self.noise.function_changed(function);
        let sums = &self.sides.functions;
        let at = |column: &[f64]| column.get(function.0 as usize).copied().unwrap_or(0.0);
        NodeChange {
            own: self.change([0, 1].map(|side: usize| at(&sums[side].self_weights)), own_p, own),
            total: self.change(
                [0, 1].map(|side: usize| at(&sums[side].total_weights)),
                total_p,
                total,
            ),
        }
    }
}
