//! DHAT's JSON, of valgrind's tool and of the `dhat` crate: what was allocated where.
//!
//! ```json
//! {"dhatFileVersion": 2, "mode": "heap", "bklt": true, "bkacc": true, "tu": "instrs",
//!  "cmd": "./wordstat 30", "pid": 25481, "te": 42796235, "tg": 13806765,
//!  "pps": [{"tb": 472, "tbk": 1, "tl": 159915, "gb": 0, "gbk": 0, "eb": 0, "ebk": 0,
//!           "rb": 2985, "wb": 1358, "fs": [2, 1]}],
//!  "ftbl": ["[root]", "0x1EBEBB: main (main.rs:12)", "0x48417B4: malloc (in /usr/lib/dhat.so)"]}
//! ```
//!
//! A point of `pps` is a sample, its `fs` are rows of `ftbl` from leaf to root. Quirks: the modes
//! `copy` and `ad-hoc` count something else than allocations, in the units `bsu` and `bksu`;
//! frames of one address are inlined calls; a point's own peak (`mb`) and the accesses to each of
//! its bytes (`acc`) don't add up to anything and aren't read. The layout is described in
//! valgrind's `dhat/dh_main.c`.

mod document;
pub(crate) mod frame_text;
mod metrics;

use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::id::{FrameId, StackId, StringId};
use crate::import::{Certainty, Format, Imported, Importer};
use crate::json::{JsonError, Scanner};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place as FilePlace, Warnings};
use document::{Document, Place};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "DHAT",
    recorded_by: "valgrind --tool=dhat PROGRAM, or the dhat crate",
    sniff: |_name, head| sniff(head),
    start: |name, _options| {
        Box::new(Dhat {
            name: name.to_owned(),
            scanner: Scanner::new(Place::Document),
            document: Document::default(),
        })
    },
};

const NO_NUMBERS: &str = "points without a readable `tb` and `tbk` were skipped";
const NO_FRAME: &str = "points with frames that aren't in the frame table are shown without them";
const OTHER_VERSION: &str = "this version of the format is unknown: numbers may be missing";
const NOT_UTF8: &str = "texts that aren't UTF-8 are shown with U+FFFD in their places";

struct Dhat {
    name: String,
    scanner: Scanner<Place>,
    document: Document,
}

impl Importer for Dhat {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.scanner.push(slice, &mut self.document).map_err(|error| broken(&error))
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        self.scanner.finish(&mut self.document).map_err(|error| broken(&error))?;
        let mut warnings = Warnings::default();
        let (count, first) = self.scanner.wrong_texts();
        warnings.add_many(NOT_UTF8, count, FilePlace::Byte(first), "");
        build(&self.name, self.document, warnings)
    }
}

fn build(name: &str, document: Document, mut warnings: Warnings) -> Result<Imported, ImportError> {
    if document.version.is_some_and(|version| version != 2.0) {
        let version = document.version.unwrap_or_default().to_string();
        warnings.add(OTHER_VERSION, FilePlace::Whole, &version);
    }
    let (count, first) = document.skipped;
    warnings.add_many(NO_NUMBERS, count, FilePlace::Row(first), "");
    let mut builder = ProfileBuilder::new(name);
    let frames = frames(&document, &mut builder);
    let mut stacks = Stacks::of(&frames);
    let mut samples = Samples::default();
    let mut columns = vec![Vec::new(); document::NUMBERS.len()];
    for (row, point) in document.points.iter().enumerate() {
        let start =
            row.checked_sub(1).and_then(|it| document.points.get(it)).map_or(0, |it| it.end);
        let rows = document.stacks.integers().get(start..point.end).unwrap_or_default();
        let (stack, is_whole) = stacks.stack(rows, &mut builder);
        if !is_whole {
            warnings.add(NO_FRAME, FilePlace::Row(row as u64), "");
        }
        samples.stacks.push(stack);
        for (column, number) in columns.iter_mut().zip(point.numbers) {
            column.push(number);
        }
    }
    if samples.is_empty() {
        return Err(ImportError {
            expected: "DHAT's program points with their frames".to_owned(),
            found: "none that can be used".to_owned(),
            place: FilePlace::Whole,
            advice: "Check that the program allocated anything while it was recorded.".to_owned(),
        });
    }
    for (field, column) in columns.into_iter().enumerate() {
        if document.seen.get(field) == Some(&true) {
            let metric = builder.push_metric(metrics::metric(field, &document.texts));
            samples.weights.push((metric, Weights::Each(column.into())));
        }
    }
    metrics::describe(&document, builder.about());
    let pid = document.pid.map(|pid| pid.to_string()).unwrap_or_default();
    builder.push_thread(Thread { pid, samples: vec![samples], ..Thread::default() });
    Ok(Imported { profiles: vec![builder.finish()], warnings, ..Imported::default() })
}

/// The rows of the frame table as frames. Row 0 is `[root]`, which stacks don't name.
fn frames(document: &Document, builder: &mut ProfileBuilder) -> Vec<FrameId> {
    let Some(texts) = document.frame_texts.texts() else { return Vec::new() };
    (0..texts.len()).map(|row| frame_text::frame(texts.get(StringId::new(row)), builder)).collect()
}

struct Stacks<'a> {
    frames: &'a [FrameId],
    /// The frame of each row as an inlined one, where it was needed already.
    inlined: Vec<Option<FrameId>>,
    /// The way from the root of the point before: most points share the outer part of it.
    way: Vec<Step>,
}

/// A row of the frame table on the way from the root to a leaf.
#[derive(Clone, Copy)]
struct Step {
    row: i32,
    stack: Option<StackId>,
    /// What was called at the address that is being walked through: of all frames with this
    /// address, the outermost is the function whose code it is, the others are inlined in it.
    /// Where a recursion returns to one address, the outermost comes again: a, b, a, b.
    physical: Option<FrameId>,
    /// Whether this row and those outside it are in the frame table.
    is_whole: bool,
}

impl<'a> Stacks<'a> {
    fn of(frames: &'a [FrameId]) -> Self {
        Self { frames, inlined: vec![None; frames.len()], way: Vec::new() }
    }

    /// The stack of these rows of the frame table, which go from leaf to root, and whether all of
    /// them are there.
    fn stack(&mut self, rows: &[i32], builder: &mut ProfileBuilder) -> (Option<StackId>, bool) {
        let outer = rows.iter().rev();
        let shared = outer.clone().zip(&self.way).take_while(|(row, step)| **row == step.row);
        let shared = shared.count();
        self.way.truncate(shared);
        for &row in outer.skip(shared) {
            let root = Step { row, stack: None, physical: None, is_whole: true };
            let step = Step { row, ..self.way.last().copied().unwrap_or(root) };
            let step = self.step(step, builder);
            self.way.push(step);
        }
        self.way.last().map_or((None, true), |step| (step.stack, step.is_whole))
    }

    /// Goes on from `step` to its row.
    fn step(&mut self, mut step: Step, builder: &mut ProfileBuilder) -> Step {
        let row = usize::try_from(step.row).unwrap_or(usize::MAX);
        let Some((&id, inlined)) = self.frames.get(row).zip(self.inlined.get_mut(row)) else {
            step.is_whole = false;
            return step;
        };
        let address_of = |id| builder.profile().frames.get(id).address;
        let address = address_of(id);
        let is_inlined = match step.physical {
            Some(outer) if address.is_some() && address_of(outer) == address => outer != id,
            _ => {
                step.physical = Some(id);
                false
            }
        };
        let id = match is_inlined {
            true => *inlined.get_or_insert_with(|| {
                let this = builder.profile().frames.get(id);
                builder.frame(Frame { inlined: true, ..this })
            }),
            false => id,
        };
        step.stack = Some(builder.stack(step.stack, id));
        step
    }
}

fn broken(error: &JsonError) -> ImportError {
    ImportError {
        expected: format!("DHAT's JSON, and in it {}", error.expected),
        found: error.found.clone(),
        place: FilePlace::Byte(error.byte),
        advice: "The file is damaged or not complete: copy it again, or record it again."
            .to_owned(),
    }
}

fn sniff(head: &[u8]) -> Certainty {
    if memchr::memmem::find(head, b"\"dhatFileVersion\"").is_none() {
        return Certainty::No;
    }
    let mut seen = Document::default();
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(Place::Document).push(head, &mut seen);
    if seen.version.is_some() { Certainty::Sure } else { Certainty::No }
}
