//! The diff of a viewer: in the making, or ready.

mod beside;
mod job;
mod picture;
mod queries;
mod recording;
mod stages;
mod weighing;

use super::files::Files;
use super::outbox::Outbox;
use job::Job;
use picture::DiffPicture;
use protocol::diff::{DiffInput, DiffView, Side};
use protocol::{Answer, FileId, NodeName, Request, TreeId};
use recording::Recording;
use stages::Stages;

/// What a viewer knows of diffs.
#[derive(Default)]
pub struct DiffStage {
    /// What was made before and can be used again.
    stages: Stages,
    /// The newest diff that is asked for, while it is being made.
    job: Option<Job>,
    /// The newest diff that is ready.
    picture: Option<DiffPicture>,
}

impl DiffStage {
    /// Begins a diff; false if one of its recordings isn't open, or a side has none.
    pub fn show(
        &mut self,
        revision: u32,
        view: DiffView,
        resolve: Vec<NodeName>,
        files: &Files,
    ) -> bool {
        let side_of = |side, list: &[DiffInput]| -> Option<Vec<Recording>> {
            let recording = |input: &DiffInput| {
                let profile = files.profile(input.profile)?.clone();
                let file_name = files.name(input.profile.file).to_owned();
                Some(Recording { side, input: input.clone(), profile, file_name })
            };
            list.iter().map(recording).collect()
        };
        let baseline = side_of(Side::Baseline, &view.baseline);
        let comparison = side_of(Side::Comparison, &view.comparison);
        let (Some(mut recordings), Some(comparison)) = (baseline, comparison) else {
            return false;
        };
        if recordings.is_empty() || comparison.is_empty() {
            return false;
        }
        recordings.extend(comparison);
        self.job = Some(Job::new(revision, view, resolve, recordings));
        true
    }

    /// Stops what is being made.
    pub fn cancel(&mut self) {
        self.job = None;
    }

    /// Forgets the diff that is shown: something else is.
    pub fn leave(&mut self) {
        self.picture = None;
    }

    /// Forgets all that was made from a file.
    pub fn close(&mut self, file: FileId) {
        if self.job.as_ref().is_some_and(|job| job.uses(file)) {
            self.job = None;
        }
        if self.picture.as_ref().is_some_and(|picture| picture.uses(file)) {
            self.picture = None;
        }
        self.stages = Stages::default();
    }

    /// Whether a diff is being made.
    pub fn is_working(&self) -> bool {
        self.job.is_some()
    }

    /// Whether a diff is shown.
    pub fn is_shown(&self) -> bool {
        self.picture.is_some()
    }

    /// The tree of the diff that is shown, if one is.
    pub fn tree(&self) -> Option<TreeId> {
        self.picture.as_ref().map(|picture| picture.tree_id)
    }

    /// Goes one step on; returns whether a diff became ready just now.
    #[inline(never)]
    pub fn step(&mut self, outbox: &mut Outbox) -> bool {
        let Some(job) = &mut self.job else { return false };
        match job.step(&mut self.stages, outbox) {
            Ok(None) => false,
            Ok(Some((picture, shown))) => {
                self.picture = Some(picture);
                self.job = None;
                outbox.send(Answer::DiffShown(Box::new(shown)));
                true
            }
            Err(problem) => {
                outbox.send(Answer::Failed { revision: job.revision(), problem });
                self.job = None;
                false
            }
        }
    }

    /// Answers what the page asks about the diff that is shown.
    pub fn answer(&mut self, request: Request, outbox: &mut Outbox) {
        match &mut self.picture {
            Some(picture) => queries::answer(picture, request, outbox),
            None => outbox.send(Answer::Stale),
        }
    }
}
