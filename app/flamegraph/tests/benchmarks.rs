//! Benchmarks told apart by their stacks: folded stacks in, a line a benchmark and sample out.

mod trees;

use expect_test::{Expect, expect};
use flamegraph::benchmarks::split;
use profile::id::MetricId;
use std::fmt::Write;
use trees::{data, folded};

fn check(text: &str, expected: Expect) {
    let mut out = String::new();
    for profile in split(&folded(text)) {
        let _ = writeln!(out, "{} {}", profile.name, profile.total(MetricId::new(0)));
        for samples in profile.threads.iter().flat_map(|thread| &thread.samples) {
            for &stack in samples.stacks.iter().flatten() {
                let _ = writeln!(out, "  {}", profile.leaf_name(stack));
            }
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn closures_of_one_function_are_benchmarks_of_their_own() {
    check(
        "app;count::bench;bench;iter<criterion::measurement::WallTime, usize, count::bench::{closure#0}::{closure_env#0}>;fast 1\n\
         app;count::bench;bench;iter<criterion::measurement::WallTime, usize, count::bench::{closure#1}::{closure_env#0}>;slow 2\n\
         app;count::bench;bench;iter<criterion::measurement::WallTime, usize, count::bench::{closure#1}::{closure_env#0}>;slower 4\n\
         app;count::other;iter<criterion::measurement::WallTime, usize, count::other::{closure#0}::{closure_env#0}>;third 8\n\
         app;criterion::stats::bootstrap;sum 16",
        expect![[r#"
            count::bench::{closure#0} 1
              fast
            count::bench::{closure#1} 6
              slow
              slower
            count::other 8
              third
        "#]],
    );
}

#[test]
fn the_nearest_caller_names_what_the_runner_does_not() {
    check(
        "main;a::benches;a::one;criterion::Criterion<M>::bench_function;a::one::{{closure}};criterion::bencher::Bencher<M>::iter;a::work 1\n\
         main;a::benches;a::two;criterion::Criterion<M>::bench_function;criterion::bencher::Bencher<M>::iter;core::hint::black_box;a::work 2\n\
         main;a::three;test::bench::Bencher::iter;test::bench::ns_iter_inner;a::work 4\n\
         main;divan::bench::Bencher<C>::bench_loop;a::work 8",
        expect![[r#"
            a::one 1
              a::work
            a::two 2
              a::work
            a::three 4
              a::work
        "#]],
    );
}

#[test]
fn a_single_benchmark_is_the_recording_itself() {
    check("main;a::one;criterion::bencher::Bencher<M>::iter;a::work 1", expect![[""]]);
    assert_eq!(split(&data("svg/wordstat/before/criterion-flamegraph.svg.gz")), []);
    assert_eq!(split(&folded("main;f 1")), []);
}
