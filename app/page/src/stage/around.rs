//! What is next to the selected node in the tree: asked for whenever the selection changes.

use crate::state::State;
use leptos::prelude::*;
use protocol::{Answer, Around, NodeId, Request, TreeId, TreeRow};
use std::sync::Arc;

/// The neighbourhood of a node, and the tree that it holds for.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbourhood {
    /// The tree.
    pub tree: TreeId,
    /// The neighbours.
    pub around: Around,
}

impl Neighbourhood {
    /// The node itself.
    pub fn this(&self) -> Option<&TreeRow> {
        self.around.siblings.iter().find(|row| row.node == self.around.node)
    }

    /// Its caller.
    pub fn parent(&self) -> Option<NodeId> {
        self.around.ancestors.last().map(|row| row.node)
    }

    /// The first of its callees in the picture.
    pub fn first_child(&self) -> Option<NodeId> {
        self.around.children.first().map(|row| row.node)
    }

    /// A sibling, so many bars to the right.
    pub fn sibling(&self, by: isize) -> Option<NodeId> {
        let place = self.around.siblings.iter().position(|row| row.node == self.around.node)?;
        self.around.siblings.get(place.checked_add_signed(by)?).map(|row| row.node)
    }
}

/// The neighbourhood of a node that changes; keeps the one before until the next is known.
pub fn neighbourhood(
    state: State,
    node: impl Fn() -> Option<NodeId> + Send + Sync + 'static,
) -> Signal<Option<Arc<Neighbourhood>>> {
    let found = RwSignal::new(None::<Arc<Neighbourhood>>);
    let tree = Memo::new(move |_| state.shown.get().map(|shown| shown.tree));
    let wanted = Memo::new(move |_| Some((tree.get()?, node()?)));
    Effect::new(move || {
        let Some((tree, node)) = wanted.get() else { return found.set(None) };
        leptos::task::spawn_local(async move {
            let reply = state.ask(Request::Around { tree, node }).await;
            // Another node may have been selected meanwhile, or the viewer be gone.
            if wanted.try_get_untracked().flatten() != Some((tree, node)) {
                return;
            }
            if let Some((Answer::Around { tree, around }, _)) = reply {
                found.set(Some(Arc::new(Neighbourhood { tree, around })));
            }
        });
    });
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(node: u32) -> TreeRow {
        TreeRow {
            node: NodeId(node),
            name: String::new(),
            self_weight: 0.0,
            total_weight: 0.0,
            change: None,
            child_count: 0,
        }
    }

    #[test]
    fn neighbours_end_at_the_edges() {
        let around = Around {
            node: NodeId(5),
            siblings: vec![row(2), row(5)],
            ancestors: vec![row(0), row(1)],
            ..Around::default()
        };
        let place = Neighbourhood { tree: TreeId(0), around };
        assert_eq!(place.sibling(-1), Some(NodeId(2)));
        assert_eq!(place.sibling(1), None);
        assert_eq!(place.sibling(-2), None);
        assert_eq!(place.parent(), Some(NodeId(1)));
        assert_eq!(place.first_child(), None);
    }
}
