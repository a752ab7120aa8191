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
//! beside the events, and places in scripts; Chrome's timelines have whole profiles in them, which
//! become a recording of their own. Source: "Trace Event Format" of the Chromium project.

mod asynchronous;
mod document;
mod event;
mod nest;
mod pairs;
mod profiles;
mod samples;
mod script;
mod sniff;

use crate::builder::ProfileBuilder;

use crate::float::{larger, smaller};
use crate::import::json_file::JsonFile;
use crate::import::{Format, Imported, Importer, broken_json};
use crate::json::Scanner;
use crate::metric::{Metric, Unit};
use crate::recording::{About, Profile};
use crate::sample::Samples;
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use document::Document;
use event::{Category, Track};
use profiles::Profiles;

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

/// The kinds of time: of spans, of samples, and of asynchronous spans.
const METRICS: [&str; 3] = ["time", "sampled time", "asynchronous time"];
/// A thread's samples, each table with the row of its metric.
type Tables = Vec<(usize, Samples)>;

/// Puts the profiles together: the sampled ones first, since a timeline is recorded for them.
fn imported(mut document: Document) -> Result<Imported, ImportError> {
    let sampled = std::mem::replace(&mut document.profiles, Profiles::new(""));
    let names = |pid: &str, tid: &str| {
        let key = (document.builder.string(pid), document.builder.string(tid));
        let process = document.process_names.get(&key.0).cloned().unwrap_or_default();
        (process, document.thread_names.get(&key).cloned().unwrap_or_default())
    };
    let sampled = sampled.finish(&mut document.warnings, names);
    let mut profiles: Vec<_> = sampled.into_iter().collect();
    let mut threads = threads(&mut document);
    threads.retain(|thread| !thread.1.is_empty());
    if threads.is_empty() && profiles.is_empty() {
        return Err(without_time(&document.warnings));
    }
    if !threads.is_empty() {
        let mut events = of_threads(document.builder, threads);
        if !profiles.is_empty() {
            events.name += ": events";
        }
        profiles.push(events);
    }
    Ok(Imported { profiles, warnings: document.warnings, ..Imported::default() })
}

/// The threads, and a further one for each category of asynchronous events.
fn threads(document: &mut Document) -> Vec<(Thread, Tables)> {
    let mut sampled = samples::read(document);
    let warnings = &mut document.warnings;
    let builder = &mut document.builder;
    let mut threads = Vec::new();
    let asynchronous = std::mem::take(&mut document.asynchronous);
    let mut last_us = asynchronous.last_us();
    for Track { pid, tid, events } in std::mem::take(&mut document.tracks) {
        let track_last_us = pairs::last_us(&events);
        last_us = last_us.max(track_last_us);
        let spans = pairs::spans(events, track_last_us, warnings);
        let nested = nest::samples(spans, builder, warnings);
        let mut tables = Tables::new();
        tables.extend((!nested.is_empty()).then_some((0, nested)));
        tables.extend(sampled.remove(&(pid, tid)).map(|samples| (1, samples)));
        let thread = Thread {
            name: document.thread_names.remove(&(pid, tid)).unwrap_or_default(),
            process: document.process_names.get(&pid).cloned().unwrap_or_default(),
            pid: builder.profile().text(pid).to_owned(),
            tid: builder.profile().text(tid).to_owned(),
            samples: Vec::new(),
        };
        threads.push((thread, tables));
    }
    for Category { pid, name, ids } in asynchronous.categories {
        let nested = asynchronous::samples(ids, last_us, builder, warnings);
        let thread = Thread {
            name: format!("asynchronous {name}").trim_end().to_owned(),
            process: document.process_names.get(&pid).cloned().unwrap_or_default(),
            pid: builder.profile().text(pid).to_owned(),
            ..Thread::default()
        };
        let is_used = !nested.is_empty();
        threads.push((thread, is_used.then_some((2, nested)).into_iter().collect()));
    }
    threads
}

/// The profile of the threads, each of which has samples.
fn of_threads(mut builder: ProfileBuilder, threads: Vec<(Thread, Tables)>) -> Profile {
    let tables = || threads.iter().flat_map(|thread| &thread.1);
    let times = tables().flat_map(|table| &table.1.times_ns).copied();
    let start = times.reduce(smaller).unwrap_or_default();
    let metrics: Vec<_> = METRICS
        .iter()
        .enumerate()
        .map(|(row, &name)| {
            let (name, unit) = (name.to_owned(), Unit::Microseconds);
            let is_measured = tables().any(|table| table.0 == row);
            is_measured.then(|| builder.push_metric(Metric { name, unit, sample_weight: None }))
        })
        .collect();
    let mut end = start;
    for (mut thread, tables) in threads {
        for (metric, mut samples) in tables {
            let weights = samples.weights.first().map(|(_, weights)| weights);
            for (row, time) in samples.times_ns.iter_mut().enumerate() {
                let weight = weights.map_or(0.0, |weights| weights.get(row));
                end = larger(end, *time + weight * 1e3);
                *time -= start;
            }
            if let (Some(Some(id)), Some(weights)) =
                (metrics.get(metric), samples.weights.first_mut())
            {
                weights.0 = *id;
            }
            thread.samples.push(samples);
        }
        builder.push_thread(thread);
    }
    let duration_ns = Some(end - start).filter(|&duration| duration > 0.0);
    *builder.about() = About { format: FORMAT.name.to_owned(), duration_ns, ..About::default() };
    builder.finish()
}

/// The error where nothing lasts a time.
fn without_time(warnings: &Warnings) -> ImportError {
    let reasons: Vec<_> = warnings.list().iter().map(|it| it.what.as_str()).collect();
    let advice = match reasons.is_empty() {
        true => "Record for longer.".to_owned(),
        false => format!("What was found: {}.", reasons.join("; ")),
    };
    ImportError {
        expected: format!("{EXPECTED} that last a time"),
        found: "none".to_owned(),
        place: Place::Whole,
        advice,
    }
}
