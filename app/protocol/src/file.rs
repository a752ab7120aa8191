//! Files and the profiles in them, as the page knows them.

use crate::unit::Unit;
use serde::{Deserialize, Serialize};

/// One opened file; the page gives the number and never uses it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// One recording of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProfileId {
    /// The file it is in.
    pub file: FileId,
    /// Its place in the file, from 0.
    pub index: u32,
}

/// What came out of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileSummary {
    /// The file's name.
    pub name: String,
    /// The recordings in it; none where it held only symbols.
    pub profiles: Vec<ProfileSummary>,
    /// What couldn't be used.
    pub warnings: Vec<WarningSummary>,
    /// Another reading of the file that the user may want: the sentence on its button, and what
    /// to set `two_columns` to.
    pub other_reading: Option<(String, bool)>,
    /// Whether the file held symbols for libraries of other files' profiles, and how many of the
    /// open ones they fit.
    pub libraries_joined: Option<u32>,
    /// The source maps and lists of WebAssembly's names in it.
    pub maps: Vec<MapSummary>,
}

/// A map that gives names to functions of other files' profiles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapSummary {
    /// The map's file name.
    pub name: String,
    /// What it is of: names of generated files, or of a sort of functions; none if nothing tells.
    pub of: Vec<String>,
    /// How many functions of the open profiles it named.
    pub functions: u32,
}

/// Something that couldn't be used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WarningSummary {
    /// What it was and what became of it.
    pub what: String,
    /// How often.
    pub count: u64,
    /// Where it was first: "in line 7".
    pub place: String,
    /// What stood there; may be empty.
    pub excerpt: String,
}

/// One recording, as lists and the information panel show it. Texts are empty if unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProfileSummary {
    /// The recording's name.
    pub name: String,
    /// The file format.
    pub format: String,
    /// The program that recorded it.
    pub tool: String,
    /// What was recorded.
    pub command: String,
    /// How long the recording took.
    pub duration_ns: Option<f64>,
    /// The time between two samples.
    pub interval_ns: Option<f64>,
    /// Whether addresses stand for names.
    pub lacks_symbols: bool,
    /// Whether the file has no stacks and they are made of who calls whom.
    pub paths_are_estimated: bool,
    /// Anything else worth showing, as (label, value).
    pub labels: Vec<(String, String)>,
    /// The metrics, at least one.
    pub metrics: Vec<MetricSummary>,
    /// The metrics that are baseline and comparison, where the recording is a diff by itself
    /// (folded stacks with two columns).
    pub ready_diff: Option<[u32; 2]>,
    /// The threads, at least one, in the file's order; a thread's number is its place here.
    pub threads: Vec<ThreadSummary>,
}

/// One metric of a recording.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// Its name.
    pub name: String,
    /// What its weights count.
    pub unit: Unit,
    /// The sum of all its weights.
    pub total: f64,
    /// How many samples measure it.
    pub sample_count: u64,
}

/// One thread of a recording.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ThreadSummary {
    /// Its name; "thread 12" where it has none.
    pub name: String,
    /// Its process's name.
    pub process: String,
    /// Its number, as the file writes it.
    pub tid: String,
    /// Its process's number, as the file writes it.
    pub pid: String,
    /// Its total under each metric of the recording.
    pub totals: Vec<f64>,
}
