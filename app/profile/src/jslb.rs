//! Firefox Profiler, the binary form (JsonSlabs): a processed profile whose long columns stand
//! beside the JSON, as samply and profiler.firefox.com write it since 2026 (`.jslb`).
//!
//! ```text
//! byte 0   DC DF 4A 53 4C 42 01 00
//!      8   version, count of slabs, row of the slab to begin with       u32, little-endian
//!     20   for each slab: type, first byte in the file, length in bytes
//!      …   slab 0: {"meta": {…}, "threads": {"$s": 1}, "shared": …}     type 10: JSON
//!          slab 1: [{"samples": {"time": {"$s": 2}, …}, …}]
//!          slab 2: 0.5 1.5 2.5                                          type 7: f64
//! ```
//!
//! The types are i8, u8, i16, u16, i32, u32, f32, f64, i64, u64, JSON. An object whose only member
//! is `$s` stands for another slab, JSON slabs for the text that they hold: so all of it is one
//! JSON text, in which some arrays needn't be parsed. `firefox.rs` reads it as it reads the others.
//! Slabs may stand in any order, so the file is held as a whole. Read from the Firefox Profiler's
//! `json-slabs` and checked with samply's own file.

mod slabs;
mod unfold;

use crate::firefox;
use crate::firefox::document::{Document, Place as DocumentPlace};
use crate::import::{Certainty, Format, Imported, Importer};
use crate::warning::{ImportError, Warnings};
use slabs::{MAGIC, Slabs};
use unfold::Unfolding;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Firefox Profiler, binary",
    recorded_by: "samply record --save-only -o profile.jslb.gz -- PROGRAM",
    sniff: |_name, head| match head.starts_with(MAGIC) {
        true => Certainty::Sure,
        false => Certainty::No,
    },
    start: |name, _options| {
        Box::new(JslbImporter { name: name.to_owned(), slabs: Slabs::default() })
    },
};

struct JslbImporter {
    name: String,
    slabs: Slabs,
}

impl Importer for JslbImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.slabs.push(slice);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        let root = self.slabs.root()?;
        let mut warnings = Warnings::default();
        let mut unfolding =
            Unfolding::new(&self.slabs, DocumentPlace::Document, Document::default());
        unfolding.run(root, &mut warnings);
        let (document, broken) = unfolding.finish(&mut warnings);
        drop(self.slabs);
        firefox::imported(&self.name, document, broken.as_ref(), warnings)
    }
}
