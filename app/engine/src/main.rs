//! The engine: the worker that owns the profiles and makes the pictures.

mod engine;
mod queue;
mod rehearsal;

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes this worker the engine: it answers requests until it is ended.
#[wasm_bindgen]
pub fn start_engine() {
    worker::scope::tell_of_panics();
    engine::start();
}

/// Makes this worker rehearse for the engine, with the file that comes.
#[wasm_bindgen]
pub fn start_rehearsal() {
    rehearsal::start();
}

// Runs when the module is instantiated, before the worker knows what it is to be.
fn main() {}
