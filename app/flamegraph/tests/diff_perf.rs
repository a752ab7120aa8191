//! Diffs of one perf recording with itself, written out in another way.

mod diff_viewers;
mod trees;

use diff_viewers::{ask, show, view, viewer_of_profiles};
use flamegraph::viewer::Viewer;
use protocol::diff::{
    Change, DiffAnswer, DiffInput, DiffRequest, DiffRow, DiffSort, DiffView, MovedFunction,
    NodeChange,
};
use protocol::{NodeId, Threads, Transform, TreeId};
use trees::data;

/// Both recordings of the corpus.
const RECORDINGS: [&str; 2] = ["before", "after"];

/// A viewer with two ways in which a recording was written out.
fn viewer_of(recording: &str, written: [&str; 2]) -> Viewer {
    let profile = |name: &str| data(&format!("perf/{recording}/{name}.txt.gz"));
    viewer_of_profiles(written.map(profile).into())
}

fn rows(viewer: &mut Viewer, tree: TreeId) -> Vec<DiffRow> {
    let sort = DiffSort { descending: true, ..DiffSort::default() };
    let rows = DiffRequest::Rows { sort, start: 0, count: u32::MAX, selected: None };
    match ask(viewer, tree, rows).0 {
        DiffAnswer::Rows(rows) => rows.rows,
        other => panic!("no rows: {other:?}"),
    }
}

fn node(viewer: &mut Viewer, tree: TreeId, node: u32) -> NodeChange {
    match ask(viewer, tree, DiffRequest::Node(NodeId(node))).0 {
        DiffAnswer::Node { change, .. } => change,
        other => panic!("no node: {other:?}"),
    }
}

fn moved(viewer: &mut Viewer, tree: TreeId) -> Vec<MovedFunction> {
    match ask(viewer, tree, DiffRequest::Moved).0 {
        DiffAnswer::Moved(moved) => moved,
        other => panic!("no list: {other:?}"),
    }
}

#[track_caller]
fn assert_same(change: Change, what: &str) {
    assert_eq!(change.delta, 0.0, "{what}: {change:?}");
    assert!(!change.state.is_change(), "{what}: {change:?}");
}

#[test]
fn mangled_names_change_no_function_and_no_node() {
    let transforms = [vec![Transform::CollapseGenerics], Vec::new()];
    for (recording, transforms) in
        RECORDINGS.into_iter().flat_map(|name| transforms.clone().map(|list| (name, list)))
    {
        let mut viewer = viewer_of(recording, ["perf-script-no-inline", "perf-script-mangled"]);
        let shown = show(&mut viewer, DiffView { transforms, ..view() });
        let tree = shown.shown.tree;
        // Not the same since there is nothing.
        assert!(shown.shown.function_count > 250 && shown.shown.node_count > 700);
        assert_eq!(shown.one_sided, 0.0);
        for row in rows(&mut viewer, tree) {
            assert_same(row.own, &row.name);
            assert_same(row.total, &row.name);
        }
        for number in 0..shown.shown.node_count {
            let change = node(&mut viewer, tree, number);
            assert_same(change.own, "a node's self");
            assert_same(change.total, "a node's total");
        }
    }
}

/// The same samples with and without inlined frames, and no rule by hand. perf has two names for some
/// functions (`malloc`, `__GI___libc_malloc`) and calls those with the second inlined: merged on one
/// side, they are found to be called on the other alone. What has too few samples to tell (`strchr`
/// has one) isn't found and stays; no change is seen in it.
#[test]
fn inlined_frames_change_nothing_once_they_are_merged_and_folded() {
    for recording in RECORDINGS {
        let mut viewer = viewer_of(recording, ["perf-script", "perf-script-no-inline"]);
        let merged = DiffView { transforms: vec![Transform::MergeInlined], ..view() };
        let shown = show(&mut viewer, merged.clone());
        assert_eq!(shown.has_inlined, [true, false]);
        let moved = moved(&mut viewer, shown.shown.tree);
        // A few functions, not all that make a difference.
        let names: Vec<&str> = moved.iter().map(|function| function.name.as_str()).collect();
        assert!(["cfree@GLIBC_2.2.5", "malloc", "realloc"].iter().all(|it| names.contains(it)));
        assert!(names.len() < 12, "{names:?}");
        let folded = moved.into_iter().map(|function| function.name).collect();
        let shown = show(&mut viewer, DiffView { folded, ..merged });
        let tree = shown.shown.tree;
        assert!(shown.shown.function_count > 250 && shown.shown.node_count > 700);
        let is_change =
            |own: Change, total: Change| own.state.is_change() || total.state.is_change();
        for row in rows(&mut viewer, tree) {
            assert!(!is_change(row.own, row.total), "{recording}: {row:?}");
        }
        let (mut differ, mut all) = (0.0, 0.0);
        for number in 0..shown.shown.node_count {
            let change = node(&mut viewer, tree, number);
            assert!(!is_change(change.own, change.total), "{recording}: {change:?}");
            differ += change.own.delta.abs();
            all += change.own.baseline;
        }
        // A sample that goes another way differs twice.
        assert!(differ < 0.05 * all, "{recording}: {differ} of {all}");
    }
}

/// Two threads of one file are told apart wherever a side is named.
#[test]
fn parts_of_one_file_are_named_by_what_they_are() {
    let mut viewer = viewer_of("before", ["perf-script-two-events", "perf-script"]);
    let of_thread = |file, thread| DiffInput {
        threads: Threads::Some(vec![thread]),
        ..diff_viewers::input(file, 0)
    };
    let mut names = |sides: [DiffInput; 2]| {
        let [baseline, comparison] = sides;
        let shown = show(&mut viewer, DiffView::of(baseline, comparison));
        shown.sides.map(|side| side.name())
    };
    assert_eq!(
        names([of_thread(0, 2), of_thread(0, 3)]),
        ["before.folded · wordstat · cpu-clock", "before.folded · worker 3 · cpu-clock"]
    );
    assert_eq!(names([of_thread(0, 1), of_thread(1, 2)]), ["before.folded", "after.folded"]);
}
