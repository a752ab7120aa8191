//! Nodes and functions of the tree that is shown, as the page asks for them.

use crate::diff::Change;
use crate::view::NodeName;
use serde::{Deserialize, Serialize};

/// One tree that the engine made. Node and function numbers hold for one tree only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TreeId(pub u32);

/// A node of a tree: its place in preorder, the root (all samples) being 0.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct NodeId(pub u32);

/// A function of a tree.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct FunctionId(pub u32);

/// What sort of code a function is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FunctionKind {
    /// The user's own crate or program.
    Own,
    /// Another crate.
    Dependency,
    /// std, core, alloc and what they carry.
    Std,
    /// The kernel.
    Kernel,
    /// C, C++ and other compiled code.
    Native,
    /// Code made at run time, or interpreted.
    Jit,
    /// No code: a thread's or process's name, a state.
    Label,
    /// An address without a name, or "unknown".
    #[default]
    Unknown,
}

/// Where a node is and what it weighs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The node.
    pub node: NodeId,
    /// Its function; `None` for the root that stands for all.
    pub function: Option<FunctionId>,
    /// The function's full name; "all" for the root.
    pub name: String,
    /// Its depth; the root's is 0.
    pub row: u32,
    /// Its left edge in the unit interval.
    pub x_start: f64,
    /// Its right edge in the unit interval.
    pub x_end: f64,
    /// Weight of the samples that end in it.
    pub self_weight: f64,
    /// Weight of the samples that pass through it.
    pub total_weight: f64,
    /// In a diff: that weight in the baseline. The others are the comparison's, all are scaled.
    pub baseline_weight: Option<f64>,
    /// Whether it is an inlined call (in all, or in most of its samples).
    pub inlined: bool,
}

/// What is known of a function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FunctionFacts {
    /// The function.
    pub function: FunctionId,
    /// Its full, readable name.
    pub name: String,
    /// Its name as the file has it, if that is another (mangled).
    pub raw_name: String,
    /// Its crate or library: the legend's entry.
    pub group: String,
    /// What sort of code it is.
    pub kind: FunctionKind,
    /// Source file, or empty.
    pub file: String,
    /// Source line of the node at hand, where it has just one.
    pub line: Option<u32>,
    /// Library, or empty.
    pub library: String,
    /// Weight of the samples that end in it, wherever it is called from.
    pub self_weight: f64,
    /// Weight of the samples that pass through it, each counted once.
    pub total_weight: f64,
    /// In how many nodes it occurs.
    pub node_count: u32,
}

/// One step of a call path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathStep {
    /// The node.
    pub node: NodeId,
    /// Its function's name.
    pub name: String,
}

/// A caller or callee of a function, with the weight that passes between the two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// The other function; `None` for the root (as a caller).
    pub function: Option<FunctionId>,
    /// Its name.
    pub name: String,
    /// The weight of the samples in which the one calls the other, each counted once.
    pub weight: f64,
    /// In a diff: that weight in the baseline, as in [`Place`].
    pub baseline_weight: Option<f64>,
}

/// All about the selected node.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// The node.
    pub place: Place,
    /// Its name in links; `None` for the root.
    pub name: Option<NodeName>,
    /// Its function; `None` for the root.
    pub function: Option<FunctionFacts>,
    /// Which of the function's nodes it is, from 0, heaviest first.
    pub occurrence: u32,
    /// The function's callers, heaviest first, the first 50.
    pub callers: Vec<Neighbour>,
    /// The function's callees, heaviest first, the first 50.
    pub callees: Vec<Neighbour>,
    /// The call path from the root to the node, without the root. Of a long path the first and
    /// last 100 steps.
    pub path: Vec<PathStep>,
    /// How many steps in the middle of `path` are left out, after the first 100.
    pub path_left_out: u32,
}

/// One node, in lists of nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeRow {
    /// The node.
    pub node: NodeId,
    /// Its function's name.
    pub name: String,
    /// Weight of the samples that end in it.
    pub self_weight: f64,
    /// Weight of the samples that pass through it.
    pub total_weight: f64,
    /// In a diff: what became of it, without its p. `total_weight` is then the comparison's.
    pub change: Option<Change>,
    /// How many children it has.
    pub child_count: u32,
}

/// A node and what is next to it in the tree: what a reader without eyes for the picture needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Around {
    /// The node.
    pub node: NodeId,
    /// From the root to the node's parent; of a long path the last 100.
    pub ancestors: Vec<TreeRow>,
    /// The node and its siblings in the order of the picture; of many the 100 around the node.
    pub siblings: Vec<TreeRow>,
    /// How many siblings stand before the first of `siblings`.
    pub siblings_before: u32,
    /// How many siblings there are, the node included.
    pub sibling_count: u32,
    /// The node's first 100 children in the order of the picture.
    pub children: Vec<TreeRow>,
}

/// One row of the functions table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionRow {
    /// The function.
    pub function: FunctionId,
    /// Its full name.
    pub name: String,
    /// Its name without arguments, for narrow columns; empty if there are none in it.
    pub plain_name: String,
    /// Its crate or library.
    pub group: String,
    /// What sort of code it is.
    pub kind: FunctionKind,
    /// Weight of the samples that end in it.
    pub self_weight: f64,
    /// Weight of the samples that pass through it, each counted once.
    pub total_weight: f64,
    /// What the file itself says that it weighs with all that it calls, where it does (callgrind).
    pub stated_total: Option<f64>,
}

/// A window of the functions table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FunctionRows {
    /// How many rows the whole table has, the search applied.
    pub row_count: u32,
    /// How many it would have without the search.
    pub function_count: u32,
    /// The place of the first of `rows` in the table.
    pub start: u32,
    /// The rows asked for.
    pub rows: Vec<FunctionRow>,
    /// The place in the table of the function that the request named, if it is in it.
    pub row_of_selected: Option<u32>,
}
