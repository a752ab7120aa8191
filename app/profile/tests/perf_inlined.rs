//! Inlined frames of `perf script`: which are marked, and whose code they are in.

mod common;

use common::{describe, fixture, import};
use expect_test::{Expect, expect};
use profile::Profile;
use std::collections::BTreeSet;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn open(path: &str) -> Profile {
    import("unknown", &fixture(path)).expect(path).profiles.remove(0)
}

/// The names of each sample's frames that aren't inlined, from leaf to root.
fn containers(profile: &Profile) -> Vec<Vec<&str>> {
    let samples = profile.threads.iter().flat_map(|thread| &thread.samples);
    let stacks = samples.flat_map(|samples| samples.stacks.iter().flatten());
    let of_stack = |&stack| {
        let frames = profile.stacks.leaf_to_root(stack);
        let frames = frames.filter(|&frame| !profile.frames.is_inlined(frame));
        frames.map(|id| profile.text(profile.functions.get(profile.frames.function(id)).name))
    };
    stacks.map(|stack| of_stack(stack).collect()).collect()
}

/// The same samples, once with inlined frames and once without: what isn't marked in the one is all
/// that is in the other. Functions that perf has two names for are marked in all their places.
#[test]
fn frames_that_are_not_inlined_are_those_of_a_file_without_inlined_ones() {
    for (folder, never_unmarked) in [("before", 667), ("after", 428)] {
        let path = |name: &str| format!("perf/{folder}/{name}.txt.gz");
        let [with, without] =
            ["perf-script", "perf-script-no-inline"].map(|name| open(&path(name)));
        let (with, without) = (containers(&with), containers(&without));
        let known: BTreeSet<&str> = with.iter().flatten().copied().collect();
        let mut unknown = 0;
        assert_eq!(with.len(), without.len());
        for (with, without) in with.iter().zip(&without) {
            let is_known = |name: &&&str| known.contains(**name);
            let expected: Vec<&str> = without.iter().filter(is_known).copied().collect();
            unknown += without.len() - expected.len();
            assert_eq!(with, &expected, "{folder}");
        }
        assert_eq!(unknown, never_unmarked, "{folder}");
    }
}

/// One function, `word`, in which `below` is inlined and something that has its name; and another,
/// `finish_grow`, whose frames are all marked at one address, and not at another.
#[test]
fn marks_are_set_where_line_tables_alone_leave_them_wrong() {
    check(
        "app 1 5.000001: 7 cycles:u: \n\t5106 text::word+0x6 (/bin/app)\n\t5106 below+0x6 (inlined)\n\t5106 text::word+0x6 (/bin/app)\n\
         \t6171 alloc+0x71 (inlined)\n\t6171 finish_grow<Global>+0x71 (inlined)\n\t7001 free+0x1 (inlined)\n\n\
         app 1 5.000002: 7 cycles:u: \n\t6172 raw_vec::finish_grow+0x72 (/bin/app)\n\n",
        expect![[r#"
            duration: 1000 ns
            inlined frames = in builds with line tables only, perf gives the innermost inlined frame the name of the function that contains it, and other inlined frames short names: build with `debug = "full"` or use `perf script --no-inline`
            metrics: cycles:u (Other("cycles"))
            thread app 1
            free{inlined};raw_vec::finish_grow{Native};alloc{Native, inlined};text::word{Native};below{Native, inlined};text::word{Native, inlined} 7
            raw_vec::finish_grow{Native} 7
        "#]],
    );
    // The same with source lines, by which functions differ.
    check(
        "app 1 5.000001: 7 cycles:u: \n\t5106 word+0x6 (/bin/app)\n  raw_vec.rs:12\n\t5106 below+0x6 (inlined)\n  lib.rs:3\n\
         \t5106 word+0x6 (/bin/app)\n  text.rs:9\n\n",
        expect![[r#"
            inlined frames = in builds with line tables only, perf gives the innermost inlined frame the name of the function that contains it, and other inlined frames short names: build with `debug = "full"` or use `perf script --no-inline`
            metrics: cycles:u (Other("cycles"))
            thread app 1
            word{Native, text.rs:9};below{Native, inlined, lib.rs:3};word{Native, inlined, raw_vec.rs:12} 7
        "#]],
    );
    // `sort` calls another function from its place, but it's there once as well: it calls itself.
    check(
        "app 1 5.000001: 7 cycles:u: \n\t51 leaf+0x1 (/bin/app)\n\t66 sort+0x6 (/bin/app)\n\t66 sort+0x6 (/bin/app)\n\t88 h (inlined)\n\t88 main+0x8 (/bin/app)\n\n\
         app 1 5.000002: 7 cycles:u: \n\t51 leaf+0x1 (/bin/app)\n\t66 sort+0x6 (/bin/app)\n\t99 other+0x9 (/bin/app)\n\n",
        expect![[r#"
            duration: 1000 ns
            inlined frames = in builds with line tables only, perf gives the innermost inlined frame the name of the function that contains it, and other inlined frames short names: build with `debug = "full"` or use `perf script --no-inline`
            metrics: cycles:u (Other("cycles"))
            thread app 1
            main{Native};h{Native, inlined};sort{Native};sort{Native};leaf{Native} 7
            other{Native};sort{Native};leaf{Native} 7
        "#]],
    );
    // Where nothing is inlined, nothing is marked.
    check(
        "app 1 5.000001: 7 cycles:u: \n\t51 leaf+0x1 (/bin/app)\n\t66 sort+0x6 (/bin/app)\n\t66 sort+0x6 (/bin/app)\n\t88 main+0x8 (/bin/app)\n\n",
        expect![[r#"
            metrics: cycles:u (Other("cycles"))
            thread app 1
            main{Native};sort{Native};sort{Native};leaf{Native} 7
        "#]],
    );
    // `f` calls `leaf` from its place, so it doesn't call itself there. `g` does.
    check(
        "app 1 5.000001: 7 cycles:u: \n\t51 leaf+0x1 (/bin/app)\n\t66 f+0x6 (/bin/app)\n\t66 f+0x6 (/bin/app)\n\
         \t79 g+0x9 (/bin/app)\n\t77 g+0x7 (/bin/app)\n\t77 g+0x7 (/bin/app)\n\t88 h (inlined)\n\t88 main+0x8 (/bin/app)\n\n",
        expect![[r#"
            inlined frames = in builds with line tables only, perf gives the innermost inlined frame the name of the function that contains it, and other inlined frames short names: build with `debug = "full"` or use `perf script --no-inline`
            metrics: cycles:u (Other("cycles"))
            thread app 1
            main{Native};h{Native, inlined};g{Native};g{Native};g{Native};f{Native};f{Native, inlined};leaf{Native} 7
        "#]],
    );
}

#[test]
fn inlined_frames_are_in_the_library_of_the_frame_that_has_them() {
    let text = "app 7 1.0: 10 cycles:\n\t55 leaf (inlined)\n\t55 middle (inlined)\n\t55 outer+0x1 (/bin/app)\n\
                \t66 lost (inlined)\n\t77 main (/lib/other.so)\n\n";
    let profile = import("unknown", text.as_bytes()).unwrap().profiles.remove(0);
    let stack = profile.threads[0].samples[0].stacks[0].unwrap();
    let libraries = profile.stacks.leaf_to_root(stack).map(|frame| {
        let function = profile.functions.get(profile.frames.function(frame));
        let library = function.library.map_or("none", |id| &profile.libraries[id.index()].name);
        format!("{} {library}", profile.text(function.name))
    });
    assert_eq!(
        libraries.collect::<Vec<_>>(),
        ["leaf app", "middle app", "outer app", "lost none", "main other.so"],
    );
}
