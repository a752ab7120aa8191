//! What happens when the engine dies: a new one opens again what was open.

use super::imports::is_about_memory;
use crate::link::{NextShown, SourcePhase};
use crate::state::{Phase, State};
use gloo::events::EventListener;
use leptos::prelude::*;
use protocol::import::ImportFailure;
use protocol::{FileId, Request};
use wasm_bindgen::JsCast;
use web_sys::CustomEvent;

/// So many deaths within this time, or in a row without a picture, and nothing is opened again by
/// itself: what is open is what kills.
const CRASHES: usize = 3;
const CRASHES_WITHIN_MS: f64 = 10_000.0;

impl State {
    /// Lets tests kill workers, to see what the page then does: an event `flamedrop:crash` whose
    /// detail is `engine`, or the byte at which the next import worker dies.
    pub fn start_test_hooks(self) {
        let Some(window) = web_sys::window() else { return };
        EventListener::new(&window, "flamedrop:crash", move |event| {
            let detail = event.dyn_ref::<CustomEvent>().map(CustomEvent::detail);
            let byte = detail.and_then(|detail| detail.as_f64());
            self.link.update_value(|link| match byte {
                Some(byte) => link.crash_at_byte = Some(byte as u64),
                None => link.engine.send(Request::Crash, Vec::new()),
            });
        })
        .forget();
    }

    /// Says what happened, starts a new engine, and opens again what was open.
    pub(super) fn engine_died(self, words: &str) {
        let now_ms = super::now_ms();
        let mut is_loop = false;
        self.link.update_value(|link| {
            link.engine.end();
            link.opening.clear();
            link.asked_views.clear();
            link.crashes_in_a_row += 1;
            link.crashes_ms.retain(|then_ms| now_ms - then_ms < CRASHES_WITHIN_MS);
            link.crashes_ms.push(now_ms);
            is_loop = link.crashes_ms.len().max(link.crashes_in_a_row) >= CRASHES;
        });
        self.engine_ready.set(false);
        let shown_as = self.shareable.get_untracked().and_then(|it| self.address_of(&it));
        let was_open = self.files_with_the_engine();
        self.show_nothing();
        let words = words.trim_end_matches('.');
        let reason = if is_about_memory(words) { "memory ran out" } else { words };
        if is_loop {
            self.give_up(&was_open, reason);
        } else {
            let what = format!("The engine stopped: {reason}. What was open is opened again.");
            self.tell(true, &what, "If it happens again, please report it.");
            self.open_again(&was_open);
            self.link.update_value(|link| {
                if let Some(address) = shown_as {
                    link.next_shown = NextShown::Linked(Box::new(address));
                }
            });
        }
        self.start_engine();
        self.start_imports();
    }

    /// The files that the dead engine had or was about to get.
    fn files_with_the_engine(self) -> Vec<FileId> {
        let is_failed = |file: FileId| {
            self.files.with_untracked(|files| {
                files.iter().any(|open| open.id == file && matches!(open.phase, Phase::Failed(_)))
            })
        };
        self.link.with_value(|link| {
            let read = link.sources.iter().filter(|it| matches!(it.phase, SourcePhase::Read));
            read.map(|source| source.id).filter(|file| !is_failed(*file)).collect()
        })
    }

    fn open_again(self, files: &[FileId]) {
        self.link.update_value(|link| {
            for source in &mut link.sources {
                if files.contains(&source.id) {
                    source.phase = SourcePhase::Waiting;
                }
            }
        });
        for file in files {
            let since_ms = super::now_ms();
            self.set_phase(*file, Phase::Reading { read_bytes: 0, since_ms });
        }
    }

    fn give_up(self, files: &[FileId], reason: &str) {
        self.link.update_value(|link| {
            link.crashes_ms.clear();
            link.crashes_in_a_row = 0;
        });
        for file in files {
            let failure = ImportFailure {
                expected: "a profile that the engine can use".to_owned(),
                found: format!("that it stops again and again ({reason})"),
                place: String::new(),
                advice: "Close this file and open another, or open it again.".to_owned(),
            };
            self.set_phase(*file, Phase::Failed(failure));
        }
        let what = format!(
            "The engine stopped {CRASHES} times ({reason}). What was open isn't opened again by \
             itself."
        );
        self.tell(true, &what, "Please report it. You can open other files.");
    }
}
