//! A file's bytes, slice by slice, the next ones on their way while this one is parsed.

use js_sys::{ArrayBuffer, Uint8Array};
use protocol::import::ImportFailure;
use protocol::unit::format_bytes;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException, File};

/// How much is read at once. Slices of 64 KiB make reading 15 times slower.
const SLICE_BYTES: u64 = 4 << 20;
/// So many slices are on their way at once: the browser reads each from another process, and one at
/// a time would keep the parser waiting.
const READ_AHEAD: usize = 2;

/// The reading of one file.
pub struct Slices {
    file: File,
    size_bytes: u64,
    /// Bytes that were handed out.
    read_bytes: u64,
    /// Bytes that were asked for.
    asked_bytes: u64,
    /// The slices that are on their way, and where each ends.
    coming: VecDeque<(JsFuture, u64)>,
    /// Each slice in turn: one allocation for the whole file.
    slice: Vec<u8>,
}

impl Slices {
    /// Starts reading.
    pub fn new(file: File) -> Self {
        // A size is a whole number below 2⁵³, though JavaScript hands it over as a float.
        let size_bytes = file.size() as u64;
        let mut slices = Self {
            file,
            size_bytes,
            read_bytes: 0,
            asked_bytes: 0,
            coming: VecDeque::new(),
            slice: Vec::new(),
        };
        slices.ask();
        slices
    }

    /// Bytes that were handed out.
    pub fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// The next slice; `None` at the end.
    ///
    /// # Errors
    /// When the browser can't read the file: it is a folder, or was changed or deleted meanwhile.
    pub async fn next(&mut self) -> Result<Option<&[u8]>, ImportFailure> {
        let Some((coming, end)) = self.coming.pop_front() else { return Ok(None) };
        let buffer = coming.await.map_err(|error| self.failure(&error))?;
        self.ask();
        let buffer = buffer.unchecked_ref::<ArrayBuffer>();
        let bytes = Uint8Array::new(buffer);
        self.slice.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut self.slice);
        worker::message::free(buffer);
        self.read_bytes = end;
        Ok(Some(&self.slice))
    }

    /// Asks for as many slices as may be on their way.
    fn ask(&mut self) {
        while self.coming.len() < READ_AHEAD && self.asked_bytes < self.size_bytes {
            let (start, end) =
                (self.asked_bytes, (self.asked_bytes + SLICE_BYTES).min(self.size_bytes));
            let blob: &Blob = &self.file;
            let Ok(slice) = blob.slice_with_f64_and_f64(start as f64, end as f64) else { return };
            self.coming.push_back((JsFuture::from(slice.array_buffer()), end));
            self.asked_bytes = end;
        }
    }

    fn failure(&self, error: &JsValue) -> ImportFailure {
        let reason = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
        let (found, advice) = if self.read_bytes == 0 {
            (
                format!("one that the browser can't read ({reason})"),
                "If it is a folder, open the files in it; if it is a file, see that it is still \
                 there and that you may read it."
                    .to_owned(),
            )
        } else {
            (
                format!("that it can't be read any more ({reason})"),
                "It was changed, moved or deleted while it was read: open it again.".to_owned(),
            )
        };
        ImportFailure {
            expected: "a file that can be read".to_owned(),
            found,
            place: format!(
                "after {} of {}",
                format_bytes(self.read_bytes as f64),
                format_bytes(self.size_bytes as f64)
            ),
            advice,
        }
    }
}
