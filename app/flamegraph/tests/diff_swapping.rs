//! Swapping the sides of a diff negates every change, at every node and in every function.

mod diffs;
mod trees;

use diffs::{Diff, OPTIONS};
use flamegraph::diff::scale::{Basis, Scaling};
use flamegraph::diff::significance::Noise;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use protocol::diff::{Change, ChangeState, DiffScale, NodeChange, NoiseTest, Side};
use protocol::{FunctionId, NodeId, Unit};
use std::collections::BTreeMap;
use trees::{Plain, folded};

/// The function that is on all sides, so that it can be the yardstick.
const YARDSTICK: &str = "f0";

/// Recordings of one side, how long they took and the time between two of their samples.
#[derive(Clone, Debug)]
struct Recorded {
    /// Folded stacks, a text a recording.
    runs: Vec<String>,
    duration_ns: f64,
    interval_ns: f64,
}

/// Folded stacks of few functions, so that trees overlap, recurse and branch. Weights are so large
/// that some changes are none of chance. Where they `are_counts` one is 1; else no number divides
/// all, so that nothing can be tested.
fn stacks(are_counts: bool) -> impl Strategy<Value = String> {
    let stack = (proptest::collection::vec(0..5u8, 1..6), 2..400u32);
    proptest::collection::vec(stack, 1..25).prop_map(move |stacks| {
        let line = |(path, weight): (Vec<u8>, u32)| {
            let names: Vec<String> = path.iter().map(|name| format!("f{name}")).collect();
            format!("{} {weight}\n", names.join(";"))
        };
        let kind = if are_counts { "f0 1\n" } else { "f0 7\nf0;f1 11\n" };
        stacks.into_iter().map(line).chain([kind.to_owned()]).collect()
    })
}

/// So many functions that what is usual among them says how far recordings of one build differ.
fn many_functions() -> impl Strategy<Value = String> {
    proptest::collection::vec(15..400u32, 24).prop_map(|counts| {
        let line = |(place, count): (usize, u32)| format!("f0;g{place} {count}\n");
        let lines = counts.into_iter().enumerate().map(line);
        lines.chain(["f0 1\n".to_owned()]).collect()
    })
}

fn recorded(runs: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = Recorded> {
    let interval_ns = prop_oneof![Just(1e6), Just(1e7), Just(1.003e6)];
    (runs, 1..1000u32, interval_ns).prop_map(|(runs, seconds, interval_ns)| Recorded {
        runs,
        duration_ns: f64::from(seconds) * 1e9,
        interval_ns,
    })
}

/// Two sides of so many recordings each.
fn two_sides(run_count: usize) -> impl Strategy<Value = [Recorded; 2]> {
    any::<bool>().prop_flat_map(move |are_counts| {
        let side = || recorded(proptest::collection::vec(stacks(are_counts), run_count));
        [side(), side()]
    })
}

/// Two sides of one to three recordings of many functions.
fn two_large_sides() -> impl Strategy<Value = [Recorded; 2]> {
    let side = || recorded(proptest::collection::vec(many_functions(), 1..4));
    [side(), side()]
}

fn diff(baseline: &Recorded, comparison: &Recorded, scale: &DiffScale) -> Diff {
    let [before, after] = [baseline, comparison].map(|side| -> Vec<Plain> {
        side.runs.iter().map(|text| Plain::of(folded(text))).collect()
    });
    let [before, after] = [&before, &after].map(|side| side.iter().collect::<Vec<&Plain>>());
    let diff = Diff::many(&before, &after, None, &[]);
    // The helper knows nothing of durations and yardsticks.
    let yardstick = diff.function(YARDSTICK).0 as usize;
    let basis = |side: Side, recorded: &Recorded| Basis {
        unit: Unit::Samples,
        total: diff.sides.total(side),
        duration_ns: Some(recorded.duration_ns),
        interval_ns: Some(recorded.interval_ns),
        yardstick: diff.sides.functions[side.index()].total_weights[yardstick],
        run_amounts: match scale {
            DiffScale::EqualDuration => (1..)
                .map(|run| recorded.duration_ns / f64::from(run))
                .take(recorded.runs.len())
                .collect(),
            _ => {
                let runs = diff.sides.runs[side.index()].iter();
                runs.map(|run| run.functions.total_weights[yardstick]).collect()
            }
        },
    };
    let bases = [basis(Side::Baseline, baseline), basis(Side::Comparison, comparison)];
    let scaling = Scaling::of(Some(scale), bases.each_ref()).expect("comparable sides");
    let noise = Noise::new(&diff.sides, &scaling, diff.per_weight, OPTIONS);
    Diff { scaling, noise, ..diff }
}

/// The nodes by their call paths.
fn by_path(diff: &Diff) -> BTreeMap<String, NodeId> {
    let tree = &diff.sides.tree;
    let mut paths = vec![String::new(); tree.len()];
    for node in tree.nodes().skip(1) {
        let function = tree.function(node).expect("not the root");
        let caller = &paths[tree.parent(node).0 as usize];
        paths[node.0 as usize] = format!("{caller};{}", diff.sides.names.name(function));
    }
    tree.nodes().map(|node| (paths[node.0 as usize].clone(), node)).collect()
}

fn mirrored(state: ChangeState) -> ChangeState {
    match state {
        ChangeState::New => ChangeState::Removed,
        ChangeState::Removed => ChangeState::New,
        ChangeState::More => ChangeState::Less,
        ChangeState::Less => ChangeState::More,
        state => state,
    }
}

fn check_change(change: Change, back: Change, what: &str) -> TestCaseResult {
    prop_assert_eq!((change.baseline, change.comparison), (back.comparison, back.baseline));
    prop_assert_eq!((change.delta, change.points), (-back.delta, -back.points), "{}", what);
    prop_assert_eq!(mirrored(change.state), back.state, "{}: {:?} {:?}", what, change, back);
    prop_assert_eq!(change.p.is_some(), back.p.is_some(), "{}", what);
    // 1 − p is not written exactly, and the sum of a tail begins at its other end.
    let (p, p_back) = (change.p.unwrap_or(1.0), back.p.unwrap_or(1.0));
    prop_assert!((p - p_back).abs() <= 1e-9 * p.max(p_back), "{}: p {} {}", what, p, p_back);
    Ok(())
}

fn check_both(change: NodeChange, back: NodeChange, what: &str) -> TestCaseResult {
    check_change(change.own, back.own, &format!("self of {what}"))?;
    check_change(change.total, back.total, &format!("total of {what}"))
}

fn check(sides: &[Recorded; 2], scale: &DiffScale) -> Result<Diff, TestCaseError> {
    let [one, other] = sides;
    let (there, back) = (diff(one, other, scale), diff(other, one, scale));
    prop_assert_eq!(there.noise.facts.test, back.noise.facts.test);
    let (nodes, nodes_back) = (by_path(&there), by_path(&back));
    prop_assert!(nodes.keys().eq(nodes_back.keys()));
    for (path, &node) in &nodes {
        let (change, change_back) =
            (there.judged().node(node), back.judged().node(nodes_back[path]));
        check_both(change, change_back, path)?;
    }
    for (place, function) in (0..).zip(&there.sides.names.functions) {
        let change = there.judged().function(FunctionId(place));
        let change_back = back.judged().function(back.function(&function.name));
        check_both(change, change_back, &function.name)?;
    }
    Ok(there)
}

fn scales() -> [DiffScale; 4] {
    let yardstick = DiffScale::Yardstick(YARDSTICK.to_owned());
    [DiffScale::EqualTotals, DiffScale::EqualDuration, yardstick, DiffScale::None]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn swapping_sides_negates_every_node(sides in two_sides(1)) {
        for scale in scales() {
            check(&sides, &scale)?;
        }
    }

    #[test]
    fn swapping_sides_of_several_recordings_negates_every_node(sides in two_sides(2)) {
        for scale in scales() {
            let diff = check(&sides, &scale)?;
            prop_assert_eq!(diff.noise.facts.test, NoiseTest::Spread);
        }
    }

    #[test]
    fn swapping_sides_of_many_functions_negates_every_node(sides in two_large_sides()) {
        for scale in scales() {
            check(&sides, &scale)?;
        }
    }
}

/// Random trees may never have what is looked for: here each state and test occurs.
#[test]
fn all_states_have_their_mirror_images() {
    let recorded =
        |text: &str| Recorded { runs: vec![text.to_owned()], duration_ns: 1e9, interval_ns: 1e6 };
    let ends = ["f0 1\n", "f0 7\nf0;f1 11\n"];
    for (end, test) in ends.into_iter().zip([NoiseTest::Binomial, NoiseTest::LeastChange]) {
        let sides = [
            recorded(&format!(
                "f0;more 100\nf0;less 301\nf0;gone 90\nf0;noise 50\nf0;same 99\n{end}"
            )),
            recorded(&format!(
                "f0;more 301\nf0;less 100\nf0;new 90\nf0;noise 51\nf0;same 99\n{end}"
            )),
        ];
        let diff = check(&sides, &DiffScale::None).expect("a mirror image");
        assert_eq!(diff.noise.facts.test, test);
        let states = ["more", "less", "gone", "new", "noise", "same"].map(|name| {
            let change = diff.judged().function(diff.function(name));
            change.own.state.name()
        });
        // Without a test the smallest change counts that is a thousandth of all.
        let of_noise = if test == NoiseTest::Binomial { "noise" } else { "more" };
        assert_eq!(states, ["more", "less", "removed", "new", of_noise, "same"]);
    }
}
