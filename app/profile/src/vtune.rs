//! The top-down tree of Intel's VTune as a table of text, by its command or copied from its window.
//!
//! ```text
//! Function Stack,CPU Time:Self,Module,…
//! Total,0.0,[Unknown]
//!  "main(int, char**)",0.012,app
//!   work,1.5,app
//! ```
//!
//! Blanks before the name, which may be quoted, tell the level: one a level, two in a copied
//! table. Commas, semicolons or tabs stand between columns, of which there may be any, in any
//! order; what a node has itself is in those that end in `Self`. Times are seconds, unless a unit
//! follows them (`0.031s`). Source: the output of the command below, and copied tables; inferno
//! rounds times to milliseconds.

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
            columns: None,
            weights: Vec::new(),
            warnings: Warnings::default(),
        }))
    },
};

const FIRST_COLUMN: &str = "Function Stack";
const UNREADABLE: &str = "lines without a name and its own weights were skipped";

/// A column that is read.
struct Known {
    /// How VTune titles it.
    title: &'static str,
    /// How it is called here.
    name: &'static str,
    unit: fn() -> Unit,
}

/// The columns that are read; the others are totals, ratios, or parts of these.
const KNOWN: [Known; 5] = [
    Known { title: "CPU Time", name: "CPU time", unit: || Unit::Seconds },
    Known {
        title: "Clockticks",
        name: "clock ticks",
        unit: || Unit::Other("clock ticks".to_owned()),
    },
    Known {
        title: "Instructions Retired",
        name: "instructions",
        unit: || Unit::Other("instructions".to_owned()),
    },
    Known { title: "Allocation Size", name: "allocated bytes", unit: || Unit::Bytes },
    Known {
        title: "Allocations",
        name: "allocations",
        unit: || Unit::Other("allocations".to_owned()),
    },
];

/// What the heading tells.
struct Columns {
    separator: u8,
    module: Option<usize>,
    /// The places of the columns that are read.
    metrics: Vec<(usize, &'static Known)>,
}

impl Columns {
    fn of(heading: &str) -> Option<Self> {
        let (&separator, _) = heading.strip_prefix(FIRST_COLUMN)?.as_bytes().split_first()?;
        if !matches!(separator, b',' | b';' | b'\t') {
            return None;
        }
        let mut columns = Self { separator, module: None, metrics: Vec::new() };
        for (place, title) in csv::fields_by(heading, separator).enumerate() {
            let title = trim(&title);
            if title == "Module" {
                columns.module = Some(place);
            }
            // The window writes `CPU Time: Self`.
            let name = title.strip_suffix("Self").map(|name| name.trim_end_matches([' ', ':']));
            let metric = KNOWN.iter().find(|known| name == Some(known.title));
            columns.metrics.extend(metric.map(|metric| (place, metric)));
        }
        Some(columns)
    }
}

/// A number, which is 0 where the field is empty; times may have a unit.
fn weight(field: &str) -> Option<f64> {
    let field = trim(field);
    if field.is_empty() {
        return Some(0.0);
    }
    let units = [("ms", 1e-3), ("us", 1e-6), ("\u{b5}s", 1e-6), ("\u{3bc}s", 1e-6), ("s", 1.0)];
    let with_unit = units.into_iter().find_map(|(unit, seconds)| {
        field.strip_suffix(unit).map(|number| (number.trim_end(), seconds))
    });
    let (number, scale) = with_unit.unwrap_or((field, 1.0));
    let weight = float(number.as_bytes())? * scale;
    Some(weight).filter(|weight| weight.is_finite() && *weight >= 0.0)
}

struct Read {
    builder: ProfileBuilder,
    frames: LibraryFrames,
    outline: Outline,
    stacks: Vec<Option<StackId>>,
    columns: Option<Columns>,
    /// One list a column that is read.
    weights: Vec<Vec<f64>>,
    warnings: Warnings,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let text = lossy(line.trim_ascii_end());
        let Some(columns) = &self.columns else {
            self.columns = Columns::of(&text);
            let count = self.columns.as_ref().map_or(0, |columns| columns.metrics.len());
            self.weights.resize(count, Vec::new());
            return;
        };
        let row = text.trim_start_matches(' ');
        if row.is_empty() {
            return;
        }
        let fields: Vec<_> = csv::fields_by(row, columns.separator).collect();
        let field = |place: usize| fields.get(place).map_or("", |field| &**field);
        let weights = columns.metrics.iter().map(|&(place, _)| weight(field(place)));
        let weights: Option<Vec<f64>> = weights.collect();
        // A row may end early, but not before the first weight.
        let is_whole = columns.metrics.first().is_none_or(|&(place, _)| place < fields.len());
        let Some(weights) = weights.filter(|_| is_whole && !field(0).is_empty()) else {
            return self.warn(UNREADABLE, number, line);
        };
        let module = columns.module.map_or("", field);
        let module = if module == "[Unknown]" { "" } else { module };
        let frame = self.frames.frame(field(0), module, &mut self.builder);
        let depth = text.len() - row.len();
        // What passes through a node isn't needed, since its own weight is told.
        let stack = self.outline.begin(depth, frame, 0.0, &mut self.builder, |_| {});
        if weights.iter().any(|weight| *weight > 0.0) {
            self.stacks.push(Some(stack));
            for (column, weight) in self.weights.iter_mut().zip(weights) {
                column.push(weight);
            }
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(self) -> Result<Imported, ImportError> {
        let metrics = self.columns.map_or_else(Vec::new, |columns| columns.metrics);
        if self.stacks.is_empty() {
            let found = if metrics.is_empty() { "no column of them" } else { "none above 0" };
            return Err(ImportError {
                expected: "times that functions have themselves below VTune's heading".to_owned(),
                found: found.to_owned(),
                place: Place::Whole,
                advice: "Report the column “CPU Time:Self” and the column “Module”.".to_owned(),
            });
        }
        let columns = metrics.iter().zip(self.weights);
        let columns = columns.map(|((_, known), weights)| (known.name, (known.unit)(), weights));
        let profiles = vec![outline::recording(self.builder, self.stacks, columns, "VTune")];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let mut lines = head.split(|&byte| byte == b'\n').take(20);
    match lines.any(|line| Columns::of(&lossy(line.trim_ascii_end())).is_some()) {
        true => Certainty::Sure,
        false => Certainty::No,
    }
}
