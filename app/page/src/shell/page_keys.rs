//! The keys that work wherever the focus is, but in a text field.

use super::drop::is_text_field;
use super::header::toggle_panel;
use super::{pick_files, search};
use crate::keys::{Command, command};
use crate::state::{Panel, State};
use leptos::prelude::*;
use protocol::{ColourMode, Direction, SiblingOrder};

/// Listens for the page's keys.
pub fn listen(state: State) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented() || event.alt_key() || has_dialog() {
            return;
        }
        let is_control = event.ctrl_key() || event.meta_key();
        let Some(wanted) = command(&event.key(), is_control, event.shift_key()) else { return };
        // In a text field, Ctrl+Z and its like are the field's.
        let is_everywhere = matches!(wanted, Command::Search | Command::Open) && is_control;
        if is_text_field(&event) && !is_everywhere {
            return;
        }
        if run(state, wanted) {
            event.prevent_default();
        }
    });
    on_cleanup(move || keys.remove());
}

/// Does what a key of the page means; false if it isn't one of the page's.
fn run(state: State, wanted: Command) -> bool {
    match wanted {
        Command::Open => pick_files(),
        Command::ShowKeys => state.keys_open.set(true),
        Command::Undo => state.undo(),
        Command::Redo => state.redo(),
        _ if state.shareable.read_untracked().is_none() => return false,
        Command::Search => search::focus(),
        Command::NextMatch => state.select_match(false),
        Command::PreviousMatch => state.select_match(true),
        Command::ToggleFunctions => toggle_panel(state, Panel::Functions),
        Command::ToggleInfo => toggle_panel(state, Panel::Info),
        Command::SwapSides => state.swap_sides(),
        Command::ToggleNoise => state.change_diff(|diff| diff.show_noise = !diff.show_noise),
        // In a diff, trees are compared from their roots, and colours say what changed.
        Command::ToggleInverted | Command::NextColours if is_diff(state) => return false,
        Command::ToggleInverted => state.change(|s| s.view.inverted = !s.view.inverted),
        Command::ToggleDirection => state.change(|s| {
            s.direction = match s.direction {
                Direction::RootOnTop => Direction::RootAtBottom,
                Direction::RootAtBottom => Direction::RootOnTop,
            };
        }),
        Command::ToggleOrder => state.change(|s| {
            s.view.order = match s.view.order {
                SiblingOrder::Weight => SiblingOrder::Name,
                SiblingOrder::Name => SiblingOrder::Weight,
            };
        }),
        Command::NextColours => state.change(|s| {
            s.view.highlighted = None;
            s.view.colours = match s.view.colours {
                ColourMode::Crate => ColourMode::Kind,
                ColourMode::Kind => ColourMode::Name,
                ColourMode::Name => ColourMode::SelfShare,
                ColourMode::SelfShare => ColourMode::Crate,
            };
        }),
        _ => return false,
    }
    true
}

fn is_diff(state: State) -> bool {
    state.shareable.with_untracked(|it| it.as_ref().is_some_and(|it| it.diff.is_some()))
}

/// Whether a dialog is open: then keys are its own.
fn has_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
