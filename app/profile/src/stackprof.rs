//! The JSON of stackprof, a sampling profiler for Ruby.
//!
//! ```json
//! {"version": 1.2, "mode": "wall", "interval": 1000, "samples": 3, "gc_samples": 1,
//!  "missed_samples": 0, "frames": {"70098": {"name": "Object#d", "file": "simple.rb", "line": 23,
//!   "total_samples": 2, "samples": 2}, "313": {"name": "(garbage collection)", "file": ""}},
//!  "raw": [2, 70098, 70098, 2, 1, 313, 1], "raw_timestamp_deltas": [1162, 961, 994]}
//! ```
//!
//! `raw` is a sequence of stacks: how many frames, the frames from root to leaf, how many samples
//! in a row had them. `raw_lines`, of newer versions, is laid out the same with lines in the
//! frames' places. Times are microseconds since the sample before. Quirks: a garbage collection
//! has no stack of its own, it belongs on the one before; in the mode `object` a sample is an
//! allocation; without `raw: true` there are no stacks at all, only each frame's own samples.
//! Source: stackprof's `ext/stackprof/stackprof.c`.

mod document;
mod samples;

use crate::ProfileBuilder;
use crate::import::whole_json::{self, WholeJson};
use crate::import::{Certainty, Format};
use crate::json::has_members;
use crate::recording::Profile;
use crate::thread::Thread;
use crate::warning::Warnings;
use document::{Document, Place};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "stackprof",
    recorded_by: "StackProf.run(mode: :wall, raw: true, out: …), then `stackprof --json FILE`",
    sniff: |_name, head| match has_members(head, &[&["mode"], &["gc_samples"], &["frames"]]) {
        true => Certainty::Sure,
        false => Certainty::No,
    },
    start: |name, _options| Box::new(WholeJson::new(Place::Document, Document::new(name))),
};

impl whole_json::Document for Document {
    const EXPECTED: &'static str = "the JSON of stackprof";

    fn profiles(mut self, warnings: &mut Warnings) -> Vec<Profile> {
        let mut builder = std::mem::take(&mut self.builder);
        let samples = samples::read(&self, &mut builder, warnings);
        if samples.is_empty() {
            return Vec::new();
        }
        builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        describe(&self, &mut builder);
        vec![builder.finish()]
    }
}

fn describe(document: &Document, builder: &mut ProfileBuilder) {
    let about = builder.about();
    about.format = FORMAT.name.to_owned();
    about.tool = FORMAT.name.to_owned();
    if !document.counts_objects() {
        about.interval_ns = document.interval.map(|interval_us| interval_us * 1e3);
    }
    if !document.mode.is_empty() {
        about.labels.push(("mode".to_owned(), document.mode.clone()));
    }
    if let Some(interval) = document.interval.filter(|_| document.counts_objects()) {
        about.labels.push(("allocations a sample".to_owned(), interval.to_string()));
    }
    for (label, count) in [
        ("samples in garbage collection", document.gc_samples),
        ("missed samples", document.missed_samples),
    ] {
        if let Some(count) = count.filter(|count| *count > 0.0) {
            about.labels.push((label.to_owned(), count.to_string()));
        }
    }
}
