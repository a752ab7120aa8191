//! Light or dark: the system's choice or the user's, remembered.

use super::icons::{MOON, SCREEN, SUN, icon};
use crate::state::{State, ThemeChoice};
use leptos::prelude::*;
use protocol::Theme;

const KEY: &str = "flamedrop.theme";

/// Keeps theme, document and memory in step with the user's choice and the system's.
pub fn follow(state: State) {
    if let Some(choice) = remembered() {
        state.theme_choice.set(choice);
    }
    let prefers_dark = RwSignal::new(false);
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        prefers_dark.set(query.matches());
        let listener = gloo::events::EventListener::new(&query.clone(), "change", move |_| {
            prefers_dark.set(query.matches());
        });
        StoredValue::new_local(listener);
    }
    Effect::new(move |_| {
        let choice = state.theme_choice.get();
        let theme = match choice {
            ThemeChoice::Fixed(theme) => theme,
            ThemeChoice::System if prefers_dark.get() => Theme::Dark,
            ThemeChoice::System => Theme::Light,
        };
        state.theme.set(theme);
        if let Some(root) = document().document_element() {
            let name = match theme {
                Theme::Light => "light",
                Theme::Dark => "dark",
            };
            // Fails only for a name that isn't one.
            let _ = root.set_attribute("data-theme", name);
        }
        remember(choice);
    });
}

/// The button that steps through system, light and dark.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let state = expect_context::<State>();
    let name = move || match state.theme_choice.get() {
        ThemeChoice::System => "Theme: as the system",
        ThemeChoice::Fixed(Theme::Light) => "Theme: light",
        ThemeChoice::Fixed(Theme::Dark) => "Theme: dark",
    };
    let next = move || {
        state.set_theme(match state.theme_choice.get_untracked() {
            ThemeChoice::System => ThemeChoice::Fixed(Theme::Light),
            ThemeChoice::Fixed(Theme::Light) => ThemeChoice::Fixed(Theme::Dark),
            ThemeChoice::Fixed(Theme::Dark) => ThemeChoice::System,
        });
        state.announcement.set(name().to_owned());
    };
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=name
            title=name
            on:click=move |_| next()
        >
            {move || {
                icon(
                    match state.theme_choice.get() {
                        ThemeChoice::System => SCREEN,
                        ThemeChoice::Fixed(Theme::Light) => SUN,
                        ThemeChoice::Fixed(Theme::Dark) => MOON,
                    },
                )
            }}
        </button>
    }
}

/// The browser's memory; it throws where the user or the host has switched it off.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn remembered() -> Option<ThemeChoice> {
    match storage()?.get_item(KEY).ok()??.as_str() {
        "light" => Some(ThemeChoice::Fixed(Theme::Light)),
        "dark" => Some(ThemeChoice::Fixed(Theme::Dark)),
        _ => None,
    }
}

fn remember(choice: ThemeChoice) {
    let Some(storage) = storage() else { return };
    // A full or forbidden memory costs the choice at the next visit, nothing else.
    let _ = match choice {
        ThemeChoice::System => storage.remove_item(KEY),
        ThemeChoice::Fixed(Theme::Light) => storage.set_item(KEY, "light"),
        ThemeChoice::Fixed(Theme::Dark) => storage.set_item(KEY, "dark"),
    };
}
