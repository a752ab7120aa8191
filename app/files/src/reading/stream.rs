//! Reading a file by a stream that fills a buffer of ours.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStreamByobReader, ReadableStreamReadResult};

/// How much is collected before it is handed out. The stream brings some tens of kilobytes at a
/// time; more than this wouldn't fit into a processor's cache.
const SLICE_BYTES: u32 = 1 << 20;

/// A file's stream.
pub struct Stream {
    reader: ReadableStreamByobReader,
    /// Each read takes it away and brings it back.
    buffer: ArrayBuffer,
}

impl Stream {
    /// The stream of a file, if the browser has streams that fill a buffer.
    pub fn of(file: &File) -> Option<Self> {
        let reader = ReadableStreamByobReader::new(&file.stream()).ok()?;
        Some(Self { reader, buffer: ArrayBuffer::new(SLICE_BYTES) })
    }

    /// Puts the next bytes into `slice`, in place of the old ones; none at the end.
    ///
    /// # Errors
    /// The browser's reason.
    pub async fn next(&mut self, slice: &mut Vec<u8>) -> Result<(), JsValue> {
        let mut filled = 0;
        while filled < SLICE_BYTES {
            let rest = Uint8Array::new_with_byte_offset(&self.buffer, filled);
            let read = JsFuture::from(self.reader.read_with_array_buffer_view(&rest)).await?;
            let read = read.unchecked_into::<ReadableStreamReadResult>();
            // A stream that was cancelled brings no buffer; nobody cancels this one.
            let bytes = read.get_value().dyn_into::<Uint8Array>()?;
            self.buffer = bytes.buffer();
            filled += bytes.length();
            if read.get_done().unwrap_or(true) {
                break;
            }
        }
        slice.resize(filled as usize, 0);
        Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, filled).copy_to(slice);
        Ok(())
    }
}
