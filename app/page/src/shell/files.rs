//! The switcher between files, and between the recordings of a file.

use super::icons::FILE;
use super::loading::{reading_row, without_progress};
use super::recordings::{own_name, recording_list, recording_name};
use super::widgets::{close_menu, menu, remove_button, text_button};
use super::{open_dialog, pick_files};
use crate::maps;
use crate::state::{OpenFile, Phase, State};
use leptos::prelude::*;
use protocol::unit::format_bytes;
use protocol::{FileSummary, ProfileId, ProfileSummary};

const ID: &str = "files-menu";

/// The button with the name of what is shown, and the list behind it.
#[component]
pub fn FileSwitcher() -> impl IntoView {
    let state = expect_context::<State>();
    let label = view! {
        <span class="label">{move || title(state).unwrap_or_else(|| "Files".to_owned())}</span>
    };
    menu(ID, "pill file", "Files and recordings", FILE, label.into_any(), move || list(state))
}

/// The recording that is shown.
pub fn shown_profile(state: State) -> Option<ProfileId> {
    state.shareable.read().as_ref().map(|shareable| shareable.view.profile)
}

/// The name of what is shown: the file's, and the recording's where there are several.
pub fn shown_name(state: State) -> Option<String> {
    let profile = shown_profile(state)?;
    state.files.read().iter().find(|file| file.id == profile.file).map(|file| match &file.phase {
        Phase::Ready(summary) => recording_name(&file.name, summary, profile.index as usize),
        _ => file.name.clone(),
    })
}

/// What is open, for the window's title: both sides of a diff.
pub fn title(state: State) -> Option<String> {
    let comparison = shown_name(state)?;
    let shareable = state.shareable.read();
    let baseline = shareable.as_ref().and_then(|s| s.diff.as_ref()?.baseline.first().cloned());
    let Some(baseline) = baseline else { return Some(comparison) };
    let mut title = state
        .files
        .read()
        .iter()
        .find(|file| file.id == baseline.profile.file)
        .map(|file| file.name.clone())?;
    title.push_str(" → ");
    title.push_str(&comparison);
    Some(title)
}

/// What is known of the recording that is shown, out of the list of files.
pub fn with_shown<T>(
    state: State,
    read: impl FnOnce(&FileSummary, &ProfileSummary) -> T,
) -> Option<T> {
    let profile = shown_profile(state)?;
    let files = state.files.read();
    let file = files.iter().find(|file| file.id == profile.file)?;
    match &file.phase {
        Phase::Ready(summary) => Some(read(summary, summary.profiles.get(profile.index as usize)?)),
        _ => None,
    }
}

fn list(state: State) -> AnyView {
    let files = without_progress(state);
    view! {
        <ul class="file-list">
            {move || files.read().iter().map(|file| file_item(state, file)).collect_view()}
        </ul>
        <div class="card-foot">
            {text_button("button small primary", "Open files…", || {
                close_menu(ID);
                pick_files();
            })}
            {text_button("button small", "Paste text…", || {
                close_menu(ID);
                open_dialog("paste-dialog");
            })}
        </div>
    }
    .into_any()
}

fn file_item(state: State, file: &OpenFile) -> AnyView {
    let id = file.id;
    let body = match &file.phase {
        Phase::Reading { .. } => return view! { <li>{reading_row(state, file)}</li> }.into_any(),
        Phase::Failed(_) => view! { <span class="muted">"can't be opened"</span> }.into_any(),
        Phase::Ready(summary) if summary.profiles.is_empty() => symbols_line(summary),
        Phase::Ready(summary) => profile_buttons(state, file, summary),
    };
    let has_heading = !matches!(&file.phase, Phase::Ready(summary) if summary.profiles.len() == 1);
    let heading = has_heading.then(|| view! { <span class="name">{file.name.clone()}</span> });
    let mut close = String::from("Close ");
    close.push_str(&file.name);
    view! {
        <li>
            <div class="file-body">{heading}{body}</div>
            <span class="muted size">{format_bytes(file.size_bytes as f64)}</span>
            {remove_button(close, move || state.close_file(id))}
        </li>
    }
    .into_any()
}

fn profile_buttons(state: State, file: &OpenFile, summary: &FileSummary) -> AnyView {
    let named = |index| {
        let name = match summary.profiles.len() {
            1 => file.name.clone(),
            _ => own_name(summary, index),
        };
        // A file's recordings are counted in 32 bits everywhere.
        (ProfileId { file: file.id, index: index as u32 }, name)
    };
    let all = (0..summary.profiles.len()).map(named).collect();
    let shown = untrack(|| shown_profile(state));
    let row = move |profile, name: &str| profile_button(state, profile, name.to_owned());
    recording_list(all, |profile| Some(profile) == shown, row).into_any()
}

fn profile_button(state: State, profile: ProfileId, name: String) -> AnyView {
    // In a diff either side can be chosen, to be looked at alone.
    let is_shown = move || {
        let shareable = state.shareable.read();
        shareable.as_ref().is_some_and(|s| s.diff.is_none() && s.view.profile == profile)
    };
    view! {
        <button
            type="button"
            class="profile"
            aria-pressed=move || is_shown().to_string()
            on:click=move |_| {
                state.show_profile(profile);
                close_menu(ID);
            }
        >
            {name}
        </button>
    }
    .into_any()
}

fn symbols_line(summary: &FileSummary) -> AnyView {
    let line = match summary.libraries_joined {
        None => summary.maps.iter().map(maps::sentence).collect::<Vec<_>>().join(" "),
        Some(0) => "Symbols; no open profile has these libraries".to_owned(),
        Some(1) => "Symbols of 1 library".to_owned(),
        Some(joined) => {
            let mut line = String::from("Symbols of ");
            line.push_str(&joined.to_string());
            line.push_str(" libraries");
            line
        }
    };
    view! { <span class="muted">{line}</span> }.into_any()
}
