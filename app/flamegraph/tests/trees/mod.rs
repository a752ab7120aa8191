//! Helpers of the tests: profiles from folded text or files, and call trees as text.
#![allow(dead_code, reason = "each test file uses some of them")]

pub mod oracle;

use flamegraph::call_paths::CallPaths;
use flamegraph::call_tree::{BuiltTree, CallTree, TreeInput};
use flamegraph::names::Names;
use flamegraph::weights::NodeWeights;
use profile::Profile;
use profile::id::MetricId;
use profile::import::{ImportOptions, Reader};
use protocol::{NodeId, SiblingOrder, Threads};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// The first metric.
pub fn metric() -> MetricId {
    MetricId::new(0)
}

/// The profile in folded text.
pub fn folded(text: &str) -> Profile {
    import("test.folded", text.as_bytes())
}

/// The profile in a file of `tests/data`.
pub fn data(path: &str) -> Profile {
    import(path, &data_bytes(path))
}

/// The bytes of a file of `tests/data`.
pub fn data_bytes(path: &str) -> Vec<u8> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data"));
    std::fs::read(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The first profile in the bytes of a file.
pub fn import(name: &str, bytes: &[u8]) -> Profile {
    let mut reader = Reader::new(name, ImportOptions::default());
    reader.push(bytes).unwrap();
    let imported = reader.finish().unwrap();
    imported.profiles.into_iter().next().expect("a profile")
}

/// A profile with its names and its tree, before any transform.
pub struct Plain {
    pub profile: Arc<Profile>,
    pub names: Names,
    pub paths: CallPaths,
    pub built: BuiltTree,
}

impl Plain {
    pub fn of(profile: Profile) -> Self {
        let profile = Arc::new(profile);
        let names = Names::of(&profile, false);
        let paths = CallPaths::of(&profile, &names);
        let built = tree_of(&profile, &paths, &names, &Threads::All);
        Self { profile, names, paths, built }
    }
}

/// The tree of some threads, by weight.
pub fn tree_of(
    profile: &Profile,
    paths: &CallPaths,
    names: &Names,
    threads: &Threads,
) -> BuiltTree {
    let order = Some(SiblingOrder::Weight);
    BuiltTree::of(TreeInput { profile, paths, names, threads, metric: metric(), order })
}

/// A tree as indented lines: name, total, self.
pub fn dump(names: &Names, tree: &CallTree, weights: &NodeWeights) -> String {
    let mut out = String::new();
    for node in tree.nodes() {
        let name = tree.function(node).map_or("all", |function| names.name(function));
        let indent = tree.depth(node) as usize * 2;
        let (total, own) = (weights.total_weight(node), weights.self_weight(node));
        writeln!(out, "{:indent$}{name} {total} ({own})", "").unwrap();
    }
    out
}

/// Self and total of each function by name, the total counted once a sample, heaviest first.
pub fn by_function(
    names: &Names,
    tree: &CallTree,
    weights: &NodeWeights,
) -> [Vec<(String, f64)>; 2] {
    let mut own = vec![0.0; names.functions.len()];
    let mut total = vec![0.0; names.functions.len()];
    for node in tree.nodes().skip(1) {
        let function = tree.function(node).unwrap();
        own[function.0 as usize] += weights.self_weight(node);
        let is = |other: &NodeId| tree.function(*other) == Some(function);
        let mut callers = std::iter::successors(Some(tree.parent(node)), |&node| {
            (node != NodeId(0)).then(|| tree.parent(node))
        });
        if !callers.any(|caller| is(&caller)) {
            total[function.0 as usize] += weights.total_weight(node);
        }
    }
    [own, total].map(|column| {
        let rows = names.functions.iter().zip(column);
        let mut rows: Vec<_> =
            rows.map(|(function, weight)| (function.name.clone(), weight)).collect();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rows
    })
}
