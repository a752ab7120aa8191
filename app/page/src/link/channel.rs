//! One worker, and what page and worker send each other.

use js_sys::{Array, Uint8Array};
use protocol::wire;
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker};

/// What comes from a worker.
pub enum Received {
    /// A message's bytes, and what is beside it; no bytes mean that there is no answer.
    Message(Vec<u8>, Vec<JsValue>),
    /// The worker is dead, and why.
    Died(String),
}

/// A worker. Ends it when dropped.
pub struct Channel {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Channel {
    /// Listens to a worker.
    pub fn new(worker: Worker, receive: impl Fn(Received) + 'static) -> Self {
        let receive = Rc::new(receive);
        // A panic sends its message before it ends the worker; see the engine's `tell_of_panics`.
        let last_words = Rc::new(RefCell::new(None));
        let on_message = {
            let (receive, last_words) = (Rc::clone(&receive), Rc::clone(&last_words));
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data();
                if let Some(words) = data.as_string() {
                    last_words.replace(Some(words));
                } else if let Some((bytes, rest)) = unpack(&data) {
                    receive(Received::Message(bytes, rest));
                }
            })
        };
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            let told = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let words = last_words.take().or(told).unwrap_or_default();
            receive(Received::Died(words));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Self { worker, _on_message: on_message, _on_error: on_error }
    }

    /// Posts a message with copies of `beside`, and with `transfer`, which is gone from here.
    ///
    /// # Errors
    /// When the browser can't copy or transfer something.
    pub fn post<T: Serialize>(
        &self,
        message: &T,
        beside: &[JsValue],
        transfer: &[JsValue],
    ) -> Result<(), JsValue> {
        let bytes = Uint8Array::from(wire::encode(message).as_slice());
        let (packed, transferred) = (Array::of1(&bytes), Array::of1(&bytes.buffer()));
        for value in beside.iter().chain(transfer) {
            packed.push(value);
        }
        for value in transfer {
            transferred.push(value);
        }
        self.worker.post_message_with_transfer(&packed, &transferred)
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn unpack(data: &JsValue) -> Option<(Vec<u8>, Vec<JsValue>)> {
    let packed = data.dyn_ref::<Array>()?;
    if packed.length() == 0 {
        return Some((Vec::new(), Vec::new()));
    }
    let bytes = packed.get(0).dyn_into::<Uint8Array>().ok()?.to_vec();
    Some((bytes, packed.iter().skip(1).collect()))
}
