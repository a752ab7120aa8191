//! Light and dark: as the system has it, or as the user wants it.

use crate::state::{State, ThemeChoice};
use gloo::events::EventListener;
use leptos::prelude::*;
use protocol::Theme;
use web_sys::{MediaQueryList, Storage, window};

const STORED_AS: &str = "flamedrop:theme";

impl State {
    /// Sets light or dark, and remembers it.
    pub fn set_theme(self, choice: ThemeChoice) {
        self.theme_choice.set(choice);
        self.theme.set(theme_of(choice));
        let Some(storage) = storage() else { return };
        // Where nothing can be stored, it is forgotten: no harm.
        let _ = match choice {
            ThemeChoice::System => storage.remove_item(STORED_AS),
            ThemeChoice::Fixed(Theme::Light) => storage.set_item(STORED_AS, "light"),
            ThemeChoice::Fixed(Theme::Dark) => storage.set_item(STORED_AS, "dark"),
        };
    }

    /// Takes what was remembered, and follows the system where nothing was.
    pub fn start_theme(self) {
        let stored = storage().and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
        let choice = match stored.as_deref() {
            Some("light") => ThemeChoice::Fixed(Theme::Light),
            Some("dark") => ThemeChoice::Fixed(Theme::Dark),
            _ => ThemeChoice::System,
        };
        self.theme_choice.set(choice);
        self.theme.set(theme_of(choice));
        if let Some(query) = system_query() {
            let follow = move |_: &web_sys::Event| {
                self.theme.set(theme_of(self.theme_choice.get_untracked()));
            };
            // It hears for as long as the page lives.
            EventListener::new(&query, "change", follow).forget();
        }
    }
}

fn theme_of(choice: ThemeChoice) -> Theme {
    match choice {
        ThemeChoice::Fixed(theme) => theme,
        ThemeChoice::System if system_query().is_some_and(|query| query.matches()) => Theme::Dark,
        ThemeChoice::System => Theme::Light,
    }
}

fn system_query() -> Option<MediaQueryList> {
    window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// Throws in sandboxed frames.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}
