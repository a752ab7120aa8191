//! Heap profiles of Chrome and Node: a recorded file against its known numbers, and short files
//! with one quirk each.

mod common;

use common::expected::{assert_frames, damage};
use common::{describe, fixture, import};
use expect_test::{Expect, expect};

const RECORDED: &str = "heap-profile/Heap-20181003T105432.heapprofile";

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

#[test]
fn recorded_file_has_the_known_numbers() {
    let profile = import("unknown", &fixture(RECORDED)).unwrap().profiles.remove(0);
    // Against the other tool: lines count from 1, and -1 is none; a place isn't glued to the name
    // of what has none.
    assert_frames(&profile, 0, "heap-profile/Heap-20181003T105432.expected.json", 0, |frame| {
        let (mut name, file, line) = frame;
        if name == "(anonymous)" {
            let short = file.rsplit('/').next().unwrap_or_default();
            name = format!("(anonymous {short}:{})", line - 1);
        }
        Some((name, file, line.saturating_sub(1)))
    });
    assert_eq!(profile.total(profile.metric_ids().next().unwrap()), 525_704.0);
}

#[test]
fn members_come_in_any_order() {
    check(
        r#"{"head":{"callFrame":{"functionName":"(root)","url":"","lineNumber":-1,"columnNumber":-1},"selfSize":0,
            "children":[{"children":[{"selfSize":8,"callFrame":{"functionName":"leaf","url":"a.js","lineNumber":0,"columnNumber":4}}],
                         "callFrame":{"functionName":"","url":"a.js","lineNumber":9},"selfSize":16},
                        {"selfSize":-3,"callFrame":{"functionName":"odd"}},{"selfSize":5}]},"samples":[{"size":1,"nodeId":2}]}"#,
        expect![[r#"
            metrics: allocated bytes (Bytes)
            (root);(anonymous){a.js:10} 16
            (root);(anonymous){a.js:10};leaf{a.js:1} 8
            (root);(unknown) 5
            warning: 1× sizes that are negative or no number count as 0, first at row 3
        "#]],
    );
}

#[test]
fn cut_and_empty_files() {
    check(
        r#"{"head":{"callFrame":{"functionName":"(root)"},"selfSize":1,"children":[{"callFrame":{"functionName":"a"},"selfSize":4,"chil"#,
        expect![[r#"
            metrics: allocated bytes (Bytes)
            (root) 1
            (root);a 4
            warning: 1× the file breaks off: what is complete before that was read, first at byte 124
              expected a text as the name of a member, found the end of the file
        "#]],
    );
    check(
        r#"{"head":{"callFrame":{"functionName":"(root)"},"selfSize":0,"children":[]}}"#,
        expect![[r#"
            error: Expected a heap profile of Chrome or Node, found no sample that can be used. Record for longer, or save the profile again.
        "#]],
    );
}

#[test]
fn deep_trees_open() {
    let node = r#"{"callFrame":{"functionName":"f"},"selfSize":1,"children":["#;
    let text = format!(r#"{{"head":{}{}}}"#, node.repeat(200_000), "]}".repeat(200_000));
    let imported = import("unknown", text.as_bytes()).unwrap();
    let profile = &imported.profiles[0];
    assert_eq!(profile.total(profile.metric_ids().next().unwrap()), 200_000.0);
}

#[test]
fn damage_never_panics() {
    damage(&fixture(RECORDED));
}
