//! Takes zstd apart into its frames and blocks, so that it can be unpacked slice by slice.
//!
//! ```text
//! frame: 28 b5 2f fd, header, blocks (3 bytes that tell their size, content), checksum
//! skippable frame: 5? 2a 4d 18, length, anything
//! ```
//!
//! The decoder reads from a source that must not run dry in a block. So each header and block is
//! collected here (128 KiB at most) before the decoder gets it. Source: RFC 8878.

use super::{CHUNK_BYTES, Sink, take_up_to};
use crate::import::budget::Budget;
use crate::warning::{ImportError, Place};
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::Read;
use std::rc::Rc;

/// The beginning of a frame.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// How far back content may be repeated: as much as `zstd -d` takes unless it is told otherwise.
/// So many bytes are kept.
const LARGEST_WINDOW_BYTES: u64 = 128 << 20;
/// No block is larger.
const LARGEST_BLOCK_BYTES: usize = 128 << 10;
/// An empty block that ends its frame: it makes the decoder give out what it keeps.
const LAST_BLOCK: [u8; 3] = [1, 0, 0];
/// The bit of a frame's header that says that a checksum follows the blocks.
const HAS_CHECKSUM: u8 = 4;

/// Unpacks frames, one after the other.
pub(super) struct Zstd {
    decoder: FrameDecoder,
    part: Part,
    /// The part as far as it is there.
    unit: Vec<u8>,
    has_checksum: bool,
    chunk: Vec<u8>,
    has_frame: bool,
    /// Where the bytes taken are counted.
    budget: Option<Rc<Budget>>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Magic,
    Header,
    Block,
    Checksum,
    SkippedLength,
    Skipped(usize),
}

/// What became of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// They are used up.
    More,
    /// What follows is no frame: these bytes were taken by mistake.
    Ended(u64),
    /// They make no sense.
    Damaged,
}

impl Zstd {
    pub(super) fn new(budget: Option<Rc<Budget>>) -> Self {
        Self {
            budget,
            decoder: decoder(),
            part: Part::Magic,
            unit: Vec::new(),
            has_checksum: false,
            chunk: vec![0; CHUNK_BYTES],
            has_frame: false,
        }
    }

    /// Takes bytes and hands on what is in them.
    pub(super) fn push(
        &mut self,
        bytes: &mut &[u8],
        sink: Sink<'_>,
    ) -> Result<Progress, ImportError> {
        loop {
            if let Part::Skipped(length) = self.part {
                let (skipped, rest) = bytes.split_at(bytes.len().min(length));
                *bytes = rest;
                self.part = match length - skipped.len() {
                    0 => Part::Magic,
                    left if rest.is_empty() => {
                        self.part = Part::Skipped(left);
                        return Ok(Progress::More);
                    }
                    left => Part::Skipped(left),
                };
                continue;
            }
            let Some(length) = self.part_bytes() else {
                return self.damaged(sink);
            };
            take_up_to(&mut self.unit, length, bytes);
            if self.unit.len() < length {
                return Ok(Progress::More);
            }
            // A block's first bytes tell how long it is.
            if self.part_bytes() != Some(length) {
                continue;
            }
            match self.step(sink)? {
                Progress::More => {}
                Progress::Damaged => return self.damaged(sink),
                ended => return Ok(ended),
            }
        }
    }

    /// Hands on what is kept of a frame that doesn't reach its end. Says whether the bytes ended
    /// inside a frame, and how many came after the last one.
    pub(super) fn finish(&mut self, sink: Sink<'_>) -> Result<(bool, u64), ImportError> {
        if self.part == Part::Magic && self.has_frame {
            return Ok((false, self.unit.len() as u64));
        }
        self.give_out(sink)?;
        Ok((true, 0))
    }

    /// How many bytes the part has, as far as is known yet; `None` if that can't be.
    fn part_bytes(&self) -> Option<usize> {
        match self.part {
            Part::Magic | Part::Checksum | Part::SkippedLength => Some(4),
            Part::Skipped(length) => Some(length),
            Part::Header => Some(match self.unit.get(MAGIC.len()) {
                None => MAGIC.len() + 1,
                Some(descriptor) => {
                    let is_one_segment = descriptor & 0x20 != 0;
                    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
                    let content = match descriptor >> 6 {
                        0 => usize::from(is_one_segment),
                        1 => 2,
                        2 => 4,
                        _ => 8,
                    };
                    MAGIC.len() + 1 + usize::from(!is_one_segment) + dictionary + content
                }
            }),
            Part::Block => match self.unit[..] {
                [low, middle, high, ..] => {
                    let header = u32::from_le_bytes([low, middle, high, 0]);
                    let size = (header >> 3) as usize;
                    // A repeated byte stands there once.
                    let stored = if header >> 1 & 3 == 1 { 1 } else { size };
                    (size <= LARGEST_BLOCK_BYTES).then_some(LAST_BLOCK.len() + stored)
                }
                _ => Some(LAST_BLOCK.len()),
            },
        }
    }

    /// Reads the part, which is complete.
    fn step(&mut self, sink: Sink<'_>) -> Result<Progress, ImportError> {
        let mut unit = std::mem::take(&mut self.unit);
        // Before what comes out of them: a block of 4 bytes may hold 128 KiB.
        if let Some(budget) = &self.budget {
            budget.take(unit.len());
        }
        let progress = match self.part {
            Part::Magic => {
                self.part = match unit[..] {
                    [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Part::SkippedLength,
                    _ if unit == MAGIC => {
                        // The header is read together with it.
                        self.unit = unit;
                        self.part = Part::Header;
                        return Ok(Progress::More);
                    }
                    _ if self.has_frame => return Ok(Progress::Ended(unit.len() as u64)),
                    _ => return Ok(Progress::Damaged),
                };
                Progress::More
            }
            Part::Header => {
                let is_first = !std::mem::replace(&mut self.has_frame, true);
                self.part = Part::Block;
                // The checksum is compared here, so that the last block needn't wait for it.
                if let Some(descriptor) = unit.get_mut(MAGIC.len()) {
                    self.has_checksum = *descriptor & HAS_CHECKSUM != 0;
                    *descriptor &= !HAS_CHECKSUM;
                }
                self.decoder = decoder();
                match self.decoder.init(&unit[..]) {
                    Ok(()) => Progress::More,
                    Err(error) => match refusal(&error) {
                        Some(refusal) if is_first => return Err(refusal),
                        _ => Progress::Damaged,
                    },
                }
            }
            Part::Block => match self.decode(&unit) {
                Some(is_last) => {
                    self.drain(sink)?;
                    if is_last {
                        self.part = if self.has_checksum { Part::Checksum } else { Part::Magic };
                    }
                    Progress::More
                }
                None => Progress::Damaged,
            },
            Part::Checksum => {
                self.part = Part::Magic;
                let calculated = self.decoder.get_calculated_checksum().map(u32::to_le_bytes);
                match calculated.is_some_and(|calculated| calculated[..] == unit[..]) {
                    true => Progress::More,
                    false => Progress::Damaged,
                }
            }
            Part::SkippedLength => {
                let length = unit.first_chunk().copied().map_or(0, u32::from_le_bytes);
                self.part = Part::Skipped(length as usize);
                Progress::More
            }
            Part::Skipped(_) => Progress::More,
        };
        // Keeps the room for the next one.
        unit.clear();
        self.unit = unit;
        Ok(progress)
    }

    /// Decodes a block; says whether it is the frame's last, `None` if it makes no sense.
    fn decode(&mut self, block: &[u8]) -> Option<bool> {
        self.decoder.decode_blocks(block, BlockDecodingStrategy::UptoBlocks(1)).ok()
    }

    /// Hands on what no later block can repeat.
    fn drain(&mut self, sink: Sink<'_>) -> Result<(), ImportError> {
        while let Ok(length @ 1..) = self.decoder.read(&mut self.chunk) {
            sink(self.chunk.get(..length).unwrap_or_default())?;
        }
        Ok(())
    }

    /// Hands on all that the decoder keeps.
    fn give_out(&mut self, sink: Sink<'_>) -> Result<(), ImportError> {
        if !self.decoder.is_finished() {
            self.decode(&LAST_BLOCK);
        }
        self.drain(sink)
    }

    fn damaged(&mut self, sink: Sink<'_>) -> Result<Progress, ImportError> {
        self.give_out(sink)?;
        Ok(Progress::Damaged)
    }
}

fn decoder() -> FrameDecoder {
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(LARGEST_WINDOW_BYTES);
    decoder
}

/// What to say of frames that are whole and can't be unpacked here.
fn refusal(error: &FrameDecoderError) -> Option<ImportError> {
    let (found, advice) = match error {
        FrameDecoderError::WindowSizeTooBig { requested, .. } => (
            format!("a window of {} MiB", requested >> 20),
            "`zstd -d --long=31 FILE` unpacks it: drop what comes out.",
        ),
        FrameDecoderError::DictNotProvided { dict_id } => (
            format!("some that need the dictionary {dict_id}"),
            "`zstd -d -D DICTIONARY FILE` unpacks it: drop what comes out.",
        ),
        _ => return None,
    };
    let most = LARGEST_WINDOW_BYTES >> 20;
    Some(ImportError {
        expected: format!("zstd data with a window of at most {most} MiB and no dictionary"),
        found,
        place: Place::Whole,
        advice: advice.to_owned(),
    })
}
