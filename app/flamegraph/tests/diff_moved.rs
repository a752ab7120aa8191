//! Functions that are inlined on one side of a diff only.

mod diff_viewers;

use diff_viewers::{ask, show, table, view, viewer_of, viewer_of_profiles};
use flamegraph::viewer::Viewer;
use profile::frame::Frame;
use profile::function::{Function, FunctionKind};
use profile::metric::Metric;
use profile::sample::{Samples, Weights};
use profile::thread::Thread;
use profile::{Profile, ProfileBuilder};
use protocol::diff::{DiffAnswer, DiffRequest, DiffScale, DiffView, Side};
use protocol::{Transform, TreeId};

fn moved(viewer: &mut Viewer, tree: TreeId) -> Vec<(String, Side)> {
    let (DiffAnswer::Moved(moved), _) = ask(viewer, tree, DiffRequest::Moved) else {
        panic!("no list")
    };
    moved.into_iter().map(|function| (function.name, function.called_on)).collect()
}

/// Whether nothing at all differs.
fn is_same(viewer: &mut Viewer, tree: TreeId) -> bool {
    table(viewer, tree).lines().all(|line| line.matches(" same").count() == 2)
}

#[test]
fn functions_that_were_inlined_can_be_folded_away() {
    // `next` and what it calls, `byte`, are inlined after: `parse` calls `refill` itself. `work`
    // is inlined at one of two places. `new` is no such thing.
    let mut viewer = viewer_of(&[
        "main;parse;next;byte;refill 301\nmain;parse;next;byte 200\nmain;parse 100\n\
         main;a;work;c 200\nmain;b;work;c 150\n",
        "main;parse;refill 301\nmain;parse 300\nmain;a;c 200\nmain;b;work;c 150\n",
    ]);
    let shown = show(&mut viewer, view());
    let list = moved(&mut viewer, shown.shown.tree);
    let before = |name: &str| (name.to_owned(), Side::Baseline);
    assert_eq!(list, [before("byte"), before("next"), before("work")]);
    assert!(!is_same(&mut viewer, shown.shown.tree));
    let folded = list.into_iter().map(|(name, _)| name).collect();
    let shown = show(&mut viewer, DiffView { folded, ..view() });
    assert!(is_same(&mut viewer, shown.shown.tree), "{}", table(&mut viewer, shown.shown.tree));
    assert!(moved(&mut viewer, shown.shown.tree).is_empty());
}

#[test]
fn new_work_is_not_taken_for_inlining() {
    let mut viewer = viewer_of(&[
        "main;parse;refill 300\nmain;work 301\n",
        "main;parse;refill 300\nmain;parse;check;hash 150\nmain;parse;check 51\nmain;work 301\n",
    ]);
    let scale = Some(DiffScale::None);
    let shown = show(&mut viewer, DiffView { scale, ..view() });
    assert!(moved(&mut viewer, shown.shown.tree).is_empty());
}

/// A profile of stacks, in which a name in brackets is an inlined frame.
fn profile(stacks: &[(&str, f64)]) -> Profile {
    let mut builder = ProfileBuilder::new("test");
    let metric = builder.push_metric(Metric::default());
    let mut rows = Vec::new();
    for (stack, _) in stacks {
        let mut prefix = None;
        for name in stack.split(';') {
            let plain = name.trim_matches(['(', ')']);
            let name_id = builder.string(plain);
            let kind = FunctionKind::Native;
            let function =
                builder.function(Function { name: name_id, file: None, library: None, kind });
            let frame = builder.frame(Frame { inlined: plain != name, ..Frame::of(function) });
            prefix = Some(builder.stack(prefix, frame));
        }
        rows.push(prefix);
    }
    let weights = Weights::Each(stacks.iter().map(|&(_, weight)| weight).collect());
    let samples = Samples { stacks: rows, times_ns: Vec::new(), weights: vec![(metric, weights)] };
    builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
    builder.finish()
}

#[test]
fn samples_with_and_without_inlined_frames_are_the_same_once_these_are_merged() {
    let with = profile(&[("main;(real);(push);real;grow", 301.0), ("main;(run);main", 200.0)]);
    let without = profile(&[("main;real;grow", 301.0), ("main;main", 200.0)]);
    let mut viewer = viewer_of_profiles(vec![with, without]);
    let shown = show(&mut viewer, view());
    assert_eq!(shown.has_inlined, [true, false]);
    assert!(!is_same(&mut viewer, shown.shown.tree));
    let transforms = vec![Transform::MergeInlined];
    let shown = show(&mut viewer, DiffView { transforms, ..view() });
    assert!(is_same(&mut viewer, shown.shown.tree), "{}", table(&mut viewer, shown.shown.tree));
}
