//! What the engine answers.

use crate::diff::{DiffAnswer, DiffShown};
use crate::file::{FileId, FileSummary};
use crate::scene::{Rgb, Scene};
use crate::tree::{Around, Details, FunctionFacts, FunctionRows, Place, TreeId};
use crate::unit::Unit;
use serde::{Deserialize, Serialize};

/// What the engine says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The engine is there, and this is its build; anything else comes after.
    Ready {
        /// The version of the package.
        version: String,
    },
    /// A file's profiles are in the engine.
    Opened {
        /// The file.
        file: FileId,
        /// What is in it.
        summary: FileSummary,
    },
    /// A view takes long.
    Progress {
        /// The view's number.
        revision: u32,
        /// What is being done, as a word for people: "call tree".
        stage: String,
        /// How much of it is done, from 0 to 1.
        done: f32,
    },
    /// A view is ready to be drawn.
    Shown(Box<Shown>),
    /// A diff is ready to be drawn.
    DiffShown(Box<DiffShown>),
    /// What only a diff can tell.
    Diff {
        /// The diff's tree.
        tree: TreeId,
        /// It.
        answer: DiffAnswer,
    },
    /// A view can't be made; the one before stays.
    Failed {
        /// The view's number.
        revision: u32,
        /// Why.
        problem: Problem,
    },
    /// What to draw; its planes come beside it.
    Scene(Box<Scene>),
    /// What a node is.
    Described {
        /// The tree.
        tree: TreeId,
        /// The node.
        place: Place,
        /// Its function; `None` for the root.
        function: Option<FunctionFacts>,
    },
    /// All about a node.
    Details {
        /// The tree.
        tree: TreeId,
        /// It.
        details: Box<Details>,
    },
    /// What is next to a node.
    Around {
        /// The tree.
        tree: TreeId,
        /// It.
        around: Around,
    },
    /// A window of the functions table.
    Functions {
        /// The tree.
        tree: TreeId,
        /// It.
        rows: FunctionRows,
    },
    /// The next match or occurrence; `None` if there is none.
    Found {
        /// The tree.
        tree: TreeId,
        /// The node.
        place: Option<Place>,
        /// Its number among all, from 0.
        index: u32,
        /// How many there are.
        count: u32,
    },
    /// Something was written out; its bytes come beside it.
    Exported {
        /// A good name for the file.
        file_name: String,
        /// Its media type.
        media_type: String,
        /// What it is.
        what: crate::export::Export,
    },
    /// The request was about a tree that is no more; ask again.
    Stale,
}

/// A view that is ready.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The view's number.
    pub revision: u32,
    /// Its tree; the same as before where only colours or search have changed.
    pub tree: TreeId,
    /// The weight of everything that is shown: what shares are shares of.
    pub total: f64,
    /// The weight of the chosen threads before transforms; larger than `total` after a drop.
    pub total_before: f64,
    /// What weights count.
    pub unit: Unit,
    /// The metric's name.
    pub metric: String,
    /// How many rows the tree has, the root's included.
    pub row_count: u32,
    /// How many nodes the tree has, the root included.
    pub node_count: u32,
    /// How many functions occur in it.
    pub function_count: u32,
    /// The nodes to be found again, in the order asked for; `None` for one that isn't there.
    pub resolved: Vec<Option<Place>>,
    /// The search's outcome, if something is searched for.
    pub search: Option<Result<Matches, Problem>>,
    /// What the colours mean, the largest share first, but steps of a scale in its order.
    pub legend: Vec<LegendEntry>,
    /// Transforms that found nothing to change, by their places in the view's list.
    pub idle_transforms: Vec<u32>,
    /// How good the recording is.
    pub quality: Quality,
    /// Whether the file itself says what functions weigh with all that they call (callgrind).
    pub has_stated_totals: bool,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matches {
    /// How many functions match.
    pub function_count: u32,
    /// How many nodes match.
    pub node_count: u32,
    /// The weight of all samples with a match in their stack, each counted once.
    pub weight: f64,
}

/// One entry of the legend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegendEntry {
    /// What names it in a view's `highlighted`.
    pub key: String,
    /// What it says to people.
    pub label: String,
    /// Its colour in a light theme.
    pub light: Rgb,
    /// Its colour in a dark theme.
    pub dark: Rgb,
    /// Its self weight; of all entries together the total.
    pub weight: f64,
}

/// How good a recording is: what is unknown or cut in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Self weight of functions without a name.
    pub unknown_weight: f64,
    /// Weight of stacks that don't begin at a thread's usual root: cut ones.
    pub cut_weight: f64,
    /// What to do about it: the build flag or the recorder's switch that helps; one sentence each.
    pub advice: Vec<String>,
}

/// Something that went wrong, for people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What, in a sentence.
    pub what: String,
    /// What to do, in a sentence; may be empty.
    pub advice: String,
}
