//! Comparing: beginning a diff, leaving it, and what only a diff can tell.

use crate::address::{Address, OpenSummary};
use crate::comparison::{Comparison, input_of, is_older, metrics_to_compare, whole};
use crate::history::Step;
use crate::link::NextShown;
use crate::state::{Panel, Phase, SelectedChange, Shareable, State};
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::diff::{DiffAnswer, DiffExport, DiffInput, DiffRequest, NodeChange, Side};
use protocol::{
    Answer, FileId, NodeId, Place, ProfileId, ProfileSummary, Request, Transform, View,
};
use std::sync::Arc;

/// Where the window is narrower, the table of changes doesn't open by itself.
const WIDE_CSS_PX: f64 = 1000.0;

impl State {
    /// Shows what became of the baseline in the comparison.
    pub fn compare(self, baseline: DiffInput, comparison: DiffInput) {
        let mut shareable = self
            .shareable
            .get_untracked()
            .unwrap_or_else(|| Shareable::of(View::of(comparison.profile)));
        let is_of_sides = |profile| profile == baseline.profile || profile == comparison.profile;
        let first = self.first_transforms(comparison.profile, true);
        if is_of_sides(shareable.view.profile) {
            let transforms = &mut shareable.view.transforms;
            let missing = first.into_iter().filter(|it| !transforms.contains(it));
            transforms.extend(missing.collect::<Vec<_>>());
        } else {
            // Another recording's changes and nodes mean nothing here.
            shareable.view.transforms = first;
            (shareable.selected, shareable.zoomed) = (None, None);
        }
        shareable.view.profile = comparison.profile;
        shareable.view.threads = comparison.threads;
        shareable.view.metric = comparison.metric;
        shareable.view.inverted = false;
        shareable.view.highlighted = None;
        shareable.diff = Some(Comparison::with(baseline));
        open_table(&mut shareable);
        self.offered.set(None);
        self.step_to(shareable, Step::Other);
        self.ask_view(None, false);
    }

    /// What is merged from the beginning, as chips that can be taken away: the allocator, in which
    /// all stacks of a heap profile end; in a diff the lines of cachegrind, whose numbers change
    /// with each edit.
    pub(super) fn first_transforms(self, profile: ProfileId, is_diff: bool) -> Vec<Transform> {
        let format = self.recording(profile).map(|it| it.format).unwrap_or_default();
        match format.as_str() {
            // What the importers call their formats.
            "DHAT" | "massif" => vec![Transform::MergeAllocator],
            "cachegrind" if is_diff => vec![Transform::MergeLines],
            _ => Vec::new(),
        }
    }

    /// Compares two recordings, all threads of each, by metrics that fit: see [`metrics_to_compare`].
    pub fn compare_profiles(self, baseline: ProfileId, comparison: ProfileId) {
        let Some(one) = self.recording(baseline) else { return };
        let Some(other) = self.recording(comparison) else { return };
        let shown = self.shareable.with_untracked(|shareable| {
            let view = &shareable.as_ref()?.view;
            let side = if view.profile == baseline { Side::Baseline } else { Side::Comparison };
            let is_either = [baseline, comparison].contains(&view.profile);
            is_either.then_some((side, view.metric as usize))
        });
        let metrics = metrics_to_compare([&one, &other], shown);
        self.compare(
            whole(baseline, &one, Some(metrics[0])),
            whole(comparison, &other, Some(metrics[1])),
        );
    }

    /// Shows the comparison alone.
    pub fn leave_diff(self) {
        self.change(|shareable| shareable.diff = None);
    }

    /// Makes the baseline the comparison, and the other way round.
    pub fn swap_sides(self) {
        self.change(Shareable::swap_sides);
    }

    /// Changes how the diff is shown.
    pub fn change_diff(self, change: impl FnOnce(&mut Comparison)) {
        self.change(|shareable| {
            if let Some(diff) = &mut shareable.diff {
                change(diff);
            }
        });
    }

    /// Copies or saves something of the diff.
    pub fn export_diff(self, what: DiffExport) {
        let Some(sort) = self.shareable.with_untracked(|it| it.as_ref().map(|it| it.diff_sort))
        else {
            return;
        };
        spawn_local(async move {
            let exported = self.ask_diff(DiffRequest::Export { what, sort }).await;
            let Some((DiffAnswer::Exported { file_name, media_type, .. }, bytes)) = exported else {
                self.tell(true, "The view has changed meanwhile.", "Export it again.");
                return;
            };
            match what {
                DiffExport::Markdown { .. } => {
                    self.copy(String::from_utf8_lossy(&bytes).into_owned());
                }
                DiffExport::Folded | DiffExport::Csv => {
                    self.download(&file_name, &media_type, &bytes);
                }
            }
        });
    }

    /// Asks what only a diff can tell, with the bytes beside the answer; `None` if none is shown.
    pub async fn ask_diff(self, request: DiffRequest) -> Option<(DiffAnswer, Vec<u8>)> {
        let tree = self.tree()?;
        match self.ask(Request::Diff { tree, request }).await? {
            (Answer::Diff { answer, .. }, buffers) => {
                let bytes = buffers.first().map(|buffer| Uint8Array::new(buffer).to_vec());
                Some((answer, bytes.unwrap_or_default()))
            }
            _ => None,
        }
    }

    /// What became of a node; `None` if no diff is shown.
    pub async fn change_of(self, node: NodeId) -> Option<NodeChange> {
        self.diff_shown.try_with_untracked(Option::is_some).filter(|is_diff| *is_diff)?;
        match self.ask_diff(DiffRequest::Node(node)).await? {
            (DiffAnswer::Node { change, .. }, _) => Some(change),
            _ => None,
        }
    }

    /// Whether the baseline's picture stands beside the one that is shown.
    pub fn is_beside(self) -> bool {
        let is_beside = |it: &Shareable| it.diff.as_ref().is_some_and(|diff| diff.beside);
        self.diff_shown.with(Option::is_some)
            && self.shareable.with(|it| it.as_ref().is_some_and(is_beside))
    }

    /// The node at which both pictures are aligned: the one that is zoomed to, or the root.
    pub fn anchor(self) -> NodeId {
        self.zoomed.with_untracked(|zoomed| zoomed.as_ref().map_or(NodeId(0), |it| it.node))
    }

    /// Where a node is in the baseline's picture; `None` if there is none.
    pub async fn place_beside(self, node: NodeId) -> Option<Place> {
        if !untrack(|| self.is_beside()) {
            return None;
        }
        let anchor = self.anchor();
        match self.ask_diff(DiffRequest::PlaceBeside { node, anchor }).await?.0 {
            DiffAnswer::PlaceBeside(place) => Some(place),
            _ => None,
        }
    }

    /// What became of a node and of its function; `None` if no diff is shown.
    pub(super) async fn selected_change_of(
        self,
        node: NodeId,
        function: Option<protocol::FunctionId>,
    ) -> Option<Arc<SelectedChange>> {
        let node = self.change_of(node).await?;
        let row = match function {
            Some(function) => match self.ask_diff(DiffRequest::Function(function)).await?.0 {
                DiffAnswer::Function(row) => row,
                _ => None,
            },
            None => None,
        };
        Some(Arc::new(SelectedChange { node, function: row }))
    }

    /// Whether the user wants a diff.
    pub(super) fn is_diff_wanted(self) -> bool {
        self.shareable.with_untracked(|it| it.as_ref().is_some_and(|it| it.diff.is_some()))
    }

    /// A recording that is a diff by itself opens as one.
    pub(super) fn open_ready_diff(self, shareable: &mut Shareable) {
        let summary = self.recording(shareable.view.profile);
        let Some([baseline, comparison]) = summary.and_then(|it| it.ready_diff) else { return };
        shareable.view.metric = baseline;
        let baseline = input_of(&shareable.view);
        shareable.view.metric = comparison;
        shareable.diff = Some(Comparison::with(baseline));
        open_table(shareable);
    }

    /// A file is gone: a diff that it is a side of is left.
    pub(super) fn leave_diff_with(self, file: FileId) {
        let is_side =
            self.shareable.with_untracked(|it| it.as_ref().is_some_and(|it| it.uses(file)));
        if is_side {
            self.leave_diff();
        }
    }

    /// Whether all files of a state are open.
    pub(super) fn is_all_open(self, shareable: &Shareable) -> bool {
        let sides = shareable.diff.iter().flat_map(Comparison::inputs);
        let mut files = sides.map(|input| input.profile.file).chain([shareable.view.profile.file]);
        files.all(|file| self.summary_of(file).is_some())
    }

    /// What is in the open file of this name.
    pub(super) fn open_summary(self, name: &str) -> Option<OpenSummary> {
        let file = self.file_called(name)?;
        Some((file, self.summary_of(file)?))
    }

    /// What is known of a recording.
    pub fn recording(self, profile: ProfileId) -> Option<ProfileSummary> {
        self.summary_of(profile.file)?.profiles.get(profile.index as usize).cloned()
    }

    /// A link's diff whose files aren't all open waits for them; the user is told which.
    pub(super) fn wait_for_sides(self, main: &str, address: &Address) {
        let mut absent: Vec<String> = address
            .sides
            .files()
            .filter(|name| self.open_summary(name).is_none())
            .map(str::to_owned)
            .collect();
        absent.dedup();
        let is_unfinished = !absent.is_empty();
        absent.retain(|name| !self.is_coming(name));
        if !absent.is_empty() {
            let what = format!("The link compares {main} with {}.", absent.join(", "));
            self.tell(false, &what, "Drop that file too to see what changed.");
        }
        self.link.update_value(|link| {
            link.unfinished = is_unfinished.then(|| Box::new(address.clone()));
        });
    }

    /// A file has come: shows the link's diff that waits for it. False if none does.
    pub(super) fn finish_sides(self, name: &str) -> bool {
        let unfinished = self.link.with_value(|link| link.unfinished.clone());
        let Some(address) = unfinished else { return false };
        if !address.sides.files().any(|side| side == name) {
            return false;
        }
        let main = self.shareable.with_untracked(|it| it.as_ref().map(|it| it.view.profile.file));
        let main = match &address.file {
            Some(name) => self.open_summary(name),
            None => main.and_then(|file| Some((file, self.summary_of(file)?))),
        };
        let Some((file, summary)) = main else { return false };
        self.show_linked(file, &summary.profiles, &address);
        true
    }

    /// Two files that come together will be shown together, unless a link says how to show one of
    /// them. A link to a file that didn't come back, as after a reload, or to one that the page was to
    /// fetch, has no say.
    pub(super) fn expect_pair(self, new: &[FileId]) {
        let pair = <[FileId; 2]>::try_from(new).ok();
        let names: Vec<String> = new.iter().filter_map(|&file| self.file_name(file)).collect();
        let is_of = |address: &Address| {
            let is_of_any = address.file.is_none() && address.profile_url.is_none();
            is_of_any
                || address.file.as_ref().is_some_and(|file| names.contains(file))
                || address.sides.files().any(|side| names.iter().any(|name| name == side))
        };
        self.link.update_value(|link| {
            let is_linked =
                matches!(&link.next_shown, NextShown::Linked(address) if is_of(address));
            link.pair = pair.filter(|_| !is_linked);
        });
    }

    /// Something became of a file: if it came with another, and both are settled, they are shown.
    /// Returns whether the file is one of such a pair.
    pub(super) fn pair_goes_on(self, file: FileId) -> bool {
        let pair = self.link.with_value(|link| link.pair).filter(|pair| pair.contains(&file));
        let Some(pair) = pair else { return false };
        let is_reading = self.files.with_untracked(|files| {
            files
                .iter()
                .any(|it| pair.contains(&it.id) && matches!(it.phase, Phase::Reading { .. }))
        });
        if is_reading {
            return true;
        }
        self.link.update_value(|link| {
            link.pair = None;
            link.next_shown = NextShown::Nothing;
        });
        let has_profiles =
            |file: &FileId| self.summary_of(*file).is_some_and(|it| !it.profiles.is_empty());
        let usable: Vec<FileId> = pair.into_iter().filter(has_profiles).collect();
        match usable[..] {
            [one, other] => {
                let [baseline, comparison] = self.in_order([one, other].map(first_of));
                self.compare_profiles(baseline, comparison);
            }
            [one] => self.show_file(one),
            _ => {}
        }
        true
    }

    /// Shows a file that has just come by itself, and offers to compare it with what was shown.
    pub(super) fn show_fresh(self, file: FileId) {
        let before = self.shareable.with_untracked(|it| it.as_ref().map(|it| it.view.profile));
        self.show_file(file);
        if let Some(before) = before.filter(|before| before.file != file)
            && !self.is_diff_wanted()
        {
            self.offered.set(Some(self.in_order([before, first_of(file)])));
        }
    }

    /// Two recordings, the older one first: as the names of their files tell, or else as they are.
    pub fn in_order(self, [one, other]: [ProfileId; 2]) -> [ProfileId; 2] {
        let name = |profile: ProfileId| self.file_name(profile.file).unwrap_or_default();
        match is_older(&name(one), &name(other)) {
            Some(false) => [other, one],
            _ => [one, other],
        }
    }
}

fn first_of(file: FileId) -> ProfileId {
    ProfileId { file, index: 0 }
}

/// The table of changes is where the answer stands.
fn open_table(shareable: &mut Shareable) {
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(0.0);
    if width >= WIDE_CSS_PX {
        shareable.panel = Panel::Functions;
    }
}
