//! The samples of a CPU profile: each lasts until the next one.

use super::document::Node;
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
    rows: &[i32],
    deltas: &[f64],
    stack_of: impl Fn(i64) -> Option<StackId>,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    let mut reading = Reading::default();
    // Nearly all rows become samples.
    reading.weights.reserve(rows.len());
    reading.stacks.reserve_exact(rows.len());
    reading.times_ns.reserve_exact(rows.len());
    for first in (0..rows.len()).step_by(ROWS_A_CALL) {
        let end = rows.len().min(first + ROWS_A_CALL);
        reading.read(rows, deltas, first..end, &stack_of, warnings);
    }
    let Reading { stacks, mut times_ns, mut weights, .. } = reading;
    let mut columns = Vec::new();
    if deltas.is_empty() {
        times_ns.clear();
    } else {
        weights.finish();
        let unit = Unit::Microseconds;
        let time = Metric { name: "time".to_owned(), unit, sample_weight: None };
        columns.push((metric_id(builder, time), Weights::Each(weights)));
    }
    columns.push((metric_id(builder, counted()), Weights::Ones));
    Samples { stacks, times_ns, weights: columns }
}

/// Samples that are being read.
#[derive(Default)]
struct Reading {
    stacks: Vec<Option<StackId>>,
    times_ns: Vec<f64>,
    weights: Column,
    /// Since the first sample: the file's clock, and how far it has ever been.
    now_us: f64,
    latest_us: f64,
}

impl Reading {
    #[inline(never)]
    fn read(
        &mut self,
        rows: &[i32],
        deltas: &[f64],
        range: Range<usize>,
        stack_of: impl Fn(i64) -> Option<StackId>,
        warnings: &mut Warnings,
    ) {
        for row in range {
            let place = Place::Row(row as u64);
            let start_us = self.latest_us;
            match deltas.get(row + 1) {
                Some(delta) if delta.abs() < 9e15 => {
                    if *delta < 0.0 {
                        let what = "times between samples are negative: that time counts once";
                        warnings.add(what, place, &delta.to_string());
                    }
                    self.now_us += delta;
                    self.latest_us = larger(self.latest_us, self.now_us);
                }
                Some(_) => {
                    warnings.add("times between samples are no numbers and count as 0", place, "");
                }
                None if row + 1 < rows.len() && !deltas.is_empty() => {
                    warnings.add("samples without a time were counted with none", place, "");
                }
                None => {}
            }
            match stack_of(i64::from(rows[row])) {
                Some(stack) => {
                    self.stacks.push(Some(stack));
                    self.times_ns.push(start_us * 1e3);
                    self.weights.push(self.latest_us - start_us);
                }
                None => {
                    let what = "samples whose node isn't in the file were skipped";
                    warnings.add(what, place, &rows[row].to_string());
                }
            }
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
