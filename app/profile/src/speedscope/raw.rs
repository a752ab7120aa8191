//! One profile of a file as it is read: it becomes a thread.

use crate::calls::ROWS_A_CALL;
use crate::float::larger;
use crate::id::{MetricId, StackId};
use crate::json::Column;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{Place, Warnings};
use std::ops::Range;

/// A profile as it stands in the file.
pub(super) struct RawProfile {
    pub name: String,
    pub unit: String,
    /// What is counted where `unit` can't say it: our own exporter writes it.
    pub unit_name: String,
    pub start: Option<f64>,
    pub end: Option<f64>,
    pub stacks: Vec<Option<StackId>>,
    /// Of sampled profiles as the file has them, of evented ones the times between events.
    pub weights: Column,
    /// When the sample began, in the file's unit.
    pub times: Vec<f64>,
}

impl Default for RawProfile {
    fn default() -> Self {
        Self {
            name: String::new(),
            unit: String::new(),
            unit_name: String::new(),
            start: None,
            end: None,
            stacks: Vec::new(),
            weights: Column::floats_column(),
            times: Vec::new(),
        }
    }
}

impl RawProfile {
    pub(super) fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// When it began.
    pub(super) fn first(&self) -> f64 {
        self.times.first().copied().into_iter().chain(self.start).fold(f64::INFINITY, f64::min)
    }

    /// When it ended.
    pub(super) fn last(&self) -> f64 {
        let last = self.times.last().zip(self.weights.floats().last());
        let last = last.map(|(time, weight)| time + weight.max(0.0));
        last.into_iter().chain(self.end).fold(f64::NEG_INFINITY, f64::max)
    }

    pub(super) fn has_negative(&self) -> bool {
        self.weights.floats().chunks(ROWS_A_CALL).any(have_negative)
    }

    /// Adds a sample of an evented profile.
    pub(super) fn push(&mut self, stack: Option<StackId>, time: f64, weight: f64) {
        if let Column::Floats(weights) = &mut self.weights {
            self.stacks.push(stack);
            self.times.push(time);
            weights.push(weight);
        }
    }

    /// Checks the samples of a sampled profile, which has no times yet.
    pub(super) fn end_sampled(&mut self, warnings: &mut Warnings) {
        let Column::Floats(weights) = &mut self.weights else { return };
        let (rows, given) = (self.stacks.len(), weights.len());
        if given == 0 && rows > 0 {
            let what = "samples of profiles without weights count as 1";
            warnings.add_many(what, rows as u64, Place::Row(0), &self.name);
            weights.resize(rows, 1.0);
        }
        let surplus = weights.len().saturating_sub(rows) as u64;
        warnings.add_many(
            "weights without a sample were left out",
            surplus,
            Place::Row(rows as u64),
            &self.name,
        );
        weights.resize(rows, f64::NAN);
        let mut time = self.start.unwrap_or_default();
        let mut kept = 0;
        let mut columns = (&mut self.stacks[..], &mut weights[..], &mut self.times);
        for first in (0..rows).step_by(ROWS_A_CALL) {
            let range = first..rows.min(first + ROWS_A_CALL);
            let skipped = keep_weighed(range, &mut columns, &mut kept, &mut time);
            let what = "samples without a weight that is a number were skipped";
            if let Some(first) = skipped.first() {
                let place = Place::Row(*first as u64);
                warnings.add_many(what, skipped.len() as u64, place, &self.name);
            }
        }
        self.stacks.truncate(kept);
        weights.truncate(kept);
    }

    /// The thread, its times counted from `times.0` and multiplied by `times.1`.
    pub(super) fn thread(
        mut self,
        metric: MetricId,
        baseline: Option<MetricId>,
        times: Option<(f64, f64)>,
    ) -> Thread {
        match times {
            Some((start, unit_ns)) => {
                let chunks = self.times.chunks_mut(ROWS_A_CALL);
                chunks.for_each(|times| count_from(start, unit_ns, times));
            }
            None => self.times.clear(),
        }
        let weights = match self.weights {
            Column::Floats(weights) => weights,
            _ => Vec::new(),
        };
        let mut samples = Vec::new();
        let has_negative = weights.chunks(ROWS_A_CALL).any(have_negative);
        if let Some(baseline) = baseline.filter(|_| has_negative) {
            let pick = |is_negative: bool, metric| {
                let rows: Vec<_> = (0..weights.len())
                    .filter(|&row| (weight_at(&weights, row) < 0.0) == is_negative)
                    .collect();
                let rows = || rows.iter().copied();
                Samples {
                    stacks: rows().filter_map(|row| self.stacks.get(row).copied()).collect(),
                    times_ns: rows().filter_map(|row| self.times.get(row).copied()).collect(),
                    weights: vec![(
                        metric,
                        Weights::Each(rows().map(|row| weight_at(&weights, row).abs()).collect()),
                    )],
                }
            };
            samples.extend([pick(false, metric), pick(true, baseline)]);
        } else {
            samples.push(Samples {
                stacks: self.stacks,
                times_ns: self.times,
                weights: vec![(metric, Weights::Each(weights.into()))],
            });
        }
        Thread { name: self.name, samples, ..Thread::default() }
    }
}

/// Moves the samples of some rows that have a weight behind those that are `kept`, and adds their
/// times; returns the rows of the others.
#[inline(never)]
fn keep_weighed(
    rows: Range<usize>,
    (stacks, weights, times): &mut (&mut [Option<StackId>], &mut [f64], &mut Vec<f64>),
    kept: &mut usize,
    time: &mut f64,
) -> Vec<usize> {
    let mut skipped = Vec::new();
    for row in rows {
        let weight = weights[row];
        if !weight.is_finite() {
            skipped.push(row);
            continue;
        }
        times.push(*time);
        *time += larger(weight, 0.0);
        (stacks[*kept], weights[*kept]) = (stacks[row], weight);
        *kept += 1;
    }
    skipped
}

#[inline(never)]
fn have_negative(weights: &[f64]) -> bool {
    weights.iter().any(|&weight| weight < 0.0)
}

/// Counts times from `start`, in nanoseconds.
#[inline(never)]
fn count_from(start: f64, unit_ns: f64, times: &mut [f64]) {
    times.iter_mut().for_each(|time| *time = (*time - start) * unit_ns);
}

fn weight_at(weights: &[f64], row: usize) -> f64 {
    weights.get(row).copied().unwrap_or_default()
}
