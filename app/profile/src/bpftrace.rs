//! Maps with stacks as keys, as bpftrace prints them.
//!
//! ```text
//! Attaching 1 probe...
//!
//! @[
//!     finish_task_switch+21
//!     schedule+60
//! ,
//!     epoll_wait+94
//!     main+12 (/usr/bin/app)
//! , app]: 3
//! @bytes[
//!     malloc+0
//! ]: 4096
//! ```
//!
//! Stacks go from leaf to root; where a key has two, the kernel's stands before the program's,
//! which called it. Other parts of a key, such as `comm` and `pid`, become labels at the root.
//! Each map is a metric. Quirks: what follows a `+` is a place in the function and is left off, so
//! that one function is one; with debug information a file and a line follow it, and inlined
//! functions have lines of their own (`[inlined] get@/src/lib.rs:33`, since version 0.23); maps
//! without a stack or with something else than a count
//! (histograms, averages) are counted in a warning. Source: bpftrace's `docs/language.adoc` and
//! `usyms.cpp`.

mod key;
mod sniff;

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::import::lines::{LineFile, ReadLines, lossy, trim_end};
use crate::import::{Format, Imported};
use crate::metric::{Metric, Unit};
use crate::raw_frame::KnownFrames;
use crate::recording::About;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use key::{Begin, Key, Parts};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "bpftrace",
    recorded_by: "bpftrace -e 'profile:hz:99 { @[kstack, ustack, comm] = count(); }'",
    sniff: |_name, head| sniff::certainty(head),
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            builder: ProfileBuilder::new(name),
            known: KnownFrames::default(),
            maps: Vec::new(),
            open: None,
            warnings: Warnings::default(),
        }))
    },
};

const UNREADABLE: &str = "lines that belong to no map with a count were skipped";
const NEGATIVE: &str = "entries with a negative number were skipped";
const UNFINISHED: &str = "entries without an end were skipped";
/// Maps have names of their own in a program, which are few.
const MOST_MAPS: usize = 64;
const TOO_MANY: &str = "entries of further maps were skipped";

struct Read {
    builder: ProfileBuilder,
    known: KnownFrames,
    maps: Vec<Map>,
    /// The entry that is being read, and its first line's number.
    open: Option<(String, Key, u64)>,
    warnings: Warnings,
}

struct Map {
    name: String,
    samples: Samples,
    weights: Vec<f64>,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let Self { builder, known, open, .. } = self;
        if let (Some((_, key, _)), Some(b' ' | b'\t')) = (&mut *open, line.first()) {
            let text = line.trim_ascii();
            if !text.is_empty() {
                key.frames.push(known.frame(text, |text| frame(&key::parts(text), builder)));
            }
            return;
        }
        let text = lossy(line);
        let text = trim_end(&text);
        if let Some(begin) = key::begin(text) {
            self.give_up();
            match begin {
                Begin::Whole { map, key, value } => self.entry(map, &Key::of(key), value, number),
                Begin::Open { map, key } => {
                    self.open = Some((map.to_owned(), Key::of(key), number));
                }
            }
            return;
        }
        match (&mut self.open, key::end(text)) {
            (Some((_, key, _)), Some((rest, value))) => {
                key.separate(rest);
                if let Some((map, key, number)) = self.open.take() {
                    self.entry(&map, &key, value, number);
                }
            }
            (Some((_, key, _)), None) if text.starts_with(',') => key.separate(text),
            // A script prints what it likes between its maps.
            _ if text.is_empty() || text.starts_with("Attaching ") => {}
            _ => self.warn(UNREADABLE, number, line),
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        self.give_up();
        if self.maps.is_empty() {
            return Err(ImportError {
                expected: "maps of bpftrace with stacks and counts".to_owned(),
                found: "none that can be used".to_owned(),
                place: Place::Whole,
                advice: "Count stacks in a map: `@[kstack, ustack, comm] = count();`.".to_owned(),
            });
        }
        let mut tables = Vec::new();
        for map in self.maps {
            let Map { name, mut samples, weights } = map;
            let name = if name.is_empty() { "count".to_owned() } else { name };
            let metric = Metric { name, unit: Unit::Unknown, sample_weight: None };
            samples.weights.push((self.builder.push_metric(metric), Weights::Each(weights.into())));
            tables.push(samples);
        }
        self.builder.push_thread(Thread { samples: tables, ..Thread::default() });
        let (format, tool) = (FORMAT.name.to_owned(), "bpftrace".to_owned());
        *self.builder.about() = About { format, tool, ..About::default() };
        let profiles = vec![self.builder.finish()];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

impl Read {
    /// An entry that was begun has no end.
    fn give_up(&mut self) {
        if let Some((map, _, number)) = self.open.take() {
            self.warn(UNFINISHED, number, format!("@{map}[").as_bytes());
        }
    }

    /// The frame of a part of a key that is no stack.
    fn label(&mut self, text: &str) -> FrameId {
        let name = self.builder.string(text);
        let (file, library, kind) = (None, None, FunctionKind::Label);
        let function = self.builder.function(Function { name, file, library, kind });
        self.builder.frame(Frame::of(function))
    }

    /// Adds an entry of a map.
    fn entry(&mut self, map: &str, key: &Key, value: &str, number: u64) {
        let Ok(weight) = value.parse::<f64>() else {
            return self.warn(UNREADABLE, number, value.as_bytes());
        };
        if weight.is_sign_negative() || !weight.is_finite() {
            return self.warn(NEGATIVE, number, value.as_bytes());
        }
        let map = match self.maps.iter().position(|known| known.name == map) {
            Some(row) => row,
            None if self.maps.len() == MOST_MAPS => {
                return self.warn(TOO_MANY, number, map.as_bytes());
            }
            None => {
                let (samples, weights) = (Samples::default(), Vec::new());
                self.maps.push(Map { name: map.to_owned(), samples, weights });
                self.maps.len() - 1
            }
        };
        let mut stack = None;
        for label in &key.labels {
            let frame = self.label(label);
            stack = Some(self.builder.stack(stack, frame));
        }
        for &frame in key.frames.iter().rev() {
            stack = Some(self.builder.stack(stack, frame));
        }
        if let Some(map) = self.maps.get_mut(map) {
            map.samples.stacks.push(stack);
            map.weights.push(weight);
        }
    }
}

fn frame(parts: &Parts<'_>, builder: &mut ProfileBuilder) -> FrameId {
    let name = builder.string(parts.function);
    let file = parts.place.map(|(file, _)| builder.string(file));
    let kind = FunctionKind::Unknown;
    let function = builder.function(Function { name, file, library: None, kind });
    let line = parts.place.map(|(_, line)| line).filter(|line| *line > 0);
    builder.frame(Frame { line, inlined: parts.inlined, ..Frame::of(function) })
}
