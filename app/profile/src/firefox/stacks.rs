//! Stacks: the file's rows become the profile's, in whichever way they name their callers.

use super::tables::{Field, Tables};
use crate::id::{FrameId, StackId};
use crate::json::{NONE, UNREADABLE};
use crate::stack::Stacks;

/// The stacks of one scope, as the file has them.
pub(super) struct StackColumns {
    /// The row of each stack's caller within the scope; [`NONE`] for roots, [`UNREADABLE`] where
    /// it doesn't stand above its row (so that there can be no cycle).
    prefixes: Vec<i32>,
    frames: Vec<i32>,
}

impl StackColumns {
    /// Takes the columns out of the tables.
    pub(super) fn take(tables: &mut Tables) -> Self {
        let frames = tables.take(Field::StackFrame);
        let mut prefixes = if tables.has(Field::StackPrefixOffset) {
            from_offsets(tables.take(Field::StackPrefixOffset))
        } else {
            checked(tables.take(Field::StackPrefix))
        };
        prefixes.resize(frames.len(), UNREADABLE);
        Self { prefixes, frames }
    }

    /// The first stack without a usable caller, and how many there are.
    pub(super) fn cut(&self) -> Option<(u64, u64)> {
        first_and_count(&self.prefixes, |prefix| prefix < NONE)
    }

    /// The first stack whose frame isn't below `frame_count`, and how many there are.
    pub(super) fn lost_frames(&self, frame_count: usize) -> Option<(u64, u64)> {
        first_and_count(&self.frames, |row| row_below(row, frame_count).is_none())
    }
}

fn from_offsets(mut offsets: Vec<i32>) -> Vec<i32> {
    for (row, offset) in offsets.iter_mut().enumerate() {
        *offset = match usize::try_from(*offset) {
            Ok(0) => NONE,
            Ok(up) if up <= row => i32::try_from(row - up).unwrap_or(UNREADABLE),
            Err(_) if *offset == NONE => NONE,
            _ => UNREADABLE,
        };
    }
    offsets
}

fn checked(mut prefixes: Vec<i32>) -> Vec<i32> {
    for (row, prefix) in prefixes.iter_mut().enumerate() {
        if *prefix != NONE && row_below(*prefix, row).is_none() {
            *prefix = UNREADABLE;
        }
    }
    prefixes
}

fn row_below(row: i32, end: usize) -> Option<usize> {
    usize::try_from(row).ok().filter(|&row| row < end)
}

fn first_and_count(rows: &[i32], is_bad: impl Fn(i32) -> bool) -> Option<(u64, u64)> {
    let mut bad = rows.iter().enumerate().filter(|(_, row)| is_bad(**row));
    let (first, _) = bad.next()?;
    Some((first as u64, 1 + bad.count() as u64))
}

/// The stacks of all scopes, one after the other.
#[derive(Default)]
pub(super) struct MergedStacks {
    prefixes: Vec<Option<StackId>>,
    frames: Vec<FrameId>,
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

impl MergedStacks {
    /// Adds the stacks of a scope, whose `frame_count` frames begin at row `first_frame` of the
    /// profile. `unknown` stands for frames that aren't there; it must be given
    /// if there are such.
    ///
    /// The columns change in place: `collect` keeps the allocation, since the profile's ids are as
    /// large as the file's numbers here.
    pub(super) fn add(
        &mut self,
        columns: StackColumns,
        first_frame: usize,
        frame_count: usize,
        unknown: Option<FrameId>,
    ) -> StackRange {
        let range = StackRange { first: self.frames.len(), len: columns.frames.len() };
        let prefixes = columns.prefixes.into_iter();
        let prefixes = prefixes.map(|prefix| usize::try_from(prefix).ok().map(|row| range.id(row)));
        let unknown = unknown.unwrap_or(FrameId::new(0));
        let frames = columns.frames.into_iter().map(|row| {
            row_below(row, frame_count).map_or(unknown, |row| FrameId::new(first_frame + row))
        });
        append(&mut self.prefixes, prefixes.collect());
        append(&mut self.frames, frames.collect());
        range
    }

    /// The profile's table.
    pub(super) fn finish(self) -> Stacks {
        Stacks::from_columns(self.prefixes, self.frames)
            .expect("each prefix was checked against its row, and both columns grow together")
    }
}

/// Appends `more`, or takes it where there is nothing yet.
fn append<T>(all: &mut Vec<T>, mut more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.append(&mut more);
    }
}
