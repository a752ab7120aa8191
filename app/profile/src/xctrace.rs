//! What `xctrace export` writes of Instruments' Time Profiler, as XML.
//!
//! ```text
//! <trace-query-result><node xpath='//trace-toc[1]/run[1]/data[1]/table[11]'>
//! <row><sample-time id="1">812</sample-time><thread id="2" fmt="Main Thread 0x1b (app, pid: 7)"/>
//!  <weight id="3" fmt="1.00 ms">1000000</weight>
//!  <backtrace id="4"><frame id="5" name="foo&lt;T&gt;" addr="0x1"><binary id="6" name="app"/></frame>
//!  <frame id="7" name="main" addr="0x2"/></backtrace></row>
//! <row><thread ref="2"/><weight ref="3"/><backtrace ref="4"/></row>
//! ```
//!
//! A row is a sample; frames stand from leaf to root. What occurs again is a `ref` to an `id`.
//! Weights are in nanoseconds; older exports have none, and then rows are counted. Source: the
//! output of the command below.

use crate::builder::ProfileBuilder;
use crate::flamegraph_svg::entities;
use crate::flamegraph_svg::markup::{self, Markup, Part};
use crate::function::FunctionKind;
use crate::id::{FrameId, StackId};
use crate::import::lines::{excerpt, whole_number};
use crate::import::{Certainty, Format, Imported, Importer};
use crate::metric::{Metric, Unit};
use crate::outline;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use rustc_hash::FxHashMap;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "xctrace XML",
    recorded_by: "xctrace record --template 'Time Profiler' --output app.trace --launch -- app && \
                  xctrace export --input app.trace --output app.xctrace.xml --xpath \
                  '/trace-toc/run[1]/data/table[@schema=\"time-profile\"]'",
    sniff,
    start: |name, _options| Box::new(Xctrace { markup: Markup::default(), read: Read::new(name) }),
};

const NO_STACK: &str = "rows without a backtrace were skipped";
const UNKNOWN: &str = "references to what the file doesn't have";
const NO_WEIGHT: &str = "rows without a weight count as 0";
const UNENDED: &str = "the file ends in the middle";

struct Xctrace {
    markup: Markup,
    read: Read,
}

/// One thread's samples.
#[derive(Default)]
struct Track {
    samples: Samples,
    weights: Vec<f64>,
}

/// The element whose text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Nothing,
    Time,
    Weight,
}

struct Read {
    builder: ProfileBuilder,
    frames: FxHashMap<u64, FrameId>,
    /// Frames whose library comes after their tag: id and name.
    open_frame: Option<(Option<u64>, String)>,
    backtraces: FxHashMap<u64, StackId>,
    /// The backtrace that is being read: its id, and its frames from leaf to root.
    backtrace: Option<(Option<u64>, Vec<FrameId>)>,
    binaries: FxHashMap<u64, String>,
    weights: FxHashMap<u64, f64>,
    times: FxHashMap<u64, f64>,
    threads: FxHashMap<u64, usize>,
    names: Vec<String>,
    tracks: Vec<Track>,
    row: Row,
    reading: Reading,
    reading_id: Option<u64>,
    text: Vec<u8>,
    has_weights: bool,
    without_weight: u64,
    is_ended: bool,
    warnings: Warnings,
}

/// The row that is being read.
#[derive(Clone, Copy, Default)]
struct Row {
    stack: Option<StackId>,
    weight: Option<f64>,
    time_ns: Option<f64>,
    thread: Option<usize>,
}

impl Read {
    fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            frames: FxHashMap::default(),
            open_frame: None,
            backtraces: FxHashMap::default(),
            backtrace: None,
            binaries: FxHashMap::default(),
            weights: FxHashMap::default(),
            times: FxHashMap::default(),
            threads: FxHashMap::default(),
            names: Vec::new(),
            tracks: Vec::new(),
            row: Row::default(),
            reading: Reading::Nothing,
            reading_id: None,
            text: Vec::new(),
            has_weights: false,
            without_weight: 0,
            is_ended: false,
            warnings: Warnings::default(),
        }
    }

    fn tag(&mut self, at: u64, tag: &[u8]) {
        let is_whole = tag.ends_with(b"/");
        let name = markup::name(tag);
        let (id, reference) = match name {
            // Most tags, which say nothing.
            [b'/', ..] | b"row" => (None, None),
            _ => ids(tag),
        };
        match name {
            b"row" => self.row = Row::default(),
            b"/row" => self.end_row(at),
            b"sample-time" => self.value(Reading::Time, id, reference, at),
            b"weight" => self.value(Reading::Weight, id, reference, at),
            b"/sample-time" | b"/weight" => self.end_value(),
            b"thread" if self.backtrace.is_none() => self.thread(id, reference, tag, at),
            b"backtrace" => {
                if let Some(reference) = reference {
                    self.row.stack = self.backtraces.get(&reference).copied();
                    self.warn_unless(self.row.stack.is_some(), at, tag);
                } else {
                    self.backtrace = Some((id, Vec::new()));
                }
            }
            b"/backtrace" => self.end_backtrace(),
            b"frame" => {
                if let Some(reference) = reference {
                    let frame = self.frames.get(&reference).copied();
                    self.warn_unless(frame.is_some(), at, tag);
                    self.push_frame(frame);
                } else {
                    self.open_frame = Some((id, text(tag, b"name").unwrap_or_default()));
                    if is_whole {
                        self.end_frame("");
                    }
                }
            }
            b"binary" => {
                let name = match reference {
                    Some(reference) => self.binaries.get(&reference).cloned(),
                    None => text(tag, b"name"),
                };
                let name = name.unwrap_or_default();
                if let Some(id) = id {
                    self.binaries.insert(id, name.clone());
                }
                self.end_frame(&name);
            }
            b"/frame" => self.end_frame(""),
            b"/trace-query-result" => self.is_ended = true,
            _ => {}
        }
    }

    /// A time or weight begins, or one that was there before comes again.
    fn value(&mut self, reading: Reading, id: Option<u64>, reference: Option<u64>, at: u64) {
        if let Some(reference) = reference {
            let known = match reading {
                Reading::Time => &self.times,
                _ => &self.weights,
            };
            let value = known.get(&reference).copied();
            self.warn_unless(value.is_some(), at, b"ref");
            return self.set(reading, value);
        }
        (self.reading, self.reading_id) = (reading, id);
        self.text.clear();
    }

    fn end_value(&mut self) {
        let reading = std::mem::replace(&mut self.reading, Reading::Nothing);
        let Some(value) = whole_number(self.text.trim_ascii()).map(|value| value as f64) else {
            return;
        };
        let known = match reading {
            Reading::Nothing => return,
            Reading::Time => &mut self.times,
            Reading::Weight => &mut self.weights,
        };
        if let Some(id) = self.reading_id {
            known.insert(id, value);
        }
        self.set(reading, Some(value));
    }

    fn set(&mut self, reading: Reading, value: Option<f64>) {
        match reading {
            Reading::Nothing => {}
            Reading::Time => self.row.time_ns = value,
            Reading::Weight => self.row.weight = value,
        }
    }

    fn thread(&mut self, id: Option<u64>, reference: Option<u64>, tag: &[u8], at: u64) {
        if let Some(reference) = reference {
            self.row.thread = self.threads.get(&reference).copied();
            return self.warn_unless(self.row.thread.is_some(), at, tag);
        }
        let name = text(tag, b"fmt").unwrap_or_default();
        let thread = self.track(name);
        if let Some(id) = id {
            self.threads.insert(id, thread);
        }
        self.row.thread = Some(thread);
    }

    fn track(&mut self, name: String) -> usize {
        self.names.push(name);
        self.tracks.push(Track::default());
        self.tracks.len() - 1
    }

    /// The frame that is open is complete; its library is known, or it has none.
    fn end_frame(&mut self, library: &str) {
        let Some((id, name)) = self.open_frame.take() else { return };
        let name = if name.is_empty() { "unknown" } else { &name };
        let frame = outline::frame(name, library, FunctionKind::Unknown, &mut self.builder);
        let frame = self.builder.frame(frame);
        if let Some(id) = id {
            self.frames.insert(id, frame);
        }
        self.push_frame(Some(frame));
    }

    fn push_frame(&mut self, frame: Option<FrameId>) {
        if let (Some((_, frames)), Some(frame)) = (&mut self.backtrace, frame) {
            frames.push(frame);
        }
    }

    fn end_backtrace(&mut self) {
        let Some((id, frames)) = self.backtrace.take() else { return };
        let mut stack = None;
        for frame in frames.into_iter().rev() {
            stack = Some(self.builder.stack(stack, frame));
        }
        if let (Some(id), Some(stack)) = (id, stack) {
            self.backtraces.insert(id, stack);
        }
        self.row.stack = stack;
    }

    fn end_row(&mut self, at: u64) {
        let row = std::mem::take(&mut self.row);
        if row.stack.is_none() {
            return self.warnings.add(NO_STACK, Place::Byte(at), "");
        }
        let thread = match row.thread {
            Some(thread) => thread,
            None if self.tracks.is_empty() => self.track(String::new()),
            None => 0,
        };
        self.has_weights |= row.weight.is_some();
        self.without_weight += u64::from(row.weight.is_none());
        if let Some(track) = self.tracks.get_mut(thread) {
            track.samples.stacks.push(row.stack);
            track.weights.push(row.weight.unwrap_or(0.0));
            track.samples.times_ns.push(row.time_ns.unwrap_or(f64::NAN));
        }
    }

    fn warn_unless(&mut self, is_known: bool, at: u64, tag: &[u8]) {
        if !is_known {
            self.warnings.add(UNKNOWN, Place::Byte(at), &excerpt(tag));
        }
    }
}

impl Importer for Xctrace {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        let Self { markup, read } = self;
        markup.push(slice, |at, part| match part {
            Part::Text(text) if read.reading != Reading::Nothing && read.text.len() < 64 => {
                read.text.extend_from_slice(text);
            }
            Part::Text(_) => {}
            Part::Tag(tag) => read.tag(at, tag),
        });
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        let mut read = self.read;
        if !read.is_ended {
            read.warnings.add(UNENDED, Place::Whole, "");
        }
        let samples =
            Metric { name: "samples".to_owned(), unit: Unit::Samples, sample_weight: None };
        let time = Metric { name: "time".to_owned(), unit: Unit::Nanoseconds, sample_weight: None };
        let time = read.has_weights.then(|| read.builder.push_metric(time));
        let count = read.builder.push_metric(samples);
        if read.has_weights {
            read.warnings.add_many(NO_WEIGHT, read.without_weight, Place::Whole, "");
        }
        let mut has_samples = false;
        for (name, track) in read.names.into_iter().zip(read.tracks) {
            let Track { mut samples, weights } = track;
            if samples.is_empty() {
                continue;
            }
            has_samples = true;
            if samples.times_ns.iter().any(|time| time.is_nan()) {
                samples.times_ns.clear();
            }
            samples.weights.extend(time.map(|time| (time, Weights::Each(weights.into()))));
            samples.weights.push((count, Weights::Ones));
            read.builder.push_thread(Thread { name, samples: vec![samples], ..Thread::default() });
        }
        if !has_samples {
            return Err(ImportError {
                expected: "rows with backtraces".to_owned(),
                found: "none".to_owned(),
                place: Place::Whole,
                advice: "Export the table `time-profile` of a Time Profiler recording.".to_owned(),
            });
        }
        let about = read.builder.about();
        (about.format, about.tool) = (FORMAT.name.to_owned(), "Instruments".to_owned());
        let profiles = vec![read.builder.finish()];
        Ok(Imported { profiles, warnings: read.warnings, ..Imported::default() })
    }
}

fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    markup::attributes(tag).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The number that a tag gives what it holds, and that of what it refers to.
fn ids(tag: &[u8]) -> (Option<u64>, Option<u64>) {
    let (mut id, mut reference) = (None, None);
    for (name, value) in markup::attributes(tag) {
        match name {
            b"id" => _ = id.get_or_insert_with(|| whole_number(value)),
            b"ref" => _ = reference.get_or_insert_with(|| whole_number(value)),
            _ => {}
        }
    }
    (id.flatten(), reference.flatten())
}

fn text(tag: &[u8], name: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(attribute(tag, name)?);
    Some(entities::decode(&value).into_owned())
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let head = head.trim_ascii_start();
    let is_xml = head.starts_with(b"<?xml") || head.starts_with(b"<trace-query-result");
    let has_root = memchr::memmem::find(head, b"<trace-query-result").is_some();
    if is_xml && has_root { Certainty::Sure } else { Certainty::No }
}
