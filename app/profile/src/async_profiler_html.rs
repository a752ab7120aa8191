//! Flame graphs of async-profiler as web pages (HTML).
//!
//! ```text
//! const cpool = [
//! 'all',
//! ' main',               each text begins with the number of characters (plus 32) that it
//! '$.run'                shares with the one before: `main.run`
//! ];
//! n(3,120)               f(key, level, left, width): a frame `left` to the right of the one before
//! u(9)                   u(key, width): on top of the one before, at its left edge
//! f(17,1,100,20)         n(key, width): to the right of the one before, on its level
//! ```
//!
//! A key is eight times the text's row, plus the kind of code. A width that is left out is that of
//! the frame before. Until 2.x all was in one call: `f(level,left,width,kind,'name')`. Functions
//! narrower than the minimum width are missing.
//!
//! Source: the page's own script, <https://github.com/async-profiler/async-profiler>.

mod call;

use crate::ProfileBuilder;
use crate::drawn::{Bar, Drawing};
use crate::flamegraph_svg::entities;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::import::lines::{LineFile, ReadLines, excerpt, find_near};
use crate::import::{Certainty, Format, Imported};
use crate::metric::{Metric, Unit};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use call::{Argument, Call};
use hashbrown::HashMap;
use memchr::memmem;
use rustc_hash::FxBuildHasher;

/// How users call these pages, and how they are recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "async-profiler HTML",
    recorded_by: "asprof -f flamegraph.html, jfrconv -o html",
    sniff: |_, head| {
        let has = |mark: &[u8]| memmem::find(head, mark).is_some();
        let is_page = head.trim_ascii_start().starts_with(b"<");
        let is_it = is_page && has(b"async-profiler") && has(b"levels = Array(");
        if is_it { Certainty::Sure } else { Certainty::No }
    },
    start: |name, _| Box::new(LineFile::new(Read::new(name))),
};

const UNREADABLE: &str = "frames that can't be read were skipped";
const NO_END: &str = "the file ends before the page does";
const NO_NAME: &str = "frames whose names aren't in the file were skipped";

/// A deeper stack is damage.
const MOST_LEVELS: u64 = 1 << 20;

struct Read {
    builder: ProfileBuilder,
    warnings: Warnings,
    heading: String,
    is_in_names: bool,
    has_end: bool,
    names: Vec<String>,
    frames: HashMap<u64, FrameId, FxBuildHasher>,
    bars: Vec<Bar>,
    level: u64,
    left: u64,
    width: u64,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        if !self.has_end && find_near(b'<', line).is_some() {
            self.has_end = memmem::find(line, b"</html>").is_some();
        }
        // The page's own functions call each other in lines that are indented.
        let line = line.trim_ascii_end();
        if self.is_in_names {
            match call::text(line.strip_suffix(b",").unwrap_or(line)) {
                Some(text) => self.add_name(&text),
                None => self.is_in_names = false,
            }
        } else if line.starts_with(b"const cpool") {
            self.is_in_names = true;
        } else if let Some(heading) = line.strip_prefix(b"<h1>") {
            let text = String::from_utf8_lossy(heading.strip_suffix(b"</h1>").unwrap_or(heading));
            self.heading = entities::decode(&text).into_owned();
        } else if let Some(call) = call::parse(line) {
            let added = self.call(&call);
            if let Err(what) = added {
                let excerpt = excerpt(line);
                self.warnings.add(what, Place::Line(number), &excerpt);
            }
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn cut_off(&mut self, half_line: Option<(u64, Vec<u8>)>) {
        if let Some((number, line)) = half_line {
            self.line(number, &line);
        }
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if !self.has_end {
            self.warnings.add(NO_END, Place::Whole, "");
        }
        let root = self.bars.iter().find(|bar| bar.row == 0);
        let (root, total) = (root.map(|root| root.frame), root.map_or(0.0, |root| root.weight));
        let drawing = Drawing {
            bars: self.bars,
            root,
            slack: 0.0,
            unit: "samples".to_owned(),
            is_merged: true,
        };
        let drawn = drawing.samples(total, &mut self.builder, &mut self.warnings);
        if drawn.stacks.is_empty() {
            return Err(ImportError {
                expected: "a flame graph of async-profiler".to_owned(),
                found: "a page without frames".to_owned(),
                place: Place::Whole,
                advice: "`jfrconv -o collapsed FILE out.collapsed` of the recording makes folded \
                         stacks, which can be opened."
                    .to_owned(),
            });
        }
        let about = self.builder.about();
        about.format = FORMAT.name.to_owned();
        about.tool = "async-profiler".to_owned();
        if !self.heading.is_empty() {
            about.labels.push(("title".to_owned(), self.heading));
        }
        let metric =
            Metric { name: "samples".to_owned(), unit: Unit::Samples, sample_weight: None };
        let metric = self.builder.push_metric(metric);
        let weights = vec![(metric, Weights::Each(drawn.weights.into()))];
        let samples = Samples { stacks: drawn.stacks, times_ns: Vec::new(), weights };
        self.builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let profiles = vec![self.builder.finish()];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

impl Read {
    fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            warnings: Warnings::default(),
            heading: String::new(),
            is_in_names: false,
            has_end: false,
            names: Vec::new(),
            frames: HashMap::default(),
            bars: Vec::new(),
            level: 0,
            left: 0,
            width: 0,
        }
    }

    /// Adds a text, of which the first character tells what it shares with the one before.
    fn add_name(&mut self, text: &str) {
        let Some(before) = self.names.last() else {
            return self.names.push(text.to_owned());
        };
        let mut characters = text.chars();
        let shared = characters.next().map_or(0, |first| (first as usize).saturating_sub(32));
        // JavaScript counts in halves of UTF-16.
        let mut units = 0;
        let prefix = before.chars().take_while(|character| {
            units += character.len_utf16();
            units <= shared
        });
        let name = prefix.chain(characters).collect();
        self.names.push(name);
    }

    fn call(&mut self, call: &Call<'_>) -> Result<(), &'static str> {
        if let [level, left, width, kind, Argument::Text(name), ..] = call.arguments()
            && let (Some(level), Some(left), Some(width), Some(kind)) =
                (level.number(), left.number(), width.number(), kind.number())
        {
            (self.level, self.left, self.width) = (level, left, width);
            let frame = frame(&mut self.builder, &entities::decode(name), kind);
            return self.bar(frame);
        }
        let number = |index: usize| call.arguments().get(index).and_then(Argument::number);
        let key = number(0).ok_or(UNREADABLE)?;
        let (level, left, width) = match call.function {
            b'f' => (number(1).ok_or(UNREADABLE)?, number(2).ok_or(UNREADABLE)?, number(3)),
            b'u' => (self.level.saturating_add(1), 0, number(1)),
            _ => (self.level, self.width, number(1)),
        };
        self.level = level;
        self.left = self.left.saturating_add(left);
        self.width = width.filter(|&width| width > 0).unwrap_or(self.width);
        let frame = match self.frames.get(&key) {
            Some(&frame) => frame,
            None => {
                let row = usize::try_from(key >> 3).ok();
                let name = row.and_then(|row| self.names.get(row)).ok_or(NO_NAME)?;
                let frame = frame(&mut self.builder, name, key & 7);
                self.frames.insert(key, frame);
                frame
            }
        };
        self.bar(frame)
    }

    fn bar(&mut self, frame: FrameId) -> Result<(), &'static str> {
        if self.level >= MOST_LEVELS || self.width == 0 || self.left > 1 << 53 {
            return Err(UNREADABLE);
        }
        let (start, width) = (self.left as f64, self.width as f64);
        let row = self.level as u32;
        self.bars.push(Bar { row, start, width, weight: width, frame, delta_percent: None });
        Ok(())
    }
}

/// The frame of a name and a kind of code as the page numbers them.
fn frame(builder: &mut ProfileBuilder, name: &str, kind: u64) -> FrameId {
    const INLINED: u64 = 2;
    let name = builder.string(name);
    let function_kind = match kind {
        0 => FunctionKind::Interpreted,
        1 | INLINED | 6 => FunctionKind::Jit,
        3 | 4 => FunctionKind::Native,
        5 => FunctionKind::Kernel,
        _ => FunctionKind::Unknown,
    };
    let function =
        builder.function(Function { name, file: None, library: None, kind: function_kind });
    builder.frame(Frame { inlined: kind == INLINED, ..Frame::of(function) })
}
