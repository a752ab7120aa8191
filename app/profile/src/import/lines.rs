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

/// A text in which what isn't UTF-8 is replaced by U+FFFD. The standard library's function of this
/// sort looks at each byte; asking first is much faster, and the answer is nearly always yes.
pub(crate) fn lossy(text: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed)
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
        while let Some((line, after)) = next_line(slice) {
            self.count += 1;
            take(self.count, line);
            slice = after;
        }
        self.begin(slice)
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

/// The line that ends in `text`, and what follows its line feed.
#[inline]
fn next_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = find_near(b'\n', text)?;
    Some((&text[..end], &text[end + 1..]))
}

/// Where a byte stands first that is likely to be near: a line of counts or an attribute's value
/// have a few bytes, which are looked through at once, without the start of a longer search.
#[inline]
pub(crate) fn find_near(wanted: u8, text: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (chunks, _) = text.as_chunks::<8>();
    let mut searched = 0;
    for &chunk in chunks.iter().take(4) {
        // A byte of 0 is where the wanted one was; the lowest of those that are found is one.
        let bytes = u64::from_le_bytes(chunk) ^ (ONES * u64::from(wanted));
        let found = bytes.wrapping_sub(ONES) & !bytes & (ONES << 7);
        if found != 0 {
            return Some(searched + found.trailing_zeros() as usize / 8);
        }
        searched += 8;
    }
    let rest = text.get(searched..)?;
    let found = if rest.len() < 16 {
        rest.iter().position(|&byte| byte == wanted)
    } else {
        memchr::memchr(wanted, rest)
    };
    found.map(|found| searched + found)
}

/// What `str::trim` makes of a text; most have no blanks at their ends, or just those.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    let text = trim_end(text);
    match text.as_bytes() {
        [b'!'..=b'~', ..] => text,
        _ => text.trim_start_matches(' ').trim_start(),
    }
}

/// What `str::trim_end` makes of a text.
#[inline]
pub(crate) fn trim_end(text: &str) -> &str {
    let mut end = text.len();
    while let Some(b' ') = end.checked_sub(1).and_then(|last| text.as_bytes().get(last)) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or(text);
    match text.as_bytes() {
        [.., b'!'..=b'~'] => text,
        _ => text.trim_end(),
    }
}

/// Splits a text at its first blank.
#[inline]
pub(crate) fn split_word(text: &str) -> Option<(&str, &str)> {
    let blank = find_near(b' ', text.as_bytes())?;
    Some((text.get(..blank)?, text.get(blank + 1..)?))
}

/// Splits a text at its last `separator`, an ASCII byte, which is near the end.
#[inline]
pub(crate) fn rsplit_near(separator: u8, text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
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

#[cfg(test)]
mod tests {
    use super::{find_near, next_line, trim, trim_end};

    #[test]
    fn a_line_of_any_length_ends_at_its_line_feed() {
        for length in 0..70 {
            for rest in ["", "\n", "b\nc"] {
                let line = vec![b'\x0b'; length];
                let text = [&line, b"\n".as_slice(), rest.as_bytes()].concat();
                assert_eq!(next_line(&text), Some((line.as_slice(), rest.as_bytes())));
                assert_eq!(next_line(&line), None);
                assert_eq!(find_near(b'b', &text), rest.find('b').map(|at| length + 1 + at));
            }
        }
    }

    #[test]
    fn blanks_of_all_sorts_are_trimmed() {
        for text in ["", " ", "a", " a b  ", "\u{a0} a \u{a0} ", "\t\ta\r", "é", " é \u{3000}"] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
            assert_eq!(trim_end(text), text.trim_end(), "{text:?}");
        }
    }
}
