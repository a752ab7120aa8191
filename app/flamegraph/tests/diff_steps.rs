//! A diff that is made in steps is the one that is made in one go.

mod diffs;
mod trees;

use diffs::{Diff, OPTIONS};
use flamegraph::diff::significance::{Noise, NoiseBuilder};
use flamegraph::diff::tally::{Tallies, TalliesBuilder};
use flamegraph::diff::width::{set_own_weights, widths};
use flamegraph::layout::{Layout, LayoutBuilder};
use flamegraph::weights::{Column, SumsBuilder};
use protocol::FunctionId;
use protocol::diff::DiffWidth;
use trees::{Plain, data, folded};

const STEPS: [usize; 3] = [1, 7, 1_000_000];

fn recording(name: &str) -> Plain {
    Plain::of(data(&format!("folded/wordstat/{name}/stacks.folded.gz")))
}

fn plain(text: &str) -> Plain {
    Plain::of(folded(text))
}

/// Draws a diff in steps of so many nodes.
fn lay_out(diff: &Diff, width: DiffWidth, items: usize) -> (Vec<f64>, Layout) {
    let (sides, tree) = (&diff.sides, &diff.sides.tree);
    let mut sums = SumsBuilder::new(tree.len());
    while !sums.step(tree, items, |own, nodes| {
        set_own_weights(own, sides, diff.scaling.factors, width, nodes);
    }) {}
    let totals = sums.finish();
    let mut builder = LayoutBuilder::new(tree, None);
    loop {
        let nodes = builder.next_nodes(items);
        if nodes.is_empty() {
            return (totals, builder.finish());
        }
        builder.work(tree, &totals[nodes]);
    }
}

fn check_layouts(diff: &Diff) {
    use DiffWidth::{Baseline, Changed, Comparison, Larger};
    for width in [Larger, Comparison, Baseline, Changed] {
        let mut weights = (*widths(&diff.sides, diff.scaling.factors, width)).clone();
        weights.total_weights = Column::Fractions(weights.total_weights.iter().collect());
        let at_once = Layout::new(&diff.sides.tree, &weights);
        for items in STEPS {
            let (totals, layout) = lay_out(diff, width, items);
            assert_eq!(Column::Fractions(totals), weights.total_weights, "{width:?} {items}");
            assert_eq!(layout, at_once, "{width:?} {items}");
        }
    }
}

/// Tests a diff in steps of so many rows.
fn test(diff: &Diff, items: usize) -> Noise {
    let mut builder = NoiseBuilder::new(&diff.sides, &diff.scaling, diff.per_weight, OPTIONS);
    let tallies: Option<Tallies> = builder.counted.map(|per_weight| {
        let mut builder = TalliesBuilder::new(per_weight);
        while !builder.step(&diff.sides, items) {}
        builder.finish()
    });
    while !builder.step(&diff.sides, tallies.as_ref(), items) {}
    builder.finish()
}

fn check_noise(diff: &Diff) {
    let changes = |noise: &Noise| {
        let functions = 0..diff.sides.names.functions.len() as u32;
        let nodes: Vec<_> = diff.sides.tree.nodes().map(|it| noise.node_changed(it)).collect();
        (functions.map(|it| noise.function_changed(FunctionId(it))).collect::<Vec<_>>(), nodes)
    };
    for items in STEPS {
        let noise = test(diff, items);
        assert_eq!(noise.facts, diff.noise.facts);
        assert_eq!(changes(&noise), changes(&diff.noise), "{items}");
    }
}

#[test]
fn bars_lie_where_they_do_at_once() {
    check_layouts(&Diff::of(&recording("before"), &recording("after")));
    check_layouts(&Diff::of(&plain("a 1\n"), &plain("b 1\n")));
}

#[test]
fn changes_are_those_that_are_found_at_once() {
    let [before, after] = ["before", "after"].map(recording);
    let diff = Diff::of(&before, &after);
    assert!(diff.sides.tree.nodes().any(|node| diff.noise.node_changed(node).1));
    check_noise(&diff);
    let [one, other, third] =
        [300, 500, 900].map(|count| plain(&format!("a;b {count}\na;c 400\nd 1\n")));
    check_noise(&Diff::many(&[&one, &other], &[&third, &other], None, &[]));
    check_noise(&Diff::of(&plain("a 1\n"), &plain("b 1\n")));
}
