//! The workers: one owns the profiles and makes the pictures, one reads a file and ends.
//!
//! Both are this one module. The page compiles it once, posts it to every worker that it starts,
//! and calls the function that makes the worker what it is to be.

mod engine;
mod importer;
mod message;
mod queue;
mod reading;
mod scope;

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes this worker the engine: it owns the profiles and answers requests until it is ended.
#[wasm_bindgen]
pub fn start_engine() {
    scope::tell_of_panics();
    engine::start();
}

/// Makes this worker an import worker: it reads the one file that comes, answers, and ends.
#[wasm_bindgen]
pub fn start_importer() {
    scope::tell_of_panics();
    importer::start();
}

// Runs when the module is instantiated, before the worker knows what it is to be.
fn main() {}
