//! Sampled profiles inside a timeline, as Chrome writes them: whole, or in pieces.
//!
//! ```json
//! {"ph": "P", "name": "Profile", "id": "0x2", "pid": 1, "tid": 7, "args": {"data": {"startTime": 5}}}
//! {"ph": "P", "name": "ProfileChunk", "id": "0x2", "pid": 1, "tid": 9, "args": {"data": {
//!     "cpuProfile": {"nodes": [{"id": 3, "parent": 1, "callFrame": {…}}], "samples": [3, 3]},
//!     "timeDeltas": [108, 118]}}}
//! ```
//!
//! A piece names nodes of earlier ones; its thread is the one that took the samples, that of
//! `Profile` the one of which they were taken. Chrome 65 wrote each profile whole into an instant
//! called `CpuProfile`, without an id.

use super::event::RawEvent;
use crate::cpuprofile::{self, document};
use crate::recording::{About, Profile};
use crate::thread::Thread;
use crate::warning::{Place, Warnings};
use rustc_hash::FxHashMap;

/// The profiles so far.
pub(super) struct Profiles {
    /// What the event that is being read has of a profile.
    pub event: document::Document,
    list: Vec<Sampled>,
    /// The row of each profile by its process and id.
    rows: FxHashMap<(String, String), usize>,
}

struct Sampled {
    pid: String,
    tid: String,
    part: document::Part,
}

impl Profiles {
    pub(super) fn new(name: &str) -> Self {
        Self { event: document::Document::new(name), list: Vec::new(), rows: FxHashMap::default() }
    }

    /// Whether an event brings a profile or a part of it.
    pub(super) fn has(event: &RawEvent) -> bool {
        match event.name.text() {
            "CpuProfile" => true,
            "Profile" | "ProfileChunk" => event.phase == "P",
            _ => false,
        }
    }

    /// Takes what the event has.
    pub(super) fn end_event(&mut self, event: &RawEvent) {
        let part = self.event.take();
        let new = self.list.len();
        let row = match event.id.is_empty() {
            true => new,
            false => {
                *self.rows.entry((event.pid.text().to_owned(), event.id.clone())).or_insert(new)
            }
        };
        if let Some(known) = self.list.get_mut(row) {
            if event.name.text() == "Profile" {
                known.tid = event.tid.text().to_owned();
            }
            known.part.append(part);
        } else {
            let (pid, tid) = (event.pid.text().to_owned(), event.tid.text().to_owned());
            self.list.push(Sampled { pid, tid, part });
        }
    }

    /// One recording with a thread for each profile that has samples; `None` if none has. `names`
    /// gives the names of a process and of its thread.
    pub(super) fn finish(
        self,
        warnings: &mut Warnings,
        mut names: impl FnMut(&str, &str) -> (String, String),
    ) -> Option<Profile> {
        let mut builder = self.event.builder;
        let mut read = Vec::new();
        let (mut start_us, mut end_us) = (f64::INFINITY, f64::NEG_INFINITY);
        for (row, sampled) in self.list.into_iter().enumerate() {
            let Sampled { pid, tid, part } = sampled;
            let delta = part.time_deltas.first().copied().filter(|delta| delta.is_finite());
            let first_us = part.start_us.unwrap_or_default() + delta.unwrap_or_default();
            let part_end_us = part.end_us;
            let samples = cpuprofile::samples(part, &mut builder, warnings);
            if samples.is_empty() {
                let what = "profiles inside the timeline have no sample that can be used";
                warnings.add(what, Place::Row(row as u64), &format!("of thread {tid}"));
                continue;
            }
            let last_us = samples.times_ns.last().map(|time| first_us + time / 1e3);
            start_us = start_us.min(first_us);
            end_us = last_us.into_iter().chain(part_end_us).fold(end_us, f64::max);
            read.push((pid, tid, first_us, samples));
        }
        if read.is_empty() {
            return None;
        }
        for (pid, tid, first_us, mut samples) in read {
            samples.times_ns.iter_mut().for_each(|time| *time += (first_us - start_us) * 1e3);
            let (process, name) = names(&pid, &tid);
            builder.push_thread(Thread { name, process, pid, tid, samples: vec![samples] });
        }
        let duration_ns = Some((end_us - start_us) * 1e3).filter(|&ns| ns > 0.0 && ns.is_finite());
        let format = super::FORMAT.name.to_owned();
        *builder.about() = About { format, duration_ns, ..About::default() };
        Some(builder.finish())
    }
}
