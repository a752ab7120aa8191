//! The text of `perf script`: an event line, then the call chain from leaf to root, then a blank line.
//!
//! ```text
//! worker 1 25376  5422.272406:    1003009 cpu-clock:
//!         161b7 dl_init_cacheinfo+0xb27 (inlined)
//!         1a303 _dl_sysdep_start+0x33 (/usr/lib/ld-linux-x86-64.so.2)
//!   dl-sysdep.c:143
//! ```
//!
//! Quirks: thread names hold blanks and digits; fields come and go with `-F`; a source line
//! follows its frame; several events share a file, each a metric here; the last blank line may be
//! missing. The layout is that of `perf-script(1)`.

mod containers;
mod event;
mod frames;
mod last_word;
mod tables;

use crate::ProfileBuilder;
use crate::id::FrameId;
use crate::import::lines::{LineFile, ReadLines, excerpt};
use crate::import::{Certainty, Format, Imported};
use crate::warning::{ImportError, Place, Warnings};
use frames::Frames;
use tables::{Tables, Target};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "perf script",
    recorded_by: "perf script > profile.perf",
    sniff,
    start: |name, _| Box::new(LineFile::new(Read::new(name))),
};

const UNREADABLE: &str = "lines that are neither an event nor a frame were skipped";
const HALF_SAMPLE: &str = "an unfinished last sample was skipped";
const NOT_UTF8: &str = "frame names that aren't UTF-8 are shown with U+FFFD in their places";
const CUT: &str = "stacks of 127 frames or more are probably cut at their root: record with \
                   `--max-stack 1024`";
/// What perf keeps of a stack unless `--max-stack` says otherwise.
const LONGEST_STACK: usize = 127;

struct Read {
    builder: ProfileBuilder,
    frames: Frames,
    tables: Tables,
    current: Option<Target>,
    /// Whether the first event has neither a time nor a name; the others are alike.
    are_bare: Option<bool>,
    /// The call chain of the current sample, from leaf to root.
    chain: Vec<FrameId>,
    not_inlined: usize,
    has_inlined: bool,
    /// Where the current sample began.
    begun: u64,
    warnings: Warnings,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let text = line.trim_ascii();
        if text.is_empty() {
            return self.end_sample();
        }
        if line.starts_with(b"#") {
            return self.header(text);
        }
        let is_indented = line.starts_with(b"\t") || line.starts_with(b" ");
        if is_indented && self.current.is_some() && !self.begins_sample(line) {
            return self.frame_line(line, text);
        }
        let line = line.trim_ascii_start();
        let event = event::parse(line).or_else(|| self.bare_event(line));
        let Some(event) = event else {
            let excerpt = excerpt(text);
            self.warnings.add(UNREADABLE, Place::Line(number), &excerpt);
            return;
        };
        self.end_sample();
        self.are_bare.get_or_insert(event.time_ns.is_none() && event.name.is_empty());
        self.begun = number;
        self.current = Some(self.tables.target(&event));
        if frames::has_address(event.rest) && event.rest.ends_with(b")") {
            self.push_frame(event.rest);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn cut_off(&mut self, _half_line: Option<(u64, Vec<u8>)>) {
        if self.current.take().is_some() {
            self.chain.clear();
            self.warnings.add(HALF_SAMPLE, Place::Line(self.begun), "");
        }
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        self.end_sample();
        if self.tables.is_empty() {
            return Err(ImportError {
                expected: "samples of `perf script`".to_owned(),
                found: "no event line".to_owned(),
                place: Place::Whole,
                advice: "Check that `perf record` recorded any samples.".to_owned(),
            });
        }
        self.warnings.add_many(NOT_UTF8, self.frames.not_utf8, Place::Whole, "");
        if self.has_inlined {
            self.builder.about().labels.push(("inlined frames".to_owned(), INLINED.to_owned()));
        }
        self.frames.finish(self.has_inlined, &mut self.builder);
        self.tables.finish(&mut self.builder);
        let profiles = vec![self.builder.finish()];
        Ok(Imported { profiles, symbols: None, warnings: self.warnings, other_reading: None })
    }
}

impl Read {
    fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            frames: Frames::default(),
            tables: Tables::default(),
            current: None,
            are_bare: None,
            chain: Vec::new(),
            not_inlined: 0,
            has_inlined: false,
            begun: 0,
            warnings: Warnings::default(),
        }
    }

    /// The event of a line that has neither a time nor a name, if events are such in this file.
    fn bare_event<'line>(&self, line: &'line [u8]) -> Option<event::Event<'line>> {
        event::bare(line).filter(|_| self.are_bare != Some(false))
    }

    /// perf aligns thread names to the right: `            perf 12  5.123: …`.
    fn begins_sample(&self, line: &[u8]) -> bool {
        line.starts_with(b" ")
            && memchr::memchr(b':', line).is_some()
            && !frames::has_address(line)
            && event::parse(line.trim_ascii_start()).is_some_and(|event| event.time_ns.is_some())
    }

    fn frame_line(&mut self, line: &[u8], text: &[u8]) {
        let is_source = line.starts_with(b"  ")
            && !frames::has_address(text)
            && !self.chain.is_empty()
            && (text.starts_with(b"[") || memchr::memrchr(b':', text).is_some());
        if !is_source {
            return self.push_frame(text);
        }
        if let Some(last) = self.chain.last_mut() {
            *last = self.frames.with_source(*last, text, &mut self.builder);
        }
    }

    fn push_frame(&mut self, text: &[u8]) {
        let frame = self.frames.frame(text, &mut self.builder);
        let is_inlined = self.builder.profile().frames.is_inlined(frame);
        self.has_inlined |= is_inlined;
        self.not_inlined += usize::from(!is_inlined);
        self.chain.push(frame);
    }

    fn end_sample(&mut self) {
        let Some(target) = self.current.take() else { return };
        if self.not_inlined >= LONGEST_STACK {
            self.warnings.add(CUT, Place::Line(self.begun), "");
        }
        self.not_inlined = 0;
        self.frames.containers.set_marks(&mut self.chain, &mut self.builder);
        let mut stack = None;
        let mut outer = None;
        for mut frame in self.chain.drain(..).rev() {
            if !self.builder.profile().frames.is_inlined(frame) {
                outer = Some(frame);
            } else if let Some(outer) = outer {
                frame = self.frames.in_library(frame, outer, &mut self.builder);
            }
            stack = Some(self.builder.stack(stack, frame));
        }
        self.tables.push(target, stack);
    }

    fn header(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        let Some((label, value)) = text.trim_start_matches('#').split_once(" : ") else { return };
        let (label, value) = (label.trim(), value.trim());
        let about = self.builder.about();
        match label {
            "cmdline" => about.command = value.to_owned(),
            "perf version" => about.tool = format!("perf {value}"),
            "arch" | "cpudesc" | "os release" => {
                about.labels.push((label.to_owned(), value.to_owned()));
            }
            _ => {}
        }
    }
}

const INLINED: &str = "in builds with line tables only, perf gives the innermost inlined frame \
                       the name of the function that contains it, and other inlined frames short \
                       names: build with `debug = \"full\"` or use `perf script --no-inline`";

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let mut lines = head.split(|&byte| byte == b'\n');
    let first = lines.find(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#"));
    let first = first.map(<[u8]>::trim_ascii_start);
    let event = first.and_then(|line| event::parse(line).or_else(|| event::bare(line)));
    let Some(event) = event else { return Certainty::No };
    let next = lines.next().unwrap_or_default();
    let has_frame =
        (next.starts_with(b"\t") || next.starts_with(b" ")) && frames::has_address(next);
    match (event.time_ns, has_frame) {
        (Some(_), true) => Certainty::Sure,
        (Some(_), false) | (None, true) => Certainty::Likely,
        (None, false) => Certainty::No,
    }
}
