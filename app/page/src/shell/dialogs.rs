//! The dialogs: the list of keys, and the field for pasted text.

use super::icons::CLOSE;
use super::open_dialog;
use super::widgets::{element, icon_button, text_button};
use crate::keys::{BINDINGS, Section};
use crate::state::State;
use leptos::prelude::*;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};

const KEYS_ID: &str = "keys-dialog";
const PASTE_ID: &str = "paste-dialog";
const TEXT_ID: &str = "paste-text";

/// All dialogs, closed.
#[component]
pub fn Dialogs() -> impl IntoView {
    let state = expect_context::<State>();
    Effect::new(move |_| match state.keys_open.get() {
        true => open_dialog(KEYS_ID),
        false => close(KEYS_ID),
    });
    view! {
        <dialog
            id=KEYS_ID
            class="dialog keys"
            aria-labelledby="keys-heading"
            on:close=move |_| state.keys_open.set(false)
        >
            {dialog_head("keys-heading", "Keys", KEYS_ID)}
            {move || state.keys_open.get().then(keys)}
        </dialog>
        <dialog id=PASTE_ID class="dialog paste" aria-labelledby="paste-heading">
            {dialog_head("paste-heading", "Paste text", PASTE_ID)}
            <label for=TEXT_ID>"Folded stacks, or anything else that can be opened"</label>
            <textarea id=TEXT_ID rows="10" autofocus spellcheck="false" placeholder="main;parse;read 12"></textarea>
            <div class="dialog-foot">
                {text_button("button", "Cancel", || close(PASTE_ID))}
                {text_button("button primary", "Open", move || open_pasted(state))}
            </div>
        </dialog>
    }
}

fn dialog_head(id: &'static str, name: &'static str, dialog: &'static str) -> AnyView {
    view! {
        <div class="dialog-head">
            <h2 id=id>{name}</h2>
            {icon_button(CLOSE, "Close", move || close(dialog))}
        </div>
    }
    .into_any()
}

fn keys() -> AnyView {
    let sections = Section::ALL.iter().map(|section| {
        let rows = BINDINGS.iter().filter(|binding| binding.section == *section).map(|binding| {
            let chords = binding
                .chords
                .iter()
                .map(|chord| view! { <kbd>{chord.label()}</kbd> })
                .collect_view();
            view! { <div><dt>{chords}</dt><dd>{binding.does}</dd></div> }
        });
        view! {
            <section>
                <h3>{section.heading()}</h3>
                <dl>{rows.collect_view()}</dl>
            </section>
        }
    });
    view! { <div class="key-list" tabindex="0" role="region" aria-label="List of keys">{sections.collect_view()}</div> }
        .into_any()
}

fn open_pasted(state: State) {
    let Some(field) = element::<HtmlTextAreaElement>(TEXT_ID) else { return };
    let text = field.value();
    if text.trim().is_empty() {
        // Fails only if the field isn't in the document.
        let _ = field.focus();
        return;
    }
    field.set_value("");
    close(PASTE_ID);
    state.open_text(text);
}

fn close(id: &str) {
    if let Some(dialog) = element::<HtmlDialogElement>(id)
        && dialog.open()
    {
        dialog.close();
    }
}
