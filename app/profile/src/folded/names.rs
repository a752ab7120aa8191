//! The frames' texts as the file writes them, each interned once.

use super::frame_name;
use super::header::Header;
use crate::ProfileBuilder;
use crate::id::FrameId;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// From the bytes of a frame to its id, so that a frame's text is looked at only once.
#[derive(Default)]
pub(super) struct Names {
    /// All distinct texts, one after the other.
    bytes: Vec<u8>,
    known: HashTable<Known>,
    not_utf8: u64,
}

struct Known {
    start: usize,
    end: usize,
    frame: FrameId,
}

impl Names {
    /// The frame that `text` stands for, which is added if it is new.
    #[inline]
    pub(super) fn frame(
        &mut self,
        text: &[u8],
        builder: &mut ProfileBuilder,
        header: &Header,
    ) -> FrameId {
        let hash = hash(text);
        let bytes = &self.bytes;
        let same = |known: &Known| {
            known.end - known.start == text.len() && bytes.get(known.start..known.end) == Some(text)
        };
        match self.known.find(hash, same) {
            Some(known) => known.frame,
            None => self.add(hash, text, builder, header),
        }
    }

    /// How many texts weren't UTF-8.
    pub(super) fn not_utf8(&self) -> u64 {
        self.not_utf8
    }

    #[cold]
    fn add(
        &mut self,
        hash_of_text: u64,
        text: &[u8],
        builder: &mut ProfileBuilder,
        header: &Header,
    ) -> FrameId {
        let utf8 = String::from_utf8_lossy(text);
        if matches!(utf8, std::borrow::Cow::Owned(_)) {
            self.not_utf8 += 1;
        }
        let frame = frame_name::frame(&utf8, header.is_austin(), builder);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text);
        let end = self.bytes.len();
        let bytes = &self.bytes;
        let rehash = |known: &Known| hash(bytes.get(known.start..known.end).unwrap_or_default());
        self.known.insert_unique(hash_of_text, Known { start, end, frame }, rehash);
        frame
    }
}

#[inline]
fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}
