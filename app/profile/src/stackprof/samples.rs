//! The samples of stackprof: stacks in a row, and the times between samples.

use super::document::Document;
use crate::builder::ProfileBuilder;
use crate::id::{FrameId, StackId};
use crate::metric::{Metric, Unit};
use crate::raw_frame::RawFrame;
use crate::sample::{Samples, Weights};
use crate::warning::{Place, Warnings};
use rustc_hash::FxHashMap;

const UNNAMED: &str = "(unknown)";
const COLLECTION: &str = "(garbage collection)";

/// Reads all samples.
pub(super) fn read(
    document: &Document,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    if document.raw.is_empty() {
        return without_stacks(document, builder, warnings);
    }
    let mut frames = Frames { document, known: FxHashMap::default() };
    let mut times = Times { deltas_us: document.deltas_us.floats(), used: 0, now_us: 0.0 };
    let interval = document.interval.unwrap_or_default();
    let mut samples = Samples::default();
    let (mut counts, mut weights_us) = (Vec::new(), Vec::new());
    // Where a garbage collection belongs.
    let mut before = None;
    // The last stack of several frames from its root: most samples share the outer part of it.
    let mut way: Vec<Step> = Vec::new();
    let (raw, lines) = (document.raw.floats(), document.raw_lines.integers());
    let mut at = 0;
    while let Some(&height) = raw.get(at) {
        let start = at + 1;
        let end = whole(height).and_then(|height| start.checked_add(height));
        let row = end.and_then(|end| Some((raw.get(start..end)?, whole(*raw.get(end)?)?, end)));
        let Some((numbers, count, end)) = row else {
            let what = "the stacks break off: what is complete before that was read";
            warnings.add(what, Place::Row(samples.len() as u64), &height.to_string());
            break;
        };
        let line_at =
            |index| lines.get(start + index).map(|&line| u32::try_from(line).unwrap_or(0));
        // A single frame may be a garbage collection, which stands on the stack before.
        let shared = if numbers.len() == 1 { 0 } else { shared(&way, numbers, line_at) };
        let mut stack = shared.checked_sub(1).and_then(|top| way.get(top)).map(|top| top.stack);
        let mut is_collection = false;
        let mut is_way = numbers.len() > 1;
        if is_way {
            way.truncate(shared);
        }
        for (index, number) in numbers.iter().enumerate().skip(shared) {
            let line = line_at(index);
            let Some(frame) = frames.frame(*number, line, builder) else {
                let place = Place::Row(samples.len() as u64);
                warnings.add(
                    "frames that aren't in the file were left out",
                    place,
                    &number.to_string(),
                );
                is_way = false;
                continue;
            };
            is_collection = numbers.len() == 1 && is_named(frame, COLLECTION, builder);
            let prefix = if is_collection { before } else { stack };
            let next = builder.stack(prefix, frame);
            stack = Some(next);
            if is_way {
                way.push(Step { number: *number, line, stack: next });
            }
        }
        if !is_collection {
            before = stack;
        }
        let (start_us, duration_us) = times.pass(count, interval);
        samples.stacks.push(stack);
        samples.times_ns.push(start_us * 1e3);
        weights_us.push(duration_us);
        counts.push(count as f64);
        at = end + 1;
    }
    times.warn(warnings);
    if document.counts_objects() || document.mode == "cpu" || times.deltas_us.is_empty() {
        samples.times_ns.clear();
    }
    let mut push = |name: &str, unit, sample_weight, weights: Vec<f64>| {
        let metric = builder.push_metric(Metric { name: name.to_owned(), unit, sample_weight });
        samples.weights.push((metric, Weights::Each(weights.into())));
    };
    match document.mode.as_str() {
        "object" => push("objects", Unit::Other("objects".to_owned()), Some(1.0), counts),
        "cpu" => {
            let times_us = counts.iter().map(|count| count * interval).collect();
            push("CPU time", Unit::Microseconds, Some(interval), times_us);
            push("samples", Unit::Samples, Some(1.0), counts);
        }
        mode => {
            let name = if mode == "wall" { "wall time" } else { "time" };
            if weights_us.iter().any(|weight| *weight > 0.0) {
                push(name, Unit::Microseconds, None, weights_us);
            }
            push("samples", Unit::Samples, Some(1.0), counts);
        }
    }
    samples
}

/// A frame of a stack, and the stack that ends in it.
struct Step {
    number: f64,
    line: Option<u32>,
    stack: StackId,
}

/// How many of the frames `numbers` are the same as on `way`.
fn shared(way: &[Step], numbers: &[f64], line_at: impl Fn(usize) -> Option<u32>) -> usize {
    let pairs = way.iter().zip(numbers).enumerate();
    let is_same = |(index, (step, number)): &(usize, (&Step, &f64))| {
        step.number == **number && step.line == line_at(*index)
    };
    pairs.take_while(is_same).count()
}

/// The frames of the file as they are used, each with a line.
struct Frames<'a> {
    document: &'a Document,
    known: FxHashMap<(u64, Option<u32>), FrameId>,
}

impl Frames<'_> {
    /// The frame of this number, at `line` if the file has lines for stacks; 0 is none.
    fn frame(
        &mut self,
        number: f64,
        line: Option<u32>,
        builder: &mut ProfileBuilder,
    ) -> Option<FrameId> {
        let key = (number.to_bits(), line);
        if let Some(&frame) = self.known.get(&key) {
            return Some(frame);
        }
        let row = *self.document.rows.get(&key.0)?;
        let known = &self.document.frames.get(row)?.raw;
        let frame = match line {
            None => known.add(UNNAMED, builder),
            Some(line) => {
                let line = Some(line).filter(|&line| line > 0);
                RawFrame { line, ..known.clone() }.add(UNNAMED, builder)
            }
        };
        self.known.insert(key, frame);
        Some(frame)
    }
}

/// The clock, which ticks once a sample.
struct Times<'a> {
    deltas_us: &'a [f64],
    used: usize,
    now_us: f64,
}

impl Times<'_> {
    /// When the next `count` samples begin and how long they last.
    fn pass(&mut self, count: usize, interval_us: f64) -> (f64, f64) {
        let start_us = self.now_us;
        if self.deltas_us.is_empty() {
            return (start_us, count as f64 * interval_us);
        }
        let end = self.used.saturating_add(count).min(self.deltas_us.len());
        let passed = self.deltas_us.get(self.used..end).unwrap_or_default();
        let duration_us =
            passed.iter().filter(|delta| **delta > 0.0).fold(0.0, |sum, delta| sum + delta);
        self.used = self.used.saturating_add(count);
        self.now_us += duration_us;
        (start_us, duration_us)
    }

    fn warn(&self, warnings: &mut Warnings) {
        if self.deltas_us.is_empty() {
            return;
        }
        let missing = self.used.saturating_sub(self.deltas_us.len());
        let what = "samples without a time were counted with none";
        warnings.add_many(what, missing as u64, Place::Row(self.deltas_us.len() as u64), "");
        let is_wrong = |delta: &&f64| delta.is_nan() || **delta < 0.0;
        let wrong = self.deltas_us.iter().filter(is_wrong).count();
        let what = "times between samples that are negative or no numbers count as 0";
        warnings.add_many(what, wrong as u64, Place::Whole, "");
    }
}

/// What there is without `raw`: how many samples each frame was the leaf of.
fn without_stacks(
    document: &Document,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    let mut samples = Samples::default();
    let mut counts = Vec::new();
    for known in document.frames.iter().filter(|known| known.own_samples > 0.0) {
        let frame = known.raw.add(UNNAMED, builder);
        samples.stacks.push(Some(builder.stack(None, frame)));
        counts.push(known.own_samples);
    }
    if !samples.is_empty() {
        let what = "there are no stacks in the file, only functions: record with `raw: true`";
        warnings.add(what, Place::Whole, "");
    }
    let (name, unit) = match document.counts_objects() {
        true => ("objects", Unit::Other("objects".to_owned())),
        false => ("samples", Unit::Samples),
    };
    let metric = Metric { name: name.to_owned(), unit, sample_weight: Some(1.0) };
    samples.weights.push((builder.push_metric(metric), Weights::Each(counts.into())));
    samples
}

fn is_named(frame: FrameId, name: &str, builder: &ProfileBuilder) -> bool {
    let profile = builder.profile();
    let function = profile.functions.get(profile.frames.function(frame));
    profile.text(function.name) == name
}

/// The number, if it is a whole one that counts something.
fn whole(number: f64) -> Option<usize> {
    (number >= 0.0 && number.fract() == 0.0 && number < 4_294_967_296.0).then_some(number as usize)
}
