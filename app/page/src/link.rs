//! What the page holds beside its signals: workers, the files' handles, the history.

mod channel;
mod engine;
mod source;

pub use channel::{Channel, Received};
pub use engine::EngineLink;
pub use source::{Origin, Source, SourcePhase};

use crate::address::Address;
use crate::boot::rehearsal::Rehearsal;
use crate::boot::workers::Spawner;
use crate::history::History;
use crate::state::Shareable;
use gloo::timers::callback::Timeout;
use protocol::{FileId, Problem, Viewport};
use std::collections::VecDeque;

/// The part of one viewer's state that nobody watches.
#[derive(Default)]
pub struct Link {
    /// Starts engines; there once the page is sealed.
    pub engine_spawner: Option<Spawner>,
    /// Starts workers that read or write a file; there once the page is sealed.
    pub files_spawner: Option<Spawner>,
    /// The example, once it is there, or why it isn't.
    pub example: Option<Result<web_sys::Blob, Problem>>,
    /// The engine.
    pub engine: EngineLink,
    /// The rehearsal, while it goes on.
    pub rehearsal: Option<Rehearsal>,
    /// The files and their import workers.
    pub sources: Vec<Source>,
    /// Files that are with the engine and not yet answered, in order.
    pub opening: VecDeque<FileId>,
    /// Files that brought names for others, of which the user isn't told yet.
    pub untold_names: Vec<FileId>,
    /// Files whose names are open already: the user is asked of the first.
    pub same_names: VecDeque<web_sys::File>,
    /// The last file's number.
    pub last_file: u32,
    /// The last notice's number.
    pub last_notice: u32,
    /// The last view's number.
    pub last_revision: u32,
    /// Views that the engine was asked for and hasn't answered.
    pub asked_views: VecDeque<AskedView>,
    /// What was wanted when the picture that is shown was asked for: what a cancel goes back to.
    pub shown_shareable: Option<Shareable>,
    /// What the next file to be opened shall be shown as.
    pub next_shown: NextShown,
    /// An address whose diff waits for files that aren't open.
    pub unfinished: Option<Box<Address>>,
    /// Files that were dropped together and are shown as a diff once both are there.
    pub pair: Option<[FileId; 2]>,
    /// The worker that draws an SVG, while it does.
    pub svg_worker: Option<Channel>,
    /// The steps that can be undone.
    pub history: History,
    /// The fragment that was written last: what differs from it was typed by the user.
    pub written_fragment: String,
    /// The step whose entry in the browser's history was written last.
    pub written_position: Option<usize>,
    /// Tells the entries of the browser's history that are of this page's life from older ones.
    pub session: String,
    /// Whether the browser took every step into its history.
    pub browser_keeps_steps: bool,
    /// Writes the viewport to the address a moment after the hand rests.
    pub rest: Option<Timeout>,
    /// When engines died, in milliseconds of `performance.now()`.
    pub crashes_ms: Vec<f64>,
    /// How many engines died since the last picture.
    pub crashes_in_a_row: usize,
    /// The files whose first frames were marked.
    pub marked_files: Vec<FileId>,
    /// A test wants the next import worker to die at this byte.
    pub crash_at_byte: Option<u64>,
}

/// A view that the engine was asked for.
pub struct AskedView {
    /// Its number.
    pub revision: u32,
    /// What was wanted.
    pub shareable: Shareable,
    /// What shall be visible, if not all of what is zoomed to.
    pub viewport: Option<Viewport>,
    /// Whether it is an address's: the user is told of nodes that aren't found.
    pub is_from_link: bool,
}

/// What happens when the next file is there.
#[derive(Default)]
pub enum NextShown {
    /// It is shown only if nothing is.
    #[default]
    Nothing,
    /// It is shown, as it opens by itself.
    Fresh,
    /// The one that the address names is shown as it says.
    Linked(Box<Address>),
}
