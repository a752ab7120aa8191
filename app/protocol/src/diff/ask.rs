//! What the page asks of a diff beside what it asks of any picture, and the answers.

use super::{DiffRow, DiffRows, DiffSort, MovedFunction, NodeChange};
use crate::scene::{CanvasSize, Scene, Theme, Viewport};
use crate::tree::{FunctionId, NodeId, Place};
use serde::{Deserialize, Serialize};

/// What can be taken out of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffExport {
    /// Two-column folded stacks, unscaled where each side is one recording.
    Folded,
    /// The table as comma-separated values.
    Csv,
    /// Answer and table as Markdown, for a pull request.
    Markdown {
        /// How many rows at most.
        rows: u32,
    },
}

/// What the page asks of a diff beside what it asks of any picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DiffRequest {
    /// The numbers of a node. Answer: `Node`.
    Node(NodeId),
    /// The row of a function. Answer: `Function`.
    Function(FunctionId),
    /// A window of the table, filtered by the view's search. Answer: `Rows`.
    Rows {
        /// The order.
        sort: DiffSort,
        /// The first row wanted.
        start: u32,
        /// How many rows are wanted.
        count: u32,
        /// The function whose row the page wants to know.
        selected: Option<FunctionId>,
    },
    /// A scene of the baseline beside the picture, where the view wants one. Answer: `Beside`, with
    /// its planes.
    DrawBeside {
        /// The node that spans the same part of the screen in both pictures; the root for all.
        anchor: NodeId,
        /// What is visible in the picture that it stands beside.
        viewport: Viewport,
        /// On what.
        canvas: CanvasSize,
        /// In which colours.
        theme: Theme,
        /// The selected node.
        selected: Option<NodeId>,
    },
    /// Where a node is in the picture beside. Answer: `PlaceBeside`.
    PlaceBeside {
        /// The node.
        node: NodeId,
        /// As above.
        anchor: NodeId,
    },
    /// Which functions seem to be inlined on one side and called on the other? Takes a while.
    /// Answer: `Moved`.
    Moved,
    /// Write something out. Answer: `Exported`, with the bytes beside it.
    Export {
        /// What.
        what: DiffExport,
        /// The order of the table.
        sort: DiffSort,
    },
}

/// What the engine says of a diff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DiffAnswer {
    /// The numbers of a node.
    Node {
        /// The node.
        node: NodeId,
        /// They.
        change: NodeChange,
    },
    /// The row of a function; `None` if there is no such function.
    Function(Option<DiffRow>),
    /// A window of the table.
    Rows(DiffRows),
    /// A scene of the baseline, in the coordinates of the picture that it stands beside.
    Beside(Box<Scene>),
    /// Where a node is in it, in the same coordinates.
    PlaceBeside(Place),
    /// Functions that seem to be inlined on one side, the heaviest first.
    Moved(Vec<MovedFunction>),
    /// Something was written out.
    Exported {
        /// A good name for the file.
        file_name: String,
        /// Its media type.
        media_type: String,
        /// What it is.
        what: DiffExport,
    },
}
