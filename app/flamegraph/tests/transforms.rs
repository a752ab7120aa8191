//! Transforms: each on a text of a few lines, and against the slow and simple way.

mod trees;

use expect_test::{Expect, expect};
use flamegraph::call_tree::BuiltTree;
use flamegraph::names::Names;
use flamegraph::node_names::NodeNames;
use flamegraph::node_origin::NodeOrigin;
use flamegraph::transforms::{self, Facts};
use profile::frame::Frame;
use profile::function::{Function, FunctionKind};
use profile::metric::Metric;
use profile::sample::{Samples, Weights};
use profile::thread::Thread;
use profile::{Profile, ProfileBuilder};
use proptest::prelude::*;
use protocol::{NodeId, Threads, Transform};
use std::sync::Arc;
use trees::oracle;
use trees::{Plain, data, dump, folded, tree_of};

/// The tree after transforms, its names, and which transforms did nothing.
fn build(profile: &Profile, transforms: &[Transform]) -> (Names, BuiltTree, Vec<u32>) {
    let profile = &Arc::new(profile.clone());
    let plain_names = Names::of(profile, false);
    let node_names = NodeNames::of(profile, &plain_names);
    let names = Names::of(profile, transforms.contains(&Transform::CollapseGenerics));
    let facts =
        Facts { profile, names: &names, plain_names: &plain_names, node_names: &node_names };
    let transformed = transforms::apply(facts, transforms);
    let built = tree_of(profile, &transformed.paths, &names, &Threads::All);
    (names, built, transformed.idle)
}

fn check(text: &str, transforms: &[Transform], expected: Expect) {
    let (names, built, idle) = build(&folded(text), transforms);
    let mut out = dump(&names, &built.tree, &built.weights);
    if !idle.is_empty() {
        out.push_str(&format!("idle: {idle:?}\n"));
    }
    if built.dropped_weight > 0.0 {
        out.push_str(&format!("dropped: {}\n", built.dropped_weight));
    }
    expected.assert_eq(&out);
}

#[test]
fn a_merged_function_leaves_its_weight_to_its_callers() {
    check(
        "a;b;c 1\na;b 2\nb 4",
        &[Transform::MergeFunction("b".into())],
        expect![[r#"
        all 7 (4)
          a 3 (2)
            c 1 (1)
    "#]],
    );
}

#[test]
fn a_dropped_function_takes_its_samples_along() {
    check(
        "a;b;c 1\na;b 2\na 4",
        &[Transform::DropFunction("b".into())],
        expect![[r#"
        all 4 (0)
          a 4 (4)
        dropped: 3
    "#]],
    );
}

#[test]
fn a_focus_begins_at_the_outermost_call() {
    check(
        "a;b;c;b 1\nb 2\na 4\na;b;c 8",
        &[Transform::FocusFunction("b".into())],
        expect![[r#"
        all 11 (0)
          b 11 (2)
            c 9 (8)
              b 1 (1)
        dropped: 4
    "#]],
    );
}

#[test]
fn what_names_nothing_changes_nothing() {
    let name = || "nowhere".to_owned();
    check(
        "a 1",
        &[
            Transform::FocusFunction(name()),
            Transform::MergeFunction(name()),
            Transform::DropFunction(name()),
            Transform::MergeStd,
            Transform::MergeInlined,
            Transform::TrimRuntime,
            Transform::CollapseGenerics,
            Transform::CollapseRecursion,
        ],
        expect![[r#"
            all 1 (0)
              a 1 (1)
            idle: [0, 1, 2, 3, 4, 5, 6, 7]
        "#]],
    );
}

#[test]
fn a_focus_after_a_merge_of_all_drops_what_went_to_the_root() {
    let transforms = [Transform::MergeFunction("a".into()), Transform::FocusFunction("b".into())];
    check(
        "a 1\na;b 2",
        &transforms,
        expect![[r#"
        all 2 (0)
          b 2 (2)
        dropped: 1
    "#]],
    );
}

#[test]
fn recursion_collapses_through_other_functions() {
    check(
        "a;b;a;c 1\na;b 2\na;b;a;b;d 4\na;a;a 8",
        &[Transform::CollapseRecursion],
        expect![[r#"
        all 15 (0)
          a 15 (8)
            b 6 (2)
              d 4 (4)
            c 1 (1)
    "#]],
    );
}

#[test]
fn generic_code_is_one_function() {
    check(
        "f::<u8>;alloc::vec::Vec<u8>::push 1\nf::<u16>;<alloc::vec::Vec<T>>::push 2",
        &[Transform::CollapseGenerics, Transform::DropFunction("g".into())],
        expect![[r#"
            all 3 (0)
              f 3 (0)
                alloc::vec::Vec<_>::push 3 (3)
            idle: [1]
        "#]],
    );
}

#[test]
fn functions_are_found_by_their_whole_names_when_generics_are_collapsed() {
    let transforms = [Transform::CollapseGenerics, Transform::MergeFunction("f::<u8>".into())];
    check(
        "a;f::<u8> 1\na;f::<u16> 2",
        &transforms,
        expect![[r#"
        all 3 (0)
          a 3 (3)
    "#]],
    );
    let transforms = [Transform::MergeFunction("f".into())];
    check(
        "a;f::<u8> 1\na;f::<u16> 2",
        &transforms,
        expect![[r#"
        all 3 (0)
          a 3 (3)
    "#]],
    );
}

#[test]
fn the_runtime_is_trimmed_and_the_label_stays() {
    check(
        "app;_start;__libc_start_main;main;std::rt::lang_start;core::x::y;std::sys::backtrace::__rust_begin_short_backtrace;app::main 1\n\
         app;_start;__libc_start_main;main 2\n\
         worker;clone3;start_thread;c_code;start_thread 4\n\
         worker;c_code 8",
        &[Transform::TrimRuntime],
        expect![[r#"
            all 15 (0)
              worker 12 (0)
                c_code 12 (8)
                  start_thread 4 (4)
              app 3 (0)
                main 2 (2)
                app::main 1 (1)
        "#]],
    );
}

#[test]
fn the_allocator_counts_to_who_wants_memory() {
    check(
        "main;make;alloc::raw_vec::RawVecInner<A>::finish_grow;__rust_alloc;malloc 7\n\
         main;make;<alloc::alloc::Global as core::alloc::Allocator>::allocate;malloc 2\n\
         main;malloc_stats 1",
        &[Transform::MergeAllocator],
        expect![[r#"
            all 10 (0)
              main 10 (0)
                make 9 (9)
                malloc_stats 1 (1)
        "#]],
    );
}

#[test]
fn benchmarks_begin_at_the_code_that_is_measured() {
    check(
        "app;main;criterion::Criterion<M>::bench_function;<criterion::bencher::Bencher<M>>::iter;count::run;work 1\n\
         app;main;bench;iter<criterion::measurement::WallTime, usize, f>;{closure#0};work 2\n\
         app;main;divan::bench::Bencher<C>::bench_loop;work 4\n\
         app;main;test::bench::ns_iter_inner;work 8\n\
         app;main;criterion::stats::bootstrap;iter<u8>;sum 16",
        &[Transform::TrimBenchmark],
        expect![[r#"
            all 31 (0)
              app 16 (0)
                main 16 (0)
                  criterion::stats::bootstrap 16 (0)
                    iter<u8> 16 (0)
                      sum 16 (16)
              work 12 (12)
              {closure#0} 2 (0)
                work 2 (2)
              count::run 1 (0)
                work 1 (1)
        "#]],
    );
}

/// What a bench run of criterion recorded: nearly all of it is the code that is measured.
#[test]
fn a_recorded_benchmark_begins_at_its_code() {
    let profile = data("svg/wordstat/before/criterion-flamegraph.svg.gz");
    let (names, built, idle) = build(&profile, &[Transform::TrimBenchmark]);
    assert_eq!(idle, [] as [u32; 0]);
    let text = dump(&names, &built.tree, &built.weights);
    let outermost = text.lines().filter(|line| !line.starts_with("      "));
    let outermost: Vec<_> = outermost.collect();
    expect![[r#"
        all 498 (0)
          wordstat-bench 498 (0)
            {closure#0} 497 (0)
            _start 1 (0)"#]]
    .assert_eq(&outermost.join("\n"));
}

#[test]
fn inlined_frames_are_merged_into_what_they_are_inlined_in() {
    let mut builder = ProfileBuilder::new("inlined");
    let mut frame = |name, inlined| {
        let name = builder.string(name);
        let function = Function { name, file: None, library: None, kind: FunctionKind::Native };
        let function = builder.function(function);
        builder.frame(Frame { inlined, ..Frame::of(function) })
    };
    let frames = [frame("a", false), frame("b", true), frame("b", false), frame("c", true)];
    let a = builder.stack(None, frames[0]);
    let inlined = builder.stack(Some(a), frames[1]);
    let called = builder.stack(Some(a), frames[2]);
    let stacks = [a, inlined, called, builder.stack(Some(called), frames[3])];
    let metric = builder.push_metric(Metric::default());
    let samples = Samples {
        stacks: stacks.map(Some).to_vec(),
        weights: vec![(metric, Weights::Each(vec![1.0, 2.0, 4.0, 8.0].into()))],
        ..Samples::default()
    };
    builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
    let profile = builder.finish();
    let plain = Plain::of(profile);
    let is_inlined = |node| NodeOrigin::of(&plain.profile, &plain.built, NodeId(node)).inlined;
    // Node 2 is b, which is called with weight 12 and inlined with weight 2; node 3 is c.
    assert_eq!([1, 2, 3].map(is_inlined), [false, false, true]);
    let (names, built, idle) = build(&plain.profile, &[Transform::MergeInlined]);
    assert!(idle.is_empty());
    expect![[r#"
        all 15 (0)
          a 15 (3)
            b 12 (12)
    "#]]
    .assert_eq(&dump(&names, &built.tree, &built.weights));
}

#[test]
fn std_is_merged_into_its_callers() {
    let profile = data("folded/wordstat/before/stacks-no-inline.folded.gz");
    let plain = Plain::of(profile);
    let (names, built, idle) = build(&plain.profile, &[Transform::MergeStd]);
    assert!(idle.is_empty());
    assert_eq!(built.weights.total(), plain.built.weights.total());
    let groups: Vec<&str> = built
        .tree
        .nodes()
        .skip(1)
        .map(|node| names.get(built.tree.function(node).unwrap()).unwrap().group)
        .map(|group| names.groups[group.0 as usize].as_str())
        .collect();
    assert!(groups.contains(&"wordstat"));
    assert!(!groups.iter().any(|group| ["std", "core", "alloc"].contains(group)));
}

#[test]
fn a_stack_of_a_million_frames_goes_through_every_transform() {
    let mut text = String::new();
    for depth in 0..1_000_000 {
        text.push_str(if depth % 2 == 0 { "a;" } else { "b;" });
    }
    text.push_str("c 3");
    let profile = folded(&text);
    let rows = |transform| build(&profile, &[transform]).1.tree.row_count();
    assert_eq!(rows(Transform::CollapseRecursion), 4);
    assert_eq!(rows(Transform::MergeFunction("a".into())), 500_002);
    assert_eq!(rows(Transform::FocusFunction("b".into())), 1_000_001);
    assert_eq!(rows(Transform::DropFunction("b".into())), 1);
    assert_eq!(rows(Transform::TrimRuntime), 1_000_002);
    assert_eq!(rows(Transform::MergeStd), 1_000_002);
}

/// Lines of folded text, of few functions, so that they recur.
fn lines() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "a",
        "b",
        "c",
        "app::main",
        "std::rt::lang_start",
        "core::f",
        "_start",
        "start_thread",
        "std::sys::backtrace::__rust_begin_short_backtrace",
        "[unknown]x",
    ]);
    let line = (prop::collection::vec(name, 1..12), 0u32..9)
        .prop_map(|(path, weight)| format!("{} {weight}\n", path.join(";")));
    // The first line makes it a profile of Rust code whatever comes.
    prop::collection::vec(line, 1..20)
        .prop_map(|lines| format!("std::rt::lang_start 1\n{}", lines.concat()))
}

fn any_transforms() -> impl Strategy<Value = Vec<Transform>> {
    let name = || prop::sample::select(vec!["a", "b", "c", "core::f", "z"]).prop_map(str::to_owned);
    let transform = prop_oneof![
        name().prop_map(Transform::FocusFunction),
        name().prop_map(Transform::MergeFunction),
        name().prop_map(Transform::DropFunction),
        Just(Transform::MergeStd),
        Just(Transform::TrimRuntime),
        Just(Transform::CollapseRecursion),
    ];
    prop::collection::vec(transform, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn transforms_and_tree_are_as_the_slow_way_has_them(text in lines(), list in any_transforms()) {
        let profile = folded(&text);
        let (names, built, _) = build(&profile, &list);
        let mut samples = oracle::samples(&profile, &names);
        let total: f64 = samples.iter().map(|(_, weight)| weight).sum();
        for transform in &list {
            samples = oracle::transformed(&names, samples, transform);
        }
        prop_assert_eq!(oracle::paths_of(&names, &built.tree, &built.weights), oracle::tree_of(&samples));
        let own: f64 = built.weights.self_weights.iter().sum();
        prop_assert_eq!(own + built.dropped_weight, total);
        prop_assert_eq!(own, built.weights.total());
    }
}
