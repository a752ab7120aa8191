//! Feeds bytes to the importer of this format.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::import_as("Emscripten symbol map", bytes));
