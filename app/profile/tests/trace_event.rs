//! Trace events: collected files against their known numbers, and short files with one quirk each.

mod common;

use common::expected::{assert_frames, damage, frames};
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

/// Chrome's timelines: 116 writes profiles in pieces, 65 and 66 write them whole into instants.
/// The other tool drops `(root)` and `(idle)` and puts `(program)` on the stack before, so that
/// only functions of scripts have the same own time.
#[test]
fn sampled_profiles_of_timelines_have_the_known_numbers() {
    for name in ["Trace-20230603T221323", "simple-timeline", "worker"] {
        let imported = import("unknown", &fixture(&format!("trace-event/chrome/{name}.json.gz")));
        let profiles = imported.expect(name).profiles;
        assert_eq!(profiles.len(), 2, "{name}");
        assert_eq!(profiles[0].metrics[0].name, "time");
        let expected = json(&format!("trace-event/chrome/{name}.expected.json"));
        let expected = expected.as_array().unwrap();
        assert_eq!(profiles[0].threads.len(), expected.len(), "{name}");
        for (thread, expected) in expected.iter().enumerate() {
            let ours = frames(&profiles[0], thread, 0);
            let mut compared = 0;
            for frame in expected["frames"].as_array().unwrap() {
                let Some(file) = frame["file"].as_str() else { continue };
                let name = frame["name"].as_str().unwrap();
                let name = if name.starts_with("(anonymous") { "(anonymous)" } else { name };
                let key = (name.to_owned(), file.to_owned(), frame["line"].as_u64().unwrap_or(0));
                let own = ours.get(&key).map_or(0.0, |sums| sums.0);
                assert_eq!(own, frame["self"].as_f64().unwrap(), "{key:?}");
                compared += 1;
            }
            assert!(compared > 0);
        }
    }
}

#[test]
fn pieces_of_profiles_join_by_process_and_id() {
    check(
        r#"[{"ph":"P","name":"Profile","pid":1,"tid":7,"id":"0x1","ts":5,"args":{"data":{"startTime":100}}},
            {"ph":"P","name":"ProfileChunk","pid":1,"tid":9,"id":"0x1","ts":6,"args":{"data":{"cpuProfile":{
                "nodes":[{"id":1,"callFrame":{"functionName":"(root)","scriptId":0}}],"samples":[1]},"timeDeltas":[10]}}},
            {"ph":"P","name":"ProfileChunk","pid":1,"tid":9,"id":"0x2","ts":6,"args":{"data":{"cpuProfile":{"samples":[1]},"timeDeltas":[3]}}},
            {"ph":"M","name":"thread_name","pid":1,"tid":7,"args":{"name":"main"}},
            {"ph":"X","name":"run","pid":1,"tid":7,"ts":100,"dur":50,"args":{"data":{"startTime":1,"endTime":2}}},
            {"ph":"P","name":"ProfileChunk","pid":1,"tid":9,"id":"0x1","ts":7,"args":{"data":{"cpuProfile":{
                "nodes":[{"id":2,"parent":1,"callFrame":{"functionName":"f","url":"a.js","lineNumber":6}}],"samples":[2,1]},
                "timeDeltas":[4,5],"endTime":130}}}]"#,
        expect![[r#"
            duration: 20000 ns
            metrics: time (Microseconds), samples (Samples)
            thread 1 main 7
            (root) 4 1
            (root);f{a.js:7} 5 1
            (root) 0 1
            duration: 50000 ns
            metrics: time (Microseconds)
            thread 1 main 7
            run 50
            warning: 1× samples whose node isn't in the file were skipped, first at row 0
              1
            warning: 1× profiles inside the timeline have no sample that can be used, first at row 1
              of thread 9
        "#]],
    );
}

#[test]
fn asynchronous_spans_nest_by_category_and_id() {
    check(
        r#"[{"ph":"b","cat":"net","id":1,"name":"request","pid":1,"tid":7,"ts":0},
            {"ph":"b","cat":"net","id":2,"name":"request","pid":1,"tid":7,"ts":2},
            {"ph":"b","cat":"net","id":1,"name":"connect","pid":1,"tid":8,"ts":3},
            {"ph":"n","cat":"net","id":1,"name":"sent","pid":1,"tid":8,"ts":4},
            {"ph":"e","cat":"net","id":1,"name":"connect","pid":1,"tid":8,"ts":5},
            {"ph":"e","cat":"net","id":1,"name":"request","pid":1,"tid":9,"ts":9},
            {"ph":"e","cat":"net","id":3,"name":"request","pid":1,"tid":9,"ts":9},
            {"ph":"S","cat":"disk","id2":{"local":"0x1"},"name":"read","pid":1,"tid":7,"ts":1},
            {"ph":"F","cat":"disk","id2":{"local":"0x1"},"name":"read","pid":2,"tid":7,"ts":2},
            {"ph":"F","cat":"disk","id2":{"local":"0x1"},"name":"read","pid":1,"tid":7,"ts":4},
            {"ph":"X","name":"run","pid":1,"tid":7,"ts":0,"dur":12}]"#,
        expect![[r#"
            duration: 12000 ns
            metrics: time (Microseconds), asynchronous time (Microseconds)
            thread 1  7
            run 12
            thread 1 asynchronous net
            request 3
            request 10
            request;connect 2
            request 4
            thread 1 asynchronous disk
            read 3
            warning: 1× steps of asynchronous spans and arrows between spans were skipped, first at row 3
              sent
            warning: 1× spans without an end were ended with the last event, first in the file
            warning: 2× ends of spans that hadn't begun were left out, first at row 6
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
            metrics: time (Microseconds), asynchronous time (Microseconds)
            ok 2
            thread asynchronous
            a 2
            warning: 2× events that are no spans (instants, counters and so on) were skipped, first at row 1
              i b
            warning: 1× complete events without a duration were skipped, first at row 3
            warning: 1× complete events with a negative duration were skipped, first at row 4
            warning: 1× events without a time were skipped, first at row 5
            warning: 1× elements of the list that are no events were skipped, first at row 6
            warning: 1× ends of spans that hadn't begun were left out, first at row 7
            warning: 1× spans without an end were ended with the last event, first in the file
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
fn many_asynchronous_ids_take_linear_time() {
    let event =
        |phase, id| format!(r#"{{"ph":"{phase}","cat":"c","id":{id},"name":"a","ts":{id}}}"#);
    let begins = (0..50_000).map(|id| event("b", id));
    let ends = (0..50_000).map(|id| event("e", id).replace(r#""ts":"#, r#""ts":1"#));
    let events: Vec<_> = begins.chain(ends).collect();
    let imported = import("unknown", format!("[{}]", events.join(",")).as_bytes()).unwrap();
    assert_eq!(imported.profiles[0].threads.len(), 1);
    assert_eq!(imported.profiles[0].threads[0].samples[0].len(), 50_000);
}

#[test]
fn damage_never_panics() {
    let timeline = fixture("trace-event/chrome/worker.json.gz");
    for step in 1..40 {
        let _ = import("unknown", &timeline[..step * timeline.len() / 40]);
    }
    for name in ["simple-with-samples", "zero-duration-events", "bex-interaction"] {
        damage(&fixture(&format!("trace-event/{name}.json")));
    }
}
