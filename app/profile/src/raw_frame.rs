//! A frame as many files have it: a name, and perhaps a source file with a line and a column.

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::import::lines::lossy;
use crate::json::Scalar;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// What of a frame was read so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawFrame {
    /// Empty if the file has none.
    pub name: String,
    /// Empty if the file has none.
    pub file: String,
    /// From 1.
    pub line: Option<u32>,
    /// From 1.
    pub column: Option<u32>,
}

impl RawFrame {
    /// Forgets all, but keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.name.clear();
        self.file.clear();
        self.line = None;
        self.column = None;
    }

    /// The frame, called `unnamed` if the file has no name for it.
    pub(crate) fn add(&self, unnamed: &str, builder: &mut ProfileBuilder) -> FrameId {
        let name = if self.name.is_empty() { unnamed } else { &self.name };
        let name = builder.string(name);
        let file = (!self.file.is_empty()).then(|| builder.string(&self.file));
        let kind = FunctionKind::Unknown;
        let function = builder.function(Function { name, file, library: None, kind });
        let (line, column) = (self.line, self.column);
        builder.frame(Frame { line, column, ..Frame::of(function) })
    }
}

/// Puts the text of `value` into `text`, nothing if it is none.
pub(crate) fn set_text(text: &mut String, value: Scalar<'_>) {
    text.clear();
    text.push_str(value.text().unwrap_or_default());
}

/// A line or column that the file counts from 1; 0 and less stand for none.
pub(crate) fn from_one(value: Scalar<'_>) -> Option<u32> {
    let number = value.number().filter(|number| number.fract() == 0.0)?;
    (1.0..4_294_967_296.0).contains(&number).then_some(number as u32)
}

/// A line or column that the file counts from 0, counted from 1; -1 stands for none.
pub(crate) fn from_zero(value: Scalar<'_>) -> Option<u32> {
    from_one(Scalar::Number(value.number()? + 1.0))
}

/// Frames by what the file writes for them, so that each text is looked at only once.
#[derive(Default)]
pub(crate) struct KnownFrames {
    /// All distinct texts, one after the other.
    bytes: Vec<u8>,
    frames: HashTable<Known>,
}

struct Known {
    start: usize,
    end: usize,
    hash: u64,
    frame: FrameId,
}

impl KnownFrames {
    /// Forgets all, but keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.frames.clear();
    }

    /// The frame that `text` stands for, which `add` makes of it if it is new.
    #[inline]
    pub(crate) fn frame(&mut self, text: &[u8], add: impl FnOnce(&str) -> FrameId) -> FrameId {
        self.get_or_add(text, || add(&lossy(text)))
    }

    /// The frame that `key` stands for, which `add` makes if it is new.
    #[inline]
    pub(crate) fn get_or_add(&mut self, key: &[u8], add: impl FnOnce() -> FrameId) -> FrameId {
        let mut hasher = FxHasher::default();
        hasher.write(key);
        let hash = hasher.finish();
        let bytes = &self.bytes;
        let same =
            |known: &Known| known.hash == hash && bytes.get(known.start..known.end) == Some(key);
        if let Some(known) = self.frames.find(hash, same) {
            return known.frame;
        }
        let frame = add();
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        let known = Known { start, end: self.bytes.len(), hash, frame };
        self.frames.insert_unique(hash, known, |known| known.hash);
        frame
    }
}
