//! GHC's time and allocation profile as text (`+RTS -p`), a call tree of cost centres.
//!
//! ```text
//! COST CENTRE MODULE    SRC                no.  entries  %time %alloc   %time %alloc  ticks  bytes
//!
//! MAIN        MAIN      <built-in>         128     0      0.0    0.1   100.0  100.0      0   1024
//!  main       Main      app.hs:5:1-20      257     1     12.5    8.0   100.0   99.9      5  81920
//! ```
//!
//! A blank a level; the individual numbers come before those with what is called. Without `-p`'s
//! long form there are no ticks and bytes, and parts of the whole are all there is. Before the
//! tree stands a flat list under nearly the same heading. Source: GHC User's Guide, "Time and
//! allocation profiling".

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StackId};
use crate::import::lines::{LineFile, ReadLines, lossy, trim_end, whole_number};
use crate::import::numbers::float;
use crate::import::{Certainty, Format, Imported};
use crate::metric::Unit;
use crate::outline::{self, Outline};
use crate::raw_frame::KnownFrames;
use crate::warning::{ImportError, Place, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "GHC profile",
    recorded_by: "app +RTS -P",
    sniff,
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            builder: ProfileBuilder::new(name),
            known: KnownFrames::default(),
            outline: Outline::default(),
            stacks: Vec::new(),
            columns: Default::default(),
            part: Part::Head,
            has_ticks: false,
            warnings: Warnings::default(),
        }))
    },
};

/// The words of the tree's heading; the flat list's has no `no.`.
const HEADING: [&str; 6] = ["COST", "CENTRE", "MODULE", "SRC", "no.", "entries"];
/// Older ones have no places.
const OLD_HEADING: [&str; 5] = ["COST", "CENTRE", "MODULE", "no.", "entries"];
const UNREADABLE: &str = "lines without a cost centre and its numbers were skipped";
const REPORT: &str = "Time and Allocation Profiling Report";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Tree,
}

struct Read {
    builder: ProfileBuilder,
    known: KnownFrames,
    outline: Outline,
    stacks: Vec<Option<StackId>>,
    /// Time, allocation, entries.
    columns: [Vec<f64>; 3],
    part: Part,
    /// Whether ticks and bytes are told.
    has_ticks: bool,
    warnings: Warnings,
}

impl Read {
    fn node(&mut self, number: u64, line: &[u8]) {
        let text = lossy(line);
        let node = text.trim_start_matches(' ');
        let depth = text.len() - node.len();
        let centre = numbers(node, self.has_ticks).filter(|(centre, _)| centre.contains(' '));
        let Some((centre, numbers)) = centre else {
            return self.warn(UNREADABLE, number, line);
        };
        let Self { builder, known, outline, .. } = self;
        let frame = known.frame(centre.as_bytes(), |centre| frame(centre, builder));
        let stack = outline.begin(depth, frame, 0.0, builder, |_| {});
        if numbers.iter().any(|number| *number > 0.0) {
            self.stacks.push(Some(stack));
            for (column, number) in self.columns.iter_mut().zip(numbers) {
                column.push(number);
            }
        }
    }
}

/// The frame of a cost centre: name, module and place. Names and modules have no blanks, places
/// may (`<no location info>`).
fn frame(centre: &str, builder: &mut ProfileBuilder) -> FrameId {
    let (name, rest) = centre.split_once(' ').unwrap_or((centre, ""));
    let rest = rest.trim_start();
    let (module, place) = rest.split_once(' ').unwrap_or((rest, ""));
    let name = builder.string(&format!("{module}.{name}"));
    let (file, line) = match place.trim().split_once(':') {
        Some((file, rest)) => {
            let digits = rest.trim_start_matches('(');
            let end = digits.find(|it: char| !it.is_ascii_digit()).unwrap_or(digits.len());
            let line = digits.get(..end).and_then(|it| it.parse().ok());
            (Some(builder.string(file)), line.filter(|line| *line > 0))
        }
        None => (None, None),
    };
    let kind = FunctionKind::Unknown;
    let function = builder.function(Function { name, file, library: None, kind });
    builder.frame(Frame { line, ..Frame::of(function) })
}

/// The cost centre, and [time, allocation, entries] of the node itself. The numbers are taken from
/// the end, since what stands before them may have blanks.
fn numbers(node: &str, has_ticks: bool) -> Option<(&str, [f64; 3])> {
    let number_count = if has_ticks { 8 } else { 6 };
    let mut rest = trim_end(node);
    let mut numbers = [0.0; 8];
    for place in (0..number_count).rev() {
        let blank = rest.bytes().rposition(|byte| byte == b' ')?;
        let number = float(rest.as_bytes().get(blank + 1..)?);
        *numbers.get_mut(place)? = number.filter(|it| it.is_finite() && *it >= 0.0)?;
        rest = trim_end(rest.get(..blank)?);
    }
    let [_, entries, time, allocation, _, _, ticks, bytes] = numbers;
    let [time, allocation] = if has_ticks { [ticks, bytes] } else { [time, allocation] };
    Some((rest, [time, allocation, entries]))
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            return;
        }
        match self.part {
            Part::Head => {
                let text = String::from_utf8_lossy(line);
                if is_heading(&text) {
                    self.has_ticks = text.split_whitespace().any(|word| word == "ticks");
                    self.part = Part::Tree;
                } else if let Some((_, ticks)) = text.split_once("ticks @ ") {
                    let (count, unit) = ticks.split_once(' ').unwrap_or((ticks, ""));
                    let unit_ns = if unit.starts_with("us") { 1e3 } else { 1e6 };
                    let interval = whole_number(count.as_bytes()).map(|it| it as f64 * unit_ns);
                    self.builder.about().interval_ns = interval.filter(|it| *it > 0.0);
                } else if text.contains("+RTS") {
                    text.trim().clone_into(&mut self.builder.about().command);
                }
            }
            Part::Tree => self.node(number, line),
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(self) -> Result<Imported, ImportError> {
        if self.stacks.is_empty() {
            return Err(ImportError {
                expected: "GHC's tree of cost centres".to_owned(),
                found: "no cost centre with time, allocation or entries".to_owned(),
                place: Place::Whole,
                advice: "Build with `-prof -fprof-auto` and run with `+RTS -P`.".to_owned(),
            });
        }
        let of = |what: &str| Unit::Other(format!("% of the {what}"));
        let units = match self.has_ticks {
            true => [Unit::Other("ticks".to_owned()), Unit::Bytes],
            false => [of("time"), of("allocation")],
        };
        let [time_unit, allocation_unit] = units;
        let [time, allocation, entries] = self.columns;
        let columns = [
            ("time", time_unit, time),
            ("allocation", allocation_unit, allocation),
            ("entries", Unit::Other("entries".to_owned()), entries),
        ];
        let profiles = vec![outline::recording(self.builder, self.stacks, columns, "GHC")];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

fn is_heading(line: &str) -> bool {
    let is =
        |heading: &[&str]| line.split_whitespace().take(heading.len()).eq(heading.iter().copied());
    is(&HEADING) || is(&OLD_HEADING)
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    if lines.next().is_some_and(|line| line.contains(REPORT)) {
        return Certainty::Sure;
    }
    if lines.any(is_heading) { Certainty::Likely } else { Certainty::No }
}
