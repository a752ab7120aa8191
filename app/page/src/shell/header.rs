//! The header: what is open on the left, what to do with it on the right.

use super::diff_sides::CompareMenu;
use super::export_menu::ExportMenu;
use super::files::{FileSwitcher, with_shown};
use super::icons::{INFO, REDO, TABLE, UNDO, icon, sign};
use super::metric::MetricChooser;
use super::theme::ThemeButton;
use super::threads::ThreadChooser;
use super::view_menu::{RustMenu, ViewMenu, read};
use crate::keys::{Command, labels};
use crate::state::{Panel, State};
use leptos::prelude::*;

/// The header. While there is no picture it holds little more than the name.
#[component]
pub fn Header(has_picture: Memo<bool>) -> impl IntoView {
    let state = expect_context::<State>();
    let is_busy_or_open = Memo::new(move |_| !state.files.read().is_empty());
    let is_diff = Memo::new(move |_| {
        state.shareable.read().as_ref().is_some_and(|shareable| shareable.diff.is_some())
    });
    view! {
        <header class="header">
            <h1 class="brand">{sign()}<span class="brand-name">"Flamedrop"</span></h1>
            {move || is_busy_or_open.get().then(|| view! { <FileSwitcher/> })}
            {move || {
                // In a diff each side has its own.
                (has_picture.get() && !is_diff.get())
                    .then(|| view! { <ThreadChooser/><MetricChooser/> })
            }}
            {move || has_picture.get().then(|| view! { <CompareMenu/> })}
            <span class="gap"></span>
            {move || has_picture.get().then(|| tools(state))}
            <div class="tools">
                <ThemeButton/>
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Keys and help"
                    title="Keys and help (?)"
                    on:click=move |_| state.keys_open.set(true)
                >
                    "?"
                </button>
            </div>
        </header>
    }
}

fn tools(state: State) -> AnyView {
    view! {
        <div class="tools">
            <ViewMenu/>
            <RustMenu/>
            <ExportMenu/>
        </div>
        <div class="tools">
            {panel_button(state, Panel::Functions, TABLE, "Functions", Command::ToggleFunctions)}
            {panel_button(state, Panel::Info, INFO, "Recording", Command::ToggleInfo)}
        </div>
        <div class="tools">
            {step_button(state, UNDO, "Undo", -1)}
            {step_button(state, REDO, "Redo", 1)}
        </div>
    }
    .into_any()
}

/// Takes a step back (−1) or forward (1); greyed where there is none.
fn step_button(state: State, path: &'static str, name: &'static str, by: isize) -> AnyView {
    let can_go = move || {
        state.shareable.track();
        state.link.with_value(|link| link.history.can_go(by))
    };
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=name
            title=name
            disabled=move || !can_go()
            on:click=move |_| if by < 0 { state.undo() } else { state.redo() }
        >
            {icon(path)}
        </button>
    }
    .into_any()
}

fn panel_button(
    state: State,
    panel: Panel,
    path: &'static str,
    name: &'static str,
    command: Command,
) -> AnyView {
    let is_open = read(state, move |shareable| shareable.panel == panel);
    let mut title = String::from(name);
    if let Some(key) = labels(command).next() {
        title.push_str(" (");
        title.push_str(&key);
        title.push(')');
    }
    view! {
        <button
            type="button"
            class="tool"
            aria-pressed=move || is_open.get().to_string()
            title=title
            on:click=move |_| toggle_panel(state, panel)
        >
            {icon(path)}
            <span class="label">{name}</span>
            {(panel == Panel::Info).then(|| view! { {move || warning_badge(state)} })}
        </button>
    }
    .into_any()
}

/// How many sorts of things the file had that couldn't be used.
fn warning_badge(state: State) -> Option<AnyView> {
    let count = with_shown(state, |file, _| file.warnings.len()).filter(|count| *count > 0)?;
    let mut name = count.to_string();
    name.push_str(if count == 1 { " warning" } else { " warnings" });
    let badge = view! {
        <span class="badge">
            <span aria-hidden="true">{count.to_string()}</span>
            <span class="unseen">{name}</span>
        </span>
    };
    Some(badge.into_any())
}

/// Opens a panel, or closes it if it is open.
pub fn toggle_panel(state: State, panel: Panel) {
    state.change(|shareable| {
        shareable.panel = if shareable.panel == panel { Panel::None } else { panel };
    });
}
