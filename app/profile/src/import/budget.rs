//! How much a file may unpack to: a few kilobytes can hold gigabytes of the same line.

use crate::warning::{ImportError, Place};
use std::cell::Cell;

/// What any file may unpack to.
const FREE_BYTES: u64 = 64 << 20;
/// How many times its size a larger file may unpack to. Text of profiles packs to a tenth or a
/// fiftieth; a bomb to a thousandth.
const LARGEST_RATIO: u64 = 100;
/// How much memory the reading of any file may take, and how much more for each of its bytes: a
/// table that grows is copied to one of twice its size, so at the worst moment it is twice this.
#[cfg(target_arch = "wasm32")]
const MEMORY_BYTES: [u64; 2] = [448 << 20, 8];

/// The bytes of one file so far, with all that is packed in it.
pub(super) struct Budget {
    packed: Cell<u64>,
    unpacked: Cell<u64>,
    #[cfg(target_arch = "wasm32")]
    memory_at_start: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            packed: Cell::new(0),
            unpacked: Cell::new(0),
            #[cfg(target_arch = "wasm32")]
            memory_at_start: memory_bytes(),
        }
    }

    /// The file had so many bytes more.
    pub(super) fn take(&self, bytes: usize) {
        self.packed.set(self.packed.get().saturating_add(bytes as u64));
    }

    /// So many bytes more came out of it.
    ///
    /// # Errors
    /// When that is more than a profile of that size can have.
    pub(super) fn give(&self, bytes: usize) -> Result<(), ImportError> {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes as u64));
        match self.is_exceeded() {
            true => Err(error()),
            false => Ok(()),
        }
    }

    pub(super) fn is_exceeded(&self) -> bool {
        let allowed = self.packed.get().saturating_mul(LARGEST_RATIO).saturating_add(FREE_BYTES);
        self.unpacked.get() > allowed || self.has_no_memory()
    }

    #[cfg(target_arch = "wasm32")]
    fn has_no_memory(&self) -> bool {
        let [free, ratio] = MEMORY_BYTES;
        let allowed = self.packed.get().saturating_mul(ratio).saturating_add(free);
        memory_bytes().saturating_sub(self.memory_at_start) > allowed
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn has_no_memory(&self) -> bool {
        false
    }

    /// Nothing was packed so far: counts anew, since an archive is read in another order.
    pub(super) fn restart(&self) -> bool {
        let is_plain = self.packed.get() == self.unpacked.get();
        if is_plain {
            self.packed.set(0);
            self.unpacked.set(0);
        }
        is_plain
    }
}

/// All memory of this instance; it never shrinks.
#[cfg(target_arch = "wasm32")]
fn memory_bytes() -> u64 {
    core::arch::wasm32::memory_size::<0>() as u64 * 65_536
}

/// What is said of a file that unpacks to more.
pub(super) fn error() -> ImportError {
    ImportError {
        expected: format!("packed data that hold at most {LARGEST_RATIO} times their size"),
        found: "more than that".to_owned(),
        place: Place::Whole,
        advice: "If it is a profile, unpack it and drop what comes out.".to_owned(),
    }
}
