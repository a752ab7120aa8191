//! What can be taken out of a view.

use crate::tree::NodeId;
use serde::{Deserialize, Serialize};

/// A thing to write out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// The tree that is shown, as folded stacks.
    Folded,
    /// The tree that is shown, as a file of speedscope; of a diff the comparison.
    Speedscope,
    /// What the module of files needs to draw the interactive SVG: see [`SvgSource`].
    SvgSource {
        /// Whether the root is on top.
        root_on_top: bool,
    },
    /// The functions table with its sort order and filter, as comma-separated values.
    FunctionsCsv,
    /// The call path of a node, a function a line, root first.
    CallPath(NodeId),
}

/// Ends the names of bars that only a diff's baseline has, in [`SvgSource::folded`].
pub const GONE_SIGN: char = '\u{e030}';
/// The same of those that only the comparison has.
pub const NEW_SIGN: char = '\u{e031}';

/// What the interactive SVG is made from. Sent to the module of files in its byte form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SvgSource {
    /// The title: the file's name and what is shown of it.
    pub title: String,
    /// What the colours mean, in a line below the title; or empty.
    pub subtitle: String,
    /// Folded stacks in the order of the picture, whose counts are scaled to stay below 2³¹
    /// (inferno prints them in 32 bits on wasm). In names U+E000 stands for `;`, U+E001 for a
    /// blank, so that neither is taken for a separator. A name has one colour, so where a function
    /// has more, its bars of the other ones end in a sign from U+E010 to U+E02F each. What only one
    /// side of a diff has ends in [`GONE_SIGN`] or [`NEW_SIGN`].
    pub folded: String,
    /// The true weight of each line of `folded`.
    pub weights: Vec<f64>,
    /// For each frame name in `folded` its colour.
    pub colours: Vec<(String, crate::scene::Rgb)>,
    /// The true total of everything.
    pub total: f64,
    /// What to multiply a count of `folded` by to get about the true weight.
    pub factor: f64,
    /// The unit's name.
    pub unit: String,
    /// Whether the root is on top.
    pub root_on_top: bool,
}
