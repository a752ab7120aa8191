//! Samples: the tables of a thread become samples with weights and times.

use super::document::{RawSamples, SampleKind};
use super::stacks::StackRange;
use crate::builder::ProfileBuilder;
use crate::id::{MetricId, StackId};
use crate::json::Column;
use crate::metric::{Metric, Unit};
use crate::sample::{Samples, Weights};
use crate::warning::{Place, Warnings};

/// How many rows there were, and how many became samples.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub read: usize,
    pub kept: usize,
}

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    /// Its weight is negative: it counts for the metric of the opposite.
    Opposite,
    Skip,
}

/// Reads one table. Its times stay in the file's unit.
pub(super) fn read(
    raw: RawSamples,
    kind: SampleKind,
    thread: &str,
    stacks: StackRange,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> (Vec<Samples>, Counts) {
    let rows = raw.stack.integers();
    let mut weights = floats(raw.weight);
    if weights.is_empty() {
        weights = floats(raw.duration);
    }
    let has_weights = !weights.is_empty();
    if has_weights {
        weights.resize(rows.len(), f64::NAN);
    }
    let mut times = times(raw.time, raw.time_deltas);
    times.truncate(rows.len());
    if times.len() < rows.len() {
        times.clear();
    }
    let fates = fates(rows, &weights, stacks, thread, warnings);
    let count = |wanted| fates.iter().filter(|fate| **fate == wanted).count();
    let (kept, opposite) = (count(Fate::Keep), count(Fate::Opposite));
    let counts = Counts { read: rows.len(), kept: kept + opposite };
    let mut metric_of = |is_opposite| metric(builder, kind, &raw.weight_type, is_opposite);
    let metric = (kept > 0).then(|| metric_of(false));
    let opposite_metric = (opposite > 0).then(|| metric_of(true));
    let mut tables = Vec::new();
    if let Some(metric) = opposite_metric {
        let pick = |index: &usize| fates[*index] == Fate::Opposite;
        let opposites = || (0..rows.len()).filter(pick);
        let id = |row| usize::try_from(rows[row]).ok().map(|row| stacks.id(row));
        tables.push(Samples {
            stacks: opposites().map(id).collect(),
            times_ns: opposites().filter_map(|row| times.get(row).copied()).collect(),
            weights: vec![(metric, Weights::Each(opposites().map(|row| -weights[row]).collect()))],
        });
    }
    if let Some(metric) = metric {
        let rows = match raw.stack {
            Column::Integers(rows) => rows,
            _ => Vec::new(),
        };
        let mut ids: Vec<Option<StackId>> = rows
            .into_iter()
            .map(|row| usize::try_from(row).ok().map(|row| stacks.id(row)))
            .collect();
        if kept < ids.len() {
            retain(&mut ids, &fates);
            retain(&mut times, &fates);
            retain(&mut weights, &fates);
        }
        let is_one_each = weights.iter().all(|&weight| weight == 1.0);
        let weights = if is_one_each { Weights::Ones } else { Weights::Each(weights.into()) };
        tables
            .insert(0, Samples { stacks: ids, times_ns: times, weights: vec![(metric, weights)] });
    }
    (tables, counts)
}

/// Decides about each row, and says what is skipped.
fn fates(
    rows: &[i32],
    weights: &[f64],
    stacks: StackRange,
    thread: &str,
    warnings: &mut Warnings,
) -> Vec<Fate> {
    let mut skipped = [
        ("samples without a stack were left out", 0, 0),
        ("samples whose stack isn't in the file were skipped", 0, 0),
        ("samples whose weight is no number were skipped", 0, 0),
    ];
    let decide = |(index, &row): (usize, &i32)| {
        let weight = weights.get(index).copied().unwrap_or(1.0);
        let reason = match usize::try_from(row) {
            Err(_) if row == crate::json::NONE => 0,
            Ok(row) if row < stacks.len() => {
                if weight < 0.0 && weight.is_finite() {
                    return Fate::Opposite;
                }
                if weight.is_finite() {
                    return Fate::Keep;
                }
                2
            }
            _ => 1,
        };
        let (_, count, first) = &mut skipped[reason];
        if *count == 0 {
            *first = index;
        }
        *count += 1;
        Fate::Skip
    };
    let fates = rows.iter().enumerate().map(decide).collect();
    for (what, count, first) in skipped {
        warnings.add_many(what, count, Place::Row(first as u64), &format!("thread {thread}"));
    }
    fates
}

fn retain<T>(values: &mut Vec<T>, fates: &[Fate]) {
    let mut fates = fates.iter();
    values.retain(|_| fates.next() == Some(&Fate::Keep));
}

fn floats(column: Column) -> Vec<f64> {
    match column {
        Column::Floats(values) => values,
        _ => Vec::new(),
    }
}

/// The times as they are, or the running sum of the steps between them. A time that is no number
/// is that of the row before.
fn times(times: Column, deltas: Column) -> Vec<f64> {
    let mut values = floats(times);
    let mut last = 0.0;
    if !values.is_empty() {
        for time in &mut values {
            last = if time.is_finite() { *time } else { last };
            *time = last;
        }
        return values;
    }
    values = floats(deltas);
    for time in &mut values {
        last += if time.is_finite() { *time } else { 0.0 };
        *time = last;
    }
    values
}

/// The metric of a table, which is added if it is new.
fn metric(
    builder: &mut ProfileBuilder,
    kind: SampleKind,
    weight_type: &str,
    is_opposite: bool,
) -> MetricId {
    let unit = match (kind, weight_type) {
        (_, "bytes") | (SampleKind::JsAllocations | SampleKind::NativeAllocations, _) => {
            Unit::Bytes
        }
        (_, "tracing-ms") => Unit::Milliseconds,
        (_, "" | "samples") => Unit::Samples,
        (_, other) => Unit::Other(other.to_owned()),
    };
    let name = match (kind, is_opposite, &unit) {
        (SampleKind::JsAllocations, false, _) => "JS allocations",
        (SampleKind::JsAllocations, true, _) => "JS memory freed",
        (SampleKind::NativeAllocations, false, _) => "native allocations",
        (SampleKind::NativeAllocations, true, _) => "native memory freed",
        // Negative weights are the first profile in a comparison that was saved.
        (SampleKind::Samples, true, _) => "baseline",
        (SampleKind::Samples, false, Unit::Samples) => "samples",
        (SampleKind::Samples, false, Unit::Milliseconds) => "time",
        (SampleKind::Samples, false, Unit::Bytes) => "bytes",
        (SampleKind::Samples, false, _) => weight_type,
    };
    let known = &builder.profile().metrics;
    if let Some(row) = known.iter().position(|known| known.name == name && known.unit == unit) {
        return MetricId::new(row);
    }
    let sample_weight = (unit == Unit::Samples).then_some(1.0);
    let name = name.to_owned();
    builder.push_metric(Metric { name, unit, sample_weight })
}
