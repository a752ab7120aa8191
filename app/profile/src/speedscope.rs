//! The file format of speedscope, which py-spy, rbspy and many converters write.
//!
//! ```json
//! {"$schema": "https://www.speedscope.app/file-format-schema.json", "exporter": "py-spy@0.4",
//!  "shared": {"frames": [{"name": "main", "file": "a.py", "line": 12, "col": 3}, …]},
//!  "profiles": [
//!   {"type": "sampled", "name": "thread 1", "unit": "seconds", "startValue": 0, "endValue": 3,
//!    "samples": [[0, 1], [0]], "weights": [2, 1]},
//!   {"type": "evented", "name": "thread 2", "unit": "seconds", "startValue": 0, "endValue": 3,
//!    "events": [{"type": "O", "frame": 0, "at": 0}, {"type": "C", "frame": 0, "at": 3}]}]}
//! ```
//!
//! Stacks begin at the root. Members come in any order; the first versions (0.0.1) have `shared`
//! last. Each profile becomes a thread; profiles of different units become recordings of their
//! own. Time in which no function of an evented profile is open is no sample. Flamedrop's exporter
//! adds `unitName` to the unit `none`: what is counted, where speedscope has no unit for it.
//! Source: the schema that the file names.

mod document;
mod events;
mod raw;
mod sniff;

use crate::calls::ROWS_A_CALL;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, MetricId};
use crate::import::json_file::JsonFile;
use crate::import::{Format, Imported, Importer, broken_json};
use crate::json::Scanner;
use crate::metric::{Metric, Unit};
use crate::recording::{About, Profile};
use crate::stack::Stacks;
use crate::warning::{ImportError, Place};
use document::Document;
use raw::RawProfile;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "speedscope",
    recorded_by: "py-spy record --format speedscope; rbspy record --format speedscope",
    sniff: |_name, head| sniff::certainty(head),
    start: |name, _options| {
        let scanner = Scanner::new(document::Place::Document);
        let file = JsonFile::new(scanner, Document::new(name));
        Box::new(SpeedscopeImporter { name: name.to_owned(), file })
    },
};

const EXPECTED: &str = "a profile of speedscope";

struct SpeedscopeImporter {
    name: String,
    file: JsonFile<Document>,
}

impl Importer for SpeedscopeImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.file.push(slice);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        self.file.finish();
        let JsonFile { scanner, mut document, broken } = self.file;
        if let Some(error) = &broken {
            document.break_off();
            broken_json::warn(error, &mut document.warnings);
        }
        broken_json::warn_of_texts(&scanner, &mut document.warnings);
        let has_samples = document.profiles.iter().any(|raw| !raw.is_empty());
        if has_samples && !document.frames.is_empty() {
            return Ok(imported(&self.name, document));
        }
        Err(match &broken {
            Some(error) => broken_json::error(EXPECTED, error),
            None => no_samples(&document),
        })
    }
}

fn no_samples(document: &Document) -> ImportError {
    let found = match document.frames.is_empty() {
        true => "a file without frames",
        false => "profiles without a sample that can be used",
    };
    let reasons: Vec<_> = document.warnings.list().iter().map(|it| it.what.as_str()).collect();
    let advice = match reasons.is_empty() {
        true => "Record for longer, or with a shorter interval between samples.".to_owned(),
        false => format!("What was wrong: {}.", reasons.join("; ")),
    };
    let expected = format!("{EXPECTED} with samples");
    ImportError { expected, found: found.to_owned(), place: Place::Whole, advice }
}

/// Puts the recordings together: one for each unit.
fn imported(name: &str, mut document: Document) -> Imported {
    set_frames(&mut document);
    let profiles = std::mem::take(&mut document.profiles);
    let mut tables = document.builder.finish();
    tables.about = About {
        format: FORMAT.name.to_owned(),
        tool: document.exporter.replacen('@', " ", 1),
        ..About::default()
    };
    if !document.name.is_empty() && document.name != name {
        tables.about.labels.push(("name".to_owned(), document.name));
    }
    let mut groups: Vec<(Unit, Vec<RawProfile>)> = Vec::new();
    for raw in profiles.into_iter().filter(|raw| !raw.is_empty()) {
        let unit = unit_of(&raw);
        match groups.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, group)) => group.push(raw),
            None => groups.push((unit, vec![raw])),
        }
    }
    let many = groups.len() > 1;
    let mut profiles = Vec::new();
    let mut groups = groups.into_iter().peekable();
    while let Some((unit, group)) = groups.next() {
        // The last one takes the tables, the others copy them.
        let mut tables = match groups.peek() {
            Some(_) => tables.clone(),
            None => std::mem::take(&mut tables),
        };
        if many {
            tables.name = format!("{name} ({})", metric_name(&unit));
        }
        profiles.push(recording(tables, unit, group));
    }
    Imported { profiles, warnings: document.warnings, ..Imported::default() }
}

/// Stacks were read with the numbers that the file gives frames: puts the rows there.
fn set_frames(document: &mut Document) {
    let builder = &mut document.builder;
    let (prefixes, mut frames) = builder.take_stacks().into_columns();
    let mut unknown = None;
    let mut unknown_frame = || {
        *unknown.get_or_insert_with(|| {
            let name = builder.string("(unknown)");
            let kind = FunctionKind::Unknown;
            let function = builder.function(Function { name, file: None, library: None, kind });
            builder.frame(Frame::of(function))
        })
    };
    let mut lost = 0;
    for frames in frames.chunks_mut(ROWS_A_CALL) {
        lost += set_rows(frames, &document.frames, &mut unknown_frame);
    }
    let what = "stacks hold a frame that isn't in the file, shown as (unknown)";
    document.warnings.add_many(what, lost, Place::Whole, "");
    builder.set_stacks(Stacks::from_columns(prefixes, frames).unwrap_or_default());
}

/// Puts the rows of frames in the place of the file's numbers; returns how many aren't `known`.
#[inline(never)]
fn set_rows(
    frames: &mut [FrameId],
    known: &[FrameId],
    unknown: &mut impl FnMut() -> FrameId,
) -> u64 {
    let mut lost = 0;
    for frame in frames {
        *frame = match known.get(frame.index()) {
            Some(&row) => row,
            None => {
                lost += 1;
                unknown()
            }
        };
    }
    lost
}

/// The recording of some profiles of one unit.
fn recording(mut tables: Profile, unit: Unit, group: Vec<RawProfile>) -> Profile {
    let unit_ns = match unit {
        Unit::Nanoseconds => Some(1.0),
        Unit::Microseconds => Some(1e3),
        Unit::Milliseconds => Some(1e6),
        Unit::Seconds => Some(1e9),
        _ => None,
    };
    let start = group.iter().map(RawProfile::first).fold(f64::INFINITY, f64::min);
    let end = group.iter().map(RawProfile::last).fold(f64::NEG_INFINITY, f64::max);
    tables.about.duration_ns = unit_ns
        .map(|unit_ns| (end - start) * unit_ns)
        .filter(|duration| *duration > 0.0 && duration.is_finite());
    let name = metric_name(&unit).to_owned();
    tables.metrics.push(Metric { name, unit: unit.clone(), sample_weight: None });
    // Negative weights are the first profile in a comparison that was saved.
    let has_baseline = group.iter().any(RawProfile::has_negative);
    let baseline = has_baseline.then(|| {
        let name = "baseline".to_owned();
        tables.metrics.push(Metric { name, unit: unit.clone(), sample_weight: None });
        MetricId::new(1)
    });
    let threads = group.into_iter().map(|raw| {
        let times = unit_ns.map(|unit_ns| (start, unit_ns));
        raw.thread(MetricId::new(0), baseline, times)
    });
    tables.threads = threads.collect();
    tables
}

fn unit_of(raw: &RawProfile) -> Unit {
    match raw.unit.as_str() {
        "" | "none" => match raw.unit_name.as_str() {
            "" => Unit::Unknown,
            "samples" => Unit::Samples,
            other => Unit::Other(other.to_owned()),
        },
        "nanoseconds" => Unit::Nanoseconds,
        "microseconds" => Unit::Microseconds,
        "milliseconds" => Unit::Milliseconds,
        "seconds" => Unit::Seconds,
        "bytes" => Unit::Bytes,
        other => Unit::Other(other.to_owned()),
    }
}

fn metric_name(unit: &Unit) -> &str {
    match unit {
        Unit::Unknown => "weight",
        Unit::Bytes => "bytes",
        Unit::Samples => "samples",
        Unit::Other(name) => name,
        _ => "time",
    }
}

/// The frame that stands for number `number` of the file until all frames are read.
fn numbered(number: Option<i32>) -> FrameId {
    FrameId::new(number.and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX))
}
