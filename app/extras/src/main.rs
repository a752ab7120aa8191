//! The worker of what most visits never need: it draws the interactive SVG.

mod svg;

use js_sys::{Array, Uint8Array};
use protocol::export::SvgSource;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The build's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The SVG of an [`SvgSource`] in its byte form; none if it isn't one or has nothing in it.
#[wasm_bindgen]
pub fn draw_svg(source: &[u8]) -> Option<String> {
    let source: SvgSource = protocol::wire::decode(source)?;
    svg::draw(&source).ok()
}

/// Answers messages from now on: for `[source]` comes `[svg]`, both `Uint8Array`s, or `[]` where
/// nothing could be drawn. To be called once, in a worker.
#[wasm_bindgen]
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let answer = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let source = Array::from(&event.data()).get(0).dyn_into::<Uint8Array>();
            let svg = source.ok().and_then(|source| draw_svg(&source.to_vec()));
            let answer = Array::new();
            let buffers = Array::new();
            if let Some(svg) = svg {
                let bytes = Uint8Array::from(svg.as_bytes());
                buffers.push(&bytes.buffer());
                answer.push(&bytes);
            }
            // It fails only for what can't be sent; bytes can.
            let _ = scope.post_message_with_transfer(&answer, &buffers);
        }
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    answer.forget();
}

fn main() {}
