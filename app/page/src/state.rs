//! The page's state: one home for everything that more than one component needs.
//!
//! Components read signals and call [`crate::actions`]; nothing else writes here. What the URL
//! keeps is in [`Shareable`]; the rest is of this moment.

use crate::comparison::{Comparison, FIRST_SORT};
use crate::link::Link;
use leptos::prelude::*;
use protocol::diff::{DiffRow, DiffShown, DiffSort, NodeChange};
use protocol::import::ImportFailure;
use protocol::{
    Details, Direction, FileId, FileSummary, FunctionColumn, FunctionFacts, NodeId, NodeName,
    Place, Problem, ProfileId, Shown, Theme, View, Viewport,
};
use std::sync::Arc;

/// One file that was opened or is being opened.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenFile {
    /// Its number.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its size.
    pub size_bytes: u64,
    /// How far it is.
    pub phase: Phase,
}

/// How far the opening of a file is.
#[derive(Clone, Debug)]
pub enum Phase {
    /// Its import worker reads it.
    Reading {
        /// Bytes that are read.
        read_bytes: u64,
        /// When it began, in milliseconds of `performance.now()`.
        since_ms: f64,
    },
    /// Its profiles are in the engine.
    Ready(Arc<FileSummary>),
    /// It can't be opened.
    Failed(ImportFailure),
}

impl PartialEq for Phase {
    /// A summary equals only itself: it never changes, and to look through those of thousands of
    /// recordings takes long.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Reading { read_bytes, since_ms },
                Self::Reading { read_bytes: other_bytes, since_ms: other_ms },
            ) => read_bytes == other_bytes && since_ms == other_ms,
            (Self::Ready(summary), Self::Ready(other)) => Arc::ptr_eq(summary, other),
            (Self::Failed(failure), Self::Failed(other)) => failure == other,
            _ => false,
        }
    }
}

/// The panel beside the flame graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Panel {
    /// None: the flame graph has the whole width.
    #[default]
    None,
    /// The functions table.
    Functions,
    /// What is known of the recording.
    Info,
}

/// Light or dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Always this one.
    Fixed(Theme),
}

/// The part of the state that a link carries and that undo steps through.
#[derive(Clone, Debug, PartialEq)]
pub struct Shareable {
    /// What is shown, and how.
    pub view: View,
    /// Which way the flame graph grows.
    pub direction: Direction,
    /// What the view's recording is compared with, if it is.
    pub diff: Option<Comparison>,
    /// How the table of a diff is sorted.
    pub diff_sort: DiffSort,
    /// The panel beside it.
    pub panel: Panel,
    /// The functions table's column to sort by, and whether from the largest.
    pub sort: (FunctionColumn, bool),
    /// The selected node.
    pub selected: Option<NodeName>,
    /// The node that is zoomed to.
    pub zoomed: Option<NodeName>,
}

impl Shareable {
    /// The state in which a view opens.
    pub fn of(view: View) -> Self {
        Self {
            view,
            direction: Direction::default(),
            diff: None,
            diff_sort: FIRST_SORT,
            panel: Panel::default(),
            sort: (FunctionColumn::default(), true),
            selected: None,
            zoomed: None,
        }
    }
}

/// What is under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// The node.
    pub place: Place,
    /// Its function; `None` for the root.
    pub function: Option<FunctionFacts>,
    /// What became of it, in a diff.
    pub change: Option<NodeChange>,
    /// Where it is in the baseline's picture, where that stands beside.
    pub beside: Option<Place>,
    /// Where the pointer is in the window.
    pub x_css_px: f64,
    /// Where the pointer is in the window.
    pub y_css_px: f64,
}

/// What became of the selected node and its function, in a diff.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedChange {
    /// Of this node.
    pub node: NodeChange,
    /// Of all calls of its function; `None` for the root.
    pub function: Option<DiffRow>,
}

/// A message for the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Tells one from the other.
    pub number: u32,
    /// Whether something failed (`role="alert"`) or is merely told (`role="status"`).
    pub is_failure: bool,
    /// What happened and what to do.
    pub problem: Problem,
}

/// The state of one viewer. Copy: it is a handful of handles.
#[derive(Clone, Copy)]
pub struct State {
    /// Whether the seal is in force: from then on no request leaves the page.
    pub is_sealed: RwSignal<bool>,
    /// Whether a file that the address names is being fetched.
    pub is_fetching: RwSignal<bool>,
    /// Whether the example is to be opened as soon as it is there.
    pub is_example_wanted: RwSignal<bool>,
    /// Whether a part of the page or a file that the address names can't be had.
    pub has_failed: RwSignal<bool>,
    /// Whether all parts are loaded, the seal is in force and the engine answers.
    pub engine_ready: RwSignal<bool>,
    /// The files, in the order in which they were opened.
    pub files: RwSignal<Vec<OpenFile>>,
    /// What the user wants to see; `None` until a profile is open.
    pub shareable: RwSignal<Option<Shareable>>,
    /// What the engine shows; lags behind `shareable` while it works.
    pub shown: RwSignal<Option<Arc<Shown>>>,
    /// Notified once `shown` and `viewport` are those of a new view: its picture is asked for before
    /// the rest of the page follows, which takes as long as drawing it.
    pub new_picture: Trigger,
    /// What holds beside that where a diff is shown; `None` where none is.
    pub diff_shown: RwSignal<Option<Arc<DiffShown>>>,
    /// Recordings that the user may want to compare: the older one first.
    pub offered: RwSignal<Option<[ProfileId; 2]>>,
    /// The number of the newest view that was asked of the engine.
    pub revision: RwSignal<u32>,
    /// The number of the newest view that is on the screen.
    pub painted_revision: RwSignal<u32>,
    /// The files that a link names and that aren't open: the page asks for them by name.
    pub wanted_files: RwSignal<Vec<String>>,
    /// The name of a file that is open already, while the user is asked what to do.
    pub same_name: RwSignal<Option<String>>,
    /// How often the picture was asked for as a PNG: only the stage can make one.
    pub png_wanted: RwSignal<u32>,
    /// What takes long in the engine: the stage's name and its progress from 0 to 1.
    pub progress: RwSignal<Option<(String, f32)>>,
    /// The visible part of the layout; moves freely within what `shareable.zoomed` began with.
    pub viewport: RwSignal<Viewport>,
    /// The selected node in the tree that is shown.
    pub selected: RwSignal<Option<NodeId>>,
    /// All about the selected node.
    pub details: RwSignal<Option<Arc<Details>>>,
    /// What became of the selected node, in a diff.
    pub selected_change: RwSignal<Option<Arc<SelectedChange>>>,
    /// The node that is zoomed to; shares "of what is zoomed" are of its total.
    pub zoomed: RwSignal<Option<Place>>,
    /// What is under the pointer.
    pub hover: RwSignal<Option<Hover>>,
    /// The viewport that the hand has set last: the picture follows the hand without a glide.
    pub by_hand: StoredValue<Option<Viewport>>,
    /// The node that comes into sight once the engine has said where it is.
    pub to_reveal: RwSignal<Option<NodeId>>,
    /// Light or dark, as the user wants it.
    pub theme_choice: RwSignal<ThemeChoice>,
    /// Light or dark, as it is.
    pub theme: RwSignal<Theme>,
    /// Messages, oldest first.
    pub notices: RwSignal<Vec<Notice>>,
    /// What a screen reader is told next, politely.
    pub announcement: RwSignal<String>,
    /// Whether the keys are shown.
    pub keys_open: RwSignal<bool>,
    /// Workers, handles and history: what nobody watches, for [`crate::actions`] alone.
    pub link: StoredValue<Link, LocalStorage>,
}

impl State {
    /// The state of a page on which nothing is open.
    pub fn new() -> Self {
        Self {
            is_sealed: RwSignal::new(false),
            is_fetching: RwSignal::new(false),
            is_example_wanted: RwSignal::new(false),
            has_failed: RwSignal::new(false),
            engine_ready: RwSignal::new(false),
            files: RwSignal::new(Vec::new()),
            shareable: RwSignal::new(None),
            shown: RwSignal::new(None),
            new_picture: Trigger::new(),
            diff_shown: RwSignal::new(None),
            offered: RwSignal::new(None),
            revision: RwSignal::new(0),
            painted_revision: RwSignal::new(0),
            wanted_files: RwSignal::new(Vec::new()),
            same_name: RwSignal::new(None),
            png_wanted: RwSignal::new(0),
            progress: RwSignal::new(None),
            viewport: RwSignal::new(Viewport {
                x_start: 0.0,
                x_end: 1.0,
                first_row: 0.0,
                row_count: 1.0,
            }),
            selected: RwSignal::new(None),
            details: RwSignal::new(None),
            selected_change: RwSignal::new(None),
            zoomed: RwSignal::new(None),
            hover: RwSignal::new(None),
            by_hand: StoredValue::new(None),
            to_reveal: RwSignal::new(None),
            theme_choice: RwSignal::new(ThemeChoice::System),
            theme: RwSignal::new(Theme::Light),
            notices: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            keys_open: RwSignal::new(false),
            link: StoredValue::new_local(Link::default()),
        }
    }
}
