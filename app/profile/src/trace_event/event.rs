//! Events: one as it stands in the file, and one as it is kept.

use super::script::RawScript;
use crate::builder::ProfileBuilder;
use crate::id::{FrameId, StringId};
use crate::json::Scalar;
use std::fmt::Write;

/// An event that begins or ends a span, or is one.
pub(super) struct Event {
    pub kind: Kind,
    pub start_us: f64,
    /// The same as the start but for complete spans.
    pub end_us: f64,
    pub name: StringId,
    pub frame: FrameId,
    /// Which event of the file it is.
    pub row: u32,
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
    pub name: Repeated,
    pub has_name: bool,
    pub pid: Repeated,
    pub tid: Repeated,
    pub category: Repeated,
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
    /// Where Hermes says that its function was.
    pub script: RawScript,
    /// The argument `name` of metadata.
    pub meta_name: String,
    /// The stack frame of a sample.
    pub stack_frame: String,
}

impl RawEvent {
    /// Makes room for the next one; the texts keep their memory.
    pub(super) fn clear(&mut self) {
        let texts = [&mut self.phase, &mut self.file, &mut self.meta_name, &mut self.stack_frame];
        let ids = [&mut self.scope, &mut self.id];
        texts.into_iter().chain(ids).for_each(String::clear);
        let repeated = [&mut self.name, &mut self.pid, &mut self.tid, &mut self.category];
        repeated.into_iter().for_each(|text| text.is_there = false);
        self.has_local_id = false;
        self.has_name = false;
        (self.time_us, self.duration_us, self.thread_duration_us) = (None, None, None);
        self.line = None;
        self.script.clear();
    }
}

/// A text that most events repeat, such as the number of a process, or that an end repeats after
/// its beginning: the same one is neither written nor looked up again.
#[derive(Default)]
pub(super) struct Repeated {
    /// The last one.
    text: String,
    /// The number of which it was made.
    number_bits: Option<u64>,
    id: Option<StringId>,
    /// Whether this event has it too.
    is_there: bool,
}

impl Repeated {
    /// Takes what the event has.
    pub(super) fn set(&mut self, value: Scalar<'_>) {
        let number_bits = match value {
            Scalar::Number(number) => Some(number.to_bits()),
            _ => None,
        };
        let is_same = match value {
            Scalar::Number(_) => self.number_bits == number_bits,
            _ => self.text == value.text().unwrap_or_default(),
        };
        self.is_there = true;
        if !is_same {
            set(&mut self.text, value);
            self.number_bits = number_bits;
            self.id = None;
        }
    }

    /// The text; empty if the event has none.
    pub(super) fn text(&self) -> &str {
        if self.is_there { &self.text } else { "" }
    }

    /// Its id in `builder`, always the same one.
    pub(super) fn id(&mut self, builder: &mut ProfileBuilder) -> StringId {
        if !self.is_there {
            return builder.string("");
        }
        *self.id.get_or_insert_with(|| builder.string(&self.text))
    }
}

/// Puts a text there, or a number as it is written without a fraction.
pub(super) fn set(text: &mut String, value: Scalar<'_>) {
    text.clear();
    match value {
        Scalar::Text(new) => text.push_str(new),
        // Writing into a text can't fail.
        Scalar::Number(number) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            _ = write!(text, "{}", number as u64);
        }
        Scalar::Number(number) => _ = write!(text, "{number}"),
        _ => {}
    }
}
