//! The inverted tree: rooted at the leaves, expanded only where someone looks.

mod expand;
mod snapshot;

pub use expand::{Expansion, Sight};
pub use snapshot::Snapshot;

use crate::call_tree::{CallTree, rank_names};
use crate::names::{Names, generics};
use crate::node_names::{normalised, path_hash};
use crate::weights::NodeWeights;
use protocol::{FunctionId, NodeId, NodeName, SiblingOrder};
use std::ops::Range;

/// A node of the inverted tree. Its number stays the same when more is expanded; the root's is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvertedId(pub u32);

/// The callers of the leaves: the root's children are the functions in which samples end, the
/// children of each node are its callers.
///
/// A node stands for the self weights of some nodes of the call tree, and holds for each of them how
/// far up its stack the way has come. Expanding a node sorts its part of this list by the next
/// callers, in place, so that all nodes together never hold more than one entry for each node of the
/// call tree that has self weight. (The whole inverted tree has one node for each step of each
/// stack.)
#[derive(Clone, Debug)]
pub struct InvertedTree {
    order: SiblingOrder,
    name_ranks: Vec<u32>,
    /// By node: its function (of no meaning for the root), and so on.
    functions: Vec<u32>,
    parents: Vec<u32>,
    depths: Vec<u32>,
    totals: Vec<f64>,
    children: Vec<Children>,
    /// The node's part of `ends` and `weights`.
    entries: Vec<Range<u32>>,
    /// The nodes of the call tree that the ways up have come to.
    ends: Vec<u32>,
    /// The self weights with which the ways began.
    weights: Vec<f64>,
    /// Weight of samples without any frame.
    root_self_weight: f64,
    scratch: expand::Scratch,
}

/// What is known of a node's callers.
#[derive(Clone, Debug, PartialEq)]
enum Children {
    /// There are some that nobody has asked for yet.
    Waiting,
    /// They are these nodes.
    Nodes(Range<u32>),
}

impl InvertedTree {
    /// The inverted form of `tree`, of which only the root is there yet. Siblings are in `order`, as
    /// those of [`crate::call_tree::TreeInput`].
    pub fn new(tree: &CallTree, weights: &NodeWeights, names: &Names, order: SiblingOrder) -> Self {
        let with_self = || tree.nodes().skip(1).filter(|&node| weights.self_weight(node) > 0.0);
        let ends: Vec<u32> = with_self().map(|node| node.0).collect();
        let count = ends.len() as u32;
        Self {
            order,
            name_ranks: rank_names(names),
            functions: vec![0],
            parents: vec![0],
            depths: vec![0],
            totals: vec![weights.total()],
            children: vec![if count > 0 { Children::Waiting } else { Children::Nodes(1..1) }],
            entries: std::iter::once(0..count).collect(),
            ends,
            weights: with_self().map(|node| weights.self_weight(node)).collect(),
            root_self_weight: weights.self_weight(NodeId(0)),
            scratch: expand::Scratch::new(names.functions.len()),
        }
    }

    /// How many nodes are there so far.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// Whether there is nothing but the root so far.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// The node's function; `None` for the root.
    pub fn function(&self, id: InvertedId) -> Option<FunctionId> {
        (id.0 > 0).then(|| FunctionId(self.functions[id.0 as usize]))
    }

    /// Whether the node has callers that aren't there yet.
    pub fn is_waiting(&self, id: InvertedId) -> bool {
        self.children[id.0 as usize] == Children::Waiting
    }

    /// The name of a node: the hash of the normalised names from the leaf function to the node's,
    /// without generic arguments. `None` for the root.
    pub fn name(&self, names: &Names, id: InvertedId) -> Option<NodeName> {
        let leaf = names.name(self.function(id)?).to_owned();
        let upwards = std::iter::successors(Some(id), |id| {
            Some(InvertedId(self.parents[id.0 as usize])).filter(|id| id.0 > 0)
        });
        let mut path: Vec<_> = upwards.filter_map(|id| self.function(id)).collect();
        path.reverse();
        let hash = path
            .into_iter()
            .fold(None, |before, function| Some(path_hash(before, &plain(names.name(function)))));
        Some(NodeName { path_hash: hash?, leaf })
    }

    /// The node of that name, if it is there so far: one whose function is written just so before
    /// others, then the heaviest.
    pub fn resolve(&self, names: &Names, name: &NodeName) -> Option<InvertedId> {
        let plain_names: Vec<_> =
            names.functions.iter().map(|function| plain(&function.name)).collect();
        let mut hashes = vec![None; self.len()];
        let mut best: Option<((bool, f64), InvertedId)> = None;
        for node in 1..self.len() {
            let function = self.functions[node] as usize;
            let hash = path_hash(hashes[self.parents[node] as usize], &plain_names[function]);
            hashes[node] = Some(hash);
            if hash == name.path_hash {
                let key = (names.functions[function].name == name.leaf, self.totals[node]);
                if best.is_none_or(|(other, _)| other < key) {
                    best = Some((key, InvertedId(node as u32)));
                }
            }
        }
        best.map(|(_, id)| id)
    }
}

/// What a node's name is made of. Generic arguments are left out, so that the name doesn't change
/// when they are collapsed.
fn plain(name: &str) -> String {
    normalised(&generics::collapsed(name)).into_owned()
}
