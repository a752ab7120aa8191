//! Importing: the contract between a file's bytes and the importers, and the list of formats.
//!
//! ```text
//! slices ─▶ gzip, zlib, zstd (twice at most) ─▶ UTF-16, byte order marks ─▶ head ─▶ FORMATS ─▶ Importer
//! zip, tar (once in another one) ─▶ the same again for each file in it
//! ```

mod archive;
pub(crate) mod broken_json;
mod budget;
mod encoding;
pub(crate) mod json_file;
pub(crate) mod lines;
pub(crate) mod numbers;
mod reader;
mod unpack;
pub(crate) mod whole_json;

pub use reader::{HEAD_BYTES, Reader};

use crate::recording::Profile;
use crate::symbols::Symbols;
use crate::warning::{ImportError, Warnings};

/// How sure a format is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Not this format.
    No,
    /// It can be read so if nothing else fits (folded stacks: any text with a number at the end).
    Possible,
    /// The content looks like it.
    Likely,
    /// A mark that only this format has.
    Sure,
}

/// What the user may decide about the reading of a file; the defaults are what the file suggests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ImportOptions {
    /// Whether two numbers at the ends of folded lines are two columns; `None`: as the file
    /// suggests.
    pub two_columns: Option<bool>,
}

/// What came out of a file.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The recordings, in the file's order; may be empty where the file holds only symbols.
    pub profiles: Vec<Profile>,
    /// Names for addresses or generated code of other files' profiles; none for most files.
    pub symbols: Option<Symbols>,
    /// What could not be used.
    pub warnings: Warnings,
    /// Another reading of the same file that the user may want, as a sentence for a button and
    /// the options that bring it.
    pub other_reading: Option<(String, ImportOptions)>,
}

/// Reads one file of one format, slice by slice. The result doesn't depend on where the slices
/// are cut.
pub trait Importer {
    /// Takes the next bytes of the uncompressed content.
    ///
    /// # Errors
    /// When the content is broken beyond use.
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError>;

    /// Told before [`Self::finish`] when the content ends early, since its container is cut or
    /// damaged: a row without its end must not be trusted (`main;work 12` may have been `… 1234`).
    fn cut_off(&mut self) {}

    /// Ends the reading.
    ///
    /// # Errors
    /// When nothing usable came.
    fn finish(self: Box<Self>) -> Result<Imported, ImportError>;
}

/// One format: how it is called, recognised, recorded and read.
pub struct Format {
    /// What users call it.
    pub name: &'static str,
    /// The command that records such a file, or the tools that write it.
    pub recorded_by: &'static str,
    /// How sure it is of a file called `name` that begins with `head`.
    pub sniff: fn(name: &str, head: &[u8]) -> Certainty,
    /// Starts reading a file called `name`.
    pub start: fn(name: &str, options: ImportOptions) -> Box<dyn Importer>,
}

/// All formats that can be opened. Where two are equally sure of a file, the first one has it.
pub const FORMATS: &[Format] = &[
    crate::firefox::FORMAT,
    crate::gecko::FORMAT,
    crate::jslb::FORMAT,
    crate::samply::FORMAT,
    crate::source_map::FORMAT,
    crate::cpuprofile::FORMAT,
    crate::speedscope::FORMAT,
    crate::trace_event::FORMAT,
    crate::perf::FORMAT,
    crate::cachegrind::FORMAT,
    crate::dhat::FORMAT,
    crate::massif::FORMAT,
    crate::callgrind::FORMAT,
    crate::pprof::FORMAT,
    crate::flamegraph_svg::FORMAT,
    crate::async_profiler_html::FORMAT,
    crate::stackprof::FORMAT,
    crate::heap_profile::FORMAT,
    crate::ghc_json::FORMAT,
    crate::safari::FORMAT,
    crate::v8_log::FORMAT,
    crate::instruments::FORMAT,
    crate::pmcstat::FORMAT,
    crate::bpftrace::FORMAT,
    crate::mac_sample::FORMAT,
    crate::vtune::FORMAT,
    crate::visual_studio::FORMAT,
    crate::xctrace::FORMAT,
    crate::ghc_prof::FORMAT,
    crate::dtrace::FORMAT,
    crate::wasm_names::FORMAT,
    archive::FORMAT,
    crate::folded::FORMAT,
];
