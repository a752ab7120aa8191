//! The numbers of nodes as the page knows them.
//!
//! A plain tree's nodes keep their numbers as long as the tree lives. Those of an inverted tree's
//! snapshot change whenever more is expanded, so the page gets the inverted tree's own numbers.

use crate::inverted::{InvertedId, Snapshot};
use protocol::{Around, Details, NodeId, Place, Scene, TreeRow};

/// Translates between a picture's nodes and the page's; plain trees need no translation.
#[derive(Clone, Copy)]
pub struct Numbers<'a>(pub Option<&'a Snapshot>);

impl Numbers<'_> {
    /// The picture's node of the page's `node`; the root for one that isn't there.
    pub fn inner(self, node: NodeId) -> NodeId {
        match self.0 {
            Some(snapshot) => snapshot.node(InvertedId(node.0)).unwrap_or_default(),
            None => node,
        }
    }

    /// The page's number of the picture's `node`.
    pub fn outer(self, node: NodeId) -> NodeId {
        match self.0 {
            Some(snapshot) => NodeId(snapshot.id(node).map_or(0, |id| id.0)),
            None => node,
        }
    }

    /// Gives a place the page's number.
    pub fn place(self, place: Place) -> Place {
        Place { node: self.outer(place.node), ..place }
    }

    /// Gives all nodes of `details` the page's numbers.
    pub fn details(self, mut details: Details) -> Details {
        details.place.node = self.outer(details.place.node);
        for step in &mut details.path {
            step.node = self.outer(step.node);
        }
        details
    }

    /// Gives all nodes of `around` the page's numbers.
    pub fn around(self, mut around: Around) -> Around {
        around.node = self.outer(around.node);
        let renumber = |rows: &mut Vec<TreeRow>| {
            for row in rows {
                row.node = self.outer(row.node);
            }
        };
        renumber(&mut around.ancestors);
        renumber(&mut around.siblings);
        renumber(&mut around.children);
        around
    }

    /// Gives all nodes of a scene and of its plane of bars the page's numbers.
    pub fn scene(self, scene: &mut Scene, bars: &mut [u8]) {
        if self.0.is_none() {
            return;
        }
        for label in &mut scene.labels {
            label.node = self.outer(label.node);
        }
        for pixel in bars.chunks_exact_mut(4) {
            let number = u32::from_le_bytes([pixel[0], pixel[1], pixel[2], pixel[3]]);
            if let Some(node) = number.checked_sub(1) {
                let outer = self.outer(NodeId(node)).0 + 1;
                pixel.copy_from_slice(&outer.to_le_bytes());
            }
        }
    }
}
