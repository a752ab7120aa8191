//! Trace events: the JSON of `chrome://tracing`, which tracing-chrome, rustc's `crox` and many
//! others write.
//!
//! ```json
//! [{"ph": "M", "name": "thread_name", "pid": 1, "tid": 7, "args": {"name": "worker 1"}},
//!  {"ph": "B", "name": "parse", "pid": 1, "tid": 7, "ts": 10, ".file": "src/a.rs", ".line": 3},
//!  {"ph": "E", "name": "parse", "pid": 1, "tid": 7, "ts": 25},
//!  {"ph": "X", "name": "write", "pid": 1, "tid": 7, "ts": 30, "dur": 5},
//! ```
//!
//! The list may also be the member `traceEvents` of an object. Its end may be missing, and a
//! comma may stand in front of it. Times are microseconds in any order. The arguments of an event
//! don't belong to its name: `poll` with two different ids is one function. Spans of a thread
//! nest by their times; the time in which none is open is no sample. Files of Hermes have samples
//! beside the events. Source: "Trace Event Format" of the Chromium project.

mod document;
mod event;
mod nest;
mod pairs;
mod samples;
mod sniff;

use crate::id::{MetricId, StringId};
use crate::import::json_file::JsonFile;
use crate::import::{Format, Imported, Importer, broken_json};
use crate::json::Scanner;
use crate::metric::{Metric, Unit};
use crate::recording::About;
use crate::sample::Samples;
use crate::thread::Thread;
use crate::warning::{ImportError, Place};
use document::Document;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Trace events",
    recorded_by: "tracing-chrome; crox of rust-lang/measureme; chrome://tracing",
    sniff: |_name, head| sniff::certainty(head),
    start: |name, _options| {
        let scanner = Scanner::new(document::Place::Document).with_trailing_commas();
        let file = JsonFile::new(scanner, Document::new(name));
        Box::new(TraceEventImporter { file })
    },
};

const EXPECTED: &str = "trace events";

struct TraceEventImporter {
    file: JsonFile<Document>,
}

impl Importer for TraceEventImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.file.push(slice);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        self.file.finish();
        let JsonFile { scanner, mut document, broken } = self.file;
        if let Some(error) = &broken {
            // A program that is killed leaves its list open, which the format allows.
            if !(error.is_end() && document.is_between_events()) {
                broken_json::warn(error, &mut document.warnings);
            }
        }
        broken_json::warn_of_texts(&scanner, &mut document.warnings);
        match imported(document) {
            Ok(imported) => Ok(imported),
            Err(error) => match &broken {
                Some(broken) => Err(broken_json::error(EXPECTED, broken)),
                None => Err(error),
            },
        }
    }
}

/// A thread's samples, and whether they were sampled or made of spans.
type Tables = Vec<(bool, Samples)>;

/// Puts the profile together.
fn imported(mut document: Document) -> Result<Imported, ImportError> {
    let mut sampled = samples::read(&mut document);
    let warnings = &mut document.warnings;
    let builder = &mut document.builder;
    let mut threads: Vec<(StringId, StringId, Tables)> = Vec::new();
    for track in document.tracks {
        let key = (track.pid, track.tid);
        let spans = pairs::spans(track.events, warnings);
        let nested = nest::samples(spans, builder, warnings);
        let mut tables = Tables::new();
        tables.extend((!nested.is_empty()).then_some((false, nested)));
        tables.extend(sampled.remove(&key).map(|samples| (true, samples)));
        threads.push((key.0, key.1, tables));
    }
    threads.retain(|thread| !thread.2.is_empty());
    let tables = || threads.iter().flat_map(|thread| &thread.2);
    let Some(start) = tables().flat_map(|table| &table.1.times_ns).copied().reduce(f64::min) else {
        let reasons: Vec<_> = warnings.list().iter().map(|it| it.what.as_str()).collect();
        let advice = match reasons.is_empty() {
            true => "Record for longer.".to_owned(),
            false => format!("What was found: {}.", reasons.join("; ")),
        };
        return Err(ImportError {
            expected: format!("{EXPECTED} that last a time"),
            found: "none".to_owned(),
            place: Place::Whole,
            advice,
        });
    };
    let mut metrics: [Option<MetricId>; 2] = [None; 2];
    for (index, name) in ["time", "sampled time"].into_iter().enumerate() {
        if tables().any(|table| usize::from(table.0) == index)
            && let Some(metric) = metrics.get_mut(index)
        {
            let (name, unit) = (name.to_owned(), Unit::Microseconds);
            *metric = Some(builder.push_metric(Metric { name, unit, sample_weight: None }));
        }
    }
    let mut end = start;
    for (pid, tid, tables) in threads {
        let mut thread = Thread {
            name: document.thread_names.remove(&(pid, tid)).unwrap_or_default(),
            process: document.process_names.get(&pid).cloned().unwrap_or_default(),
            pid: builder.profile().text(pid).to_owned(),
            tid: builder.profile().text(tid).to_owned(),
            samples: Vec::new(),
        };
        for (is_sampled, mut samples) in tables {
            let last = samples.times_ns.last().zip(samples.weights.first());
            if let Some((&time, (_, weights))) = last {
                end = end.max(time + weights.get(samples.len().saturating_sub(1)) * 1e3);
            }
            samples.times_ns.iter_mut().for_each(|time| *time -= start);
            for (metric, _) in &mut samples.weights {
                if let Some(Some(known)) = metrics.get(usize::from(is_sampled)) {
                    *metric = *known;
                }
            }
            thread.samples.push(samples);
        }
        builder.push_thread(thread);
    }
    let duration_ns = Some(end - start).filter(|&duration| duration > 0.0);
    *builder.about() = About { format: FORMAT.name.to_owned(), duration_ns, ..About::default() };
    let profiles = vec![document.builder.finish()];
    Ok(Imported { profiles, warnings: document.warnings, ..Imported::default() })
}
