//! Steps, undo and redo, and the address bar, which follows them.

use crate::address::{Address, Sides, Visible};
use crate::browser_text::written;
use crate::history::{Entry, Step};
use crate::link::{NextShown, Origin};
use crate::state::{Phase, Shareable, State};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use protocol::{FileId, FileSummary};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{PopStateEvent, window};

/// How long the hand must rest before the viewport is written: Safari allows 100 writes in 30 s.
const REST_MS: u32 = 400;

impl State {
    /// Takes back the last step.
    pub fn undo(self) {
        self.go(-1);
    }

    /// Makes the step again that was taken back.
    pub fn redo(self) {
        self.go(1);
    }

    /// Goes through the browser's history, so that both stay in step; where the browser doesn't
    /// keep one (a sandboxed frame), through ours alone.
    fn go(self, by: isize) {
        let (can_go, position, is_kept) = self.link.with_value(|link| {
            (link.history.can_go(by), link.history.position(), link.browser_keeps_steps)
        });
        if !can_go {
            return;
        }
        let history = window().and_then(|window| window.history().ok()).filter(|_| is_kept);
        // A step is one forward or one back.
        let moved = history.map(|history| history.go_with_delta(by as i32));
        if !matches!(moved, Some(Ok(()))) {
            self.restore(position.saturating_add_signed(by));
        }
    }

    /// Makes a step: what is wanted from now on, in the history and in the address bar.
    pub(super) fn step_to(self, shareable: Shareable, step: Step) {
        let viewport = self.viewport.get_untracked();
        self.shareable.set(Some(shareable.clone()));
        let mut is_new = false;
        self.link.update_value(|link| {
            link.history.set_viewport(viewport);
            is_new = link.history.make(Entry { shareable, viewport }, step, super::now_ms());
        });
        self.write_address(is_new);
    }

    /// Goes to a step that was made.
    fn restore(self, position: usize) {
        let viewport = self.viewport.get_untracked();
        let mut entry = None;
        self.link.update_value(|link| {
            link.history.set_viewport(viewport);
            entry = link.history.go_to(position).cloned();
        });
        let Some(entry) = entry else { return };
        if !self.is_all_open(&entry.shareable) {
            self.tell(false, "That step was about a file that is closed.", "Open it again.");
            return;
        }
        self.shareable.set(Some(entry.shareable));
        self.ask_view(Some(entry.viewport), false);
        self.write_address(false);
    }

    /// What the address bar says.
    pub fn address(self) -> Address {
        Address::decode(&fragment())
    }

    /// Reads the address, and follows it from now on.
    pub fn start_address(self) {
        let address = self.address();
        let comes_by_itself = address.is_example || address.profile_url.is_some();
        let file = address.file.iter().filter(|_| !comes_by_itself).map(String::as_str);
        let mut wanted: Vec<_> = file.chain(address.sides.files()).map(str::to_owned).collect();
        wanted.dedup();
        self.wanted_files.set(wanted);
        self.link.update_value(|link| {
            link.browser_keeps_steps = true;
            link.session = written(js_sys::Date::now());
            link.written_fragment = fragment();
            if address != Address::default() {
                link.next_shown = NextShown::Linked(Box::new(address));
            }
        });
        let Some(window) = window() else { return };
        // They hear for as long as the page lives.
        EventListener::new(&window, "popstate", move |event| {
            let state = event.dyn_ref::<PopStateEvent>().map(PopStateEvent::state);
            self.popped(state.and_then(|state| state.as_string()));
        })
        .forget();
        EventListener::new(&window, "hashchange", move |_| self.typed()).forget();
        Effect::new(move |_| {
            self.viewport.track();
            let write = Timeout::new(REST_MS, move || self.hand_rests());
            self.link.update_value(|link| link.rest = Some(write));
        });
    }

    /// The browser went to another entry of its history.
    fn popped(self, state: Option<String>) {
        let Some(state) = state else { return };
        let position = self.link.with_value(|link| {
            let (session, position) = state.split_once(' ')?;
            let position = position.parse::<usize>().ok()?;
            // Entries from before a reload are read from the address instead.
            (session == link.session).then_some(position)
        });
        if let Some(position) = position {
            self.link.update_value(|link| link.written_fragment = fragment());
            self.restore(position);
        }
    }

    /// The address is another than what was written: the user typed it or followed a link.
    fn typed(self) {
        if self.link.with_value(|link| link.written_fragment == fragment()) {
            return;
        }
        let address = self.address();
        let url_of = |source: &crate::link::Source| match &source.origin {
            Origin::Url(url) => Some(url.clone()),
            _ => None,
        };
        let is_fetched = self.link.with_value(|link| {
            let mut urls = link.sources.iter().filter_map(url_of);
            address.profile_url.as_ref().is_none_or(|wanted| urls.any(|url| url == *wanted))
        });
        if !is_fetched {
            // Nothing can be fetched any more, and that is the point of the seal.
            if let Some(window) = window() {
                let _ = window.location().reload();
            }
            return;
        }
        self.link.update_value(|link| link.written_fragment = fragment());
        let shown = self.shareable.with_untracked(|it| it.as_ref().map(|it| it.view.profile.file));
        let open = address.file.as_ref().map_or(shown, |name| self.file_called(name));
        if let Some((file, summary)) = open.and_then(|it| Some((it, self.summary_of(it)?))) {
            self.show_linked(file, &summary.profiles, &address);
            return;
        }
        self.wanted_files.set(address.file.iter().cloned().collect());
        let is_example = address.is_example;
        self.link.update_value(|link| link.next_shown = NextShown::Linked(Box::new(address)));
        if is_example {
            self.open_example();
        }
    }

    /// The viewport is what the user wants it to be.
    fn hand_rests(self) {
        if self.shareable.with_untracked(Option::is_none) {
            return;
        }
        let viewport = self.viewport.get_untracked();
        self.link.update_value(|link| link.history.set_viewport(viewport));
        self.write_address(false);
    }

    /// Writes what is wanted into the address bar, as a new entry or over the current one.
    fn write_address(self, is_new: bool) {
        let Some(shareable) = self.shareable.get_untracked() else { return };
        let Some(address) = self.address_of(&shareable) else { return };
        let fragment = address.encode();
        let (state, position, is_written) = self.link.with_value(|link| {
            let position = link.history.position();
            let state = format!("{} {position}", link.session);
            let is_known = link.written_position == Some(position);
            (state, position, is_known && link.written_fragment == fragment)
        });
        if is_written && !is_new {
            return;
        }
        let written = write(&state, &fragment, is_new);
        self.link.update_value(|link| {
            link.written_fragment = fragment;
            link.written_position = Some(position);
            link.browser_keeps_steps &= written.is_ok();
        });
    }

    /// The address of what is wanted; `None` if its file isn't open.
    pub(super) fn address_of(self, shareable: &Shareable) -> Option<Address> {
        let id = shareable.view.profile;
        let summary = self.summary_of(id.file)?;
        let mut address = Address::of(shareable, summary.profiles.get(id.index as usize)?);
        if let Some(diff) = &shareable.diff {
            let name_of = |file| Some((self.file_name(file)?, self.summary_of(file)?));
            address.sides = Sides::of(diff, name_of)?;
        }
        let origin = self.link.with_value(|link| {
            link.sources.iter().find(|it| it.id == id.file).map(|source| source.origin.clone())
        });
        match origin? {
            Origin::Local => address.file = self.file_name(id.file),
            Origin::Example => address.is_example = true,
            Origin::Url(url) => address.profile_url = Some(url),
        }
        let viewport = self.viewport.get_untracked();
        let zoomed = self.zoomed.get_untracked();
        let (x_start, x_end) = zoomed.map_or((0.0, 1.0), |place| (place.x_start, place.x_end));
        let is_moved = (viewport.x_start, viewport.x_end) != (x_start, x_end);
        address.visible = (is_moved || viewport.first_row > 0.0).then_some(Visible {
            x_start: viewport.x_start,
            x_end: viewport.x_end,
            first_row: viewport.first_row,
        });
        Some(address)
    }

    /// What is in a file that is open. It may be thousands of recordings, hence shared.
    pub(super) fn summary_of(self, file: FileId) -> Option<Arc<FileSummary>> {
        self.files.with_untracked(|files| match &files.iter().find(|open| open.id == file)?.phase {
            Phase::Ready(summary) => Some(Arc::clone(summary)),
            _ => None,
        })
    }
}

/// The fragment of the address bar, without its `#`.
fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

fn write(state: &str, fragment: &str, is_new: bool) -> Result<(), JsValue> {
    let window = window().ok_or("no window")?;
    let (history, location) = (window.history()?, window.location());
    // With its path, since a fragment alone is added to the page's base, which may be another.
    let url = format!("{}{}#{fragment}", location.pathname()?, location.search()?);
    if is_new {
        history.push_state_with_url(&state.into(), "", Some(&url))
    } else {
        history.replace_state_with_url(&state.into(), "", Some(&url))
    }
}
