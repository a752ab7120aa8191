//! Turns UTF-16 with a byte order mark into UTF-8, and takes the mark off UTF-8.

use super::unpack::Sink;
use crate::warning::{ImportError, Place, Warnings};

/// The encoding of the content, which its first bytes tell.
pub(super) enum Encoding {
    /// Too few bytes yet to tell.
    Start(Vec<u8>),
    /// Passed on as it is.
    Bytes,
    /// Decoded.
    Utf16(Utf16),
}

/// What is left over between two slices of UTF-16.
pub(super) struct Utf16 {
    big_endian: bool,
    /// The first byte of a unit.
    half_unit: Option<u8>,
    /// The first unit of a pair.
    high_surrogate: Option<u16>,
    /// Units that are no character.
    broken: u64,
}

impl Encoding {
    pub(super) fn new() -> Self {
        Self::Start(Vec::new())
    }

    /// Takes the next bytes and hands them on as UTF-8, or as they are if they have no mark.
    pub(super) fn push(&mut self, bytes: &[u8], sink: Sink<'_>) -> Result<(), ImportError> {
        let mut bytes = bytes;
        if let Self::Start(mark) = self {
            let missing = 3usize.saturating_sub(mark.len()).min(bytes.len());
            mark.extend_from_slice(&bytes[..missing]);
            bytes = &bytes[missing..];
            if mark.len() < 3 {
                return Ok(());
            }
            let mark = std::mem::take(mark);
            self.begin(&mark, sink)?;
        }
        match self {
            Self::Utf16(text) => text.push(bytes, sink),
            _ if bytes.is_empty() => Ok(()),
            _ => sink(bytes),
        }
    }

    /// Hands on what was held back.
    pub(super) fn finish(
        &mut self,
        sink: Sink<'_>,
        warnings: &mut Warnings,
    ) -> Result<(), ImportError> {
        if let Self::Start(mark) = self {
            let mark = std::mem::take(mark);
            self.begin(&mark, sink)?;
        }
        let Self::Utf16(text) = self else {
            return Ok(());
        };
        let unfinished = text.half_unit.is_some() || text.high_surrogate.is_some();
        if unfinished {
            text.broken += 1;
            sink("\u{fffd}".as_bytes())?;
        }
        warnings.add_many(
            "broken characters of the UTF-16 text are shown as U+FFFD",
            text.broken,
            Place::Whole,
            "",
        );
        Ok(())
    }

    fn begin(&mut self, mark: &[u8], sink: Sink<'_>) -> Result<(), ImportError> {
        let utf16 = |big_endian| {
            Self::Utf16(Utf16 { big_endian, half_unit: None, high_surrogate: None, broken: 0 })
        };
        let (encoding, rest) = match mark {
            [0xef, 0xbb, 0xbf] => (Self::Bytes, &[][..]),
            [0xff, 0xfe, rest @ ..] => (utf16(false), rest),
            [0xfe, 0xff, rest @ ..] => (utf16(true), rest),
            _ => (Self::Bytes, mark),
        };
        *self = encoding;
        match self {
            Self::Utf16(text) => text.push(rest, sink),
            _ => sink(rest),
        }
    }
}

impl Utf16 {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) -> Result<(), ImportError> {
        let mut bytes = bytes;
        let mut units = Vec::with_capacity(bytes.len() / 2 + 2);
        units.extend(self.high_surrogate.take());
        if let (Some(first), Some((&second, rest))) = (self.half_unit, bytes.split_first()) {
            units.push(self.unit(first, second));
            self.half_unit = None;
            bytes = rest;
        }
        let (pairs, odd) = bytes.as_chunks::<2>();
        units.extend(pairs.iter().map(|&[first, second]| self.unit(first, second)));
        if let Some(&first) = odd.first() {
            self.half_unit = Some(first);
        }
        if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            self.high_surrogate = units.pop();
        }
        let mut text = String::with_capacity(units.len() + units.len() / 8);
        for decoded in char::decode_utf16(units) {
            text.push(decoded.unwrap_or_else(|_| {
                self.broken += 1;
                char::REPLACEMENT_CHARACTER
            }));
        }
        if text.is_empty() { Ok(()) } else { sink(text.as_bytes()) }
    }

    fn unit(&self, first: u8, second: u8) -> u16 {
        let unit = [first, second];
        if self.big_endian { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) }
    }
}
