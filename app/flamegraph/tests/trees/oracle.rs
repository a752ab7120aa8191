//! The slow and simple way: stacks as lists of names, transforms as list functions.

use flamegraph::call_tree::CallTree;
use flamegraph::names::{Names, runtime};
use flamegraph::weights::NodeWeights;
use profile::Profile;
use protocol::{FunctionKind, NodeId, Transform};
use std::collections::BTreeMap;

/// Samples: the names from root to leaf, and the weight.
pub type Samples = Vec<(Vec<String>, f64)>;

/// The samples of a profile, with readable names.
pub fn samples(profile: &Profile, names: &Names) -> Samples {
    let table = &profile.threads[0].samples[0];
    let rows = table.stacks.iter().enumerate().map(|(row, stack)| {
        let frames = stack.iter().flat_map(|&stack| profile.stacks.leaf_to_root(stack));
        let name = |frame| {
            let function = names.of_profile_function[profile.frames.function(frame).index()];
            names.name(function).to_owned()
        };
        let mut path: Vec<String> = frames.map(name).collect();
        path.reverse();
        (path, table.weights[0].1.get(row))
    });
    rows.collect()
}

/// The samples after a transform that concerns functions.
pub fn transformed(names: &Names, samples: Samples, transform: &Transform) -> Samples {
    let has = |path: &[String], name: &String| path.contains(name);
    let is_known =
        |name: &String| samples.iter().any(|(path, weight)| *weight > 0.0 && has(path, name));
    let keep = |samples: Samples, is: &dyn Fn(&String) -> bool| -> Samples {
        samples
            .into_iter()
            .map(|(path, weight)| (path.into_iter().filter(|name| is(name)).collect(), weight))
            .collect()
    };
    match transform {
        Transform::FocusFunction(name) if !is_known(name) => samples,
        Transform::FocusFunction(name) => samples
            .into_iter()
            .filter_map(|(path, weight)| {
                let from = path.iter().position(|other| other == name)?;
                Some((path[from..].to_vec(), weight))
            })
            .collect(),
        Transform::MergeFunction(name) => keep(samples, &|other| other != name),
        Transform::DropFunction(name) => {
            samples.into_iter().filter(|(path, _)| !has(path, name)).collect()
        }
        Transform::MergeStd => keep(samples, &|name| kind(names, name) != FunctionKind::Std),
        Transform::TrimRuntime => {
            samples.into_iter().map(|(path, weight)| (trimmed(names, &path), weight)).collect()
        }
        Transform::CollapseRecursion => samples
            .into_iter()
            .map(|(path, weight)| {
                let mut kept: Vec<String> = Vec::new();
                for name in path {
                    match kept.iter().position(|other| *other == name) {
                        Some(outer) => kept.truncate(outer + 1),
                        None => kept.push(name),
                    }
                }
                (kept, weight)
            })
            .collect(),
        other => panic!("the oracle doesn't know {other:?}"),
    }
}

fn trimmed(names: &Names, path: &[String]) -> Vec<String> {
    let labels = path.iter().take_while(|name| kind(names, name) == FunctionKind::Label).count();
    let after_marker =
        path.iter().rposition(|name| runtime::is_runtime_marker(name)).map_or(labels, |at| at + 1);
    let from = after_marker.max(labels);
    let starts = path[from..].iter().take_while(|name| runtime::is_runtime_start(name)).count();
    [&path[..labels], &path[from + starts..]].concat()
}

fn kind(names: &Names, name: &str) -> FunctionKind {
    names.functions.iter().find(|function| function.name == name).unwrap().kind
}

/// The self weight of each path that has one below it.
pub fn tree_of(samples: &Samples) -> BTreeMap<Vec<String>, f64> {
    let mut tree = BTreeMap::from([(Vec::new(), 0.0)]);
    for (path, weight) in samples.iter().filter(|(_, weight)| *weight > 0.0) {
        for depth in 1..path.len() {
            tree.entry(path[..depth].to_vec()).or_insert(0.0);
        }
        *tree.entry(path.clone()).or_insert(0.0) += weight;
    }
    tree
}

/// The same of a tree that was built.
pub fn paths_of(
    names: &Names,
    tree: &CallTree,
    weights: &NodeWeights,
) -> BTreeMap<Vec<String>, f64> {
    let mut path: Vec<String> = Vec::new();
    let mut out = BTreeMap::new();
    for node in tree.nodes() {
        if node != NodeId(0) {
            path.truncate(tree.depth(node) as usize - 1);
            path.push(names.name(tree.function(node).unwrap()).to_owned());
        }
        let twin = out.insert(path.clone(), weights.self_weight(node));
        assert!(twin.is_none(), "two nodes are {path:?}");
    }
    out
}
