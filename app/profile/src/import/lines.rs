//! Files that are read line by line, wherever their slices are cut, and what such readers share.

use super::{Imported, Importer};
use crate::warning::{ImportError, Place, Warnings};
use std::borrow::Cow;

/// The longest line that is read: a stack of some millions of frames.
const LONGEST_LINE_BYTES: usize = 256 << 20;

/// What reads a file line by line.
pub(crate) trait ReadLines {
    /// Takes the next line, its number from 1, and its bytes without line feed.
    fn line(&mut self, number: u64, line: &[u8]);

    /// What couldn't be used.
    fn warnings(&mut self) -> &mut Warnings;

    /// The content ends early, in the middle of the last line if there is one.
    fn cut_off(&mut self, half_line: Option<(u64, Vec<u8>)>) {
        if let Some((number, line)) = half_line {
            self.warn("an unfinished last line was skipped", number, &line);
        }
    }

    /// Why there is no use in reading on.
    fn error(&self) -> Option<ImportError> {
        None
    }

    /// Ends the reading.
    fn finish(self) -> Result<Imported, ImportError>;

    /// Warns of a line.
    fn warn(&mut self, what: &str, number: u64, line: &[u8]) {
        self.warnings().add(what, Place::Line(number), excerpt(line).trim());
    }
}

/// The beginning of a text, which may be long: a warning keeps 120 characters of at most 4 bytes.
pub(crate) fn excerpt(text: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(text.get(..480).unwrap_or(text))
}

/// A file that is read line by line.
pub(crate) struct LineFile<R> {
    lines: Lines,
    read: R,
}

impl<R> LineFile<R> {
    pub(crate) fn new(read: R) -> Self {
        Self { lines: Lines::default(), read }
    }
}

impl<R: ReadLines> Importer for LineFile<R> {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        let Self { lines, read } = self;
        lines.push(slice, |number, line| read.line(number, line))?;
        self.read.error().map_or(Ok(()), Err)
    }

    fn cut_off(&mut self) {
        self.read.cut_off(self.lines.finish());
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        if let Some((number, line)) = self.lines.finish() {
            self.read.line(number, &line);
        }
        self.read.finish()
    }
}

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

/// A whole number of digits alone.
pub(crate) fn whole_number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}
