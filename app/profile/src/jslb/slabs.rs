//! The container: which slabs there are, and where.

use crate::json::JsonError;
use crate::warning::{ImportError, Place};
use std::ops::Range;

/// What the file begins with.
pub(super) const MAGIC: &[u8] = b"\xdc\xdfJSLB\x01\0";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 20;
const ENTRY_BYTES: usize = 12;

/// The file, as far as slabs reach.
#[derive(Default)]
pub(super) struct Slabs {
    bytes: Vec<u8>,
    /// Where the last slab ends, once their table is complete.
    end: Option<usize>,
}

/// One slab.
pub(super) struct Slab {
    pub kind: u32,
    /// Its bytes, as the table has them.
    pub range: Range<usize>,
}

/// The type of slabs that hold JSON.
pub(super) const JSON: u32 = 10;

impl Slabs {
    /// Takes the next bytes of the file. What follows the last slab isn't kept.
    pub(super) fn push(&mut self, slice: &[u8]) {
        let room = self.end.map_or(usize::MAX, |end| end.saturating_sub(self.bytes.len()));
        self.bytes.extend_from_slice(slice.get(..room).unwrap_or(slice));
        if self.end.is_none()
            && let Some(count) = self.number(12)
        {
            let table = (count as usize).saturating_mul(ENTRY_BYTES).saturating_add(HEADER_BYTES);
            if self.bytes.len() >= table {
                let ends = (0..count).filter_map(|row| self.slab(row)).map(|slab| slab.range.end);
                let end = ends.fold(table, usize::max);
                self.end = Some(end);
                self.bytes.truncate(end);
            }
        }
    }

    /// The row of the slab to begin with.
    pub(super) fn root(&self) -> Result<u32, ImportError> {
        let error = |found: String, at: u64, advice: &str| ImportError {
            expected: "a profile of the Firefox Profiler or samply in slabs".to_owned(),
            found,
            place: Place::Byte(at),
            advice: advice.to_owned(),
        };
        const CUT: &str = "The file is not complete: save or download it again.";
        let end = || error(JsonError::END.to_owned(), self.bytes.len() as u64, CUT);
        let version = self.number(8).ok_or_else(end)?;
        if version != VERSION {
            let advice = "Save the profile as JSON: samply and profiler.firefox.com can.";
            return Err(error(format!("version {version} of the container"), 8, advice));
        }
        let root = self.number(16).ok_or_else(end)?;
        match self.slab(root) {
            Some(slab) if slab.kind == JSON => Ok(root),
            Some(slab) => {
                let found = format!("numbers (type {}) where the profile should begin", slab.kind);
                Err(error(found, 16, "The file is damaged: save or download it again."))
            }
            None => Err(end()),
        }
    }

    /// The slab in row `row` of the table.
    pub(super) fn slab(&self, row: u32) -> Option<Slab> {
        if row >= self.number(12)? {
            return None;
        }
        let at = (row as usize).checked_mul(ENTRY_BYTES)?.checked_add(HEADER_BYTES)?;
        let [kind, first, length] = [0, 4, 8].map(|offset| self.number(at.saturating_add(offset)));
        let first = first? as usize;
        Some(Slab { kind: kind?, range: first..first.checked_add(length? as usize)? })
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of a range, if the file reaches so far.
    pub(super) fn bytes(&self, range: Range<usize>) -> Option<&[u8]> {
        self.bytes.get(range)
    }

    fn number(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    }
}
