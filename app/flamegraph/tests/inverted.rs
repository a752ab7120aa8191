//! The inverted tree: small ones whole, any against the slow way, and what is expanded when.

mod trees;

use expect_test::expect;
use flamegraph::inverted::{Expansion, InvertedTree, Sight, Snapshot};
use proptest::prelude::*;
use protocol::SiblingOrder;
use std::collections::BTreeMap;
use trees::{Plain, data, dump, folded, oracle};

const ALL: Sight = Sight { x_start: 0.0, x_end: 1.0, end_row: u32::MAX, min_width_unit: 0.0 };

fn invert(plain: &Plain, sight: Sight) -> (InvertedTree, Snapshot) {
    let Plain { built, names, .. } = plain;
    let mut inverted = InvertedTree::new(&built.tree, &built.weights, names, SiblingOrder::Weight);
    let mut expansion = Expansion::of(sight);
    while !inverted.expand_visible(&built.tree, &mut expansion, 5) {}
    let snapshot = Snapshot::of(&inverted);
    (inverted, snapshot)
}

#[test]
fn callers_stand_below_the_leaves() {
    let plain = Plain::of(folded("a;b;c 1\na;c 2\nb;c 4\nb 8\na;b;c;b;c 16"));
    let snapshot = invert(&plain, ALL).1;
    expect![[r#"
        all 31 (0)
          c 23 (23)
            b 21 (0)
              c 16 (0)
                b 16 (0)
                  a 16 (0)
              a 1 (0)
            a 2 (0)
          b 8 (8)
    "#]]
    .assert_eq(&dump(&plain.names, &snapshot.tree, &snapshot.weights));
}

#[test]
fn only_what_is_in_sight_is_expanded() {
    let plain = Plain::of(folded("a;b;x 70\na;c;y 29\na;z 1"));
    let sight = Sight { x_start: 0.0, x_end: 0.5, end_row: 3, min_width_unit: 0.01 };
    let snapshot = invert(&plain, sight).1;
    expect![[r#"
        all 100 (0)
          x 70 (70)
            b 70 (0)
          y 29 (29)
          z 1 (1)
    "#]]
    .assert_eq(&dump(&plain.names, &snapshot.tree, &snapshot.weights));
}

/// The weight of each inverted path.
fn slow(samples: &oracle::Samples) -> BTreeMap<Vec<String>, f64> {
    let mut totals = BTreeMap::new();
    for (path, weight) in samples.iter().filter(|(_, weight)| *weight > 0.0) {
        let inverted: Vec<String> = path.iter().rev().cloned().collect();
        for depth in 0..=inverted.len() {
            *totals.entry(inverted[..depth].to_vec()).or_insert(0.0) += weight;
        }
    }
    totals
}

fn totals(plain: &Plain, snapshot: &Snapshot) -> BTreeMap<Vec<String>, f64> {
    let mut weights = snapshot.weights.clone();
    weights.self_weights.clone_from(&weights.total_weights);
    oracle::paths_of(&plain.names, &snapshot.tree, &weights)
}

#[test]
fn a_recorded_profile_is_inverted_as_the_slow_way_does() {
    let plain = Plain::of(data("folded/wordstat/before/stacks.folded.gz"));
    let (inverted, snapshot) = invert(&plain, ALL);
    assert_eq!(totals(&plain, &snapshot), slow(&oracle::samples(&plain.profile, &plain.names)));
    let own: f64 = snapshot.weights.self_weights.iter().sum();
    assert_eq!(own, plain.built.weights.total());
    let (mut places, mut tried) = (0, 0);
    for node in snapshot.tree.nodes().skip(1).step_by(97) {
        let id = snapshot.id(node).unwrap();
        assert_eq!(snapshot.node(id), Some(node));
        let name = inverted.name(&plain.names, id).unwrap();
        let resolved = inverted.resolve(&plain.names, &name).unwrap();
        places += usize::from(resolved == id);
        tried += 1;
        assert_eq!(inverted.name(&plain.names, resolved), Some(name));
    }
    // Some nodes differ only in the numbers of closures and share their names.
    assert!(tried > 50 && places * 100 > tried * 95, "{places} of {tried}");
}

#[test]
fn siblings_stand_by_weight() {
    let plain = Plain::of(data("folded/wordstat/before/stacks.folded.gz"));
    let snapshot = invert(&plain, ALL).1;
    for node in snapshot.tree.nodes() {
        let weight = |child| snapshot.weights.total_weight(child);
        assert!(snapshot.tree.children(node).map(weight).is_sorted_by(|one, next| one >= next));
    }
}

#[test]
fn a_stack_of_a_million_frames_can_be_inverted() {
    let text = format!("{}b 3", "a;".repeat(1_000_000));
    let plain = Plain::of(folded(&text));
    assert_eq!(invert(&plain, ALL).1.tree.row_count(), 1_000_002);
    assert_eq!(invert(&plain, Sight { end_row: 40, ..ALL }).1.tree.row_count(), 40);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_inverted_as_the_slow_way_does(
        lines in prop::collection::vec(("[a-d](;[a-d]){0,9}", 0u32..9), 1..20),
    ) {
        let text: String =
            lines.iter().map(|(path, weight)| format!("{path} {weight}\n")).collect();
        let plain = Plain::of(folded(&text));
        let mut expected = slow(&oracle::samples(&plain.profile, &plain.names));
        expected.entry(vec![]).or_insert(0.0);
        prop_assert_eq!(totals(&plain, &invert(&plain, ALL).1), expected);
    }
}
