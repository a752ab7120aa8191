//! The engine's loop: requests first, then long work in short steps, so that a request never
//! waits for more than one of them.

use crate::queue::Queue;
use flamegraph::viewer::{Outbox, Viewer};
use protocol::{Answer, Envelope, ViewerId};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};
use worker::{message, scope};

/// How long one step of long work may take.
const STEP_MS: f64 = 8.0;

/// The viewers and what is asked of them.
#[derive(Default)]
struct Engine {
    viewers: Vec<(ViewerId, Viewer)>,
    queue: Queue,
    /// Whether a turn of the loop is on its way.
    has_turn: bool,
}

/// Says that it is there, and answers from then on.
pub fn start() {
    // A message to ourselves comes after those that are waiting already, and at once: a timer
    // would come 4 ms late, a promise before any message.
    let channel = match MessageChannel::new() {
        Ok(channel) => channel,
        Err(error) => wasm_bindgen::throw_val(error),
    };
    let engine = Rc::new(RefCell::new(Engine::default()));
    let own_turn = channel.port2();
    let turns = {
        let (engine, own_turn) = (Rc::clone(&engine), own_turn.clone());
        Closure::<dyn FnMut()>::new(move || {
            let has_more = engine.borrow_mut().take_turn();
            if has_more {
                engine.borrow_mut().ask_for_turn(&own_turn);
            }
        })
    };
    channel.port1().set_onmessage(Some(turns.as_ref().unchecked_ref()));
    turns.forget();
    scope::on_message(move |data| {
        let Some((request, rest)) = message::unpack(&data) else {
            wasm_bindgen::throw_str("a message of another build");
        };
        let mut engine = engine.borrow_mut();
        engine.queue.push((request, message::buffers(&rest)));
        engine.ask_for_turn(&own_turn);
    });
    let version = env!("CARGO_PKG_VERSION").to_owned();
    post(ViewerId::default(), Answer::Ready { version }, Vec::new());
}

impl Engine {
    fn ask_for_turn(&mut self, own_turn: &MessagePort) {
        if !self.has_turn {
            self.has_turn = own_turn.post_message(&JsValue::NULL).is_ok();
        }
    }

    /// Answers what waits, then works for one step; whether there is more to do.
    fn take_turn(&mut self) -> bool {
        self.has_turn = false;
        while let Some((Envelope { viewer, message }, buffers)) = self.queue.pop() {
            let mut outbox = Outbox::default();
            self.viewer(viewer).handle(message, buffers, &mut outbox);
            send(viewer, outbox);
        }
        let start_ms = scope::now_ms();
        let mut has_more = false;
        for (id, viewer) in &mut self.viewers {
            let mut outbox = Outbox::default();
            has_more |= viewer.work(&mut || scope::now_ms() - start_ms < STEP_MS, &mut outbox);
            send(*id, outbox);
        }
        has_more
    }

    /// The viewer of this number, a new one if there is none.
    fn viewer(&mut self, id: ViewerId) -> &mut Viewer {
        let at = self.viewers.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
            self.viewers.push((id, Viewer::new()));
            self.viewers.len() - 1
        });
        &mut self.viewers[at].1
    }
}

fn send(viewer: ViewerId, outbox: Outbox) {
    for (answer, buffers) in outbox.answers {
        post(viewer, answer, buffers);
    }
}

fn post(viewer: ViewerId, message: Answer, buffers: Vec<Vec<u8>>) {
    let (packed, transfer) = message::pack(&Envelope { viewer, message }, buffers);
    scope::post(&packed, &transfer);
}
