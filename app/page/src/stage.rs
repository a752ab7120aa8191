//! The picture and what belongs to it.

use crate::state::State;
use leptos::prelude::*;

/// The flame graph, as large as the room that it is given.
#[component]
pub fn Stage() -> impl IntoView {}

/// The call path of what is zoomed to.
#[component]
pub fn Breadcrumb() -> impl IntoView {}

/// All about the selected bar.
#[component]
pub fn DetailsPanel() -> impl IntoView {}

impl State {
    /// Saves the picture as a PNG.
    pub fn export_png(self) {
        self.png_wanted.update(|number| *number = number.wrapping_add(1));
    }
}
