//! A file that was opened, as the browser holds it: kept, so that it can be read again.

use crate::link::Channel;
use protocol::FileId;

/// One opened file.
pub struct Source {
    /// Its number.
    pub id: FileId,
    /// The browser's handle.
    pub file: web_sys::File,
    /// Where it came from.
    pub origin: Origin,
    /// How the user wants folded lines with two numbers to be read.
    pub two_columns: Option<bool>,
    /// How far its reading is.
    pub phase: SourcePhase,
}

/// Where a file came from: what brings it back after a reload.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The user's machine: the user has to bring it again.
    Local,
    /// The example that comes with the page.
    Example,
    /// An address of the page's host.
    Url(String),
}

/// How far the reading of a file is.
pub enum SourcePhase {
    /// It has to wait: for the seal, or for other import workers.
    Waiting,
    /// Its import worker reads it, and ends when this is dropped.
    Reading {
        /// The worker.
        _worker: Channel,
    },
    /// It was read, well or not.
    Read,
}
