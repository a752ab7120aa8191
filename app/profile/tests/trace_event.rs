//! Trace events: collected files against their known numbers, and short files with one quirk each.

mod common;

use common::expected::{assert_frames, damage};
use common::{describe, fixture, import, json};
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn check_file(name: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", &fixture(&format!("trace-event/{name}.json")))));
}

/// The files in which our values are those of the other tool, but for the arguments that it glues
/// to names. The three others are below.
const SAME: [&str; 12] = [
    "bex-interaction",
    "invalid-x-nesting",
    "mismatched-args",
    "multi-thread-with-samples",
    "must-retain-original-order",
    "only-begin-events",
    "out-of-order",
    "simple-object",
    "simple-partial-whitespace",
    "simple-with-samples",
    "x-events-matching-end",
    "zero-duration-events",
];

#[test]
fn collected_files_have_the_known_numbers() {
    for name in SAME {
        let content = fixture(&format!("trace-event/{name}.json"));
        let profile = import("unknown", &content).expect(name).profiles.remove(0);
        let expected = format!("trace-event/{name}.expected.json");
        let threads = json(&expected).as_array().unwrap().len();
        assert_eq!(profile.threads.len(), threads, "{name}");
        for thread in 0..threads {
            assert_frames(&profile, thread, &expected, thread, Some);
        }
    }
}

/// The other tool lets `A` go on, although the file ends it.
#[test]
fn an_end_ends_what_it_called() {
    check_file(
        "end-non-top-of-stack",
        expect![[r#"
        duration: 11000 ns
        metrics: time (Microseconds)
        thread 0  0
        A 1
        A;B 9
        Z 1
        warning: 1× spans that were still open when their caller ended were ended with it, first at row 2
    "#]],
    );
}

/// The other tool takes `A` with x = 1 and `A` with x = 2 for two functions.
#[test]
fn arguments_do_not_make_functions() {
    check_file(
        "unbalanced-args",
        expect![[r#"
        duration: 10000 ns
        metrics: time (Microseconds)
        thread 0  0
        A 1
        A;A 8
        A 1
    "#]],
    );
    check_file(
        "simultaneous-anonymous-calls",
        expect![[r#"
        duration: 5000 ns
        metrics: time (Microseconds)
        thread 0  0
        anonymous 1
        anonymous;anonymous;function1;anonymous 2
        anonymous;anonymous;anonymous 2
    "#]],
    );
}

#[test]
fn threads_have_names_and_places_are_kept() {
    check(
        r#"[{"ph":"M","name":"process_name","pid":1,"args":{"name":"app"}},
            {"ph":"M","name":"thread_name","pid":1,"tid":7,"args":{"name":"worker 1"}},
            {"ph":"B","name":"parse","pid":1,"tid":7,"ts":10,".file":"src/a.rs",".line":3},
            {"ph":"B","name":"read","pid":1,"tid":7,"ts":12.5,"args":{".file":"src/b.rs",".line":"9"}},
            {"ph":"E","pid":1,"tid":7,"ts":13},
            {"ph":"E","name":"parse","pid":1,"tid":7,"ts":25},
            {"ph":"X","name":"write","pid":1,"tid":"x","ts":"30","dur":5},"#,
        expect![[r#"
            duration: 25000 ns
            metrics: time (Microseconds)
            thread app 1 worker 1 7
            parse{src/a.rs:3} 2.5
            parse{src/a.rs:3};read{src/b.rs:9} 0.5
            parse{src/a.rs:3} 12
            thread app 1  x
            write 5
        "#]],
    );
}

#[test]
fn what_is_no_span_is_counted() {
    check(
        r#"{"traceEvents":[{"ph":"b","name":"a","ts":1},{"ph":"i","name":"b","ts":1},{"ph":"P","name":"c","ts":1},{"ph":"X","ts":1},
            {"ph":"X","ts":1,"dur":-1},{"ph":"B"},7,{"ph":"E","name":"z","ts":3},{"ph":"X","name":"ok","ts":1,"dur":2},],"other":1,}"#,
        expect![[r#"
            duration: 2000 ns
            metrics: time (Microseconds)
            ok 2
            warning: 1× asynchronous events have no stack and were skipped, first at row 0
              a
            warning: 1× events that are no spans (instants, counters and so on) were skipped, first at row 1
              i b
            warning: 1× events of profiles inside the timeline can't be read yet and were skipped, first at row 2
              c
            warning: 1× complete events without a duration were skipped, first at row 3
            warning: 1× complete events with a negative duration were skipped, first at row 4
            warning: 1× events without a time were skipped, first at row 5
            warning: 1× elements of the list that are no events were skipped, first at row 6
            warning: 1× ends of spans that hadn't begun were left out, first at row 7
        "#]],
    );
}

#[test]
fn a_callee_may_outlast_its_caller_by_rounding() {
    check(
        r#"[{"ph":"X","name":"a","ts":0,"dur":10},{"ph":"X","name":"b","ts":5,"dur":6},{"ph":"X","name":"c","ts":10,"dur":2.5},{"ph":"X","name":"d","ts":11,"dur":1.501}]"#,
        expect![[r#"
            duration: 12500 ns
            metrics: time (Microseconds)
            a 5
            a;b 5
            c 1
            c;d 1.5
        "#]],
    );
}

#[test]
fn cut_and_empty_files() {
    check(
        r#"[{"ph":"X","name":"a","ts":0,"dur":10},{"ph":"X","na"#,
        expect![[r#"
        duration: 10000 ns
        metrics: time (Microseconds)
        a 10
        warning: 1× the file breaks off: what is complete before that was read, first at byte 52
          expected a text as the name of a member, found the end of the file
    "#]],
    );
    check(
        r#"{"traceEvents":[{"ph":"X","name":"a","ts":0,"dur":10},{"ph":"X","#,
        expect![[r#"
        duration: 10000 ns
        metrics: time (Microseconds)
        a 10
        warning: 1× the file breaks off: what is complete before that was read, first at byte 64
          expected a text as the name of a member, found the end of the file
    "#]],
    );
    check(
        r#"{"traceEvents":[]}"#,
        expect![[r#"
        error: Expected trace events that last a time, found none. Record for longer.
    "#]],
    );
    check(
        r#"[{"name":"a","ph":"B","ts":1}"#,
        expect![[r#"
        error: Expected trace events, and in it `,` or `]`, found the end of the file at byte 29. The file is not complete: save or download it again.
    "#]],
    );
}

/// Each of the thirty thousand spans begins in all those before it and ends after them.
#[test]
fn deep_overlaps_take_linear_time() {
    let spans: Vec<_> = (0..30_000)
        .map(|at| format!(r#"{{"ph":"X","name":"a","ts":{},"dur":200000}}"#, at * 2))
        .chain((0..30_000).map(|at| format!(r#"{{"ph":"E","name":"lost","ts":{at}}}"#)))
        .collect();
    let imported = import("unknown", format!("[{}", spans.join(",")).as_bytes()).unwrap();
    let profile = &imported.profiles[0];
    assert_eq!(profile.total(profile.metric_ids().next().unwrap()), 259_998.0);
}

#[test]
fn damage_never_panics() {
    for name in ["simple-with-samples", "zero-duration-events", "bex-interaction"] {
        damage(&fixture(&format!("trace-event/{name}.json")));
    }
}
