//! Pairs: which end belongs to which beginning.

use super::event::{Event, Kind, Span};
use crate::id::StringId;
use crate::warning::{Place, Warnings};
use rustc_hash::FxHashMap;

/// When the last of the events ends.
pub(super) fn last_us(events: &[Event]) -> f64 {
    events.iter().map(|event| event.end_us).fold(f64::NEG_INFINITY, f64::max)
}

/// The spans of one thread's events.
///
/// An end that names another function than the last one that began ends that one together with
/// all that it called: their own ends are missing. What has no end ends at `last_us`.
pub(super) fn spans(mut events: Vec<Event>, last_us: f64, warnings: &mut Warnings) -> Vec<Span> {
    // Stable: events of the same time stay in the file's order.
    events.sort_by(|a, b| a.start_us.total_cmp(&b.start_us));
    let mut spans: Vec<Span> = Vec::new();
    // The name and the span of each beginning, and how often each name is open, so that an end
    // that belongs to nothing needs no search.
    let mut open: Vec<(StringId, usize)> = Vec::new();
    let mut counts: FxHashMap<StringId, u64> = FxHashMap::default();
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
                open.push((name, spans.len()));
                *counts.entry(name).or_default() += 1;
                spans.push(Span { start_us, end_us: last_us, frame, is_complete: false });
            }
            Kind::End { is_named } => {
                let is_open = counts.get(&name).is_some_and(|&count| count > 0);
                if open.is_empty() || (is_named && !is_open) {
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
                    if let Some(count) = counts.get_mut(&top) {
                        *count = count.saturating_sub(1);
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
    warnings.add_many(what, lost, Place::Row(first_lost), "");
    let what = "spans that were still open when their caller ended were ended with it";
    warnings.add_many(what, forced, Place::Row(first_forced), "");
    let what = "spans without an end were ended with the last event";
    warnings.add_many(what, open.len() as u64, Place::Whole, "");
    spans
}
