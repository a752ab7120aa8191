//! All about one node: where it is, its function, callers and callees, its path, its neighbours.

mod around;

pub use around::around;

use crate::call_tree::CallTree;
use crate::function_table::{FunctionWeights, group_name};
use crate::layout::Layout;
use crate::names::Names;
use crate::order;
use crate::weights::NodeWeights;
use hashbrown::HashMap;
use protocol::{Details, FunctionFacts, FunctionId, Neighbour, NodeId, PathStep, Place};

/// Of a function's callers and callees as many are listed.
const MOST_NEIGHBOURS: usize = 50;
/// Of a long call path as many steps are listed at either end.
const PATH_END: usize = 100;

/// What a node's details are taken from; all parts belong to one tree.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The nodes.
    pub tree: &'a CallTree,
    /// What they weigh.
    pub weights: &'a NodeWeights,
    /// What functions weigh.
    pub function_weights: &'a FunctionWeights,
    /// The functions.
    pub names: &'a Names,
    /// Where bars are.
    pub layout: &'a Layout,
}

impl Sources<'_> {
    /// The name of a node's function; "all" for the root.
    fn name(&self, node: NodeId) -> &str {
        self.tree.function(node).map_or("all", |function| self.names.name(function))
    }
}

/// Where a node is and what it weighs, and its function. A node that isn't in the tree is the
/// root. Whether it is inlined and its line are for the caller to fill in.
pub fn describe(sources: &Sources, node: NodeId) -> (Place, Option<FunctionFacts>) {
    let tree = sources.tree;
    let node = if tree.contains(node) { node } else { NodeId(0) };
    let function = tree.function(node);
    // A node that weighs nothing has no bar: it is where its nearest caller with one begins.
    let mut visible = node;
    let mut span = sources.layout.span(tree, visible);
    while span.is_none() && visible != NodeId(0) {
        visible = tree.parent(visible);
        span = sources.layout.span(tree, visible);
    }
    let (x_start, x_end) = span.map_or((0.0, 0.0), |span| (span.x_start, span.x_end));
    let place = Place {
        node,
        function,
        name: sources.name(node).to_owned(),
        row: tree.depth(node),
        x_start,
        x_end: if visible == node { x_end } else { x_start },
        self_weight: sources.weights.self_weight(node),
        total_weight: sources.weights.total_weight(node),
        baseline_weight: None,
        inlined: false,
    };
    (place, function.map(|function| function_facts(sources, function)))
}

/// All about a node. Its name in links, its line and whether it is inlined are for the caller to
/// fill in. `weight` is what its function's nodes are told from each other by.
pub fn details(sources: &Sources, node: NodeId, weight: impl Fn(NodeId) -> f64) -> Details {
    let (place, function) = describe(sources, node);
    let mut details = Details { place, function, ..Details::default() };
    (details.path, details.path_left_out) = path(sources, details.place.node);
    if let Some(function) = details.place.function {
        let all = occurrences(sources.tree, weight, function);
        let index = all.iter().position(|&other| other == details.place.node);
        details.occurrence = index.unwrap_or(0) as u32;
        (details.callers, details.callees) = neighbours(sources, function);
    }
    details
}

/// All nodes of a function, the heaviest first, those of one weight in preorder.
pub fn occurrences(
    tree: &CallTree,
    weight: impl Fn(NodeId) -> f64,
    function: FunctionId,
) -> Vec<NodeId> {
    let nodes = tree.nodes().filter(|&node| tree.function(node) == Some(function)).collect();
    let heaviest_first = |&node: &NodeId| order::heaviest_first(weight(node));
    order::sorted(nodes, heaviest_first, NodeId::cmp)
}

/// The occurrence after `from` (or before it), the heaviest if `from` is none of them; past the
/// last comes the first. Also its number among all, and how many there are.
pub fn next_occurrence(
    tree: &CallTree,
    weight: impl Fn(NodeId) -> f64,
    function: FunctionId,
    from: Option<NodeId>,
    is_backwards: bool,
) -> Option<(NodeId, u32, u32)> {
    let all = occurrences(tree, weight, function);
    let count = all.len();
    let index = match all.iter().position(|&node| Some(node) == from) {
        Some(index) if is_backwards => (index + count - 1) % count,
        Some(index) => (index + 1) % count,
        None => 0,
    };
    all.get(index).map(|&node| (node, index as u32, count as u32))
}

/// The nodes from the root to `node`, without the root.
pub fn call_path(tree: &CallTree, node: NodeId) -> Vec<NodeId> {
    let up = std::iter::successors(Some(node), |&node| Some(tree.parent(node)));
    let mut path: Vec<NodeId> = up.take_while(|&node| node != NodeId(0)).collect();
    path.reverse();
    path
}

fn path(sources: &Sources, node: NodeId) -> (Vec<PathStep>, u32) {
    let nodes = call_path(sources.tree, node);
    let step = |&node: &NodeId| PathStep { node, name: sources.name(node).to_owned() };
    let left_out = nodes.len().saturating_sub(2 * PATH_END);
    if left_out == 0 {
        return (nodes.iter().map(step).collect(), 0);
    }
    let last = &nodes[PATH_END + left_out..];
    (nodes[..PATH_END].iter().chain(last).map(step).collect(), left_out as u32)
}

fn function_facts(sources: &Sources, id: FunctionId) -> FunctionFacts {
    let Some(function) = sources.names.get(id) else {
        return FunctionFacts { function: id, ..FunctionFacts::default() };
    };
    let sums = sources.function_weights;
    let weight = |column: &[f64]| column.get(id.0 as usize).copied().unwrap_or(0.0);
    let is_renamed = function.raw_name != function.name;
    FunctionFacts {
        function: id,
        name: function.name.clone(),
        raw_name: if is_renamed { function.raw_name.clone() } else { String::new() },
        group: group_name(sources.names, id).to_owned(),
        kind: function.kind,
        file: function.file.clone(),
        line: None,
        library: function.library.clone(),
        self_weight: weight(&sums.self_weights),
        total_weight: weight(&sums.total_weights),
        node_count: sums.node_counts.get(id.0 as usize).copied().unwrap_or(0),
    }
}

/// What passes between a function and another one.
#[derive(Default)]
struct Passage {
    weight: f64,
    /// The node after the subtree of the outermost call: samples before it are counted.
    counted_end: u32,
}

type Passages = HashMap<Option<FunctionId>, Passage, rustc_hash::FxBuildHasher>;

/// A function's callers and callees, the heaviest first.
///
/// Of `f;g;f;g` both calls of g by f are in one sample, which counts once.
pub fn neighbours(sources: &Sources, function: FunctionId) -> (Vec<Neighbour>, Vec<Neighbour>) {
    let (callers, callees) = passages(sources.tree, sources.weights, function);
    (list(sources, callers), list(sources, callees))
}

/// Gives the neighbours of a function in a diff the weights of both sides, each multiplied by
/// its side's factor.
pub fn weigh_neighbours(
    tree: &CallTree,
    sides: [(&NodeWeights, f64); 2],
    function: FunctionId,
    [callers, callees]: [&mut Vec<Neighbour>; 2],
) {
    let [baseline, comparison] = sides.map(|(weights, factor)| {
        let (callers, callees) = passages(tree, weights, function);
        [callers, callees].map(|passages| {
            move |of: Option<FunctionId>| {
                passages.get(&of).map_or(0.0, |passage| passage.weight) * factor
            }
        })
    });
    for (list, (before, after)) in
        [callers, callees].into_iter().zip(baseline.iter().zip(&comparison))
    {
        for neighbour in list {
            neighbour.weight = after(neighbour.function);
            neighbour.baseline_weight = Some(before(neighbour.function));
        }
    }
}

fn passages(tree: &CallTree, weights: &NodeWeights, function: FunctionId) -> (Passages, Passages) {
    let (mut callers, mut callees) = (Passages::default(), Passages::default());
    let pass = |passages: &mut Passages, other, node: NodeId| {
        let passage = passages.entry(other).or_default();
        if node.0 >= passage.counted_end {
            passage.weight += weights.total_weight(node);
            passage.counted_end = tree.subtree_end(node).0;
        }
    };
    for node in tree.nodes().skip(1) {
        let callee = tree.function(node);
        let caller = tree.function(tree.parent(node));
        if callee == Some(function) {
            pass(&mut callers, caller, node);
        }
        if caller == Some(function) {
            pass(&mut callees, callee, node);
        }
    }
    (callers, callees)
}

fn list(sources: &Sources, passages: Passages) -> Vec<Neighbour> {
    let neighbour = |(function, passage): (Option<FunctionId>, Passage)| Neighbour {
        function,
        name: function.map_or("all", |function| sources.names.name(function)).to_owned(),
        weight: passage.weight,
        baseline_weight: None,
    };
    let list = passages.into_iter().map(neighbour).collect();
    let heaviest_first = |neighbour: &Neighbour| order::heaviest_first(neighbour.weight);
    let mut list = order::sorted(list, heaviest_first, |left, right| {
        left.name.cmp(&right.name).then(left.function.cmp(&right.function))
    });
    list.truncate(MOST_NEIGHBOURS);
    list
}
