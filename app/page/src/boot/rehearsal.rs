//! The rehearsal: workers open a made-up file while nobody waits, so that the user's first file meets
//! code that the browser has compiled with care. Ends when it is dropped.

use crate::boot::workers::Spawner;
use crate::link::{Channel, Received};
use crate::marks;
use crate::state::State;
use leptos::prelude::*;
use protocol::import::ImportedFile;
use protocol::wire;
use wasm_bindgen::JsValue;

/// The workers that take part.
pub struct Rehearsal {
    _importer: Channel,
    engine: Option<Channel>,
}

impl State {
    /// Rehearses, unless there is a file to be opened, or one that the page was opened for.
    pub fn rehearse(self) {
        self.link.update_value(|link| {
            if !link.sources.is_empty() {
                return;
            }
            let start = |spawner: &Spawner| {
                let worker = spawner.start("start_rehearsal")?;
                Ok::<_, JsValue>(Channel::new(worker, move |said| self.hear_rehearsal(said)))
            };
            let importer = link.files_spawner.as_ref().map(start);
            // A browser that refuses goes without.
            link.rehearsal = importer
                .and_then(Result::ok)
                .map(|importer| Rehearsal { _importer: importer, engine: None });
        });
    }

    /// Ends a rehearsal that goes on: the processors are needed.
    pub fn end_rehearsal(self) {
        let mut rehearsal = None;
        self.link.update_value(|link| rehearsal = link.rehearsal.take());
        drop(rehearsal);
    }

    /// The engine's part is over. Its worker, which says so, is dropped after that.
    fn rehearsal_is_over(self) {
        marks::rehearsed();
        leptos::task::spawn_local(async move { self.end_rehearsal() });
    }

    /// The importer's file goes to an engine. A worker that dies has rehearsed less.
    fn hear_rehearsal(self, received: Received) {
        let Received::Message(bytes, beside) = received else { return };
        let Some(imported) = wire::decode::<ImportedFile>(&bytes) else { return };
        self.link.update_value(|link| {
            let (Some(rehearsal), Some(spawner)) = (&mut link.rehearsal, &link.engine_spawner)
            else {
                return;
            };
            let worker = spawner.start("start_rehearsal");
            rehearsal.engine = worker.ok().and_then(|worker| {
                let channel = Channel::new(worker, move |_| self.rehearsal_is_over());
                channel.post(&imported, &[], &beside).ok()?;
                Some(channel)
            });
        });
    }
}
