//! Messages on their way: a JavaScript array of the message's bytes and the buffers beside it.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use protocol::wire;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessagePort};

/// A message that can be posted, with the list of what is transferred rather than copied.
///
/// Each buffer's copy in this module's memory is freed before the next one is made.
pub fn pack<T: Serialize>(message: &T, buffers: Vec<Vec<u8>>) -> (Array, Array) {
    let (packed, transfer) = (Array::new(), Array::new());
    let bytes = Uint8Array::from(wire::encode(message).as_slice());
    transfer.push(&bytes.buffer());
    packed.push(&bytes);
    for buffer in buffers {
        let copied = Uint8Array::from(buffer.as_slice()).buffer();
        drop(buffer);
        packed.push(&copied);
        transfer.push(&copied);
    }
    (packed, transfer)
}

/// The message in an array, and what comes after it; `None` if it isn't one of ours.
pub fn unpack<T: DeserializeOwned>(packed: &JsValue) -> Option<(T, Array)> {
    let packed = packed.dyn_ref::<Array>()?;
    let bytes = packed.get(0).dyn_into::<Uint8Array>().ok()?;
    let message = wire::decode(&bytes.to_vec())?;
    Some((message, packed.slice(1, packed.length())))
}

/// The buffers beside a message, copied into this module's memory.
pub fn buffers(rest: &Array) -> Vec<Vec<u8>> {
    let drain = Drain::open();
    let copied = |value: JsValue| {
        let buffer = value.dyn_into::<ArrayBuffer>().ok()?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        drain.take(&buffer);
        Some(bytes)
    };
    // Taken out one by one, so that the browser can free what is copied. Not shifted: of a long list,
    // as of a massif file's thousands of snapshots, each shift moves all that is left.
    let take = |place| {
        let value = rest.get(place);
        rest.set(place, JsValue::UNDEFINED);
        value
    };
    (0..rest.length()).map(take).map_while(copied).collect()
}

/// Where buffers go that nobody needs any more, so that their memory is given back at once. Else it
/// waits for the garbage collection, which may not come before the engine needs the memory.
///
/// It is a port whose other end is closed: what is transferred to it is gone. `ArrayBuffer.transfer`
/// doesn't do in Chromium, whose own half of a buffer keeps the memory until it is collected, which
/// then takes even longer since the memory isn't counted any more: reading 100 MB grew by 100 MB.
pub struct Drain(Option<MessagePort>);

impl Drain {
    /// Opens a drain; one without a port, where there is none, leaves buffers to the garbage collection.
    pub fn open() -> Self {
        let channel = MessageChannel::new().ok();
        Self(channel.map(|channel| {
            channel.port2().close();
            channel.port1()
        }))
    }

    /// Takes a buffer away; it is empty afterwards.
    pub fn take(&self, buffer: &ArrayBuffer) {
        if let Some(port) = &self.0 {
            // One that can't be transferred is collected later.
            let _ = port.post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer));
        }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        if let Some(port) = &self.0 {
            port.close();
        }
    }
}
