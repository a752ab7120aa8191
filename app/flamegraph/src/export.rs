//! What can be taken out of a view, as text.

mod csv;
mod folded;
mod speedscope;
mod svg_source;

pub use csv::functions_csv;
pub(crate) use csv::quoted;
pub use folded::{Folded, folded, folded_diff};
pub use speedscope::{SpeedscopeInput, speedscope};
pub use svg_source::{SvgInput, svg_source};

use crate::call_tree::CallTree;
use crate::details;
use crate::names::Names;
use protocol::NodeId;

/// The call path of a node, a function a line, root first.
pub fn call_path(tree: &CallTree, names: &Names, node: NodeId) -> String {
    let node = if tree.contains(node) { node } else { NodeId(0) };
    let mut text = String::new();
    for node in details::call_path(tree, node) {
        text.push_str(tree.function(node).map_or("", |function| names.name(function)));
        text.push('\n');
    }
    text
}
