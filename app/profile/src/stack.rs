//! Stacks: every distinct list of frames from root to leaf, as a tree of prefixes.

use crate::calls::ROWS_A_CALL;
use crate::id::{FrameId, StackId};

/// Whether these prefixes, of the stacks from `first` on, stand before their stacks.
#[inline(never)]
fn stand_before(prefixes: &[Option<StackId>], first: usize) -> bool {
    let mut rows = prefixes.iter().zip(first..);
    rows.all(|(prefix, row)| prefix.is_none_or(|id| id.index() < row))
}

/// The table of stacks: each is its prefix (the caller's stack) and one more frame.
///
/// A prefix always stands before the stacks that continue it, so one forward loop visits parents
/// before children and one backward loop children before parents; nothing recurses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stacks {
    prefixes: Vec<Option<StackId>>,
    frames: Vec<FrameId>,
}

impl Stacks {
    /// Puts the table together from its columns.
    ///
    /// Returns `None` if their lengths differ or a prefix doesn't stand before its stack.
    pub fn from_columns(prefixes: Vec<Option<StackId>>, frames: Vec<FrameId>) -> Option<Self> {
        let chunks = prefixes.chunks(ROWS_A_CALL).zip((0..).step_by(ROWS_A_CALL));
        let are_in_order = prefixes.len() == frames.len()
            && chunks.into_iter().all(|(prefixes, first)| stand_before(prefixes, first));
        are_in_order.then_some(Self { prefixes, frames })
    }

    /// How many stacks there are, prefixes included.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// All ids, parents before children.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = StackId> + ExactSizeIterator + use<> {
        (0..self.len()).map(StackId::new)
    }

    /// The caller's stack; `None` at the root.
    #[inline]
    pub fn prefix(&self, id: StackId) -> Option<StackId> {
        self.prefixes[id.index()]
    }

    /// The leaf frame.
    #[inline]
    pub fn frame(&self, id: StackId) -> FrameId {
        self.frames[id.index()]
    }

    /// The column of prefixes.
    pub fn prefixes(&self) -> &[Option<StackId>] {
        &self.prefixes
    }

    /// The column of leaf frames.
    pub fn frames(&self) -> &[FrameId] {
        &self.frames
    }

    /// Takes the table apart into prefixes and leaf frames, as [`Self::from_columns`] wants them.
    pub fn into_columns(self) -> (Vec<Option<StackId>>, Vec<FrameId>) {
        (self.prefixes, self.frames)
    }

    /// The frames of `id`, from leaf to root.
    pub fn leaf_to_root(&self, id: StackId) -> impl Iterator<Item = FrameId> + '_ {
        std::iter::successors(Some(id), |&id| self.prefix(id)).map(|id| self.frame(id))
    }

    pub(crate) fn push(&mut self, prefix: Option<StackId>, frame: FrameId) -> StackId {
        debug_assert!(prefix.is_none_or(|id| id.index() < self.frames.len()));
        self.prefixes.push(prefix);
        self.frames.push(frame);
        StackId::new(self.frames.len() - 1)
    }
}
