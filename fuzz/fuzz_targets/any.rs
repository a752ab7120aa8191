//! Feeds bytes to whatever the reader takes them for: containers, encodings, recognition, dead ends.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::import(bytes));
