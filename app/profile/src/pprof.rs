//! pprof: a protobuf message of samples and the tables that they refer to.
//!
//! ```text
//! 0a 04 08 01 10 02      sample_type { type: 1, unit: 2 }      rows of string_table
//! 12 … 0a 02 01 02       sample { location_id: [1, 2], …       leaf first
//!      12 01 05                   value: [5],                  one a sample type
//!      1a …                       label { key, str, num } }
//! 32 00 32 07 samples    string_table "", "samples"
//! ```
//!
//! Quirks: tables may come after the samples; a location's lines are leaf first, all but the last
//! inlined into the last; values of a compared profile may be negative; gzip is usual but not
//! needed. The layout is that of `profile.proto` of google/pprof.

mod about;
mod frames;
mod labels;
mod path;
mod samples;
mod sniff;
mod tables;
mod wire;

use crate::import::{Format, Imported, Importer};
use crate::warning::{ImportError, Place, Warnings};
use tables::Tables;
use wire::Step;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "pprof",
    recorded_by: "Go's pprof, pprof-rs (criterion), jemalloc, gperftools",
    sniff: sniff::sniff,
    start: |name, _| Box::new(Pprof::new(name)),
};

const MALFORMED: &str = "malformed rows of the file's tables were skipped";
const CUT: &str = "the file ends within a row, which was skipped";

struct Pprof {
    name: String,
    tables: Tables,
    /// What isn't a whole field yet.
    begun: Vec<u8>,
    /// Where `begun` begins.
    read_bytes: u64,
    warnings: Warnings,
}

impl Pprof {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            tables: Tables::default(),
            begun: Vec::new(),
            read_bytes: 0,
            warnings: Warnings::default(),
        }
    }

    /// Takes all whole fields of `bytes` and tells their length.
    fn take(&mut self, bytes: &[u8]) -> Result<usize, ImportError> {
        let mut taken = 0;
        loop {
            let rest = bytes.get(taken..).unwrap_or_default();
            let place = Place::Byte(self.read_bytes + taken as u64);
            match wire::field(rest) {
                Step::Cut => return Ok(taken),
                Step::Broken => {
                    return Err(ImportError {
                        expected: "a field of a pprof profile".to_owned(),
                        found: "bytes that are none".to_owned(),
                        place,
                        advice: "The file is damaged: copy or record it again.".to_owned(),
                    });
                }
                Step::Field(number, value, used) => {
                    if self.tables.take(number, value).is_err() {
                        self.warnings.add(MALFORMED, place, "");
                    }
                    taken += used;
                }
            }
        }
    }
}

impl Importer for Pprof {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        let mut begun = std::mem::take(&mut self.begun);
        let taken = if begun.is_empty() {
            let taken = self.take(slice)?;
            begun.extend_from_slice(slice.get(taken..).unwrap_or_default());
            taken
        } else {
            begun.extend_from_slice(slice);
            let taken = self.take(&begun)?;
            begun.drain(..taken);
            taken
        };
        self.read_bytes += taken as u64;
        self.begun = begun;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        if !self.begun.is_empty() {
            self.warnings.add(CUT, Place::Byte(self.read_bytes), "");
        }
        let Self { name, tables, warnings, .. } = *self;
        samples::finish(&name, &tables, warnings)
    }
}
