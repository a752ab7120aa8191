//! The state of a view: what is shown of a profile, and how.

use crate::file::ProfileId;
use crate::unit::Unit;
use serde::{Deserialize, Serialize};

/// What the engine has to know to make a picture. One value; the page writes it to the URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The recording.
    pub profile: ProfileId,
    /// Which of its threads.
    pub threads: Threads,
    /// Which of its metrics, by place.
    pub metric: u32,
    /// The unit that the user says the metric has.
    pub unit: Option<Unit>,
    /// Whether the tree is rooted at the leaves: callers stand below their callees.
    pub inverted: bool,
    /// How siblings are ordered.
    pub order: SiblingOrder,
    /// What colours mean.
    pub colours: ColourMode,
    /// The legend entry whose bars keep their colour while the others fade.
    pub highlighted: Option<String>,
    /// Changes of the tree, in the order in which they are made.
    pub transforms: Vec<Transform>,
    /// What is searched for.
    pub search: Search,
}

impl View {
    /// The view in which a profile opens: everything, by weight, coloured by crate.
    pub fn of(profile: ProfileId) -> Self {
        Self {
            profile,
            threads: Threads::All,
            metric: 0,
            unit: None,
            inverted: false,
            order: SiblingOrder::Weight,
            colours: ColourMode::Crate,
            highlighted: None,
            transforms: Vec::new(),
            search: Search::default(),
        }
    }
}

/// A choice of threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Threads {
    /// All of them, combined.
    #[default]
    All,
    /// These, combined, by their places in the recording, ascending.
    Some(Vec<u32>),
}

/// Which way a flame graph grows. Only the page needs it: scenes count rows from the root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// An icicle.
    #[default]
    RootOnTop,
    /// A flame.
    RootAtBottom,
}

/// The order of siblings from left to right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SiblingOrder {
    /// The heaviest first.
    #[default]
    Weight,
    /// By name.
    Name,
}

/// What a bar's colour says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ColourMode {
    /// The crate or library.
    #[default]
    Crate,
    /// Own code, dependency, std, kernel, C, code made at run time.
    Kind,
    /// The function's name.
    Name,
    /// The share of self in the whole.
    SelfShare,
}

/// A node's identity, which survives a new recording and any transform: its call path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NodeName {
    /// The 64-bit FNV-1a of the normalised function names from the root, before transforms.
    pub path_hash: u64,
    /// The name of the function in which the path ends, for people.
    pub leaf: String,
}

/// A change of the tree that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Transform {
    /// Keep only what is below a function; each stack begins at its outermost call.
    FocusFunction(String),
    /// Keep only what is below a node, which becomes the root.
    FocusNode(NodeName),
    /// Give a function's weight to its callers.
    MergeFunction(String),
    /// Give a node's weight to its caller.
    MergeNode(NodeName),
    /// Remove every sample that contains a function.
    DropFunction(String),
    /// Remove every sample below a node.
    DropNode(NodeName),
    /// Give the weight of std's, core's and alloc's frames to their callers.
    MergeStd,
    /// Give the weight of inlined frames to the function they are inlined in.
    MergeInlined,
    /// Begin each stack after the frames of the language's runtime (`_start` and so on).
    TrimRuntime,
    /// Functions that differ only in generic arguments are one.
    CollapseGenerics,
    /// Repeated calls of a function count once.
    CollapseRecursion,
    /// Begin each stack of a benchmark at the code that is measured, after the runner's frames.
    TrimBenchmark,
    /// Give the weight of the allocator's frames to the code that wants memory.
    MergeAllocator,
    /// Give the weight of source lines to their functions: lines move with each edit.
    MergeLines,
}

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// The text, or the pattern; nothing is searched for if empty.
    pub text: String,
    /// Whether it is a regular expression; else plain text, whatever the case of its letters.
    pub is_regex: bool,
}
