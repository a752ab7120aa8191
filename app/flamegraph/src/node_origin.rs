//! Where a node's code stands: its source line, and whether it is inlined.

use crate::call_tree::BuiltTree;
use profile::Profile;
use profile::id::StackId;
use protocol::NodeId;

/// What the frames of a node have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeOrigin {
    /// The source line, where all frames with a line have the same.
    pub line: Option<u32>,
    /// Whether the node is an inlined call in more than half of its weight.
    pub inlined: bool,
}

impl NodeOrigin {
    /// What is known of `node`. Looks at all paths: not for every node.
    pub fn of(profile: &Profile, built: &BuiltTree, node: NodeId) -> Self {
        let (mut inlined, mut total) = (0.0, 0.0);
        let mut line = None;
        let mut is_one_line = true;
        for path in built.paths_of(node) {
            let id = StackId::new(path.0 as usize);
            let frame = profile.frames.get(profile.stacks.frame(id));
            let weight = built.path_total(path);
            total += weight;
            inlined += if frame.inlined { weight } else { 0.0 };
            is_one_line &= line.is_none() || frame.line.is_none() || line == frame.line;
            line = line.or(frame.line);
        }
        Self { line: line.filter(|_| is_one_line), inlined: inlined * 2.0 > total }
    }
}
