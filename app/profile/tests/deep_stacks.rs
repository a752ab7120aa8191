//! A stack of 1,000,000 frames in each format that can write one: it opens, whole, and nothing recurses over it.

mod common;

use common::import;
use std::fmt::Write;

const DEPTH: usize = 1_000_000;

/// Imports a file with one stack, and checks that it is as deep as it was written.
fn check(content: &str) {
    let imported = import("unknown", content.as_bytes()).expect("it opens");
    let profile = &imported.profiles[0];
    let mut depths: Vec<usize> = Vec::with_capacity(profile.stacks.len());
    for stack in profile.stacks.ids() {
        depths.push(profile.stacks.prefix(stack).map_or(0, |prefix| depths[prefix.index()]) + 1);
    }
    let samples = profile.threads.iter().flat_map(|thread| &thread.samples);
    let stacks = samples.flat_map(|samples| samples.stacks.iter().flatten());
    let deepest = stacks.map(|stack| depths[stack.index()]).max();
    assert_eq!(deepest, Some(DEPTH));
}

/// Frames of few functions, as a recursion has them.
fn frames(write: impl Fn(&mut String, usize)) -> String {
    let mut out = String::new();
    (0..DEPTH).for_each(|depth| write(&mut out, depth));
    out
}

#[test]
fn folded() {
    check(&format!("{}leaf 1\n", "f;".repeat(DEPTH - 1)));
}

#[test]
fn perf_script() {
    let frames = frames(|out, depth| {
        writeln!(out, "\t{:x} f{} (/app)", 4096 + depth % 7, depth % 7).unwrap()
    });
    check(&format!("app 1/1 [000] 1.000001: 1 cycles:\n{frames}\n"));
}

#[test]
fn trace_events() {
    let begins = frames(|out, depth| {
        write!(out, r#"{{"name":"f","ph":"B","pid":1,"tid":1,"ts":{depth}}},"#).unwrap()
    });
    check(&format!(r#"[{begins}{{"name":"f","ph":"E","pid":1,"tid":1,"ts":{DEPTH}}}]"#));
}

#[test]
fn speedscope() {
    let stack = frames(|out, depth| write!(out, "{}0", if depth == 0 { "" } else { "," }).unwrap());
    check(&format!(
        r#"{{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{{"frames":[{{"name":"f"}}]}},
        "profiles":[{{"type":"sampled","name":"a","unit":"none","startValue":0,"endValue":1,"samples":[[{stack}]],"weights":[1]}}]}}"#
    ));
}

#[test]
fn cpu_profile() {
    let nodes = frames(|out, depth| {
        let (comma, id) = (if depth == 0 { "" } else { "," }, depth + 1);
        let children =
            if id < DEPTH { format!(r#","children":[{}]"#, id + 1) } else { String::new() };
        let frame =
            r#""functionName":"f","scriptId":"1","url":"a.js","lineNumber":1,"columnNumber":1"#;
        write!(out, r#"{comma}{{"id":{id},"callFrame":{{{frame}}}{children}}}"#).unwrap();
    });
    check(&format!(
        r#"{{"nodes":[{nodes}],"startTime":0,"endTime":10,"samples":[{DEPTH},{DEPTH}],"timeDeltas":[1,9]}}"#
    ));
}
