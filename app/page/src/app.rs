//! The whole page.

use crate::state::State;
use leptos::prelude::*;

/// The page: everything that a viewer shows.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    view! { <h1>"Flamedrop"</h1> }
}
