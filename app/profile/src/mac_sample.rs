//! What macOS's `sample` and Activity Monitor's "Sample Process" write.
//!
//! ```text
//! Analysis of sampling app (pid 4711) every 1 millisecond
//! Call graph:
//!     860 Thread_1   DispatchQueue_1: com.apple.main-thread  (serial)
//!     + 860 start  (in dyld) + 1903  [0x18d373904]
//!     +   860 main  (in app) + 36  [0x102af5fa0]  main.rs:12
//!     +     ! 40 work  (in app) + 8  [0x102af5f30]
//!
//! Total number in stack (recursive counted multiple, when >=5):
//! ```
//!
//! Counts are of samples that pass through a node: what its callees don't have is its own. Before
//! a name stand signs in columns of two, which lead the eye. The same text goes on with a flat
//! list and with loaded images, which aren't read. Source: what the tool prints; inferno folds
//! leaves alone and leaves out functions that wait, here every sample counts.

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::FunctionKind;
use crate::import::lines::{
    LineFile, ReadLines, excerpt, lossy, split_word, trim_end, whole_number,
};
use crate::import::{Certainty, Format, Imported};
use crate::metric::{Metric, Unit};
use crate::outline::{self, Ended, Outline};
use crate::raw_frame::KnownFrames;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "sample of macOS",
    recorded_by: "sample PID 5 -file app.sample.txt",
    sniff,
    start: |name, _options| Box::new(LineFile::new(Read::new(name))),
};

const BEGIN: &[u8] = b"Call graph:";
const END: &[u8] = b"Total number in stack";
const ANALYSIS: &[u8] = b"Analysis of sampling ";
const UNREADABLE: &str = "lines of the call graph without a count and a name were skipped";
const TOO_MUCH: &str = "nodes whose callees have more samples than they: they count as none";
const UNENDED: &str = "the file ends in the middle of its call graph";

/// Where in the file the reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Graph,
    Rest,
}

struct Read {
    builder: ProfileBuilder,
    part: Part,
    known: KnownFrames,
    outline: Outline,
    ended: Vec<Ended>,
    threads: Vec<Thread>,
    samples: Samples,
    weights: Vec<f64>,
    warnings: Warnings,
    line_number: u64,
}

impl Read {
    fn new(name: &str) -> Self {
        let mut builder = ProfileBuilder::new(name);
        builder.push_metric(Metric {
            name: "samples".to_owned(),
            unit: Unit::Samples,
            sample_weight: None,
        });
        Self {
            builder,
            part: Part::Head,
            known: KnownFrames::default(),
            outline: Outline::default(),
            ended: Vec::new(),
            threads: Vec::new(),
            samples: Samples::default(),
            weights: Vec::new(),
            warnings: Warnings::default(),
            line_number: 0,
        }
    }

    /// `Analysis of sampling app (pid 4711) every 1 millisecond`
    fn head(&mut self, line: &[u8]) {
        let text = excerpt(line);
        if let Some(rest) = text.strip_prefix("Analysis of sampling ") {
            let interval = rest.rsplit_once(" every ").and_then(|(_, every)| {
                let (count, unit) = every.trim().split_once(' ')?;
                let unit_ns = match unit.trim_end_matches('s') {
                    "millisecond" => 1e6,
                    "microsecond" => 1e3,
                    "second" => 1e9,
                    _ => return None,
                };
                Some(count.parse::<f64>().ok()? * unit_ns)
            });
            self.builder.about().interval_ns = interval.filter(|interval| *interval > 0.0);
        } else if let Some(path) = text.strip_prefix("Path:") {
            path.trim().clone_into(&mut self.builder.about().command);
        }
    }

    fn node(&mut self, number: u64, line: &[u8]) {
        let is_sign = |byte: &u8| matches!(byte, b' ' | b'+' | b'|' | b':' | b'!');
        let indent = line.iter().position(|byte| !is_sign(byte)).unwrap_or(line.len());
        let text = lossy(line.get(indent..).unwrap_or_default());
        // Each sign is one byte.
        let depth = indent.saturating_sub(4) / 2;
        let counted = split_word(trim_end(&text)).and_then(|(count, call)| {
            Some((whole_number(count.as_bytes())? as f64, call.trim_start()))
        });
        let Some((count, call)) = counted else {
            return self.warn(UNREADABLE, number, line);
        };
        if depth == 0 {
            self.end_thread();
            let (name, queue) = call.split_once("  ").unwrap_or((call, ""));
            let queue = queue.trim().split_once(": ").map_or("", |(_, queue)| queue);
            let queue = queue.split_once("  ").map_or(queue, |(queue, _)| queue);
            let name = if queue.is_empty() { name.to_owned() } else { format!("{name} {queue}") };
            self.threads.push(Thread { name, ..Thread::default() });
        }
        if depth == 0 && call.starts_with("Thread_") {
            return;
        }
        let Self { builder, known, outline, ended, .. } = self;
        let frame = known.frame(call.as_bytes(), |call| {
            let frame = frame(call, builder);
            builder.frame(frame)
        });
        outline.begin(depth, frame, count, builder, |node| ended.push(node));
        self.count();
    }

    /// Counts what the nodes that ended have of their own.
    fn count(&mut self) {
        for (stack, own) in self.ended.drain(..) {
            if own < 0.0 {
                self.warnings.add(TOO_MUCH, Place::Line(self.line_number), "");
            }
            if own > 0.0 {
                self.samples.stacks.push(Some(stack));
                self.weights.push(own);
            }
        }
    }

    fn end_thread(&mut self) {
        let Self { outline, ended, .. } = self;
        outline.end(0, |node| ended.push(node));
        self.count();
        let mut samples = std::mem::take(&mut self.samples);
        let weights = std::mem::take(&mut self.weights);
        if let Some(thread) = self.threads.last_mut().filter(|_| !samples.is_empty()) {
            samples.weights.push((crate::id::MetricId::new(0), Weights::Each(weights.into())));
            thread.samples.push(samples);
        }
    }
}

/// `main  (in app) + 36  [0x102af5fa0]  main.rs:12`
fn frame(call: &str, builder: &mut ProfileBuilder) -> Frame {
    let (name, rest) = call.rsplit_once("  (in ").unwrap_or((call, ""));
    let (library, rest) = rest.split_once(')').unwrap_or((rest, ""));
    let name = name.trim_end();
    let mut frame = outline::frame(name, library, FunctionKind::Unknown, builder);
    // The address before it says where in the function the call is: the line says more.
    let place = rest.rsplit_once(']').map_or("", |(_, place)| place.trim());
    let line = place.rsplit_once(':').and_then(|(_, line)| line.parse().ok());
    frame.line = line.filter(|line| *line > 0);
    frame
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii_end();
        self.line_number = number;
        match self.part {
            _ if line.is_empty() => {}
            Part::Head if line.starts_with(BEGIN) => self.part = Part::Graph,
            Part::Head => self.head(line),
            Part::Graph if line.starts_with(END) => self.part = Part::Rest,
            Part::Graph if line.starts_with(b"    ") => self.node(number, line),
            Part::Graph => self.warn(UNREADABLE, number, line),
            Part::Rest => {}
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if self.part == Part::Graph {
            self.warnings.add(UNENDED, Place::Line(self.line_number), "");
        }
        self.end_thread();
        self.threads.retain(|thread| !thread.samples.is_empty());
        if self.threads.is_empty() {
            return Err(ImportError {
                expected: "the call graph of `sample`".to_owned(),
                found: "no line with a count and a name below “Call graph:”".to_owned(),
                place: Place::Whole,
                advice: "Sample the process while it works.".to_owned(),
            });
        }
        for thread in self.threads {
            self.builder.push_thread(thread);
        }
        let about = self.builder.about();
        (about.format, about.tool) = (FORMAT.name.to_owned(), "sample".to_owned());
        let profiles = vec![self.builder.finish()];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let mut lines = head.split(|&byte| byte == b'\n');
    let has_graph = lines.any(|line| line.starts_with(BEGIN));
    match has_graph {
        true if head.trim_ascii_start().starts_with(ANALYSIS) => Certainty::Sure,
        true => Certainty::Likely,
        false => Certainty::No,
    }
}
