//! CPU profiles of Chrome and Node: a recorded file against its known numbers, and short files
//! with one quirk each.

mod common;

use common::expected::{assert_frames, damage};
use common::{describe, fixture, import};
use expect_test::{Expect, expect};
use profile::warning::Place;

const SIMPLE: &str = "cpuprofile/speedscope/simple.cpuprofile";

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

#[test]
fn recorded_file_has_the_known_numbers() {
    let profile = import("unknown", &fixture(SIMPLE)).unwrap().profiles.remove(0);
    // Against the other tool: `(root)` stays.
    assert_frames(
        &profile,
        0,
        "cpuprofile/speedscope/simple.cpuprofile.expected.json",
        0,
        |frame| Some(frame).filter(|(name, ..)| name != "(root)"),
    );
    assert_eq!(profile.metrics[0].name, "time");
    assert_eq!(profile.total(profile.metric_ids().nth(1).unwrap()), 29.0);
    assert_eq!(profile.about.duration_ns, Some(47_892_000.0));
}

#[test]
fn nodes_may_name_their_parents_and_stand_in_any_order() {
    check(
        r#"{"samples":[3,2,3],"timeDeltas":[5,10,20],"nodes":[
            {"id":3,"parent":2,"callFrame":{"functionName":"leaf","url":"a.js","lineNumber":6,"columnNumber":1}},
            {"id":2,"parent":1,"callFrame":{"functionName":"","url":"","lineNumber":-1}},
            {"id":1,"callFrame":{"functionName":"(root)"}}]}"#,
        expect![[r#"
            metrics: time (Microseconds), samples (Samples)
            (root);(anonymous);leaf{a.js:7} 10 1
            (root);(anonymous) 20 1
            (root);(anonymous);leaf{a.js:7} 0 1
        "#]],
    );
}

#[test]
fn time_that_passes_twice_counts_once() {
    check(
        r#"{"nodes":[{"id":1,"callFrame":{"functionName":"a"}},{"id":2,"callFrame":{"functionName":"(program)"}}],
            "samples":[1,2,1,2,9],"timeDeltas":[0,10,-4,3,5]}"#,
        expect![[r#"
            metrics: time (Microseconds), samples (Samples)
            a 10 1
            (program) 0 1
            a 0 1
            (program) 4 1
            warning: 1× times between samples are negative: that time counts once, first at row 1
              -4
            warning: 1× samples whose node isn't in the file were skipped, first at row 4
              9
        "#]],
    );
}

#[test]
fn hits_stand_for_samples() {
    check(
        r#"{"nodes":[{"id":1,"hitCount":3,"callFrame":{"functionName":"a"},"children":[2]},{"id":2,"hitCount":0.5,"callFrame":{"functionName":"b"}}]}"#,
        expect![[r#"
            metrics: samples (Samples)
            a 3
            a;b 0.5
        "#]],
    );
}

#[test]
fn circles_and_lost_nodes_are_told() {
    check(
        r#"{"nodes":[{"id":1,"callFrame":{"functionName":"a"},"children":[2,7]},{"id":2,"callFrame":{"functionName":"b"},"children":[1]},
            {"id":2,"callFrame":{"functionName":"c"}}],"samples":[1,2],"timeDeltas":[0,1]}"#,
        expect![[r#"
            metrics: time (Microseconds), samples (Samples)
            b;a 1 1
            b;a;c 0 1
            warning: 1× nodes had the number of another one, which was replaced, first at row 2
              2
            warning: 1× callers or children aren't in the file, first at row 0
        "#]],
    );
}

#[test]
fn cut_and_empty_files() {
    check(
        r#"{"nodes":[{"id":1,"callFrame":{"functionName":"a"}}],"samples":[1,1,1],"timeDeltas":[0,1,"#,
        expect![[r#"
            metrics: time (Microseconds), samples (Samples)
            a 1 1
            a 0 1
            a 0 1
            warning: 1× the file breaks off: what is complete before that was read, first at byte 89
              expected a value, found the end of the file
            warning: 1× samples without a time were counted with none, first at row 1
        "#]],
    );
    check(
        r#"{"nodes":[{"id":1,"callFrame":{"functionName":"a"}}],"samples":[],"timeDeltas":[]}"#,
        expect![[r#"
            error: Expected a CPU profile of Chrome or Node, found nodes without a sample that can be used. Record for longer, or save the profile again.
        "#]],
    );
    check(
        r#"{"nodes":[{"id":1,"callFrame":{"functionName":"a"}}],"samp"#,
        expect![[r#"
        error: Expected a CPU profile of Chrome or Node, and in it a text as the name of a member, found the end of the file at byte 58. The file is not complete: save or download it again.
    "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(&fixture(SIMPLE));
}

#[test]
fn samples_beyond_the_first_thousands_last_as_those_before() {
    let mut samples = vec!["1"; 20_000];
    samples[18_000] = "9";
    let mut deltas = vec!["3"; 20_000];
    deltas[17_000] = "-3";
    let (samples, deltas) = (samples.join(","), deltas.join(","));
    let text = format!(
        r#"{{"nodes":[{{"id":1,"callFrame":{{"functionName":"a"}}}}],"samples":[{samples}],"timeDeltas":[{deltas}]}}"#
    );
    let imported = import("unknown", text.as_bytes()).unwrap();
    let warnings = imported.warnings.list().iter();
    let warnings: Vec<_> = warnings.map(|it| (it.count, it.first)).collect();
    assert_eq!(warnings, [(1, Place::Row(16_999)), (1, Place::Row(18_000))]);
    let samples = &imported.profiles[0].threads[0].samples[0];
    assert_eq!(samples.len(), 19_999);
    // The time that passes twice counts once: two steps of 3 µs are missing.
    assert_eq!(samples.times_ns.last(), Some(&(19_997.0 * 3e3)));
}
