//! How wide bars are in a diff.

use super::sides::Sides;
use crate::weights::{Column, NodeWeights};
use profile::float::larger;
use protocol::diff::DiffWidth;
use std::ops::Range;
use std::sync::Arc;

/// Sets `own` to what some nodes of `sides` weigh themselves where bars are as wide as `width` says,
/// scaled by `factors`. What a bar is as wide as is the sum of this over its subtree, so that
/// children fit their parent.
#[inline(never)]
pub fn set_own_weights(
    own: &mut [f64],
    sides: &Sides,
    factors: [f64; 2],
    width: DiffWidth,
    nodes: Range<usize>,
) {
    let [baseline, comparison] =
        sides.weights.each_ref().map(|side| side.self_weights.fractions_of(nodes.clone()));
    let [of_baseline, of_comparison] = factors;
    let pairs = baseline.iter().zip(&*comparison);
    let rows = own.iter_mut().zip(pairs.map(|(a, b)| (a * of_baseline, b * of_comparison)));
    match width {
        DiffWidth::Baseline => rows.for_each(|(own, (a, _))| *own = a),
        DiffWidth::Comparison => rows.for_each(|(own, (_, b))| *own = b),
        DiffWidth::Larger => rows.for_each(|(own, (a, b))| *own = larger(a, b)),
        DiffWidth::Changed => rows.for_each(|(own, (a, b))| *own = change(a, b).abs()),
    }
}

/// The same of all nodes, with its sums over their subtrees. A layout does without.
pub fn widths(sides: &Sides, factors: [f64; 2], width: DiffWidth) -> Arc<NodeWeights> {
    let only = match width {
        DiffWidth::Baseline => Some(0),
        DiffWidth::Comparison => Some(1),
        DiffWidth::Larger | DiffWidth::Changed => None,
    };
    if let Some(side) = only.filter(|&side: &usize| factors[side] == 1.0) {
        return sides.weights[side].clone();
    }
    let mut own = vec![0.0; sides.tree.len()];
    set_own_weights(&mut own, sides, factors, width, 0..sides.tree.len());
    Arc::new(NodeWeights::from_self(&sides.tree, Column::Fractions(own)))
}

/// Comparison minus baseline; 0 where they differ by no more than scaling's rounding.
#[inline]
pub fn change(baseline: f64, comparison: f64) -> f64 {
    const ROUNDING: f64 = 1e-12;
    let change = comparison - baseline;
    if change.abs() <= ROUNDING * larger(comparison, baseline) { 0.0 } else { change }
}

/// The weight that isn't drawn: what only the other side has where one side gives the width.
pub fn hidden(sides: &Sides, factors: [f64; 2], width: DiffWidth) -> f64 {
    match width {
        DiffWidth::Baseline => sides.alone[1] * factors[1],
        DiffWidth::Comparison => sides.alone[0] * factors[0],
        DiffWidth::Larger | DiffWidth::Changed => 0.0,
    }
}
