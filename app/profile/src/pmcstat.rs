//! Call graphs of pmcstat, FreeBSD's sampler of hardware counters, as text (`-G`).
//!
//! ```text
//! @ inst_retired.any [35705 samples]
//!
//! 20.86%  [7447]     zfs_lz4_compress @ /boot/kernel/zfs.ko
//!  100.0%  [7447]      zio_compress_data
//!   100.0%  [7447]       fork_exit @ /boot/kernel/kernel
//! ```
//!
//! Trees that begin at the leaf: a line more indented is a caller. Where a library isn't named,
//! it is that of the line before. Quirks: callers with few samples are left out of the file, so
//! that counts of callers don't add up to that of their callee, and a stack that ends there would
//! look like one of its own: only stacks that the file has to their end are samples, the others
//! are counted in a warning. A file may hold several events; each is a metric. Source:
//! `usr.sbin/pmcstat/pmcpl_callgraph.c` of FreeBSD.

mod line;

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, LibraryId};
use crate::import::lines::{LineFile, ReadLines, lossy};
use crate::import::{Certainty, Format, Imported};
use crate::library::Library;
use crate::metric::{Metric, Unit};
use crate::raw_frame::KnownFrames;
use crate::recording::About;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use line::Line;
use rustc_hash::FxHashMap;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "pmcstat call graph",
    recorded_by: "pmcstat -R SAMPLES -G app.pmcstat.graph",
    sniff,
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            builder: ProfileBuilder::new(name),
            known: KnownFrames::default(),
            key: Vec::new(),
            events: Vec::new(),
            path: Vec::new(),
            libraries: FxHashMap::default(),
            last_library: None,
            cut: 0,
            first_cut: 0,
            warnings: Warnings::default(),
        }))
    },
};

const UNREADABLE: &str = "lines that aren't a share, a count and a name were skipped";
const CUT: &str = "samples have callers that pmcstat left out of the file, and aren't shown";
const HEADING: &str = "samples that a heading counts aren't in the stacks below it";

struct Read {
    builder: ProfileBuilder,
    known: KnownFrames,
    key: Vec<u8>,
    events: Vec<Event>,
    /// The line that is being looked at and its callees, from leaf to root.
    path: Vec<Node>,
    libraries: FxHashMap<String, LibraryId>,
    last_library: Option<LibraryId>,
    /// Samples of stacks that don't reach their root, and the first one's line.
    cut: u64,
    first_cut: u64,
    warnings: Warnings,
}

/// What was counted, and its samples.
struct Event {
    name: String,
    /// How many samples the heading counts, and its line.
    counted: Option<(u64, u64)>,
    samples: Samples,
    weights: Vec<f64>,
}

struct Node {
    indent: usize,
    frame: FrameId,
    count: u64,
    /// What its callers have of that.
    count_of_callers: u64,
    has_callers: bool,
    number: u64,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        match line::parse(line) {
            Line::Nothing => {}
            Line::Other => self.warn(UNREADABLE, number, line),
            Line::Event { name, count } => {
                self.shorten(0);
                let counted = count.map(|count| (count, number));
                self.push_event(name.into_owned(), counted);
            }
            Line::Node { indent, count, name, library } => {
                if self.events.is_empty() {
                    self.push_event("samples".to_owned(), None);
                }
                self.shorten(indent);
                if let Some(callee) = self.path.last_mut() {
                    callee.has_callers = true;
                    callee.count_of_callers = callee.count_of_callers.saturating_add(count);
                }
                if let Some(library) = library {
                    self.last_library = Some(self.library(library));
                }
                let frame = self.frame(name);
                let (count_of_callers, has_callers) = (0, false);
                self.path.push(Node {
                    indent,
                    frame,
                    count,
                    count_of_callers,
                    has_callers,
                    number,
                });
            }
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        self.shorten(0);
        self.warnings.add_many(CUT, self.cut, Place::Line(self.first_cut), "");
        let mut tables = Vec::new();
        for event in self.events {
            let Event { name, counted, mut samples, weights } = event;
            let shown: f64 = weights.iter().sum();
            if let Some((count, line)) = counted {
                // Those of callers that were left out are counted already.
                let missing = (count as f64 - shown).max(0.0) as u64;
                self.warnings.add_many(HEADING, missing, Place::Line(line), &name);
            }
            if samples.is_empty() {
                continue;
            }
            let metric = Metric { name, unit: Unit::Samples, sample_weight: None };
            let metric = self.builder.push_metric(metric);
            samples.weights.push((metric, Weights::Each(weights.into())));
            tables.push(samples);
        }
        if tables.is_empty() {
            return Err(ImportError {
                expected: "a call graph of pmcstat".to_owned(),
                found: "no line with a share, a count and a name".to_owned(),
                place: Place::Whole,
                advice: "Check that `pmcstat -G` wrote to this file.".to_owned(),
            });
        }
        self.builder.push_thread(Thread { samples: tables, ..Thread::default() });
        let (format, tool) = (FORMAT.name.to_owned(), "pmcstat".to_owned());
        *self.builder.about() = About { format, tool, ..About::default() };
        let profiles = vec![self.builder.finish()];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

impl Read {
    /// The frame of a function in the last library.
    fn frame(&mut self, name: &[u8]) -> FrameId {
        let Self { builder, known, key, last_library, .. } = self;
        key.clear();
        key.extend_from_slice(&LibraryId::to_raw(*last_library).to_le_bytes());
        key.extend_from_slice(name);
        known.get_or_add(key, || {
            let name = builder.string(&lossy(name));
            let (library, kind) = (*last_library, FunctionKind::Unknown);
            let function = builder.function(Function { name, file: None, library, kind });
            builder.frame(Frame::of(function))
        })
    }

    fn library(&mut self, name: &[u8]) -> LibraryId {
        if let Some(library) = self.last_library
            && let Some(known) = self.builder.profile().libraries.get(library.index())
            && known.name.as_bytes() == name
        {
            return library;
        }
        let name = &*lossy(name);
        if let Some(&library) = self.libraries.get(name) {
            return library;
        }
        let library = self.builder.push_library(Library {
            name: name.to_owned(),
            debug_name: name.to_owned(),
            ..Library::default()
        });
        self.libraries.insert(name.to_owned(), library);
        library
    }

    fn push_event(&mut self, name: String, counted: Option<(u64, u64)>) {
        let (samples, weights) = (Samples::default(), Vec::new());
        self.events.push(Event { name, counted, samples, weights });
    }

    /// Ends all nodes that are as indented as `indent`, or more.
    fn shorten(&mut self, indent: usize) {
        while self.path.last().is_some_and(|node| node.indent >= indent) {
            let Some(last) = self.path.last() else { return };
            if last.has_callers {
                let missing = last.count.saturating_sub(last.count_of_callers);
                if self.cut == 0 && missing > 0 {
                    self.first_cut = last.number;
                }
                self.cut = self.cut.saturating_add(missing);
            } else if let Some(event) = self.events.last_mut() {
                // The last one is the root.
                let mut stack = None;
                for node in self.path.iter().rev() {
                    stack = Some(self.builder.stack(stack, node.frame));
                }
                event.samples.stacks.push(stack);
                event.weights.push(last.count as f64);
            }
            self.path.pop();
        }
    }
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    // The last line of the head may be cut.
    let lines = head.split(|&byte| byte == b'\n').map(line::parse);
    let mut seen = lines.filter(|line| !matches!(line, Line::Nothing | Line::Other)).take(2);
    match (seen.next(), seen.next()) {
        (Some(Line::Event { .. }), Some(Line::Node { indent: 0, .. })) => Certainty::Sure,
        (Some(Line::Node { indent: 0, .. }), Some(Line::Node { .. })) => Certainty::Likely,
        _ => Certainty::No,
    }
}
