//! What the hand does to the picture: the stage's part of the page's actions.

use crate::stage::reveal::reveal;
use crate::state::{Hover, State};
use leptos::prelude::*;
use protocol::{NodeId, Viewport};

impl State {
    /// Moves what is visible.
    pub fn look_at(self, viewport: Viewport) {
        if self.viewport.get_untracked() != viewport {
            self.viewport.set(viewport);
        }
    }

    /// Moves what is visible with the hand: the picture follows at once, without a glide.
    pub fn look_at_by_hand(self, viewport: Viewport) {
        self.by_hand.set_value(Some(viewport));
        self.look_at(viewport);
    }

    /// Notes what is under the pointer.
    pub fn hover_over(self, hover: Option<Hover>) {
        if self.hover.with_untracked(|before| *before != hover) {
            self.hover.set(hover);
        }
    }

    /// Has a screen reader say something, politely.
    pub fn announce(self, what: String) {
        self.announcement.set(what);
    }

    /// Selects a node and brings it into sight once the engine has said where it is.
    pub fn select_and_reveal(self, node: NodeId) {
        self.to_reveal.set(Some(node));
        self.select(Some(node));
        self.reveal_if_known();
    }

    /// Brings the node that is to be revealed into sight, if all about it is known.
    pub fn reveal_if_known(self) {
        let Some(details) = self.details.get_untracked() else { return };
        if self.to_reveal.get_untracked() != Some(details.place.node) {
            return;
        }
        self.to_reveal.set(None);
        let row_count =
            self.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.row_count));
        self.look_at(reveal(self.viewport.get_untracked(), &details.place, row_count));
    }

    /// Saves the picture as a PNG.
    pub fn export_png(self) {
        self.png_wanted.update(|number| *number = number.wrapping_add(1));
    }
}
