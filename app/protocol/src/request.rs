//! What the page asks of the engine.

use crate::diff::{DiffRequest, DiffView};
use crate::export::Export;
use crate::file::FileId;
use crate::import::ImportedFile;
use crate::scene::{CanvasSize, Theme, Viewport};
use crate::tree::{FunctionId, NodeId, TreeId};
use crate::view::{NodeName, View};
use serde::{Deserialize, Serialize};

/// One viewer of a page. A page may hold several; they share an engine and no state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ViewerId(pub u32);

/// A message and the viewer that it is from or for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The viewer.
    pub viewer: ViewerId,
    /// The message.
    pub message: T,
}

/// What the page asks. Requests that name a tree other than the newest are answered by
/// [`crate::Answer::Stale`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Take a file that an import worker has read; its chunks come beside the message. Answer:
    /// `Opened`, and `Opened` again for other files whose profiles got names from its symbols or
    /// maps, and for those that gave some.
    Open {
        /// The file.
        file: FileId,
        /// What the import worker says of it.
        imported: ImportedFile,
    },
    /// Forget a file. No answer.
    Close {
        /// The file.
        file: FileId,
    },
    /// Show this from now on. Answers: `Progress` while it takes long, then `Shown` or `Failed`.
    /// A newer one replaces an older one that isn't ready.
    Show {
        /// The state's number, counted up by the page.
        revision: u32,
        /// What to show.
        view: View,
        /// Nodes that the page wants to find again in the new tree.
        resolve: Vec<NodeName>,
    },
    /// Show this diff from now on. Answers: as of `Show`, but for `DiffShown` in place of `Shown`.
    /// What is asked about a tree by its number then works on the union of both sides: places,
    /// details and neighbours of its nodes have the width's weights.
    ShowDiff {
        /// The state's number, counted up by the page together with that of `Show`.
        revision: u32,
        /// What to show.
        view: Box<DiffView>,
        /// Nodes that the page wants to find again in the new tree.
        resolve: Vec<NodeName>,
    },
    /// Something that only a diff can tell. Answer: `Diff`.
    Diff {
        /// The diff's tree.
        tree: TreeId,
        /// What.
        request: DiffRequest,
    },
    /// Draw. Answer: `Scene`. A newer one replaces an older one that isn't answered.
    Draw {
        /// The scene's number, counted up by the page.
        number: u32,
        /// What is visible.
        viewport: Viewport,
        /// On what.
        canvas: CanvasSize,
        /// In which colours.
        theme: Theme,
        /// The selected node.
        selected: Option<NodeId>,
    },
    /// What is this node? Answer: `Described`.
    Describe {
        /// The node's tree.
        tree: TreeId,
        /// The node.
        node: NodeId,
    },
    /// All about this node. Answer: `Details`.
    Detail {
        /// The node's tree.
        tree: TreeId,
        /// The node.
        node: NodeId,
    },
    /// What is next to this node in the tree? Answer: `Around`.
    Around {
        /// The node's tree.
        tree: TreeId,
        /// The node.
        node: NodeId,
    },
    /// A window of the functions table, filtered by the view's search. Answer: `Functions`.
    Functions {
        /// The tree.
        tree: TreeId,
        /// The column to sort by.
        sort: FunctionColumn,
        /// From the largest to the smallest.
        descending: bool,
        /// The first row wanted.
        start: u32,
        /// How many rows are wanted.
        count: u32,
        /// The function whose row the page wants to know.
        selected: Option<FunctionId>,
    },
    /// The next or previous node of a function in the order of their weights; the heaviest if
    /// `from` is none. Answer: `Found`.
    Occurrence {
        /// The tree.
        tree: TreeId,
        /// The function.
        function: FunctionId,
        /// The node to go on from.
        from: Option<NodeId>,
        /// Backwards.
        backwards: bool,
    },
    /// The next or previous node that fits the search, in preorder. Answer: `Found`.
    Match {
        /// The tree.
        tree: TreeId,
        /// The node to go on from.
        from: Option<NodeId>,
        /// Backwards.
        backwards: bool,
    },
    /// Write something out. Answer: `Exported`, with the bytes beside it.
    Export {
        /// The tree.
        tree: TreeId,
        /// What.
        what: Export,
        /// The functions table's sort order, for its export.
        sort: FunctionColumn,
        /// Its direction.
        descending: bool,
    },
    /// Stop what takes long; the picture shown before stays. No answer.
    Cancel,
    /// Die, to try out what the page then does. For tests.
    Crash,
}

/// The columns of the functions table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FunctionColumn {
    /// Self weight.
    #[default]
    SelfWeight,
    /// Total weight.
    TotalWeight,
    /// The total that the file states; total weight where it states none.
    StatedTotal,
    /// Name.
    Name,
    /// Crate or library.
    Group,
}
