//! Pairs: which end belongs to which beginning.

use super::event::{Event, Kind, Span};
use crate::float::larger;
use crate::id::StringId;
use crate::warning::{Place, Warnings};
use rustc_hash::FxHashMap;

/// When the last of the events ends.
pub(super) fn last_us(events: &[Event]) -> f64 {
    events.iter().map(|event| event.end_us).fold(f64::NEG_INFINITY, larger)
}

/// The spans that are open.
#[derive(Default)]
struct Open {
    /// The name and the row of each.
    spans: Vec<(StringId, usize)>,
    /// How often each name is open, so that an end that belongs to nothing needs no search. Counted
    /// once an end has another name than the last beginning: in most files none has.
    counts: Option<FxHashMap<StringId, u64>>,
}

impl Open {
    fn push(&mut self, name: StringId, span: usize) {
        self.spans.push((name, span));
        if let Some(counts) = &mut self.counts {
            *counts.entry(name).or_default() += 1;
        }
    }

    fn pop(&mut self) -> Option<(StringId, usize)> {
        let last = self.spans.pop()?;
        if let Some(count) = self.counts.as_mut().and_then(|counts| counts.get_mut(&last.0)) {
            *count = count.saturating_sub(1);
        }
        Some(last)
    }

    fn has(&mut self, name: StringId) -> bool {
        if self.spans.last().is_some_and(|last| last.0 == name) {
            return true;
        }
        let counts = self.counts.get_or_insert_with(|| {
            let mut counts = FxHashMap::default();
            self.spans.iter().for_each(|span| *counts.entry(span.0).or_default() += 1);
            counts
        });
        counts.get(&name).is_some_and(|&count| count > 0)
    }
}

/// The spans of one thread's events.
///
/// An end that names another function than the last one that began ends that one together with
/// all that it called: their own ends are missing. What has no end ends at `last_us`.
pub(super) fn spans(mut events: Vec<Event>, last_us: f64, warnings: &mut Warnings) -> Vec<Span> {
    let order = |a: &Event, b: &Event| a.start_us.total_cmp(&b.start_us);
    // Sorting asks for memory before it looks.
    if !events.is_sorted_by(|a, b| order(a, b).is_le()) {
        // Stable: events of the same time stay in the file's order.
        events.sort_by(order);
    }
    let is_begin = |event: &&Event| !matches!(event.kind, Kind::End { .. });
    let mut spans: Vec<Span> = Vec::with_capacity(events.iter().filter(is_begin).count());
    let mut open = Open::default();
    // The last end without a beginning: one of the same time may follow it.
    let mut early: Option<(StringId, f64)> = None;
    let (mut lost, mut first_lost) = (0u64, 0);
    let (mut forced, mut first_forced) = (0u64, 0);
    for event in events {
        let Event { kind, start_us, end_us, name, frame, row } = event;
        match kind {
            Kind::Complete => spans.push(Span { start_us, end_us, frame, is_complete: true }),
            Kind::Begin => {
                if early.take_if(|early| *early == (name, start_us)).is_some() {
                    lost = lost.saturating_sub(1);
                    continue;
                }
                open.push(name, spans.len());
                spans.push(Span { start_us, end_us: last_us, frame, is_complete: false });
            }
            Kind::End { is_named } => {
                if open.spans.is_empty() || (is_named && !open.has(name)) {
                    if lost == 0 {
                        first_lost = row;
                    }
                    lost += 1;
                    early = Some((name, start_us));
                    continue;
                }
                while let Some((top, span)) = open.pop() {
                    if let Some(span) = spans.get_mut(span) {
                        span.end_us = start_us;
                    }
                    if !is_named || top == name {
                        break;
                    }
                    if forced == 0 {
                        first_forced = row;
                    }
                    forced += 1;
                }
            }
        }
    }
    let what = "ends of spans that hadn't begun were left out";
    warnings.add_many(what, lost, Place::Row(u64::from(first_lost)), "");
    let what = "spans that were still open when their caller ended were ended with it";
    warnings.add_many(what, forced, Place::Row(u64::from(first_forced)), "");
    let what = "spans without an end were ended with the last event";
    warnings.add_many(what, open.spans.len() as u64, Place::Whole, "");
    spans
}
