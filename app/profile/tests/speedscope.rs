//! The file format of speedscope: collected files against their known numbers, and short files
//! with one quirk each.

mod common;

use common::expected::{assert_frames, damage};
use common::{describe, fixture, import};
use expect_test::{Expect, expect};
use profile::id::MetricId;
use profile::metric::Unit;
use profile::warning::Place;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn file(frames: &str, profiles: &str) -> String {
    format!(
        r#"{{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{{"frames":[{frames}]}},"profiles":[{profiles}]}}"#
    )
}

const AB: &str = r#"{"name":"a","file":"a.rs","line":7,"col":3},{"name":"b"}"#;

#[test]
fn collected_files_have_the_known_numbers() {
    for (name, unit) in [("simple", Unit::Unknown), ("simple-sampled", Unit::Seconds)] {
        let content = fixture(&format!("speedscope/{name}.speedscope.json"));
        let imported = import("unknown", &content).unwrap();
        assert!(imported.warnings.list().is_empty());
        let expected = format!("speedscope/{name}.speedscope.expected.json");
        assert_frames(&imported.profiles[0], 0, &expected, 0, Some);
        assert_eq!(imported.profiles[0].metrics[0].unit, unit);
    }
}

#[test]
fn the_order_of_time_is_kept() {
    let content = fixture("speedscope/simple.speedscope.json");
    expect![[r#"
        metrics: weight (Unknown)
        thread simple.txt
        a;b;c 2
        a;b;d 4
        a;b;c 3
        a;b 5
    "#]]
    .assert_eq(&describe(import("unknown", &content)));
}

/// The other tool refuses this file.
#[test]
fn incomplete_trace() {
    let content = fixture("speedscope/incomplete-trace.json");
    expect![[r#"
        metrics: weight (Unknown)
        thread p1
        A 100
        warning: 1× functions still open at the end were ended there, first at row 1
          p1
    "#]]
    .assert_eq(&describe(import("unknown", &content)));
}

#[test]
fn profiles_of_one_unit_are_threads_of_one_recording() {
    check(
        &file(
            AB,
            r#"
            {"type":"sampled","name":"t1","unit":"seconds","startValue":5,"endValue":7,"samples":[[0],[0,1]],"weights":[0.5,1]},
            {"type":"evented","name":"t2","unit":"seconds","startValue":4,"endValue":8,"events":[
                {"type":"O","frame":1,"at":4},{"type":"C","frame":1,"at":5},{"type":"O","frame":0,"at":6},{"type":"C","frame":0,"at":8}]},
            {"type":"sampled","name":"m","unit":"bytes","startValue":0,"endValue":9,"samples":[[1,1]],"weights":[9]}"#,
        ),
        expect![[r#"
            duration: 4000000000 ns
            metrics: time (Seconds)
            thread t1
            a{a.rs:7} 0.5
            a{a.rs:7};b 1
            thread t2
            b 1
            a{a.rs:7} 2
            metrics: bytes (Bytes)
            thread m
            b;b 9
        "#]],
    );
}

#[test]
fn unusual_values() {
    check(
        &file(
            AB,
            r#"{"type":"sampled","name":"t1","unit":"ticks","samples":[[0],[],[7],[0],[1],[1]],"weights":[1,2,3,-4,null]}"#,
        ),
        expect![[r#"
            metrics: ticks (Other("ticks")), baseline (Other("ticks"))
            thread t1
            a{a.rs:7} 1
             2
            (unknown) 3
            a{a.rs:7} 4
            warning: 2× samples without a weight that is a number were skipped, first at row 4
              t1
            warning: 1× stacks hold a frame that isn't in the file, shown as (unknown), first in the file
        "#]],
    );
    check(
        &file(AB, r#"{"type":"sampled","name":"t1","unit":"none","samples":[[0],[1]]}"#),
        expect![[r#"
            metrics: weight (Unknown)
            thread t1
            a{a.rs:7} 1
            b 1
            warning: 2× samples of profiles without weights count as 1, first at row 0
              t1
        "#]],
    );
}

#[test]
fn wrong_events() {
    check(
        &file(
            AB,
            r#"{"type":"evented","name":"t","unit":"none","endValue":20,"events":[
            {"type":"O","frame":0,"at":1},{"type":"O","frame":1,"at":2},{"type":"C","frame":0,"at":5},
            {"type":"C","frame":1,"at":6},{"type":"O","frame":1,"at":7},{"type":"C","frame":1,"at":6},
            {"type":"?","frame":1,"at":7},{"type":"O","frame":1,"at":8}]}"#,
        ),
        expect![[r#"
            metrics: weight (Unknown)
            thread t
            a{a.rs:7} 1
            a{a.rs:7};b 3
            b 12
            warning: 1× functions that were still open when their caller ended were ended with it, first at row 2
              t
            warning: 1× ends of functions that weren't open were left out, first at row 3
              t
            warning: 1× events lie before the one in front of them and count at its time, first at row 5
              6
            warning: 1× events without type, frame or time were skipped, first at row 6
              t
            warning: 1× functions still open at the end were ended there, first at row 8
              t
        "#]],
    );
}

#[test]
fn cut_and_empty_files() {
    let whole = file(
        AB,
        r#"{"type":"evented","unit":"none","events":[{"type":"O","frame":0,"at":1},{"type":"C","frame":0,"at":3},{"type":"#,
    );
    check(
        whole.trim_end_matches("]}"),
        expect![[r#"
        metrics: weight (Unknown)
        a{a.rs:7} 2
        warning: 1× the file breaks off: what is complete before that was read, first at byte 265
          expected a value, found the end of the file
    "#]],
    );
    check(
        &file(AB, ""),
        expect![[r#"
        error: Expected a profile of speedscope with samples, found profiles without a sample that can be used. Record for longer, or with a shorter interval between samples.
    "#]],
    );
    check(
        &file("", r#"{"type":"sampled","unit":"none","samples":[[0]],"weights":[1]}"#),
        expect![[r#"
            error: Expected a profile of speedscope with samples, found a file without frames. Record for longer, or with a shorter interval between samples.
        "#]],
    );
}

#[test]
fn damage_never_panics() {
    for name in ["simple.speedscope", "simple-sampled.speedscope", "incomplete-trace"] {
        damage(&fixture(&format!("speedscope/{name}.json")));
    }
}

#[test]
fn samples_beyond_the_first_thousands_are_weighed_as_those_before() {
    let samples = vec!["[0]"; 20_000].join(",");
    let mut weights = vec!["2"; 20_000];
    weights[18_000] = "null";
    let weights = weights.join(",");
    let profile = format!(
        r#"{{"type":"sampled","name":"t","unit":"seconds","startValue":0,"samples":[{samples}],"weights":[{weights}]}}"#
    );
    let imported = import("unknown", file(AB, &profile).as_bytes()).unwrap();
    let [warning] = imported.warnings.list() else { panic!("{:?}", imported.warnings) };
    assert_eq!((warning.count, warning.first), (1, Place::Row(18_000)));
    let samples = &imported.profiles[0].threads[0].samples[0];
    assert_eq!(samples.len(), 19_999);
    assert_eq!(samples.times_ns.last(), Some(&(19_998.0 * 2e9)));
    assert_eq!(imported.profiles[0].total(MetricId::new(0)), 39_998.0);
}
