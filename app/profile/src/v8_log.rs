//! Logs of V8's sampling profiler in the JSON that Node makes of them.
//!
//! ```json
//! {"code": [{"name": "node", "type": "SHARED_LIB"},
//!           {"name": "fib /home/me/fib.js:1:13", "type": "JS", "kind": "Opt", "func": 0, "tm": 512}],
//!  "functions": [{"name": "fib /home/me/fib.js:1:13", "codes": [1]}],
//!  "ticks": [{"tm": 1172, "vm": 0, "s": [1, 40, 1, 99, -1, 140735]}]}
//! ```
//!
//! Made by `node --prof-process --preprocess -j isolate*.log`. `tm` are microseconds since the
//! start, whatever the code that writes them calls them; a tick stands for the time since the one
//! before. `s` goes from leaf to root in pairs: a row of `code` and a place in it, or -1 and an
//! address that is in no code. Ticks needn't come in the order of time. Source: V8's
//! `tools/profile.mjs` and Node's `lib/internal/v8_prof_polyfill.js`.

mod code_name;
mod document;

use crate::id::StackId;
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

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "V8 log",
    recorded_by: "node --prof SCRIPT, then `node --prof-process --preprocess -j isolate*.log`",
    sniff,
    start: |name, _options| Box::new(WholeJson::new(Place::Document, Document::new(name))),
};

/// The list of code alone is often longer than the head.
fn sniff(_name: &str, head: &[u8]) -> Certainty {
    if has_members(head, &[&["code", "type"], &["functions", "codes"], &["ticks"]]) {
        return Certainty::Sure;
    }
    match has_members(head, &[&["code", "name"], &["code", "type"]]) {
        true => Certainty::Likely,
        false => Certainty::No,
    }
}

impl whole_json::Document for Document {
    const EXPECTED: &'static str = "a log of V8 that Node preprocessed";

    fn profiles(self, warnings: &mut Warnings) -> Vec<Profile> {
        let Self { mut builder, codes, ticks, rows, .. } = self;
        let mut order: Vec<_> = (0..ticks.len()).collect();
        order.sort_by(|&a, &b| {
            let time = |row: usize| ticks.get(row).map_or(0.0, |tick| tick.time_us);
            time(a).total_cmp(&time(b))
        });
        let unknown = RawFrame::default();
        let mut samples = Samples::default();
        let mut weights_us = Vec::new();
        let mut last_us = 0.0f64;
        for row in order {
            let Some(tick) = ticks.get(row) else { continue };
            let mut stack: Option<StackId> = None;
            for &code in rows.get(tick.start..tick.end).unwrap_or_default().iter().rev() {
                let place = FilePlace::Row(row as u64);
                let frame = usize::try_from(code).ok().and_then(|code| codes.get(code)).copied();
                let frame = match frame {
                    Some(frame) => frame,
                    None if code < 0 => {
                        let what = "frames at addresses that are in no known code were left out";
                        warnings.add(what, place, "");
                        continue;
                    }
                    None => {
                        let what = "code that isn't in the file is shown as (unknown)";
                        warnings.add(what, place, &code.to_string());
                        unknown.add("(unknown)", &mut builder)
                    }
                };
                stack = Some(builder.stack(stack, frame));
            }
            samples.stacks.push(stack);
            samples.times_ns.push(last_us * 1e3);
            weights_us.push((tick.time_us - last_us).max(0.0));
            last_us = tick.time_us.max(last_us);
        }
        if samples.is_empty() {
            return Vec::new();
        }
        let name = "time".to_owned();
        let time = Metric { name, unit: Unit::Microseconds, sample_weight: None };
        samples.weights.push((builder.push_metric(time), Weights::Each(weights_us.into())));
        let name = "samples".to_owned();
        let counted = Metric { name, unit: Unit::Samples, sample_weight: Some(1.0) };
        samples.weights.push((builder.push_metric(counted), Weights::Ones));
        builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let duration_ns = Some(last_us * 1e3).filter(|duration_ns| *duration_ns > 0.0);
        let (format, tool) = (FORMAT.name.to_owned(), "V8".to_owned());
        *builder.about() = About { format, tool, duration_ns, ..About::default() };
        let what = "ticks without a time were skipped";
        warnings.add_many(what, self.without_time, FilePlace::Whole, "");
        vec![builder.finish()]
    }
}
