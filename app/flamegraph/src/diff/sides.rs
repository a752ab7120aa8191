//! Both sides of a diff: one tree, and what its nodes and functions weigh on either side.

use super::union::Union;
use crate::call_tree::CallTree;
use crate::function_table::{FunctionWeights, FunctionWeightsBuilder};
use crate::names::Names;
use crate::weights::{Column, NodeWeights, TotalsBuilder};
use profile::calls::ROWS_A_CALL;
use protocol::NodeId;
use protocol::diff::{Presence, Side};
use std::sync::Arc;

/// The union of two sides, before scaling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    /// The tree of both.
    pub tree: CallTree,
    /// The functions of both.
    pub names: Names,
    /// What nodes weigh on each side: the mean of its recordings.
    pub weights: [Arc<NodeWeights>; 2],
    /// What functions weigh on each side.
    pub functions: [FunctionWeights; 2],
    /// What each side weighs in nodes where the other weighs nothing.
    pub alone: [f64; 2],
    /// The single recordings of each side; empty unless a side has several.
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
    /// Weighs the sides of a union in one go, see [`SidesBuilder`].
    pub fn new(union: Union, names: Names, side_of: &[Side]) -> Self {
        let mut builder = SidesBuilder::new(union, names, side_of);
        while !builder.step(ROWS_A_CALL) {}
        builder.finish()
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

/// The sides of a union that are being weighed, in steps.
#[derive(Debug)]
pub struct SidesBuilder {
    tree: CallTree,
    names: Names,
    /// Of which side each input is.
    side_of: Vec<Side>,
    /// The self weights of each input.
    columns: Vec<Vec<f64>>,
    /// How many recordings have their runs.
    run_count: usize,
    runs: [Vec<Run>; 2],
    weights: Vec<NodeWeights>,
    functions: Vec<FunctionWeights>,
    /// The sum that is being made: of a recording, or of a side.
    totals: Option<TotalsBuilder>,
    /// The same of functions.
    sums: Option<FunctionWeightsBuilder>,
}

impl SidesBuilder {
    /// A builder that has weighed nothing yet; `side_of` says of which side each input of the union
    /// is.
    pub fn new(union: Union, names: Names, side_of: &[Side]) -> Self {
        let Union { tree, self_weights } = union;
        let count = |side| side_of.iter().filter(|&&of| of == side).count();
        let has_runs = count(Side::Baseline) >= 2 || count(Side::Comparison) >= 2;
        Self {
            tree,
            names,
            side_of: side_of.to_vec(),
            run_count: if has_runs { 0 } else { self_weights.len() },
            columns: self_weights,
            runs: Default::default(),
            weights: Vec::new(),
            functions: Vec::new(),
            totals: None,
            sums: None,
        }
    }

    /// Goes on for about `items` nodes, or for a column. Returns whether all is done.
    pub fn step(&mut self, items: usize) -> bool {
        let side_of_run = self.side_of.get(self.run_count).copied();
        if side_of_run.is_some() || self.weights.len() < 2 {
            let mut totals = match self.totals.take() {
                Some(totals) => totals,
                None => {
                    let own = match side_of_run {
                        Some(_) => self.columns[self.run_count].clone(),
                        None => self.mean([Side::Baseline, Side::Comparison][self.weights.len()]),
                    };
                    TotalsBuilder::new(Column::Fractions(own))
                }
            };
            if !totals.step(&self.tree, items) {
                self.totals = Some(totals);
                return false;
            }
            let weights = totals.finish();
            if let Some(side) = side_of_run {
                let functions = FunctionWeights::new(&self.tree, &weights, &self.names);
                self.runs[side.index()].push(Run { weights, functions });
                self.run_count += 1;
            } else {
                self.weights.push(weights);
            }
        } else if let Some(weights) = self.weights.get(self.functions.len()) {
            let mut sums =
                self.sums.take().unwrap_or_else(|| FunctionWeightsBuilder::new(&self.names));
            if sums.step(&self.tree, weights, items) {
                self.functions.push(sums.finish());
            } else {
                self.sums = Some(sums);
            }
        }
        self.functions.len() == 2
    }

    /// The sides, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Sides {
        let Self { tree, names, runs, weights, functions, .. } = self;
        let (mut weights, mut functions) = (weights.into_iter(), functions.into_iter());
        let weights = [0, 1].map(|_| Arc::new(weights.next().unwrap_or_default()));
        let functions = [0, 1].map(|_| functions.next().unwrap_or_default());
        let alone = [0, 1].map(|side: usize| {
            let own = weights[side].self_weights.as_fractions();
            let totals = weights[1 - side].total_weights.as_fractions();
            let pairs = own.iter().zip(totals.iter());
            pairs.map(|(own, total)| if *total <= 0.0 { *own } else { 0.0 }).sum()
        });
        Sides { tree, names, weights, functions, alone, runs }
    }

    /// The mean of a side's recordings.
    fn mean(&mut self, side: Side) -> Vec<f64> {
        let mut mean: Option<Vec<f64>> = None;
        let mut count = 0;
        let of_side = self.side_of.iter().zip(&mut self.columns).filter(|(of, _)| **of == side);
        for (_, column) in of_side {
            count += 1;
            match &mut mean {
                None => mean = Some(std::mem::take(column)),
                Some(sum) => sum.iter_mut().zip(&*column).for_each(|(sum, own)| *sum += own),
            }
        }
        let mut mean = mean.unwrap_or_else(|| vec![0.0; self.tree.len()]);
        if count > 1 {
            mean.iter_mut().for_each(|weight| *weight /= f64::from(count));
        }
        mean
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
