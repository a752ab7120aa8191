//! The samples of a CPU profile: each lasts until the next one.

use super::document::Node;
use super::rows::StackOfNode;
use crate::builder::ProfileBuilder;
use crate::calls::ROWS_A_CALL;
use crate::column::Column;
use crate::float::larger;
use crate::id::{MetricId, StackId};
use crate::metric::{Metric, Unit};
use crate::sample::{Samples, Weights};
use crate::warning::{Place, Warnings};
use std::ops::Range;

/// Reads the samples, which name nodes, and the times between them.
///
/// V8's clock may go back: the time that passes twice counts once.
pub(super) fn read(
    nodes: &[i32],
    deltas: Vec<f64>,
    stack_of: &StackOfNode,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    let mut stacks = Vec::with_capacity(nodes.len());
    let mut unknown = Vec::new();
    for (part, nodes) in nodes.chunks(ROWS_A_CALL).enumerate() {
        stack_of.add_stacks(nodes, part * ROWS_A_CALL, &mut stacks, &mut unknown);
    }
    let mut columns = Vec::new();
    let mut times_ns = Vec::new();
    if !deltas.is_empty() {
        let (times, weights) = timed(nodes.len(), deltas, &unknown, warnings);
        times_ns = times;
        let unit = Unit::Microseconds;
        let time = Metric { name: "time".to_owned(), unit, sample_weight: None };
        columns.push((metric_id(builder, time), Weights::Each(weights)));
    }
    for &row in &unknown {
        let what = "samples whose node isn't in the file were skipped";
        let node = nodes.get(row).map(i32::to_string);
        warnings.add(what, Place::Row(row as u64), &node.unwrap_or_default());
    }
    columns.push((metric_id(builder, counted()), Weights::Ones));
    Samples { stacks, times_ns, weights: columns }
}

/// The times of all samples but the `skipped` rows, and how long each lasts.
fn timed(
    row_count: usize,
    mut deltas: Vec<f64>,
    skipped: &[usize],
    warnings: &mut Warnings,
) -> (Vec<f64>, Column) {
    // Nobody says how long the last one lasts.
    let missing = (row_count.saturating_sub(deltas.len())) as u64;
    let place = Place::Row(deltas.len().saturating_sub(1) as u64);
    warnings.add_many("samples without a time were counted with none", missing, place, "");
    deltas.resize(row_count + 1, 0.0);
    let mut clock = Clock { skipped, ..Clock::default() };
    // Nearly all rows become samples.
    clock.weights.reserve(row_count);
    for first in (0..row_count).step_by(ROWS_A_CALL) {
        clock.run(&mut deltas, first..row_count.min(first + ROWS_A_CALL), warnings);
    }
    let Clock { mut weights, kept, .. } = clock;
    weights.finish();
    deltas.truncate(kept);
    (deltas, weights)
}

/// What the times between samples add up to.
#[derive(Default)]
struct Clock<'a> {
    /// Since the first sample: the file's clock, and how far it has ever been.
    now_us: f64,
    latest_us: f64,
    weights: Column,
    /// Of how many samples the time is known.
    kept: usize,
    /// The rows that are no samples and are still to come.
    skipped: &'a [usize],
}

impl Clock<'_> {
    /// Puts times in the place of what some rows last, which is no longer needed.
    #[inline(never)]
    fn run(&mut self, deltas: &mut [f64], rows: Range<usize>, warnings: &mut Warnings) {
        for row in rows {
            let start_us = self.latest_us;
            let delta = deltas[row + 1];
            if (0.0..9e15).contains(&delta) {
                self.now_us += delta;
                self.latest_us = larger(self.latest_us, self.now_us);
            } else {
                self.run_oddly(delta, row, warnings);
            }
            if let Some((&next, rest)) = self.skipped.split_first()
                && next == row
            {
                self.skipped = rest;
                continue;
            }
            deltas[self.kept] = start_us * 1e3;
            self.kept += 1;
            self.weights.push(self.latest_us - start_us);
        }
    }

    #[cold]
    fn run_oddly(&mut self, delta: f64, row: usize, warnings: &mut Warnings) {
        let place = Place::Row(row as u64);
        if delta.abs() < 9e15 {
            let what = "times between samples are negative: that time counts once";
            warnings.add(what, place, &delta.to_string());
            self.now_us += delta;
        } else {
            warnings.add("times between samples are no numbers and count as 0", place, "");
        }
    }
}

/// One sample a node that was hit, for files without a list of samples.
pub(super) fn of_hits(nodes: &[Node], stacks: &[StackId], builder: &mut ProfileBuilder) -> Samples {
    let hit = || nodes.iter().zip(stacks).filter(|(node, _)| node.hits > 0.0);
    let stacks = hit().map(|(_, &stack)| Some(stack)).collect();
    let weights = Weights::Each(hit().map(|(node, _)| node.hits).collect());
    let metric = metric_id(builder, counted());
    Samples { stacks, weights: vec![(metric, weights)], ..Samples::default() }
}

/// The metric's id; several profiles of one file share their metrics.
fn metric_id(builder: &mut ProfileBuilder, metric: Metric) -> MetricId {
    let known = builder.profile().metrics.iter().position(|known| *known == metric);
    known.map_or_else(|| builder.push_metric(metric), MetricId::new)
}

fn counted() -> Metric {
    Metric { name: "samples".to_owned(), unit: Unit::Samples, sample_weight: Some(1.0) }
}
