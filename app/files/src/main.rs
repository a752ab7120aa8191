//! The module that reads and writes files: a worker of it reads one file, or draws one SVG, and ends.
//!
//! It is apart from the engine: neither needs the code of the other, and each of its workers lives as
//! long as one file takes.

mod importer;
mod reading;
mod rehearsal;
mod svg;
mod svg_marks;

use js_sys::Uint8Array;
use protocol::export::SvgSource;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{message, scope};

/// Makes this worker an import worker: it reads the one file that comes, answers, and ends.
#[wasm_bindgen]
pub fn start_importer() {
    scope::tell_of_panics();
    importer::start();
}

/// Makes this worker draw the [`SvgSource`] that comes: for it comes `[svg]`, a `Uint8Array`, or
/// `[]` where nothing could be drawn.
#[wasm_bindgen]
pub fn start_svg() {
    scope::tell_of_panics();
    scope::on_message(|data| {
        let source = message::unpack::<SvgSource>(&data);
        let svg = source.and_then(|(source, _)| svg::draw(&source).ok());
        let (answer, transfer) = (js_sys::Array::new(), js_sys::Array::new());
        if let Some(svg) = svg {
            let bytes = Uint8Array::from(svg.as_bytes());
            transfer.push(&bytes.buffer());
            answer.push(bytes.unchecked_ref());
        }
        scope::post(&answer, &transfer);
    });
}

/// Makes this worker rehearse for import workers.
#[wasm_bindgen]
pub fn start_rehearsal() {
    rehearsal::start();
}

// Runs when the module is instantiated, before the worker knows what it is to be.
fn main() {}
