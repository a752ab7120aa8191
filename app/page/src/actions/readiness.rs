//! Whether the newest state is on the screen.

use crate::marks;
use crate::state::{Phase, State};
use leptos::prelude::*;

impl State {
    /// Takes note that a view is on the screen: called after each paint with the revision that
    /// was painted.
    pub fn painted(self, revision: u32) {
        if self.painted_revision.get_untracked() == revision {
            return;
        }
        self.painted_revision.set(revision);
        let mut file = None;
        self.link.update_value(|link| {
            let shown = link.shown_shareable.as_ref().map(|shown| shown.view.profile.file);
            file = shown.filter(|file| !link.marked_files.contains(file));
            link.marked_files.extend(file);
        });
        if let Some(name) = file.and_then(|file| self.file_name(file)) {
            // What was painted in this frame is on the screen in the next.
            request_animation_frame(move || marks::painted(&name));
        }
    }

    /// What the root element's `data-state` says: `empty`, `loading`, `ready` or `error`.
    pub fn data_state(self) -> &'static str {
        let is_reading = self
            .files
            .with(|files| files.iter().any(|open| matches!(open.phase, Phase::Reading { .. })));
        if is_reading || self.is_fetching.get() || self.is_example_wanted.get() {
            return "loading";
        }
        if self.shareable.with(Option::is_some) {
            let revision = self.revision.get();
            let is_shown =
                self.shown.with(|shown| shown.as_ref().is_some_and(|it| it.revision == revision));
            let is_painted = self.painted_revision.get() == revision;
            return if is_shown && is_painted { "ready" } else { "loading" };
        }
        let has_failed = self
            .files
            .with(|files| files.iter().any(|open| matches!(open.phase, Phase::Failed(_))));
        if has_failed || self.has_failed.get() { "error" } else { "empty" }
    }
}
