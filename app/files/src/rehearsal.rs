//! A rehearsal: made-up files are read while nobody waits, so that the user's first is read fast.
//!
//! A browser compiles a module twice: each function at once and carelessly when it is first called,
//! and with care when it has run for a while. Careless code is two to three times slower, and on a
//! machine with two processors the careful compiler takes time from what waits for it: a third of
//! what opening 100 MB took was that. All workers of a page share what is compiled, so that a worker
//! that ends afterwards does it for all that come.

mod texts;

use crate::importer;
use profile::import::{ImportOptions, Imported, Reader};
use worker::{message, scope};

/// Slices like those of a real file, but smaller, since the files are.
const SLICE_BYTES: usize = 1 << 18;

/// Reads a made-up file of each format that is opened often, and posts the first of them as an
/// import worker does, for the engine's rehearsal.
pub fn start() {
    let folded = texts::folded(6000);
    if let Some(imported) = read("folded", &folded) {
        let (imported, buffers) = importer::hand_over(String::new(), imported);
        let (packed, transfer) = message::pack(&imported, buffers);
        scope::post(&packed, &transfer);
    }
    drop(folded);
    let made: [fn() -> String; 3] =
        [|| texts::firefox(8000), || texts::perf_script(1500), || texts::trace_events(600)];
    for make in made {
        read("", &make());
    }
    scope::scope().close();
}

/// What is in a file; `None` if it can't be read.
fn read(name: &str, text: &str) -> Option<Imported> {
    let mut reader = Reader::new(name, ImportOptions::default());
    for slice in text.as_bytes().chunks(SLICE_BYTES) {
        reader.push(slice).ok()?;
    }
    reader.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::{read, texts};

    /// The formats that are recognised, and the samples in each file.
    fn opened(texts: &[String]) -> Vec<(String, usize)> {
        let opened = texts.iter().filter_map(|text| {
            let imported = read("", text)?;
            let recording = imported.profiles.first()?;
            Some((recording.format.to_owned(), recording.threads.len()))
        });
        opened.collect()
    }
}
