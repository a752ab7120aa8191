//! What the page shows while nothing is open: an invitation.

use super::icons::{LOCK, icon, sign};
use super::widgets::text_button;
use super::{open_dialog, pick_files};
use crate::state::{Phase, State};
use leptos::prelude::*;
use protocol::formats::{FORMATS, Format};

/// The invitation: how to open something, what can be opened, and what becomes of it.
#[component]
pub fn EmptyState() -> impl IntoView {
    let state = expect_context::<State>();
    view! {
        <div class="empty">
            <section class="invitation" aria-labelledby="invitation">
                {sign()}
                <h2 id="invitation">
                    {move || match state.wanted_files.read().is_empty() {
                        true => "Drop a profile, see the flame",
                        false => "This link needs a file of yours",
                    }}
                </h2>
                {move || wanted(state)}
                {move || failures(state)}
                <div class="ways">
                    {text_button("button primary", "Open files…", pick_files)}
                    {text_button("button", "Paste text…", || open_dialog("paste-dialog"))}
                    {text_button("button", "Try the example", move || state.open_example())}
                </div>
                <p class="privacy">
                    {icon(LOCK)}
                    <span>
                        "Nothing leaves this tab: this page's policy blocks network requests."
                    </span>
                </p>
            </section>
            <section class="formats" aria-labelledby="formats">
                <h2 id="formats">"What can be opened"</h2>
                <dl>{FORMATS.iter().map(format_row).collect_view()}</dl>
            </section>
        </div>
    }
}

fn format_row(format: &'static Format) -> AnyView {
    let command = (!format.command.is_empty()).then(|| {
        view! { <code>{format.command}</code> }
    });
    view! {
        <div>
            <dt>{format.name}</dt>
            <dd>{format.from}{command}</dd>
        </div>
    }
    .into_any()
}

/// Names the files that a link was made from, or says how to begin.
fn wanted(state: State) -> AnyView {
    let names = state.wanted_files.get();
    if names.is_empty() {
        return view! {
            <p class="lead">"Anywhere on this page, as many files as you like."</p>
        }
        .into_any();
    }
    view! {
        <p class="lead">"Drop or open it, and the view goes on where the link was made:"</p>
        <ul class="wanted">
            {names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}
        </ul>
    }
    .into_any()
}

/// The files that couldn't be opened, while nothing else is there to look at.
fn failures(state: State) -> Vec<AnyView> {
    let files = state.files.read();
    files
        .iter()
        .filter_map(|file| match &file.phase {
            Phase::Failed(failure) => {
                Some(super::notices::failure_card(state, file.id, &file.name, failure))
            }
            _ => None,
        })
        .collect()
}
