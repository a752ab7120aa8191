//! Firefox Profiler: the processed JSON format, which samply and many converters write as well.
//!
//! ```json
//! {"meta": {"preprocessedProfileVersion": 49, "interval": 1, "product": "wordstat", …},
//!  "libs": [{"name": "libc.so.6", "debugName": …, "breakpadId": …}],
//!  "threads": [{"name": "worker 1", "tid": "25450", "processName": "wordstat",
//!    "samples": {"stack": [2, null, 5], "time": [0.1, 1.1, 2.1], "weight": [1, 1, 1]},
//!    "stackTable": {"prefix": [null, 0, 1], "frame": [0, 1, 2]},
//!    "frameTable": {"func": [0, 1, 2], "address": [1087723, 561652, -1], …},
//!    "funcTable": {"name": [3, 4, 6], "resource": [0, 0, -1], …},
//!    "resourceTable": {"name": [2], "lib": [0]}, "stringArray": ["…"]}]}
//! ```
//!
//! Read by the fields that are there, never by the version: it passed 75 in 2026, and five
//! versions came within a month. What moved is named at [`tables::Field`]; the upgraders of the
//! Firefox Profiler (`processed-profile-versioning.ts`) are the source.

pub(crate) mod document;
mod merge;
pub(crate) mod meta;
mod samples;
mod sniff;
mod stacks;
pub(crate) mod tables;
pub(crate) mod texts;

use crate::float::{larger, smaller};
use crate::import::json_file::JsonFile;
use crate::import::{Format, Imported, Importer, broken_json};
use crate::json::{JsonError, Scanner};
use crate::recording::{About, Profile};
use crate::symbols;
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use document::{Document, RawThread, SampleKind};
use merge::Merge;
use samples::Counts;
use stacks::StackRange;
use tables::{Field, Tables};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Firefox Profiler",
    recorded_by: "samply record --save-only -o profile.json.gz -- PROGRAM; profiler.firefox.com \
                  (Upload, then Download)",
    sniff: |_name, head| sniff::certainty(head),
    start: |name, _options| {
        let scanner = Scanner::new(document::Place::Document);
        let file = JsonFile::new(scanner, Document::default());
        Box::new(FirefoxImporter { name: name.to_owned(), file })
    },
};

const EXPECTED: &str = "a profile of the Firefox Profiler or samply";

/// What tells the processed format from Gecko's own.
pub(crate) struct Dialect {
    /// How users call it.
    pub name: &'static str,
    /// The member of `meta` with the format's version.
    pub version_key: &'static str,
    /// The newest version whose changes are known.
    pub newest_version: f64,
}

const DIALECT: Dialect =
    Dialect { name: FORMAT.name, version_key: "preprocessedProfileVersion", newest_version: 75.0 };

struct FirefoxImporter {
    name: String,
    file: JsonFile<Document>,
}

impl Importer for FirefoxImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.file.push(slice);
        match &self.file.broken {
            Some(error) if !self.file.document.is_usable() => {
                Err(broken_json::error(EXPECTED, error))
            }
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        self.file.finish();
        let mut warnings = Warnings::default();
        self.file.warn(&mut warnings);
        let JsonFile { document, broken, .. } = self.file;
        imported(&self.name, document, broken.as_ref(), warnings)
    }
}

/// Puts together what was read of a processed profile before it was `broken`, if it was.
pub(crate) fn imported(
    name: &str,
    document: Document,
    broken: Option<&JsonError>,
    mut warnings: Warnings,
) -> Result<Imported, ImportError> {
    if let Some(error) = broken
        && !document.is_usable()
    {
        return Err(broken_json::error(EXPECTED, error));
    }
    if !document.has_threads || document.is_gecko {
        let error = other_json(document.is_gecko);
        return Err(broken.map_or(error, |broken| broken_json::error(EXPECTED, broken)));
    }
    match profile(name, document, &DIALECT, &mut warnings) {
        Ok(profile) => Ok(Imported { profiles: vec![profile], warnings, ..Imported::default() }),
        // What there was before the break was not enough.
        Err(error) => Err(broken.map_or(error, |broken| broken_json::error(EXPECTED, broken))),
    }
}

/// Puts the profile together.
pub(crate) fn profile(
    name: &str,
    mut document: Document,
    dialect: &Dialect,
    warnings: &mut Warnings,
) -> Result<Profile, ImportError> {
    let version = document.meta.number(dialect.version_key);
    if version.is_some_and(|version| version > dialect.newest_version) {
        warnings.add(
            "the format is newer than this reader knows; it was read as far as it is the same",
            Place::Whole,
            &format!("version {}", document.meta.text(dialect.version_key)),
        );
    }
    let threads = std::mem::take(&mut document.threads);
    let mut merge = Merge::new(name, &document.meta, warnings);
    let shared = match document.shared.has(Field::StackFrame) {
        true => merge.add(&mut document.shared, &Tables::default(), &document.libraries),
        false => StackRange::default(),
    };
    let mut counts = Counts::default();
    let mut read = Vec::new();
    for mut raw in threads {
        let has_own = raw.tables.has(Field::StackFrame);
        let libraries = if raw.libraries.is_empty() { &document.libraries } else { &raw.libraries };
        let stacks = match has_own {
            true => merge.add(&mut raw.tables, &document.shared, libraries),
            false => shared,
        };
        read.push(thread(raw, stacks, &mut merge, &mut counts));
    }
    if counts.kept == 0 {
        return Err(no_samples(read.len(), counts.read, merge.warnings));
    }
    let symbolicated = document.meta.text("symbolicated");
    let lacks_symbols =
        merge.addresses > 0 && (symbolicated == "false" || merge.addresses > merge.names);
    if lacks_symbols {
        let what = symbols::MISSING;
        merge.warnings.add_many(what, merge.addresses as u64, Place::Whole, "");
    }
    let mut builder = merge.finish();
    let duration_ns = set_times(&mut read, document.meta.time_unit_ns());
    for thread in read {
        builder.push_thread(thread);
    }
    *builder.about() = About {
        format: dialect.name.to_owned(),
        duration_ns,
        lacks_symbols,
        ..document.meta.about(dialect.version_key)
    };
    Ok(builder.finish())
}

/// One thread with its samples; their times stay in the file's unit.
fn thread(
    raw: RawThread,
    stacks: StackRange,
    merge: &mut Merge<'_>,
    counts: &mut Counts,
) -> Thread {
    let mut tables = Vec::new();
    for (kind, raw_samples) in SampleKind::ALL.into_iter().zip(raw.samples) {
        let Some(raw_samples) = raw_samples else { continue };
        let (builder, warnings) = (&mut merge.builder, &mut *merge.warnings);
        let (more, counted) =
            samples::read(*raw_samples, kind, &raw.name, stacks, builder, warnings);
        tables.extend(more);
        counts.read += counted.read;
        counts.kept += counted.kept;
    }
    let process = match raw.process_name.as_str() {
        "" => raw.process_type,
        _ => raw.process_name,
    };
    Thread { name: raw.name, process, tid: raw.tid, pid: raw.pid, samples: tables }
}

/// Makes the times nanoseconds since the first sample; returns how long it is to the last one.
///
/// samply's times count from the machine's start, Firefox's from the program's.
fn set_times(threads: &mut [Thread], unit_ns: Option<f64>) -> Option<f64> {
    let tables = || threads.iter().flat_map(|thread| &thread.samples);
    let times = || tables().flat_map(|samples| &samples.times_ns).copied();
    let (first, last) = times().fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), time| {
        (smaller(first, time), larger(last, time))
    });
    for samples in threads.iter_mut().flat_map(|thread| &mut thread.samples) {
        match unit_ns {
            Some(unit_ns) => {
                samples.times_ns.iter_mut().for_each(|time| *time = (*time - first) * unit_ns);
            }
            None => samples.times_ns.clear(),
        }
    }
    unit_ns.map(|unit_ns| (last - first) * unit_ns).filter(|&duration| duration > 0.0)
}

fn other_json(is_gecko: bool) -> ImportError {
    let (found, advice) = if is_gecko {
        (
            "a raw profile as Firefox's own recorder writes it",
            "Open it at profiler.firefox.com and save it there with Upload › Download.",
        )
    } else {
        ("JSON without threads", "If another tool wrote the file, export it in another format.")
    };
    ImportError {
        expected: EXPECTED.to_owned(),
        found: found.to_owned(),
        place: Place::Whole,
        advice: advice.to_owned(),
    }
}

fn no_samples(threads: usize, rows: usize, warnings: &Warnings) -> ImportError {
    let threads = format!("{threads} thread{}", if threads == 1 { "" } else { "s" });
    let (found, advice) = if rows == 0 {
        (
            format!("{threads} without a sample"),
            "Record for longer, or with a shorter interval between samples.".to_owned(),
        )
    } else {
        let reasons: Vec<_> = warnings
            .list()
            .iter()
            .map(|warning| format!("{} {}", warning.count, warning.what))
            .collect();
        (
            format!("{threads} in which none of the {rows} samples can be used"),
            format!("What was wrong: {}.", reasons.join("; ")),
        )
    };
    ImportError { expected: "samples".to_owned(), found, place: Place::Whole, advice }
}
