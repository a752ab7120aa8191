//! Places in trace events: Hermes and py-spy say where functions are, each in a way of its own.

mod common;

use common::{describe, import};
use expect_test::expect;

/// Hermes writes where functions were running and where they begin: both are read, and the names
/// come without.
#[test]
fn places_of_hermes() {
    let event = |phase: &str, name: &str, ts: u32, args: &str| {
        format!(r#"{{"ph":"{phase}","name":"{name}","pid":0,"tid":0,"ts":{ts},"args":{args}}}"#)
    };
    let beta = r#"{"line":54,"column":12,"funcLine":"50","funcColumn":"3","url":"/app/a.js"}"#;
    let events = [
        event("B", "[root]", 0, r#"{"url":null,"line":null,"column":null}"#),
        event("B", "beta", 1, beta),
        event("E", "beta", 3, beta),
        event("X", "fetch", 4, r#"{"url":"https://a.org/1"},"dur":1"#),
        event("X", "fetch", 6, r#"{"url":"https://a.org/2","line":7},"dur":1"#),
        event("E", "[root]", 9, "{}"),
    ];
    let samples = r#"{"ts":"10","pid":1,"tid":"2","sf":2},{"ts":"17","pid":1,"tid":"2","sf":3},
        {"ts":"20","pid":1,"tid":"2","sf":1}"#;
    let nodes = r#""1":{"name":"[root]"},
        "2":{"name":"run(http://a.org/i.bundle?dev=false:418:4)","line":"418","column":"4",
            "funcLine":"1","funcColumn":"9","parent":1},
        "3":{"name":"(anonymous)(a.js:17:3)","parent":2},"4":{"name":"f(int)","parent":3},
        "5":{"name":"(a.js:1:2)","parent":3}"#;
    let file = format!(
        r#"{{"traceEvents":[{}],"samples":[{samples}],"stackFrames":{{{nodes}}}}}"#,
        events.join(",")
    );
    let imported = import("unknown", file.as_bytes()).unwrap();
    let frames: String = imported
        .profiles
        .iter()
        .flat_map(|profile| {
            (0..profile.frames.len()).map(|row| {
                let id = profile::id::FrameId::new(row);
                let (text, frame) = (common::frame_text(profile, id), profile.frames.get(id));
                let beginning = profile.frames.beginning(id);
                format!("{text} column {:?} begins {beginning:?}\n", frame.column)
            })
        })
        .collect();
    expect![[r#"
        [root] column None begins None
        beta{/app/a.js:54} column Some(12) begins Some((50, 3))
        fetch column None begins None
        run{http://a.org/i.bundle?dev=false:418} column Some(4) begins Some((1, 9))
        (anonymous){a.js:17} column Some(3) begins None
        f(int) column None begins None
        (a.js:1:2) column None begins None
    "#]]
    .assert_eq(&frames);
    expect![[r#"
        duration: 20000 ns
        metrics: time (Microseconds), sampled time (Microseconds)
        thread 0  0
        [root] 1
        [root];beta{/app/a.js:54} 2
        [root] 1
        [root];fetch 1
        [root] 1
        [root];fetch 1
        [root] 2
        thread 1  2
        [root];run{http://a.org/i.bundle?dev=false:418} 7
        [root];run{http://a.org/i.bundle?dev=false:418};(anonymous){a.js:17} 3
        [root] 0
    "#]]
    .assert_eq(&describe(Ok(imported)));
}

#[test]
fn lines_of_a_function_of_hermes_are_one_function() {
    let text = r#"{"traceEvents": [], "samples": [
        {"ts": "100", "pid": 7, "tid": "8", "weight": "1", "sf": 2},
        {"ts": "110", "pid": 7, "tid": "8", "weight": "1", "sf": 3},
        {"ts": "130", "pid": 7, "tid": "8", "weight": "1", "sf": 4}],
      "stackFrames": {"1": {"name": "[root]", "category": "root"},
        "2": {"name": "draw(http://a.b:80/i.bundle?x=(1):17:3)", "line": "17", "parent": 1},
        "3": {"name": "draw(http://a.b:80/i.bundle?x=(1):19:5)", "line": "19", "parent": 1},
        "4": {"name": "operator()(int)", "parent": 1}}}"#;
    let imported = import("unknown", text.as_bytes());
    let profile = &imported.as_ref().expect("a profile").profiles[0];
    assert_eq!(profile.functions.len(), 3);
    expect![[r#"
        duration: 30000 ns
        metrics: sampled time (Microseconds)
        thread 7  8
        [root];draw{http://a.b:80/i.bundle?x=(1):17} 10
        [root];draw{http://a.b:80/i.bundle?x=(1):19} 20
        [root];operator()(int) 0
    "#]]
    .assert_eq(&describe(imported));
}

#[test]
fn functions_of_py_spy_are_told_apart_by_their_files() {
    let events =
        [("a.py", 12, "B", 0), ("a.py", 12, "E", 10), ("b.py", 3, "B", 10), ("b.py", 3, "E", 40)];
    let events = events.map(|(file, line, phase, time)| {
        format!(
            r#"{{"args":{{"filename":"{file}","line":{line}}},"cat":"py-spy","name":"__init__","ph":"{phase}","pid":1,"tid":2,"ts":{time}}}"#
        )
    });
    let imported = import("unknown", format!("[{}]", events.join(",")).as_bytes());
    expect![[r#"
        duration: 40000 ns
        metrics: time (Microseconds)
        thread 1  2
        __init__{a.py:12} 10
        __init__{b.py:3} 30
    "#]]
    .assert_eq(&describe(imported));
    let other = r#"[{"args":{"line":12},"name":"a","ph":"X","pid":1,"tid":2,"ts":0,"dur":1}]"#;
    expect![[r#"
        duration: 1000 ns
        metrics: time (Microseconds)
        thread 1  2
        a 1
    "#]]
    .assert_eq(&describe(import("unknown", other.as_bytes())));
}
