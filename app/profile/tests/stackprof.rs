//! stackprof: recorded files against their known numbers, and short files with one quirk each.

mod common;

use common::expected::{assert_frames, damage};
use common::{describe, fixture, import};
use expect_test::{Expect, expect};
use profile::Profile;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn open(path: &str) -> Profile {
    let mut imported = import("unknown", &fixture(path)).unwrap();
    assert_eq!(imported.warnings.list(), []);
    imported.profiles.remove(0)
}

fn totals(profile: &Profile) -> Vec<(&str, f64)> {
    let metrics = profile.metric_ids();
    metrics.map(|id| (profile.metrics[id.index()].name.as_str(), profile.total(id))).collect()
}

#[test]
fn allocations_have_the_known_numbers() {
    let profile = open("stackprof/object-stackprof.json");
    assert_frames(&profile, 0, "stackprof/object-stackprof.expected.json", 0, Some);
    assert_eq!(totals(&profile), [("objects", 103.0)]);
}

#[test]
fn times_have_the_known_numbers() {
    let profile = open("stackprof/simple-stackprof.json");
    assert_frames(&profile, 0, "stackprof/simple-stackprof.expected.json", 0, Some);
    assert_eq!(totals(&profile), [("wall time", 1_551_604.0), ("samples", 1554.0)]);
}

const FRAMES: &str = r#""gc_samples":1,"missed_samples":2,"metadata":{},"frames":{
    "70098":{"name":"a","file":"a.rb","line":3,"samples":2},
    "313":{"name":"(garbage collection)","file":"","samples":1},"7":{"name":null,"line":null}}"#;

#[test]
fn collections_stand_on_the_stack_before_and_stacks_have_lines_of_their_own() {
    check(
        &format!(
            r#"{{"mode":"wall","interval":1000,{FRAMES},"raw":[2,70098,70098,2,1,313,1,2,70098,7,1],
            "raw_lines":[2,5,6,2,1,0,1,2,0,1,1],"raw_timestamp_deltas":[900,1100,1000,1000]}}"#
        ),
        expect![[r#"
            tool: stackprof
            interval: 1000000 ns
            mode = wall
            samples in garbage collection = 1
            missed samples = 2
            metrics: wall time (Microseconds), samples (Samples)
            a{a.rb:5};a{a.rb:6} 2000 2
            a{a.rb:5};a{a.rb:6};(garbage collection) 1000 1
            a{a.rb};(unknown) 1000 1
        "#]],
    );
}

#[test]
fn processor_time_is_counted_in_intervals() {
    check(
        &format!(r#"{{"mode":"cpu","interval":500,{FRAMES},"raw":[1,70098,3,2,70098,99,1]}}"#),
        expect![[r#"
            tool: stackprof
            interval: 500000 ns
            mode = cpu
            samples in garbage collection = 1
            missed samples = 2
            metrics: CPU time (Microseconds), samples (Samples)
            a{a.rb:3} 1500 3
            a{a.rb:3} 500 1
            warning: 1× frames that aren't in the file were left out, first at row 1
              99
        "#]],
    );
}

#[test]
fn times_may_be_missing_or_wrong() {
    check(
        &format!(
            r#"{{"mode":"custom","interval":null,{FRAMES},"raw":[1,70098,3,1,7,2],"raw_timestamp_deltas":[1,-4,2]}}"#
        ),
        expect![[r#"
            tool: stackprof
            mode = custom
            samples in garbage collection = 1
            missed samples = 2
            metrics: time (Microseconds), samples (Samples)
            a{a.rb:3} 3 3
            (unknown) 0 2
            warning: 2× samples without a time were counted with none, first at row 3
            warning: 1× times between samples that are negative or no numbers count as 0, first in the file
        "#]],
    );
}

#[test]
fn without_stacks_functions_are_shown() {
    check(
        &format!(r#"{{"mode":"wall","interval":1000,{FRAMES}}}"#),
        expect![[r#"
        tool: stackprof
        interval: 1000000 ns
        mode = wall
        samples in garbage collection = 1
        missed samples = 2
        metrics: samples (Samples)
        a{a.rb:3} 2
        (garbage collection) 1
        warning: 1× there are no stacks in the file, only functions: record with `raw: true`, first in the file
    "#]],
    );
}

#[test]
fn broken_stacks() {
    check(
        &format!(r#"{{"mode":"wall","interval":1000,{FRAMES},"raw":[1,7,1,1e300,7,1]}}"#),
        expect![[r#"
            tool: stackprof
            interval: 1000000 ns
            mode = wall
            samples in garbage collection = 1
            missed samples = 2
            metrics: wall time (Microseconds), samples (Samples)
            (unknown) 1000 1
            warning: 1× the stacks break off: what is complete before that was read, first at row 1
              100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        "#]],
    );
    check(
        &format!(r#"{{"mode":"wall","interval":1000,{FRAMES},"raw":[-1]}}"#),
        expect![[r#"
            error: Expected the JSON of stackprof, found no sample that can be used. Record for longer, or save the profile again.
        "#]],
    );
    check(
        &format!(r#"{{"mode":"wall",{FRAMES},"raw":[1,7"#),
        expect![[r#"
        error: Expected the JSON of stackprof, and in it a value, found the end of the file at byte 240. The file is not complete: save or download it again.
    "#]],
    );
    check(
        r#"{"mode":"wall","gc_samples":0,"frames":{}}"#,
        expect![[r#"
        error: Expected the JSON of stackprof, found no sample that can be used. Record for longer, or save the profile again.
    "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(&fixture("stackprof/object-stackprof.json"));
}
