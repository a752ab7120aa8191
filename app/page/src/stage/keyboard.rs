//! The keys on the picture: does what the table of keys says.

use crate::keys::{self, Command};
use crate::stage::around::Neighbourhood;
use crate::stage::canvas;
use crate::stage::easel::Easel;
use crate::stage::gesture::Point;
use crate::stage::menu::{self, MenuState};
use crate::stage::menu_items;
use crate::state::State;
use crate::viewport;
use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use protocol::{Details, Direction, NodeId, Viewport};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// How far one key press pans, as a part of what is visible.
const PAN_SHARE: f64 = 0.15;
/// How many rows one key press pans.
const PAN_ROWS: f64 = 3.0;
/// How much one key press zooms.
const ZOOM_FACTOR: f64 = 1.5;

/// All that a key may need. Copy: it is a handful of handles.
#[derive(Clone, Copy)]
pub struct Keyboard {
    /// The page's state.
    pub state: State,
    /// The canvas.
    pub easel: Easel,
    /// The bar's menu.
    pub menu: MenuState,
    /// What is next to the selected node.
    pub neighbourhood: Signal<Option<Arc<Neighbourhood>>>,
    /// The nodes that were zoomed to, the newest last.
    pub zoomed_before: StoredValue<Vec<NodeId>>,
}

impl Keyboard {
    /// Listens as long as the component lives, whenever the picture or nothing has the focus.
    pub fn listen(self) {
        let listener = StoredValue::new_local(None::<EventListener>);
        Effect::new(move || {
            let Some(window) = web_sys::window() else { return };
            let options = EventListenerOptions::enable_prevent_default();
            let on_key = move |event: &web_sys::Event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if !event.default_prevented() && is_for_picture(event) && self.press(event) {
                    event.prevent_default();
                }
            };
            listener.set_value(Some(EventListener::new_with_options(
                &window, "keydown", options, on_key,
            )));
        });
        on_cleanup(move || {
            listener.try_set_value(None);
        });
        self.remember_zooms();
    }

    /// Does what a key means; says whether it means anything.
    fn press(self, event: &KeyboardEvent) -> bool {
        if event.alt_key() || self.state.shown.with_untracked(Option::is_none) {
            return false;
        }
        if self.menu.is_open() {
            // Wherever the focus has gone: keys are the menu's.
            if event.key() == "Escape" {
                self.menu.close();
            }
            return true;
        }
        let is_control = event.ctrl_key() || event.meta_key();
        keys::command(&event.key(), is_control, event.shift_key())
            .is_some_and(|command| self.run(command))
    }

    /// Does what a command says; says whether it is one of the picture's.
    pub fn run(self, command: Command) -> bool {
        let Self { state, easel, .. } = self;
        let is_root_on_top =
            easel.frame().is_none_or(|frame| frame.direction == Direction::RootOnTop);
        match command {
            Command::SelectAbove if is_root_on_top => self.select(Neighbourhood::parent),
            Command::SelectBelow if is_root_on_top => self.select(Neighbourhood::first_child),
            Command::SelectAbove => self.select(Neighbourhood::first_child),
            Command::SelectBelow => self.select(Neighbourhood::parent),
            Command::SelectLeft => self.select(|place| place.sibling(-1)),
            Command::SelectRight => self.select(|place| place.sibling(1)),
            Command::ZoomToSelected => {
                if let Some(node) = state.selected.get_untracked() {
                    state.zoom_to(Some(node));
                }
            }
            Command::Back => self.back(),
            Command::NextMatch => state.select_match(false),
            Command::PreviousMatch => state.select_match(true),
            Command::NextOccurrence => state.select_occurrence(false),
            Command::PreviousOccurrence => state.select_occurrence(true),
            Command::Menu => self.open_menu(),
            Command::CopyName => self.with_details(|details| {
                if let Some(function) = &details.function {
                    state.copy(function.name.clone());
                }
            }),
            Command::CopyPath => self.with_details(|details| menu::copy_path(state, details)),
            Command::ShowAll => state.zoom_to(None),
            Command::ZoomIn => self.zoom(1.0 / ZOOM_FACTOR),
            Command::ZoomOut => self.zoom(ZOOM_FACTOR),
            Command::PanLeft => self.pan(-PAN_SHARE, 0.0),
            Command::PanRight => self.pan(PAN_SHARE, 0.0),
            Command::PanUp => self.pan(0.0, -PAN_ROWS),
            Command::PanDown => self.pan(0.0, PAN_ROWS),
            Command::PageUp => self.pan(0.0, -self.page()),
            Command::PageDown => self.pan(0.0, self.page()),
            Command::ScrollToTop => self.pan(0.0, -f64::from(u32::MAX)),
            Command::ScrollToBottom => self.pan(0.0, f64::from(u32::MAX)),
            Command::FocusFunction
            | Command::FocusNode
            | Command::MergeFunction
            | Command::MergeNode
            | Command::DropFunction
            | Command::DropNode => self.with_details(|details| {
                if let Some(transform) = menu_items::transform(command, details) {
                    state.change(|shareable| shareable.view.transforms.push(transform));
                }
            }),
            _ => return false,
        }
        true
    }

    /// Selects what is next to the selected node; with nothing selected, the root's neighbour.
    fn select(self, choose: impl Fn(&Neighbourhood) -> Option<NodeId>) {
        let Some(place) = self.neighbourhood.get_untracked() else { return };
        let selected = self.state.selected.get_untracked();
        // A key that comes before the engine's answer would go on from the wrong node.
        if selected.is_some_and(|node| node != place.around.node) {
            return;
        }
        let node = match selected {
            Some(_) => choose(&place),
            None => place.first_child().or(Some(NodeId(0))),
        };
        if let Some(node) = node {
            self.state.select_and_reveal(node);
        }
    }

    fn remember_zooms(self) {
        Effect::new(move || {
            // Remembers the way, so that Esc can go back on it.
            let zoomed = self.state.zoomed.get().map(|place| place.node);
            self.zoomed_before.update_value(|before| match zoomed {
                None => before.clear(),
                Some(node) => match before.iter().position(|other| *other == node) {
                    Some(place) => before.truncate(place + 1),
                    None => before.push(node),
                },
            });
        });
        let tree = Memo::new(move |_| self.state.shown.get().map(|shown| shown.tree));
        Effect::new(move || {
            // Numbers of nodes hold for one tree.
            tree.track();
            let zoomed = self.state.zoomed.get_untracked().map(|place| place.node);
            self.zoomed_before.set_value(zoomed.into_iter().collect());
        });
    }

    /// Zooms out by a step; if all is visible, deselects.
    fn back(self) {
        let Viewport { x_start, x_end, .. } = self.state.viewport.get_untracked();
        if self.state.zoomed.with_untracked(Option::is_some) {
            let before = self.zoomed_before.with_value(|before| {
                before.len().checked_sub(2).and_then(|place| before.get(place).copied())
            });
            self.state.zoom_to(before);
        } else if x_end - x_start < 1.0 {
            self.state.zoom_to(None);
        } else {
            self.state.select(None);
        }
    }

    fn open_menu(self) {
        self.with_details(|details| {
            let Some(frame) = self.easel.frame() else { return };
            let x = frame.x_of_unit(details.place.x_start).min(frame.width).max(0.0);
            let y = frame.y_of_row(f64::from(details.place.row) + 0.5).min(frame.height).max(0.0);
            let at = Point { x: x / frame.pixel_ratio + 8.0, y: y / frame.pixel_ratio };
            self.menu.open(self.easel, details.place.node, at);
        });
    }

    fn with_details(self, use_them: impl FnOnce(&Details)) {
        let details = self.state.details.get_untracked();
        let selected = self.state.selected.get_untracked();
        if let Some(details) = details.filter(|it| Some(it.place.node) == selected) {
            use_them(&details);
        }
    }

    fn zoom(self, factor: f64) {
        self.state.look_at(viewport::zoomed(self.state.viewport.get_untracked(), 0.5, factor));
    }

    /// What fits, but for a row that stays as a hold for the eye.
    fn page(self) -> f64 {
        (self.state.viewport.get_untracked().row_count - 1.0).max(1.0)
    }

    /// Moves right by a part of what is visible, and down by rows of the picture.
    fn pan(self, dx: f64, rows_down: f64) {
        let Some(frame) = self.easel.frame() else { return };
        let rows = match frame.direction {
            Direction::RootOnTop => rows_down,
            Direction::RootAtBottom => -rows_down,
        };
        let row_count = canvas::tree_row_count(self.state);
        let viewport = self.state.viewport.get_untracked();
        self.state.look_at(viewport::panned(viewport, dx, rows, row_count));
    }
}

/// Whether a key was pressed on the picture, or on nothing in particular.
fn is_for_picture(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    matches!(target.tag_name().as_str(), "BODY" | "HTML")
        || target.closest(".stage-picture").ok().flatten().is_some()
}
