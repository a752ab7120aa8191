//! The engine: starting it, and hearing what it says.

use crate::link::{Channel, Received};
use crate::marks;
use crate::state::{Phase, State};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use protocol::import::ImportFailure;
use protocol::{Answer, Envelope, FileId, FileSummary, Problem, Request, wire};
use std::sync::Arc;
use wasm_bindgen::JsValue;

impl State {
    /// Asks the engine something that one component wants to know: the answer and the buffers
    /// beside it, or `None` if there will be no answer (the engine died). The request is on its way
    /// at once, not only when someone waits for the answer: the page may have more to do before.
    pub fn ask(self, request: Request) -> impl Future<Output = Option<(Answer, Vec<ArrayBuffer>)>> {
        let mut reply = None;
        self.link.try_update_value(|link| reply = link.engine.ask(request));
        async { reply?.await.ok() }
    }

    /// Starts an engine.
    pub fn start_engine(self) {
        let mut started = Ok(());
        self.link.update_value(|link| {
            let Some(spawner) = &link.engine_spawner else { return };
            started = spawner.start("start_engine").map(|worker| {
                let channel = Channel::new(worker, move |received| self.hear_engine(received));
                link.engine.start(channel);
            });
        });
        if let Err(error) = started {
            self.has_failed.set(true);
            let what = format!("The browser refuses to start a worker ({error:?}).");
            self.tell(true, &what, "Use a browser of the last years.");
        }
    }

    fn hear_engine(self, received: Received) {
        match received {
            Received::Died(words) => self.engine_died(&words),
            Received::Message(bytes, beside) => match wire::decode::<Envelope<Answer>>(&bytes) {
                Some(Envelope { message, .. }) => self.hear(message, beside),
                None => leptos::logging::error!("an answer of another build"),
            },
        }
    }

    fn hear(self, answer: Answer, beside: Vec<JsValue>) {
        let mut answer = Some(answer);
        self.link.update_value(|link| {
            answer = answer.take().and_then(|answer| link.engine.settle(answer, beside));
        });
        match answer {
            Some(Answer::Ready { .. }) => {
                self.link.update_value(|link| link.engine.ready());
                self.engine_ready.set(true);
            }
            Some(Answer::Opened { file, summary }) => self.opened(file, summary),
            Some(Answer::Progress { revision, stage, done })
                if revision == self.revision.get_untracked() =>
            {
                self.progress.set(Some((stage, done)));
            }
            Some(Answer::Shown(shown)) => self.view_is_ready(*shown, None),
            Some(Answer::DiffShown(diff)) => {
                let shown = diff.shown.clone();
                self.view_is_ready(shown, Some(*diff));
            }
            Some(Answer::Failed { revision: 0, problem }) => self.refused(problem),
            Some(Answer::Failed { revision, problem }) => self.view_failed(revision, &problem),
            // The rest was asked for by somebody, who may be gone.
            _ => {}
        }
    }

    fn opened(self, file: FileId, summary: FileSummary) {
        let mut is_new = false;
        self.link.update_value(|link| {
            let at = link.opening.iter().position(|opening| *opening == file);
            is_new = at.is_some_and(|at| link.opening.remove(at).is_some());
        });
        let Some(name) = self.file_name(file) else {
            // Closed while it was on its way.
            self.link.update_value(|link| link.engine.send(Request::Close { file }, Vec::new()));
            return;
        };
        let summary = Arc::new(summary);
        self.set_phase(file, Phase::Ready(Arc::clone(&summary)));
        if !is_new {
            // Another file's symbols gave names to this one's functions, or this one's to others.
            self.show_again_if_shown(file);
            if !summary.maps.is_empty() {
                self.names_came(file);
            }
            return;
        }
        marks::imported(&name);
        let is_of_pair = self.pair_goes_on(file);
        if !summary.profiles.is_empty() {
            if !is_of_pair && !self.finish_sides(&name) {
                self.show_if_wanted(file, &name, &summary.profiles);
            }
        } else {
            self.names_came(file);
        }
        self.tell_of_names();
    }

    /// The engine can't use what an import worker made: it answers in the order of its requests,
    /// so that it is the first file of those that are on their way.
    fn refused(self, problem: Problem) {
        let mut file = None;
        self.link.update_value(|link| file = link.opening.pop_front());
        let Some(file) = file else { return };
        let failure = ImportFailure {
            expected: "a profile that the engine can use".to_owned(),
            found: problem.what,
            place: String::new(),
            advice: problem.advice,
        };
        self.import_failed(file, failure);
    }
}
