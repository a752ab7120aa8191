//! The whole page.

use crate::shell::Shell;
use crate::state::State;
use leptos::prelude::*;

/// The page: everything that a viewer shows.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    crate::boot::start(state);
    view! { <Shell/> }
}
