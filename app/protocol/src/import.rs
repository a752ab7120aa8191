//! What the page and an import worker say to each other.

use crate::file::WarningSummary;
use serde::{Deserialize, Serialize};

/// What the page tells an import worker, once; the `File` comes beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportRequest {
    /// The file's name.
    pub name: String,
    /// Its size.
    pub size_bytes: u64,
    /// Whether two numbers at the ends of folded lines are two columns; `None`: as it seems.
    pub two_columns: Option<bool>,
    /// Die after so many bytes, to try out what the page then does. For tests.
    pub crash_at_byte: Option<u64>,
}

/// What an import worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportAnswer {
    /// How far it got.
    Progress {
        /// Bytes of the file that are read.
        read_bytes: u64,
    },
    /// It is done; the profiles' chunks come beside it, and last that of the symbols if there are
    /// any.
    Done(ImportedFile),
    /// The file can't be opened.
    Failed(ImportFailure),
}

/// What an import worker says of a file that it has read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportedFile {
    /// The file's name.
    pub name: String,
    /// For each profile the lengths of its buffers, which lie in the chunks one after the other.
    pub buffer_lengths: Vec<Vec<u32>>,
    /// Whether the last chunk holds symbols for other files' profiles.
    pub has_symbols: bool,
    /// What couldn't be used.
    pub warnings: Vec<WarningSummary>,
    /// Another reading of the file: the sentence on its button, and what to set `two_columns` to.
    pub other_reading: Option<(String, bool)>,
}

/// Why a file can't be opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportFailure {
    /// What should have been there.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Where: "in line 7"; empty if it is nowhere in particular.
    pub place: String,
    /// What to do next.
    pub advice: String,
}
