//! How wide bars are in a diff.

use super::sides::Sides;
use crate::chunks::ROWS_A_CALL;
use crate::weights::{Column, NodeWeights, TotalsBuilder};
use profile::float::larger;
use protocol::diff::DiffWidth;
use std::sync::Arc;

/// The weights that a layout of `sides` gets, scaled by `factors`. Each is a sum of self weights
/// over the subtree, so that children fit their parent. For large trees see [`WidthsBuilder`].
pub fn widths(sides: &Sides, factors: [f64; 2], width: DiffWidth) -> Arc<NodeWeights> {
    let mut builder = WidthsBuilder::new(factors, width);
    loop {
        if let Some(made) = builder.step(sides, ROWS_A_CALL) {
            return made;
        }
    }
}

/// Widths in the making, in steps.
#[derive(Debug)]
pub struct WidthsBuilder {
    factors: [f64; 2],
    width: DiffWidth,
    own: Vec<f64>,
    /// Sums up, once all own weights are there.
    totals: Option<TotalsBuilder>,
}

impl WidthsBuilder {
    /// A builder that has made nothing yet.
    pub fn new(factors: [f64; 2], width: DiffWidth) -> Self {
        Self { factors, width, own: Vec::new(), totals: None }
    }

    /// Goes on for about `items` nodes of the same `sides` as before. Returns the weights once all
    /// are there.
    pub fn step(&mut self, sides: &Sides, items: usize) -> Option<Arc<NodeWeights>> {
        let only = match self.width {
            DiffWidth::Baseline => Some(0),
            DiffWidth::Comparison => Some(1),
            DiffWidth::Larger | DiffWidth::Changed => None,
        };
        if let Some(side) = only.filter(|&side: &usize| self.factors[side] == 1.0) {
            return Some(sides.weights[side].clone());
        }
        if let Some(totals) = &mut self.totals {
            if !totals.step(&sides.tree, items) {
                return None;
            }
            return self.totals.take().map(|totals| Arc::new(totals.finish()));
        }
        let columns = sides.weights.each_ref().map(|side| side.self_weights.as_fractions());
        let (from, count) = (self.own.len(), columns[0].len());
        self.own.reserve_exact(count - from);
        let nodes = from..count.min(from.saturating_add(items.max(1)));
        let [baseline, comparison] = columns.each_ref().map(|column| &column[nodes.clone()]);
        let [of_baseline, of_comparison] = self.factors;
        let pairs = baseline.iter().zip(comparison);
        let pairs = pairs.map(|(a, b)| (a * of_baseline, b * of_comparison));
        match self.width {
            DiffWidth::Baseline => self.own.extend(pairs.map(|(a, _)| a)),
            DiffWidth::Comparison => self.own.extend(pairs.map(|(_, b)| b)),
            DiffWidth::Larger => self.own.extend(pairs.map(|(a, b)| larger(a, b))),
            DiffWidth::Changed => self.own.extend(pairs.map(|(a, b)| change(a, b).abs())),
        }
        if nodes.end == count {
            let own = Column::Fractions(std::mem::take(&mut self.own));
            self.totals = Some(TotalsBuilder::new(own));
        }
        None
    }
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
