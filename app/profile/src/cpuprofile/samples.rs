//! The samples of a CPU profile: each lasts until the next one.

use super::document::Node;
use crate::builder::ProfileBuilder;
use crate::column::Column;
use crate::float::larger;
use crate::id::{MetricId, StackId};
use crate::metric::{Metric, Unit};
use crate::sample::{Samples, Weights};
use crate::warning::{Place, Warnings};

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
    let mut samples = Samples::default();
    // Nearly all rows become samples.
    let mut weights = Column::default();
    weights.reserve(rows.len());
    samples.stacks.reserve_exact(rows.len());
    samples.times_ns.reserve_exact(rows.len());
    // Since the first sample: the file's clock, and how far it has ever been.
    let (mut now_us, mut latest_us) = (0.0f64, 0.0f64);
    for (row, &node) in rows.iter().enumerate() {
        let place = Place::Row(row as u64);
        let start_us = latest_us;
        match deltas.get(row + 1) {
            Some(delta) if delta.abs() < 9e15 => {
                if *delta < 0.0 {
                    let what = "times between samples are negative: that time counts once";
                    warnings.add(what, place, &delta.to_string());
                }
                now_us += delta;
                latest_us = larger(latest_us, now_us);
            }
            Some(_) => {
                warnings.add("times between samples are no numbers and count as 0", place, "");
            }
            None if row + 1 < rows.len() && !deltas.is_empty() => {
                warnings.add("samples without a time were counted with none", place, "");
            }
            None => {}
        }
        match stack_of(i64::from(node)) {
            Some(stack) => {
                samples.stacks.push(Some(stack));
                samples.times_ns.push(start_us * 1e3);
                weights.push(latest_us - start_us);
            }
            None => {
                let what = "samples whose node isn't in the file were skipped";
                warnings.add(what, place, &node.to_string());
            }
        }
    }
    if deltas.is_empty() {
        samples.times_ns.clear();
    } else {
        weights.finish();
        let unit = Unit::Microseconds;
        let time = Metric { name: "time".to_owned(), unit, sample_weight: None };
        samples.weights.push((metric_id(builder, time), Weights::Each(weights)));
    }
    samples.weights.push((metric_id(builder, counted()), Weights::Ones));
    samples
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
