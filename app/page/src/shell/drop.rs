//! Files and text from outside: dropped anywhere, picked, or pasted.

use super::icons::sign;
use crate::state::State;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, Event, File, FileList, HtmlInputElement};

/// Whether something is held over the page that could be opened.
#[derive(Clone, Copy)]
struct Dragging(RwSignal<bool>);

/// Listens for drops and pastes on the whole page.
pub fn listen(state: State) {
    let is_over = RwSignal::new(false);
    provide_context(Dragging(is_over));
    let over = window_event_listener(leptos::ev::dragover, move |event| {
        if event.data_transfer().is_some_and(|transfer| carries_something(&transfer)) {
            event.prevent_default();
            is_over.set(true);
        }
    });
    let leave = window_event_listener(leptos::ev::dragleave, move |event| {
        // Moving from one element of the page to another also "leaves"; only then there is a
        // next one.
        if event.related_target().is_none() {
            is_over.set(false);
        }
    });
    let drop = window_event_listener(leptos::ev::drop, move |event| {
        is_over.set(false);
        if let Some(transfer) = event.data_transfer() {
            event.prevent_default();
            take(state, &transfer);
        }
    });
    let paste = window_event_listener(leptos::ev::paste, move |event| {
        if is_text_field(&event) {
            return;
        }
        let event: web_sys::ClipboardEvent = event.unchecked_into();
        if let Some(transfer) = event.clipboard_data() {
            event.prevent_default();
            take(state, &transfer);
        }
    });
    on_cleanup(move || {
        for handle in [over, leave, drop, paste] {
            handle.remove();
        }
    });
}

/// Opens the files that were picked.
pub fn take_picked(state: State, event: &Event) {
    let input: HtmlInputElement = event_target(event);
    let files = input.files().map(|list| files_of(&list)).unwrap_or_default();
    // So that picking the same file again is a change too.
    input.set_value("");
    if !files.is_empty() {
        state.open_files(files);
    }
}

/// What lies over the page while something is held above it.
#[component]
pub fn Overlay() -> impl IntoView {
    let Dragging(is_over) = expect_context();
    view! {
        <div class="drop-overlay" hidden=move || !is_over.get() aria-hidden="true">
            <div>{sign()} <p>"Drop to open"</p></div>
        </div>
    }
}

/// What makes an openable file of a bundle `app.trace`, which is a folder.
const INSTRUMENTS: &str = "Open it in Instruments, select the root of the call tree, choose Edit, \
    Deep Copy and paste it here; or export it: `xctrace export --input app.trace --output app.xml \
    --xpath '/trace-toc/run[1]/data/table[@schema=\"time-profile\"]'`.";

/// Opens what a drop or a paste carries: files first, else its text.
fn take(state: State, transfer: &DataTransfer) {
    let folder = folder_name(transfer);
    if let Some(name) = &folder {
        let mut what = name.clone();
        if name.ends_with(".trace") {
            what.push_str(" is a recording of Instruments, whose form only Apple's tools know");
            state.tell(true, &what, INSTRUMENTS);
        } else {
            what.push_str(" is a folder; a file was expected");
            state.tell(true, &what, "Open the folder and drop the files in it.");
        }
    }
    let mut files = transfer.files().map(|list| files_of(&list)).unwrap_or_default();
    if let Some(name) = folder {
        // A folder is listed as a file too, but reading it fails.
        files.retain(|file| file.name() != name);
    } else if files.is_empty() {
        let text = transfer.get_data("text/plain").unwrap_or_default();
        if !text.trim().is_empty() {
            state.open_text(text);
        }
    }
    if !files.is_empty() {
        state.open_files(files);
    }
}

/// The name of the first folder among what is dropped.
fn folder_name(transfer: &DataTransfer) -> Option<String> {
    let items = transfer.items();
    (0..items.length()).find_map(|place| {
        let entry = items.get(place)?.webkit_get_as_entry().ok()??;
        entry.is_directory().then(|| entry.name())
    })
}

fn files_of(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|place| list.get(place)).collect()
}

fn carries_something(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| kind == "Files" || kind == "text/plain")
}

/// Whether an event belongs to a field that takes text itself.
pub fn is_text_field(event: &Event) -> bool {
    event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()).is_some_and(
        |element| {
            element
                .matches(
                    "input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]",
                )
                .unwrap_or(false)
        },
    )
}
