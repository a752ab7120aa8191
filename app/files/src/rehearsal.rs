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

/// Reads a made-up file of each format that is opened often, posts the last of them as an import
/// worker does, for the engine's rehearsal, and ends.
pub fn start() {
    let made: [fn() -> String; 4] = [
        || texts::firefox(8000),
        || texts::perf_script(1500),
        || texts::trace_events(600),
        || texts::folded(6000),
    ];
    let mut last = None;
    for make in made {
        last = read(&make()).map(|imported| importer::hand_over(String::new(), imported));
    }
    if let Some((imported, buffers)) = last {
        let (packed, transfer) = message::pack(&imported, buffers);
        scope::post(&packed, &transfer);
    }
    scope::scope().close();
}

/// What is in a file; `None` if it can't be read.
fn read(text: &str) -> Option<Imported> {
    let mut reader = Reader::new("", ImportOptions::default());
    for slice in text.as_bytes().chunks(SLICE_BYTES) {
        reader.push(slice).ok()?;
    }
    reader.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::{read, texts};
    use expect_test::expect;

    /// By what tool a file is said to be, how many samples it has, of how many stacks, and how many
    /// of its things could not be used.
    fn described(text: &str) -> String {
        let Some(imported) = read(text) else { return "can't be read\n".to_owned() };
        let Some(profile) = imported.profiles.first() else { return "is empty\n".to_owned() };
        let samples: usize = profile
            .threads
            .iter()
            .flat_map(|thread| &thread.samples)
            .map(|table| table.len())
            .sum();
        let (stacks, unusable) = (profile.stacks.len(), imported.warnings.list().len());
        let format = &profile.about.format;
        format!("{format}: {samples} samples, {stacks} stacks, {unusable} warnings\n")
    }

    #[test]
    fn what_is_made_up_is_read_as_the_real_thing() {
        let texts = [
            texts::firefox(100),
            texts::perf_script(100),
            texts::trace_events(100),
            texts::folded(100),
        ];
        let described: String = texts.iter().map(|text| described(text)).collect();
        expect![[r#"
            Firefox Profiler: 100 samples, 1552 stacks, 0 warnings
            perf script: 100 samples, 1552 stacks, 0 warnings
            Trace events: 5500 samples, 1552 stacks, 0 warnings
            Folded stacks: 200 samples, 1552 stacks, 0 warnings
        "#]]
        .assert_eq(&described);
    }
}
