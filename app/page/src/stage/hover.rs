//! What is under the pointer: one question at a time to the engine, the newest wins.

use crate::stage::easel::Easel;
use crate::stage::gesture::Point;
use crate::state::{Hover, State};
use leptos::prelude::*;
use protocol::{Answer, NodeId, Request, TreeId};
use std::cell::Cell;

/// The pointer over the picture. Copy: it is a handle.
#[derive(Clone, Copy)]
pub struct Hovering {
    inner: StoredValue<Inner, LocalStorage>,
    state: State,
    easel: Easel,
}

#[derive(Default)]
struct Inner {
    /// The node under the pointer, and where in the window the pointer is.
    wanted: Cell<Option<(TreeId, NodeId)>>,
    at: Cell<(f64, f64)>,
    is_in_flight: Cell<bool>,
}

impl Hovering {
    /// A pointer that is elsewhere.
    pub fn new(state: State, easel: Easel) -> Self {
        Self { inner: StoredValue::new_local(Inner::default()), state, easel }
    }

    /// The pointer is at a place of the canvas, and of the window.
    pub fn over(self, at: Point, in_window: (f64, f64)) {
        let found = self.easel.node_at(at);
        let is_known = self.state.hover.with_untracked(|hover| {
            hover.as_ref().map(|hover| hover.place.node) == found.map(|(_, node)| node)
        });
        let before = self.wanted();
        self.inner.with_value(|inner| {
            inner.wanted.set(found);
            inner.at.set(in_window);
        });
        if found.is_none() {
            self.state.hover_over(None);
        } else if is_known && before == found {
            let (x_css_px, y_css_px) = in_window;
            let hover = self.state.hover.get_untracked();
            self.state.hover_over(hover.map(|hover| Hover { x_css_px, y_css_px, ..hover }));
        } else {
            self.ask();
        }
    }

    /// The pointer has left, or moves the picture.
    pub fn leave(self) {
        self.inner.with_value(|inner| inner.wanted.set(None));
        self.state.hover_over(None);
    }

    fn wanted(self) -> Option<(TreeId, NodeId)> {
        self.inner.try_with_value(|inner| inner.wanted.get()).flatten()
    }

    fn ask(self) {
        let Some((tree, node)) = self.wanted() else { return };
        if self.inner.with_value(|inner| inner.is_in_flight.replace(true)) {
            return;
        }
        leptos::task::spawn_local(async move {
            let reply = self.state.ask(Request::Describe { tree, node }).await;
            let change = self.state.change_of(node).await;
            let beside = self.state.place_beside(node).await;
            let at = self.inner.try_with_value(|inner| {
                inner.is_in_flight.set(false);
                inner.at.get()
            });
            let Some((x_css_px, y_css_px)) = at else { return };
            if self.wanted() != Some((tree, node)) {
                self.ask();
            } else if let Some((Answer::Described { place, function, .. }, _)) = reply {
                self.state.hover_over(Some(Hover {
                    place,
                    function,
                    change,
                    beside,
                    x_css_px,
                    y_css_px,
                }));
            }
        });
    }
}
