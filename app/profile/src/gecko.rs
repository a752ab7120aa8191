//! Raw profiles as Firefox itself writes them (the Gecko format), also inside the file that its
//! developer tools saved until version 90.
//!
//! ```json
//! {"meta": {"version": 30, "interval": 1, "startTime": 1700000000000, "categories": […], …},
//!  "libs": [{"name": "libxul.so", "start": 140000, "end": 150000, "offset": 0, …}],
//!  "threads": [{"name": "GeckoMain", "tid": 11, "pid": 10, "processType": "default",
//!    "samples": {"schema": {"stack": 0, "time": 1}, "data": [[1, 0.5], [null, 1.5], [2]]},
//!    "stackTable": {"schema": {"prefix": 0, "frame": 1}, "data": [[null, 0], [0, 1], [0, 2]]},
//!    "frameTable": {"schema": {"location": 0, "line": 4, …}, "data": [[0], [1, …], [2]]},
//!    "stringTable": ["(root)", "onload (https://a.org/a.js:3:7)", "0x22ee0"]}],
//!  "processes": [{"meta": …, "libs": …, "threads": […], "processes": […]}]}
//! ```
//!
//! Each table names its columns in a `schema`, and its rows may end early. A frame is one text in
//! one of several forms, see [`location`]. It becomes a processed profile as the Firefox Profiler
//! makes one of it, and is read on by `firefox.rs`. Versions 3 to 36; before 4, libraries and child
//! processes are JSON inside texts. The upgraders of the Firefox Profiler
//! (`gecko-profile-versioning.ts`) and its `process-profile.ts` are the source.

mod document;
mod location;
mod process;
mod rows;
mod sniff;
mod thread;

use crate::firefox::{self, Dialect};
use crate::import::json_file::JsonFile;
use crate::import::{Format, Imported, Importer, broken_json};
use crate::json::Scanner;
use crate::warning::{ImportError, Place};
use document::Document;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Firefox, raw",
    recorded_by: "MOZ_PROFILER_STARTUP=1 MOZ_PROFILER_SHUTDOWN=profile.json firefox; Firefox's \
                  developer tools (Performance, Save)",
    sniff: |_name, head| sniff::certainty(head),
    start: |name, _options| {
        let scanner = Scanner::new(document::Place::File);
        let file = JsonFile::new(scanner, Document::default());
        Box::new(GeckoImporter { name: name.to_owned(), file })
    },
};

const EXPECTED: &str = "a raw profile of Firefox";

const DIALECT: Dialect =
    Dialect { name: FORMAT.name, version_key: "version", newest_version: 36.0 };

struct GeckoImporter {
    name: String,
    file: JsonFile<Document>,
}

impl Importer for GeckoImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.file.push(slice);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        let (document, broken, mut warnings) = self.file.end();
        let document = process::processed(document, &mut warnings);
        let read = if document.threads.is_empty() {
            let (found, advice) = match document.has_threads {
                true => ("threads without a sample", "Record for longer."),
                false => ("JSON without threads", "Save the profile again, in another format."),
            };
            Err(ImportError {
                expected: EXPECTED.to_owned(),
                found: found.to_owned(),
                place: Place::Whole,
                advice: advice.to_owned(),
            })
        } else {
            firefox::profile(&self.name, document, &DIALECT, &mut warnings)
        };
        match (read, broken) {
            (Ok(profile), _) => {
                Ok(Imported { profiles: vec![profile], warnings, ..Imported::default() })
            }
            // What there was before the break was not enough.
            (Err(_), Some(error)) => Err(broken_json::error(EXPECTED, &error)),
            (Err(error), None) => Err(error),
        }
    }
}
