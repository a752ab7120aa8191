//! The import worker: reads one file, hands over what is in it, and ends.

use crate::reading::Slices;
use profile::import::{ImportOptions, Imported, Reader};
use profile::{ImportError, Place, Profile, Warnings, bytes};
use protocol::file::WarningSummary;
use protocol::import::{ImportAnswer, ImportFailure, ImportRequest, ImportedFile};
use protocol::wire;
use wasm_bindgen::JsCast;
use web_sys::File;
use worker::{message, scope};

/// At most 20 times a second: nobody reads faster, and each one is work for the page.
const PROGRESS_EVERY_MS: f64 = 50.0;

/// Waits for the one request, and the file beside it.
pub fn start() {
    scope::on_message(|data| {
        let Some((request, rest)) = message::unpack::<ImportRequest>(&data) else {
            wasm_bindgen::throw_str("a message of another build");
        };
        let Ok(file) = rest.get(0).dyn_into::<File>() else {
            wasm_bindgen::throw_str("a request without its file");
        };
        wasm_bindgen_futures::spawn_local(import(request, file));
    });
}

async fn import(request: ImportRequest, file: File) {
    match read(&request, file).await {
        Ok(imported) => {
            let (imported, chunks) = hand_over(request.name, imported);
            post(&ImportAnswer::Done(imported), chunks);
        }
        Err(failure) => post(&ImportAnswer::Failed(failure), Vec::new()),
    }
    scope::scope().close();
}

async fn read(request: &ImportRequest, file: File) -> Result<Imported, ImportFailure> {
    let options = ImportOptions { two_columns: request.two_columns };
    let mut reader = Reader::new(&request.name, options);
    let mut slices = Slices::new(file);
    let mut told_ms = scope::now_ms();
    while let Some(slice) = slices.next().await? {
        reader.push(slice).map_err(failure)?;
        let read_bytes = slices.read_bytes();
        if request.crash_at_byte.is_some_and(|byte| read_bytes >= byte) {
            // The page asked for it, to try out what it does without this worker.
            panic!("the import worker was told to crash at byte {read_bytes}");
        }
        if scope::now_ms() - told_ms >= PROGRESS_EVERY_MS {
            told_ms = scope::now_ms();
            post(&ImportAnswer::Progress { read_bytes }, Vec::new());
        }
    }
    reader.finish().map_err(failure)
}

/// The chunks of the profiles and of the symbols, and what says what is where in them.
pub fn hand_over(name: String, imported: Imported) -> (ImportedFile, Vec<Vec<u8>>) {
    let Imported { profiles, symbols, warnings, other_reading } = imported;
    // No view shows when a sample was taken, and that is the larger part of what there is of it.
    let profiles = profiles.into_iter().map(Profile::without_times).collect();
    let (buffer_lengths, mut chunks) = bytes::pack(profiles);
    let has_symbols = symbols.is_some();
    chunks.extend(symbols.map(|symbols| wire::encode(&symbols)));
    let other_reading = other_reading
        .and_then(|(sentence, options)| options.two_columns.map(|two| (sentence, two)));
    let warnings = summaries(&warnings);
    (ImportedFile { name, buffer_lengths, has_symbols, warnings, other_reading }, chunks)
}

fn summaries(warnings: &Warnings) -> Vec<WarningSummary> {
    let summary = |warning: &profile::Warning| WarningSummary {
        what: warning.what.clone(),
        count: warning.count,
        place: warning.first.to_string(),
        excerpt: warning.excerpt.clone(),
    };
    warnings.list().iter().map(summary).collect()
}

fn failure(error: ImportError) -> ImportFailure {
    let ImportError { expected, found, place, advice } = error;
    // Nowhere in particular says nothing.
    let place = if place == Place::Whole { String::new() } else { place.to_string() };
    ImportFailure { expected, found, place, advice }
}

fn post(answer: &ImportAnswer, buffers: Vec<Vec<u8>>) {
    let (packed, transfer) = message::pack(answer, buffers);
    scope::post(&packed, &transfer);
}
