//! Processes: what a raw profile has of each, and how all of them become one processed profile.

use super::document::Document;
use super::thread::{GeckoThread, ScopeBuilder};
use crate::firefox::document as processed;
use crate::firefox::meta::Meta;
use crate::library::Library;
use crate::warning::{Place, Warnings};

/// A process as it stands in the file.
#[derive(Default)]
pub(super) struct Process {
    pub meta: Meta,
    pub libraries: Vec<LoadedLibrary>,
    pub threads: Vec<GeckoThread>,
}

/// A library and where it was in memory.
#[derive(Default)]
pub(super) struct LoadedLibrary {
    pub library: Library,
    pub start: f64,
    pub end: f64,
    /// How far into the file the part begins that was loaded at `start`; absent from the oldest.
    pub offset: f64,
}

impl LoadedLibrary {
    /// Whether it has neither a place nor a name.
    pub(super) fn is_empty(&self) -> bool {
        let Library { name, debug_name, .. } = &self.library;
        self.end <= self.start && name.is_empty() && debug_name.is_empty()
    }
}

/// The processed profile that says the same.
pub(super) fn processed(document: Document, warnings: &mut Warnings) -> processed::Document {
    document.warn(warnings);
    let mut out = processed::Document::default();
    out.has_threads = document.has_threads;
    let mut root_start_ms = None;
    let mut without_start = 0;
    for (index, process) in document.processes.into_iter().enumerate() {
        let start_ms = process.meta.number("startTime");
        let root_start_ms: Option<f64> = *root_start_ms.get_or_insert(start_ms);
        // Each process counts from its own start.
        let shift_ms = match start_ms.zip(root_start_ms) {
            Some((own, root)) => own - root,
            None => {
                without_start += u64::from(index > 0);
                0.0
            }
        };
        let version = process.meta.number("version");
        let mut scope = ScopeBuilder::new(&process.libraries, out.libraries.len(), version);
        let threads = process.threads.into_iter().map(|thread| scope.thread(thread, shift_ms));
        out.threads.extend(threads);
        out.libraries.extend(process.libraries.into_iter().map(|loaded| loaded.library));
        if index == 0 {
            out.meta = process.meta;
        }
    }
    let what = "processes without a start have their times as they are";
    warnings.add_many(what, without_start, Place::Whole, "");
    out
}
