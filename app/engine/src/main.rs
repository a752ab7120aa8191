//! The workers.

use wasm_bindgen::prelude::wasm_bindgen;

/// The build's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

fn main() {}
