//! The icons: lines in a grid of 16 × 16, drawn in the ink of their surroundings.

use leptos::prelude::*;

/// Opens something below.
pub const DOWN: &str = "M4 6.5l4 4 4-4";
/// The one before.
pub const UP: &str = "M4 9.5l4-4 4 4";
/// Removes or closes.
pub const CLOSE: &str = "M4.5 4.5l7 7M11.5 4.5l-7 7";
/// Looks for text.
pub const SEARCH: &str = "M7 2.75a4.25 4.25 0 1 0 0 8.5 4.25 4.25 0 0 0 0-8.5zM10.25 10.25l3 3";
/// Takes back.
pub const UNDO: &str = "M5.5 3L2.5 6l3 3M2.5 6h7a3.5 3.5 0 0 1 0 7H6.5";
/// Makes again.
pub const REDO: &str = "M10.5 3l3 3-3 3M13.5 6h-7a3.5 3.5 0 0 0 0 7h3";
/// A file.
pub const FILE: &str = "M4 1.75h4.75L12 5v9.25H4zM8.5 2v3.25h3.25";
/// Threads.
pub const THREADS: &str = "M4 2v12M8 2v12M12 2v12M4 6h4M8 10h4";
/// Switches of the view.
pub const SLIDERS: &str = "M2 4.5h6M12 4.5h2M10 2.75v3.5M2 11.5h2M8 11.5h6M6 9.75v3.5";
/// A gear, for Rust.
pub const GEAR: &str = "M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4";
/// Writes out.
pub const EXPORT: &str = "M8 2v7.5M4.75 6.5L8 9.75l3.25-3.25M2.5 13.25h11";
/// Copies.
pub const COPY: &str = "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3";
/// Two sides change places.
pub const SWAP: &str =
    "M4.5 3L1.75 5.75 4.5 8.5M1.75 5.75h9.5M11.5 7.5l2.75 2.75-2.75 2.75M14.25 10.25h-9.5";
/// Two sides beside each other.
pub const COMPARE: &str = "M2.25 3.5h4v9h-4zM9.75 6.5h4v6h-4z";
/// A table.
pub const TABLE: &str = "M2.25 3h11.5v10H2.25zM2.25 6.25h11.5M6.5 6.25V13";
/// Facts.
pub const INFO: &str = "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5zM8 7.25v3.5M8 4.9v.1";
/// Something needs care.
pub const WARNING: &str = "M8 2L1.75 13.5h12.5zM8 6.5v3.25M8 11.6v.1";
/// Light.
pub const SUN: &str = "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13";
/// Dark.
pub const MOON: &str = "M13.5 9.75A6 6 0 0 1 6.25 2.5a6 6 0 1 0 7.25 7.25z";
/// As the system has it.
pub const SCREEN: &str = "M1.75 2.75h12.5v8.5H1.75zM5.5 13.75h5M8 11.25v2.5";
/// A shut lock.
pub const LOCK: &str = "M3.5 7.25h9v6.5h-9zM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2";

/// One of the icons above. It is for the eye only: what it stands on carries a name.
pub fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

/// The product's sign: a drop that is a flame.
pub fn sign() -> AnyView {
    view! {
        <svg class="sign" viewBox="0 0 32 32" aria-hidden="true">
            <path
                class="sign-drop"
                d="M16 1.5C16 1.5 5 12.2 5 19.6a11 11 0 0 0 22 0C27 12.2 16 1.5 16 1.5z"
            ></path>
            <path
                class="sign-flame"
                d="M16.6 11.5c.5 3.6-5.6 6-5.6 11a5.4 5.4 0 0 0 10.8 0c0-2.3-1.2-3.6-2-5-.4 1.2-1 1.9-1.9 2.4.5-3-.1-6.1-1.3-8.4z"
            ></path>
        </svg>
    }
    .into_any()
}
