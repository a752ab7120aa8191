//! Takes compressed content out of its container: gzip of any number of members, zlib, and zstd of
//! any number of frames.

mod zstd;

use super::budget::Budget;
use crate::warning::{ImportError, Warnings};
use flate2::{Decompress, FlushDecompress, Status};
use std::rc::Rc;
use zstd::{Progress, Zstd};

/// Where a stage hands on what it made of its input.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), ImportError>;

/// Bytes that are inflated at once; a bomb never takes more.
const CHUNK_BYTES: usize = 64 << 10;

/// Bytes that are counted at once.
const PIECE_BYTES: usize = 1 << 20;

/// How many bytes tell a container: zstd's frames that may be skipped have the longest mark.
const MARK_BYTES: usize = 4;
/// How many tell another member of gzip: its mark and its method.
const MEMBER_MARK_BYTES: usize = 3;

/// Takes one layer of compression off, if there is one.
pub(super) struct Unpacker {
    state: State,
    chunk: Vec<u8>,
    /// Bytes handed on so far.
    produced: u64,
    /// Bytes taken so far.
    consumed: u64,
    /// Bytes after the container's end that are no padding.
    trailing: u64,
    /// Where the bytes taken are counted, if they are the file's own.
    budget: Option<Rc<Budget>>,
}

enum State {
    /// Too few bytes yet to tell.
    Start(Vec<u8>),
    /// Not compressed.
    Plain,
    /// Inside a gzip member.
    Gzip(Box<Decompress>),
    /// Inside a zlib stream.
    Zlib(Box<Decompress>),
    /// Inside frames of zstd, or between them.
    Zstd(Box<Zstd>),
    /// After a gzip member: another one may follow, or padding.
    Between(Vec<u8>),
    /// After the end.
    Ended,
    /// The compressed data make no sense from here on.
    Damaged,
}

/// A container that doesn't reach its end.
pub(super) struct Damage {
    /// Whether it is cut off, rather than broken in the middle.
    pub(super) cut: bool,
    /// How many bytes came out of it.
    pub(super) produced: u64,
    /// How many compressed bytes were read until then.
    pub(super) consumed: u64,
}

impl Unpacker {
    pub(super) fn new() -> Self {
        Self {
            state: State::Start(Vec::new()),
            chunk: Vec::new(),
            produced: 0,
            consumed: 0,
            trailing: 0,
            budget: None,
        }
    }

    /// One that counts the bytes it takes.
    pub(super) fn counted(budget: Rc<Budget>) -> Self {
        Self { budget: Some(budget), ..Self::new() }
    }

    /// Takes the next bytes and hands on what is in them.
    pub(super) fn push(&mut self, mut bytes: &[u8], sink: Sink<'_>) -> Result<(), ImportError> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Plain => {
                    // In pieces, since packed files may be in an archive.
                    for piece in bytes.chunks(PIECE_BYTES) {
                        self.count(piece.len());
                        sink(piece)?;
                    }
                    return Ok(());
                }
                State::Ended => {
                    self.trailing += bytes.len() as u64;
                    return Ok(());
                }
                State::Damaged => return Ok(()),
                State::Start(mark) => {
                    take_up_to(mark, MARK_BYTES, &mut bytes);
                    if mark.len() == MARK_BYTES {
                        self.begin(sink)?;
                    }
                }
                State::Between(mark) => {
                    if mark.is_empty() && bytes[0] == 0 {
                        bytes = &bytes[1..];
                        continue;
                    }
                    take_up_to(mark, MEMBER_MARK_BYTES, &mut bytes);
                    if mark.len() == MEMBER_MARK_BYTES {
                        self.begin_again(sink)?;
                    }
                }
                State::Gzip(_) | State::Zlib(_) => bytes = self.inflate(bytes, sink)?,
                State::Zstd(_) => self.unpack_zstd(&mut bytes, sink)?,
            }
        }
        Ok(())
    }

    /// Hands on what was held back, and says whether the container is whole.
    pub(super) fn finish(
        &mut self,
        sink: Sink<'_>,
        warnings: &mut Warnings,
    ) -> Result<Option<Damage>, ImportError> {
        // A gzip that ends after its first two bytes stays as it is; anything else so short tells
        // what it is, or is plain.
        if matches!(&self.state, State::Start(mark) if mark[..] != [0x1f, 0x8b]) {
            self.begin(sink)?;
        }
        let state = std::mem::replace(&mut self.state, State::Ended);
        let damage = |cut| Damage { cut, produced: self.produced, consumed: self.consumed };
        let damage = match state {
            State::Start(mark) => {
                Some(Damage { cut: true, produced: 0, consumed: mark.len() as u64 })
            }
            State::Gzip(_) | State::Zlib(_) => Some(damage(true)),
            State::Zstd(mut zstd) => {
                let mut produced = self.produced;
                let (is_cut, trailing) = zstd.finish(&mut |bytes| {
                    produced += bytes.len() as u64;
                    sink(bytes)
                })?;
                self.trailing += trailing;
                is_cut.then_some(Damage { cut: true, produced, consumed: self.consumed })
            }
            State::Damaged => Some(damage(false)),
            State::Between(mark) => {
                self.trailing += mark.len() as u64;
                None
            }
            State::Plain | State::Ended => None,
        };
        warnings.add_many(
            "bytes after the end of the compressed data were left out",
            self.trailing,
            crate::Place::Whole,
            "",
        );
        Ok(damage)
    }

    /// Decides by the first bytes, then takes them.
    fn begin(&mut self, sink: Sink<'_>) -> Result<(), ImportError> {
        let State::Start(mark) = std::mem::replace(&mut self.state, State::Plain) else {
            return Ok(());
        };
        self.state = match mark[..] {
            [0x1f, 0x8b, 8, ..] => State::Gzip(Box::new(Decompress::new_gzip(15))),
            // The level "fast" (`x^`) is left out, since a text may begin like that.
            [0x78, 0x01 | 0x9c | 0xda, _, ..] => State::Zlib(Box::new(Decompress::new(true))),
            // No text begins so: the second byte is never the first one of a character.
            [0x28, 0xb5, 0x2f, ..] => self.zstd(),
            // A frame that may be skipped, in front of the others; its last byte is in no text.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18] => self.zstd(),
            _ => State::Plain,
        };
        self.push(&mark, sink)
    }

    fn zstd(&self) -> State {
        State::Zstd(Box::new(Zstd::new(self.budget.clone())))
    }

    /// Counts bytes of the file.
    fn count(&self, bytes: usize) {
        if let Some(budget) = &self.budget {
            budget.take(bytes);
        }
    }

    /// Decides whether another gzip member follows.
    fn begin_again(&mut self, sink: Sink<'_>) -> Result<(), ImportError> {
        let State::Between(mark) = std::mem::replace(&mut self.state, State::Ended) else {
            return Ok(());
        };
        if mark[..] == [0x1f, 0x8b, 8] {
            self.state = State::Gzip(Box::new(Decompress::new_gzip(15)));
        }
        self.push(&mark, sink)
    }

    /// Unpacks zstd until `bytes` are used up or its last frame ends.
    fn unpack_zstd(&mut self, bytes: &mut &[u8], sink: Sink<'_>) -> Result<(), ImportError> {
        let State::Zstd(zstd) = &mut self.state else {
            return Ok(());
        };
        let (before, produced) = (bytes.len(), &mut self.produced);
        let progress = zstd.push(bytes, &mut |unpacked| {
            *produced += unpacked.len() as u64;
            sink(unpacked)
        })?;
        self.consumed += (before - bytes.len()) as u64;
        match progress {
            Progress::More => {}
            Progress::Ended(taken) => {
                self.trailing += taken;
                self.state = State::Ended;
            }
            Progress::Damaged => self.state = State::Damaged,
        }
        Ok(())
    }

    /// Inflates until `bytes` are used up or the stream ends; returns what is left of them.
    fn inflate<'b>(&mut self, bytes: &'b [u8], sink: Sink<'_>) -> Result<&'b [u8], ImportError> {
        let mut bytes = bytes;
        self.chunk.resize(CHUNK_BYTES, 0);
        loop {
            let (stream, gzip) = match &mut self.state {
                State::Gzip(stream) => (stream, true),
                State::Zlib(stream) => (stream, false),
                _ => return Ok(bytes),
            };
            let (read_before, wrote_before) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(bytes, &mut self.chunk, FlushDecompress::None);
            let read = (stream.total_in() - read_before) as usize;
            let wrote = (stream.total_out() - wrote_before) as usize;
            bytes = bytes.get(read..).unwrap_or_default();
            self.consumed += read as u64;
            self.produced += wrote as u64;
            self.count(read);
            let written = self.chunk.get(..wrote).unwrap_or_default();
            if !written.is_empty() {
                sink(written)?;
            }
            match status {
                Err(_) => {
                    self.state = State::Damaged;
                    return Ok(&[]);
                }
                Ok(Status::StreamEnd) => {
                    self.state = if gzip { State::Between(Vec::new()) } else { State::Ended };
                    return Ok(bytes);
                }
                Ok(Status::Ok | Status::BufError) if wrote < CHUNK_BYTES && bytes.is_empty() => {
                    return Ok(bytes);
                }
                Ok(Status::BufError) if read == 0 && wrote == 0 => {
                    self.state = State::Damaged;
                    return Ok(&[]);
                }
                Ok(Status::Ok | Status::BufError) => {}
            }
        }
    }
}

/// Moves bytes to `mark` until it has `length` of them.
fn take_up_to(mark: &mut Vec<u8>, length: usize, bytes: &mut &[u8]) {
    let (taken, left) = bytes.split_at(bytes.len().min(length.saturating_sub(mark.len())));
    mark.extend_from_slice(taken);
    *bytes = left;
}
