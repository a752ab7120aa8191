//! What must hold of a diff of any two trees.

mod diffs;
mod trees;

use diffs::Diff;
use flamegraph::diff::sides::Sides;
use flamegraph::diff::significance::passing;
use flamegraph::diff::width::widths;
use flamegraph::diff::{binomial, colour};
use proptest::prelude::*;
use protocol::diff::{ChangeState, DiffColour, DiffPalette, DiffScale, DiffWidth};
use protocol::{FunctionId, NodeId, Theme};
use std::collections::BTreeMap;
use trees::{Plain, folded};

/// Folded stacks of few functions, so that trees overlap, recurse and branch.
fn stacks() -> impl Strategy<Value = String> {
    let stack = (proptest::collection::vec(0..6u8, 1..7), 1..60u32);
    proptest::collection::vec(stack, 1..30).prop_map(|stacks| {
        let line = |(path, weight): (Vec<u8>, u32)| {
            let names: Vec<String> = path.iter().map(|name| format!("f{name}")).collect();
            format!("{} {weight}\n", names.join(";"))
        };
        stacks.into_iter().map(line).collect()
    })
}

fn plain(text: &str) -> Plain {
    Plain::of(folded(text))
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// Each call path's self weights on both sides.
fn by_path(diff: &Diff) -> BTreeMap<Vec<String>, [f64; 2]> {
    let tree = &diff.sides.tree;
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); tree.len()];
    for node in tree.nodes().skip(1) {
        let mut path = paths[tree.parent(node).0 as usize].clone();
        let function = tree.function(node).unwrap();
        path.push(diff.sides.names.name(function).to_owned());
        paths[node.0 as usize] = path;
    }
    let own = |node: NodeId| [0, 1].map(|side: usize| diff.sides.weights[side].self_weight(node));
    tree.nodes().map(|node| (paths[node.0 as usize].clone(), own(node))).collect()
}

fn pixels(diff: &Diff, show_noise: bool) -> Vec<[u8; 3]> {
    let (colours, _) =
        colour::colours(diff.judged(), DiffColour::Points, DiffPalette::BlueOrange, show_noise);
    let tree = &diff.sides.tree;
    let fill = |node: NodeId| {
        let fill = colours.paint(Theme::Light, node, || tree.function(node), false).fill;
        [fill.0, fill.1, fill.2]
    };
    tree.nodes().map(fill).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_union_has_each_path_once(a in stacks(), b in stacks()) {
        let diff = Diff::of(&plain(&a), &plain(&b));
        let mut expected: BTreeMap<Vec<String>, [f64; 2]> = BTreeMap::new();
        expected.insert(Vec::new(), [0.0; 2]);
        for (side, text) in [a, b].iter().enumerate() {
            for line in text.lines() {
                let (stack, weight) = line.rsplit_once(' ').unwrap();
                let path: Vec<String> = stack.split(';').map(str::to_owned).collect();
                for depth in 1..=path.len() {
                    expected.entry(path[..depth].to_vec()).or_default();
                }
                expected.get_mut(&path).unwrap()[side] += weight.parse::<f64>().unwrap();
            }
        }
        prop_assert_eq!(diff.sides.tree.len(), expected.len());
        prop_assert_eq!(by_path(&diff), expected);
    }

    #[test]
    fn a_profile_does_not_differ_from_itself(a in stacks()) {
        let one = plain(&a);
        for scale in [DiffScale::EqualTotals, DiffScale::None] {
            let diff = Diff::scaled(&one, &one, Some(scale));
            for node in diff.sides.tree.nodes() {
                let change = diff.judged().node(node);
                prop_assert_eq!((change.own.delta, change.total.delta), (0.0, 0.0));
                prop_assert!(!change.own.state.is_change() && !change.total.state.is_change());
            }
            let colours = pixels(&diff, true);
            prop_assert!(colours.iter().all(|colour| *colour == colours[0]));
        }
    }

    #[test]
    fn swapping_negates(a in stacks(), b in stacks()) {
        let (one, other) = (plain(&a), plain(&b));
        for scale in [DiffScale::EqualTotals, DiffScale::None] {
            let diff = Diff::scaled(&one, &other, Some(scale.clone()));
            let swapped = Diff::scaled(&other, &one, Some(scale));
            for place in 0..diff.sides.names.functions.len() {
                let id = FunctionId(place as u32);
                let change = diff.judged().function(id);
                let back = swapped.judged().function(swapped.function(diff.sides.names.name(id)));
                prop_assert_eq!(change.own.delta, -back.own.delta);
                prop_assert_eq!(change.own.points, -back.own.points);
                prop_assert!(near(change.own.p.unwrap_or(0.0), back.own.p.unwrap_or(0.0)));
                let mirrored = match change.own.state {
                    ChangeState::New => ChangeState::Removed,
                    ChangeState::Removed => ChangeState::New,
                    ChangeState::More => ChangeState::Less,
                    ChangeState::Less => ChangeState::More,
                    other => other,
                };
                prop_assert_eq!(mirrored, back.own.state);
            }
        }
    }

    #[test]
    fn changes_add_up(a in stacks(), b in stacks()) {
        let diff = Diff::scaled(&plain(&a), &plain(&b), Some(DiffScale::None));
        let judged = diff.judged();
        let tree = &diff.sides.tree;
        let own: f64 = tree.nodes().map(|node| judged.node(node).own.delta).sum();
        prop_assert!(near(own, judged.node(NodeId(0)).total.delta));
        for node in tree.nodes() {
            let change = judged.node(node);
            let children: f64 =
                tree.children(node).map(|child| judged.node(child).total.delta).sum();
            prop_assert!(near(change.total.delta, change.own.delta + children));
        }
    }

    #[test]
    fn with_equal_totals_the_size_of_a_side_does_not_matter(a in stacks(), b in stacks(), k in 2..50u32) {
        let times = |text: &str| -> String {
            text.lines().map(|line| {
                let (stack, weight) = line.rsplit_once(' ').unwrap();
                format!("{stack} {}\n", weight.parse::<u32>().unwrap() * k)
            }).collect()
        };
        let diff = Diff::of(&plain(&a), &plain(&b));
        let scaled = Diff::of(&plain(&a), &plain(&times(&b)));
        for node in diff.sides.tree.nodes() {
            let (one, other) = (diff.judged().node(node), scaled.judged().node(node));
            prop_assert!(near(one.total.points, other.total.points));
            prop_assert!(near(one.own.points, other.own.points));
        }
    }

    #[test]
    fn rough_tests_decide_as_exact_ones_do(
        counts in proptest::collection::vec((prop_oneof![0..300u32, 0..4000u32], 0..4000u32), 50..200),
    ) {
        // Small and large counts, many of them near the limit; a weight of 1 says that they are counts.
        let mut sides = ["one 1\n".to_owned(), "one 1\n".to_owned()];
        for (place, (before, change)) in counts.into_iter().enumerate() {
            let after = before + change % (1 + before / 8);
            sides[0].push_str(&format!("f{place} {}\n", 1 + before));
            sides[1].push_str(&format!("f{place} {}\n", 1 + after));
        }
        let diff = Diff::of(&plain(&sides[0]), &plain(&sides[1]));
        let [before, after] = diff.sides.weights.each_ref().map(|side| side.total());
        let fewest = binomial::fewest_trials(after / (before + after), 0.01);
        let count = |node: NodeId| -> f64 {
            diff.sides.weights.iter().map(|side| side.total_weight(node)).sum()
        };
        let nodes: Vec<NodeId> = diff.sides.tree.nodes().collect();
        let tested: Vec<(f64, u32)> = nodes
            .iter()
            .filter(|&&node| count(node) >= fewest)
            .map(|&node| (diff.noise.node_p(&diff.sides, node)[1].unwrap(), node.0))
            .collect();
        prop_assert_eq!(tested.len(), diff.noise.facts.tested_nodes as usize);
        let tested_count = tested.len();
        let mut expected = passing(tested, tested_count, 0.01);
        expected.sort_unstable();
        let found: Vec<u32> = nodes.iter()
            .filter(|&&node| diff.noise.node_changed(node).1)
            .map(|node| node.0)
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn children_fit_their_parents(a in stacks(), b in stacks()) {
        let diff = Diff::of(&plain(&a), &plain(&b));
        for width in [DiffWidth::Larger, DiffWidth::Comparison, DiffWidth::Baseline, DiffWidth::Changed] {
            let weights = widths(&diff.sides, diff.scaling.factors, width);
            for node in diff.sides.tree.nodes() {
                let children: f64 =
                    diff.sides.tree.children(node).map(|child| weights.total_weight(child)).sum();
                prop_assert!(children <= weights.total_weight(node) * (1.0 + 1e-9) + 1e-9);
            }
        }
    }
}

#[test]
fn siblings_stand_by_the_share_of_all_recordings_of_a_side() {
    // The mean of shares would put a first.
    let [one, other, comparison] =
        ["a 90\nb 10", "a 4000\nb 6000", "a 1\nb 1"].map(|text| Plain::of(folded(text)));
    let Sides { tree, names, .. } = Diff::many(&[&one, &other], &[&comparison], None, &[]).sides;
    let functions = tree.children(NodeId(0)).filter_map(|child| tree.function(child));
    let order: Vec<&str> = functions.map(|function| names.name(function)).collect();
    assert_eq!(order, ["b", "a"]);
}
