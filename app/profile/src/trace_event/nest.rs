//! Nesting: spans become stacks by their times.

use super::event::Span;
use crate::builder::ProfileBuilder;
use crate::float::larger;
use crate::id::{MetricId, StackId};
use crate::sample::{Samples, Weights};
use crate::warning::{Place, Warnings};

/// By how much a span may outlast its caller due to rounding: programs write whole microseconds
/// (then the next span of the caller's caller must not become a callee of it), or three decimals.
fn rounding_us(end_us: f64, caller_end_us: f64) -> f64 {
    let is_whole = end_us.fract() == 0.0 && caller_end_us.fract() == 0.0;
    if is_whole { 1.0 } else { 0.0015 }
}

/// The samples of one thread: for each time between two changes the spans that are open.
///
/// A span that begins inside another one and ends after it keeps that one open, so that its whole
/// duration is seen: of 0 to 10 and 5 to 15, the first lasts until 15.
pub(super) fn samples(
    mut spans: Vec<Span>,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    // The caller first; where both are equal, beginnings first, as they enclose by their order.
    let order = |a: &Span, b: &Span| {
        let by_time = a.start_us.total_cmp(&b.start_us).then(b.end_us.total_cmp(&a.end_us));
        by_time.then(a.is_complete.cmp(&b.is_complete))
    };
    // Sorting asks for memory before it looks.
    if !spans.is_sorted_by(|a, b| order(a, b).is_le()) {
        spans.sort_by(order);
    }
    let mut open: Vec<(StackId, f64)> = Vec::new();
    let mut line = TimeLine::for_changes(2 * spans.len());
    let mut overlaps = 0u64;
    for span in spans {
        while let Some(&(stack, end_us)) = open.last().filter(|open| open.1 <= span.start_us) {
            line.pass(Some(stack), end_us);
            open.pop();
        }
        let last = open.last().copied();
        line.pass(last.map(|(stack, _)| stack), span.start_us);
        let mut end_us = span.end_us;
        if let Some((_, caller_end_us)) = last
            && end_us > caller_end_us
        {
            if end_us - caller_end_us <= rounding_us(end_us, caller_end_us) {
                end_us = caller_end_us;
            } else {
                overlaps += 1;
            }
        }
        if end_us > span.start_us {
            open.push((builder.stack(last.map(|(stack, _)| stack), span.frame), end_us));
        }
    }
    while let Some((stack, end_us)) = open.pop() {
        line.pass(Some(stack), end_us);
    }
    let what = "spans that outlast their caller keep it open";
    warnings.add_many(what, overlaps, Place::Whole, "");
    let Samples { stacks, times_ns, .. } = line.samples;
    Samples {
        stacks,
        times_ns,
        weights: vec![(MetricId::new(0), Weights::Each(line.weights.into()))],
    }
}

/// The samples as they come.
struct TimeLine {
    samples: Samples,
    weights: Vec<f64>,
    now_us: Option<f64>,
}

impl TimeLine {
    /// For at most so many changes of what is open.
    fn for_changes(count: usize) -> Self {
        let (stacks, times_ns) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let samples = Samples { stacks, times_ns, ..Samples::default() };
        Self { samples, weights: Vec::with_capacity(count), now_us: None }
    }

    /// The time goes on to `to_us`, with `stack` until then.
    fn pass(&mut self, stack: Option<StackId>, to_us: f64) {
        let now_us = self.now_us.unwrap_or(to_us);
        if stack.is_some() && to_us > now_us {
            self.samples.stacks.push(stack);
            self.samples.times_ns.push(now_us * 1e3);
            self.weights.push(to_us - now_us);
        }
        self.now_us = Some(larger(now_us, to_us));
    }
}
