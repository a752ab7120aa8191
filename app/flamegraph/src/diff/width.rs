//! How wide bars are in a diff.

use super::sides::Sides;
use crate::chunks::chunks;
use crate::weights::{Column, NodeWeights};
use protocol::diff::DiffWidth;
use std::sync::Arc;

/// The weights that a layout of `sides` gets, scaled by `factors`. Each is a sum of self weights
/// over the subtree, so that children fit their parent.
pub fn widths(sides: &Sides, factors: [f64; 2], width: DiffWidth) -> Arc<NodeWeights> {
    match width {
        DiffWidth::Baseline => scaled(&sides.weights[0], factors[0]),
        DiffWidth::Comparison => scaled(&sides.weights[1], factors[1]),
        DiffWidth::Larger => summed(sides, factors, f64::max),
        DiffWidth::Changed => {
            summed(sides, factors, |baseline, comparison| change(baseline, comparison).abs())
        }
    }
}

/// Comparison minus baseline; 0 where they differ by no more than scaling's rounding.
#[inline]
pub fn change(baseline: f64, comparison: f64) -> f64 {
    const ROUNDING: f64 = 1e-12;
    let change = comparison - baseline;
    if change.abs() <= ROUNDING * comparison.max(baseline) { 0.0 } else { change }
}

/// The weight that isn't drawn: what only the other side has where one side gives the width.
pub fn hidden(sides: &Sides, factors: [f64; 2], width: DiffWidth) -> f64 {
    match width {
        DiffWidth::Baseline => sides.alone[1] * factors[1],
        DiffWidth::Comparison => sides.alone[0] * factors[0],
        DiffWidth::Larger | DiffWidth::Changed => 0.0,
    }
}

fn scaled(weights: &Arc<NodeWeights>, factor: f64) -> Arc<NodeWeights> {
    if factor == 1.0 {
        return weights.clone();
    }
    let scale = |column: &Column| {
        Column::Fractions(column.as_fractions().iter().map(|weight| weight * factor).collect())
    };
    Arc::new(NodeWeights {
        self_weights: scale(&weights.self_weights),
        total_weights: scale(&weights.total_weights),
    })
}

fn summed(sides: &Sides, factors: [f64; 2], of: impl Fn(f64, f64) -> f64) -> Arc<NodeWeights> {
    let [baseline, comparison] =
        sides.weights.each_ref().map(|side| side.self_weights.as_fractions());
    let mut own = Vec::with_capacity(baseline.len());
    for nodes in chunks(baseline.len()) {
        add_pairs(&mut own, &baseline[nodes.clone()], &comparison[nodes], |a, b| {
            of(a * factors[0], b * factors[1])
        });
    }
    Arc::new(NodeWeights::from_self(&sides.tree, Column::Fractions(own)))
}

#[inline(never)]
fn add_pairs(own: &mut Vec<f64>, one: &[f64], other: &[f64], of: impl Fn(f64, f64) -> f64) {
    own.extend(one.iter().zip(other).map(|(&a, &b)| of(a, b)));
}
