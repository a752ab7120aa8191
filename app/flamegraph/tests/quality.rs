//! The quality of recordings: what is unknown, what is cut, what to do.

mod trees;

use expect_test::{Expect, expect};
use flamegraph::names::Names;
use flamegraph::quality::quality_of;
use profile::Profile;
use protocol::Threads;
use trees::{data, folded, metric};

fn check(profile: &Profile, expected: Expect) {
    let quality = quality_of(profile, &Names::of(profile, false), &Threads::All, metric());
    let advice: Vec<String> =
        quality.advice.iter().map(|advice| advice.chars().take(40).collect()).collect();
    expected.assert_eq(&format!(
        "unknown {} cut {} of {}\n{}",
        quality.unknown_weight,
        quality.cut_weight,
        profile.total(metric()),
        advice.join("\n")
    ));
}

#[test]
fn functions_without_names_are_unknown() {
    check(
        &folded("main;[unknown] 3\nmain;0x7f001122 4\nmain;a 90"),
        expect![[r#"
        unknown 7 cut 0 of 97
        Some functions have no names: build with"#]],
    );
}

#[test]
fn stacks_without_the_usual_root_are_cut() {
    check(
        &folded("app;_start;main 90\napp;foo 9\napp;do_syscall_64;x 4"),
        expect![[r#"
        unknown 0 cut 9 of 103
        Some stacks lack their roots: build with"#]],
    );
}

#[test]
fn stacks_of_scripts_are_not_cut() {
    check(
        &folded("<module> (a.py:1);f (a.py:2) 9\ng (b.py:3) 4"),
        expect![[r#"
        unknown 0 cut 0 of 13
    "#]],
    );
}

#[test]
fn stacks_at_perfs_limit_are_cut() {
    let path: Vec<String> = (0..127).map(|frame| format!("f{frame}")).collect();
    check(
        &folded(&format!("{} 9\na;b 4", path.join(";"))),
        expect![[r#"
            unknown 0 cut 9 of 13
            Some stacks have 127 frames, where perf "#]],
    );
}

#[test]
fn recorded_stacks_are_cut_where_frame_pointers_end() {
    check(
        &data("folded/wordstat/before/stacks-fp.folded.gz"),
        expect![[r#"
        unknown 0 cut 312938808 of 952858550
        Some stacks lack their roots: build with"#]],
    );
    check(
        &data("folded/wordstat/before/stacks-no-inline.folded.gz"),
        expect![[r#"
        unknown 0 cut 0 of 1236710097
    "#]],
    );
    check(
        &data("samply/before/samply.json.gz"),
        expect![[r#"
        unknown 1198 cut 0 of 1198
        This profile has addresses instead of fu"#]],
    );
}
