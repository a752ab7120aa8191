//! Light or dark: the document's look, and the button that changes it.

use super::icons::{MOON, SCREEN, SUN, icon};
use crate::state::{State, ThemeChoice};
use leptos::prelude::*;
use protocol::Theme;

/// Keeps the document's theme in step with the state's.
pub fn follow(state: State) {
    Effect::new(move |_| {
        let name = match state.theme.get() {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        if let Some(root) = document().document_element() {
            // Fails only for a name that isn't one.
            let _ = root.set_attribute("data-theme", name);
        }
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
