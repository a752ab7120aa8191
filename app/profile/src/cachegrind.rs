//! The output of valgrind's cachegrind: counts of events for each source line; no call stacks.
//!
//! ```text
//! desc: I1 cache:         32768 B, 64 B, 8-way associative
//! cmd: target/release/wordstat 30
//! events: Ir I1mr ILmr
//! fl=/home/me/wordstat/src/lib.rs
//! fn=wordstat::split_points
//! 84 2400 1
//! summary: 2400 1 0
//! ```
//!
//! Shown as stacks of file, function and line. Quirks: `fi=` and `fe=` change the file but not the
//! function; counts that are left out at a line's end are 0, and so is `.`; line 0 is an unknown
//! one; `cg_diff` writes negative counts. The layout is that of the manual of valgrind,
//! "Cachegrind output file format".

mod event;
mod place;

use crate::ProfileBuilder;
use crate::id::StackId;
use crate::import::lines::{LineFile, ReadLines};
use crate::import::{Certainty, Format, Imported};
use crate::sample::Samples;
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use event::Events;
use place::Current;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "cachegrind",
    recorded_by: "valgrind --tool=cachegrind PROGRAM",
    sniff,
    start: |name, _| Box::new(LineFile::new(Read::new(name))),
};

const UNREADABLE: &str = "lines that are neither a name nor counts were skipped";
const TOO_MANY: &str = "lines with more counts than there are events were skipped";
const NO_EVENTS: &str = "lines of counts before any event is named were skipped";
const NOT_UTF8: &str = "names that aren't UTF-8 are shown with U+FFFD in their places";
const NO_SUMMARY: &str = "the summary that ends such a file is missing: it may be cut";
const OTHER_SUM: &str = "events add up to something else than the file's summary says";

struct Read {
    builder: ProfileBuilder,
    current: Current,
    events: Events,
    stacks: Vec<Option<StackId>>,
    /// The last summary and its line.
    summary: Option<(u64, Vec<f64>)>,
    warnings: Warnings,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii();
        match line {
            [] | [b'#', ..] => {}
            [b'0'..=b'9', ..] => self.counts(number, line),
            [b'f', b'l' | b'i' | b'e', b'=', file @ ..] => {
                self.current.set_file(file, &mut self.builder);
            }
            [b'f', b'n', b'=', function @ ..] => {
                self.current.set_function(function, &mut self.builder);
            }
            _ => self.header(number, line),
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if self.stacks.is_empty() {
            let first = self.warnings.list().first();
            return Err(ImportError {
                expected: "cachegrind's counts, such as `fn=main` and `12 340`".to_owned(),
                found: first.map_or("no such line".to_owned(), |it| format!("“{}”", it.excerpt)),
                place: first.map_or(Place::Whole, |it| it.first),
                advice: "Check that the program ended, or record it again.".to_owned(),
            });
        }
        self.events.end();
        if let Some((number, summary)) = &self.summary {
            for (name, sum, stated) in self.events.differences(summary) {
                let excerpt = format!("{name}: {sum} instead of {stated}");
                self.warnings.add(OTHER_SUM, Place::Line(*number), &excerpt);
            }
        }
        if self.summary.is_none() {
            self.warnings.add(NO_SUMMARY, Place::Whole, "");
        }
        self.warnings.add_many(NOT_UTF8, self.current.not_utf8, Place::Whole, "");
        self.builder.about().tool = "cachegrind".to_owned();
        let columns = self.events.finish().into_iter();
        let weights =
            columns.map(|(metric, column)| (self.builder.push_metric(metric), column)).collect();
        let samples = Samples { stacks: self.stacks, times_ns: Vec::new(), weights };
        self.builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        Ok(Imported {
            profiles: vec![self.builder.finish()],
            warnings: self.warnings,
            ..Imported::default()
        })
    }
}

impl Read {
    fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            current: Current::default(),
            events: Events::default(),
            stacks: Vec::new(),
            summary: None,
            warnings: Warnings::default(),
        }
    }

    fn counts(&mut self, number: u64, line: &[u8]) {
        let end = line.iter().position(|&byte| is_blank(byte)).unwrap_or(line.len());
        let (source_line, counts) = line.split_at(end);
        let source_line = event::digits(source_line).and_then(|it| u32::try_from(it).ok());
        let Some(source_line) = source_line else {
            return self.warn(UNREADABLE, number, line);
        };
        // Before the events are named a count is one of nothing.
        if self.events.is_empty() {
            return self.warn(NO_EVENTS, number, line);
        }
        match self.events.push_row(counts) {
            Ok(()) => {}
            Err(event::RowError::Unreadable) => return self.warn(UNREADABLE, number, line),
            Err(event::RowError::TooMany) => return self.warn(TOO_MANY, number, line),
        }
        let stack = self.current.stack(source_line, &mut self.builder);
        self.stacks.push(Some(stack));
    }

    fn header(&mut self, number: u64, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let Some((key, value)) = text.split_once(':') else {
            return self.warn(UNREADABLE, number, line);
        };
        let value = value.trim();
        let about = self.builder.about();
        match key {
            "desc" => {
                let (label, value) = value.split_once(':').unwrap_or(("description", value));
                about.labels.push((label.trim().to_owned(), value.trim().to_owned()));
            }
            "cmd" => about.command = value.to_owned(),
            "events" if self.events.is_empty() => {
                if self.events.set_names(value) {
                    self.warn(event::MANY_EVENTS, number, line);
                }
            }
            "summary" | "totals" => {
                let counts: Option<Vec<f64>> =
                    value.split_ascii_whitespace().map(|it| event::count(it.as_bytes())).collect();
                match counts {
                    Some(counts) => self.summary = Some((number, counts)),
                    None => self.warn(UNREADABLE, number, line),
                }
            }
            "version" | "creator" | "positions" | "pid" => {}
            _ => self.warn(UNREADABLE, number, line),
        }
    }
}

/// What stands between counts.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Callgrind's files look alike, but state a version or positions, number their names, or hold
/// calls.
fn sniff(_name: &str, head: &[u8]) -> Certainty {
    const OTHERS: [&[u8]; 9] = [
        b"version:",
        b"creator:",
        b"positions:",
        b"# callgrind",
        b"part:",
        b"calls=",
        b"cfn=",
        b"fl=(",
        b"fn=(",
    ];
    let lines = || head.split(|&byte| byte == b'\n');
    let has = |start: &[u8]| lines().any(|line| line.starts_with(start));
    // `fn=(below main)` is a name of cachegrind too; a numbered one is `fn=(12) main`.
    let is_other = |line: &[u8]| {
        OTHERS.iter().any(|&start| {
            line.strip_prefix(start)
                .is_some_and(|rest| !start.ends_with(b"(") || matches!(rest, [b'0'..=b'9', ..]))
        })
    };
    if !has(b"events:") || !(has(b"fl=") || has(b"fn=")) || lines().any(is_other) {
        return Certainty::No;
    }
    let first = head.trim_ascii_start();
    let has_header = first.starts_with(b"desc:") || first.starts_with(b"cmd:");
    if has_header { Certainty::Sure } else { Certainty::Likely }
}
