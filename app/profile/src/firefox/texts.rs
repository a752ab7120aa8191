//! Texts that threads and libraries have, in processed and in raw profiles alike.

use super::document::RawThread;
use crate::json::Scalar;
use crate::library::Library;

/// A text of a thread.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ThreadText {
    Name,
    ProcessName,
    ProcessType,
    Tid,
    Pid,
}

impl ThreadText {
    /// The text that is called `key` in the file.
    pub(crate) fn named(key: &str) -> Option<Self> {
        Some(match key {
            "name" => Self::Name,
            "processName" => Self::ProcessName,
            "processType" => Self::ProcessType,
            "tid" => Self::Tid,
            "pid" => Self::Pid,
            _ => return None,
        })
    }

    pub(crate) fn of(self, thread: &mut RawThread) -> &mut String {
        match self {
            Self::Name => &mut thread.name,
            Self::ProcessName => &mut thread.process_name,
            Self::ProcessType => &mut thread.process_type,
            Self::Tid => &mut thread.tid,
            Self::Pid => &mut thread.pid,
        }
    }
}

/// A text of a library.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LibraryText {
    Name,
    Path,
    DebugName,
    DebugId,
}

impl LibraryText {
    /// The text that is called `key` in the file.
    pub(crate) fn named(key: &str) -> Option<Self> {
        Some(match key {
            "name" => Self::Name,
            "path" => Self::Path,
            // `pdbName` until version 1.
            "debugName" | "pdbName" => Self::DebugName,
            "breakpadId" => Self::DebugId,
            _ => return None,
        })
    }

    pub(crate) fn of(self, library: &mut Library) -> &mut String {
        match self {
            Self::Name => &mut library.name,
            Self::Path => &mut library.path,
            Self::DebugName => &mut library.debug_name,
            Self::DebugId => &mut library.debug_id,
        }
    }
}

/// Sets a text, or a number as such: process and thread numbers were numbers until version 46.
pub(crate) fn set_text(target: &mut String, value: Scalar<'_>) {
    *target = match value {
        Scalar::Text(text) => text.to_owned(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Null | Scalar::Bool(_) => return,
    };
}
