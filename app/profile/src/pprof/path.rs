//! The locations of the sample before: most samples end as it does, at the root, and what they
//! share isn't looked up again.
//!
//! ```text
//! 07 08 02 01      leaf first, a varint each
//! 09 03 02 01      only 9 and 3 are looked up
//! ```

use super::frames::Frames;
use super::wire::{Malformed, varints};
use crate::ProfileBuilder;
use crate::id::StackId;
use crate::shared_bytes::shared_at_end;

/// The path of the sample before.
#[derive(Default)]
pub(super) struct Path {
    bytes: Vec<u8>,
    /// Of each location, from the root: how many bytes of the path are it and what follows it,
    /// and the stack that ends in it.
    locations: Vec<(usize, Option<StackId>)>,
    /// The locations that are looked up, from leaf to root, and where each begins in the path.
    new: Vec<(u64, usize)>,
}

impl Path {
    /// The stack of a path, which is kept in exchange for another one; `None` if the file lacks
    /// one of its locations.
    pub(super) fn stack(
        &mut self,
        path: &mut Vec<u8>,
        frames: &mut Frames<'_>,
        builder: &mut ProfileBuilder,
    ) -> Result<Option<Option<StackId>>, Malformed> {
        let shared = shared_at_end(&self.bytes, path);
        std::mem::swap(&mut self.bytes, path);
        let Self { bytes, locations, new } = self;
        while let Some(&(length, _)) = locations.last() {
            // The byte before a location must be the last of another one.
            let before = bytes.len().checked_sub(length + 1).and_then(|at| bytes.get(at));
            if length <= shared && before.is_none_or(|&byte| byte < 0x80) {
                break;
            }
            locations.pop();
        }
        let (known, mut stack) = locations.last().copied().unwrap_or_default();
        let end = bytes.len().saturating_sub(known);
        new.clear();
        varints(bytes.get(..end).unwrap_or_default(), |id, at| new.push((id, at)))?;
        for &(location, start) in new.iter().rev() {
            if let Some(frame) = frames.single(location) {
                stack = Some(builder.stack(stack, frame));
            } else {
                let Some(here) = frames.of(location, builder) else { return Ok(None) };
                for &frame in here.iter().rev() {
                    stack = Some(builder.stack(stack, frame));
                }
            }
            locations.push((bytes.len() - start.min(bytes.len()), stack));
        }
        Ok(Some(stack))
    }
}
