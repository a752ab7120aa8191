//! User Timing marks: what a host page, a test or a benchmark can read of when things happened.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `performance.mark` with options, which web-sys has only among its unstable interfaces.
    #[wasm_bindgen(catch, js_namespace = performance, js_name = mark)]
    fn set_mark(name: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// A file was received.
pub fn open(file_name: &str) {
    mark("flamedrop:open", file_name);
}

/// A file's profiles are ready in the engine.
pub fn imported(file_name: &str) {
    mark("flamedrop:imported", file_name);
}

/// The first frame of a file's profile is on the screen.
pub fn painted(file_name: &str) {
    mark("flamedrop:painted", file_name);
}

/// The rehearsal is over.
pub fn rehearsed() {
    mark("flamedrop:rehearsed", "");
}

/// A mark that can't be set is left out: nothing depends on one.
fn mark(name: &str, file_name: &str) {
    let options = Object::new();
    let _ = Reflect::set(&options, &"detail".into(), &file_name.into());
    let _ = set_mark(name, &options);
}
