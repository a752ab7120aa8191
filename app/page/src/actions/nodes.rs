//! Selecting nodes and zooming to them.

use crate::history::Step;
use crate::state::State;
use crate::viewport;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Answer, Details, FunctionId, NodeId, Place, Request};
use std::sync::Arc;

impl State {
    /// Selects a node, or none.
    pub fn select(self, node: Option<NodeId>) {
        self.set_selected(node);
        if node.is_none() {
            self.change_as(Step::Selection, |shareable| shareable.selected = None);
        }
    }

    /// Selects the heaviest node of a function and brings it into sight.
    pub fn select_function(self, function: FunctionId) {
        let Some(tree) = self.tree() else { return };
        let request = Request::Occurrence { tree, function, from: None, backwards: false };
        self.select_found(request, "The function isn't in this view.");
    }

    /// Selects the next (or previous) node of the selected one's function.
    pub fn select_occurrence(self, backwards: bool) {
        let Some(tree) = self.tree() else { return };
        let from = self.selected.get_untracked();
        let details = self.details.get_untracked();
        let Some(function) = details.and_then(|it| it.function.as_ref().map(|it| it.function))
        else {
            return;
        };
        let request = Request::Occurrence { tree, function, from, backwards };
        self.select_found(request, "There is no other call of it.");
    }

    /// Selects the next (or previous) match of the search.
    pub fn select_match(self, backwards: bool) {
        let Some(tree) = self.tree() else { return };
        let from = self.selected.get_untracked();
        self.select_found(Request::Match { tree, from, backwards }, "Nothing matches.");
    }

    /// Zooms to a node: it becomes as wide as the picture. `None`: shows all.
    pub fn zoom_to(self, node: Option<NodeId>) {
        let Some(node) = node.filter(|node| node.0 > 0) else {
            self.zoomed.set(None);
            let row_count = self.viewport.with_untracked(|viewport| viewport.row_count);
            self.viewport.set(viewport::whole(row_count));
            self.change(|shareable| shareable.zoomed = None);
            return;
        };
        spawn_local(async move {
            let Some(details) = self.details_of(node).await else { return };
            let Some(rows) = self.row_count() else { return };
            if details.place.x_end <= details.place.x_start {
                // Removed code where bars are as wide as in the comparison, and the like.
                let what = format!("{} has no width in this view.", details.place.name);
                self.tell(false, &what, "Another width of the bars shows it.");
                return;
            }
            let old = self.viewport.get_untracked();
            let fitted = viewport::fitted(old, &details.place, rows);
            self.zoomed.set(Some(details.place));
            let name = details.name;
            // The step before keeps its viewport: it is written before this one is.
            self.change(|shareable| shareable.zoomed = name);
            self.viewport.set(fitted);
        });
    }

    /// Selects a node of the tree that is shown and asks for all about it.
    pub(super) fn set_selected(self, node: Option<NodeId>) {
        self.selected.set(node);
        let Some(node) = node else {
            self.details.set(None);
            self.selected_change.set(None);
            return;
        };
        spawn_local(async move {
            let details = self.details_of(node).await;
            let function = details.as_ref().and_then(|it| it.place.function);
            let change = self.selected_change_of(node, function).await;
            // The user may have gone on meanwhile.
            if self.selected.try_get_untracked() != Some(Some(node)) {
                return;
            }
            if let Some(details) = details {
                let name = details.name.clone();
                self.selected_change.set(change);
                self.details.set(Some(Arc::new(details)));
                self.change_as(Step::Selection, |shareable| shareable.selected = name);
            }
        });
    }

    /// Selects what the engine finds, and brings it into sight.
    fn select_found(self, request: Request, otherwise: &'static str) {
        spawn_local(async move {
            let Some((Answer::Found { tree, place, index, count }, _)) = self.ask(request).await
            else {
                return;
            };
            if self.tree() != Some(tree) {
                return;
            }
            match place {
                Some(place) => {
                    let number = u64::from(index) + 1;
                    self.announcement.set(format!("{number} of {count}: {}", place.name));
                    self.bring_into_sight(&place);
                    self.select(Some(place.node));
                }
                None => self.announcement.set(otherwise.to_owned()),
            }
        });
    }

    /// Moves the viewport by as little as shows a node.
    pub fn bring_into_sight(self, place: &Place) {
        let Some(rows) = self.row_count() else { return };
        let old = self.viewport.get_untracked();
        let moved = viewport::showing(old, place, rows);
        if moved != old {
            self.viewport.set(moved);
        }
    }

    async fn details_of(self, node: NodeId) -> Option<Details> {
        let tree = self.tree()?;
        match self.ask(Request::Detail { tree, node }).await? {
            (Answer::Details { tree, details }, _) if self.tree() == Some(tree) => Some(*details),
            _ => None,
        }
    }

    /// The tree that is shown.
    pub(super) fn tree(self) -> Option<protocol::TreeId> {
        self.shown.try_get_untracked().flatten().map(|shown| shown.tree)
    }

    fn row_count(self) -> Option<u32> {
        self.shown.try_get_untracked().flatten().map(|shown| shown.row_count)
    }
}
