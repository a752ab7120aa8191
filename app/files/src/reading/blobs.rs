//! Reading a file by parts of it, each in a buffer that the browser makes.

use js_sys::{ArrayBuffer, Uint8Array};
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};
use worker::message::Drain;

/// How much is read at once. Slices of 64 KiB make reading 15 times slower.
const SLICE_BYTES: u64 = 4 << 20;
/// So many slices are on their way at once: the browser reads each from another process, and one at
/// a time would keep the parser waiting.
const READ_AHEAD: usize = 2;

/// A file's parts.
pub struct Blobs {
    file: File,
    size_bytes: u64,
    /// Bytes that were asked for.
    asked_bytes: u64,
    /// The slices that are on their way.
    coming: VecDeque<JsFuture>,
    /// Where their buffers go.
    drain: Drain,
}

impl Blobs {
    /// Starts reading.
    pub fn of(file: File, size_bytes: u64) -> Self {
        let mut blobs = Self {
            file,
            size_bytes,
            asked_bytes: 0,
            coming: VecDeque::new(),
            drain: Drain::open(),
        };
        blobs.ask();
        blobs
    }

    /// Puts the next bytes into `slice`, in place of the old ones; none at the end.
    ///
    /// # Errors
    /// The browser's reason.
    pub async fn next(&mut self, slice: &mut Vec<u8>) -> Result<(), JsValue> {
        slice.clear();
        let Some(coming) = self.coming.pop_front() else { return Ok(()) };
        let buffer = coming.await?.dyn_into::<ArrayBuffer>()?;
        self.ask();
        let bytes = Uint8Array::new(&buffer);
        slice.resize(bytes.length() as usize, 0);
        bytes.copy_to(slice);
        self.drain.take(&buffer);
        Ok(())
    }

    /// Asks for as many slices as may be on their way.
    fn ask(&mut self) {
        while self.coming.len() < READ_AHEAD && self.asked_bytes < self.size_bytes {
            let (start, end) =
                (self.asked_bytes, (self.asked_bytes + SLICE_BYTES).min(self.size_bytes));
            let blob: &Blob = &self.file;
            let Ok(slice) = blob.slice_with_f64_and_f64(start as f64, end as f64) else { return };
            self.coming.push_back(JsFuture::from(slice.array_buffer()));
            self.asked_bytes = end;
        }
    }
}
