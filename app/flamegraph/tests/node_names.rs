//! Names of nodes: there and back, through transforms, and in another recording.

mod trees;

use flamegraph::call_tree::BuiltTree;
use flamegraph::names::Names;
use flamegraph::node_names::{NodeNames, normalised, path_hash};
use flamegraph::transforms::{self, Facts, Transformed};
use profile::Profile;
use protocol::{NodeId, NodeName, Threads, Transform};
use std::sync::Arc;
use trees::{data, folded, tree_of};

/// A profile after transforms, and all that names of its nodes need.
struct Named {
    profile: Arc<Profile>,
    plain_names: Names,
    node_names: NodeNames,
    names: Names,
    transformed: Transformed,
    built: BuiltTree,
}

impl Named {
    fn of(profile: Profile, transforms: &[Transform]) -> Self {
        let profile = Arc::new(profile);
        let plain_names = Names::of(&profile, false);
        let node_names = NodeNames::of(&profile, &plain_names);
        let names = Names::of(&profile, transforms.contains(&Transform::CollapseGenerics));
        let facts = Facts {
            profile: &profile,
            names: &names,
            plain_names: &plain_names,
            node_names: &node_names,
        };
        let transformed = transforms::apply(facts, transforms);
        let built = tree_of(&profile, &transformed.paths, &names, &Threads::All);
        Self { plain_names, node_names, names, transformed, built, profile }
    }

    fn name(&self, node: NodeId) -> Option<NodeName> {
        self.node_names.of_node(&self.profile, &self.plain_names, &self.built, node)
    }

    fn resolve(&self, name: &NodeName) -> Option<NodeId> {
        let paths = &self.transformed.paths;
        self.node_names.resolve(&self.profile, &self.plain_names, paths, &self.built, name)
    }

    fn path(&self, node: NodeId) -> Vec<&str> {
        let tree = &self.built.tree;
        let upwards = std::iter::successors(Some(node), |&node| Some(tree.parent(node)));
        let path = upwards.map_while(|node| tree.function(node));
        path.map(|function| self.names.name(function)).collect()
    }

    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.built.tree.nodes().skip(1)
    }
}

/// Asserts that nodes' names lead back to them, but for those that share their names with others.
fn check_there_and_back(transforms: &[Transform]) {
    let profile = data("folded/wordstat/before/stacks.folded.gz");
    let named = Named::of(profile, transforms);
    let (mut same, mut count) = (0, 0);
    for node in named.nodes().step_by(7) {
        let name = named.name(node).unwrap();
        let found = named.resolve(&name).unwrap();
        assert_eq!(named.name(found).unwrap().path_hash, name.path_hash);
        same += usize::from(found == node);
        count += 1;
    }
    assert!(count > 50 && same * 100 >= count * 97, "{same} of {count}");
}

#[test]
fn names_lead_back() {
    check_there_and_back(&[]);
    check_there_and_back(&[Transform::CollapseGenerics, Transform::CollapseRecursion]);
    check_there_and_back(&[Transform::MergeStd, Transform::TrimRuntime]);
}

#[test]
fn names_hold_when_transforms_come_and_go() {
    let profile = || data("folded/wordstat/before/stacks.folded.gz");
    let plain = Named::of(profile(), &[]);
    let merged = Named::of(profile(), &[Transform::MergeStd, Transform::CollapseGenerics]);
    for node in merged.nodes().step_by(5) {
        let found = plain.resolve(&merged.name(node).unwrap()).unwrap();
        let leaf = flamegraph::names::generics::collapsed(plain.path(found)[0]).into_owned();
        assert_eq!(normalised(&leaf), normalised(merged.path(node)[0]));
    }
    // A node that is merged into its caller is found there.
    let is_std = |name: &str| name == "core::hash::BuildHasher::hash_one";
    let std_node = plain.nodes().find(|&node| is_std(plain.path(node)[0])).unwrap();
    let caller = merged.resolve(&plain.name(std_node).unwrap()).unwrap();
    assert!(!merged.path(caller)[0].starts_with("core::"));
}

#[test]
fn names_hold_in_another_recording() {
    let first = Named::of(data("folded/wordstat/before/stacks.folded.gz"), &[]);
    let second = Named::of(data("folded/wordstat/before-run2.folded.gz"), &[]);
    let mut found = 0;
    for node in first.nodes().step_by(5) {
        if let Some(other) = second.resolve(&first.name(node).unwrap()) {
            let plain = |names: Vec<&str>| -> Vec<String> {
                names.iter().map(|name| normalised(name).into_owned()).collect()
            };
            assert_eq!(plain(first.path(node)), plain(second.path(other)));
            found += 1;
        }
    }
    assert!(found > 100, "only {found} nodes are found again");
}

#[test]
fn a_name_that_is_not_there_leads_nowhere() {
    let named = Named::of(folded("a;b 1"), &[]);
    assert_eq!(named.resolve(&NodeName { path_hash: 7, leaf: "b".into() }), None);
    assert_eq!(named.resolve(&NodeName { path_hash: 7, leaf: "c".into() }), None);
    assert_eq!(named.name(NodeId(0)), None);
}

#[test]
fn transforms_of_nodes_mean_that_node_alone() {
    let text = "a;b;x 1\na;c;b;x 2\na;b 4";
    let plain = Named::of(folded(text), &[]);
    let node = plain.nodes().find(|&node| plain.path(node) == ["b", "a"]).unwrap();
    let name = || plain.name(node).unwrap();
    let paths = |transform| {
        let named = Named::of(folded(text), &[transform]);
        let line = |node| {
            format!("{} {}", named.path(node).join("<"), named.built.weights.total_weight(node))
        };
        named.nodes().map(line).collect::<Vec<_>>()
    };
    assert_eq!(paths(Transform::FocusNode(name())), ["b 5", "x<b 1"]);
    assert_eq!(paths(Transform::DropNode(name())), ["a 2", "c<a 2", "b<c<a 2", "x<b<c<a 2"]);
    assert_eq!(
        paths(Transform::MergeNode(name())),
        ["a 7", "c<a 2", "b<c<a 2", "x<b<c<a 2", "x<a 1"]
    );
}

#[test]
fn a_hash_is_that_of_the_folded_path() {
    // FNV-1a of "a" and "a;b", as the test vectors of its authors have the first.
    let a = path_hash(None, "a");
    assert_eq!(a, 0xaf63_dc4c_8601_ec8c);
    assert_eq!(path_hash(Some(a), "b"), path_hash(None, "a;b"));
}

fn check_normalised(name: &str, expected: &str) {
    assert_eq!(normalised(name), expected);
}

#[test]
fn normalised_names_have_nothing_of_the_build() {
    check_normalised("a::f::{closure#12}", "a::f::{closure}");
    check_normalised("a::f::{{closure}}::{{closure}}", "a::f::{closure}::{closure}");
    check_normalised("a::{impl#8}::f", "a::{impl}::f");
    check_normalised("f.part.0.cold", "f");
    check_normalised("f.llvm.0123456789ABCDEF", "f");
    check_normalised("perf_iterate_sb.constprop.0", "perf_iterate_sb");
    check_normalised("f(int) [clone .isra.0]", "f(int)");
    check_normalised("_malloc", "malloc");
    check_normalised("__malloc", "_malloc");
    check_normalised("0x7f3a12", "0x");
    check_normalised("libc.so.6!0x27304", "libc.so.6!0x");
    check_normalised("libc.so.6", "libc.so.6");
    check_normalised("app.cold", "app");
    check_normalised(".cold", ".cold");
    check_normalised("a#1", "a#1");
    check_normalised("Vec<{{é}}>", "Vec<{é}>");
}
