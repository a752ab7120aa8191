//! The stack of the line before: what a line shares with it isn't looked up again.
//!
//! Lines often begin like the one before, sorted ones nearly always:
//!
//! ```text
//! main;parse;read_line 12
//! main;parse;split 3          only `split` is looked up
//! ```

use super::header::Header;
use super::names::Names;
use crate::ProfileBuilder;
use crate::id::StackId;
use crate::shared_bytes::shared_at_start;

/// The frames of the line before.
#[derive(Default)]
pub(super) struct Path {
    text: Vec<u8>,
    /// Of each frame but maybe the leaf: where it ends in `text`, and the stack up to it.
    frames: Vec<(usize, StackId)>,
}

impl Path {
    /// The stack that `text` stands for.
    pub(super) fn stack(
        &mut self,
        text: &[u8],
        builder: &mut ProfileBuilder,
        names: &mut Names,
        header: &Header,
    ) -> StackId {
        if let Some(&(end, stack)) = self.frames.last()
            && end == self.text.len()
            && self.text == text
        {
            return stack;
        }
        let (prefix, leaf_start) = self.prefix(text, builder, names, header);
        let leaf = text.get(leaf_start..).unwrap_or_default();
        let frame = names.frame(leaf, builder, header);
        let stack = builder.stack(prefix, frame);
        self.frames.push((text.len(), stack));
        stack
    }

    /// The stack of all frames but the leaf, and where in `text` the leaf starts.
    pub(super) fn prefix(
        &mut self,
        text: &[u8],
        builder: &mut ProfileBuilder,
        names: &mut Names,
        header: &Header,
    ) -> (Option<StackId>, usize) {
        let shared = shared_at_start(&self.text, text);
        self.frames.truncate(self.frames.partition_point(|&(end, _)| end <= shared));
        while let Some(&(end, _)) = self.frames.last()
            && !ends_surely(text, end)
        {
            self.frames.pop();
        }
        self.text.truncate(shared);
        self.text.extend_from_slice(text.get(shared..).unwrap_or_default());

        let (mut prefix, mut start) = match self.frames.last() {
            Some(&(end, stack)) => (Some(stack), end + 1),
            None => (None, 0),
        };
        let searched = start;
        for found in memchr::memchr_iter(b';', text.get(searched..).unwrap_or_default()) {
            let end = searched + found;
            let frame = text.get(start..end).unwrap_or_default();
            let after = text.get(end + 1..).unwrap_or_default();
            if after.first() == Some(&b' ') && is_array_type(frame, after) {
                continue;
            }
            let frame = names.frame(frame, builder, header);
            let stack = builder.stack(prefix, frame);
            self.frames.push((end, stack));
            prefix = Some(stack);
            start = end + 1;
        }
        (prefix, start)
    }
}

/// Whether a frame that ended at `end` in the line before ends there in `text` too, without a
/// look at what is in it.
fn ends_surely(text: &[u8], end: usize) -> bool {
    text.get(end) == Some(&b';') && text.get(end + 1) != Some(&b' ')
}

/// Whether the `;` between `frame` and `after` is that of an array type: `<[u8` and ` 8]>::len`.
fn is_array_type(frame: &[u8], after: &[u8]) -> bool {
    let count = |wanted: u8| frame.iter().filter(|&&byte| byte == wanted).count();
    let closes = || after.iter().find(|byte| matches!(byte, b';' | b'[' | b']')) == Some(&b']');
    count(b'[') > count(b']') && closes()
}

#[cfg(test)]
mod tests {
    use super::is_array_type;

    #[test]
    fn only_an_open_bracket_that_closes_is_an_array_type() {
        assert!(is_array_type(b"<[u8", b" 8] as Debug>::fmt;next"));
        assert!(is_array_type(b"f::<[[u8; 4]", b" 8]>"));
        assert!(!is_array_type(b"[unknown]", b" main]"));
        assert!(!is_array_type(b"operator[", b" main;b]"));
    }
}
