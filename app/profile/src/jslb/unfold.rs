//! Unfolding: the slabs become the one JSON text that they stand for.

use super::slabs::{JSON, Slabs};
use crate::json::{JsonError, Scanner, Schema};
use crate::warning::{Place, Warnings};
use memchr::memmem;
use std::ops::Range;

/// How deep slabs may stand in each other; in practice it is three.
const DEEPEST: usize = 64;
/// How many times the file's size its text may be: slabs that are used more than once count anew.
const MOST_GROWTH: usize = 4;

/// Tells a schema what the slabs hold.
pub(super) struct Unfolding<'a, S: Schema> {
    slabs: &'a Slabs,
    scanner: Scanner<S::Place>,
    document: S,
    broken: Option<JsonError>,
    /// Where parts of the text stand in the file: (byte of the text, byte of the file).
    parts: Vec<(u64, u64)>,
    /// How many bytes of text were pushed.
    pushed: u64,
    /// How many more bytes of slabs may be read.
    budget: usize,
}

/// A JSON slab that is being read.
struct Open {
    row: u32,
    /// What is still to be read.
    rest: Range<usize>,
}

impl<'a, S: Schema> Unfolding<'a, S> {
    pub(super) fn new(slabs: &'a Slabs, place: S::Place, document: S) -> Self {
        Self {
            slabs,
            scanner: Scanner::new(place),
            document,
            broken: None,
            parts: Vec::new(),
            pushed: 0,
            budget: slabs.len().saturating_mul(MOST_GROWTH),
        }
    }

    /// Reads the slab in row `root`, and what it refers to.
    pub(super) fn run(&mut self, root: u32, warnings: &mut Warnings) {
        let mut open = Vec::new();
        self.enter(root, &mut open, warnings);
        while let Some(Open { rest, .. }) = open.last_mut()
            && self.broken.is_none()
        {
            let text = self.slabs.bytes(rest.clone()).unwrap_or_default();
            let first = rest.start;
            let Some((reference, row)) = reference(text) else {
                open.pop();
                self.push(text, first);
                continue;
            };
            rest.start += reference.end;
            self.push(text.get(..reference.start).unwrap_or_default(), first);
            if self.broken.is_none() {
                self.enter(row, &mut open, warnings);
            }
        }
    }

    /// Ends the text: what was read, and where it broke off.
    pub(super) fn finish(mut self, warnings: &mut Warnings) -> (S, Option<JsonError>) {
        if self.broken.is_none()
            && let Err(error) = self.scanner.finish(&mut self.document)
        {
            self.break_off(error);
        }
        if let Some(error) = &self.broken {
            crate::import::broken_json::warn(error, warnings);
        }
        let (count, first) = self.scanner.wrong_texts();
        let place = Place::Byte(self.byte_in_file(first));
        warnings.add_many("texts that aren't UTF-8 are shown with �", count, place, "");
        (self.document, self.broken)
    }

    /// Takes the slab in row `row` for the value that comes next.
    fn enter(&mut self, row: u32, open: &mut Vec<Open>, warnings: &mut Warnings) {
        if self.scanner.is_skipping() {
            return self.push(b"null", 0);
        }
        let slab = self.slabs.slab(row);
        let reason = match &slab {
            None => "slabs that aren't in the file were taken for nothing",
            Some(slab) if slab.kind > JSON => "slabs of an unknown type were taken for nothing",
            Some(slab) if slab.range.len() > self.budget => {
                "slabs that are used too often were taken for nothing"
            }
            Some(_) if open.len() >= DEEPEST || open.iter().any(|open| open.row == row) => {
                "slabs that hold themselves were taken for nothing"
            }
            Some(_) => "",
        };
        let Some(slab) = slab.filter(|_| reason.is_empty()) else {
            warnings.add(reason, Place::Row(u64::from(row)), "");
            return self.push(b"null", 0);
        };
        let Some(bytes) = self.slabs.bytes(slab.range.clone()) else {
            let byte = self.slabs.len() as u64;
            let found = JsonError::END.to_owned();
            self.broken.get_or_insert(JsonError { byte, expected: "a whole slab", found });
            return;
        };
        self.budget -= bytes.len();
        if slab.kind == JSON {
            open.push(Open { row, rest: slab.range });
        } else if let Err(error) = self.numbers(slab.kind, bytes) {
            self.break_off(error);
        }
    }

    /// Hands on a slab of numbers; what is left over at its end is no number.
    fn numbers(&mut self, kind: u32, bytes: &[u8]) -> Result<(), JsonError> {
        macro_rules! read {
            ($number:ty) => {{
                let (numbers, _) = bytes.as_chunks::<{ size_of::<$number>() }>();
                let numbers = numbers.iter().map(|bytes| <$number>::from_le_bytes(*bytes) as f64);
                self.scanner.array(numbers, &mut self.document)
            }};
        }
        match kind {
            0 => read!(i8),
            1 => read!(u8),
            2 => read!(i16),
            3 => read!(u16),
            4 => read!(i32),
            5 => read!(u32),
            6 => read!(f32),
            7 => read!(f64),
            8 => read!(i64),
            _ => read!(u64),
        }
    }

    /// Hands on text that stands at byte `first` of the file.
    fn push(&mut self, text: &[u8], first: usize) {
        if first > 0 {
            self.parts.push((self.pushed, first as u64));
        }
        self.pushed += text.len() as u64;
        if let Err(error) = self.scanner.push(text, &mut self.document) {
            self.break_off(error);
        }
    }

    fn break_off(&mut self, mut error: JsonError) {
        error.byte = self.byte_in_file(error.byte);
        self.broken.get_or_insert(error);
    }

    /// Where a byte of the text stands in the file.
    fn byte_in_file(&self, byte: u64) -> u64 {
        let behind = self.parts.partition_point(|part| part.0 <= byte);
        let part = behind.checked_sub(1).and_then(|row| self.parts.get(row));
        part.map_or(byte, |(text, file)| file + (byte - text))
    }
}

/// The first `{"$s": 12}` in a JSON text, and its number.
///
/// It can't be a part of a text: a quote there has a backslash in front of it.
fn reference(text: &[u8]) -> Option<(Range<usize>, u32)> {
    const NAME: &[u8] = b"\"$s\"";
    memmem::find_iter(text, NAME).find_map(|at| {
        let before = text.get(..at)?.trim_ascii_end();
        let start = before.len().checked_sub(1).filter(|_| before.ends_with(b"{"))?;
        let behind = text.get(at + NAME.len()..)?.trim_ascii_start();
        let behind = behind.strip_prefix(b":")?.trim_ascii_start();
        let digits = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, behind) = behind.split_at_checked(digits)?;
        let behind = behind.trim_ascii_start().strip_prefix(b"}")?;
        let number = std::str::from_utf8(number).ok()?.parse().ok()?;
        Some((start..text.len() - behind.len(), number))
    })
}
