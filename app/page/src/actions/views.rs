//! What is shown: asking the engine for views, and taking what comes.

use crate::address::Address;
use crate::history::Step;
use crate::link::{AskedView, NextShown};
use crate::state::{Phase, Shareable, State};
use crate::viewport;
use leptos::prelude::*;
use protocol::diff::{DiffScale, DiffShown, DiffWidth};
use protocol::{FileId, Problem, ProfileId, ProfileSummary, Request, Shown, View, Viewport};
use std::sync::Arc;

impl State {
    /// Shows another recording.
    pub fn show_profile(self, profile: ProfileId) {
        let mut shareable = Shareable::of(View::of(profile));
        shareable.view.transforms = self.first_transforms(profile, false);
        if let Some(before) = self.shareable.get_untracked() {
            if before.view.profile == profile && before.diff.is_none() {
                return;
            }
            // How the user likes to look at a profile isn't of the profile.
            shareable.direction = before.direction;
            shareable.panel = before.panel;
            shareable.sort = before.sort;
            shareable.view.order = before.view.order;
            shareable.view.colours = before.view.colours;
            shareable.diff_sort = before.diff_sort;
            if before.view.profile == profile {
                // The comparison of the diff that was shown, alone.
                shareable.view.threads = before.view.threads;
                shareable.view.metric = before.view.metric;
            } else {
                self.open_ready_diff(&mut shareable);
            }
        } else {
            self.open_ready_diff(&mut shareable);
        }
        self.offered.set(None);
        self.step_to(shareable, Step::Other);
        self.ask_view(None, false);
    }

    /// Changes what is shown, as a step that can be undone.
    pub fn change(self, change: impl FnOnce(&mut Shareable)) {
        self.change_as(Step::Other, change);
    }

    /// Changes what is shown as part of the step before, if that was an amendment too and not
    /// long ago: so typing a search is one step, not one a letter.
    pub fn amend(self, change: impl FnOnce(&mut Shareable)) {
        self.change_as(Step::Amendment, change);
    }

    pub(super) fn change_as(self, step: Step, change: impl FnOnce(&mut Shareable)) {
        let Some(before) = self.shareable.get_untracked() else { return };
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return;
        }
        let is_other_view = after.view != before.view || after.diff != before.diff;
        self.step_to(after, step);
        if is_other_view {
            self.ask_view(None, false);
        }
    }

    /// Stops what takes long in the engine; the picture before stays, and is what is wanted.
    pub fn cancel(self) {
        self.link.update_value(|link| link.engine.send(Request::Cancel, Vec::new()));
        self.go_back_to_shown();
    }

    /// Asks for the view that is wanted. `viewport` is what shall be visible of it, where that
    /// isn't all of what is zoomed to; `is_from_link` that the user is told what isn't found.
    pub(super) fn ask_view(self, viewport: Option<Viewport>, is_from_link: bool) {
        let Some(shareable) = self.shareable.get_untracked() else { return };
        let resolve = shareable.selected.iter().chain(&shareable.zoomed).cloned().collect();
        let view = shareable.view.clone();
        let diff = shareable.diff.as_ref().map(|diff| Box::new(diff.diff_view(&view)));
        let mut revision = 0;
        self.link.update_value(|link| {
            link.last_revision += 1;
            revision = link.last_revision;
            link.asked_views.push_back(AskedView { revision, shareable, viewport, is_from_link });
            let request = match diff {
                Some(view) => Request::ShowDiff { revision, view, resolve },
                None => Request::Show { revision, view, resolve },
            };
            link.engine.send(request, Vec::new());
        });
        self.revision.set(revision);
    }

    /// Takes a view that the engine has made; what `diff` says beside it, if it is one.
    pub(super) fn view_is_ready(self, shown: Shown, diff: Option<DiffShown>) {
        let (mut asked, mut layout_before) = (None, None);
        self.link.update_value(|link| {
            let at = link.asked_views.iter().position(|it| it.revision == shown.revision);
            // Those before it are replaced by it.
            asked = at.and_then(|at| link.asked_views.drain(..=at).next_back());
            if let Some(asked) = &asked {
                let before = link.shown_shareable.replace(asked.shareable.clone());
                layout_before = before.as_ref().map(layout_of);
                link.crashes_in_a_row = 0;
            }
        });
        // One that was cancelled meanwhile.
        let Some(asked) = asked else { return };
        if shown.revision == self.revision.get_untracked() {
            self.progress.set(None);
        }
        let before = self.shown.get_untracked();
        let is_other_tree = before.is_none_or(|before| before.tree != shown.tree)
            || layout_before != Some(layout_of(&asked.shareable));
        let shown = Arc::new(shown);
        self.diff_shown.set(diff.map(Arc::new));
        self.shown.set(Some(Arc::clone(&shown)));
        if is_other_tree || asked.viewport.is_some() || asked.is_from_link {
            self.find_again(&asked, &shown);
        }
        self.new_picture.notify();
    }

    /// Selects and zooms to the nodes that were, in a tree that may be another.
    fn find_again(self, asked: &AskedView, shown: &Shown) {
        let mut resolved = shown.resolved.iter();
        let mut find = |name: &Option<protocol::NodeName>| {
            let name = name.as_ref()?;
            let place = resolved.next().and_then(Clone::clone);
            if place.is_none() && asked.is_from_link {
                let what = format!("{} isn't where the link says in this profile.", name.leaf);
                self.tell(false, &what, "The search finds functions by name.");
            }
            place
        };
        let selected = find(&asked.shareable.selected);
        let zoomed = find(&asked.shareable.zoomed);
        let old = self.viewport.get_untracked();
        let viewport = match (asked.viewport, &zoomed) {
            (Some(wanted), _) => {
                let wanted = Viewport { row_count: old.row_count, ..wanted };
                viewport::clamped(wanted, shown.row_count)
            }
            (None, Some(place)) => viewport::fitted(old, place, shown.row_count),
            (None, None) => viewport::whole(old.row_count),
        };
        self.hover.set(None);
        self.zoomed.set(zoomed);
        self.viewport.set(viewport);
        self.set_selected(selected.map(|place| place.node));
    }

    /// A view can't be made: the one before stays.
    pub(super) fn view_failed(self, revision: u32, problem: &Problem) {
        self.tell(true, &problem.what, &problem.advice);
        if revision != self.revision.get_untracked() {
            return;
        }
        if self.shown.with_untracked(Option::is_none) && self.is_diff_wanted() {
            // Two files that can't be compared: one of them can be looked at.
            self.leave_diff();
        } else {
            self.go_back_to_shown();
        }
    }

    /// What is shown becomes what is wanted.
    fn go_back_to_shown(self) {
        self.progress.set(None);
        let mut shown_shareable = None;
        self.link.update_value(|link| {
            link.asked_views.clear();
            shown_shareable = link.shown_shareable.clone();
        });
        let Some(shown) = self.shown.get_untracked() else { return self.show_nothing() };
        self.revision.set(shown.revision);
        if let Some(shareable) = shown_shareable {
            self.step_to(shareable, Step::Other);
        }
    }

    /// Shows the first recording of a file.
    pub(super) fn show_file(self, file: FileId) {
        self.show_profile(ProfileId { file, index: 0 });
    }

    /// Shows a file that has just been opened, if it is what the user waits for.
    pub(super) fn show_if_wanted(self, file: FileId, name: &str, profiles: &[ProfileSummary]) {
        let mut next = NextShown::Nothing;
        self.link.update_value(|link| next = std::mem::take(&mut link.next_shown));
        match next {
            NextShown::Nothing => {
                if self.shareable.with_untracked(Option::is_none) {
                    self.show_file(file);
                }
            }
            NextShown::Fresh => self.show_fresh(file),
            NextShown::Linked(address) => {
                if address.file.as_deref().is_none_or(|wanted| wanted == name) {
                    self.show_linked(file, profiles, &address);
                    return;
                }
                let main = address.file.as_deref().and_then(|name| self.open_summary(name));
                if let Some((main, summary)) =
                    main.filter(|_| address.sides.files().any(|of_side| of_side == name))
                {
                    self.show_linked(main, &summary.profiles, &address);
                    return;
                }
                let will_come = address.file.as_deref().is_some_and(|name| self.is_coming(name));
                self.link.update_value(|link| link.next_shown = NextShown::Linked(address));
                if !will_come {
                    self.show_file(file);
                }
            }
        }
    }

    /// Shows a file as an address says.
    pub(super) fn show_linked(self, file: FileId, profiles: &[ProfileSummary], address: &Address) {
        let name = self.file_name(file).unwrap_or_default();
        self.wanted_files.update(|wanted| wanted.retain(|wanted| *wanted != name));
        let open = |name: &str| self.open_summary(name);
        let Some((shareable, missing)) = address.resolve(file, profiles, open) else { return };
        self.wait_for_sides(&name, address);
        if !missing.is_empty() {
            let what = format!("The link names what {name} doesn't have: {}.", missing.join(", "));
            self.tell(false, &what, "");
        }
        let row_count = self.viewport.with_untracked(|viewport| viewport.row_count);
        let viewport = address.visible.map(|it| Viewport {
            x_start: it.x_start,
            x_end: it.x_end,
            first_row: it.first_row,
            row_count,
        });
        self.step_to(shareable, Step::Other);
        self.ask_view(viewport, true);
    }

    /// Names may have changed: the same view is asked for again.
    pub(super) fn show_again_if_shown(self, file: FileId) {
        let is_shown = self.shareable.with_untracked(|shareable| {
            shareable.as_ref().is_some_and(|shareable| shareable.uses(file))
        });
        if is_shown {
            self.ask_view(None, false);
        }
    }

    /// Forgets what is shown.
    pub(super) fn show_nothing(self) {
        self.link.update_value(|link| {
            link.asked_views.clear();
            link.shown_shareable = None;
        });
        self.shareable.set(None);
        self.shown.set(None);
        self.diff_shown.set(None);
        self.progress.set(None);
        self.hover.set(None);
        self.zoomed.set(None);
        self.set_selected(None);
    }

    /// Whether a file of this name is being read.
    pub(super) fn is_coming(self, name: &str) -> bool {
        self.files.with_untracked(|files| {
            files.iter().any(|it| it.name == name && matches!(it.phase, Phase::Reading { .. }))
        })
    }
}

/// What of a diff's state decides where its bars lie, though its tree stays.
fn layout_of(shareable: &Shareable) -> Option<(DiffWidth, bool, Option<DiffScale>)> {
    let diff = shareable.diff.as_ref()?;
    Some((diff.width, diff.beside, diff.scale.clone()))
}
