//! Helpers of the tests: import from memory, and a profile as text.
#![allow(dead_code, reason = "each test file uses some of them")]

pub mod expected;

use profile::import::{ImportOptions, Imported, Reader};
use profile::{ImportError, Profile};
use std::fmt::Write;
use std::path::PathBuf;

/// Imports a file from memory.
pub fn import(name: &str, content: &[u8]) -> Result<Imported, ImportError> {
    import_as(name, content, ImportOptions::default())
}

/// Imports a file from memory, read as `options` say.
pub fn import_as(
    name: &str,
    content: &[u8],
    options: ImportOptions,
) -> Result<Imported, ImportError> {
    import_slices(name, &[content], options)
}

/// Imports a file from memory, slice by slice.
pub fn import_slices(
    name: &str,
    slices: &[&[u8]],
    options: ImportOptions,
) -> Result<Imported, ImportError> {
    let mut reader = Reader::new(name, options);
    for slice in slices {
        reader.push(slice)?;
    }
    reader.finish()
}

/// Text in, text out: what importing a file of this content gives.
pub fn dump(content: impl AsRef<[u8]>) -> String {
    describe(import("test.folded", content.as_ref()))
}

/// The result of an import as text.
pub fn describe(result: Result<Imported, ImportError>) -> String {
    let imported = match result {
        Ok(imported) => imported,
        Err(error) => return format!("error: {}\n", without_formats(&error.to_string())),
    };
    let mut out: String = imported.profiles.iter().map(summary).collect();
    for warning in imported.warnings.list() {
        let first = warning.first;
        writeln!(out, "warning: {}× {}, first {first}", warning.count, warning.what).unwrap();
        if !warning.excerpt.is_empty() {
            writeln!(out, "  {}", warning.excerpt).unwrap();
        }
    }
    if let Some((sentence, options)) = imported.other_reading {
        writeln!(out, "other reading: {sentence} ({:?})", options.two_columns).unwrap();
    }
    out
}

/// A profile as text: what is known, the metrics, and a line a sample.
pub fn summary(profile: &Profile) -> String {
    let mut out = String::new();
    let about = &profile.about;
    for (label, text) in [("tool", &about.tool), ("command", &about.command)] {
        if !text.is_empty() {
            writeln!(out, "{label}: {text}").unwrap();
        }
    }
    for (label, time) in [("interval", about.interval_ns), ("duration", about.duration_ns)] {
        if let Some(time) = time {
            writeln!(out, "{label}: {time} ns").unwrap();
        }
    }
    for (label, value) in &about.labels {
        writeln!(out, "{label} = {value}").unwrap();
    }
    if about.paths_are_estimated {
        writeln!(out, "call paths are estimated").unwrap();
    }
    let metrics: Vec<_> = profile
        .metrics
        .iter()
        .map(|metric| format!("{} ({:?})", metric.name, metric.unit))
        .collect();
    writeln!(out, "metrics: {}", metrics.join(", ")).unwrap();
    for thread in &profile.threads {
        let title = [&thread.process, &thread.pid, &thread.name, &thread.tid].map(String::as_str);
        if title.iter().any(|text| !text.is_empty()) {
            writeln!(out, "thread {}", title.join(" ").trim()).unwrap();
        }
        for samples in &thread.samples {
            for index in 0..samples.len() {
                let stack = samples.stacks[index].map_or(String::new(), |id| {
                    let mut frames: Vec<_> =
                        profile.stacks.leaf_to_root(id).map(|id| frame_text(profile, id)).collect();
                    frames.reverse();
                    frames.join(";")
                });
                let weights: Vec<_> =
                    samples.weights.iter().map(|(_, each)| each.get(index).to_string()).collect();
                writeln!(out, "{stack} {}", weights.join(" ")).unwrap();
            }
        }
    }
    out
}

/// `name`, and in braces what else is known of the frame.
pub fn frame_text(profile: &Profile, id: profile::id::FrameId) -> String {
    let frame = profile.frames.get(id);
    let function = profile.functions.get(frame.function);
    let mut more = Vec::new();
    if function.kind != profile::function::FunctionKind::Unknown {
        more.push(format!("{:?}", function.kind));
    }
    if frame.inlined {
        more.push("inlined".to_owned());
    }
    if let Some(file) = function.file {
        let line = frame.line.map_or(String::new(), |line| format!(":{line}"));
        more.push(format!("{}{line}", profile.text(file)));
    }
    let name = profile.text(function.name);
    // A name with a `;` in it must not look like two frames.
    let name = if name.contains(';') { format!("“{name}”") } else { name.to_owned() };
    if more.is_empty() { name } else { format!("{name}{{{}}}", more.join(", ")) }
}

/// The folder of fixtures.
pub fn data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data")
}

/// The content of a fixture.
pub fn fixture(path: &str) -> Vec<u8> {
    let path = data().join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A JSON fixture.
pub fn json(path: &str) -> serde_json::Value {
    serde_json::from_slice(&fixture(path)).unwrap()
}

/// A message without the list of formats, which grows.
pub fn without_formats(message: &str) -> String {
    const LIST: &str = "These can be opened: ";
    match message.split_once(LIST) {
        Some((before, _)) => format!("{before}{LIST}…"),
        None => message.to_owned(),
    }
}
