//! Events: one as it stands in the file, and one as it is kept.

use crate::id::{FrameId, StringId};

/// An event that begins or ends a span, or is one.
pub(super) struct Event {
    pub kind: Kind,
    pub start_us: f64,
    /// The same as the start but for complete spans.
    pub end_us: f64,
    pub name: StringId,
    pub frame: FrameId,
    /// Which event of the file it is.
    pub row: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `B`
    Begin,
    /// `E`, whose name may be missing.
    End { is_named: bool },
    /// `X`
    Complete,
}

/// A time in which a function ran.
pub(super) struct Span {
    pub start_us: f64,
    pub end_us: f64,
    pub frame: FrameId,
    /// Whether the file has it as one event.
    pub is_complete: bool,
}

/// The events of one thread.
pub(super) struct Track {
    pub pid: StringId,
    pub tid: StringId,
    pub events: Vec<Event>,
}

/// The asynchronous events of one category and process.
pub(super) struct Category {
    pub pid: StringId,
    pub name: String,
    /// The events of each id: those of one id nest in each other.
    pub ids: Vec<Vec<Event>>,
}

/// An event, or a sample of Hermes, as it stands in the file.
#[derive(Default)]
pub(super) struct RawEvent {
    pub phase: String,
    pub name: String,
    pub has_name: bool,
    pub pid: String,
    pub tid: String,
    pub category: String,
    pub scope: String,
    pub id: String,
    /// Whether other processes have another thing of that id.
    pub has_local_id: bool,
    pub time_us: Option<f64>,
    pub duration_us: Option<f64>,
    /// `tdur`, which some writers have alone.
    pub thread_duration_us: Option<f64>,
    pub file: String,
    pub line: Option<u32>,
    /// The argument `name` of metadata.
    pub meta_name: String,
    /// The stack frame of a sample.
    pub stack_frame: String,
}

impl RawEvent {
    /// Makes room for the next one; the texts keep their memory.
    pub(super) fn clear(&mut self) {
        let texts = [&mut self.phase, &mut self.name, &mut self.pid, &mut self.tid];
        let more = [&mut self.file, &mut self.meta_name, &mut self.stack_frame];
        let ids = [&mut self.category, &mut self.scope, &mut self.id];
        texts.into_iter().chain(more).chain(ids).for_each(String::clear);
        self.has_local_id = false;
        self.has_name = false;
        (self.time_us, self.duration_us, self.thread_duration_us) = (None, None, None);
        self.line = None;
    }
}
