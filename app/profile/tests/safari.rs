//! Safari's timeline recordings: short files, the first one as Safari lays it out.

mod common;

use common::expected::damage;
use common::{describe, import};
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

const RECORDING: &str = r#"{"version":1,"recording":{"displayName":"Timeline Recording 1","startTime":4.5,"endTime":6.75,"discontinuities":[],
"instrumentTypes":["timeline-record-type-script"],"records":[{"type":"timeline-record-type-cpu","timestamp":4.17,"usage":0,"threads":[]}],
"markers":[],"memoryPressureEvents":[],"sampleStackTraces":[
{"timestamp":4.625,"stackFrames":[{"sourceID":"8","name":"gamma","line":20,"column":15,"url":"file:///simple.js","expressionLocation":{"line":22,"column":19}},{"sourceID":"8","name":"(program)","line":1,"column":1,"url":"file:///simple.js"}]},
{"timestamp":4.75,"stackFrames":[{"sourceID":"8","name":"","line":-1,"column":-1,"url":"","expressionLocation":{"line":-1,"column":-1}}]}],
"sampleDurations":[0.125,0.25]},"overview":{"secondsPerPixel":0.01}}"#;

#[test]
fn samples_with_their_durations() {
    check(
        RECORDING,
        expect![[r#"
        tool: Safari
        duration: 2250000000 ns
        name = Timeline Recording 1
        metrics: time (Seconds), samples (Samples)
        (program){file:///simple.js:1};gamma{file:///simple.js:20} 0.125 1
        (anonymous) 0.25 1
    "#]],
    );
    let imported = import("unknown", RECORDING.as_bytes()).unwrap();
    assert_eq!(imported.profiles[0].threads[0].samples[0].times_ns, [125e6, 250e6]);
}

#[test]
fn durations_and_times_may_be_missing() {
    check(
        r#"{"version":1,"recording":{"displayName":"","instrumentTypes":[],"sampleDurations":[-1,"x"],
            "sampleStackTraces":[{"stackFrames":[{"name":"a"}]},{"stackFrames":[]},{"timestamp":1,"stackFrames":[{"name":"b"}]}]}}"#,
        expect![[r#"
            tool: Safari
            metrics: time (Seconds), samples (Samples)
            a 0 1
             0 1
            b 0 1
            warning: 3× samples without a duration were counted with none, first at row 0
        "#]],
    );
}

#[test]
fn recordings_without_scripts() {
    check(
        r#"{"version":1,"recording":{"displayName":"x","instrumentTypes":[],"records":[],"sampleStackTraces":[],"sampleDurations":[]}}"#,
        expect![[r#"
            error: Expected a timeline recording of Safari with samples of scripts, found no sample that can be used. Record for longer, or save the profile again.
        "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(RECORDING.as_bytes());
}
