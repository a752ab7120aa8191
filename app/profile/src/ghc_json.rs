//! Cost centre profiles of GHC in JSON: what `+RTS -pj` writes of a Haskell program.
//!
//! ```json
//! {"program": "trees", "arguments": ["trees"], "rts_arguments": ["-pj"],
//!  "end_time": "Thu Oct 25 10:51 2018", "initial_capabilities": 0, "total_time": 0.80,
//!  "total_ticks": 798, "tick_interval": 1000, "total_alloc": 1921672664,
//!  "cost_centres": [{"id": 19, "label": "main", "module": "Main",
//!                    "src_loc": "src/Main.hs:(21,1)-(38,42)", "is_caf": false}],
//!  "profile": {"id": 144, "entries": 0, "alloc": 648, "ticks": 0, "children": []}}
//! ```
//!
//! A call tree of objects in objects; the numbers are each node's own. A tick lasts
//! `tick_interval` microseconds. Places are `file:line:columns`, `file:(line,column)-(…)` or
//! something in angle brackets that is none. Source: the GHC user's guide, "JSON profile format".

mod document;
mod place;

use crate::import::whole_json::{self, WholeJson};
use crate::import::{Certainty, Format};
use crate::json::has_members;
use crate::metric::{Metric, Unit};
use crate::raw_frame::RawFrame;
use crate::recording::{About, Profile};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{Place as FilePlace, Warnings};
use document::{Document, Place};
use rustc_hash::FxHashMap;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "GHC profile (JSON)",
    recorded_by: "PROGRAM +RTS -pj",
    sniff: |_name, head| match has_members(head, &[&["rts_arguments"], &["initial_capabilities"]]) {
        true => Certainty::Sure,
        false => Certainty::No,
    },
    start: |name, _options| Box::new(WholeJson::new(Place::Document, Document::new(name))),
};

impl whole_json::Document for Document {
    const EXPECTED: &'static str = "a profile of GHC";

    fn profiles(self, warnings: &mut Warnings) -> Vec<Profile> {
        let Self { mut builder, nesting, nodes, centres, .. } = self;
        let known: FxHashMap<_, _> = centres.into_iter().collect();
        let unknown = RawFrame::default();
        let mut frames = Vec::new();
        for (row, node) in nodes.iter().enumerate() {
            let frame = node.id.and_then(|id| known.get(&id)).copied();
            frames.push(frame.unwrap_or_else(|| {
                let what = "cost centres that aren't in the file are shown as (unknown)";
                warnings.add(what, FilePlace::Row(row as u64), "");
                unknown.add("(unknown)", &mut builder)
            }));
            let what = "numbers that are negative or none count as 0";
            let wrong = u64::from(node.unreadable);
            warnings.add_many(what, wrong, FilePlace::Row(row as u64), "");
        }
        let stacks = nesting.stacks(frames.into_iter(), &mut builder);
        let mut samples = Samples::default();
        let mut columns = [Vec::new(), Vec::new(), Vec::new()];
        for (node, stack) in nodes.iter().zip(stacks) {
            if node.numbers.iter().any(|number| *number > 0.0) {
                samples.stacks.push(Some(stack));
                for (column, number) in columns.iter_mut().zip(node.numbers) {
                    column.push(number);
                }
            }
        }
        if samples.is_empty() {
            return Vec::new();
        }
        let tick_ms = self.tick_us.map(|tick_us| tick_us / 1e3);
        let [ticks, bytes, entries] = columns;
        let (time, unit) = match tick_ms {
            Some(tick_ms) => {
                (ticks.iter().map(|ticks| ticks * tick_ms).collect(), Unit::Milliseconds)
            }
            None => (ticks, Unit::Other("ticks".to_owned())),
        };
        let others = [
            ("allocated bytes", Unit::Bytes, bytes),
            ("entries", Unit::Other("entries".to_owned()), entries),
        ];
        for (name, unit, column) in std::iter::once(("time", unit, time)).chain(others) {
            let metric = Metric { name: name.to_owned(), unit, sample_weight: None };
            samples.weights.push((builder.push_metric(metric), Weights::Each(column.into())));
        }
        builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let label = |label: &str, text: &str| (label.to_owned(), text.to_owned());
        let ended = Some(&self.end_time).filter(|time| !time.is_empty());
        *builder.about() = About {
            format: FORMAT.name.to_owned(),
            tool: "GHC".to_owned(),
            command: self.command.join(" "),
            duration_ns: self.total_s.map(|seconds| seconds * 1e9),
            interval_ns: self.tick_us.map(|tick_us| tick_us * 1e3),
            labels: ended.map(|time| label("end", time)).into_iter().collect(),
            ..About::default()
        };
        vec![builder.finish()]
    }
}
