//! Functions that are inlined on one side and called on the other: no change of the program's work,
//! though their frames come and go.
//!
//! ```text
//! baseline    main;parse;next_byte;refill 30      next_byte is called
//! comparison  main;parse;refill 30                next_byte is inlined
//! ```
//!
//! What passed through `next_byte` goes from its caller straight to its callees, so it can be found
//! without debug information; merged into its callers on both sides ([`fold`]), it differs no more.

use super::state::Judged;
use crate::call_tree::CallTree;
use crate::order;
use crate::weights::NodeWeights;
use hashbrown::HashMap;
use protocol::diff::{MovedFunction, Side};
use protocol::{FunctionId, NodeId};

/// The callee that stands for a function's own samples.
const OWN: u32 = u32::MAX;
/// The function that stands for the root.
const ROOT: u32 = u32::MAX - 1;
/// So much of a function's missing weight must be found between its callers and callees.
const LEAST_EXPLAINED: f64 = 0.5;
/// Functions of a smaller share of the total aren't looked at.
const LEAST_SHARE: f64 = 0.001;
/// Longer runs of functions that are only on one side aren't followed.
const LONGEST_RUN: usize = 64;

/// A call from one function to another, or a function's own samples ([`OWN`]).
type Edge = (u32, u32);

/// The scaled weight of each call.
type Edges = HashMap<Edge, [f64; 2], rustc_hash::FxBuildHasher>;

/// For each function its callers or callees, with the weight that is missing between them.
type Lost = HashMap<u32, Vec<(u32, f64)>, rustc_hash::FxBuildHasher>;

/// Functions that seem to be inlined on one side, the heaviest first.
pub fn moved(judged: Judged) -> Vec<MovedFunction> {
    let edges = edges(judged);
    let count = judged.sides.names.functions.len();
    let mut found = Vec::new();
    for side in [Side::Baseline, Side::Comparison] {
        let mut explained = vec![0.0; count];
        let mut missing = vec![0.0; count];
        runs(judged, &edges, side, &mut explained, &mut missing);
        partly(judged, &edges, side, &mut explained, &mut missing);
        for place in 0..count {
            let function = FunctionId(place as u32);
            let is_heavy = missing[place] >= LEAST_SHARE * judged.scaling.reference;
            if missing[place] > 0.0
                && is_heavy
                && explained[place] >= LEAST_EXPLAINED * missing[place]
                && judged.noise.function_changed(function).1
            {
                found.push(MovedFunction {
                    function,
                    name: judged.sides.names.name(function).to_owned(),
                    called_on: side,
                    weight: missing[place],
                });
            }
        }
    }
    let heaviest_first = |moved: &MovedFunction| order::heaviest_first(moved.weight);
    order::sorted(found, heaviest_first, |left, right| left.name.cmp(&right.name))
}

fn edges(judged: Judged) -> Edges {
    let (tree, weights) = (&judged.sides.tree, &judged.sides.weights);
    let mut edges = Edges::default();
    let mut add = |edge: Edge, raw: [f64; 2]| {
        if raw != [0.0; 2] {
            let sum = edges.entry(edge).or_default();
            for side in 0..2 {
                sum[side] += raw[side] * judged.scaling.factors[side];
            }
        }
    };
    for node in tree.nodes() {
        let function = function_of(tree, node);
        add((function, OWN), [0, 1].map(|side: usize| weights[side].self_weight(node)));
        if node != NodeId(0) {
            let caller = function_of(tree, tree.parent(node));
            add((caller, function), [0, 1].map(|side: usize| weights[side].total_weight(node)));
        }
    }
    edges
}

fn function_of(tree: &CallTree, node: NodeId) -> u32 {
    tree.function(node).map_or(ROOT, |function| function.0)
}

/// Functions that are only on `side`, several of which may follow each other. What passes through
/// such a run from `p` to `c` is explained as far as the other side has more calls from `p` to `c`.
fn runs(judged: Judged, edges: &Edges, side: Side, explained: &mut [f64], missing: &mut [f64]) {
    let sides = judged.sides;
    let (own, other) = (side.index(), side.other().index());
    let is_one_sided = |function: u32| {
        let total = |side: usize| {
            sides.functions[side].total_weights.get(function as usize).copied().unwrap_or(0.0)
        };
        total(own) > 0.0 && total(other) <= 0.0
    };
    let tree = &sides.tree;
    let factor = judged.scaling.factors[own];
    // The weight that crosses a run between two functions, and each crossing with its last node.
    let mut crossing = HashMap::<Edge, f64, rustc_hash::FxBuildHasher>::default();
    let mut crossings: Vec<(Edge, f64, Vec<u32>)> = Vec::new();
    for node in tree.nodes().skip(1) {
        let mut cross = |last: NodeId, callee: u32, weight: f64| {
            let mut run = Vec::new();
            let mut at = last;
            let mut length = 0;
            while length < LONGEST_RUN && is_one_sided(function_of(tree, at)) {
                // A function that calls itself is in the run once.
                if !run.contains(&function_of(tree, at)) {
                    run.push(function_of(tree, at));
                }
                length += 1;
                at = tree.parent(at);
            }
            let edge = (function_of(tree, at), callee);
            *crossing.entry(edge).or_default() += weight;
            crossings.push((edge, weight, run));
        };
        let function = function_of(tree, node);
        if is_one_sided(function) {
            let weight = sides.weights[own].self_weight(node) * factor;
            if weight > 0.0 {
                cross(node, OWN, weight);
            }
        } else if is_one_sided(function_of(tree, tree.parent(node))) {
            let weight = sides.weights[own].total_weight(node) * factor;
            if weight > 0.0 {
                cross(tree.parent(node), function, weight);
            }
        }
    }
    for (edge, weight, run) in crossings {
        let both = edges.get(&edge).copied().unwrap_or_default();
        let more = (both[other] - both[own]).max(0.0);
        let share = (more / crossing[&edge]).min(1.0);
        for function in run {
            explained[function as usize] += weight * share;
            missing[function as usize] += weight;
        }
    }
}

/// Functions that are on both sides, but significantly more on `side`: what is missing on the other
/// of calls to them is explained as far as their callers call their callees more.
fn partly(judged: Judged, edges: &Edges, side: Side, explained: &mut [f64], missing: &mut [f64]) {
    let (own, other) = (side.index(), side.other().index());
    let sums = &judged.sides.functions;
    let is_candidate = |function: u32| {
        let at = function as usize;
        let total = |side: usize| {
            let total = sums[side].total_weights.get(at).copied().unwrap_or(0.0);
            total * judged.scaling.factors[side]
        };
        total(other) > 0.0
            && total(own) > total(other)
            && judged.noise.function_changed(FunctionId(function)).1
    };
    let (mut callers, mut callees) = (Lost::default(), Lost::default());
    for (&(caller, callee), weights) in edges {
        let less = weights[own] - weights[other];
        if less > 0.0 && caller != callee {
            if is_candidate(callee) {
                callers.entry(callee).or_default().push((caller, less));
            }
            if is_candidate(caller) {
                callees.entry(caller).or_default().push((callee, less));
            }
        }
    }
    for (function, callers) in callers {
        let more = |callee: u32| -> f64 {
            let calls = callers.iter().filter_map(|&(caller, _)| edges.get(&(caller, callee)));
            calls.map(|weights| (weights[other] - weights[own]).max(0.0)).sum()
        };
        let callees = callees.get(&function).map_or(&[][..], Vec::as_slice);
        explained[function as usize] +=
            callees.iter().map(|&(callee, less)| more(callee).min(less)).sum::<f64>();
        missing[function as usize] += callers.iter().map(|(_, less)| less).sum::<f64>();
    }
}

/// The tree without the frames of some functions, whose weight goes to their callers. Where a
/// function called itself through them alone, it doesn't any more. Siblings may be of one function
/// then; the union makes them one.
pub fn fold(
    tree: &CallTree,
    weights: &NodeWeights,
    is_folded: impl Fn(FunctionId) -> bool,
) -> (CallTree, NodeWeights) {
    // For each node where it went: node and depth there, and whether frames were folded on the way.
    let mut went: Vec<(u32, u32, bool)> = Vec::with_capacity(tree.len());
    let mut nodes: Vec<(FunctionId, u32)> = Vec::new();
    let mut own = vec![weights.self_weight(NodeId(0))];
    went.push((0, 0, false));
    for node in tree.nodes().skip(1) {
        let (at, depth, has_folded) = went[tree.parent(node).0 as usize];
        let function = tree.function(node).unwrap_or_default();
        let is_same = || at > 0 && nodes[at as usize - 1].0 == function;
        let goes_to = if is_folded(function) {
            (at, depth, true)
        } else if has_folded && is_same() {
            (at, depth, false)
        } else {
            nodes.push((function, depth + 1));
            own.push(0.0);
            (nodes.len() as u32, depth + 1, false)
        };
        own[goes_to.0 as usize] += weights.self_weight(node);
        went.push(goes_to);
    }
    let tree = CallTree::from_preorder(nodes);
    let weights = NodeWeights::from_self(&tree, own);
    (tree, weights)
}
