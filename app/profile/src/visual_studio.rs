//! The call tree of Visual Studio's profiler as comma-separated values (`VSPerfReport`).
//!
//! ```text
//! Level,Function Name,Number of Calls,Elapsed Inclusive Time %,Elapsed Exclusive Time %,…
//! 0,"App.exe",0,100.00,0.00,0.00,0.00,"",
//! 1,"App.Main(string[])",1,100.00,0.12,512.40,0.61,"App.exe",
//! 2,"App.Work()","2,893,824",54.37,54.21,0.04,0.00,"App.exe",
//! ```
//!
//! Numbers from 1,000 on are grouped and quoted. Metrics: the time of the node itself as a part of
//! the whole, and how often it is called. Source: documentation of `VSPerfReport /Summary:CallTree`;
//! inferno takes calls for samples and takes callees' calls off those of their callers.

use crate::builder::ProfileBuilder;
use crate::csv;
use crate::id::StackId;
use crate::import::lines::{LineFile, ReadLines, lossy, trim};
use crate::import::numbers::float;
use crate::import::{Certainty, Format, Imported};
use crate::metric::Unit;
use crate::outline::{self, LibraryFrames, Outline};
use crate::warning::{ImportError, Place, Warnings};
use std::borrow::Cow;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Visual Studio CSV",
    recorded_by: "VSPerfReport /summary:calltree app.vsp",
    sniff,
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            builder: ProfileBuilder::new(name),
            frames: LibraryFrames::default(),
            outline: Outline::default(),
            stacks: Vec::new(),
            times: Vec::new(),
            calls: Vec::new(),
            has_header: false,
            warnings: Warnings::default(),
        }))
    },
};

const HEADER: &str =
    "Level,Function Name,Number of Calls,Elapsed Inclusive Time %,Elapsed Exclusive Time %";
const UNREADABLE: &str = "lines without a level, a name, calls and a time were skipped";

struct Read {
    builder: ProfileBuilder,
    frames: LibraryFrames,
    outline: Outline,
    stacks: Vec<Option<StackId>>,
    /// In per cent of the whole.
    times: Vec<f64>,
    calls: Vec<f64>,
    has_header: bool,
    warnings: Warnings,
}

/// What a line tells.
struct Row<'a> {
    level: usize,
    name: Cow<'a, str>,
    calls: u64,
    exclusive_percent: f64,
    module: Cow<'a, str>,
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut fields = csv::fields(line);
    let level = usize::try_from(csv::grouped_number(&fields.next()?)?).ok()?;
    let name = fields.next().filter(|name| !name.is_empty())?;
    let calls = csv::grouped_number(&fields.next()?)?;
    let exclusive = fields.nth(1)?;
    let exclusive = trim(&exclusive);
    let exclusive = match float(exclusive.as_bytes()) {
        Some(exclusive) => exclusive,
        None => exclusive.replace(',', ".").parse::<f64>().ok()?,
    };
    let module = fields.nth(2).unwrap_or_default();
    let exclusive_percent = Some(exclusive).filter(|it| it.is_finite() && *it >= 0.0)?;
    Some(Row { level, name, calls, exclusive_percent, module })
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        if !self.has_header {
            self.has_header = true;
            return;
        }
        let text = lossy(line);
        let Some(row) = row(&text) else {
            return self.warn(UNREADABLE, number, line);
        };
        let frame = self.frames.frame(&row.name, &row.module, &mut self.builder);
        let stack = self.outline.begin(row.level, frame, 0.0, &mut self.builder, |_| {});
        if row.calls > 0 || row.exclusive_percent > 0.0 {
            self.stacks.push(Some(stack));
            self.times.push(row.exclusive_percent);
            self.calls.push(row.calls as f64);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(self) -> Result<Imported, ImportError> {
        if self.stacks.is_empty() {
            return Err(ImportError {
                expected: "functions with calls and times".to_owned(),
                found: "none of either".to_owned(),
                place: Place::Whole,
                advice: "Report the call tree: `VSPerfReport /summary:calltree`.".to_owned(),
            });
        }
        let columns = [
            ("exclusive time", Unit::Other("% of the time".to_owned()), self.times),
            ("calls", Unit::Other("calls".to_owned()), self.calls),
        ];
        let profiles =
            vec![outline::recording(self.builder, self.stacks, columns, "Visual Studio")];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    if head.trim_ascii_start().starts_with(HEADER.as_bytes()) {
        Certainty::Sure
    } else {
        Certainty::No
    }
}
