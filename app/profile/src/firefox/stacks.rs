//! Stacks: the file's rows become the profile's, in whichever way they name their callers.

use super::tables::{Field, Tables};
use crate::id::{FrameId, StackId};
use crate::json::NONE;
use crate::stack::Stacks;

/// The stacks of all scopes.
#[derive(Default)]
pub(super) struct MergedStacks {
    /// A column for each scope, in order: they are put together last, one after the other, so that
    /// each is freed before memory holds the next one twice.
    prefixes: Vec<Vec<Option<StackId>>>,
    frames: Vec<Vec<FrameId>>,
    count: usize,
}

/// Where the stacks of one scope are in the profile.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StackRange {
    first: usize,
    len: usize,
}

impl StackRange {
    /// How many there are.
    pub(super) fn len(self) -> usize {
        self.len
    }

    /// The profile's id of the scope's row `row`, which must be below `len`.
    #[inline]
    pub(super) fn id(self, row: usize) -> StackId {
        StackId::new(self.first + row)
    }
}

/// Rows that couldn't be used as they are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BadRows {
    pub count: u64,
    pub first: u64,
}

impl BadRows {
    #[cold]
    fn add(&mut self, row: usize) {
        if self.count == 0 {
            self.first = row as u64;
        }
        self.count += 1;
    }
}

/// What became of the stacks of one scope.
pub(super) struct Added {
    pub range: StackRange,
    /// Stacks whose caller doesn't stand before them (so that there can be no cycle): they begin
    /// here.
    pub cut: BadRows,
    /// Stacks whose frame isn't there: they got the frame after the scope's last.
    pub lost: BadRows,
}

impl MergedStacks {
    /// Takes the stacks out of the tables of a scope, whose `frame_count` frames begin at row
    /// `first_frame` of the profile.
    ///
    /// The columns change in place: `collect` keeps the allocation, since the profile's ids are as
    /// large as the file's numbers here.
    pub(super) fn add(
        &mut self,
        tables: &mut Tables,
        first_frame: usize,
        frame_count: usize,
    ) -> Added {
        let frames = tables.take(Field::StackFrame);
        let range = StackRange { first: self.count, len: frames.len() };
        self.count += frames.len();
        let mut cut = BadRows::default();
        if tables.has(Field::StackPrefixOffset) {
            let mut offsets = tables.take(Field::StackPrefixOffset);
            offsets.resize(range.len, NONE);
            let prefixes = offsets.into_iter().enumerate().map(|(row, offset)| {
                match usize::try_from(offset) {
                    Ok(up) if up > 0 && up <= row => return Some(range.id(row - up)),
                    Ok(0) => {}
                    _ if offset == NONE => {}
                    _ => cut.add(row),
                }
                None
            });
            self.prefixes.push(prefixes.collect());
        } else {
            let mut prefixes = tables.take(Field::StackPrefix);
            prefixes.resize(range.len, NONE);
            let prefixes = prefixes.into_iter().enumerate().map(|(row, prefix)| {
                match usize::try_from(prefix) {
                    Ok(prefix) if prefix < row => return Some(range.id(prefix)),
                    _ if prefix == NONE => {}
                    _ => cut.add(row),
                }
                None
            });
            self.prefixes.push(prefixes.collect());
        }
        let mut lost = BadRows::default();
        let unknown = FrameId::new(first_frame + frame_count);
        let frames =
            frames.into_iter().enumerate().map(|(row, frame)| match usize::try_from(frame) {
                Ok(frame) if frame < frame_count => FrameId::new(first_frame + frame),
                _ => {
                    lost.add(row);
                    unknown
                }
            });
        self.frames.push(frames.collect());
        Added { range, cut, lost }
    }

    /// The profile's table.
    pub(super) fn finish(self) -> Stacks {
        Stacks::from_columns(joined(self.prefixes), joined(self.frames))
            .expect("each prefix was checked against its row, and both columns grow together")
    }
}

/// The parts in one column; each is freed as soon as it is copied.
fn joined<T>(mut parts: Vec<Vec<T>>) -> Vec<T> {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    parts.into_iter().for_each(|part| all.extend(part));
    all
}
