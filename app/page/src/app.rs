//! The whole page.

use crate::shell::Shell;
use crate::state::State;
use leptos::prelude::*;

/// The page: everything that a viewer shows.
#[component]
pub fn App() -> impl IntoView {
    provide_context(State::new());
    view! { <Shell/> }
}
