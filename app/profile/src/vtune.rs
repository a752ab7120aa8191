//! The top-down tree of Intel's VTune as comma-separated values.
//!
//! ```text
//! Function Stack,CPU Time:Self,Module,…
//! Total,0.0,[Unknown]
//!  "main(int, char**)",0.012,app
//!   work,1.5,app
//! ```
//!
//! A blank a level before the name, which may be quoted. Times are of the node itself, in seconds.
//! Source: the output of the command below; inferno rounds times to milliseconds.

use crate::builder::ProfileBuilder;
use crate::csv;
use crate::id::StackId;
use crate::import::lines::{LineFile, ReadLines, lossy, trim};
use crate::import::numbers::float;
use crate::import::{Certainty, Format, Imported};
use crate::metric::Unit;
use crate::outline::{self, LibraryFrames, Outline};
use crate::warning::{ImportError, Place, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "VTune CSV",
    recorded_by: "vtune -report top-down -call-stack-mode all \
                  -column=\"CPU Time:Self\",\"Module\" -format csv -csv-delimiter comma \
                  -report-output app.vtune.csv -r RESULT",
    sniff,
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            builder: ProfileBuilder::new(name),
            frames: LibraryFrames::default(),
            outline: Outline::default(),
            stacks: Vec::new(),
            weights: Vec::new(),
            has_header: false,
            warnings: Warnings::default(),
        }))
    },
};

const HEADER: &[u8] = b"Function Stack,CPU Time:Self,Module";
const UNREADABLE: &str = "lines without a name and a time were skipped";

struct Read {
    builder: ProfileBuilder,
    frames: LibraryFrames,
    outline: Outline,
    stacks: Vec<Option<StackId>>,
    weights: Vec<f64>,
    has_header: bool,
    warnings: Warnings,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii_end();
        if !self.has_header {
            self.has_header = line.starts_with(HEADER);
            return;
        }
        let text = lossy(line);
        let row = text.trim_start_matches(' ');
        if row.is_empty() {
            return;
        }
        let mut fields = csv::fields(row);
        let name = fields.next().unwrap_or_default();
        let time = fields.next().and_then(|time| float(trim(&time).as_bytes()));
        let module = fields.next().unwrap_or_default();
        let Some(seconds) = time.filter(|time| time.is_finite() && *time >= 0.0) else {
            return self.warn(UNREADABLE, number, line);
        };
        let module = if module == "[Unknown]" { "" } else { &*module };
        let frame = self.frames.frame(&name, module, &mut self.builder);
        let depth = text.len() - row.len();
        // What passes through a node isn't needed, since its own time is told.
        let stack = self.outline.begin(depth, frame, 0.0, &mut self.builder, |_| {});
        if seconds > 0.0 {
            self.stacks.push(Some(stack));
            self.weights.push(seconds);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(self) -> Result<Imported, ImportError> {
        if self.stacks.is_empty() {
            return Err(ImportError {
                expected: "functions with times below VTune's heading".to_owned(),
                found: "no time above 0".to_owned(),
                place: Place::Whole,
                advice: "Report the column “CPU Time:Self” and the column “Module”.".to_owned(),
            });
        }
        let columns = [("CPU time", Unit::Seconds, self.weights)];
        let profiles = vec![outline::recording(self.builder, self.stacks, columns, "VTune")];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let mut lines = head.split(|&byte| byte == b'\n').take(20);
    match lines.any(|line| line.starts_with(HEADER)) {
        true => Certainty::Sure,
        false => Certainty::No,
    }
}
