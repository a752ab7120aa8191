//! The model of a profile, the importers that fill it, and the exporters that write it out again.
//!
//! Pure Rust: no DOM, no clock, no threads. A file's bytes go in as slices, immutable
//! [`Profile`]s come out, with [`Warning`]s for everything that could not be used.

pub mod bytes;
pub mod calls;
pub mod column;
pub mod compact;
pub mod float;
pub mod frame;
pub mod function;
pub mod id;
pub mod import;
pub mod json;
pub mod library;
pub mod metric;
pub mod sample;
pub mod stack;
pub mod strings;
pub mod symbols;
pub mod thread;
pub mod warning;

mod async_profiler_html;
mod bpftrace;
mod builder;
mod cachegrind;
mod call_tree;
mod callgrind;
mod cpuprofile;
mod csv;
mod dead_ends;
mod dhat;
mod drawn;
mod dtrace;
mod firefox;
mod flamegraph_svg;
mod folded;
mod gecko;
mod ghc_json;
mod ghc_prof;
mod heap_profile;
mod instruments;
mod jslb;
mod mac_sample;
mod massif;
mod outline;
mod perf;
mod pmcstat;
mod pprof;
mod raw_frame;
mod recording;
mod safari;
mod samply;
mod shared_bytes;
mod source_map;
mod speedscope;
mod stackprof;
mod trace_event;
mod v8_log;
mod visual_studio;
mod vtune;
mod wasm_names;
mod xctrace;

pub use builder::ProfileBuilder;
pub use recording::{About, Profile};
pub use warning::{ImportError, Place, Warning, Warnings};
