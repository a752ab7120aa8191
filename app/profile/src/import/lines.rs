//! Cuts slices into lines, wherever the slices are cut.

use crate::warning::{ImportError, Place};

/// The longest line that is read: a stack of some millions of frames.
const LONGEST_LINE_BYTES: usize = 256 << 20;

/// The part of a line that earlier slices held, and the number of lines so far.
#[derive(Default)]
pub(crate) struct Lines {
    begun: Vec<u8>,
    count: u64,
}

impl Lines {
    /// Hands each line that ends in `slice` to `take`, with its number from 1 and without its
    /// line feed.
    pub(crate) fn push(
        &mut self,
        mut slice: &[u8],
        mut take: impl FnMut(u64, &[u8]),
    ) -> Result<(), ImportError> {
        if !self.begun.is_empty() {
            let Some(end) = memchr::memchr(b'\n', slice) else {
                return self.begin(slice);
            };
            self.begun.extend_from_slice(&slice[..end]);
            self.count += 1;
            take(self.count, &self.begun);
            self.begun.clear();
            slice = &slice[end + 1..];
        }
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', slice) {
            self.count += 1;
            take(self.count, &slice[start..end]);
            start = end + 1;
        }
        self.begin(&slice[start..])
    }

    /// The last line, if the content doesn't end in a line feed, and its number.
    pub(crate) fn finish(&mut self) -> Option<(u64, Vec<u8>)> {
        (!self.begun.is_empty()).then(|| (self.count + 1, std::mem::take(&mut self.begun)))
    }

    fn begin(&mut self, part: &[u8]) -> Result<(), ImportError> {
        if self.begun.len() + part.len() > LONGEST_LINE_BYTES {
            return Err(ImportError {
                expected: "lines of text".to_owned(),
                found: format!("more than {} MiB without a line's end", LONGEST_LINE_BYTES >> 20),
                place: Place::Line(self.count + 1),
                advice: "Nothing that records profiles writes such lines: is the file damaged?"
                    .to_owned(),
            });
        }
        self.begun.extend_from_slice(part);
        Ok(())
    }
}
