//! The worker's surroundings: its clock, its messages, its end.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The worker's global scope.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since the worker began.
pub fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

/// Calls `receive` with the data of every message from now on.
pub fn on_message(mut receive: impl FnMut(JsValue) + 'static) {
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        receive(event.data());
    });
    scope().set_onmessage(Some(handler.as_ref().unchecked_ref()));
    // It is needed for as long as the worker lives.
    handler.forget();
}

/// Sends a message to the page; what is in `transfer` isn't copied, and gone from here.
pub fn post(message: &Array, transfer: &Array) {
    if let Err(error) = scope().post_message_with_transfer(message, transfer) {
        // The page would wait for ever: better an end that it hears of.
        wasm_bindgen::throw_val(error);
    }
}

/// Tells the page why, before a panic ends the worker: the page's `onerror` learns only that an
/// unreachable instruction was reached. The reason is the one message that is a plain string.
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let _ = scope().post_message(&JsValue::from_str(&info.to_string()));
    }));
}
