//! A file's bytes, slice by slice, the next ones on their way while this one is parsed.

mod blobs;
mod stream;

use blobs::Blobs;
use protocol::import::ImportFailure;
use protocol::unit::format_bytes;
use stream::Stream;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, File};

/// The reading of one file.
pub struct Slices {
    way: Way,
    size_bytes: u64,
    /// Bytes that were handed out.
    read_bytes: u64,
    /// Each slice in turn: one allocation for the whole file.
    slice: Vec<u8>,
}

/// How the browser hands bytes over.
enum Way {
    /// Into one buffer, over and over: more than twice as fast as the other, in no memory of its own.
    Stream(Stream),
    /// In buffers of its own, where it has no such streams.
    Blobs(Blobs),
}

impl Slices {
    /// Starts reading.
    pub fn new(file: File) -> Self {
        // A size is a whole number below 2⁵³, though JavaScript hands it over as a float.
        let size_bytes = file.size() as u64;
        let way = match Stream::of(&file) {
            Some(stream) => Way::Stream(stream),
            None => Way::Blobs(Blobs::of(file, size_bytes)),
        };
        Self { way, size_bytes, read_bytes: 0, slice: Vec::new() }
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
        let read = match &mut self.way {
            Way::Stream(stream) => stream.next(&mut self.slice).await,
            Way::Blobs(blobs) => blobs.next(&mut self.slice).await,
        };
        match read {
            Ok(()) => {
                self.read_bytes += self.slice.len() as u64;
                Ok(Some(&*self.slice).filter(|slice| !slice.is_empty()))
            }
            Err(error) => Err(self.failure(&error)),
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
