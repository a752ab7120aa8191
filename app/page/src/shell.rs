//! Everything around the picture: header, chips, legend, panels, messages, dialogs.

mod changes;
mod chips;
mod dialogs;
mod diff_bar;
mod diff_legend;
mod diff_options;
mod diff_rules;
mod diff_sides;
mod drop;
mod empty;
mod export_menu;
mod files;
mod function_cells;
mod function_columns;
mod function_grid;
mod function_rows;
mod functions;
mod header;
mod icons;
mod info;
mod legend;
mod loading;
mod metric;
mod notices;
mod page_keys;
mod recordings;
mod search;
mod theme;
mod thread_groups;
mod threads;
mod view_menu;
mod widgets;
mod workspace;

use crate::state::State;
use leptos::prelude::*;
use widgets::element;

/// The page's root element and all that is in it.
#[component]
pub fn Shell() -> impl IntoView {
    let state = expect_context::<State>();
    theme::follow(state);
    drop::listen(state);
    page_keys::listen(state);
    follow_title(state);
    let root = Memo::new(move |_| state.data_state());
    let has_picture = Memo::new(move |_| has_picture(state));
    view! {
        <div class="viewer" data-state=root>
            <header::Header has_picture/>
            {move || match has_picture.get() {
                true => workspace::workspace(),
                false => view! { <Lobby root/> }.into_any(),
            }}
            <notices::Notices root/>
            <dialogs::Dialogs/>
            <drop::Overlay/>
            <input
                id="file-input"
                type="file"
                multiple
                hidden
                aria-label="Files to open"
                on:change=move |event| drop::take_picked(state, &event)
            />
        </div>
    }
}

/// While nothing can be looked at: the invitation, or how far the reading is.
#[component]
fn Lobby(root: Memo<&'static str>) -> impl IntoView {
    view! {
        <main class="lobby">
            {move || match root.get() {
                "loading" => view! { <loading::Loading/> }.into_any(),
                _ => view! { <empty::EmptyState/> }.into_any(),
            }}
        </main>
    }
}

/// Whether there is a profile to be looked at.
fn has_picture(state: State) -> bool {
    state.shareable.read().is_some() && state.shown.read().is_some()
}

/// Keeps the window's title in step with what is open.
fn follow_title(state: State) {
    Effect::new(move |_| {
        let mut title = files::title(state).unwrap_or_default();
        if !title.is_empty() {
            title.push_str(" – ");
        }
        title.push_str("Flamedrop");
        document().set_title(&title);
    });
}

/// Lets the user choose files.
fn pick_files() {
    if let Some(input) = element::<web_sys::HtmlInputElement>("file-input") {
        input.click();
    }
}

/// Opens one of the page's dialogs.
fn open_dialog(id: &str) {
    if let Some(dialog) = element::<web_sys::HtmlDialogElement>(id)
        && !dialog.open()
    {
        // Fails only if the dialog isn't in the document.
        let _ = dialog.show_modal();
    }
}
