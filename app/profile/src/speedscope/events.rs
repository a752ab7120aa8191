//! Evented profiles: functions that open and close become samples between the events.

use super::numbered;
use super::raw::RawProfile;
use crate::builder::ProfileBuilder;
use crate::id::StackId;
use crate::warning::{Place, Warnings};
use rustc_hash::FxHashMap;

/// An event as it stands in the file.
#[derive(Clone, Copy, Default)]
pub(super) struct RawEvent {
    pub opens: Option<bool>,
    pub frame: Option<i32>,
    pub at: Option<f64>,
}

/// The functions that are open.
#[derive(Default)]
pub(super) struct Open {
    /// The number of each frame, and the stack that ends in it.
    frames: Vec<(i32, StackId)>,
    /// How often each frame is open, so that a close of one that isn't needs no search.
    counts: FxHashMap<i32, u32>,
    now: Option<f64>,
    /// How many events there were.
    rows: u64,
}

impl Open {
    /// Takes the next event.
    pub(super) fn event(
        &mut self,
        event: RawEvent,
        raw: &mut RawProfile,
        builder: &mut ProfileBuilder,
        warnings: &mut Warnings,
    ) {
        let place = Place::Row(self.rows);
        self.rows += 1;
        let RawEvent { opens: Some(opens), frame: Some(frame), at: Some(at) } = event else {
            warnings.add("events without type, frame or time were skipped", place, &raw.name);
            return;
        };
        if self.now.is_some_and(|now| at < now) {
            let what = "events lie before the one in front of them and count at its time";
            warnings.add(what, place, &at.to_string());
        }
        self.pass(at, raw);
        if opens {
            let prefix = self.frames.last().map(|&(_, stack)| stack);
            self.frames.push((frame, builder.stack(prefix, numbered(Some(frame)))));
            *self.counts.entry(frame).or_default() += 1;
            return;
        }
        if self.counts.get(&frame).is_none_or(|&count| count == 0) {
            warnings.add("ends of functions that weren't open were left out", place, &raw.name);
            return;
        }
        while let Some((top, _)) = self.frames.pop() {
            if let Some(count) = self.counts.get_mut(&top) {
                *count = count.saturating_sub(1);
            }
            if top == frame {
                break;
            }
            let what = "functions that were still open when their caller ended were ended with it";
            warnings.add(what, place, &raw.name);
        }
    }

    /// Ends the profile: what is open ends with it.
    pub(super) fn finish(self, raw: &mut RawProfile, warnings: &mut Warnings) {
        let mut this = self;
        let what = "functions still open at the end were ended there";
        warnings.add_many(what, this.frames.len() as u64, Place::Row(this.rows), &raw.name);
        if let Some(end) = raw.end {
            this.pass(end, raw);
        }
    }

    /// The time goes on to `at`: what is open until then is a sample.
    fn pass(&mut self, at: f64, raw: &mut RawProfile) {
        let now = self.now.unwrap_or(at);
        if let Some(&(_, stack)) = self.frames.last()
            && (at - now).is_finite()
            && at > now
        {
            raw.push(Some(stack), now, at - now);
        }
        self.now = Some(at.max(now));
    }
}
