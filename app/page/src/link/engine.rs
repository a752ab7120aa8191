//! The page's end of the channel to the engine: what waits for it, and who waits for its answers.

use crate::link::Channel;
use futures_channel::oneshot;
use js_sys::ArrayBuffer;
use protocol::{Answer, Envelope, Request, ViewerId};
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};

/// An answer and the buffers beside it.
pub type Reply = (Answer, Vec<ArrayBuffer>);

/// The engine, as the page sees it.
#[derive(Default)]
pub struct EngineLink {
    channel: Option<Channel>,
    is_ready: bool,
    /// What was asked before the engine was ready, with the buffers to transfer.
    waiting: Vec<(Request, Vec<JsValue>)>,
    /// Who waits for an answer, in the order in which they asked.
    asking: VecDeque<(Kind, oneshot::Sender<Reply>)>,
}

/// What sort of answer a question gets. Those of one sort come in the order of their questions.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// The scene of this number. The engine leaves out a scene that waits when a newer one is
    /// asked for.
    Scene(u32),
    Described,
    Details,
    Around,
    Functions,
    Found,
    Exported,
    Diff,
}

impl EngineLink {
    /// Takes an engine that was started; it isn't ready yet, and what was asked meanwhile waits.
    pub fn start(&mut self, channel: Channel) {
        self.is_ready = false;
        self.channel = Some(channel);
    }

    /// Lets go of an engine that died. Whoever waits for an answer learns that none will come.
    pub fn end(&mut self) {
        self.is_ready = false;
        self.waiting.clear();
        self.asking.clear();
        // The handler that hears of the death is one of the channel's: it is dropped afterwards.
        let dead = self.channel.take();
        leptos::task::spawn_local(async move { drop(dead) });
    }

    /// The engine is ready: what waited is sent.
    pub fn ready(&mut self) {
        self.is_ready = true;
        for (request, buffers) in std::mem::take(&mut self.waiting) {
            self.send(request, buffers);
        }
    }

    /// Sends a request now, or once the engine is ready.
    pub fn send(&mut self, message: Request, buffers: Vec<JsValue>) {
        match &self.channel {
            Some(channel) if self.is_ready => {
                let envelope = Envelope { viewer: ViewerId::default(), message };
                if let Err(error) = channel.post(&envelope, &[], &buffers) {
                    leptos::logging::error!("a request could not be sent: {error:?}");
                }
            }
            _ => self.waiting.push((message, buffers)),
        }
    }

    /// Sends a request whose answer the caller waits for; `None` if it is one without an answer
    /// of its own.
    pub fn ask(&mut self, request: Request) -> Option<oneshot::Receiver<Reply>> {
        let kind = Kind::asked(&request)?;
        let (sender, receiver) = oneshot::channel();
        self.asking.push_back((kind, sender));
        self.send(request, Vec::new());
        Some(receiver)
    }

    /// Hands an answer to the one who asked; gives it back if nobody did.
    pub fn settle(&mut self, answer: Answer, beside: Vec<JsValue>) -> Option<Answer> {
        let kind = Kind::answered(&answer);
        let is_stale = answer == Answer::Stale;
        let is_scene = |asked: Kind| matches!(asked, Kind::Scene(_));
        let fits = |asked: Kind| Some(asked) == kind || (is_stale && !is_scene(asked));
        let at = self.asking.iter().position(|(asked, _)| fits(*asked));
        if let (Some(at), Some(Kind::Scene(_))) = (at, kind) {
            // Scenes asked for before this one won't come any more.
            let mut place = 0;
            self.asking.retain(|(asked, _)| {
                place += 1;
                place > at || !is_scene(*asked)
            });
        }
        let at = self.asking.iter().position(|(asked, _)| fits(*asked));
        let Some((_, sender)) = at.and_then(|at| self.asking.remove(at)) else {
            return Some(answer);
        };
        let buffers = beside.into_iter().filter_map(|value| value.dyn_into().ok()).collect();
        // Nobody listens if the component that asked is gone.
        let _ = sender.send((answer, buffers));
        None
    }
}

impl Kind {
    fn asked(request: &Request) -> Option<Self> {
        Some(match request {
            Request::Draw { number, .. } => Self::Scene(*number),
            Request::Describe { .. } => Self::Described,
            Request::Detail { .. } => Self::Details,
            Request::Around { .. } => Self::Around,
            Request::Functions { .. } => Self::Functions,
            Request::Occurrence { .. } | Request::Match { .. } => Self::Found,
            Request::Export { .. } => Self::Exported,
            Request::Diff { .. } => Self::Diff,
            _ => return None,
        })
    }

    fn answered(answer: &Answer) -> Option<Self> {
        Some(match answer {
            Answer::Scene(scene) => Self::Scene(scene.number),
            Answer::Described { .. } => Self::Described,
            Answer::Details { .. } => Self::Details,
            Answer::Around { .. } => Self::Around,
            Answer::Functions { .. } => Self::Functions,
            Answer::Found { .. } => Self::Found,
            Answer::Exported { .. } => Self::Exported,
            Answer::Diff { .. } => Self::Diff,
            _ => return None,
        })
    }
}
