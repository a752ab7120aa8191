//! A viewer: owns the open profiles, makes pictures of them, and answers the page's requests.
//!
//! [`Viewer::handle`] answers at once whatever is quick; [`Viewer::work`] does the rest in small
//! steps, so that scenes of the picture before go between.

mod diff;
mod files;
mod inversion;
mod job;
mod numbers;
mod outbox;
mod picture;
mod queries;
mod stages;
mod summary;

pub use outbox::Outbox;

use diff::DiffStage;
use files::Files;
use job::Job;
use picture::Picture;
use protocol::{Answer, FileId, Problem, Request};
use stages::Stages;

/// One viewer's profiles and what it shows of them.
#[derive(Default)]
pub struct Viewer {
    files: Files,
    /// What was made before and can be used again.
    stages: Stages,
    /// The newest picture that is asked for, while it is being made.
    job: Option<Job>,
    /// The newest picture that is ready.
    picture: Option<Picture>,
    /// The same of diffs. At most one of both is being made, and one is shown.
    diff: DiffStage,
    /// Matches that are asked for while a picture is being made: who types and goes on to the next
    /// match at once means what was typed last. Occurrences wait behind them, as answers of one sort
    /// come in the order of their questions.
    waiting: Vec<Request>,
}

impl Viewer {
    /// A viewer in which nothing is open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a request; `buffers` came beside it. What takes long is left to [`Self::work`].
    pub fn handle(&mut self, request: Request, buffers: Vec<Vec<u8>>, outbox: &mut Outbox) {
        match request {
            Request::Open { file, imported } => match self.files.open(file, imported, buffers) {
                Ok(changed) => self.tell_opened(&changed, outbox),
                Err(problem) => outbox.send(Answer::Failed { revision: 0, problem }),
            },
            Request::Close { file } => self.close(file),
            Request::Show { revision, view, resolve } => match self.files.profile(view.profile) {
                Some(profile) => {
                    self.diff.cancel();
                    let file_name = self.files.name(view.profile.file).to_owned();
                    self.job = Some(Job::new(revision, view, resolve, profile.clone(), file_name));
                }
                None => outbox.send(Answer::Failed { revision, problem: not_open() }),
            },
            Request::ShowDiff { revision, view, resolve } => {
                if self.diff.show(revision, *view, resolve, &self.files) {
                    self.job = None;
                } else {
                    outbox.send(Answer::Failed { revision, problem: not_open() });
                }
            }
            Request::Cancel => {
                self.job = None;
                self.diff.cancel();
            }
            // Deliberate: tests see what the page does when the engine dies.
            Request::Crash => panic!("The engine was asked to crash."),
            query @ Request::Match { .. } if self.is_working() => self.waiting.push(query),
            query @ Request::Occurrence { .. } if !self.waiting.is_empty() => {
                self.waiting.push(query);
            }
            query => self.answer(query, outbox),
        }
    }

    fn is_working(&self) -> bool {
        self.job.is_some() || self.diff.is_working()
    }

    /// A match that waited, of the tree that is shown now. Where it is another one, the first match is
    /// meant: numbers of nodes are those of their tree.
    fn of_shown_tree(&self, query: Request) -> Request {
        let shown = self.diff.tree().or(self.picture.as_ref().map(|picture| picture.tree_id));
        match (query, shown) {
            (Request::Match { tree, backwards, .. }, Some(shown)) if tree != shown => {
                Request::Match { tree: shown, from: None, backwards }
            }
            (query, _) => query,
        }
    }

    /// Answers what is asked about the picture that is shown.
    fn answer(&mut self, query: Request, outbox: &mut Outbox) {
        match &mut self.picture {
            _ if self.diff.is_shown() => self.diff.answer(query, outbox),
            Some(picture) => queries::answer(picture, query, outbox),
            None => outbox.send(Answer::Stale),
        }
    }

    /// Goes on with what takes long, as long as `may_go_on` says so; it is asked about every
    /// millisecond. Returns whether there is more to do.
    pub fn work(&mut self, may_go_on: &mut dyn FnMut() -> bool, outbox: &mut Outbox) -> bool {
        let has_more = self.make(may_go_on, outbox);
        if !has_more {
            for query in std::mem::take(&mut self.waiting) {
                let query = self.of_shown_tree(query);
                self.answer(query, outbox);
            }
        }
        has_more
    }

    /// Goes on with the picture that is being made; whether it isn't ready yet.
    fn make(&mut self, may_go_on: &mut dyn FnMut() -> bool, outbox: &mut Outbox) -> bool {
        while self.diff.is_working() && may_go_on() {
            if self.diff.step(outbox) {
                self.picture = None;
            }
        }
        if self.diff.is_working() {
            return true;
        }
        let Some(job) = &mut self.job else { return false };
        while may_go_on() {
            if let Some((picture, shown)) = job.step(&mut self.stages, outbox) {
                self.picture = Some(picture);
                self.diff.leave();
                self.job = None;
                outbox.send(Answer::Shown(Box::new(shown)));
                return false;
            }
        }
        true
    }

    fn tell_opened(&self, files: &[FileId], outbox: &mut Outbox) {
        for &file in files {
            if let Some(summary) = self.files.summary(file) {
                outbox.send(Answer::Opened { file, summary });
            }
        }
    }

    fn close(&mut self, file: FileId) {
        self.files.close(file);
        self.diff.close(file);
        if self.picture.as_ref().is_some_and(|picture| picture.view.profile.file == file) {
            self.picture = None;
            self.stages = Stages::default();
        }
        if self.job.as_ref().is_some_and(|job| job.view().profile.file == file) {
            self.job = None;
        }
    }
}

fn not_open() -> Problem {
    Problem {
        what: "The recording that should be shown is not open.".to_owned(),
        advice: "Open its file.".to_owned(),
    }
}
