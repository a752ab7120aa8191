//! What can be taken out of a view.

use crate::tree::NodeId;
use serde::{Deserialize, Serialize};

/// A thing to write out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// The tree that is shown, as folded stacks.
    Folded,
    /// What the module of extras needs to draw the interactive SVG: see [`SvgSource`].
    SvgSource,
    /// The functions table with its sort order and filter, as comma-separated values.
    FunctionsCsv,
    /// The call path of a node, a function a line, root first.
    CallPath(NodeId),
}

/// What the interactive SVG is made from. Sent to the module of extras in its byte form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SvgSource {
    /// The title: the file's name and what is shown of it.
    pub title: String,
    /// Folded stacks whose weights are scaled to stay below 2³¹ (inferno counts in 32 bits on
    /// wasm): the true ones are in `names`.
    pub folded: String,
    /// For each frame name in `folded` its colour.
    pub colours: Vec<(String, crate::scene::Rgb)>,
    /// The true total of everything.
    pub total: f64,
    /// What to multiply a weight of `folded` by to get the true one.
    pub factor: f64,
    /// The unit's name.
    pub unit: String,
    /// Whether the root is on top.
    pub root_on_top: bool,
}
